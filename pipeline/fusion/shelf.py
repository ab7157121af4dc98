"""Finding the groups of a day that a mention could belong to, without looking at every one.

A group stands under every key of its core; a mention looks under its own keys. What shares no key shares neither
place, nor figure, actor, text or telling word, and could not have gained enough points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import floor
from typing import Generic, Protocol, TypeVar

from pipeline.fusion.features import Item, Spot

_CELL = 0.5
"""Degrees; more than 25 km north to south, and with two neighbours on each side east to west up to 77 degrees."""
_TELLING = 4


class Groupish(Protocol):
    """What stands on a shelf."""

    core: list[Item]


G = TypeVar("G", bound=Groupish)
Key = tuple[object, ...]


class Shelf(Generic[G]):
    """Groups of one day by their keys, in the order in which they came."""

    def __init__(self) -> None:
        self._under: dict[Key, dict[int, G]] = {}

    def put(self, group: G, item: Item) -> None:
        """Let the group be found by what this member says."""
        for key in _keys(item):
            self._under.setdefault(key, {})[id(group)] = group

    def find(self, items: Iterable[Item]) -> Iterator[G]:
        """Each group that shares a key with one of the items, once."""
        seen: set[int] = set()
        for item in items:
            for key in _wanted(item):
                for number, group in self._under.get(key, {}).items():
                    if number not in seen:
                        seen.add(number)
                        yield group


def _keys(item: Item) -> Iterator[Key]:
    for spot in item.points:
        if spot.lat is not None and spot.lon is not None:
            yield ("cell", *_cell(spot.lat, spot.lon))
        yield from (("name", name) for name in spot.names)
        yield from (("called", max(words)) for words in spot.name_words)
    for spot in item.regions:
        yield from (("name", name) for name in spot.names)
    for country in item.countries:
        yield ("point" if item.points else "vague", country)
    if not item.points and not item.countries:
        yield ("placeless",)
    yield from _telling(item)


def _wanted(item: Item) -> Iterator[Key]:
    for spot in item.points:
        yield from (("cell", *cell) for cell in _around(spot))
        yield from (("name", name) for name in spot.names)
    for spot in item.regions:
        yield from (("name", name) for name in spot.names)
    for country in item.countries:
        yield ("vague", country)
        if not item.points:
            yield ("point", country)
    if not item.points and not item.regions and not item.countries:
        yield from (("called", word) for word in sorted(item.words))
    yield from _telling(item)


def _telling(item: Item) -> Iterator[Key]:
    """What can bring two mentions together of which one names no place."""
    yield ("report", item.report)
    for key, claim in item.claims.items():
        if claim.value > 1:
            yield ("figure", *key, claim.value)
    for name in item.doers | item.targets:
        yield ("actor", name)
    if not item.points and not item.regions:
        for word in sorted(item.words, key=lambda w: (-len(w), w))[:_TELLING]:
            yield ("word", word)


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return floor(lat / _CELL), floor(lon / _CELL)


def _around(spot: Spot) -> Iterator[tuple[int, int]]:
    if spot.lat is None or spot.lon is None:
        return
    row, column = _cell(spot.lat, spot.lon)
    around = 1 if abs(spot.lat) < 60 else 2
    columns = round(360 / _CELL)
    half = columns // 2
    for down in (-1, 0, 1):
        for right in range(-around, around + 1):
            yield row + down, (column + right + half) % columns - half
