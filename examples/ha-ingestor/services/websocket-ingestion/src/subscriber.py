# SPDX-License-Identifier: Apache-2.0
"""The client's side of Home Assistant's WebSocket API: the handshake, a subscription to changes of states, and another try when the connection breaks."""
import asyncio
import logging

import aiohttp
from homeiq.events import EventError, from_home_assistant

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30
MAX_MESSAGE_BYTES = 4 * 1024 * 1024
SUBSCRIPTION = 1
_log = logging.getLogger("subscriber")


class Refused(Exception):
    """The other side doesn't let us in, or doesn't speak as Home Assistant does."""


class Subscriber:
    """Gives each change of a state at a Home Assistant to `take`."""

    def __init__(self, url, token, take):
        self._url = url
        self._token = token
        self._take = take
        self.is_connected = False

    async def run(self):
        """Listens until cancelled, and connects again, later each time."""
        pause = FIRST_PAUSE
        async with aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.ws_connect(self._url, heartbeat=30, max_msg_size=MAX_MESSAGE_BYTES) as socket:
                        await self._subscribe(socket)
                        self.is_connected = True
                        pause = FIRST_PAUSE
                        await self._listen(socket)
                    problem = "it ended the connection"
                except (aiohttp.ClientError, asyncio.TimeoutError, Refused) as error:
                    problem = error or "it took too long"
                finally:
                    self.is_connected = False
                _log.warning("%s: %s; again in %g s", self._url, problem, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _subscribe(self, socket):
        await _expect(socket, "auth_required")
        await socket.send_json({"type": "auth", "access_token": self._token})
        await _expect(socket, "auth_ok")
        await socket.send_json({"id": SUBSCRIPTION, "type": "subscribe_events", "event_type": "state_changed"})
        if (await _expect(socket, "result")).get("success") is not True:
            raise Refused("it doesn't let us subscribe")

    async def _listen(self, socket):
        async for frame in socket:
            if frame.type is not aiohttp.WSMsgType.TEXT:
                return
            try:
                message = frame.json()
                event = from_home_assistant(message["event"]) if message.get("type") == "event" else None
            except (ValueError, KeyError, AttributeError) as problem:
                _log.warning("what came is no event: %s", problem)
                continue
            if event:
                self._take(event)


async def _expect(socket, kind):
    try:
        message = await socket.receive_json(timeout=10)
    except (TypeError, ValueError) as problem:
        raise Refused(f"'{kind}' was expected, and something else came") from problem
    if not isinstance(message, dict) or message.get("type") != kind:
        raise Refused(f"'{kind}' was expected, and {message!r:.200} came")
    return message
