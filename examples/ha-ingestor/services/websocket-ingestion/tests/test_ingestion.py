# SPDX-License-Identifier: Apache-2.0
import asyncio
import logging
import unittest

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from main import Ingestion

STATE = {"entity_id": "light.hall", "state": "on", "attributes": {}}


class IngestionTests(unittest.IsolatedAsyncioTestCase):
    """The whole service between a Home Assistant and an enrichment-pipeline, both small but real servers."""

    async def asyncSetUp(self):
        logging.disable(logging.WARNING)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.said = []
        self.stored = asyncio.Queue()
        self.events_of_home = asyncio.Queue()
        home, enrichment = web.Application(), web.Application()
        home.add_routes([web.get("/api/websocket", self._home_assistant)])
        enrichment.add_routes([web.post("/events", self._enrich)])
        self.home, self.enrichment = await self.serve(home), await self.serve(enrichment)

    async def serve(self, application):
        server = TestServer(application)
        await server.start_server()
        self.addAsyncCleanup(server.close)
        return server

    async def _home_assistant(self, request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "auth_required", "ha_version": "2026.1"})
        self.said.append(await socket.receive_json())
        await socket.send_json({"type": "auth_ok", "ha_version": "2026.1"})
        self.said.append(await socket.receive_json())
        await socket.send_json({"id": 1, "type": "result", "success": True, "result": None})
        while (message := await self.events_of_home.get()) is not None:
            await socket.send_json(message)
        await socket.close()
        return socket

    async def _enrich(self, request):
        for event in (await request.json())["events"]:
            self.stored.put_nowait(event["id"])
        return web.json_response({}, status=202)

    def message(self, identity):
        return {"id": 1, "type": "event", "event": {
            "event_type": "state_changed", "data": {"new_state": STATE}, "time_fired": "2026-01-02T03:04:05Z", "context": {"id": identity}}}

    async def test_it_subscribes_to_a_home_assistant_and_hands_its_events_on_also_after_the_connection_broke(self):
        application = Ingestion("secret", str(self.enrichment.make_url("")).rstrip("/"), str(self.home.make_url("/api/websocket")).replace("http", "ws", 1)).application()
        service = await self.serve(application)
        self.events_of_home.put_nowait(self.message("one"))
        self.events_of_home.put_nowait({"id": 1, "type": "event", "event": {"event_type": "state_changed", "data": {"new_state": {}}}})

        self.assertEqual(await asyncio.wait_for(self.stored.get(), 10), "one")
        self.assertEqual(self.said, [{"type": "auth", "access_token": "secret"}, {"id": 1, "type": "subscribe_events", "event_type": "state_changed"}])
        self.events_of_home.put_nowait(None)
        self.events_of_home.put_nowait(self.message("two"))
        self.assertEqual(await asyncio.wait_for(self.stored.get(), 10), "two")
        self.assertEqual(len(self.said), 4)

        stats = await self.ask(service, "/stats")
        self.assertEqual((stats["home_assistant"], stats["received"], stats["forwarded"], stats["dropped"]), (True, 2, 2, 0))

    async def test_it_is_healthy_by_itself(self):
        service = await self.serve(Ingestion("secret", "http://127.0.0.1:1", "").application())

        self.assertEqual(await self.ask(service, "/health"), {"status": "healthy"})
        self.assertIsNone((await self.ask(service, "/stats"))["home_assistant"])

    async def ask(self, service, path):
        async with aiohttp.ClientSession() as session, session.get(service.make_url(path)) as answer:
            return await answer.json()


if __name__ == "__main__":
    unittest.main()
