# SPDX-License-Identifier: Apache-2.0
"""The API for people and the dashboard: how all services are, what they did, the latest events, and pruning by hand."""
import asyncio
import hmac

import aiohttp
from aiohttp import web
from services import Services

WITH_STATS = ("websocket-ingestion", "enrichment-pipeline", "data-retention")


class AdminApi:
    """The requests. Without a key nothing can be changed through it."""

    def __init__(self, addresses, key):
        self._addresses = addresses
        self._key = key
        self._services = None

    def application(self):
        """The application, ready to be served."""
        application = web.Application(middlewares=[_explain])
        application.cleanup_ctx.append(self._session)
        application.add_routes([
            web.get("/health", self.health),
            web.get("/api/v1/health", self.health_of_all),
            web.get("/api/v1/stats", self.stats),
            web.get("/api/v1/events", self.events),
            web.post("/api/v1/prune", self.prune),
        ])
        return application

    async def health(self, request):
        """Whether this process serves."""
        return web.json_response({"status": "healthy"})

    async def health_of_all(self, request):
        """How each service is; 200 even where one isn't well, since the answer is the answer."""
        return web.json_response(await self._services.health())

    async def stats(self, request):
        """What came in, what is stored, what was removed."""
        return web.json_response(await self._services.stats(WITH_STATS))

    async def events(self, request):
        """The latest events, as enrichment-pipeline lists them."""
        return await self._pass("enrichment-pipeline", "/events", params=request.query)

    async def prune(self, request):
        """Removes what is too old, now."""
        if not self._key:
            return _refuse(403, "there is no API_KEY, so that nothing can be changed from here")
        if not hmac.compare_digest(request.headers.get("X-API-Key", "").encode(), self._key.encode()):
            return _refuse(401, "the header X-API-Key doesn't hold the key")
        return await self._pass("data-retention", "/prune", method="POST")

    async def _pass(self, name, path, **request):
        try:
            status, body = await self._services.ask(name, path, **request)
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as problem:
            return _refuse(502, f"{name}: {problem or 'it took too long'}")
        return web.json_response(body, status=status)

    async def _session(self, application):
        async with aiohttp.ClientSession() as session:
            self._services = Services(session, self._addresses)
            yield


@web.middleware
async def _explain(request, handler):
    try:
        return await handler(request)
    except web.HTTPException as answer:
        return _refuse(answer.status, answer.reason)


def _refuse(status, message):
    return web.json_response({"error": message}, status=status)
