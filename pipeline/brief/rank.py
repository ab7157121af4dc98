"""What comes first: weight by novelty, by the rule that docs/reading.md states. Pure arithmetic of an event's row."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipeline.brief.words import count, group_of

KIND_WEIGHT = {"violence": 2.0, "disaster": 2.0, "unrest": 1.0, "politics": 0.6}
"""What an event of a kind weighs without any figure."""
PERSON_WEIGHT = {
    "killed": 3.0,
    "casualties": 2.0,
    "missing": 1.5,
    "injured": 1.2,
    "captured": 1.2,
    "displaced": 0.6,
    "arrested": 0.5,
}
"""Points for each doubling of (1 + persons)."""
WEAPON_WEIGHT = 0.6
"""Points for each doubling of (1 + weapons launched)."""
SOURCE_WEIGHT = 1.0
"""Points for each doubling of the number of independent sources."""
DISPUTE_WEIGHT = 0.5
NEW, REVISED, KNOWN = 1.0, 0.7, 0.3
"""Novelty of an event first reported in the window; known before, with a figure that changed; only told again."""
OLD_AFTER_DAYS, OLD = 7, 0.5
"""An event that happened longer ago than so many days before the window counts half."""


@dataclass(frozen=True, slots=True)
class Rank:
    score: float
    why: str
    """In words: what it weighs, and what is new about it."""


def rank(event: Mapping[str, Any], *, start: datetime, revised: bool) -> Rank:
    """The rank of one row of sql/brief/events.sql. Higher comes first; ties are broken by event_id."""
    figures = event["figures"] or []
    reasons = []
    weight = KIND_WEIGHT[group_of(event["event_type"])]
    for figure in figures:
        n = next((figure[k] for k in ("best", "low", "high") if figure[k] is not None), 0)
        if n <= 0:
            continue
        if figure["unit"] == "person" and figure["kind"] in PERSON_WEIGHT:
            weight += PERSON_WEIGHT[figure["kind"]] * math.log2(1 + n)
            reasons.append((PERSON_WEIGHT[figure["kind"]] * math.log2(1 + n), f"{n} {figure['kind']}"))
        elif figure["kind"] == "launched":
            weight += WEAPON_WEIGHT * math.log2(1 + n)
    sources = max(int(event["sources"]), 1)
    weight += SOURCE_WEIGHT * math.log2(sources)
    if event["disputed"]:
        weight += DISPUTE_WEIGHT
    new = event["first_reported_at"] >= start
    novelty = NEW if new else REVISED if revised else KNOWN
    day: date | None = event["event_date_end"] or event["event_date_start"]
    old = day is not None and (start.date() - day).days > OLD_AFTER_DAYS
    words = [text for _, text in sorted(reasons, reverse=True)[:2]]
    words.append(count(sources, "source"))
    words.append("first reported now" if new else "figures changed" if revised else "known before")
    if old:
        words.append("happened more than a week earlier")
    return Rank(weight * novelty * (OLD if old else 1.0) * float(event["confidence"]), ", ".join(words))
