# SPDX-License-Identifier: Apache-2.0
import asyncio
import contextlib
import logging
import unittest
from unittest import mock

import forwarder
from aiohttp import web
from aiohttp.test_utils import TestServer
from forwarder import Forwarder
from homeiq.events import Event


def event(number):
    return Event(id=str(number), entity_id="sensor.a", state="1", unit="", time="2026-01-02T03:04:05.000Z")


class ForwarderTests(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        logging.disable(logging.ERROR)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.crowds = []
        self.statuses = []
        application = web.Application()
        application.add_routes([web.post("/events", self._take)])
        self.server = TestServer(application)
        await self.server.start_server()
        self.addAsyncCleanup(self.server.close)

    async def _take(self, request):
        status = self.statuses.pop(0) if self.statuses else 202
        if status == 202:
            self.crowds.append([event["id"] for event in (await request.json())["events"]])
        return web.Response(status=status)

    async def run_until(self, forwarder, is_done):
        task = asyncio.create_task(forwarder.run())
        while not is_done():
            await asyncio.sleep(0.001)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    def start(self, **options):
        return Forwarder(f"http://127.0.0.1:{self.server.port}", **options)

    async def test_what_waits_goes_together_and_in_order(self):
        forwarder_ = self.start()
        for number in range(forwarder.MAX_CROWD + 1):
            forwarder_.add(event(number))

        await self.run_until(forwarder_, lambda: forwarder_.forwarded == forwarder.MAX_CROWD + 1)
        self.assertEqual(self.crowds, [[str(number) for number in range(forwarder.MAX_CROWD)], [str(forwarder.MAX_CROWD)]])

    async def test_what_was_not_taken_now_is_sent_again(self):
        self.statuses = [503, 500]
        forwarder_ = self.start()
        forwarder_.add(event(1))

        with mock.patch.object(forwarder, "FIRST_PAUSE", 0.001):
            await self.run_until(forwarder_, lambda: forwarder_.forwarded == 1)
        self.assertEqual((self.crowds, forwarder_.dropped), ([["1"]], 0))

    async def test_what_is_refused_is_dropped_and_the_next_goes(self):
        self.statuses = [422]
        forwarder_ = self.start()
        forwarder_.add(event(1))
        await self.run_until(forwarder_, lambda: forwarder_.dropped == 1)
        forwarder_.add(event(2))

        await self.run_until(forwarder_, lambda: forwarder_.forwarded == 1)
        self.assertEqual(self.crowds, [["2"]])

    async def test_when_it_is_full_the_oldest_goes(self):
        forwarder_ = self.start(most=2)
        for number in range(3):
            forwarder_.add(event(number))
        self.assertEqual((forwarder_.waiting, forwarder_.dropped), (2, 1))

        await self.run_until(forwarder_, lambda: forwarder_.forwarded == 2)
        self.assertEqual(self.crowds, [["1", "2"]])


if __name__ == "__main__":
    unittest.main()
