"""Which of the places that carry a name is meant: a score over the place, the name and the rest of the text.

All mentions of one name in a text are one place, unless one says otherwise ("Paris, Texas" beside "Paris, France").
The places of the other names vote: for their country, their division and what lies near them. The votes depend on
what those names mean in turn, so it is counted in rounds, from what each name means by itself. A name may also be
of a place that the gazetteer does not list: then it is taken to lie where the others crowd.

The candidates of all names stand in one set of arrays, and what depends on places alone is computed once for a
text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.events.gazetteer import ALTERNATE, BARE, KINDS, Place
from pipeline.events.place_weights import FEATURES, WEIGHTS

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MAX_CANDIDATES = 80
ANCHORS_PER_NAME = 10
TEMPERATURES = (3.0, 2.0, 1.3, 1.0)
"""The first rounds keep an open mind: of two names that fit only together, neither is likely by itself."""
AREAS = 4
"""So many divisions are tried as the one in which the names lie together."""
AREA_BIAS = 8.0
AREA_MARGIN = 0.5
"""So much better the whole must be with the names in one division."""
AREA_SURE = 0.8
AREA_LEAST_WEIGHT = 0.3
AREA_PEER = 20.0
"""A place of less than a part of this many of its largest namesake does not speak for its division."""
AREA_KNOWN = 0.4
AREA_FAMOUS = 3.0
"""What it costs to take a name of a capital or of a city of a million for that of a small town."""
AREA_TEMPERATURES = (1.3, 1.0)
METROPOLIS, SMALL_TOWN = 1_000_000, 200_000
UNLISTED = -(10**9)
"""Index of the place that stands for "none of those known": somewhere near the others."""
ALIAS = 4  # kind of name, beside those of the gazetteer file: a name from our lists

_AT = {name: i for i, name in enumerate(FEATURES)}
_COUNTRY, _ADMIN1, _ADMIN2, _SETTLEMENT = (KINDS.index(k) for k in ("country", "admin1", "admin2", "settlement"))
_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
_SITE, _REGION = KINDS.index("site"), KINDS.index("region")
_DIAMETER = 12742.0  # km


@dataclass(slots=True)
class Group:
    """All mentions of one name that are taken to be one place."""

    key: str
    places: list[Place]
    flags: list[int]
    positions: list[int] = field(default_factory=list)
    """Offsets of the mentions."""
    kinds: tuple[str, ...] | None = None
    """Kinds of place that a word of type beside the name allows, the likeliest first."""
    containers: list[int] = field(default_factory=list)
    """Groups that say where this one lies ("NAME, Texas")."""
    contents: list[int] = field(default_factory=list)
    """Groups that lie in this one."""
    siblings: list[int] = field(default_factory=list)
    """Groups that stand beside it in a list ("Ohio, Texas and NAME")."""
    weight: float = 1.0
    """How much its meaning counts for the others: names that are words or persons count less."""
    odds: Floats = field(default_factory=lambda: np.zeros(0))
    """Probability of each place, the outcome."""

    @property
    def best(self) -> Place:
        return self.places[int(self.odds.argmax())]


def unlisted_place(like: Place | None = None) -> Place:
    """The candidate "none of those known", lying where `like` lies."""
    if like is None:
        return Place(
            index=UNLISTED,
            geonames_id=None,
            name="",
            lat=math.nan,
            lon=math.nan,
            kind="settlement",
            country=None,
            admin1=None,
            admin1_name=None,
            population=0,
            fame=0,
        )
    return replace(like, index=UNLISTED, geonames_id=None, name="", kind="settlement", population=0, fame=0)


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance."""
    a, b = math.radians(lat1), math.radians(lat2)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return _DIAMETER * math.asin(math.sqrt(min(1.0, half)))


_REACH = {"admin2": 90.0, "region": 400.0, "settlement": 25.0}


