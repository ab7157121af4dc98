"""Which of the places that carry a name is meant: a score over the place, the name and the rest of the text.

All mentions of one name in a text are one place, unless one says otherwise ("Paris, Texas" beside "Paris, France"). The
places of the other names vote: for their country, their division and what lies near them. The votes depend on what those
names mean in turn, so it is counted in rounds, from what each name means by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt

from pipeline.events.gazetteer import ALTERNATE, BARE, Place

Floats = npt.NDArray[np.float64]
MAX_CANDIDATES = 150
TEMPERATURES = (3.0, 2.0, 1.3, 1.0)
ALIAS = 4  # kind of name, beside those of the gazetteer file: a name from our lists

FEATURES = (
    "population",
    "fame",
    "country",
    "admin1",
    "admin2",
    "region",
    "continent",
    "site",
    "alternate",
    "alias",
    "capital",
    "seat",
    "home",
    "share_country",
    "share_admin1",
    "near",
    "nearest",
    "around",
    "named_country",
    "named_admin1",
    "beside_parent",
    "inside",
    "outside",
    "holds",
    "typed",
    "mistyped",
    "top",
    "unknown_size",
)
WEIGHTS: dict[str, float] = {
    "population": 4.0,
    "fame": 2.5,
    "country": 6.0,
    "admin1": 2.0,
    "admin2": -1.5,
    "region": 2.0,
    "continent": 4.0,
    "site": 0.0,
    "alternate": -1.5,
    "alias": 2.0,
    "capital": 1.5,
    "seat": -3.0,
    "home": 2.0,
    "share_country": 4.0,
    "share_admin1": 5.0,
    "near": 3.0,
    "nearest": 3.0,
    "around": 1.0,
    "named_country": 0.5,
    "named_admin1": 1.0,
    "beside_parent": 1.0,
    "inside": 8.0,
    "outside": -3.0,
    "holds": 3.0,
    "typed": 4.0,
    "mistyped": -4.0,
    "top": 0.5,
    "unknown_size": -0.5,
}


@dataclass(slots=True)
class Group:
    """All mentions of one name that are taken to be one place."""

    key: str
    places: list[Place]
    flags: list[int]
    positions: list[int] = field(default_factory=list)
    """Offsets of the mentions."""
    kinds: frozenset[str] | None = None
    """Kinds of place that a word of type beside the name allows."""
    containers: list[int] = field(default_factory=list)
    """Groups that say where this one lies ("NAME, Texas"); and `contents` the other way round."""
    contents: list[int] = field(default_factory=list)
    weight: float = 1.0
    """How much its meaning counts for the others: names that are words or persons count less."""
    odds: Floats = field(default_factory=lambda: np.zeros(0))
    """Probability of each place, the outcome."""


def distance_km(lat1: float, lon1: float, lat2: Floats | float, lon2: Floats | float) -> Floats:
    """Great-circle distance."""
    a, b = np.radians(lat1), np.radians(lat2)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(np.asarray(lon2) - lon1) / 2) ** 2
    return np.asarray(12742.0 * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def contains(outer: Place, inner: Place) -> bool:
    """Whether `inner` lies in `outer`, as far as codes and distances tell."""
    if outer.kind == "country":
        return inner.country == outer.country and inner.kind != "country"
    if outer.kind == "admin1":
        return inner.admin1 == outer.admin1 and inner.kind not in ("country", "admin1")
    if outer.kind in ("admin2", "region", "settlement"):
        reach = {"admin2": 90.0, "region": 400.0, "settlement": 25.0}[outer.kind]
        if outer.kind == "settlement" and not (
            inner.kind in ("settlement", "site") and outer.population > inner.population
        ):
            return False
        if outer.country and inner.country and outer.country != inner.country:
            return False
        return (
            inner.kind in ("settlement", "site", "admin2")
            and float(distance_km(outer.lat, outer.lon, inner.lat, inner.lon)) < reach
        )
    return False


def _contains_inner(inner: Place, outer: Place) -> bool:
    return contains(outer, inner)


def resolve(
    groups: Sequence[Group],
    *,
    country: str | None,
    capitals: frozenset[int],
    weights: dict[str, float] | None = None,
) -> list[Floats]:
    """Fill in the odds of every group; gives each group's table of features, one row a place, as last counted.

    `country` (alpha-3) is where the text was published. The first rounds keep an open mind (high temperature): of two
    names that fit only together, neither is likely by itself.
    """
    vector = np.array([(weights or WEIGHTS)[name] for name in FEATURES])
    own = [own_features(group, country, capitals) for group in groups]
    tables = own
    for temperature in TEMPERATURES:
        for group, table in zip(groups, tables, strict=True):
            group.odds = _softmax(table @ vector / temperature)
        tables = context_features(groups, own)
    for group, table in zip(groups, tables, strict=True):
        group.odds = _softmax(table @ vector)
    return tables


def _softmax(scores: Floats) -> Floats:
    if not len(scores):
        return scores
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum())


_AT = {name: i for i, name in enumerate(FEATURES)}


def own_features(group: Group, country: str | None, capitals: frozenset[int]) -> Floats:
    table = np.zeros((len(group.places), len(FEATURES)))
    largest = max((p.population for p in group.places if p.kind == "settlement"), default=0)
    for i, (place, flag) in enumerate(zip(group.places, group.flags, strict=True)):
        row = table[i]
        row[_AT["population"]] = math.log10(place.population + 10) / 7
        row[_AT["fame"]] = math.log1p(place.fame) / 5 if place.kind == "settlement" else 0.5
        if place.kind != "settlement":
            row[_AT[place.kind]] = 1
        if place.kind == "admin1" and any(
            p.kind == "settlement" and p.admin1 == place.admin1 and p.population * 12 > place.population
            for p in group.places
        ):
            row[_AT["seat"]] = 1
        if place.kind == "admin2" and any(p.kind == "settlement" and p.admin1 == place.admin1 for p in group.places):
            row[_AT["seat"]] = 1
        row[_AT["alternate"]] = flag in (ALTERNATE, BARE)
        row[_AT["alias"]] = flag == ALIAS
        row[_AT["capital"]] = place.index in capitals
        row[_AT["home"]] = bool(country) and place.country == country
        row[_AT["top"]] = place.kind == "settlement" and place.population == largest and largest > 0
        row[_AT["unknown_size"]] = place.kind == "settlement" and place.population == 0
        if group.kinds is not None:
            row[_AT["typed" if place.kind in group.kinds else "mistyped"]] = 1
    return table


_SENSE = ("near", "nearest", "around", "share_country", "share_admin1", "named_admin1", "named_country", "home")


def sense_cues(row: Floats, odds: float) -> dict[str, float]:
    """What the chosen place, given its row of features, says on whether a place is named at all."""
    return {name: float(row[_AT[name]]) for name in _SENSE} | {"odds": odds, "chosen_size": float(row[_AT["population"]])}


def context_features(groups: Sequence[Group], own: Sequence[Floats]) -> list[Floats]:
    """The features of every candidate with the votes of the other groups, given the odds so far."""
    countries: dict[str, float] = {}
    divisions: dict[str, float] = {}
    per_group: list[tuple[dict[str, float], dict[str, float], float]] = []
    for group in groups:
        by_country: dict[str, float] = {}
        by_division: dict[str, float] = {}
        strength = group.weight * (1 + math.log(max(len(group.positions), 1)))
        for place, odds in zip(group.places, group.odds.tolist(), strict=True):
            if odds < 0.01:
                continue
            if place.country:
                by_country[place.country] = by_country.get(place.country, 0.0) + odds * strength
            if place.admin1 and place.kind != "country":
                by_division[place.admin1] = by_division.get(place.admin1, 0.0) + odds * strength
        for key, value in by_country.items():
            countries[key] = countries.get(key, 0.0) + value
        for key, value in by_division.items():
            divisions[key] = divisions.get(key, 0.0) + value
        per_group.append((by_country, by_division, strength))
    everything = sum(strength for _, _, strength in per_group)
    anchors = _anchors(groups)
    parents = _parents(groups)
    tables: list[Floats] = []
    for index, (group, fixed) in enumerate(zip(groups, own, strict=True)):
        table = fixed.copy()
        by_country, by_division, strength = per_group[index]
        rest = max(everything - strength, 1e-9) + 1.0  # a lone neighbour is no crowd
        near = _nearness(group, index, anchors)
        for i, place in enumerate(group.places):
            row = table[i]
            if place.country:
                row[_AT["share_country"]] = (
                    countries.get(place.country, 0.0) - by_country.get(place.country, 0.0)
                ) / rest
            if place.admin1:
                row[_AT["share_admin1"]] = (
                    divisions.get(place.admin1, 0.0) - by_division.get(place.admin1, 0.0)
                ) / rest
            row[_AT["near"]], row[_AT["nearest"]], row[_AT["around"]] = near[i]
            for kind, code, odds, other in parents:
                if other == index or (place.country if kind == "country" else place.admin1) != code or place.kind == kind:
                    continue
                if place.kind != "country":
                    row[_AT[f"named_{kind}"]] = max(row[_AT[f"named_{kind}"]], odds)
                    row[_AT["beside_parent"]] = max(row[_AT["beside_parent"]], odds * _closeness(group, groups[other]))
            if group.containers:
                inside = max(_odds_that(groups[k], partial(_contains_inner, place)) for k in group.containers)
                row[_AT["inside"]] = inside
                row[_AT["outside"]] = 1 - inside
            if group.contents:
                row[_AT["holds"]] = max(_odds_that(groups[k], partial(contains, place)) for k in group.contents)
        tables.append(table)
    return tables


def _odds_that(group: Group, test: Callable[[Place], bool]) -> float:
    pairs = zip(group.places, group.odds.tolist(), strict=True)
    return float(sum(odds for place, odds in pairs if odds > 0.02 and test(place)))


def _parents(groups: Sequence[Group]) -> list[tuple[str, str, float, int]]:
    """Countries and first-order divisions that the text names: kind, code, odds, group."""
    found: list[tuple[str, str, float, int]] = []
    for index, group in enumerate(groups):
        best = int(group.odds.argmax())
        place, odds = group.places[best], float(group.odds[best]) * min(1.0, group.weight)
        code = place.country if place.kind == "country" else place.admin1 if place.kind == "admin1" else None
        if code and odds > 0.3:
            found.append((place.kind, code, odds, index))
    return found


def _closeness(group: Group, other: Group) -> float:
    """1 where some mention of both stands side by side, falling to a third at 120 characters."""
    apart = min(abs(a - b) for a in group.positions[:20] for b in other.positions[:20])
    return math.exp(-apart / 110.0)


def _anchors(groups: Sequence[Group]) -> tuple[Floats, Floats, Floats, npt.NDArray[np.int64]]:
    """The likely places of all groups that are small enough to be near something: lat, lon, weight, group."""
    rows: list[tuple[float, float, float, int]] = []
    for index, group in enumerate(groups):
        best = np.argsort(-group.odds, kind="stable")[:12]
        for i in best.tolist():
            place = group.places[i]
            odds = float(group.odds[i])
            if odds > 0.02 and place.kind in ("settlement", "site", "admin2"):
                rows.append((place.lat, place.lon, odds * group.weight, index))
    table = np.array(rows, dtype=np.float64).reshape(-1, 4)
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3].astype(np.int64)


def _nearness(group: Group, index: int, anchors: tuple[Floats, Floats, Floats, npt.NDArray[np.int64]]) -> Floats:
    lats, lons, weights, owners = anchors
    others = owners != index
    result = np.zeros((len(group.places), 3))
    if not others.any():
        return result
    lats, lons, weights = lats[others], lons[others], weights[others]
    total = float(weights.sum()) + 0.5
    own_lat = np.array([p.lat for p in group.places])[:, None]
    own_lon = np.array([p.lon for p in group.places])[:, None]
    a, b = np.radians(own_lat), np.radians(lats)[None, :]
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(lons[None, :] - own_lon) / 2) ** 2
    apart = 12742.0 * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    small = np.array([p.kind in ("settlement", "site", "admin2") for p in group.places], dtype=np.float64)
    result[:, 0] = small * (np.exp(-apart / 150.0) @ weights) / total
    result[:, 1] = small * (np.exp(-apart / 50.0) * weights[None, :]).max(axis=1)
    result[:, 2] = small * (np.exp(-apart / 600.0) @ weights) / total
    return result
