# SPDX-License-Identifier: Apache-2.0
import logging
import tempfile
import threading
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

import main
from homeiq.events import Event, format_time
from homeiq.store import EventStore
from retention import Retention

NOW = datetime(2026, 3, 31, tzinfo=timezone.utc)


class RetentionTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.store = EventStore(str(Path(folder.name, "events.db")))
        self.retention = Retention(self.store, 30, lambda: NOW)
        self.store.add([(Event(str(age), "sensor.a", "1", "", format_time(NOW - timedelta(days=age))), None) for age in (0, 29, 30, 31, 400)])

    def test_what_is_older_goes_and_what_is_just_so_old_stays(self):
        self.assertEqual(self.retention.prune(), {"removed": 2, "older_than": "2026-03-01T00:00:00.000Z"})
        self.assertEqual([event["id"] for event in self.store.latest(10)], ["0", "29", "30"])

    def test_stats_tell_of_all_runs(self):
        self.assertEqual(self.retention.stats(), {"retention_days": 30, "runs": 0, "removed": 0, "last_run": None})
        self.retention.prune()
        self.retention.prune()

        self.assertEqual(self.retention.stats(), {"retention_days": 30, "runs": 2, "removed": 2, "last_run": "2026-03-31T00:00:00.000Z"})

    def test_it_goes_on_after_the_store_was_busy(self):
        class Busy:
            runs = 0

            def prune(self):
                self.runs += 1
                if self.runs == 1:
                    raise OSError("busy")
                stop.set()
                return {"removed": 0}

        stop, busy = threading.Event(), Busy()
        with self.assertLogs("test", logging.INFO) as logs:
            main.prune_now_and_then(busy, 0.001, stop, logging.getLogger("test"))

        self.assertEqual(busy.runs, 2)
        self.assertIn("can't be pruned", logs.output[0])


if __name__ == "__main__":
    unittest.main()
