"""Events that a sentence only names to say how long before another they were: "16 days after a bombing killed 27"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pipeline.events.dates import DateExpr
from pipeline.events.drafts import Draft
from pipeline.events.sentences import Sentence

_INTERVAL = re.compile(
    r"\b(?:(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|few|some|many)\s+)?"
    r"(?P<unit>hour|day|week|month|year)s?\s+after\s+"
    r"(?!(?:being|having|he|she|they|it|his|her|their|its|that|this|which)\b)"
    r"(?!(?:the|those|these)\s+(?:\w+\s+)?(?:attacks?|strikes?|blasts?|explosions?|bombings?|shootings?|raids?|quakes?|"
    r"earthquakes?|crash|fire|incident|accident|disaster|killings?|floods?|storm|landslide|event)\b(?!\s+(?:on|in|at|of|near)\b))",
    re.IGNORECASE,
)
_NUMBERS = {
    w: n
    for n, ws in enumerate(
        ("", "a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
    for w in ws.split()
}
_DAYS = {"day": 1, "week": 7}


def _interval_in(text: str) -> re.Match[str] | None:
    return _INTERVAL.search(text) if "after" in text.lower() else None


def earlier_clause(text: str) -> tuple[int, int] | None:
    """Offsets of the clause behind "N days after" in a sentence: what happens in it is older than the rest."""
    match = _interval_in(text)
    if match is None:
        return None
    if match["unit"].lower() == "hour" and not (match["count"] or "").isdigit():
        return None  # "hours after a vehicle rammed them": of the same news
    comma = text.find(",", match.end())
    return match.end(), comma if comma >= 0 else len(text)


def date_earlier(
    drafts: Sequence[Draft], sentences: Sequence[Sentence], dates: dict[int, list[DateExpr]], published: date | None
) -> None:
    """Give the drafts of such clauses their day: so long before the other event of the sentence, or the lead's."""
    for draft in drafts:
        if not draft.earlier:
            continue
        index = draft.sentences[0]
        text = sentences[index].text
        match = _interval_in(text)
        if match is None or draft.dates:
            continue
        count = (match["count"] or "").lower()
        number = int(count) if count.isdigit() else _NUMBERS.get(count)
        step = _DAYS.get(match["unit"].lower())
        if match["unit"].lower() == "hour" and number is not None:
            number, step = round(number / 24), 1
        told = [d for d in drafts if not d.earlier and d.real and d.sentences[0] <= index and _first_day(d) is not None]
        here = [d for d in told if d.sentences[0] == index]
        base = _first_day((here or told)[0]) if told else published
        start = sentences[index].start + match.start()
        expr = next((d for d in dates.get(index, ()) if d.start <= start + 3 and d.end > start), None)
        if base is None or number is None or step is None or expr is None:
            continue
        day = base - timedelta(days=number * step)
        draft.dates = [replace(expr, date_start=day, date_end=day, precision="day", basis="relative", kind="date")]


def _first_day(draft: Draft) -> date | None:
    days: list[Any] = [d.date_start for d in draft.dates if d.date_start is not None and d.precision in ("day", "hour")]
    return min(days) if days else None
