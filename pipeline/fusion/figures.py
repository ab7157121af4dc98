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
  `low` and `high` reach as far as standing claims that exclude it.
* Disputed: two named claimants stand with figures that exclude each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.fusion.claims import Claim, FigureKey
from pipeline.fusion.features import Item
from pipeline.records import EventFigure


def fuse_figures(items: Sequence[Item]) -> tuple[EventFigure, ...]:
    """Figures of one event in order of kind and unit; `items` in order of publication."""
    claims: dict[FigureKey, list[Claim]] = defaultdict(list)
    sources: dict[FigureKey, set[str]] = defaultdict(set)
    for item in items:
        for key, claim in item.claims.items():
            claims[key].append(claim)
            sources[key].add(item.given.source)
    settled = []
    for key in sorted(claims):
        incident = [claim for claim in claims[key] if not claim.daily]
        settled.append(_settle(key, incident or claims[key], len(sources[key])))
    return tuple(settled)


def _settle(key: FigureKey, claims: Sequence[Claim], sources: int) -> EventFigure:
    by_claimant: dict[str, list[Claim]] = defaultdict(list)
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
        if rival is lead or not rival.excludes(lead):
            continue
        if low is not None and rival.low is not None:
            low = min(low, rival.low)
        if high is not None:
            high = max(high, rival.high) if rival.high is not None else None if rival.open else high
    return EventFigure(kind=key[0], unit=key[1], low=low, best=best, high=high, disputed=disputed, sources=sources)


def _newest_side(standing: dict[str, Claim]) -> Claim:
    return max(standing.values(), key=lambda claim: (claim.at, claim.order))


def _stale(claim: Claim, others: Sequence[Claim]) -> bool:
    """Whether the claim repeats what the named claimant had said and replaced before."""
    return any(other.value == claim.value and other is not others[-1] for other in others)


def _standing(claims: Sequence[Claim]) -> Claim:
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
        if not official and not claim.lowered and claim.value in superseded:
            continue
        if not (official or claim.named or claim.lowered) and claim.value < current.value and not current.open:
            doubted[claim.value].add(claim.report)
            if len(doubted[claim.value]) < 2:
                continue
        superseded.add(current.value)
        current = claim
    return current
