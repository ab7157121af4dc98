"""What one mention claims: its figures for the happening as a whole, each with its claimant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from pipeline.fusion.types import FusionInput
from pipeline.records import AttributionKind, Quantity, QuantityKind

FigureKey = tuple[QuantityKind, str]
"""Kind and unit."""

_OPEN = frozenset(("at_least", "over"))
_LOWERED = re.compile(
    r"\b(?:revis(?:ed|ing|ion)|correct(?:ed|ing|ion)|lowered|downgraded|reduced|adjusted|amended|counted twice)\b",
    re.IGNORECASE,
)
_RANK: dict[AttributionKind, int] = {"own_official": 0, "witness": 1, "media": 1, "none": 1, "enemy_official": 2}
_UNNAMED = frozenset(("none", "media", "witness"))


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure as one report gives it."""

    at: datetime
    order: tuple[str, ...]
    """Total order among claims of one instant."""
    report: str
    """The text: copies are one."""
    claimant: str
    """The side that speaks; `none` where it is the report itself, a witness or an agency."""
    rank: int
    """0 an official of the side concerned, 1 reports, 2 the enemy."""
    value: int
    """The number that stands for the claim."""
    low: int | None
    best: int | None
    high: int | None
    open: bool
    """At least, over: more are possible."""
    named: bool
    """Somebody is named whose figure it is."""
    lowered: bool
    """The report says that the figure was corrected."""
    daily: bool
    """A day's total over many places."""

    @property
    def exact(self) -> bool:
        """Stated without "about", "at least" or a range."""
        return self.best is not None and self.low == self.best == self.high

    def excludes(self, other: Claim) -> bool:
        """Whether not both can be right; "about" leaves a fifth to both sides."""
        return self._floor > other._ceiling or other._floor > self._ceiling

    @property
    def _floor(self) -> float:
        return self.low if self.low is not None else self.best * 0.8 if self.best is not None else 0

    @property
    def _ceiling(self) -> float:
        if self.open:
            return float("inf")
        return self.high if self.high is not None else self.best * 1.2 if self.best is not None else float("inf")


def claims_of(given: FusionInput) -> dict[FigureKey, Claim]:
    """Of each kind and unit the largest figure for the whole: no parts, no cumulative sums; a day's total only where
    nothing else is said."""
    found: dict[FigureKey, Quantity] = {}
    for quantity in given.mention.quantities:
        if quantity.subset_of is None and quantity.scope != "cumulative":
            key = (quantity.kind, quantity.unit)
            if key not in found or _size(quantity) > _size(found[key]):
                found[key] = quantity
    lowered = bool(found) and _LOWERED.search(given.mention.evidence) is not None
    return {key: _claim(given, quantity, lowered) for key, quantity in found.items()}


def size_of(low: int | None, best: int | None, high: int | None) -> int:
    """The number that stands for a figure: best, else low, else high; -1 where it has none."""
    return next((value for value in (best, low, high) if value is not None), -1)


def _size(quantity: Quantity) -> tuple[bool, int, int]:
    return quantity.scope != "daily_total", size_of(quantity.low, quantity.best, quantity.high), -quantity.start


def _claim(given: FusionInput, quantity: Quantity, lowered: bool) -> Claim:
    named = quantity.attributed_to is not None and quantity.attribution_kind not in _UNNAMED
    side: AttributionKind = quantity.attribution_kind if named else "none"
    return Claim(
        at=given.published_at,
        order=(given.article_id, given.version, given.mention.mention_id),
        report=given.cluster_id or given.article_id,
        claimant=side,
        rank=_RANK[side],
        value=size_of(quantity.low, quantity.best, quantity.high),
        low=quantity.low,
        best=quantity.best,
        high=quantity.high,
        open=quantity.qualifier in _OPEN,
        named=quantity.attributed_to is not None,
        lowered=lowered,
        daily=quantity.scope == "daily_total",
    )
