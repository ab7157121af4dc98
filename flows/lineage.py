"""What became of former events, as rows: merged, split, renamed or gone, when and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import polars as pl

from pipeline.frames import to_frame
from pipeline.fusion import FusionResult, Succession, successions, taken_back
from pipeline.records import Correction, ReportedMention


def lineage_rows(
    before: Mapping[str, str],
    known: Mapping[str, Sequence[str]],
    after: Mapping[str, str],
    corrections: Sequence[Correction],
    fused: Iterable[FusionResult],
    mentions: Iterable[ReportedMention],
    *,
    at: datetime,
    run_id: str,
) -> pl.DataFrame:
    """Rows of event_lineage. `before` and `after` give the event of each mention, `known` all former events
    and the corrections that applied to them."""
    changes = successions(before, after)
    emptied = known.keys() - set(before.values())
    changes += [Succession(event_id=name, successor_id=None, change="gone", mentions=0) for name in sorted(emptied)]
    if changes:
        told = _Reasons(before, known, after, corrections, fused, mentions)
        rows = [
            {
                "event_id": change.event_id,
                "successor_id": change.successor_id,
                "change": change.change,
                "mentions": change.mentions,
                "at": at,
                "why": told.why(change),
                "run_id": run_id,
            }
            for change in changes
        ]
    else:
        rows = []
    return to_frame("event_lineage", rows)


class _Reasons:
    """Why an event's name changed: what a person said, or the reports that came between."""

    def __init__(
        self,
        before: Mapping[str, str],
        known: Mapping[str, Sequence[str]],
        after: Mapping[str, str],
        corrections: Sequence[Correction],
        fused: Iterable[FusionResult],
        mentions: Iterable[ReportedMention],
    ) -> None:
        self._applied = known
        gone = taken_back(corrections)
        self._undone = {c.other_id: c for c in corrections if c.kind == "undo" and c.other_id in gone}
        self._corrections = {correction.correction_id: correction for correction in corrections}
        self._ruled = {event.event_id: event.corrections for part in fused for event in part.events}
        self._given = {given.mention.mention_id: given for given in mentions}
        self._joined: dict[str, list[str]] = defaultdict(list)
        for mention, event in after.items():
            if mention not in before:
                self._joined[event].append(mention)

    def why(self, change: Succession) -> str:
        if change.successor_id is None:
            return "none of its reports tells of a happening any more"
        for correction_id in reversed(self._ruled.get(change.successor_id, ())):
            correction = self._corrections.get(correction_id)
            if correction is not None and correction.field is None:
                return f"correction {correction_id[:8]}: {correction.why}"
        for correction_id in reversed(self._applied.get(change.event_id, ())):
            if correction_id in self._undone:
                undo = self._undone[correction_id]
                return f"correction {undo.correction_id[:8]} takes {correction_id[:8]} back: {undo.why}"
        joined = [self._given[mention] for mention in self._joined[change.successor_id] if mention in self._given]
        if not joined:
            return "its reports are read, dated or compared otherwise than before"
        first = min(joined, key=lambda given: (given.known_at, given.article_id, given.mention.mention_id))
        passage = " ".join(first.mention.evidence.split())
        return f"{len(joined)} new reports, first {first.source}, {first.known_at:%Y-%m-%d %H:%M}Z: {passage[:200]}"
