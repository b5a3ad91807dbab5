# SPDX-License-Identifier: Apache-2.0
"""Asks the other services, all at once."""
import asyncio
import time

import aiohttp

PATIENCE = aiohttp.ClientTimeout(total=2)


class Services:
    """The system's services by their names, each with its address."""

    def __init__(self, session, addresses):
        self._session = session
        self._addresses = addresses

    async def health(self):
        """How each is: `healthy`, `unhealthy` (it answers, but not well) or `unreachable`, and how long its answer took."""
        answers = await asyncio.gather(*(self._check(name) for name in self._addresses))
        services = dict(zip(self._addresses, answers))
        is_well = all(service["status"] == "healthy" for service in answers)
        return {"status": "healthy" if is_well else "degraded", "services": services}

    async def stats(self, names):
        """What each of some services tells of itself; null of one that doesn't answer."""
        return dict(zip(names, await asyncio.gather(*(self._try(name) for name in names))))

    async def ask(self, name, path, method="GET", params=None):
        """What a service answers: the status and the JSON."""
        async with self._session.request(method, f"{self._addresses[name]}{path}", params=params, timeout=PATIENCE) as answer:
            return answer.status, await answer.json()

    async def _try(self, name):
        try:
            status, body = await self.ask(name, "/stats")
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError):
            return None
        return body if status == 200 else None

    async def _check(self, name):
        start = time.monotonic()
        try:
            status, _ = await self.ask(name, "/health")
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as problem:
            return {"status": "unreachable", "detail": str(problem) or "it took too long"}
        took = round((time.monotonic() - start) * 1000, 1)
        return {"status": "healthy" if status == 200 else "unhealthy", "milliseconds": took}
