"""Which mentions tell of one happening. The rule, in steps that each look at a few days only:

1. Mentions that state their day are grouped day by day. They are taken in order of publication, the precise before
   the vague; each joins the group that most speaks for, or founds one. A group is held together by its core: who
   conflicts with any of its defining members (another town, another side of a quarrel) is kept out, so that a vague
   report cannot tie two attacks together.
2. Mentions that are dated by publication only, or by a week, join the group of the last LOOK_BACK days, or of that
   week, that most speaks for, unless its figures are others; one that names the town and the toll of a group also from
   RECALL days after it. A copy goes where its text went.
3. What is left is grouped day by day as in step 1. What is recalled by days counted from another happening joins the
   group within LOOK_BACK days of that day that most speaks for.
4. A group joins an earlier one of the days before, or one of its own day whose mentions state that day, where enough
   speaks for it and the earlier one has no such forerunner itself. So links never run on from day to day: daily
   shelling of one town stays one event a day.

5. Of the groups of one day that are left, one that names no town joins the one it resembles most, and one told as
   another type of happening (an accident, an arrest) joins the one of the same town with the same toll.

Mentions of different standing (happened, attempted, denied) are never compared, nor, but for step 5, those of
different families of types.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipeline.fusion.days import LOOK_BACK, RECALL, borrows_day, counts_days
from pipeline.fusion.features import SETTLED, Item, figures_key
from pipeline.fusion.score import JOIN, STRONG, affinity, counts_otherwise, recalls, retells, toll_agrees
from pipeline.fusion.shelf import Shelf, meets
from pipeline.records import QuantityKind

_FACES = 16
"""Members that step 5 looks at."""
_CORE = 12
"""Members that a group is compared by; the rest are like one of them."""


@dataclass(eq=False)
class Group:
    """Mentions of one happening, as they are put together."""

    day: date
    items: list[Item] = field(default_factory=list)
    core: list[Item] = field(default_factory=list)

    @property
    def firm(self) -> bool:
        """Some member states the day."""
        return any(item.span.firm for item in self.items)

    def add(self, item: Item) -> bool:
        """Take a member in; true where it joins the core, because it says something that the core does not say yet."""
        self.items.append(item)
        if len(self.core) < _CORE and not any(_alike(item, other) for other in self.core):
            self.core.append(item)
            return True
        return False


@dataclass(eq=False)
class Day:
    """Groups of one day, in the order in which they were founded."""

    groups: list[Group] = field(default_factory=list)
    shelf: Shelf[Group] = field(default_factory=Shelf)


def group(items: Iterable[Item]) -> list[Group]:
    """Groups of mentions, each one happening; the order of `items` makes no difference."""
    apart: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        apart[item.standing, item.family].append(item)
    result: list[Group] = []
    tolled: dict[tuple[str, date], list[Group]] = defaultdict(list)
    for standing, family in sorted(apart):
        for found in _family(apart[standing, family]):
            if family in SETTLED and not found.core[0].long:
                tolled[standing, found.day].append(found)
            else:
                result.append(found)
    for key in sorted(tolled):
        result += settle(tolled[key])
    return result


def _family(given: Sequence[Item]) -> list[Group]:
    copies = _copies(given)
    items = [item for item in given if id(item) not in copies]
    found = _apart(items)
    if copies:
        place = {id(item): group for group in found for item in group.items}
        for copy in given:
            if id(copy) in copies:
                place[id(copies[id(copy)])].items.append(copy)
    return found


def _copies(items: Iterable[Item]) -> dict[int, Item]:
    """Of passages without a stated day that were printed again within LOOK_BACK days the first one, by the id of each
    that repeats it: what was not dated when it was written is not told anew."""
    same: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        if not item.span.firm and not item.long:
            same[item.report, item.given.mention.evidence].append(item)
    first: dict[int, Item] = {}
    for told in same.values():
        root, before = None, None
        for item in sorted(told, key=lambda i: i.order):
            if before is None or (item.day - before.day).days > LOOK_BACK:
                root = item
            elif root is not None and (item.day - root.day).days <= LOOK_BACK:
                first[id(item)] = root
            before = item
    return first


def _apart(items: Sequence[Item]) -> list[Group]:
    firm = _by_day(item for item in items if item.span.firm and not item.long)
    loose: list[Item] = []
    for item in items:
        if item.span.firm or item.long or counts_days(item.given.mention):
            continue
        best = _best(item, _agreeing(item, _in_span(item, firm)))
        if best is None:
            loose.append(item)
        else:
            best.items.append(item)  # not to the core: step 2 must not depend on the order within itself
    vague = _by_day(loose)
    counted: list[Item] = []
    for item in items:
        if counts_days(item.given.mention):
            best = _best(item, _around(item, (firm, vague)))
            if best is None:
                counted.append(item)
            else:
                best.items.append(item)
    return _across(firm, vague, _by_day(counted)) + _long(item for item in items if item.long)


def _agreeing(item: Item, groups: Iterable[tuple[Group, float]]) -> Iterator[tuple[Group, float]]:
    """Those that do not count otherwise than the item does."""
    for found, cost in groups:
        if not counts_otherwise(item, found.core):
            yield found, cost


def _around(item: Item, parts: Iterable[Mapping[date, Day]]) -> Iterator[tuple[Group, float]]:
    """Groups of the days around a counted one, half a point for each day that they lie off."""
    for part in parts:
        for off in range(-2 * LOOK_BACK, 2 * LOOK_BACK + 1):
            day = part.get(item.day + timedelta(days=off))
            for found in day.shelf.find((item,)) if day is not None else ():
                if abs(off) <= LOOK_BACK or any(recalls(item, member) for member in found.core):
                    yield found, 0.5 * abs(off)


def _in_span(item: Item, firm: Mapping[date, Day]) -> Iterator[tuple[Group, float]]:
    """Groups of the days that a vague date may mean, each with what its distance costs: half a point within a range,
    half a point for each day that it lies before a date that only comes from publication, a point for a recall."""
    mention = item.given.mention
    ranged = mention.date_basis != "publication" and mention.event_date_start is not None
    reach = (item.span.last - item.span.first).days
    if borrows_day(mention):
        yield from _lately(item, firm)
    for back in range(max(reach, RECALL) + 1):
        day = firm.get(item.span.last - timedelta(days=back))
        if day is None:
            continue
        for found in day.shelf.find((item,)):
            if back <= reach:
                yield found, 0.5 if ranged else 0.5 * back
            elif any(recalls(item, member) for member in found.core):
                yield found, 1.0


def _lately(item: Item, firm: Mapping[date, Day]) -> Iterator[tuple[Group, float]]:
    """Groups of the last days before publication, for a mention whose day is another sentence's: a point."""
    published = item.given.published_at.date()
    if (published - item.span.last).days <= RECALL:
        for back in range(LOOK_BACK + 1):
            day = published - timedelta(days=back)
            if day in firm and day > item.span.last:
                yield from ((found, 1.0) for found in firm[day].shelf.find((item,)))


