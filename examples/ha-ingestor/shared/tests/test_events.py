# SPDX-License-Identifier: Apache-2.0
import unittest

from homeiq.events import Event, EventError, from_home_assistant, utc

MESSAGE = {
    "event_type": "state_changed",
    "data": {
        "entity_id": "sensor.kitchen",
        "old_state": None,
        "new_state": {"entity_id": "sensor.kitchen", "state": "21.5", "attributes": {"unit_of_measurement": "°C"}},
    },
    "time_fired": "2026-01-02T04:05:06.789123+01:00",
    "context": {"id": "01H"},
}


def changed(**fields):
    return {**MESSAGE, **fields}


class EventTests(unittest.TestCase):
    def test_a_change_of_state_is_an_event_in_utc(self):
        event = from_home_assistant(MESSAGE)

        self.assertEqual(event, Event(id="01H", entity_id="sensor.kitchen", state="21.5", unit="°C", time="2026-01-02T03:05:06.789Z"))
        self.assertEqual(event.domain, "sensor")

    def test_what_is_no_change_of_state_is_no_event(self):
        for message in (changed(event_type="call_service"), changed(data={"entity_id": "sensor.kitchen", "new_state": None}), changed(data=None), "text", None):
            with self.subTest(message=message):
                self.assertIsNone(from_home_assistant(message))

    def test_an_event_without_a_context_is_known_by_its_entity_and_time(self):
        self.assertEqual(from_home_assistant(changed(context=None)).id, "sensor.kitchen@2026-01-02T03:05:06.789Z")

    def test_what_is_wrong_is_told(self):
        def state(**fields):
            return changed(data={"new_state": {**MESSAGE["data"]["new_state"], **fields}})

        for message, reason in (
            (changed(time_fired="yesterday"), "no time of ISO 8601"),
            (changed(time_fired="2026-01-02T03:04:05"), "no time zone"),
            (state(entity_id="kitchen"), "domain.name"),
            (state(state=21.5), "'state' has to be a text"),
            (state(state="x" * 256), "more than 255"),
            (changed(data={"new_state": []}), "object"),
        ):
            with self.subTest(reason=reason), self.assertRaisesRegex(EventError, reason):
                from_home_assistant(message)

    def test_an_event_survives_json(self):
        event = from_home_assistant(MESSAGE)

        self.assertEqual(Event.from_json(event.to_json()), event)
        for broken in ([], {}, {**event.to_json(), "time": "never"}, {**event.to_json(), "id": ""}):
            with self.subTest(broken=broken), self.assertRaises(EventError):
                Event.from_json(broken)

    def test_times_of_utc_sort_as_texts(self):
        self.assertLess(utc("2026-01-02T03:04:05Z"), utc("2026-01-02T03:04:05.001+00:00"))


if __name__ == "__main__":
    unittest.main()
