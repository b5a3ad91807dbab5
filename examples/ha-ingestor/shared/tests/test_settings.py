# SPDX-License-Identifier: Apache-2.0
import contextlib
import io
import json
import logging
import os
import unittest
from unittest import mock

from homeiq import log, settings


class SettingsTests(unittest.TestCase):
    def read(self, reader, **environment):
        with mock.patch.dict(os.environ, environment, clear=True):
            return reader()

    def test_defaults_hold_where_nothing_is_said(self):
        self.assertEqual(self.read(lambda: settings.integer("PORT", 80, 1, 65535)), 80)
        self.assertEqual(self.read(lambda: settings.decimal("DAYS", 1.5, 0, 9)), 1.5)
        self.assertEqual(self.read(lambda: settings.address("HA_URL", "", ("ws",)), HA_URL=""), "")

    def test_an_address_loses_the_slash_at_its_end(self):
        self.assertEqual(self.read(lambda: settings.address("URL", ""), URL="http://host:1/"), "http://host:1")

    def test_what_is_wrong_is_told_by_name(self):
        for reader, environment in (
            (lambda: settings.integer("PORT", 80, 1, 65535), {"PORT": "eighty"}),
            (lambda: settings.integer("PORT", 80, 1, 65535), {"PORT": "65536"}),
            (lambda: settings.decimal("PORT", 80, 1, 65535), {"PORT": "nan"}),
            (lambda: settings.text("PORT"), {}),
            (lambda: settings.address("PORT", "", ("ws", "wss")), {"PORT": "http://host"}),
        ):
            with self.subTest(environment=environment), self.assertRaisesRegex(settings.SettingError, "PORT"):
                self.read(reader, **environment)

    def test_a_process_with_wrong_settings_ends_with_2(self):
        with contextlib.redirect_stderr(io.StringIO()) as errors, self.assertRaises(SystemExit) as end:
            self.read(lambda: settings.read(lambda: settings.text("HA_TOKEN")))

        self.assertEqual((end.exception.code, errors.getvalue()), (2, "settings: HA_TOKEN is not set, and has no default\n"))

    def test_a_log_is_json_lines_with_fields(self):
        record = logging.LogRecord("x", logging.WARNING, "", 0, "came %s", ("late",), None)
        record.fields = {"port": 80}
        line = json.loads(log.JsonLines("service").format(record))

        self.assertEqual((line["level"], line["service"], line["message"], line["port"]), ("warning", "service", "came late", 80))


if __name__ == "__main__":
    unittest.main()
