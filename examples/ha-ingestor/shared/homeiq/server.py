# SPDX-License-Identifier: Apache-2.0
"""A small JSON server on the standard library, for services that need no more."""
import json
import logging
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

MAX_BODY_BYTES = 64 * 1024
_log = logging.getLogger("homeiq.server")


class Refusal(Exception):
    """What is asked can't be answered: the status, and why."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class JsonServer(ThreadingHTTPServer):
    """Answers by functions: `routes` maps a method and a path, such as `("GET", "/health")`, to one that takes the query and gives what is sent as JSON."""

    daemon_threads = True

    def __init__(self, port, routes, host="0.0.0.0"):
        super().__init__((host, port), _Handler)
        self.routes = routes

    def handle_error(self, request, client_address):
        """Who goes before the answer has come is nobody's fault; anything else is."""
        if isinstance(sys.exc_info()[1], ConnectionError):
            _log.debug("%s went away", client_address)
        else:
            _log.exception("the connection of %s", client_address)

    def serve_until_stopped(self):
        """Serves until SIGTERM or SIGINT, and ends the requests under way."""
        for number in (signal.SIGTERM, signal.SIGINT):
            # shutdown() waits for the loop that this handler interrupts, so that somebody else has to call it.
            signal.signal(number, lambda *_: threading.Thread(target=self.shutdown).start())
        with self:
            self.serve_forever(poll_interval=0.1)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._answer()

    def do_POST(self):
        self._answer()

    def _answer(self):
        parts = urlsplit(self.path)
        try:
            self._discard_body()
            methods = {method for method, path in self.server.routes if path == parts.path}
            if not methods:
                raise Refusal(404, f"there is no {parts.path}")
            if self.command not in methods:
                raise Refusal(405, f"{parts.path} knows {', '.join(sorted(methods))}")
            status, answer = 200, self.server.routes[self.command, parts.path](dict(parse_qsl(parts.query)))
        except Refusal as refusal:
            status, answer = refusal.status, {"error": str(refusal)}
        except Exception:
            _log.exception("%s %s", self.command, parts.path)
            status, answer = 500, {"error": "the log says more"}
        self._send(status, answer)

    def _discard_body(self):
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > MAX_BODY_BYTES or self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            raise Refusal(413, f"a body has at most {MAX_BODY_BYTES} bytes, and says how many")
        self.rfile.read(int(length))

    def _send(self, status, answer):
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        _log.debug(format, *args)
