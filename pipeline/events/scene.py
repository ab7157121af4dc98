"""Where and when, for an event whose own sentence does not say: the lead, the title and the sentences before it do.

A report names the town and the day once, mostly at its top, and then goes on about "the attack". What is taken
over this way is named in the mention's rules, and only news of these days takes it over: an event that is recalled,
planned or denied keeps its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from pipeline.events.dates import DateExpr
from pipeline.events.drafts import Draft, far_apart
from pipeline.events.facts import Facts
from pipeline.events.modality import Standing
from pipeline.events.places import PlaceMention
from pipeline.events.sentences import Sentence

_SCENIC = frozenset({"ASSAULT", "PROTEST", "DISASTER", "ACCIDENT", "COERCE"})
_LEAD = 3
"""Sentences of the body that set the scene for all that follows."""
_FRESH = timedelta(days=8)
"""A day further back than this is not that of an event told without one."""
_NIGHT = timedelta(days=2)
"""How long before the report "from the evening of ..." still gives the day on which a raid began."""
_ZONES = timedelta(days=1)
"""How far the day that a text names may be ahead of its publication by zones alone."""
_TOGETHER = 30
"""Characters between two places of one scene."""
_SURE = 0.45
_AT = frozenset(
    {"in", "at", "near", "outside", "inside", "around", "across", "on", "over", "into", "against", "toward"}
)
_PINPOINT = frozenset({"site", "settlement", "district", "admin1"})
_TOLD_ON = re.compile(
    r"\b(?:said|says|told|tells|announced|reported|wrote|writes|stated|added|confirmed|published|posted|issued|tweeted|"
    r"spoke|speaking|statement|according to|briefing|declared|warned|condemned|vowed|will|would|expected|due|planned|"
    r"scheduled|anniversary|until|by)\b[^.;:]{0,45}$",
    re.IGNORECASE,
)
"""What makes the day after it one of a report or of something still to come."""


def settle_days(draft: Draft, written: date | None) -> None:
    """What happened did so by the day it was written of: a day still to come is read again, a year or a week earlier,
    or is not the event's; where words look ahead the event is."""
    if written is None or not draft.real:
        return
    settled: list[DateExpr] = []
    for day in draft.dates:
        if day.date_start is None or day.date_end is None or day.date_start <= written:
            settled.append(day)
        elif all(h.token.tag_ in _PRESENT or (day.forward and h.token.tag_ in _NOUNS) for h in draft.hits):
            draft.standing = Standing("planned", None, "a day to come")
            return
        elif _TURNS.get(day.rule) == "year" and day.date_start - written <= _ZONES:
            continue  # the page's clock or its zone is behind: the day of publication is nearer than a year before
        elif (back := _TURNS.get(day.rule)) is not None:
            first, last = _turn_back(day.date_start, back), _turn_back(day.date_end, back)
            if first <= written:
                settled.append(replace(day, date_start=first, date_end=last, value=""))
    draft.dates = settled


_PRESENT = frozenset({"VBP", "VBZ"})
_NOUNS = frozenset({"NN", "NNS", "NNP"})
_TURNS = {"day month": "year", "month day": "year", "month": "year", "weekday": "week"}
"""Rules of days that come round again, and after what time."""


def _turn_back(day: date, turn: str) -> date:
    """The same day one turn before; the 28th for a 29 February."""
    if turn == "week":
        return day - timedelta(days=7)
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def set_scene(event: Draft, sentences: Sequence[Sentence], facts: Facts, published: date | None) -> None:
    """Give the event the place and the day that the text names before it, where it has none of its own."""
    if event.event_type not in _SCENIC or not event.real or event.recency != "current":
        return
    own = [p for p in event.places if p.role == "location"]
    first = min(event.sentences)
    around = [
        i for i in _before(event, sentences) if i == first or not far_apart(own, list(_places(i, facts)))
    ]  # what another line tells of another town lends nothing
    if not any(d.date_start is not None for d in event.dates) and published is not None:
        day = next((d for i in around for d in _days(sentences[i], facts, published)), None)
        if day is not None:
            event.dates = [*event.dates, day]
            event.notes["date"] = "named before"
    _with_title(event, sentences, facts)
    _in_the_town_of_writing(event, sentences[first], facts)
    there = [p for p in event.places if p.role == "location"]
    if all(p.precision == "country" for p in there):
        countries = {p.country for p in there}
        for i in around:
            found = [p for p in _places(i, facts) if not countries or p.country in countries]
            if found:
                # "between Ansongo and Menaka": what stands close together is one scene
                event.places.extend(p for p in found if p.start - found[0].end <= _TOGETHER)
                event.notes["place"] = "named before"
                break


