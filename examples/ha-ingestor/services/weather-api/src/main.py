# SPDX-License-Identifier: Apache-2.0
"""weather-api: the weather of a place at a time, as JSON."""
import math
from datetime import datetime, timezone

import weather
from homeiq import log, settings
from homeiq.server import JsonServer, Refusal


def routes():
    """What can be asked."""
    return {("GET", "/health"): lambda query: {"status": "healthy"}, ("GET", "/weather"): answer}


def answer(query):
    """`GET /weather?latitude=…&longitude=…[&time=…]`"""
    return {
        "latitude": (latitude := _coordinate(query, "latitude", 90)),
        "longitude": (longitude := _coordinate(query, "longitude", 180)),
        **weather.observe(latitude, longitude, _time(query.get("time"))),
    }


def _coordinate(query, name, limit):
    try:
        value = float(query[name])
    except (KeyError, ValueError):
        value = math.nan
    if not -limit <= value <= limit:
        raise Refusal(400, f"'{name}' has to be a number from {-limit} to {limit}")
    return value


def _time(value):
    if value is None:
        return datetime.now(timezone.utc)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise Refusal(400, f"'{value}' is no time of ISO 8601") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def main():
    port = settings.read(lambda: settings.integer("PORT", 8004, 1, 65535))
    logger = log.start("weather-api", settings.text("LOG_LEVEL", "info"))
    server = JsonServer(port, routes())
    logger.info("listening", extra={"fields": {"port": port}})
    server.serve_until_stopped()


if __name__ == "__main__":
    main()
