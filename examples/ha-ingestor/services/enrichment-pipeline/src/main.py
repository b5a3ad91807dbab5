# SPDX-License-Identifier: Apache-2.0
"""enrichment-pipeline: events in, the weather to each, into the store."""
from aiohttp import web

from homeiq import log, settings
from homeiq.store import EventStore
from pipeline import Pipeline


def read_settings():
    """Port, the store's file, weather-api's address, and the home's place."""
    return (
        settings.integer("PORT", 8002, 1, 65535),
        settings.text("EVENTS_DB", "/data/events.db"),
        settings.address("WEATHER_URL", "http://weather-api:8004"),
        (settings.decimal("LATITUDE", 52.52, -90, 90), settings.decimal("LONGITUDE", 13.4, -180, 180)),
    )


def main():
    port, path, weather_url, place = settings.read(read_settings)
    logger = log.start("enrichment-pipeline", settings.text("LOG_LEVEL", "info"))
    pipeline = Pipeline(EventStore(path), weather_url, place)
    logger.info("listening", extra={"fields": {"port": port, "weather": weather_url}})
    web.run_app(pipeline.application(), port=port, print=None, access_log=None)


if __name__ == "__main__":
    main()