def _by_day(items: Iterable[Item]) -> dict[date, Day]:
    by_day: dict[date, Day] = defaultdict(Day)
    for item in sorted(items, key=_precise_first):
        day = by_day[item.day]
        best = _best(item, ((found, 0.0) for found in day.shelf.find((item,))))
        if best is None:
            best = Group(item.day)
            day.groups.append(best)
        if best.add(item):
            day.shelf.put(best, item)
    return dict(by_day)


def _best(item: Item, groups: Iterable[tuple[Group, float]]) -> Group | None:
    scored = []
    for candidate, cost in groups:
        score = _score(item, candidate)
        if score is not None and score - cost >= JOIN:
            scored.append((cost - score, candidate.core[0].order, candidate))
    return min(scored, key=lambda entry: entry[:2])[2] if scored else None


def _score(item: Item, candidate: Group) -> float | None:
    """The same day is worth a point; a conflict with any core member forbids."""
    best = 0.0
    for member in candidate.core:
        points = affinity(item, member)
        if points is None:
            return None
        best = max(best, points)
    return best + 1.0


def _across(firm: Mapping[date, Day], *loose: Mapping[date, Day]) -> list[Group]:
    forerunners: dict[int, list[tuple[float, Group]]] = {}
    by_day: dict[date, list[Day]] = defaultdict(list)
    for part in (firm, *loose):
        for day, shelves in part.items():
            by_day[day].append(shelves)
    groups = [found for day in sorted(by_day) for shelves in by_day[day] for found in shelves.groups]
    for later in groups:
        linked = []
        for back in range(LOOK_BACK + 1):
            day = later.day - timedelta(days=back)
            # Groups of one day were told apart, but for a loose one that counts otherwise than those of stated days.
            around = by_day.get(day, []) if back else [firm[day]] if day in firm and not later.firm else []
            for shelves in around:
                for earlier in shelves.shelf.find(later.core):
                    score = _link(earlier, later, back)
                    if score is not None:
                        linked.append((score, earlier))
        forerunners[id(later)] = sorted(linked, key=lambda entry: (-entry[0], entry[1].core[0].order))
    result = []
    for later in groups:
        roots = [earlier for _, earlier in forerunners[id(later)] if not forerunners[id(earlier)]]
        if roots:
            roots[0].items.extend(later.items)
        else:
            result.append(later)
    return result


