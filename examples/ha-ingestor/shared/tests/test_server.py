# SPDX-License-Identifier: Apache-2.0
import contextlib
import io
import json
import logging
import threading
import unittest
import urllib.error
import urllib.request

from homeiq import check
from homeiq.server import JsonServer, Refusal


def refuse(query):
    raise Refusal(422, f"not {query['word']}")


def fail(query):
    raise ZeroDivisionError("a bug")


class JsonServerTests(unittest.TestCase):
    def setUp(self):
        self.server = JsonServer(0, {
            ("GET", "/health"): lambda query: {"status": "healthy", **query},
            ("GET", "/refuse"): refuse,
            ("GET", "/fail"): fail,
            ("POST", "/work"): lambda query: {"done": True},
        }, "127.0.0.1")
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def ask(self, path, **request):
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + path, **request)) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code, json.load(problem)

    def test_routes_answer_json(self):
        self.assertEqual(self.ask("/health?place=here"), (200, {"status": "healthy", "place": "here"}))
        self.assertEqual(self.ask("/work", data=b"{}"), (200, {"done": True}))

    def test_what_is_not_there_or_not_so_is_refused(self):
        self.assertEqual(self.ask("/other"), (404, {"error": "there is no /other"}))
        self.assertEqual(self.ask("/work"), (405, {"error": "/work knows POST"}))
        self.assertEqual(self.ask("/refuse?word=this"), (422, {"error": "not this"}))

    def test_a_body_that_is_too_long_is_not_read(self):
        self.assertEqual(self.ask("/work", data=b"", headers={"Content-Length": "65537"})[0], 413)

    def test_a_bug_is_logged_and_not_shown(self):
        with self.assertLogs("homeiq.server", logging.ERROR) as logs:
            status, answer = self.ask("/fail")

        self.assertEqual((status, "a bug" in json.dumps(answer)), (500, False))
        self.assertIn("ZeroDivisionError", logs.output[0])

    def test_the_health_check_wants_a_server_that_says_200(self):
        self.assertTrue(check.check(f"{self.url}/health"))
        self.assertFalse(check.check(f"{self.url}/other"))
        with contextlib.redirect_stderr(io.StringIO()):
            self.assertFalse(check.check("http://127.0.0.1:1/health"))


if __name__ == "__main__":
    unittest.main()
