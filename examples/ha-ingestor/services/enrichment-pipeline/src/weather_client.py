# SPDX-License-Identifier: Apache-2.0
"""Asks weather-api, once for each hour."""
import asyncio
import logging
from collections import OrderedDict

import aiohttp

PATIENCE = aiohttp.ClientTimeout(total=2)
MAX_HOURS = 1000
_log = logging.getLogger("weather")


class WeatherClient:
    """The weather of one place. An hour that was answered is remembered; one that was not is asked again with the next event."""

    def __init__(self, session, url, latitude, longitude):
        self._session = session
        self._url = url
        self._place = {"latitude": str(latitude), "longitude": str(longitude)}
        self._hours = OrderedDict()
        self._asking = {}

    async def at(self, time):
        """The weather at an event's time, or None where nobody tells it."""
        hour = time[:13]
        if hour in self._hours:
            return self._hours[hour]
        # Events of one hour come in crowds, and wait for one answer.
        if hour not in self._asking:
            self._asking[hour] = asyncio.ensure_future(self._ask(hour))
            self._asking[hour].add_done_callback(lambda _: self._asking.pop(hour))
        return await asyncio.shield(self._asking[hour])

    async def _ask(self, hour):
        try:
            async with self._session.get(f"{self._url}/weather", params={**self._place, "time": f"{hour}:00:00Z"}, timeout=PATIENCE) as answer:
                answer.raise_for_status()
                weather = await answer.json()
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as problem:
            _log.warning("no weather for %s: %s", hour, problem or "it took too long")
            return None
        kept = {name: weather.get(name) for name in ("temperature_c", "humidity_percent", "condition", "observed_at")}
        self._hours[hour] = kept
        while len(self._hours) > MAX_HOURS:
            self._hours.popitem(last=False)
        return kept