def settle(groups: Iterable[Group]) -> list[Group]:
    """Step 5, for the groups of one day: the most reported stand, the others join one of them or stand too."""
    shelf: Shelf[Group] = Shelf()
    faces: dict[int, list[Item]] = {}
    roots: list[Group] = []
    for found in sorted(groups, key=lambda g: (-len({item.report for item in g.items}), g.core[0].order)):
        own = _faces(found)
        scored = []
        for root in shelf.find(own):
            score = _same_told(faces[id(root)], own)
            if score is not None:
                scored.append((-score, root.core[0].order, root))
        if scored:
            host = min(scored, key=lambda entry: entry[:2])[2]
            host.items.extend(found.items)
        else:
            host = found
            roots.append(found)
            faces[id(found)] = []
        for face in own:
            faces[id(host)].append(face)
            shelf.put(host, face)
    return roots


def _faces(found: Group) -> list[Item]:
    """Members of these days that between them say all that the group says, the precise first."""
    items = (item for item in found.items if 0 <= (item.day - found.day).days <= 2 * LOOK_BACK)
    faces: list[Item] = []
    for item in sorted(items, key=_precise_first):
        if len(faces) < _FACES and not any(_alike(item, other) for other in faces):
            faces.append(item)
    return faces


def _same_told(host: Sequence[Item], guest: Sequence[Item]) -> float | None:
    """Points for two groups of one day being one; None where they are not."""
    scores = []
    for one in host:
        for other in guest:
            points = affinity(one, other)
            if points is None:
                return None
            scores.append(points)
    best = max(scores) + 1.0
    if host[0].family == guest[0].family:
        vague = not any(item.points for item in host) or not any(item.points for item in guest)
        return best if vague and best >= STRONG else None
    told = any(retells(one, other) for one in host for other in guest)
    return best - 1.5 if told and best - 1.5 >= JOIN else None


def _link(earlier: Group, later: Group, back: int) -> float | None:
    """Points for the later group being the earlier event reported again; None where it is not."""
    best: float | None = None
    for item in later.core:
        for member in earlier.core:
            points = affinity(item, member)
            if points is None:
                return None
            best = points if best is None else max(best, points)
    if best is None:
        return None
    if later.firm:
        # Both days are stated. Where they overlap (a night) the place is enough; else it takes a slip of one day and
        # a toll that agrees: two attacks on two days are told in the same words.
        slipped = back == 1 and not _differ(earlier, later)
        scored = [
            points
            for item in later.core
            for member in earlier.core
            if (points := _slip(item, member, slipped)) is not None and meets(item, member)
        ]
        return max(scored, default=None)
    best += 1.0 - 0.4 * back
    return best if best >= (STRONG if back else JOIN) else None


def _slip(item: Item, member: Item, slipped: bool) -> float | None:
    """Points for two mentions that state neighbouring days telling of one happening; None where they are too few."""
    overlap = item.span.gap(member.span) == 0
    if not overlap and not (slipped and toll_agrees(item, member)):
        return None
    points = (affinity(item, member) or 0.0) + overlap
    return points if points >= STRONG else None


def _differ(one: Group, other: Group) -> bool:
    """Whether both count victims of some kind and no report of the one gives a number of the other."""
    counts: list[dict[QuantityKind, set[int]]] = [defaultdict(set), defaultdict(set)]
    for given, found in zip(counts, (one, other), strict=True):
        for item in found.core:
            for (kind, unit), claim in item.claims.items():
                if unit == "person":
                    given[kind].add(claim.value)
    return any(not counts[0][kind] & counts[1][kind] for kind in counts[0].keys() & counts[1].keys())


def _long(items: Iterable[Item]) -> list[Group]:
    """Mentions dated by a week, a month or a year: together only where everything that they say is the same."""
    same: dict[tuple[object, ...], Group] = {}
    for item in sorted(items, key=lambda i: i.order):
        mention = item.given.mention
        key = (
            item.day,
            mention.event_date_start,
            mention.event_date_end,
            mention.event_type,
            tuple(spot.key for spot in item.points + item.regions),
            item.countries,
            tuple((q.kind, q.unit, q.low, q.best, q.high) for q in mention.quantities),
            item.targets if not item.points and not item.regions else None,
        )
        same.setdefault(key, Group(item.day)).add(item)
    return list(same.values())


def _precise_first(item: Item) -> tuple[object, ...]:
    precision = 3 * bool(item.points) + 2 * bool(item.regions) + bool(item.countries) + bool(item.claims)
    return (-precision, *item.order)


def _alike(one: Item, other: Item) -> bool:
    return (
        one.points == other.points
        and one.regions == other.regions
        and figures_key(one) == figures_key(other)
        and one.means == other.means
        and one.words <= other.words
        and one.doers <= other.doers
        and one.targets <= other.targets
    )
