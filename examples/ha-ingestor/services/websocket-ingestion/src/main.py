# SPDX-License-Identifier: Apache-2.0
"""
websocket-ingestion: takes Home Assistant's events by WebSocket, from devices that connect to it and, where HA_URL names one, from a Home Assistant that it
connects to, and hands them on.
"""
import asyncio
import contextlib

from aiohttp import web

from forwarder import Forwarder
from gateway import Gateway
from homeiq import log, settings
from subscriber import Subscriber


class Ingestion:
    """The web application, and what runs beside it."""

    def __init__(self, token, enrichment_url, home_assistant_url):
        self._token = token
        self._enrichment_url = enrichment_url
        self._home_assistant_url = home_assistant_url

    def application(self):
        """The application, ready to be served."""
        application = web.Application()
        application.cleanup_ctx.append(self._run_beside)
        application.add_routes([
            web.get("/health", self.health),
            web.get("/stats", self.stats),
            web.get("/api/websocket", self.websocket),
        ])
        return application

    async def health(self, request):
        """Whether this process serves; what it waits for is in `/stats`."""
        return web.json_response({"status": "healthy"})

    async def stats(self, request):
        """What came in, and what became of it."""
        return web.json_response({
            "connections": self._gateway.connections,
            "home_assistant": self._subscriber.is_connected if self._subscriber else None,
            "received": self._received,
            "forwarded": self._forwarder.forwarded,
            "waiting": self._forwarder.waiting,
            "dropped": self._forwarder.dropped,
        })

    async def websocket(self, request):
        """A device's connection."""
        return await self._gateway.handle(request)

    def _take(self, event):
        self._received += 1
        self._forwarder.add(event)

    # A queue belongs to the loop that it is made in, which is the application's.
    async def _run_beside(self, application):
        self._received = 0
        self._forwarder = Forwarder(self._enrichment_url)
        self._gateway = Gateway(self._token, self._take)
        self._subscriber = Subscriber(self._home_assistant_url, self._token, self._take) if self._home_assistant_url else None
        tasks = [asyncio.create_task(part.run()) for part in (self._forwarder, self._subscriber) if part]
        yield
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def read_settings():
    """Port, token, enrichment-pipeline's address, and Home Assistant's, which may be none."""
    return (
        settings.integer("PORT", 8001, 1, 65535),
        settings.text("HA_TOKEN"),
        settings.address("ENRICHMENT_URL", "http://enrichment-pipeline:8002"),
        settings.address("HA_URL", "", ("ws", "wss")),
    )


def main():
    port, token, enrichment_url, home_assistant_url = settings.read(read_settings)
    logger = log.start("websocket-ingestion", settings.text("LOG_LEVEL", "info"))
    logger.info("listening", extra={"fields": {"port": port, "home_assistant": home_assistant_url or None}})
    web.run_app(Ingestion(token, enrichment_url, home_assistant_url).application(), port=port, print=None, access_log=None)


if __name__ == "__main__":
    main()
