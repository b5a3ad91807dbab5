# SPDX-License-Identifier: Apache-2.0
"""A stand-in for a weather service: the same place and hour have the same weather on every machine, with seasons, nights and some noise."""
import hashlib
import math
from datetime import timezone

CONDITIONS = ("clear", "partly-cloudy", "cloudy", "fog", "rain", "storm")


def observe(latitude, longitude, moment):
    """The weather of a place at the beginning of an hour."""
    hour = moment.astimezone(timezone.utc).replace(minute=0, second=0, microsecond=0)
    noise = _noise(latitude, longitude, hour)
    local_hour = (hour.hour + longitude / 15) % 24
    season = math.cos(2 * math.pi * (hour.timetuple().tm_yday - 200) / 365) * (1 if latitude >= 0 else -1)
    warmth = 27 - abs(latitude) * 0.45 + season * abs(latitude) * 0.22
    daily = 5 * math.cos(2 * math.pi * (local_hour - 15) / 24)
    cloud = noise[0]
    return {
        "observed_at": hour.isoformat().replace("+00:00", "Z"),
        "temperature_c": round(warmth + daily * (1 - 0.6 * cloud) + 3 * (noise[1] - 0.5), 1),
        "humidity_percent": round(45 + 45 * cloud + 10 * (noise[2] - 0.5)),
        "pressure_hpa": round(1013 + 24 * (noise[3] - 0.5), 1),
        "condition": CONDITIONS[min(int(cloud * len(CONDITIONS)), len(CONDITIONS) - 1)],
    }


def _noise(latitude, longitude, hour):
    digest = hashlib.sha256(f"{latitude:.2f} {longitude:.2f} {hour.isoformat()}".encode()).digest()
    return [int.from_bytes(digest[at:at + 4], "big") / 2**32 for at in range(0, 16, 4)]
