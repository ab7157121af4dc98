"""What is known of one event while a text is read: the working record between triggers and mentions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, hypot, radians
from typing import Any

from pipeline.events.modality import Standing
from pipeline.events.triggers import Hit
from pipeline.records import EventType, Recency

REAL = frozenset({"occurred", "ongoing"})
VERBAL = frozenset({"THREATEN", "ACCUSE", "REQUEST", "REJECT", "SUPPORT", "CONSULT", "CONCEDE"})

TERRITORY = frozenset(
    {"government regains territory", "non-state actor overtakes territory", "non-violent transfer of territory"}
)
FAMILY_OF_SUB = {
    "abduction/forced disappearance": "abduction",
    "looting/property destruction": "property",
    "sexual violence": "sexual",
    "arrests": "arrests",
    "disrupted weapons use": "weapons",
    "organized crime": "crime",
    "headquarters or base established": "base",
    "change to group/activity": "group",
}


@dataclass(slots=True)
class Draft:
    """One event in the making."""

    event_type: EventType
    family: str
    hits: list[Hit]
    sentences: list[int]
    """Indexes of sentences that report it, in text order."""
    standing: Standing
    recency: Recency = "current"
    recency_rule: str = "default"
    sub: str | None = None
    sub_scores: dict[str, float] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    """Field to the rule behind it, for `explain`."""
    dates: list[Any] = field(default_factory=list)
    places: list[Any] = field(default_factory=list)
    quantities: list[Any] = field(default_factory=list)
    """(number in the text, QuantityDraft)."""
    figure_sentences: set[int] = field(default_factory=set)
    """Further sentences that only give figures of it."""
    victims: frozenset[frozenset[str]] = frozenset()
    """Persons to whom it was done, each as the parts of the name."""
    speakers: frozenset[str] = frozenset()
    """Last names of who says or demands it, for verbal events."""
    anaphoric: bool = False
    """Its noun is "the attack", "these strikes": it points back."""
    embedded: bool = False
    """It hangs below the trigger of another event of its sentence."""
    aside: bool = False
    """Named only to place another event of its sentence in time."""
    apart: bool = False
    """Its sentence tells it apart from another event by time."""
    earlier: bool = False
    """Named behind "N days after": so long before the other event of its sentence, or before the news."""
    fresh: bool = False
    """Its sentence says "in another", "separately": it is a new event."""

    @property
    def real(self) -> bool:
        return self.standing.modality in REAL

    @property
    def key(self) -> Hit:
        """The hit that carries the mention: the heaviest of the first sentence that speaks plainly of it."""
        strong = [h for h in self.hits if h.trigger.weight >= _PLAIN] or self.hits
        first = min(h.sentence for h in strong)
        return max((h for h in strong if h.sentence == first), key=lambda h: (h.trigger.weight, -h.start))


_PLAIN = 0.6
"""Weight from which on a hit may carry a mention alone."""


def family_of(hit: Hit) -> str:
    """Hits of one family in one sentence report one event."""
    trigger = hit.trigger
    if trigger.event_type == "ASSAULT":
        return FAMILY_OF_SUB.get(trigger.sub or "", "violence")
    if trigger.event_type in ("COERCE", "MOBILIZE"):
        return FAMILY_OF_SUB.get(trigger.sub or "", trigger.event_type)
    return trigger.event_type


_FAR_KM = 60.0
_TOWNS = ("settlement", "site", "district")


def lie_apart(a: Draft, b: Draft) -> bool:
    """Whether both name towns, and all of one lie more than 60 km from all of the other."""
    return far_apart(a.places, b.places)


def far_apart(a: Sequence[Any], b: Sequence[Any]) -> bool:
    """The same for two lists of places."""
    first = [p for p in a if p.precision in _TOWNS]
    second = [p for p in b if p.precision in _TOWNS]
    return bool(first and second) and all(_kilometres(p, q) > _FAR_KM for p in first for q in second)


def _kilometres(p: Any, q: Any) -> float:
    if p.geonames_id is not None and p.geonames_id == q.geonames_id:
        return 0.0
    x = radians(q.lon - p.lon) * cos(radians((p.lat + q.lat) / 2))
    return 6371.0 * hypot(x, radians(q.lat - p.lat))
