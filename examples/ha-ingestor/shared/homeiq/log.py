# SPDX-License-Identifier: Apache-2.0
"""Logs as JSON lines on standard output, where containers keep them."""
import json
import logging
import sys
from datetime import datetime, timezone


class JsonLines(logging.Formatter):
    """A record as one line of JSON; what a call gave as `extra={"fields": {...}}` stands beside its message."""

    def __init__(self, service):
        super().__init__()
        self._service = service

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def start(service, level="INFO"):
    """Sends everything that is logged to standard output, and returns the service's logger."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines(service))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    return logging.getLogger(service)
