# SPDX-License-Identifier: Apache-2.0
import unittest

from admin import AdminApi
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

NOBODY = "http://127.0.0.1:1"


class AdminApiTests(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.asked = []
        self.health_status = 200
        other = web.Application()
        other.add_routes([web.get("/health", self._health), web.get("/stats", self._stats), web.get("/events", self._events), web.post("/prune", self._prune)])
        server = TestServer(other)
        await server.start_server()
        self.addAsyncCleanup(server.close)
        self.other = f"http://127.0.0.1:{server.port}"

    async def _health(self, request):
        return web.json_response({"status": "?"}, status=self.health_status)

    async def _stats(self, request):
        return web.json_response({"received": 3})

    async def _events(self, request):
        self.asked.append(dict(request.query))
        return web.json_response({"events": []}) if request.query.get("limit") != "0" else web.json_response({"error": "'limit'"}, status=400)

    async def _prune(self, request):
        return web.json_response({"removed": 2})

    async def start(self, key="", **others):
        addresses = {name: others.get(name.replace("-", "_"), self.other) for name in ("websocket-ingestion", "enrichment-pipeline", "weather-api", "data-retention")}
        client = TestClient(TestServer(AdminApi(addresses, key).application()))
        await client.start_server()
        self.addAsyncCleanup(client.close)
        return client

    async def ask(self, client, path, method="GET", **request):
        async with client.request(method, path, **request) as answer:
            return answer.status, await answer.json()

    async def test_all_services_are_asked_how_they_are(self):
        client = await self.start()

        status, body = await self.ask(client, "/api/v1/health")
        self.assertEqual((status, body["status"], len(body["services"])), (200, "healthy", 4))
        self.assertGreaterEqual(body["services"]["weather-api"]["milliseconds"], 0)

    async def test_one_that_is_away_or_unwell_makes_the_whole_degraded(self):
        client = await self.start(weather_api=NOBODY)
        _, body = await self.ask(client, "/api/v1/health")
        self.assertEqual((body["status"], body["services"]["weather-api"]["status"], body["services"]["data-retention"]["status"]), ("degraded", "unreachable", "healthy"))

        self.health_status = 503
        _, body = await self.ask(client, "/api/v1/health")
        self.assertEqual(body["services"]["data-retention"]["status"], "unhealthy")
        self.assertEqual(await self.ask(client, "/health"), (200, {"status": "healthy"}))

    async def test_stats_are_those_of_all_who_have_some(self):
        client = await self.start(data_retention=NOBODY)

        self.assertEqual(await self.ask(client, "/api/v1/stats"), (200, {"websocket-ingestion": {"received": 3}, "enrichment-pipeline": {"received": 3}, "data-retention": None}))

    async def test_events_are_passed_on_as_they_are_asked_for(self):
        client = await self.start()

        self.assertEqual(await self.ask(client, "/api/v1/events?limit=5&entity_id=a.b"), (200, {"events": []}))
        self.assertEqual(self.asked, [{"limit": "5", "entity_id": "a.b"}])
        self.assertEqual((await self.ask(client, "/api/v1/events?limit=0"))[0], 400)
        away = await self.start(enrichment_pipeline=NOBODY)
        self.assertEqual((await self.ask(away, "/api/v1/events"))[0], 502)

    async def test_pruning_wants_the_key(self):
        client = await self.start("key")

        self.assertEqual((await self.ask(client, "/api/v1/prune", "POST"))[0], 401)
        self.assertEqual((await self.ask(client, "/api/v1/prune", "POST", headers={"X-API-Key": "no"}))[0], 401)
        self.assertEqual(await self.ask(client, "/api/v1/prune", "POST", headers={"X-API-Key": "key"}), (200, {"removed": 2}))
        self.assertEqual((await self.ask(await self.start(), "/api/v1/prune", "POST", headers={"X-API-Key": ""}))[0], 403)

    async def test_what_is_not_there_is_told_as_json(self):
        client = await self.start()

        self.assertEqual(await self.ask(client, "/other"), (404, {"error": "Not Found"}))
        self.assertEqual((await self.ask(client, "/api/v1/stats", "DELETE"))[0], 405)


if __name__ == "__main__":
    unittest.main()