def contains(outer: Place, inner: Place) -> bool:
    """Whether `inner` lies in `outer`, as far as codes and distances tell."""
    if outer.kind == "country":
        return inner.country == outer.country and inner.kind != "country"
    if outer.kind == "admin1":
        return inner.admin1 == outer.admin1 and inner.kind not in ("country", "admin1")
    if outer.kind not in _REACH or inner.kind not in ("settlement", "site", "admin2"):
        return False
    if outer.kind == "settlement" and (inner.kind == "admin2" or outer.population <= inner.population):
        return False
    if outer.country and inner.country and outer.country != inner.country:
        return False
    return distance_km(outer.lat, outer.lon, inner.lat, inner.lon) < _REACH[outer.kind]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the votes came to."""

    tables: Floats
    like: dict[int, int | None]
    value: float
    """Sum of the chosen places' scores, by weight of their names."""


class Scene:
    """The candidates of all names of one text, as arrays. `run` fills in the odds of the groups."""

    def __init__(self, groups: Sequence[Group], country: str | None, capitals: frozenset[int]) -> None:
        """`country` (alpha-3) is where the text was published; `capitals` are the rows of capitals in the gazetteer."""
        self.groups = groups
        self.sizes = [len(group.places) for group in groups]
        self.ends: list[int] = np.cumsum(self.sizes).tolist()
        self.begins = [end - size for size, end in zip(self.sizes, self.ends, strict=True)]
        self.slices = [slice(end - size, end) for size, end in zip(self.sizes, self.ends, strict=True)]
        places = [place for group in groups for place in group.places]
        self.owner: Integers = np.repeat(np.arange(len(groups)), self.sizes)
        self.kind: Integers = np.array([_NUMBERS[p.kind] for p in places], dtype=np.int64)
        self.country = _codes([p.country for p in places])
        self.admin1 = _codes([p.admin1 for p in places])
        self.unlisted: Flags = np.array([p.index == UNLISTED for p in places], dtype=np.bool_)
        lat = np.radians(np.array([0.0 if p.index == UNLISTED else p.lat for p in places]))
        lon = np.radians(np.array([0.0 if p.index == UNLISTED else p.lon for p in places]))
        self.points = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
        self.people = np.array([p.population for p in places], dtype=np.float64)
        self.small = np.isin(self.kind, (_SETTLEMENT, _SITE, _ADMIN2)) & ~self.unlisted
        self.own = np.concatenate([own_features(g, country, capitals) for g in groups]) if groups else np.zeros((0, 1))
        self.like: dict[int, int | None] = {}
        """Groups with an unlisted place, to the candidate beside which it is put."""
        self._insides: dict[int, tuple[Integers, Floats]] = {}
        self._mentions = np.array([1 + math.log(max(len(g.positions), 1)) for g in groups])
        largest = [b + int(self.people[b:e].argmax()) for b, e in zip(self.begins, self.ends, strict=True)]
        self._famous = np.array(
            [
                self.kind[row] == _SETTLEMENT and (self.people[row] >= METROPOLIS or places[row].index in capitals)
                for row in largest
            ],
            dtype=np.bool_,
        )
        """Of each group: whether the most populous place of its name is known to everybody."""
        self._open = [k for k, group in enumerate(groups) if group.places[-1].index == UNLISTED]
        """Groups that may mean an unlisted place."""

    def run(self, weights: dict[str, float] | None = None) -> list[Floats]:
        """Odds of every place; gives each group's table of features, one row a place, as last counted."""
        if not self.groups:
            return []
        vector = np.array([(weights or WEIGHTS)[name] for name in FEATURES])
        best = self._settle(vector, np.zeros(len(self.own)), TEMPERATURES)
        least = best.value + AREA_MARGIN
        for area in self._rival_areas(self.own @ vector):
            other = self._settle(vector, np.where(self.admin1 == area, AREA_BIAS, 0.0), AREA_TEMPERATURES)
            if other.value > max(least, best.value):
                best = other
        self._set_odds(best.tables @ vector)
        self.like = best.like
        for index, like in self.like.items():
            self.groups[index].places[-1] = unlisted_place(None if like is None else self._place(like))
        return [best.tables[s] for s in self.slices]

    def _settle(self, vector: Floats, bias: Floats, temperatures: Sequence[float]) -> _Outcome:
        """The votes counted in rounds, from what each name means by itself and `bias` (added to each place's score)."""
        self.like = {}
        self._choose_anchors(self.own @ vector + bias)
        scores = self.own @ vector + bias
        for temperature in temperatures:
            self._set_odds(scores / temperature)
            tables = self._with_votes()
            scores = tables @ vector
        self._set_odds(scores)
        weight = np.array([group.weight for group in self.groups])
        value = float(np.maximum.reduceat(scores, self.begins) @ weight)
        lesser = np.array([self.people[row] < SMALL_TOWN for row in self._best_rows()])
        value -= AREA_FAMOUS * float(weight @ (self._famous & lesser))
        return _Outcome(tables, dict(self.like), value)

    def _rival_areas(self, alone: Floats) -> list[int]:
        """First-order divisions in which several names have a place and in which one lies that the odds put elsewhere,
        the likeliest few first. `alone` are the scores of the places by themselves.

        Of these names two in five must have a place there that is no village beside its namesakes: Paris, London and
        Athens are not meant to be in Ontario.
        """
        weight = np.array([group.weight for group in self.groups])
        small = self.small & (self.admin1 >= 0) & (weight[self.owner] >= AREA_LEAST_WEIGHT)
        likely = np.exp((alone - np.repeat(np.maximum.reduceat(alone, self.begins), self.sizes)) / TEMPERATURES[0])
        largest = np.maximum.reduceat(self.people, self.begins)
        peer = self.people * AREA_PEER >= largest[self.owner]
        unsure = np.maximum.reduceat(self.odds, self.begins) < AREA_SURE
        if not unsure.any():
            return []
        rows = np.flatnonzero(small)
        areas, place = np.unique(self.admin1[rows], return_inverse=True)
        names = self.owner[rows]

        def best(values: Floats | Flags) -> Floats:
            """The largest value of each name's places in each area."""
            table = np.zeros((len(self.groups), len(areas)))
            np.maximum.at(table, (names, place), values[rows])
            return table

        held = best(likely)
        moves = (held > 0.05) & (best(self.odds) < 0.5) & unsure[:, None]
        known = weight @ best(peer) >= AREA_KNOWN * (weight @ (held > 0))
        likeliest = weight @ held
        found = np.flatnonzero((np.count_nonzero(held, axis=0) > 1) & moves.any(axis=0) & known)
        return [int(areas[k]) for k in found[np.argsort(-likeliest[found], kind="stable")][:AREAS]]

    def _set_odds(self, scores: Floats) -> None:
        raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, self.begins), self.sizes))
        raised /= np.repeat(np.add.reduceat(raised, self.begins), self.sizes)
        self.odds = raised
        for group, s in zip(self.groups, self.slices, strict=True):
            group.odds = raised[s]

    # --- places near each other ---

    def _choose_anchors(self, scores: Floats) -> None:
        """The candidates that others may lie near: the likeliest few of every name, by themselves."""
        rows: list[int] = []
        each = min(ANCHORS_PER_NAME, max(1, 900 // len(self.slices)))
        for s in self.slices:
            here = np.flatnonzero(self.small[s]) + s.start
            rows.extend(here[np.argsort(-scores[here], kind="stable")[:each]].tolist())
        if rows == getattr(self, "_anchor_list", None):
            return
        self._anchor_list = rows
        self.anchors = np.array(rows, dtype=np.int64)
        chord = np.clip((1.0 - self.points @ self.points[self.anchors].T) / 2.0, 0.0, 1.0)
        apart = (_DIAMETER * np.arcsin(np.sqrt(chord))).astype(np.float32)
        apart[self.owner[:, None] == self.owner[self.anchors][None, :]] = 1e9  # no name is near to itself
        apart[~self.small] = 1e9
        self.at_50 = np.exp(apart / np.float32(-50.0))
        self.at_150 = np.exp(apart / np.float32(-150.0))
        self.at_150_of_anchors = self.at_150[self.anchors]
        self.at_600 = np.exp(apart / np.float32(-600.0))

    # --- votes ---

    def _with_votes(self) -> Floats:
        groups, owner = self.groups, self.owner
        table = self.own.copy()
        odds = np.where(self.unlisted | (self.odds < 0.01), 0.0, self.odds)
        weight = np.array([g.weight for g in groups])
        strength = weight * self._mentions
        share = odds * strength[owner]
        rest = np.maximum(strength.sum() - strength, 1e-9) + 1.0  # a lone neighbour is no crowd
        by_country = _Shares(self.country, owner, share)
        table[:, _AT["share_country"]] = by_country.of_others_each() / rest[owner]
        # a country has no part in what its divisions share
        by_admin1 = _Shares(self.admin1, owner, np.where(self.kind == _COUNTRY, 0.0, share))
        table[:, _AT["share_admin1"]] = by_admin1.of_others_each() / rest[owner]
        pull = (odds * weight[owner])[self.anchors].astype(np.float32)
        if len(pull):
            total = pull.sum() - np.bincount(owner[self.anchors], pull, minlength=len(groups))[owner] + 0.5
            table[:, _AT["near"]] = (self.at_150 @ pull) / total
            table[:, _AT["around"]] = (self.at_600 @ pull) / total
            table[:, _AT["nearest"]] = (self.at_50 * pull).max(axis=1)
        self._parents(table)
        self._neighbours(table)
        if self._open:
            self._place_unlisted(table, pull, (by_country, by_admin1), rest)
        return table

    def _parents(self, table: Floats) -> None:
        """Votes of the countries and first-order divisions that the text names."""
        for index, row in enumerate(self._best_rows()):
            kind = self._kinds[row]
            if kind not in (_COUNTRY, _ADMIN1):
                continue
            odds = float(self.odds[row]) * min(1.0, self.groups[index].weight)
            if odds <= 0.3:
                continue
            codes, column = (self.country, "named_country") if kind == _COUNTRY else (self.admin1, "named_admin1")
            if codes[row] < 0:
                continue
            inside, closeness = self._inside(index, row, codes)
            if len(inside):
                held, beside = table[:, _AT[column]], table[:, _AT["beside_parent"]]
                held[inside] = np.maximum(held[inside], odds)
                beside[inside] = np.maximum(beside[inside], odds * closeness)

    def _inside(self, index: int, row: int, codes: Integers) -> tuple[Integers, Floats]:
        """Rows of other groups that lie in the country or division of `row`, and how close their groups stand."""
        found = self._insides.get(row)
        if found is None:
            kinds = (self.kind != self._kinds[row]) & (self.kind != _COUNTRY)
            rows = np.flatnonzero((codes == codes[row]) & kinds & (self.owner != index))
            found = self._insides[row] = rows, self.closeness[index][self.owner[rows]]
        return found

    def _best_rows(self) -> list[int]:
        """The likeliest candidate of each group, the first of equals."""
        return [s.start + int(self.odds[s].argmax()) for s in self.slices]

    @cached_property
    def _kinds(self) -> list[int]:
        kinds: list[int] = self.kind.tolist()
        return kinds

    @cached_property
    def _owners(self) -> list[int]:
        owners: list[int] = self.owner.tolist()
        return owners

    @cached_property
    def closeness(self) -> Floats:
        """For two groups 1 where some mentions stand side by side, falling to a third at 110 characters."""
        few = max(1, min(12, 3_000 // len(self.groups)))
        positions = [np.array(group.positions[:few], dtype=np.float64) for group in self.groups]
        flat = np.concatenate(positions)
        begin = np.cumsum([0] + [len(p) for p in positions[:-1]])
        apart = np.abs(flat[:, None] - flat[None, :])
        apart = np.minimum.reduceat(np.minimum.reduceat(apart, begin, axis=0), begin, axis=1)
        return np.asarray(np.exp(-apart / 110.0))

    def _neighbours(self, table: Floats) -> None:
        """Votes of names that stand right beside: lists, and what lies in what."""
        for index, group in enumerate(self.groups):
            s = self.slices[index]
            if group.siblings:
                same = sum(
                    group_kinds[self.kind[s]] for group_kinds in (self._kind_odds(other) for other in group.siblings)
                )
                table[s, _AT["siblings"]] = same / len(group.siblings)
            if group.containers:
                inside = np.zeros(self.sizes[index])
                for other in group.containers:
                    inside = np.maximum(inside, self._containment(other, index).T @ self.groups[other].odds)
                table[s, _AT["inside"]] = inside
                table[s, _AT["outside"]] = 1.0 - inside
            if group.contents:
                held = np.zeros(self.sizes[index])
                for other in group.contents:
                    held = np.maximum(held, self._containment(index, other) @ self.groups[other].odds)
                table[s, _AT["holds"]] = held

    def _kind_odds(self, index: int) -> Floats:
        return np.asarray(
            np.bincount(self.kind[self.slices[index]], self.groups[index].odds, minlength=len(KINDS)), dtype=np.float64
        )

    def _containment(self, outer: int, inner: int) -> Floats:
        """1 where a place of the one group holds a place of the other."""
        known: dict[tuple[int, int], Floats] = self.__dict__.setdefault("_held", {})
        if (outer, inner) not in known:
            a, b = self.slices[outer], self.slices[inner]
            kind, other = self.kind[a][:, None], self.kind[b][None, :]
            home, there = self.country[a][:, None], self.country[b][None, :]
            held = (kind == _COUNTRY) & (home == there) & (other != _COUNTRY)
            here = (self.admin1[a][:, None] == self.admin1[b][None, :]) & (self.admin1[a][:, None] >= 0)
            held |= (kind == _ADMIN1) & here & (other != _COUNTRY) & (other != _ADMIN1)
            chord = np.clip((1.0 - self.points[a] @ self.points[b].T) / 2.0, 0.0, 1.0)
            apart = _DIAMETER * np.arcsin(np.sqrt(chord))
            near = ((kind == _ADMIN2) & (apart < 90)) | ((kind == _REGION) & (apart < 400))
            larger = self.people[a][:, None] > self.people[b][None, :]
            near |= (kind == _SETTLEMENT) & (apart < 25) & larger & (other != _ADMIN2)
            low = np.isin(other, (_SETTLEMENT, _SITE, _ADMIN2))
            held |= near & low & ((home == there) | (home < 0) | (there < 0))
            held &= ~self.unlisted[a][:, None] & ~self.unlisted[b][None, :]
            known[outer, inner] = held.astype(np.float64)
        return known[outer, inner]

    def _place_unlisted(
        self, table: Floats, pull: npt.NDArray[np.float32], shares: tuple[_Shares, _Shares], rest: Floats
    ) -> None:
        """Give "none of those known" a place: in what is said to hold it, else where the others crowd."""
        crowd = pull * (self.at_150_of_anchors @ pull) if len(pull) else np.zeros(0)
        first, second = _two_best(crowd, self.owner[self.anchors])
        by_country, by_admin1 = shares
        owners: list[int] = self._owners
        for index in self._open:
            group = self.groups[index]
            row = self.ends[index] - 1
            like: int | None = None
            for other in group.containers:
                best = int(self.groups[other].odds.argmax())
                if not self.unlisted[self.slices[other].start + best]:
                    like = self.slices[other].start + best
                    table[row, _AT["inside"]] = 0.8
                    table[row, _AT["outside"]] = 0.2
            if like is None and len(pull):
                best = second if owners[self._anchor_list[first]] == index else first
                if best >= 0 and crowd[best] > 0:
                    like = self._anchor_list[best]
                    for column in (_AT["near"], _AT["around"]):
                        table[row, column] = table[like, column]
                    table[row, _AT["nearest"]] = 0.5
            if like is None:
                options = [
                    (float(g.odds.max()) * g.weight, -k, self.slices[k].start + int(g.odds.argmax()))
                    for k, g in enumerate(self.groups)
                    if k != index and not self.unlisted[self.slices[k].start + int(g.odds.argmax())]
                ]
                like = max(options)[2] if options else None
            self.like[index] = like
            if like is None:
                continue
            table[row, _AT["share_country"]] = by_country.of_others(like, index) / rest[index]
            table[row, _AT["share_admin1"]] = by_admin1.of_others(like, index) / rest[index]

    def _place(self, row: int) -> Place:
        group = int(self.owner[row])
        return self.groups[group].places[row - (self.ends[group] - self.sizes[group])]


def _codes(values: Sequence[str | None]) -> Integers:
    """A number for each value, -1 for None."""
    known: dict[str, int] = {}
    return np.array([-1 if v is None else known.setdefault(v, len(known)) for v in values], dtype=np.int64)


class _Shares:
    """What the candidates with one code have together, and how much of it is one group's."""

    def __init__(self, codes: Integers, owner: Integers, share: Floats) -> None:
        self._codes = codes
        self._width = int(codes.max()) + 2
        self._shifted = codes + 1
        self._slots = owner * self._width + self._shifted
        self._by_code = np.bincount(self._shifted, share, minlength=self._width)
        self._by_both = np.bincount(self._slots, share, minlength=(int(owner.max()) + 1) * self._width)

    def of_others_each(self) -> Floats:
        """For each candidate what those of other groups with its code have."""
        found = self._by_code[self._shifted] - self._by_both[self._slots]
        return np.where(self._codes < 0, 0.0, found)

    def of_others(self, like: int, group: int) -> float:
        """Of the candidates with the code of the candidate `like` that are not of the group; 0 without a code."""
        code = int(self._codes[like]) + 1
        return float(self._by_code[code] - self._by_both[group * self._width + code]) if code else 0.0


def _two_best(values: Floats | npt.NDArray[np.float32], owners: Integers) -> tuple[int, int]:
    """The largest value, and the largest of another owner; -1 where there is none. The first of equals."""
    if not len(values):
        return -1, -1
    first = int(values.argmax())
    other = np.where(owners == owners[first], -1.0, values)
    second = int(other.argmax())
    return first, second if other[second] >= 0 else -1


def own_features(group: Group, country: str | None, capitals: frozenset[int]) -> Floats:
    """What speaks for each place of a name by itself."""
    table = np.zeros((len(group.places), len(FEATURES)))
    towns = [p for p in group.places if p.kind == "settlement" and p.index != UNLISTED]
    largest = max((p.population for p in towns), default=0)
    rivals = any(
        flag != ALTERNATE and place.index != UNLISTED for place, flag in zip(group.places, group.flags, strict=True)
    )
    for row, place, flag in zip(table, group.places, group.flags, strict=True):
        if place.index == UNLISTED:
            row[_AT["unlisted"]] = 1
            row[_AT["unlisted_common"]] = math.log1p(len(group.places) - 1) / 3
        else:
            row[_AT["population"]] = math.log10(place.population + 10) / 7
            row[_AT["fame"]] = math.log1p(place.fame) / 5 if place.kind == "settlement" else 0.5
            row[_AT["alternate" if rivals else "only_alternate"]] = flag == ALTERNATE
            row[_AT["alias"]] = flag == ALIAS
            row[_AT["bare"]] = flag == BARE
            row[_AT["capital"]] = place.index in capitals
            row[_AT["home"]] = bool(country) and place.country == country
        if place.kind == "settlement":
            row[_AT["top"]] = place.population == largest > 0
            row[_AT["unknown_size"]] = place.population == 0 and place.index != UNLISTED
        else:
            row[_AT[place.kind]] = 1
            if place.kind in ("admin1", "admin2") and group.kinds is None and flag != ALIAS:
                # "Kharkiv" alone is the city; of a division the city must hold a good part
                least = place.population / 25 if place.kind == "admin1" else 0
                row[_AT["seat"]] = any(p.population > least and _is_seat(p, place) for p in towns)
        if group.kinds is not None:
            typed = place.kind in group.kinds
            row[_AT["typed" if typed else "mistyped"]] = 1 - 0.3 * group.kinds.index(place.kind) if typed else 1
    return table


def _is_seat(town: Place, division: Place) -> bool:
    """Minsk the city is a division of its own, beside the region that is called after it."""
    if town.admin1 == division.admin1:
        return True
    return town.country == division.country and distance_km(town.lat, town.lon, division.lat, division.lon) < 150


_SENSE = ("near", "nearest", "around", "share_country", "share_admin1", "named_admin1", "named_country", "home")


def sense_cues(row: Floats, odds: float, *, unlisted: bool) -> dict[str, float]:
    """What the chosen place, given its row of features, says on whether a place is named at all.

    That an unlisted one lies near the others says nothing: it was put there.
    """
    if unlisted:
        return dict.fromkeys(_SENSE, 0.0) | {"odds": 0.0, "chosen_size": 0.0, "nowhere": 1.0}
    cues = {name: float(row[_AT[name]]) for name in _SENSE}
    return cues | {"odds": odds, "chosen_size": float(row[_AT["population"]]), "nowhere": 0.0}
