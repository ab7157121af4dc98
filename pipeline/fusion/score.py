"""How much speaks for two mentions telling of one happening, and what forbids it.

Points, not probabilities: JOIN and more joins. The weights say what an analyst would say: the same town on the same
day is enough by itself; the same country is not, unless the figures, the actors or the words agree as well.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.fusion.claims import Claim, FigureKey
from pipeline.fusion.features import Item, Spot, same_spot
from pipeline.records import QuantityKind

JOIN = 2.5
"""Points from which on two mentions tell of one happening."""
STRONG = 3.5
"""Points needed to join across days that the texts state differently."""
_SPOKEN = frozenset(("accord", "aid", "ACCUSE", "REJECT", "REQUEST", "THREATEN", "SANCTION", "concede", "MOBILIZE"))
"""Happenings that are told by who acts, not by where."""


def affinity(one: Item, other: Item) -> float | None:
    """Points for one happening; None where they cannot be one. Symmetric. Says nothing of the dates."""
    place = _places(one, other)
    if place is None:
        return None
    actors = _actors(one, other)
    if actors is None:
        return None
    return place + actors + _figures(one, other) + _means(one, other) + _words(one, other)


def _places(one: Item, other: Item) -> float | None:
    if one.points and other.points:
        shared = sum(any(same_spot(a, b) for b in other.points) for a in one.points)
        if not shared:
            return _namesakes(one, other)
        # A night over five cities is not the strike on one of them.
        fewer, more = sorted((len(one.points), len(other.points)))
        if one.wave != other.wave and shared < more:
            return 0.5
        return 2.5 if shared >= fewer else 2.0
    if one.countries and other.countries and not one.countries & other.countries:
        return _namesakes(one, other)
    if one.points or other.points:
        pointed, vague = (one, other) if one.points else (other, one)
        if vague.wave and not pointed.wave:
            return -1.0  # what a whole region or country went through is not the hit on one town
        if vague.regions and any(_called(p) & _called(r) for p in pointed.points for r in vague.regions):
            return 2.5  # "Kursk" read as the region is the town where others read the town
        if vague.regions:
            return 1.5 if any(_inside(p, r) for p in pointed.points for r in vague.regions) else None
        if vague.countries:
            return 0.5
        # The passage names the town although nothing was made of it: that it is the place is likely, not certain.
        return 2.0 if any(name <= vague.words for p in pointed.points for name in p.name_words) else 0.0
    if one.regions and other.regions:
        shared = sum(any(same_spot(a, b) for b in other.regions) for a in one.regions)
        return 1.5 if shared else None
    return 0.5 if one.countries & other.countries else 0.0


def _namesakes(one: Item, other: Item) -> float | None:
    """Two places far apart that the texts call by one name: one of them may be read wrongly, so it takes much else."""
    called = [{spot.printed for spot in item.points + item.regions} for item in (one, other)]
    return 0.0 if called[0] & called[1] else None


def _called(spot: Spot) -> frozenset[str]:
    return frozenset((spot.printed,))


def _inside(point: Spot, region: Spot) -> bool:
    if point.names & region.names:
        return True  # a region that bears the name of its town
    if point.country is not None and region.country is not None and point.country != region.country:
        return False
    # A place whose region is not known may lie in any region of its country.
    return point.admin1 is None or region.admin1 is None or point.admin1 == region.admin1


def _actors(one: Item, other: Item) -> float | None:
    doers = bool(one.doers & other.doers)
    targets = bool(one.targets & other.targets)
    lands = bool(one.doer_countries & other.doer_countries)
    if one.family in _SPOKEN:
        if one.doers and other.doers and not doers and not lands:
            return None
        return 1.0 * doers + 0.5 * (lands and not doers) + 0.8 * targets
    score = 0.6 * doers + 0.3 * (lands and not doers) + 0.4 * targets
    if one.doer_countries and other.doer_countries and not lands:
        score -= 1.0  # sides blame each other for one strike, so this alone forbids nothing
    return score


_TOLD = 4
_ALIKE = 0.6
"""Telling words, and their share of the shorter passage, from which on two passages say the same."""
_RARE = 4
"""Dead from which on the same number in the same town is no chance."""
_MANY = 10
"""Dead from which on it is none even where other figures differ."""
_DEAD: tuple[tuple[QuantityKind, str], ...] = (("killed", "person"), ("casualties", "person"))
_WEIGHED = (
    "killed",
    "injured",
    "casualties",
    "missing",
    "arrested",
    "captured",
    "displaced",
    "launched",
    "intercepted",
)


def _figures(one: Item, other: Item) -> float:
    score = 0.0
    first, second = (one, other) if one.given.published_at <= other.given.published_at else (other, one)
    climbs = first.given.published_at < second.given.published_at
    for key, (a, b) in _told_by_both(one, other).items():
        if a != b and _of_two_sides(one.claims[key], other.claims[key]):
            continue
        fewer, more = sorted((a, b))
        if a == b:
            score += 0.3 if a < 2 else 1.0 if a < 10 else 1.8
        elif key[0] in ("launched", "intercepted"):
            score -= 0.0 if fewer >= 0.8 * more else 2.0
        elif more > 3 * fewer + 3:
            score -= 0.6 if climbs and first.claims[key].value == fewer else 1.2
        elif more > 2 * fewer + 1 and not (climbs and first.claims[key].value == fewer):
            score -= 0.5  # that it was fewer before says nothing: tolls climb
        if key[0] == "killed" and second.claims[key].value < 0.7 * first.claims[key].value:
            score -= 0.7  # tolls climb: a much lower one, told later, is another one's
    return max(min(score, 2.5), -2.5)


def counts_otherwise(item: Item, members: Iterable[Item]) -> bool:
    """Whether the figures speak against every member that gives figures of the same kinds."""
    found = [_figures(item, member) for member in members if item.claims.keys() & member.claims.keys()]
    return bool(found) and max(found) < 0


def _of_two_sides(one: Claim, other: Claim) -> bool:
    """Each side counts by itself: that they differ says nothing."""
    return (one.claimant == "enemy_official") != (other.claimant == "enemy_official")


def recalls(one: Item, other: Item) -> bool:
    """The same point and a toll that no two happenings of one town share by chance: it is told again."""
    return any(same_spot(a, b) for a in one.points for b in other.points) and _same_dead(one, other)


def _same_dead(one: Item, other: Item) -> bool:
    shared = _told_by_both(one, other)
    dead = [shared[key] for key in _DEAD if key in shared]
    if not dead or any(a != b for a, b in dead):
        return False
    if any(a != b for a, b in shared.values()):
        return dead[0][0] >= _MANY
    return dead[0][0] >= _RARE or toll_agrees(one, other)


def _told_by_both(one: Item, other: Item) -> dict[FigureKey, tuple[int, int]]:
    """What both passages count, but for figures of other sentences that do not agree: these may be another's."""
    keys = [key for key in one.claims.keys() & other.claims.keys() if key[0] in _WEIGHED]
    pairs = {key: (one.claims[key], other.claims[key]) for key in keys}
    return {key: (a.value, b.value) for key, (a, b) in pairs.items() if a.value == b.value or not (a.aside or b.aside)}


