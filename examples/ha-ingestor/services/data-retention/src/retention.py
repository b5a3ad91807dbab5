# SPDX-License-Identifier: Apache-2.0
"""Prunes the store of events by age, now and then or when asked."""
import threading
from datetime import datetime, timedelta, timezone

from homeiq.events import format_time


class Retention:
    """Removes events older than some days. `now` tells the time."""

    def __init__(self, store, days, now=lambda: datetime.now(timezone.utc)):
        self._store = store
        self._days = days
        self._now = now
        self._one_at_a_time = threading.Lock()
        self._runs = 0
        self._removed = 0
        self._last = None

    def prune(self):
        """Removes what is too old, and tells what that was."""
        with self._one_at_a_time:
            now = self._now()
            before = format_time(now - timedelta(days=self._days))
            removed = self._store.prune(before)
            self._runs += 1
            self._removed += removed
            self._last = format_time(now)
            return {"removed": removed, "older_than": before}

    def stats(self):
        """What became of all runs."""
        return {"retention_days": self._days, "runs": self._runs, "removed": self._removed, "last_run": self._last}
