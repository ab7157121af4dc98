"""What became of an event's name: merges, splits and new founders, from membership before and after."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Change = Literal["merged", "split", "renamed", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """One event name that no longer means what it meant, and where its mentions went."""

    event_id: str
    """As it was."""
    successor_id: str | None
    """None where none of its mentions belongs to an event any more."""
    change: Change
    """merged: into an event that also holds mentions of another former event; split: one of several parts, the part
    that keeps the name is not listed; renamed: the same mentions under an earlier founder; gone."""
    mentions: int
    """Mentions that went from the one to the other."""


def successions(before: Mapping[str, str], after: Mapping[str, str]) -> list[Succession]:
    """Changes of identity between two memberships (mention_id to event_id), in order of event_id and successor.

    An event that keeps its name and all its mentions, whatever joined it, is not listed.
    """
    went: dict[str, Counter[str | None]] = defaultdict(Counter)
    came: dict[str, set[str]] = defaultdict(set)
    for mention_id, old in before.items():
        new = after.get(mention_id)
        went[old][new] += 1
        if new is not None:
            came[new].add(old)
    found = []
    for old in sorted(went):
        targets = went[old]
        named = [target for target in targets if target is not None]
        if not named:
            found.append(Succession(event_id=old, successor_id=None, change="gone", mentions=targets.total()))
        for new in sorted(named):
            if new == old:
                continue
            if len(named) > 1:
                change: Change = "split"
            else:
                change = "merged" if len(came[new]) > 1 else "renamed"
            found.append(Succession(event_id=old, successor_id=new, change=change, mentions=targets[new]))
    return found
