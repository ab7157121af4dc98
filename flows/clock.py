"""The clock. Only flows/ reads it; everything below is given the time."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime

from pipeline.errors import SettingsError

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


def fixed_clock(moment: datetime) -> Clock:
    """A clock that stands still, for replays and the demonstration."""
    return lambda: moment


def current_clock() -> Clock:
    """The system's clock, or the moment that DATELINE_NOW names (ISO 8601 with zone), for replays."""
    text = os.environ.get("DATELINE_NOW")
    if not text:
        return system_clock
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f"DATELINE_NOW={text!r} is not a time", hint="write 2024-03-10T21:00+00:00") from error
    if moment.tzinfo is None:
        raise SettingsError(f"DATELINE_NOW={text!r} has no time zone", hint="write 2024-03-10T21:00+00:00")
    return fixed_clock(moment.astimezone(UTC))
