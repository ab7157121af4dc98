"""Stretches of days with their TimeML value: a day, a week, a quarter, and how they are moved by whole units."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pipeline.events.date_words import SEASON_MONTHS
from pipeline.records import EventDateBasis, EventDatePrecision

Grain = Literal["hour", "day", "weekend", "week", "month", "season", "quarter", "half", "year", "decade", "century"]

_PRECISION: dict[Grain, EventDatePrecision] = {
    "hour": "hour", "day": "day", "weekend": "week", "week": "week", "month": "month", "season": "month",
    "quarter": "month", "half": "month", "year": "year", "decade": "year", "century": "year",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days with its TimeML value. first and last are None where the text cannot be resolved."""

    first: date | None
    last: date | None
    grain: Grain
    value: str
    basis: EventDateBasis = "relative"

    @property
    def precision(self) -> EventDatePrecision:
        return _PRECISION[self.grain] if self.first or self.last else "unknown"


def day_span(day: date, basis: EventDateBasis = "relative") -> Span:
    return Span(day, day, "day", day.isoformat(), basis)


def week_span(day: date) -> Span:
    monday = day - timedelta(days=day.weekday())
    year, week, _ = day.isocalendar()
    return Span(monday, monday + timedelta(days=6), "week", f"{year}-W{week:02d}")


def weekend_span(saturday: date) -> Span:
    year, week, _ = saturday.isocalendar()
    return Span(saturday, saturday + timedelta(days=1), "weekend", f"{year}-W{week:02d}-WE")


def month_span(year: int, month: int, basis: EventDateBasis = "stated") -> Span:
    last = calendar.monthrange(year, month)[1]
    return Span(date(year, month, 1), date(year, month, last), "month", f"{year:04d}-{month:02d}", basis)


def quarter_span(year: int, quarter: int, basis: EventDateBasis = "stated") -> Span:
    last = month_span(year, 3 * quarter).last
    return Span(date(year, 3 * quarter - 2, 1), last, "quarter", f"{year:04d}-Q{quarter}", basis)


def half_span(year: int, half: int) -> Span:
    return Span(date(year, 6 * half - 5, 1), month_span(year, 6 * half).last, "half", f"{year:04d}-H{half}", "stated")


def season_span(year: int, season: str) -> Span:
    first, last = SEASON_MONTHS[season]
    end_year = year + 1 if last < first else year
    return Span(date(year, first, 1), month_span(end_year, last).last, "season", f"{year:04d}-{season}", "stated")


def year_span(year: int, basis: EventDateBasis = "stated") -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31), "year", f"{year:04d}", basis)


def decade_span(year: int, basis: EventDateBasis = "stated") -> Span:
    start = year - year % 10
    return Span(date(start, 1, 1), date(start + 9, 12, 31), "decade", f"{start // 10}X", basis)


def month_shift(year: int, month: int, months: int) -> tuple[int, int]:
    total = year * 12 + month - 1 + months
    return total // 12, total % 12 + 1


def shifted(span: Span, unit: str, amount: int) -> Span | None:
    """`span` moved by whole units, at the coarser of the two grains (quarters stay quarters over years)."""
    if span.first is None:
        return None
    first = span.first
    if unit in ("second", "minute", "hour"):
        return day_span(first + timedelta(days=(amount * {"hour": 1}.get(unit, 0)) // 24 if abs(amount) >= 24 else 0))
    if unit == "day":
        base = span.last if amount > 0 and span.last and span.grain == "day" else first
        return day_span(base + timedelta(days=amount))
    if unit in ("week", "fortnight", "weekend"):
        moved = first + timedelta(weeks=amount * (2 if unit == "fortnight" else 1))
        return weekend_span(moved - timedelta(days=moved.weekday() - 5)) if unit == "weekend" else week_span(moved)
    if unit == "month":
        return month_span(*month_shift(first.year, first.month, amount), "relative")
    if unit == "quarter":
        year, month = month_shift(first.year, first.month, 3 * amount)
        return quarter_span(year, (month + 2) // 3, "relative")
    if unit == "year":
        if span.grain == "quarter":
            return quarter_span(first.year + amount, (first.month + 2) // 3, "relative")
        if span.grain == "half":
            return half_span(first.year + amount, (first.month + 5) // 6)
        if span.grain == "month":
            return month_span(first.year + amount, first.month, "relative")
        return year_span(first.year + amount, "relative")
    if unit == "decade":
        return year_span(first.year + 10 * amount, "relative")
    if unit == "century":
        return Span(None, None, "century", f"{(first.year + 100 * amount) // 100}")
    return None


def third(first: date, last: date, mod: str) -> tuple[date, date]:
    """The early, middle or late third of a stretch; of years and quarters in whole months, of months in days."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    number = {"START": 0, "MID": 1, "END": 2}[mod]
    if months >= 3:
        begin = month_shift(first.year, first.month, number * (months // 3))
        end = month_shift(first.year, first.month, (number + 1) * (months // 3) - 1)
        return date(*begin, 1), date(*end, calendar.monthrange(*end)[1])
    third = ((last - first).days + 1) // 3
    begin_day = first + timedelta(days=number * third)
    return begin_day, last if mod == "END" else begin_day + timedelta(days=third - 1)
