"""What the earlier dates of a feed say about its zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice

from pipeline.feeds.dates import read_date
from pipeline.feeds.types import FeedHabit

_LOOK_AT = 60
_FEWEST = 3
_SUMMER = 60
"""Minutes between the two zones of a place that moves its clocks."""
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)  # what lay in the future once was refused then


def habit_of(dates: Iterable[str]) -> FeedHabit:
    """The zone that a feed's dates with a zone share; `dates` are its date texts, the latest first.

    Three dates at least, nine in ten of them in one zone; or in two zones an hour apart, as where clocks move twice a
    year: then the latest date's zone, and the habit is called seasonal. Anything else is no habit.
    """
    offsets: list[int] = []
    for text in islice(dates, _LOOK_AT):
        reading = read_date(text, seen_at=_LATEST)
        if reading.at is not None and reading.zoned and reading.offset_minutes is not None:
            offsets.append(reading.offset_minutes)
    if len(offsets) < _FEWEST:
        return FeedHabit()
    common = Counter(offsets).most_common(2)
    if common[0][1] * 10 >= len(offsets) * 9:
        return FeedHabit(utc_offset_minutes=common[0][0])
    both = sum(count for _, count in common)
    if both * 10 >= len(offsets) * 9 and abs(common[0][0] - common[1][0]) == _SUMMER:
        latest = next(offset for offset in offsets if offset in (common[0][0], common[1][0]))
        return FeedHabit(utc_offset_minutes=latest, seasonal=True)
    return FeedHabit()
