# SPDX-License-Identifier: Apache-2.0
"""data-retention: keeps the store of events to an age."""
import threading

from homeiq import log, settings
from homeiq.server import JsonServer
from homeiq.store import EventStore
from retention import Retention


def read_settings():
    """Port, days, seconds between two runs, and the store's file."""
    return (
        settings.integer("PORT", 8080, 1, 65535),
        settings.decimal("RETENTION_DAYS", 30, 0.001, 36500),
        settings.integer("PRUNE_INTERVAL_SECONDS", 3600, 1, 86400),
        settings.text("EVENTS_DB", "/data/events.db"),
    )


def routes(retention):
    """What can be asked."""
    return {
        ("GET", "/health"): lambda query: {"status": "healthy"},
        ("GET", "/stats"): lambda query: retention.stats(),
        ("POST", "/prune"): lambda query: retention.prune(),
    }


def prune_now_and_then(retention, interval, stop, logger):
    """Until told to stop; a store that is busy or away now is tried again next time."""
    while True:
        try:
            logger.info("pruned", extra={"fields": retention.prune()})
        except Exception:
            logger.exception("the store can't be pruned")
        if stop.wait(interval):
            return


def main():
    port, days, interval, path = settings.read(read_settings)
    logger = log.start("data-retention", settings.text("LOG_LEVEL", "info"))
    retention = Retention(EventStore(path), days)
    stop = threading.Event()
    pruning = threading.Thread(target=prune_now_and_then, args=(retention, interval, stop, logger))
    server = JsonServer(port, routes(retention))
    pruning.start()
    logger.info("listening", extra={"fields": {"port": port, "retention_days": days}})
    try:
        server.serve_until_stopped()
    finally:
        stop.set()
        pruning.join()


if __name__ == "__main__":
    main()
