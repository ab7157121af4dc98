"""Arithmetic of days and months. Pure; both ends always belong to a range."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

_DAY = timedelta(days=1)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from first to last; none where first is after last."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def months_between(first: date, last: date) -> Iterator[tuple[int, int]]:
    """Every (year, month) that holds a day from first to last."""
    for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        if first <= last:
            yield index // 12, index % 12 + 1


def month_pieces(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The range cut at the ends of months: pieces that follow each other without gap or overlap."""
    start = first
    while start <= last:
        end = min(last_of_month(start), last)
        yield start, end
        start = end + _DAY


def last_of_month(day: date) -> date:
    """The last day of a day's month."""
    if (day.year, day.month) == (date.max.year, date.max.month):
        return date.max
    return date(day.year + day.month // 12, day.month % 12 + 1, 1) - _DAY


def capture_days(first: date, last: date, window: int) -> tuple[date, date]:
    """Days on which pages published from first to last were captured: not before, and up to `window` days after.

    The day before `first` belongs to it too: a file of a crawl is named after the moment it was begun, and one begun
    in the evening holds captures of the next morning.
    """
    return add_days(first, -1), add_days(last, window)


def add_days(day: date, n: int) -> date:
    """The day n days later, held within what a calendar can say."""
    return date.fromordinal(min(max(day.toordinal() + n, date.min.toordinal()), date.max.toordinal()))
