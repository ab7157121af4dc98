"""The maps of a brief: marks of events on the land, one mark for a place, sized by its dead."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.brief.model import EventItem
from pipeline.brief.words import Group, count, short
from pipeline.brief.worldmap import Base, View, base, choose_views, names_free, place_labels

WIDE, NARROW = (960, 430), (360, 330)
_LABELS = 14
_SAME_PLACE = 0.03
"""Degrees within which two events stand at one mark."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One place with the weightiest of its events. `vague`: no more than the region or country is known."""

    x: float
    y: float
    r: float
    group: Group
    vague: bool
    anchor: str
    text: str
    """What it is, for screen readers and for who points at it."""


@dataclass(frozen=True, slots=True)
class Map:
    """One drawing, with all that a template needs."""

    key: str
    title: str
    view: View
    base: Base
    names: tuple[tuple[float, float, str], ...]
    marks: tuple[Mark, ...]
    labels: tuple[tuple[float, float, str, str], ...]


def maps(events: Sequence[EventItem], size: tuple[int, int], key: str) -> tuple[Map, ...]:
    """The drawings for these events, none where no event has a place."""
    located = [item for item in events if item.lat is not None and item.lon is not None]
    points = [(item.lon, item.lat) for item in located if item.lon is not None and item.lat is not None]
    drawn = []
    for number, view in enumerate(choose_views(points, *size)):
        title = "The world" if view.world else "Close-up" if number else "Where it happened"
        drawn.append(_draw(located, view, f"{key}{number}", title))
    return tuple(drawn)


def _draw(events: Sequence[EventItem], view: View, key: str, title: str) -> Map:
    places: dict[tuple[int, int], list[EventItem]] = defaultdict(list)
    for item in events:
        if item.lon is not None and item.lat is not None and view.holds(item.lon, item.lat, 2):
            places[round(item.lat / _SAME_PLACE), round(item.lon / _SAME_PLACE)].append(item)
    marks = [_mark(items, view) for items in places.values()]
    weight = {mark.anchor: mark.r for mark in marks}
    marks.sort(key=lambda mark: (-weight[mark.anchor], mark.anchor))
    first = {item.anchor: item for items in places.values() for item in items[:1]}
    spots = [
        (mark.x, mark.y, mark.r, "" if mark.vague else short(first[mark.anchor].where.split(",")[0], 24))
        for mark in marks
    ]
    land = base(view)
    labels = place_labels(spots, view, _LABELS if view.width > 500 else 7)
    return Map(key, title, view, land, tuple(names_free(land.names, spots, labels)), tuple(marks), tuple(labels))


def _mark(items: Sequence[EventItem], view: View) -> Mark:
    """Events come in the order of their rank."""
    top = items[0]
    assert top.lon is not None and top.lat is not None
    x, y = view.pixel(top.lon, top.lat)
    dead = max((figure.size for item in items if (figure := item.figure("killed"))), default=0)
    radius = min(4.0 + 1.5 * math.sqrt(dead), 17.0) * (0.8 if view.width < 500 else 1.0)
    said = f"{top.headline}; {top.when}"
    figures = ", ".join(f"{f.value} {f.name}" for f in top.figures[:2])
    said += f": {figures}" if figures else ""
    said += f"; and {count(len(items) - 1, 'more event')} there" if len(items) > 1 else ""
    vague = top.precision in ("admin1", "country")
    return Mark(round(x, 1), round(y, 1), round(radius, 1), top.group, vague, top.anchor, said)
