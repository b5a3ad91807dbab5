# SPDX-License-Identifier: Apache-2.0
import asyncio
import logging
import tempfile
import unittest
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from homeiq.store import EventStore
from pipeline import MAX_EVENTS, Pipeline


def event(number, hour=3):
    return {"id": f"id{number}", "entity_id": "sensor.kitchen", "state": str(number), "unit": "°C", "time": f"2026-01-02T{hour:02}:04:05.000Z"}


class PipelineTests(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        logging.disable(logging.WARNING)
        self.addCleanup(logging.disable, logging.NOTSET)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.asked = []
        self.weather_status = 200
        weather = web.Application()
        weather.add_routes([web.get("/weather", self._weather)])
        weather_server = TestServer(weather)
        await weather_server.start_server()
        self.addAsyncCleanup(weather_server.close)
        pipeline = Pipeline(EventStore(str(Path(folder.name, "events.db"))), f"http://127.0.0.1:{weather_server.port}", (52.52, 13.4))
        self.client = TestClient(TestServer(pipeline.application()))
        await self.client.start_server()
        self.addAsyncCleanup(self.client.close)

    async def _weather(self, request):
        self.asked.append(dict(request.query))
        await asyncio.sleep(0.01)
        return web.json_response({"temperature_c": 7.5, "humidity_percent": 80, "condition": "rain", "observed_at": request.query["time"], "latitude": 52.52}, status=self.weather_status)

    async def post(self, body):
        async with self.client.post("/events", **({"json": body} if not isinstance(body, str) else {"data": body})) as answer:
            return answer.status, await answer.json()

    async def get(self, path):
        async with self.client.get(path) as answer:
            return answer.status, await answer.json()

    async def test_events_are_stored_with_the_weather_of_their_hour(self):
        self.assertEqual(await self.post({"events": [event(1)]}), (202, {"received": 1, "stored": 1}))

        status, body = await self.get("/events")
        self.assertEqual(status, 200)
        self.assertEqual(body["events"], [{**event(1), "weather": {
            "temperature_c": 7.5, "humidity_percent": 80, "condition": "rain", "observed_at": "2026-01-02T03:00:00Z"}}])
        self.assertEqual(self.asked, [{"latitude": "52.52", "longitude": "13.4", "time": "2026-01-02T03:00:00Z"}])

    async def test_the_weather_of_an_hour_is_asked_for_once(self):
        await self.post({"events": [event(1), event(2), event(3, hour=4)]})
        await self.post({"events": [event(4)]})

        self.assertEqual([query["time"] for query in self.asked], ["2026-01-02T03:00:00Z", "2026-01-02T04:00:00Z"])

    async def test_without_weather_events_are_stored_and_it_is_asked_again(self):
        self.weather_status = 503
        await self.post({"events": [event(1)]})
        self.weather_status = 200
        await self.post({"events": [event(2)]})

        _, body = await self.get("/events")
        self.assertEqual([e["weather"] is None for e in body["events"]], [True, False])
        self.assertEqual((await self.get("/stats"))[1]["with_weather"], 1)

    async def test_what_comes_twice_is_stored_once(self):
        await self.post({"events": [event(1)]})

        self.assertEqual(await self.post({"events": [event(1), event(2)]}), (202, {"received": 2, "stored": 1}))
        status, stats = await self.get("/stats")
        self.assertEqual((status, stats["received"], stats["events"], stats["entities"]), (200, 3, 2, 1))

    async def test_what_is_wrong_is_refused_whole(self):
        for body, status, word in (
            ("{", 400, "no JSON"),
            ([], 422, "events"),
            ({"events": [event(1), {**event(2), "time": "soon"}]}, 422, "soon"),
            ({"events": [event(0)] * (MAX_EVENTS + 1)}, 422, str(MAX_EVENTS)),
        ):
            with self.subTest(word=word):
                answer = await self.post(body)
                self.assertEqual(answer[0], status)
                self.assertIn(word, answer[1]["error"])
        self.assertEqual((await self.get("/events"))[1], {"events": []})
        self.assertEqual((await self.get("/events?limit=0"))[0], 400)

    async def test_it_is_healthy_without_the_weather(self):
        self.weather_status = 503

        self.assertEqual(await self.get("/health"), (200, {"status": "healthy"}))


if __name__ == "__main__":
    unittest.main()