def retells(one: Item, other: Item) -> bool:
    """The same town, and the same toll, the same weapon and count, or nearly the same words: one happening, whatever
    type it was read as."""
    called = [{spot.printed for spot in item.points + item.regions} for item in (one, other)]
    if not called[0] & called[1] and not any(same_spot(a, b) for a in one.points for b in other.points):
        return False
    shared = list(_told_by_both(one, other).values())
    if any(a != b for a, b in shared):
        return False
    if shared and (one.means & other.means or max(a for a, _ in shared) >= _RARE):
        return True
    same = len(one.words & other.words)
    return same >= _TOLD and same >= _ALIKE * min(len(one.words), len(other.words))


def toll_agrees(one: Item, other: Item) -> bool:
    """Both give the same number of dead and injured, or the same large number of one of them, and differ in none."""
    sizes = list(_told_by_both(one, other).values())
    return bool(sizes) and all(a == b for a, b in sizes) and (len(sizes) > 1 or sizes[0][0] >= 10)


_LIKE_MISSILES = frozenset(("air", "guns", "bomb", "fire"))


def _means(one: Item, other: Item) -> float:
    if not one.means or not other.means:
        return 0.0
    if one.means & other.means:
        return 0.6
    if (one.family == "disaster") != (other.family == "disaster"):
        return 0.0  # a weapon and what came over people in an accident are no rivals: a bus station may be bombed
    # Missiles and rockets come from the ground and from the air, and what they leave is told as a bomb's.
    fired = "missile" in one.means or "missile" in other.means
    return 0.0 if fired and (one.means | other.means) - _LIKE_MISSILES == {"missile"} else -1.5


def _words(one: Item, other: Item) -> float:
    if not one.words or not other.words:
        return 0.0
    shared = len(one.words & other.words)
    return 2.0 * shared / max(min(len(one.words), len(other.words)), 6) if shared > 1 else 0.0
