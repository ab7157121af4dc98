"""What a date phrase means in days: counted from the day of publication or from the date last named.

Conventions (each a row of tests/events/test_dates.py):

* a weekday is the latest one up to and including the day of publication, unless its clause looks forward;
* "last Friday" is the latest before it; a bare day and month is the latest such day that has come, unless
  the clause looks forward, or the weekday beside it says which year;
* weeks are ISO weeks; "overnight" alone is the night that ends on the day of publication (two dates).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, timedelta
from typing import Literal

from pipeline.events.date_spans import (
    Grain,
    Span,
    day_span,
    decade_span,
    half_span,
    month_shift,
    month_span,
    quarter_span,
    season_span,
    shifted,
    third,
    week_span,
    weekend_span,
    year_span,
)
from pipeline.events.date_tokens import Phrase
from pipeline.events.date_words import holiday

Tense = Literal["past", "future", ""]

_AGAINST = 4.0
"""How much nearer a day must be to be taken against the tense of its clause."""
_BEHIND = 1.5
"""News looks back: without a sign of tense, a coming day must be nearer by this much."""


@dataclass(frozen=True, slots=True)
class Context:
    """From where a phrase is counted."""

    anchor: date | None
    reference: Span | None
    """The date last named in the text."""
    period: Span | None = None
    """The quarter that the text reports on, where it names one: "a year earlier" is then a quarter too."""
    tense: Tense = ""


def resolve(phrase: Phrase, context: Context) -> Span | None:
    """The days of a phrase, or None where the calendar has no such day. Sets, references and durations have none."""
    try:
        span = _resolve(phrase, context)
        if span is None or phrase.until is None:
            return span
        last = _resolve(phrase.until, replace(context, reference=span))
        return _joined(span, last, phrase)
    except (ValueError, OverflowError):
        return None


def _joined(first: Span, last: Span | None, phrase: Phrase) -> Span:
    if last is None or first.first is None or last.last is None:
        return first
    start, end = first.first, last.last
    if phrase.kind == "weekday" and end < start:
        start -= timedelta(days=7)
    elif end < start and phrase.year is None and phrase.kind == "calendar":
        # the last day is the one with a year ("Dec. 30 to Jan. 2, 2024")
        start = _replace_year(start, end.year if start.replace(year=end.year) <= end else end.year - 1)
    if end < start:
        return first
    return replace(first, first=start, last=end, value=first.value)


def _resolve(phrase: Phrase, context: Context) -> Span | None:
    kind = phrase.kind
    if phrase.prefer:
        context = replace(context, tense=phrase.prefer)
    if kind == "calendar":
        span = _calendar(phrase, context)
    elif kind == "weekday":
        span = _weekday(phrase, context)
    elif kind == "day":
        span = _day(phrase, context)
    elif kind in ("unit", "weekend"):
        span = _unit(phrase, context)
    elif kind == "shift":
        span = _shift(phrase, context)
    elif kind in ("quarter", "half"):
        span = _part_of_year(phrase, context)
    elif kind == "season":
        span = _season(phrase, context)
    elif kind in ("decade", "century"):
        span = _long(phrase)
    elif kind == "holiday":
        span = _holiday(phrase, context)
    elif kind == "week_of":
        inner = _holiday(phrase, context) if phrase.name else _calendar(phrase, context)
        span = week_span(inner.first) if inner and inner.first else inner
    elif kind == "overnight":
        span = _overnight(phrase, context)
    elif kind == "last_hours":
        end = resolve(phrase.inner, context) if phrase.inner else _anchor_day(context)
        span = Span(end.last - timedelta(days=1), end.last, "day", end.value) if end and end.last else None
    elif kind == "duration":
        span = _stretch(phrase, context)
    else:
        return None
    return _finish(phrase, span)


def _finish(phrase: Phrase, span: Span | None) -> Span | None:
    """Adds the part of the day to the value, and narrows an early, middle or late stretch."""
    if span is None:
        return None
    if phrase.part and span.grain == "day":
        hour = phrase.part[1:2].isdecimal()
        return replace(span, value=span.value + phrase.part, grain="hour" if hour else "day")
    if phrase.mod and span.first and span.last and span.grain in ("month", "year", "season", "quarter", "week"):
        if phrase.mod == "LAST":
            return day_span(span.last, span.basis)
        bounds = third(span.first, span.last, phrase.mod)
        return replace(span, first=bounds[0], last=bounds[1])
    return span


# --- kinds of phrase -------------------------------------------------------------------------------------


def _anchor_day(context: Context) -> Span | None:
    return day_span(context.anchor) if context.anchor else None


def _base(phrase: Phrase, context: Context) -> Span | None:
    if phrase.from_reference and context.reference is not None and context.reference.first is not None:
        return context.reference
    return _anchor_day(context)


def _replace_year(day: date, year: int) -> date:
    if day.month == 2 and day.day == 29 and not calendar.isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)


def _calendar(phrase: Phrase, context: Context) -> Span | None:
    year, month, day = phrase.year, phrase.month, phrase.day
    if phrase.vague and year and month and day:
        return _ambiguous_slashes(year, month, day, context)
    if month is None:
        return year_span(year) if year and 1 <= year < MAXYEAR else None
    if year is None and phrase.inner is not None:
        held = resolve(phrase.inner, context)
        year = held.first.year if held and held.first else None
    if year is None:
        year = _year_of(month, day, phrase, context)
    if year is None:
        value = f"XXXX-{month:02d}" + (f"-{day:02d}" if day else "")
        return Span(None, None, "day" if day else "month", value, "stated")
    return day_span(date(year, month, day), "stated") if day else month_span(year, month)


def _ambiguous_slashes(year: int, a: int, b: int, context: Context) -> Span | None:
    near = [
        day for day in (date(year, a, b), date(year, b, a)) if context.anchor and abs((day - context.anchor).days) <= 7
    ]
    return day_span(near[0], "stated") if near else None


def _year_of(month: int, day: int | None, phrase: Phrase, context: Context) -> int | None:
    """The year of a day or month that states none."""
    base = _base(phrase, context)
    if base is None or base.first is None or base.last is None:
        return None
    here = base.first if phrase.from_reference else base.last
    if phrase.from_reference:
        # the year that the text is in ("on 3 May ..., the following June")
        if phrase.which == "following":
            return here.year if month > here.month else here.year + 1
        if phrase.which == "previous":
            return here.year if month < here.month else here.year - 1
        return here.year
    if day is not None and phrase.weekday is not None:
        fitting = [
            year
            for year in (here.year, here.year - 1, here.year + 1, here.year - 2)
            if _is_weekday(year, month, day, phrase.weekday)
        ]
        if fitting:
            return fitting[0]
    ahead, behind = here.year, here.year
    if (month, day or 99) < (here.month, here.day):
        ahead += 1
    if (month, day or 0) > (here.month, here.day):
        behind -= 1
    if month == here.month and day is None:
        ahead = behind = here.year
    if phrase.which == "last":
        return behind - 1 if month == here.month and day is None else behind
    if phrase.which == "next":
        return ahead + 1 if month == here.month and day is None else ahead
    if phrase.which == "this":
        return here.year
    return _nearer((behind, ahead), month, day, here, context.tense)


def _nearer(years: tuple[int, int], month: int, day: int | None, here: date, tense: Tense) -> int:
    """The year whose day is nearer; what the verb says counts for much, but not for everything.

    "The Aug. 7 attack", read in August behind a "will", is last week's; "payable Jan. 2", read in November
    behind a past tense, is the coming one.
    """
    behind, ahead = years
    first = day or 15
    past = (here - _replace_year(date(2000, month, min(first, 29)), behind)).days
    future = (_replace_year(date(2000, month, min(first, 29)), ahead) - here).days
    if day is None and month == here.month:
        return here.year
    return (
        behind
        if past * (_AGAINST if tense == "future" else 1) <= future * (_AGAINST if tense == "past" else 1)
        else ahead
    )


def _is_weekday(year: int, month: int, day: int, weekday: int) -> bool:
    return day <= calendar.monthrange(year, month)[1] and date(year, month, day).weekday() == weekday


def _weekday(phrase: Phrase, context: Context) -> Span | None:
    base = _base(phrase, context)
    if base is None or base.first is None or phrase.weekday is None:
        return Span(None, None, "day", f"XXXX-WXX-{(phrase.weekday or 0) + 1}")
    here = base.first
    back = (here.weekday() - phrase.weekday) % 7
    if phrase.which == "same":
        return day_span(here + timedelta(days=min(-back, 7 - back, key=abs)))
    if phrase.which in ("last", "previous"):
        return day_span(here - timedelta(days=back or 7))
    if phrase.which in ("next", "following"):
        return day_span(here + timedelta(days=7 - back))
    if phrase.which == "this":
        future = context.tense != "past"
        return day_span(here + timedelta(days=(7 - back) % 7 if future else -back))
    if context.tense == "future":
        return day_span(here + timedelta(days=(7 - back) % 7))
    return day_span(here - timedelta(days=back))


def _day(phrase: Phrase, context: Context) -> Span | None:
    base = _base(phrase, context)
    if phrase.day is not None:
        return _nth_of_month(phrase, context)
    if base is None or base.first is None:
        return Span(None, None, "day", "XXXX-XX-XX")
    moved = shifted(base, "day", phrase.amount or 0)
    if moved is not None and phrase.amount == 0 and phrase.from_reference and base.grain not in ("day", "hour"):
        return Span(None, None, "day", "XXXX-XX-XX")
    return moved


def _nth_of_month(phrase: Phrase, context: Context) -> Span | None:
    """ "the 3rd", "Wednesday the 3rd": in the month of the date last named, else the latest that has come."""
    base = _base(phrase, context) or context.reference
    if base is None or base.first is None or phrase.day is None:
        return Span(None, None, "day", f"XXXX-XX-{phrase.day or 0:02d}")
    year, month = base.first.year, base.first.month
    if not phrase.from_reference and context.tense != "future" and phrase.day > base.first.day:
        year, month = month_shift(year, month, -1)
    elif not phrase.from_reference and context.tense == "future" and phrase.day < base.first.day:
        year, month = month_shift(year, month, 1)
    return day_span(date(year, month, phrase.day))


def _unit(phrase: Phrase, context: Context) -> Span | None:
    base = _base(phrase, context)
    unit = phrase.unit or "weekend"
    if base is None or base.first is None:
        return Span(None, None, "day", "XXXX" if unit == "year" else f"XXXX-{unit[0].upper()}XX")
    step = {"last": -1, "previous": -1, "next": 1, "following": 1}.get(phrase.which, 0)
    if unit == "weekend":
        return _weekend(phrase, base.first, step, context)
    if unit == "quarter" and phrase.which == "same":
        # "the quarter", "the latest period": the one reported on, which is over when it is reported
        if phrase.year is not None and context.period and context.period.first:
            return shifted(context.period, "year", phrase.year - context.period.first.year)
        if phrase.year is not None:
            return year_span(phrase.year)
        return context.period or (shifted(day_span(context.anchor or base.first), "quarter", -1))
    if unit == "quarter" and step == 0:
        return quarter_span(base.first.year, (base.first.month + 2) // 3, "relative")
    if unit == "year" and step == 0:
        return year_span(base.first.year, "relative")
    if unit == "year":
        return year_span(base.first.year + step, "relative")
    return shifted(base, unit, step)


def _weekend(phrase: Phrase, here: date, step: int, context: Context) -> Span:
    saturday = here - timedelta(days=here.weekday() - 5)
    if phrase.which in ("", "last", "previous") and not (phrase.which == "" and context.tense == "future"):
        if saturday > here or (phrase.which != "" and (here - saturday).days <= 1):
            saturday -= timedelta(days=7)
    elif phrase.which == "this" and context.tense == "past" and here.weekday() < 2:
        saturday -= timedelta(days=7)  # "this weekend", told on the Monday after it
    elif step > 0:
        saturday += timedelta(days=7 if saturday <= here else 0)
    return weekend_span(saturday)


def _shift(phrase: Phrase, context: Context) -> Span | None:
    base = resolve(phrase.inner, context) if phrase.inner else _base(phrase, context)
    if phrase.vague:
        ago = (phrase.amount or 0) < 0
        return Span(None, None, "day", "PAST_REF" if ago else "FUTURE_REF")
    if base is None or base.first is None or phrase.name == "event":
        return Span(None, None, "day", "XXXX-XX-XX")
    if phrase.unit == "year" and phrase.amount == -1 and context.period and not phrase.inner:
        return shifted(context.period, "year", -1)
    return shifted(base, phrase.unit, phrase.amount or 0)


def _part_of_year(phrase: Phrase, context: Context) -> Span | None:
    year, number = phrase.year, phrase.amount or 1
    span_of = quarter_span if phrase.kind == "quarter" else half_span
    if year is None and phrase.inner is not None:
        held = resolve(phrase.inner, context)
        year = held.first.year if held and held.first else None
    if year is None:
        if context.anchor is None:
            return Span(None, None, "quarter", f"XXXX-{'Q' if phrase.kind == 'quarter' else 'H'}{number}", "stated")
        year = context.anchor.year
        begun = span_of(year, number).first
        if begun and begun > context.anchor and context.tense != "future":
            year -= 0 if (begun - context.anchor).days < 100 else 1
    return span_of(year, number)


def _season(phrase: Phrase, context: Context) -> Span | None:
    year = phrase.year
    if year is None:
        if context.anchor is None:
            return Span(None, None, "season", f"XXXX-{phrase.name}", "stated")
        year = context.anchor.year
        span = season_span(year, phrase.name)
        if phrase.which == "last":
            while span.last and span.last >= context.anchor:
                year, span = year - 1, season_span(year - 1, phrase.name)
        elif phrase.which == "next":
            while span.first and span.first <= context.anchor:
                year, span = year + 1, season_span(year + 1, phrase.name)
        elif phrase.name == "WI" and context.anchor.month <= 2:
            year -= 1
    return season_span(year, phrase.name)


def _long(phrase: Phrase) -> Span | None:
    if phrase.kind == "decade":
        return decade_span(phrase.year or 0)
    number = phrase.amount or 1
    return Span(
        date((number - 1) * 100 + 1, 1, 1), date(number * 100, 12, 31), "century", f"{number - 1:02d}", "stated"
    )


def _holiday(phrase: Phrase, context: Context) -> Span | None:
    if phrase.year is not None:
        day = holiday(phrase.name, phrase.year)
        return day_span(day, "stated") if day else None
    if context.anchor is None:
        return Span(None, None, "day", "XXXX-XX-XX", "stated")
    here = context.anchor
    days = [day for year in (here.year - 1, here.year, here.year + 1) if (day := holiday(phrase.name, year))]
    past = [day for day in days if day <= here]
    coming = [day for day in days if day >= here]
    if phrase.which == "last":
        past = [day for day in past if day < here]
    if phrase.which == "next" or (context.tense == "future" and phrase.which != "last"):
        return day_span(coming[0], "stated") if coming else None
    if not phrase.which and not context.tense and coming and (coming[0] - here).days <= 30:
        return day_span(coming[0], "stated")
    return day_span(past[-1], "stated") if past else None


def _overnight(phrase: Phrase, context: Context) -> Span | None:
    end = resolve(phrase.inner, context) if phrase.inner else _anchor_day(context)
    if end is None or end.last is None:
        return Span(None, None, "day", "XXXX-XX-XXTNI")
    before = end.last - timedelta(days=1)
    return Span(before, end.last, "day", f"{before.isoformat()}TNI", end.basis)


def _stretch(phrase: Phrase, context: Context) -> Span | None:
    """ "the past 24 hours", "the last two weeks": days up to the anchor; other durations have none."""
    amount = phrase.amount
    if amount is None or not phrase.which or context.anchor is None:
        return None
    days = {"hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14, "weekend": 7, "month": 30.44, "quarter": 91.3,
            "year": 365.25, "decade": 3652.5}.get(phrase.unit)  # fmt: skip
    if days is None:
        return None
    other = context.anchor + timedelta(days=round(days * amount))
    grain: Grain = "day" if phrase.unit in ("hour", "day") else "week" if phrase.unit == "week" else "month"
    return Span(min(other, context.anchor), max(other, context.anchor), grain, "")
