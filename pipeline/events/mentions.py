"""From a finished draft to the record: fields chosen, identifiers made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.events.attribution import Sides
from pipeline.events.dates import DateExpr
from pipeline.events.drafts import Draft
from pipeline.events.event_dates import is_before
from pipeline.events.facts import Facts, day_of_writing
from pipeline.events.lexicon import Lexicon
from pipeline.events.people import People, actors_of, sides_of
from pipeline.events.places import PlaceMention
from pipeline.events.quantities import QuantityDraft
from pipeline.events.sentences import Sentence
from pipeline.events.subtypes import QUAD
from pipeline.identity import content_id
from pipeline.records import EventDateBasis, EventDatePrecision, Mention, MentionPlace, Quantity, TextInput

_ORDER = ("hour", "day", "week", "month", "year", "unknown")
MAX_PLACES = 12
_NIGHTS = frozenset({"overnight", "night before"})
_OF_NIGHT = ("the night", "night ")
_PERSON_KINDS = frozenset({"killed", "injured", "casualties", "missing"})


def mention_of(
    draft: Draft,
    confidence: float,
    text: TextInput,
    sentences: Sequence[Sentence],
    facts: Facts,
    people: People,
    lexicon: Lexicon,
    words: list[str],
    version: str,
) -> Mention:
    """The record of a finished draft."""
    key = draft.key
    sentence = sentences[key.sentence]
    start, end = sentence.start, sentence.end
    day = chosen_date(draft)
    actors = actors_of(draft, people)
    sides = sides_of(draft, list(actors))
    # an event without a day of its own is news of the day of publication, unless it is recalled or still to come
    told = draft.real or draft.event_type == "THREATEN"
    fallback = day_of_writing(text, key.start) if draft.recency == "current" and told else None
    # of one that only sets another in time ("in the aftermath of an attack") the text says that it was before
    bounded = is_before(sentence.text, key.start - sentence.start)
    first, last = (day.date_start, day.date_end) if day else (None if bounded else fallback, fallback)
    if day is not None and last is not None and _is_night(day):
        first = last  # reports count a night by the morning that it ended in
    precision: EventDatePrecision = day.precision if day else "unknown"
    basis: EventDateBasis = day.basis if day else "publication"
    return Mention(
        mention_id=content_id(
            text.article_id,
            facts.text_digest,
            start,
            end,
            draft.event_type,
            draft.family,
            draft.standing.modality,
            key.start,
            version,
        ),
        event_type=draft.event_type,
        sub_event_type=draft.sub,
        quad_class=QUAD[draft.event_type],
        modality=draft.standing.modality,
        recency=draft.recency,
        event_date_start=first,
        event_date_end=last,
        date_precision=precision,
        date_basis=basis,
        date_text=day.text if day else None,
        weapon=_weapons(draft, words, lexicon),
        evidence_start=start,
        evidence_end=end,
        evidence=text.text[start:end],
        confidence=confidence,
        found_by=key.trigger.name,
        parser_version=version,
        actors=actors,
        places=_places(draft),
        quantities=_quantities(draft, people, sides, facts),
    )


def _is_night(day: DateExpr) -> bool:
    """ "overnight", "the night from Tuesday to Wednesday": two dates that are one night."""
    return day.rule in _NIGHTS or (day.value.endswith("TNI") and day.text.startswith(_OF_NIGHT))


def chosen_date(draft: Draft) -> DateExpr | None:
    """The most precise date of the draft; of equal ones the first in the text."""
    days: list[DateExpr] = [d for d in draft.dates if d.date_start is not None]
    return min(days, key=lambda d: (_ORDER.index(d.precision), d.start), default=None)


def _weapons(draft: Draft, words: list[str], lexicon: Lexicon) -> tuple[str, ...]:
    if draft.event_type not in ("ASSAULT", "PROTEST", "THREATEN"):
        return ()
    found = lexicon.weapons.find(words)
    return tuple(sorted(w for w, cues in found.items() if sum(cues.values()) > 0))


def _places(draft: Draft) -> tuple[MentionPlace, ...]:
    seen: dict[tuple[int | None, str], int] = {}
    result: list[MentionPlace] = []
    # where a town or a region is named, its country says no more about where it happened
    there = [p for p in draft.places if p.role == "location"]
    finer = {p.country for p in there if p.precision != "country"}
    for place in sorted(draft.places, key=lambda p: p.start):
        if place.role == "location" and _beside(place) and any(_pins(p, place) for p in there):
            continue  # "the Qurna district north of Basra": Basra only says where that is
        if place.role == "location" and place.precision == "country" and place.country in finer:
            continue
        identity = (place.geonames_id, place.canonical_name or place.name)
        if identity in seen:
            if len(place.name) > len(result[seen[identity]].name):
                result[seen[identity]] = _place(place)  # "Kupwara" in the title, "Kupwara district" below
            continue
        if len(result) >= MAX_PLACES:
            continue
        beside = place.is_container and any(p.country == place.country for p in draft.places if p is not place)
        if beside and not _in_a_list(place, draft.places):
            continue
        seen[identity] = len(result)
        result.append(_place(place))
    return tuple(result)


def _in_a_list(place: PlaceMention, places: Sequence[PlaceMention]) -> bool:
    """ "Batumi, Kutaisi and Zugdidi": a town behind a town and a comma holds it in form only."""
    return place.precision in ("settlement", "site") and any(
        p.precision == "settlement" and p.geonames_id is not None and 0 < place.start - p.end <= _COMMA for p in places
    )


_COMMA = 3
"""Characters of a comma between two places."""
_NEAR = 120
"""Characters within which one place says where another is."""


def _pins(place: PlaceMention, other: PlaceMention) -> bool:
    return not _beside(place) and abs(place.start - other.start) <= _NEAR


def _beside(place: PlaceMention) -> bool:
    return place.relation is not None and place.relation.endswith(" of")


def _place(place: PlaceMention) -> MentionPlace:
    return MentionPlace(
        role=place.role, name=place.name, geonames_id=place.geonames_id, canonical_name=place.canonical_name,
        lat=place.lat, lon=place.lon, country=place.country, admin1=place.admin1, precision=place.precision,
        confidence=place.confidence, start=place.start, end=place.end,
    )  # fmt: skip


def _quantities(draft: Draft, people: People, sides: Sides, facts: Facts) -> tuple[Quantity, ...]:
    kept = kept_quantities(draft)
    ids: dict[int, str] = {}
    for number, quantity in kept:
        ids[number] = content_id(facts.text_digest, quantity.start, quantity.end, quantity.kind, quantity.unit)
    rows: dict[str, Quantity] = {}
    for number, quantity in kept:
        whole = ids.get(quantity.subset_of) if quantity.subset_of is not None else None
        if whole == ids[number]:
            whole = None
        if ids[number] in rows:
            continue
        claim = people.claimant(quantity.sentence, quantity.start, quantity.end, sides)
        rows[ids[number]] = Quantity(
            quantity_id=ids[number], kind=quantity.kind, unit=quantity.unit, weapon=quantity.weapon, low=quantity.low,
            best=quantity.best, high=quantity.high, qualifier=quantity.qualifier, subset_of=whole, scope=quantity.scope,
            attributed_to=claim.name, attribution_kind=claim.kind,
            start=quantity.start, end=quantity.end, text=quantity.text,
        )  # fmt: skip
    return tuple(rows.values())


def kept_quantities(draft: Draft) -> list[tuple[int, QuantityDraft]]:
    """Figures of the draft, repeated ones once; a single victim beside a count is a part of it."""
    counted: dict[str, int] = {}
    for number, q in sorted(draft.quantities, key=lambda item: (item[1].start, item[0])):
        if not q.implied and q.subset_of is None and (q.value or 0) > 1 and q.kind in _PERSON_KINDS:
            counted.setdefault(q.kind, number)
    seen: set[tuple[object, ...]] = set()
    kept = []
    for number, q in sorted(draft.quantities, key=lambda item: (item[1].start, item[0])):
        if q.implied and q.kind in counted and q.subset_of is None and (q.value or 0) <= 1 and not q.additional:
            q = replace(q, subset_of=counted[q.kind])
        key = (q.kind, q.unit, q.weapon, q.low, q.best, q.high, q.subset_of is None, q.scope)
        if key in seen:
            continue
        seen.add(key)
        kept.append((number, q))
    return kept
