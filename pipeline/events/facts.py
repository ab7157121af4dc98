"""What the text states besides events: dates, figures and places, found once and sorted by sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.events import event_dates
from pipeline.events.dates import DateExpr, find_dates
from pipeline.events.places import PlaceFinder, PlaceMention
from pipeline.events.quantities import QuantityDraft
from pipeline.events.sentences import ParsedSentence, Sentence
from pipeline.events.unlisted import named_here, widened
from pipeline.identity import digest
from pipeline.records import ArticleSection, TextInput


@dataclass(slots=True)
class Facts:
    """Everything found in the text that is not an event; keys are sentence indexes."""

    text_digest: str = ""
    start: int = 0
    end: int = 0
    """What of the text was looked at."""
    dates: dict[int, list[DateExpr]] = field(default_factory=dict)
    pointed: dict[int, DateExpr] = field(default_factory=dict)
    """Sentences that only tell when: "The explosion occurred on 16 January"."""
    quantities: list[QuantityDraft] = field(default_factory=list)
    """Of the whole text, because parts point at wholes by number."""
    places: dict[int, list[PlaceMention]] = field(default_factory=dict)
    all_places: list[PlaceMention] = field(default_factory=list)
    parsed: dict[int, ParsedSentence] = field(default_factory=dict)


_AROUND = 60
"""Sentences around the events that are looked at for dates and places: all of an article, little of a dump."""


@lru_cache(maxsize=2)
def place_finder(user_folder: Path | None = None) -> PlaceFinder:
    """The gazetteer, opened once a process."""
    return PlaceFinder(user_folder=user_folder)


def facts_of(
    text: TextInput,
    sentences: Sequence[Sentence],
    parsed: Sequence[ParsedSentence],
    reported: Sequence[int],
    quantities: list[QuantityDraft],
    user_folder: Path | None = None,
) -> Facts:
    """Find dates and places of a text, around the sentences (indexes) that report something; its figures are found."""
    facts = Facts(text_digest=digest(text.text.encode("utf-8", "surrogatepass")))
    facts.parsed = {p.index: p for p in parsed}
    first, last = max(min(reported) - _AROUND, 0), min(max(reported) + _AROUND, len(sentences) - 1)
    start = text.body_start if first == 0 else sentences[first].start
    read = text.text[: sentences[last].end]
    facts.start, facts.end = start, len(read)
    _by_sentence(_dates(text, read, start), sentences, facts.dates)
    for item in parsed:
        if item.index in facts.dates and event_dates.tells_tally(item.doc):
            facts.dates[item.index] = [_of_tally(d, item) for d in facts.dates[item.index]]
    facts.pointed = event_dates.pointed(sentences[first : last + 1], facts.dates)
    facts.quantities = quantities
    facts.all_places = widened(place_finder(user_folder).find(read, country=text.country, start=start), read)
    _by_sentence(facts.all_places, sentences, facts.places)
    _add_unlisted(facts, parsed)
    return facts


def _dates(text: TextInput, read: str, start: int) -> list[DateExpr]:
    """Dates of the text; in a section that was published on another day they count from that day."""
    if not text.sections:
        return _with_some_days(find_dates(read, text.published_date, start=start))
    found: list[DateExpr] = []
    at = start
    for section in text.sections:
        first, last = max(section.start, at), min(section.end, len(read))
        if first >= last:
            continue
        found += find_dates(read[:first], text.published_date, start=at)
        found += find_dates(read[:last], _utc_day(section), start=first)
        at = last
    return _with_some_days(found + find_dates(read, text.published_date, start=at))


def _with_some_days(days: Sequence[DateExpr]) -> list[DateExpr]:
    """ "Over the past four days" says when as a day does."""
    return [replace(d, kind="date") if _is_some_days(d) else d for d in days]


def _is_some_days(day: DateExpr) -> bool:
    return (
        day.rule == "stretch"
        and not day.forward
        and day.precision == "day"
        and day.date_start is not None
        and day.date_end is not None
        and timedelta(days=2) <= day.date_end - day.date_start <= _SOME_DAYS
        and not day.text.lower().endswith("hours")
    )


_SOME_DAYS = timedelta(days=7)


def _of_tally(day: DateExpr, item: ParsedSentence) -> DateExpr:
    """The day on which a toll was counted is the latest that its happening can have."""
    tied = event_dates.tie(day, item) if day.kind == "date" and not day.bound else None
    if tied is None or not event_dates.is_of_tally(tied):
        return day
    return replace(day, bound="until", date_start=None)


def _utc_day(section: ArticleSection) -> date:
    return section.published_at.astimezone(UTC).date()


def day_of_writing(text: TextInput, offset: int) -> date | None:
    """The day that the words at this offset were published: that of their section, else of the text."""
    section = next((s for s in text.sections if s.start <= offset < s.end), None)
    return _utc_day(section) if section is not None else text.published_date


def _add_unlisted(facts: Facts, parsed: Sequence[ParsedSentence]) -> None:
    """Names that no gazetteer has, in the sentences that report something."""
    exact = [p for p in facts.all_places if p.precision != "country" and not p.is_demonym]
    anywhere = exact or facts.all_places
    added: list[PlaceMention] = []
    for item in parsed:
        known = facts.places.get(item.index, [])
        here = [p for p in known if not p.is_demonym]
        nearest = here[0] if here else _nearest(anywhere, item.start)
        found = named_here(item, known, nearest)
        if found:
            facts.places[item.index] = sorted((*known, *found), key=lambda p: p.start)
            added += found
    if added:
        facts.all_places = sorted((*facts.all_places, *added), key=lambda p: p.start)


def _nearest(places: Sequence[PlaceMention], offset: int) -> PlaceMention | None:
    return min(places, key=lambda p: abs(p.start - offset), default=None)


def _by_sentence(found: Sequence[Any], sentences: Sequence[Sentence], into: dict[int, list[Any]]) -> None:
    """Sort spans into the sentences that they stand in; both are in text order."""
    k = 0
    for item in found:
        while k < len(sentences) and sentences[k].end <= item.start:
            k += 1
        if k < len(sentences) and sentences[k].start <= item.start:
            into.setdefault(sentences[k].index, []).append(item)
