"""What an event says, from the mentions it is made of. Every choice is by number of independent reports, ties by
what was published first, so that no order of arrival changes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from pipeline.fusion.confidence import confidence_of, independent_sources
from pipeline.fusion.features import Item
from pipeline.fusion.figures import fuse_figures
from pipeline.records import ActorRole, Event, MentionPlace, PlacePrecision

Key = TypeVar("Key", bound=Hashable)

_POINTS: tuple[PlacePrecision, ...] = ("site", "settlement", "district")
_NAMES = 12
"""Actors and targets that an event lists."""


def build_event(event_id: str, items: Sequence[Item], *, with_mentions: bool = True) -> Event:
    """The event that these mentions make; `items` in order of publication, at least one."""
    mentions = [item.given.mention for item in items]
    telling = [item for item in items if not item.fragment] or items
    event_type = _tally(telling, lambda i: [i.given.mention.event_type])[0]
    typed = [item for item in telling if item.given.mention.event_type == event_type]
    subtypes = _tally(typed, lambda i: [i.given.mention.sub_event_type] if i.given.mention.sub_event_type else [])
    dated = [item for item in items if item.span.firm] or items[:1]
    dates = _tally(
        dated,
        lambda i: [(i.given.mention.event_date_start, i.given.mention.event_date_end, i.given.mention.date_precision)],
    )
    start, end, precision = dates[0]
    place = _place(items)
    figures = fuse_figures(items)
    modalities = {mention.modality for mention in mentions}
    return Event(
        event_id=event_id,
        event_type=event_type,
        sub_event_type=subtypes[0] if subtypes else None,
        quad_class=typed[0].given.mention.quad_class,
        modality="occurred" if "occurred" in modalities else mentions[0].modality,
        recency="current" if any(not item.background for item in items) else "background",
        event_date_start=start,
        event_date_end=end,
        date_precision=precision,
        place_name=None if place is None else _place_name(items, place),
        geonames_id=None if place is None else place.geonames_id,
        lat=None if place is None else place.lat,
        lon=None if place is None else place.lon,
        country=_defended(items) if place is None else place.country,
        admin1=None if place is None else place.admin1,
        place_precision=None if place is None else place.precision,
        actor_names=_actors(items, "actor"),
        target_names=_actors(items, "target"),
        weapon=tuple(_tally(items, lambda i: i.given.mention.weapon)),
        figures=figures,
        disputed=any(figure.disputed for figure in figures),
        mentions=len(items),
        articles=len({item.given.article_id for item in items}),
        sources=independent_sources(items),
        first_reported_at=min(item.given.published_at for item in items),
        last_reported_at=max(item.given.published_at for item in items),
        confidence=confidence_of(items, disputed=any(figure.disputed for figure in figures)),
        mention_ids=tuple(sorted(mention.mention_id for mention in mentions)) if with_mentions else (),
    )


def _tally(items: Iterable[Item], values: Callable[[Item], Iterable[Key]]) -> list[Key]:
    """Values by number of independent reports, then by confidence, then by first publication."""
    reports: dict[Key, set[str]] = defaultdict(set)
    weight: dict[Key, float] = defaultdict(float)
    for item in items:
        for value in values(item):
            reports[value].add(item.report)
            weight[value] = max(weight[value], item.given.mention.confidence)
    first = {value: index for index, value in enumerate(reports)}
    return sorted(reports, key=lambda value: (-len(reports[value]), -weight[value], first[value]))


def _actors(items: Sequence[Item], role: ActorRole) -> tuple[str, ...]:
    names = _tally(items, lambda i: [a.canonical_name or a.name for a in i.given.mention.actors if a.role == role])
    return tuple(names[:_NAMES])


def _place(items: Sequence[Item]) -> MentionPlace | None:
    """The most precise level that is stated, and there the place with most reports."""
    for level in (_POINTS, ("admin1",), ("country",)):
        found = _tally(items, partial(_place_keys, level))
        if found:
            places = (place for item in items for place in item.given.mention.places if _is_at(place, level))
            return max((p for p in places if _place_key(p) == found[0]), key=lambda p: p.confidence)
    return None


def _defended(items: Sequence[Item]) -> str | None:
    """Where no report names a place: the country of who counts what was launched and shot down, in his own sky."""
    counting = [item for item in items if item.launched]
    lands = _tally(
        counting,
        lambda i: [
            actor.country
            for actor in i.given.mention.actors
            if actor.role == "claimant" and actor.country and actor.country not in i.doer_countries
        ],
    )
    return lands[0] if lands else None


def _place_name(items: Sequence[Item], place: MentionPlace) -> str:
    """The name that most reports use, without the capitals of datelines: a gazetteer's spelling (Mykolayiv) is not what
    a reader looks for."""
    key = _place_key(place)
    return _tally(
        items,
        lambda i: [_in_lower_case(p) for p in i.given.mention.places if p.role == "location" and _place_key(p) == key],
    )[0]


def _in_lower_case(place: MentionPlace) -> str:
    """ "KHARKIV" is Kharkiv; initials (UAE, DRC) stay."""
    if not place.name.isupper() or len(place.name) <= _INITIALS:
        return place.name
    known = place.canonical_name or ""
    return known if known.casefold() == place.name.casefold() else place.name.title()


_INITIALS = 3
"""Letters up to which a name in capitals may stand for initials."""


def _place_keys(level: tuple[PlacePrecision, ...], item: Item) -> list[str]:
    return [_place_key(place) for place in item.given.mention.places if _is_at(place, level)]


def _is_at(place: MentionPlace, level: tuple[PlacePrecision, ...]) -> bool:
    return place.role == "location" and place.precision in level


def _place_key(place: MentionPlace) -> str:
    return str(place.geonames_id) if place.geonames_id is not None else place.canonical_name or place.name
