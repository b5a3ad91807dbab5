# SPDX-License-Identifier: Apache-2.0
"""admin-api: one door to the state of all services."""
from aiohttp import web

from admin import AdminApi
from homeiq import log, settings

SERVICES = {
    "websocket-ingestion": ("WEBSOCKET_URL", "http://websocket-ingestion:8001"),
    "enrichment-pipeline": ("ENRICHMENT_URL", "http://enrichment-pipeline:8002"),
    "weather-api": ("WEATHER_URL", "http://weather-api:8004"),
    "data-retention": ("RETENTION_URL", "http://data-retention:8080"),
}


def read_settings():
    """Port, the services' addresses, and the key, which may be none."""
    return (
        settings.integer("PORT", 8003, 1, 65535),
        {name: settings.address(variable, default) for name, (variable, default) in SERVICES.items()},
        settings.text("API_KEY", ""),
    )


def main():
    port, addresses, key = settings.read(read_settings)
    logger = log.start("admin-api", settings.text("LOG_LEVEL", "info"))
    logger.info("listening", extra={"fields": {"port": port, "services": addresses}})
    web.run_app(AdminApi(addresses, key).application(), port=port, print=None, access_log=None)


if __name__ == "__main__":
    main()