def _in_the_town_of_writing(event: Draft, sentence: Sentence, facts: Facts) -> None:
    """ "KHARKIV - Drones hit the country's second-largest city": the city is that of the dateline."""
    if any(p.role == "location" and p.precision != "country" for p in event.places):
        return
    written = (p for p in facts.places.get(sentence.index, ()) if p.is_dateline and p.precision == "settlement")
    here = next(written, None)
    named = (m.start() for m in _THE_TOWN.finditer(sentence.text))
    if here is not None and any(not _TOLD_THERE.search(sentence.text[:at]) for at in named):
        event.places.append(replace(here, role="location"))
        event.notes["place"] = "the town of the dateline"


_TOLD_THERE = re.compile(
    r"\b(?:said|says|told|announced|reporters|statement|briefing|conference|spoke)\b[^.,;]{0,25}$", re.IGNORECASE
)
"""What makes the town one in which something was said."""
_THE_TOWN = re.compile(
    r"(?:\b(?:the|this)|['’]s) (?:[\w-]+ ){0,2}(?:capital|city|town|village)\b(?! of\b)", re.IGNORECASE
)


def _with_title(event: Draft, sentences: Sequence[Sentence], facts: Facts) -> None:
    """The places that the title lists beside one of the event: "dead in Nanyuki and Nakuru"."""
    own = {p.geonames_id for p in event.places if p.geonames_id is not None}
    if not own or not sentences or not sentences[0].is_title:
        return
    named = [p for p in _places(0, facts) if p.precision == "settlement"]
    if any(p.geonames_id in own for p in named):
        event.places.extend(p for p in named if p.geonames_id is not None and p.geonames_id not in own)


def _before(event: Draft, sentences: Sequence[Sentence]) -> Iterator[int]:
    """Its own paragraph upwards, then the lead downwards, then the titles."""
    first = min(event.sentences)
    own = sentences[first]
    yield first
    for i in range(first - 1, -1, -1):
        if sentences[i].paragraph != own.paragraph:
            break
        yield i
    body = [s.index for s in sentences[: 4 * _LEAD] if not s.is_title]
    for i in body[:_LEAD]:
        if i < first and sentences[i].paragraph != own.paragraph:
            yield i
    for sentence in sentences[:_LEAD]:
        if sentence.is_title and sentence.index < first:
            yield sentence.index


def _days(sentence: Sentence, facts: Facts, published: date) -> Iterator[DateExpr]:
    for day in facts.dates.get(sentence.index, ()):
        if day.kind != "date" or day.is_dateline or day.precision not in ("day", "hour"):
            continue
        if day.bound and (day.bound != "since" or published - (day.date_start or published) > _NIGHT):
            continue
        if day.date_start is None or day.date_end is None:
            continue
        if not timedelta(0) <= published - day.date_end <= _FRESH:
            continue
        if day.date_start == published:
            continue  # "today" is mostly the day of a report, and the day of publication is known anyway
        if not _TOLD_ON.search(sentence.text[: day.start - sentence.start]):
            yield day


def _places(index: int, facts: Facts) -> Iterator[PlaceMention]:
    for place in facts.places.get(index, ()):
        plain = not (place.is_demonym or place.is_metonym or place.is_body or place.is_dateline)
        if (
            plain
            and place.role == "location"
            and place.precision in _PINPOINT
            and place.confidence >= _SURE
            and (place.relation in _AT or (place.relation is not None and place.relation[:1].isdigit()))
        ):
            yield place
