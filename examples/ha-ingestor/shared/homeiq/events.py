# SPDX-License-Identifier: Apache-2.0
"""A change of an entity's state: what websocket-ingestion makes of Home Assistant's events, and what is enriched and stored."""
from dataclasses import asdict, dataclass
from datetime import datetime, timezone

MAX_TEXT = 255


class EventError(ValueError):
    """What was sent is no event; the text says why."""


@dataclass(frozen=True)
class Event:
    """One change. `time` is UTC, in ISO 8601 with a Z, so that texts sort as times do."""

    id: str
    entity_id: str
    state: str
    unit: str
    time: str

    @property
    def domain(self):
        """The kind of entity: `sensor` of `sensor.kitchen`."""
        return self.entity_id.partition(".")[0]

    def to_json(self):
        """The event as a dictionary for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, value):
        """Reads what `to_json` made, from somebody who may have made it otherwise."""
        if not isinstance(value, dict):
            raise EventError("an event is an object")
        texts = {name: _text(value, name) for name in ("id", "entity_id", "state", "unit")}
        return cls(time=utc(_text(value, "time")), **texts)


def from_home_assistant(message):
    """The event of Home Assistant's message of the type `state_changed`, or None of another type and where the entity is gone."""
    if not isinstance(message, dict) or message.get("event_type") != "state_changed":
        return None
    data = message.get("data")
    state = data.get("new_state") if isinstance(data, dict) else None
    if state is None:
        return None
    if not isinstance(state, dict):
        raise EventError("'new_state' is an object")
    attributes = state.get("attributes")
    context = message.get("context")
    entity_id = _text(state, "entity_id")
    if "." not in entity_id:
        raise EventError(f"'{entity_id}' is no entity: 'domain.name' was expected")
    time = utc(_text(message, "time_fired"))
    unit = attributes.get("unit_of_measurement", "") if isinstance(attributes, dict) else ""
    identity = context.get("id") if isinstance(context, dict) else None
    return Event(
        id=str(identity or f"{entity_id}@{time}")[:MAX_TEXT],
        entity_id=entity_id,
        state=_text(state, "state"),
        unit=str(unit)[:MAX_TEXT],
        time=time,
    )


def utc(value):
    """A time of ISO 8601 in UTC, to the millisecond."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise EventError(f"'{value}' is no time of ISO 8601") from None
    if moment.tzinfo is None:
        raise EventError(f"'{value}' says no time zone")
    return format_time(moment)


def format_time(moment):
    """A moment as events have it."""
    return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(value, name):
    text = value.get(name)
    if not isinstance(text, str) or (not text and name != "unit"):
        raise EventError(f"'{name}' has to be a text")
    if len(text) > MAX_TEXT:
        raise EventError(f"'{name}' has more than {MAX_TEXT} characters")
    return text
