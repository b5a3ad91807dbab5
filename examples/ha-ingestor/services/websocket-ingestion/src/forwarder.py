# SPDX-License-Identifier: Apache-2.0
"""Hands events to enrichment-pipeline: in crowds, in order, and again while it is away."""
import asyncio
import logging

import aiohttp

MAX_CROWD = 200
PATIENCE = aiohttp.ClientTimeout(total=10)
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 10
_log = logging.getLogger("forwarder")


class Forwarder:
    """A bounded queue in front of another service. When it is full, the oldest event goes, and is counted."""

    def __init__(self, url, most=10_000):
        self._url = url
        self._queue = asyncio.Queue(most)
        self.forwarded = 0
        self.dropped = 0

    @property
    def waiting(self):
        """How many events wait."""
        return self._queue.qsize()

    def add(self, event):
        """Takes an event, at once."""
        if self._queue.full():
            self._queue.get_nowait()
            self.dropped += 1
        self._queue.put_nowait(event)

    async def run(self):
        """Forwards until cancelled."""
        async with aiohttp.ClientSession(timeout=PATIENCE) as session:
            while True:
                crowd = [await self._queue.get()]
                while len(crowd) < MAX_CROWD and not self._queue.empty():
                    crowd.append(self._queue.get_nowait())
                await self._send(session, crowd)

    async def _send(self, session, crowd):
        pause = FIRST_PAUSE
        while True:
            try:
                async with session.post(f"{self._url}/events", json={"events": [event.to_json() for event in crowd]}) as answer:
                    if answer.status == 202:
                        self.forwarded += len(crowd)
                        return
                    problem = f"{answer.status} {await answer.text()}"
                    if answer.status < 500:
                        # It won't be taken the next time either.
                        self.dropped += len(crowd)
                        _log.error("%d events were refused: %s", len(crowd), problem)
                        return
            except (aiohttp.ClientError, asyncio.TimeoutError) as error:
                problem = error
            _log.warning("%d events wait %g s for %s: %s", len(crowd), pause, self._url, problem or "it took too long")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
