# SPDX-License-Identifier: Apache-2.0
"""The example module: what a module is given and how long it has run, with nothing but Python's own library."""
import json
import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STARTED = time.monotonic()


def answer(path):
    """What is said at a path; None where there is nothing."""
    if path == "/health":
        return {"status": "healthy"}
    if path == "/":
        return {"name": "example-app", "version": "1.0.0", "uptime_seconds": round(time.monotonic() - STARTED, 1), "has_database": bool(os.environ.get("DATABASE_URL")), "uid": os.getuid()}
    return None


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        said = answer(self.path)
        body = json.dumps(said or {"error": f"there is no {self.path}"}).encode() + b"\n"
        self.send_response(200 if said else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    # A container's first process is asked to stop by a signal that it has to take itself.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print("serving on port 8080", flush=True)
    ThreadingHTTPServer(("0.0.0.0", 8080), Handler).serve_forever()
