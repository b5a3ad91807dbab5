# SPDX-License-Identifier: Apache-2.0
"""
The server's side of Home Assistant's WebSocket API, as far as devices and scripts that report events use it: the handshake with a token, `ping` and
`fire_event`. Messages after the handshake have an id, each greater than the one before.
"""
import asyncio
import hmac
import logging
from datetime import datetime, timezone

from aiohttp import WSMsgType, web
from homeiq.events import EventError, format_time, from_home_assistant

VERSION = "2024.1.0"
MAX_MESSAGE_BYTES = 256 * 1024
HANDSHAKE_SECONDS = 10
_log = logging.getLogger("gateway")


class Gateway:
    """Lets in who knows the token, and gives each event of theirs to `take`."""

    def __init__(self, token, take):
        self._token = token
        self._take = take
        self.connections = 0

    async def handle(self, request):
        """One connection, from its upgrade to its end."""
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=MAX_MESSAGE_BYTES)
        await socket.prepare(request)
        if await self._shake_hands(socket):
            self.connections += 1
            try:
                await self._converse(socket)
            finally:
                self.connections -= 1
        await socket.close()
        return socket

    async def _shake_hands(self, socket):
        await socket.send_json({"type": "auth_required", "ha_version": VERSION})
        try:
            message = await socket.receive_json(timeout=HANDSHAKE_SECONDS)
        except (TypeError, ValueError, asyncio.TimeoutError):
            message = None
        token = message.get("access_token") if isinstance(message, dict) and message.get("type") == "auth" else None
        if isinstance(token, str) and hmac.compare_digest(token.encode(), self._token.encode()):
            await socket.send_json({"type": "auth_ok", "ha_version": VERSION})
            return True
        _log.warning("somebody came without the token")
        if not socket.closed:
            await socket.send_json({"type": "auth_invalid", "message": "Invalid access token or password"})
        return False

    async def _converse(self, socket):
        last = 0
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                return
            try:
                message = frame.json()
            except ValueError:
                return
            number = message.get("id") if isinstance(message, dict) else None
            if not isinstance(number, int) or isinstance(number, bool):
                await _refuse(socket, 0, "invalid_format", "Message incorrectly formatted.")
            elif number <= last:
                await _refuse(socket, number, "id_reuse", "Identifier values have to increase.")
            else:
                last = number
                await self._answer(socket, number, message)

    async def _answer(self, socket, number, message):
        match message.get("type"):
            case "ping":
                await socket.send_json({"id": number, "type": "pong"})
            case "fire_event":
                await self._fire(socket, number, message)
            case other:
                await _refuse(socket, number, "unknown_command", f"Unknown command: {other}.")

    async def _fire(self, socket, number, message):
        fired = {
            "event_type": message.get("event_type"),
            "data": message.get("event_data"),
            "time_fired": message.get("time_fired") or format_time(datetime.now(timezone.utc)),
            "context": message.get("context"),
        }
        try:
            event = from_home_assistant(fired)
        except EventError as problem:
            await _refuse(socket, number, "invalid_format", str(problem))
            return
        if event:
            self._take(event)
        await socket.send_json({"id": number, "type": "result", "success": True, "result": {"context": {"id": event.id if event else None}}})


async def _refuse(socket, number, code, message):
    await socket.send_json({"id": number, "type": "result", "success": False, "error": {"code": code, "message": message}})
