"""Finding the groups of a day that a mention could belong to, without looking at every one.

A group stands under every key of its core; a mention looks under its own keys. What shares no key shares neither
place, nor figure, actor, text or telling word, and could not have gained enough points. sql/load/blocks.sql knows the
same keys: it finds the mentions that a change can reach.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import floor
from typing import Generic, Protocol, TypeVar

from pipeline.fusion.claims import size_of
from pipeline.fusion.features import DULL, Item, Spot

CELL = 0.5
"""Degrees; more than 25 km north to south, and with two neighbours on each side east to west up to 77 degrees."""
COLUMNS = round(360 / CELL)
ASIDE = 2
"""Cells to either side that are looked at, at most."""
TELLING = 4
"""Words by which a mention without a place is found."""
_LATIN = re.compile(r"[A-Za-z]{3,30}")


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


def meets(item: Item, member: Item) -> bool:
    """Whether the one would find a group by what the other says."""
    keys = set(_keys(member))
    return any(key in keys for key in _wanted(item))


def _keys(item: Item) -> Iterator[Key]:
    for spot in item.points:
        if spot.lat is not None and spot.lon is not None:
            yield ("cell", *_cell(spot.lat, spot.lon))
        yield from (("name", name) for name in spot.names)
        yield from (("called", word) for name in spot.names if (word := longest_word(name)))
    for spot in item.regions:
        yield from (("name", name) for name in spot.names)
    for country in item.countries:
        yield ("point" if item.points else "vague", country)
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
        yield from (("called", word) for word in sorted(_spoken(item)))
    yield from _telling(item)


def _telling(item: Item) -> Iterator[Key]:
    """What can bring two mentions together of which one names no place."""
    yield ("report", item.report)
    for quantity in item.given.mention.quantities:
        size = size_of(quantity.low, quantity.best, quantity.high)
        if size > 1:
            yield ("figure", quantity.kind, quantity.unit, size)
    for name in item.doers | item.targets:
        yield ("actor", name)
    if not item.points and not item.regions:
        for word in sorted(_spoken(item), key=lambda w: (-len(w), w))[:TELLING]:
            yield ("word", word)


def longest_word(name: str) -> str | None:
    """The last in order of the words of a name as it is compared; None where it has none in the Latin alphabet."""
    return max(_tokens(name), default=None)


def _spoken(item: Item) -> set[str]:
    """Telling words of the passage in the Latin alphabet, but for the names of its places."""
    mention = item.given.mention
    told = {word for place in mention.places for word in _tokens(place.name)}
    return _tokens(mention.evidence) - DULL - told


def _tokens(text: str) -> set[str]:
    return {word.lower() for word in _LATIN.findall(text)}


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return floor(lat / CELL), floor(lon / CELL)


def _around(spot: Spot) -> Iterator[tuple[int, int]]:
    if spot.lat is None or spot.lon is None:
        return
    row, column = _cell(spot.lat, spot.lon)
    around = 1 if abs(spot.lat) < 60 else ASIDE
    half = COLUMNS // 2
    for down in (-1, 0, 1):
        for right in range(-around, around + 1):
            yield row + down, (column + right + half) % COLUMNS - half
