# SPDX-License-Identifier: Apache-2.0
"""The store of events: SQLite on a volume, written by enrichment-pipeline and pruned by data-retention, two processes that share the file."""
import json
import os
import sqlite3
from contextlib import closing

MAX_ROWS = 1000
BUSY_SECONDS = 10

_SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    id TEXT PRIMARY KEY,
    entity_id TEXT NOT NULL,
    state TEXT NOT NULL,
    unit TEXT NOT NULL,
    time TEXT NOT NULL,
    weather TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS events_by_time ON events (time);
CREATE INDEX IF NOT EXISTS events_by_entity ON events (entity_id, time);
"""


class EventStore:
    """Opens a connection for each call, so that any thread may use it. An event that comes twice is stored once."""

    def __init__(self, path):
        self._path = path
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with closing(self._open()) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_SCHEMA)

    def add(self, events):
        """Stores pairs of an event and its weather (None where nobody knows it), all or none; returns how many were new."""
        rows = [(e.id, e.entity_id, e.state, e.unit, e.time, json.dumps(weather) if weather else None) for e, weather in events]
        with closing(self._open()) as connection, connection:
            before = connection.total_changes
            connection.executemany("INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?)", rows)
            return connection.total_changes - before

    def latest(self, count, entity_id=None):
        """The latest events, the newest first."""
        where, values = ("WHERE entity_id = ?", [entity_id]) if entity_id else ("", [])
        with closing(self._open()) as connection:
            rows = connection.execute(
                f"SELECT id, entity_id, state, unit, time, weather FROM events {where} ORDER BY time DESC, id LIMIT ?",
                [*values, min(count, MAX_ROWS)],
            )
            names = [column[0] for column in rows.description]
            events = [dict(zip(names, row)) for row in rows]
        for event in events:
            event["weather"] = json.loads(event["weather"]) if event["weather"] else None
        return events

    def summary(self):
        """How many events and entities there are, and from when to when."""
        with closing(self._open()) as connection:
            row = connection.execute(
                "SELECT count(*), count(DISTINCT entity_id), count(weather), min(time), max(time) FROM events"
            ).fetchone()
        return dict(zip(("events", "entities", "with_weather", "oldest", "newest"), row))

    def prune(self, before):
        """Removes what is older than a time, in steps that let others write between them; returns how many events that were."""
        removed = 0
        while True:
            with closing(self._open()) as connection, connection:
                step = connection.execute(
                    "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE time < ? LIMIT ?)", (before, MAX_ROWS)
                ).rowcount
            removed += step
            if step < MAX_ROWS:
                return removed

    def _open(self):
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection
