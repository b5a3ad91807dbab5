# SPDX-License-Identifier: Apache-2.0
import logging
import unittest

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from gateway import VERSION, Gateway

STATE = {"entity_id": "sensor.kitchen", "state": "21.5", "attributes": {"unit_of_measurement": "°C"}}


class GatewayTests(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        logging.disable(logging.WARNING)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.events = []
        self.gateway = Gateway("secret", self.events.append)
        application = web.Application()
        application.add_routes([web.get("/api/websocket", self.gateway.handle)])
        self.client = TestClient(TestServer(application))
        await self.client.start_server()
        self.addAsyncCleanup(self.client.close)

    async def connect(self):
        socket = await self.client.ws_connect("/api/websocket")
        self.addAsyncCleanup(socket.close)
        self.assertEqual(await socket.receive_json(), {"type": "auth_required", "ha_version": VERSION})
        return socket

    async def enter(self):
        socket = await self.connect()
        await socket.send_json({"type": "auth", "access_token": "secret"})
        self.assertEqual(await socket.receive_json(), {"type": "auth_ok", "ha_version": VERSION})
        return socket

    async def say(self, socket, **message):
        await socket.send_json(message)
        return await socket.receive_json()

    async def test_an_event_of_somebody_with_the_token_is_taken(self):
        socket = await self.enter()

        answer = await self.say(
            socket, id=1, type="fire_event", event_type="state_changed", event_data={"new_state": STATE}, time_fired="2026-01-02T03:04:05Z", context={"id": "01H"})

        self.assertEqual(answer, {"id": 1, "type": "result", "success": True, "result": {"context": {"id": "01H"}}})
        self.assertEqual([(event.entity_id, event.state, event.time) for event in self.events], [("sensor.kitchen", "21.5", "2026-01-02T03:04:05.000Z")])
        self.assertEqual(self.gateway.connections, 1)

    async def test_an_event_without_a_time_has_that_of_its_coming(self):
        answer = await self.say(await self.enter(), id=1, type="fire_event", event_type="state_changed", event_data={"new_state": STATE})

        self.assertTrue(answer["success"])
        self.assertRegex(self.events[0].time, r"^20\d\d-.*Z$")

    async def test_nobody_comes_in_without_the_token(self):
        for message in ({"type": "auth", "access_token": "wrong"}, {"type": "auth"}, {"type": "fire_event"}, ["auth"], {"type": "auth", "access_token": "ä"}):
            with self.subTest(message=message):
                socket = await self.connect()
                self.assertEqual((await self.say(socket, **message) if isinstance(message, dict) else await self._send(socket, message))["type"], "auth_invalid")
                self.assertTrue((await socket.receive()).type.name in ("CLOSE", "CLOSED"))
        self.assertEqual((self.events, self.gateway.connections), ([], 0))

    async def _send(self, socket, message):
        await socket.send_json(message)
        return await socket.receive_json()

    async def test_a_ping_is_answered(self):
        self.assertEqual(await self.say(await self.enter(), id=7, type="ping"), {"id": 7, "type": "pong"})

    async def test_other_events_are_acknowledged_and_not_taken(self):
        answer = await self.say(await self.enter(), id=1, type="fire_event", event_type="doorbell", event_data={})

        self.assertTrue(answer["success"])
        self.assertEqual(self.events, [])

    async def test_what_is_wrong_is_told_and_the_connection_goes_on(self):
        socket = await self.enter()
        for message, code in (
            ({"type": "ping"}, "invalid_format"),
            ({"id": True, "type": "ping"}, "invalid_format"),
            ({"id": 5, "type": "dance"}, "unknown_command"),
            ({"id": 5, "type": "ping"}, "id_reuse"),
            ({"id": 6, "type": "fire_event", "event_type": "state_changed", "event_data": {"new_state": {"entity_id": "kitchen", "state": "1"}}}, "invalid_format"),
        ):
            with self.subTest(message=message):
                answer = await self.say(socket, **message)
                self.assertEqual((answer["success"], answer["error"]["code"]), (False, code))
        self.assertEqual((await self.say(socket, id=7, type="ping"))["type"], "pong")


if __name__ == "__main__":
    unittest.main()
