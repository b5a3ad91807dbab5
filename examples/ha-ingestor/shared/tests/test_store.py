# SPDX-License-Identifier: Apache-2.0
import tempfile
import threading
import unittest
from pathlib import Path

from homeiq.events import Event
from homeiq.store import MAX_ROWS, EventStore

WEATHER = {"temperature_c": 7.5, "condition": "rain"}


def event(number, entity_id="sensor.kitchen", day=1):
    return Event(id=f"id{number}", entity_id=entity_id, state=str(number), unit="", time=f"2026-01-{day:02}T00:00:{number % 60:02}.000Z")


class EventStoreTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = str(Path(folder.name, "data", "events.db"))
        self.store = EventStore(self.path)

    def test_what_was_added_is_listed_the_newest_first_with_its_weather(self):
        self.assertEqual(self.store.add([(event(1), WEATHER), (event(2, "light.hall"), None)]), 2)

        self.assertEqual([(e["id"], e["weather"]) for e in self.store.latest(10)], [("id2", None), ("id1", WEATHER)])
        self.assertEqual([e["id"] for e in self.store.latest(10, "sensor.kitchen")], ["id1"])
        self.assertEqual(len(self.store.latest(1)), 1)

    def test_an_event_that_comes_twice_is_stored_once(self):
        self.store.add([(event(1), WEATHER)])

        self.assertEqual(self.store.add([(event(1), None), (event(2), None)]), 1)
        self.assertEqual(self.store.latest(10, "sensor.kitchen")[1]["weather"], WEATHER)

    def test_the_summary_counts(self):
        self.assertEqual(self.store.summary(), {"events": 0, "entities": 0, "with_weather": 0, "oldest": None, "newest": None})
        self.store.add([(event(1), WEATHER), (event(2, "light.hall", day=3), None)])

        self.assertEqual(
            self.store.summary(),
            {"events": 2, "entities": 2, "with_weather": 1, "oldest": "2026-01-01T00:00:01.000Z", "newest": "2026-01-03T00:00:02.000Z"},
        )

    def test_pruning_removes_what_is_older_and_nothing_else_however_much_it_is(self):
        self.store.add([(event(number), None) for number in range(2 * MAX_ROWS + 1)])
        self.store.add([(event(9999, day=2), None)])

        self.assertEqual(self.store.prune("2026-01-02T00:00:00.000Z"), 2 * MAX_ROWS + 1)
        self.assertEqual([e["id"] for e in self.store.latest(10)], ["id9999"])

    def test_two_processes_write_to_one_store(self):
        def write(start):
            own = EventStore(self.path)
            for number in range(start, start + 50):
                own.add([(event(number), None)])

        threads = [threading.Thread(target=write, args=(start,)) for start in (0, 1000)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.store.summary()["events"], 100)


if __name__ == "__main__":
    unittest.main()
