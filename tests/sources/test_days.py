"""Arithmetic of days: over ten years, every pair of dates."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.sources.days import add_days, capture_days, days_between, last_of_month, month_pieces, months_between

DAYS = st.dates(date(2015, 12, 20), date(2026, 1, 10))


@given(DAYS, DAYS)
@settings(deadline=None)
def test_every_day_of_a_range_is_there_once(first: date, last: date) -> None:
    days = list(days_between(first, last))
    assert len(days) == max((last - first).days + 1, 0)
    assert days == sorted(set(days))
    assert all(first <= day <= last for day in days)
    assert all(b - a == timedelta(days=1) for a, b in pairwise(days))


@given(DAYS, DAYS)
@settings(deadline=None)
def test_months_are_those_of_the_days(first: date, last: date) -> None:
    expected = sorted({(day.year, day.month) for day in days_between(first, last)})
    assert list(months_between(first, last)) == expected


@given(DAYS, DAYS)
@settings(deadline=None)
def test_pieces_follow_each_other_and_stay_within_a_month(first: date, last: date) -> None:
    pieces = list(month_pieces(first, last))
    covered = [day for start, end in pieces for day in days_between(start, end)]
    assert covered == list(days_between(first, last))
    assert all((start.year, start.month) == (end.year, end.month) for start, end in pieces)


@given(DAYS, DAYS, st.integers(0, 60))
@settings(deadline=None, max_examples=40)
def test_windows_of_parts_make_up_the_window_of_the_whole(first: date, last: date, window: int) -> None:
    """Backfilled day by day, in any order, the same captures are looked at as at once."""
    last = min(first + timedelta(days=400), max(first, last))
    whole = set(days_between(*capture_days(first, last, window)))
    parts = [set(days_between(*capture_days(day, day, window))) for day in days_between(first, last)]
    assert set().union(*parts) == whole
    assert all(first + timedelta(days=n) in whole for n in range((last - first).days + 1))


@given(DAYS)
def test_the_last_day_of_a_month_is_followed_by_a_first(day: date) -> None:
    end = last_of_month(day)
    assert (end.year, end.month) == (day.year, day.month)
    assert (end + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2023, 2, 28), date(2023, 2, 28)),
        (date(2000, 2, 10), date(2000, 2, 29)),
        (date(1900, 2, 10), date(1900, 2, 28)),
        (date(2023, 12, 31), date(2023, 12, 31)),
        (date(9999, 12, 3), date(9999, 12, 31)),
    ],
)
def test_ends_of_months(day: date, end: date) -> None:
    assert last_of_month(day) == end


def test_days_stay_within_the_calendar() -> None:
    assert add_days(date.max, 5) == date.max
    assert add_days(date.min, -5) == date.min
