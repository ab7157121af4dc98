"""Tolls told in two steps: "Porth was shot dead. Two of his guards were also killed" are three dead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.events.quantity_drafts import QuantityDraft

_NEAR = 2
"""Sentences between the first and the further victims."""
_KINDS = frozenset({"killed", "injured", "captured"})
_CRIMES = frozenset({"murder", "killing", "assassination", "kidnapping", "abduction", "attack", "execution"})
"""A further one of these is an occasion of its own: "responsible for seven other murders"."""


def add_up(drafts: Sequence[QuantityDraft], text: str) -> list[QuantityDraft]:
    """The drafts with a sum put in where further victims are named beside single ones.

    Only beside a victim without a numeral: "eleven died. Another three died" may be two places, and a
    total that covers them is mostly stated. `text` is what the offsets count into.
    """
    sums: dict[int, QuantityDraft] = {}
    for index, draft in enumerate(drafts):
        if (
            draft.additional
            and draft.kind in _KINDS
            and draft.subset_of is None
            and draft.value
            and _real(draft)
            and draft.rule.split()[-1] not in _CRIMES
        ):
            first = _single_before(drafts, index)
            if first is not None:
                sums[index] = _sum(first, draft, text)
    if not sums:
        return list(drafts)
    return _merged(drafts, sums)


def _real(draft: QuantityDraft) -> bool:
    return not draft.negated and not draft.hypothetical and draft.scope in ("incident", "place")


def _single_before(drafts: Sequence[QuantityDraft], index: int) -> QuantityDraft | None:
    """The last victims before that were told without a numeral; a counted toll between them ends the search."""
    further = drafts[index]
    for draft in reversed(drafts[:index]):
        if further.sentence - draft.sentence > _NEAR:
            break
        if draft.sentence == further.sentence and draft.kind in _KINDS - {further.kind} and draft.subset_of is None:
            return None  # "Nine were killed and 17 others hurt": beside the nine
        if draft.kind != further.kind or draft.subset_of is not None or not _real(draft) or draft.value is None:
            continue
        if draft.end > further.start or (draft.name is not None and draft.name == further.name):
            continue
        return draft if draft.implied else None
    return None


def _sum(first: QuantityDraft, further: QuantityDraft, text: str) -> QuantityDraft:
    value = first.value or 0

    def plus(bound: int | None) -> int | None:
        return None if bound is None else bound + value

    return replace(
        further,
        low=plus(further.low), best=plus(further.best), high=plus(further.high),
        start=first.start, text=text[first.start : further.end],
        additional=False, implied=False, rule="sum", victim=None, name=None, names=(*first.names, *further.names),
    )  # fmt: skip


def _merged(drafts: Sequence[QuantityDraft], sums: dict[int, QuantityDraft]) -> list[QuantityDraft]:
    """Each sum before its further part; indexes of wholes counted anew."""
    where: dict[int, int] = {}
    position = 0
    for index in range(len(drafts)):
        position += index in sums
        where[index] = position
        position += 1
    found: list[QuantityDraft] = []
    for index, draft in enumerate(drafts):
        if draft.subset_of is not None:
            draft = replace(draft, subset_of=where[draft.subset_of])
        if index in sums:
            found.append(sums[index])
            draft = replace(draft, subset_of=len(found) - 1)
        found.append(draft)
    return found
