"""One figure of an event from all that its reports claim. The rule:

* Counted are figures for the happening as a whole. Parts ("including three children") never add, cumulative sums
  never feed an incident, a day's total only where nothing else is claimed. Of several figures of one kind in one
  mention the largest stands.
* Copies of one text are one claim. Who claims: the named claimant, or, where nobody is named, the reports together.
* Within one claimant the later report supersedes the earlier. A figure that has been superseded does not come back
  through a report that names no claimant: that is an old text printed late.
* A lower figure than the one that stands is a correction where the report says so ("revised down", "corrected"), where
  it names whose figure it is, or where a second text confirms it.
* "At least" and "over" raise `low` (and `best`, where that lay below), never `high`.
* `best` is the latest standing claim, an official of the side concerned before reports, reports before the enemy.
  `low` and `high` are the outermost of all standing claims.
* Disputed: two named claimants stand with figures that exclude each other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.fusion.features import Item, size_of
from pipeline.records import AttributionKind, EventFigure, Quantity, QuantityKind

_OPEN = frozenset(("at_least", "over"))
_CHANGED = re.compile(
    r"\b(?:revis|correct|lower|downgrad|reduc|adjust|amend|ris(?:en|es|ing)|rose|climb|increas|grow|grew|now known)",
    re.IGNORECASE,
)
_RANK: dict[AttributionKind, int] = {"own_official": 0, "witness": 1, "media": 1, "none": 1, "enemy_official": 2}
_UNNAMED = frozenset(("none", "media", "witness"))


@dataclass(frozen=True, slots=True)
class _Claim:
    at: datetime
    order: tuple[object, ...]
    report: str
    claimant: str
    rank: int
    value: int
    low: int | None
    best: int | None
    high: int | None
    open: bool
    named: bool
    """Somebody is named whose figure it is."""
    change: bool
    """The report says that the figure has changed."""

    @property
    def exact(self) -> bool:
        """Stated without "about", "at least" or a range."""
        return self.best is not None and self.low == self.best == self.high

    def excludes(self, other: _Claim) -> bool:
        """Whether not both can be right."""
        return self.floor > other.ceiling or other.floor > self.ceiling

    @property
    def floor(self) -> float:
        return self.low if self.low is not None else self.best * 0.8 if self.best is not None else 0

    @property
    def ceiling(self) -> float:
        if self.open:
            return float("inf")
        return self.high if self.high is not None else self.best * 1.2 if self.best is not None else float("inf")


def fuse_figures(items: Iterable[Item]) -> tuple[EventFigure, ...]:
    """Figures of one event in order of kind and unit."""
    claims: dict[tuple[QuantityKind, str], list[_Claim]] = defaultdict(list)
    sources: dict[tuple[QuantityKind, str], set[str]] = defaultdict(set)
    totals: dict[tuple[QuantityKind, str], list[_Claim]] = defaultdict(list)
    for item in sorted(items, key=lambda i: i.order):
        for key, quantity in _whole(item).items():
            target = totals if quantity.scope == "daily_total" else claims
            target[key].append(_claim(item, quantity))
            sources[key].add(item.given.source)
    for key, found in totals.items():
        claims.setdefault(key, found)
    return tuple(_settle(key, claims[key], len(sources[key])) for key in sorted(claims))


def _whole(item: Item) -> dict[tuple[QuantityKind, str], Quantity]:
    found: dict[tuple[QuantityKind, str], Quantity] = {}
    for quantity in item.given.mention.quantities:
        if quantity.subset_of is not None or quantity.scope == "cumulative":
            continue
        key = (quantity.kind, quantity.unit)
        if key not in found or _size(quantity) > _size(found[key]):
            found[key] = quantity
    return found


def _size(quantity: Quantity) -> tuple[bool, int, int]:
    return quantity.scope != "daily_total", size_of((quantity.low, quantity.best, quantity.high)), -quantity.start


def _claim(item: Item, quantity: Quantity) -> _Claim:
    named = quantity.attributed_to is not None and quantity.attribution_kind not in _UNNAMED
    side = quantity.attribution_kind if named else "none"
    return _Claim(
        at=item.given.published_at,
        order=item.order,
        report=item.report,
        claimant=side,
        rank=_RANK[side],
        value=size_of((quantity.low, quantity.best, quantity.high)),
        low=quantity.low,
        best=quantity.best,
        high=quantity.high,
        open=quantity.qualifier in _OPEN,
        named=quantity.attributed_to is not None,
        change=_CHANGED.search(item.given.mention.evidence) is not None,
    )


def _settle(key: tuple[QuantityKind, str], claims: Sequence[_Claim], sources: int) -> EventFigure:
    by_claimant: dict[str, list[_Claim]] = defaultdict(list)
    for claim in claims:
        by_claimant[claim.claimant].append(claim)
    standing = {name: _standing(found) for name, found in by_claimant.items()}
    newest = _newest_side(standing)
    lead = min(standing.values(), key=lambda claim: (claim.rank, claim.claimant))
    # What reports say without naming anyone is not a side of its own: the newer of both supersedes the other.
    if lead.claimant != "none" and "none" in standing:
        unnamed = standing.pop("none")
        if unnamed is newest and lead.rank < 2 and not _stale(unnamed, by_claimant[lead.claimant]):
            lead = unnamed if unnamed.value >= lead.value or unnamed.open else lead
            if lead is unnamed:
                standing = {name: claim for name, claim in standing.items() if claim.rank == 2} | {"none": unnamed}
    rivals = list(standing.values())
    disputed = any(a.excludes(b) for index, a in enumerate(rivals) for b in rivals[index + 1 :])
    low, best, high = lead.low, lead.best, lead.high
    for rival in rivals:
        if rival is lead:
            continue
        if low is not None and rival.low is not None:
            low = min(low, rival.low)
        if high is not None:
            high = max(high, rival.high) if rival.high is not None else None if rival.open else high
    return EventFigure(kind=key[0], unit=key[1], low=low, best=best, high=high, disputed=disputed, sources=sources)


def _newest_side(standing: dict[str, _Claim]) -> _Claim:
    return max(standing.values(), key=lambda claim: (claim.at, claim.order))


def _stale(claim: _Claim, others: Sequence[_Claim]) -> bool:
    """Whether the claim repeats what the named claimant had said and replaced before."""
    return any(other.value == claim.value and other is not others[-1] for other in others)


def _standing(claims: Sequence[_Claim]) -> _Claim:
    """What one claimant says in the end; `claims` in order of publication."""
    current = claims[0]
    superseded: set[int] = set()
    doubted: dict[int, set[str]] = defaultdict(set)
    for claim in claims[1:]:
        official = claim.claimant != "none"
        if claim.value == current.value:
            if claim.exact and not current.exact:
                current = claim  # it says more than "about" or "at least" the same
            continue
        if claim.open and claim.value < current.value:
            continue  # at least 20 of 24: nothing new
        if not official and not claim.change and claim.value in superseded:
            continue
        if not (official or claim.named or claim.change) and claim.value < current.value and not current.open:
            doubted[claim.value].add(claim.report)
            if len(doubted[claim.value]) < 2:
                continue
        superseded.add(current.value)
        current = claim
    return current
