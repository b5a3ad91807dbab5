# SPDX-License-Identifier: Apache-2.0
"""The pipeline as a web application: events come in, get the weather of their hour, and are stored."""
import asyncio
import json

import aiohttp
from aiohttp import web
from homeiq.events import Event, EventError
from homeiq.store import MAX_ROWS
from weather_client import WeatherClient

MAX_BODY_BYTES = 1024 * 1024
MAX_EVENTS = 500


class Pipeline:
    """The requests and what they share. `place` is a latitude and a longitude."""

    def __init__(self, store, weather_url, place):
        self._store = store
        self._weather_url = weather_url
        self._place = place
        self._weather = None
        self._received = 0

    def application(self):
        """The application, ready to be served."""
        application = web.Application(client_max_size=MAX_BODY_BYTES)
        application.add_routes([
            web.get("/health", self.health),
            web.get("/stats", self.stats),
            web.get("/events", self.list_events),
            web.post("/events", self.take_events),
        ])
        application.cleanup_ctx.append(self._session)
        return application

    async def health(self, request):
        """Whether this process serves. Without weather-api it does: events are stored as they are."""
        return web.json_response({"status": "healthy"})

    async def stats(self, request):
        """What came in, and what is stored."""
        return web.json_response({"received": self._received, **await asyncio.to_thread(self._store.summary)})

    async def list_events(self, request):
        """`GET /events[?limit=…][&entity_id=…]`: the latest, the newest first."""
        limit = request.query.get("limit", "50")
        if not limit.isdecimal() or not 1 <= int(limit) <= MAX_ROWS:
            return _refuse(400, f"'limit' has to be a number from 1 to {MAX_ROWS}")
        return web.json_response({"events": await asyncio.to_thread(self._store.latest, int(limit), request.query.get("entity_id"))})

    async def take_events(self, request):
        """`POST /events` with `{"events": […]}`: all are stored, or none is and the answer says why."""
        try:
            body = await request.json()
            values = body["events"] if isinstance(body, dict) and isinstance(body.get("events"), list) else None
            if values is None or len(values) > MAX_EVENTS:
                raise EventError(f"'events' has to be a list of at most {MAX_EVENTS}")
            events = [Event.from_json(value) for value in values]
        except json.JSONDecodeError as problem:
            return _refuse(400, f"the body is no JSON: {problem}")
        except EventError as problem:
            return _refuse(422, str(problem))
        weather = await asyncio.gather(*(self._weather.at(event.time) for event in events))
        stored = await asyncio.to_thread(self._store.add, list(zip(events, weather)))
        self._received += len(events)
        return web.json_response({"received": len(events), "stored": stored}, status=202)

    async def _session(self, application):
        async with aiohttp.ClientSession() as session:
            self._weather = WeatherClient(session, self._weather_url, *self._place)
            yield


def _refuse(status, message):
    return web.json_response({"error": message}, status=status)
