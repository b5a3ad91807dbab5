# SPDX-License-Identifier: Apache-2.0
import unittest
from datetime import datetime, timedelta, timezone

import main
import weather
from homeiq.server import Refusal

NOON = datetime(2026, 7, 1, 12, 30, tzinfo=timezone.utc)


class WeatherTests(unittest.TestCase):
    def test_an_hour_of_a_place_has_one_weather(self):
        first = weather.observe(52.52, 13.4, NOON)

        self.assertEqual(first, weather.observe(52.52, 13.4, NOON + timedelta(minutes=29)))
        self.assertEqual(first, weather.observe(52.52, 13.4, NOON.astimezone(timezone(timedelta(hours=5)))))
        self.assertNotEqual(first, weather.observe(52.52, 13.4, NOON + timedelta(hours=1)))
        self.assertEqual(first["observed_at"], "2026-07-01T12:00:00Z")

    def test_it_is_the_same_on_every_machine(self):
        self.assertEqual(weather.observe(52.52, 13.4, NOON), {
            "observed_at": "2026-07-01T12:00:00Z", "temperature_c": 19.3, "humidity_percent": 46, "pressure_hpa": 1007.6, "condition": "clear",
        })

    def test_there_are_seasons_on_both_halves_of_the_earth(self):
        def mean(latitude, month):
            hours = (datetime(2026, month, day, hour, tzinfo=timezone.utc) for day in range(1, 28) for hour in range(24))
            return sum(weather.observe(latitude, 0, hour)["temperature_c"] for hour in hours) / (27 * 24)

        self.assertGreater(mean(50, 7), mean(50, 1) + 10)
        self.assertGreater(mean(-35, 1), mean(-35, 7) + 5)

    def test_values_are_such_as_weather_has(self):
        for latitude in range(-90, 91, 15):
            for hour in range(0, 24 * 365, 97):
                seen = weather.observe(latitude, 0, NOON + timedelta(hours=hour))
                self.assertTrue(-50 < seen["temperature_c"] < 50, seen)
                self.assertTrue(0 <= seen["humidity_percent"] <= 100, seen)
                self.assertIn(seen["condition"], weather.CONDITIONS)


class RequestTests(unittest.TestCase):
    def test_the_place_and_time_are_read(self):
        answer = main.answer({"latitude": "52.52", "longitude": "13.4", "time": "2026-07-01T12:30:00Z"})

        self.assertEqual(answer, {"latitude": 52.52, "longitude": 13.4, **weather.observe(52.52, 13.4, NOON)})

    def test_what_is_no_place_or_time_is_refused(self):
        place = {"latitude": "1", "longitude": "1"}
        for query, word in (({"latitude": "1"}, "longitude"), ({**place, "latitude": "91"}, "latitude"), ({**place, "latitude": "nan"}, "latitude"), ({**place, "time": "soon"}, "soon")):
            with self.subTest(query=query), self.assertRaisesRegex(Refusal, word) as refusal:
                main.answer(query)
            self.assertEqual(refusal.exception.status, 400)


if __name__ == "__main__":
    unittest.main()
