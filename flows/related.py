"""What articles have to do with each other: copies among articles, events among mentions. For a stretch of days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from flows.context import RunContext
from flows.corrections import sync_corrections
from flows.lineage import lineage_rows
from pipeline.frames import captured_frame, claims_frame, duplicates_frame, events_frame, revisions_frame
from pipeline.process import block_keys, copies_among, fuse_stretches
from pipeline.records import Event
from pipeline.warehouse import Connected, Warehouse, open_warehouse

_WIDEST = 60  # days to which the look around a stretch is widened at most


def relate_days(run: RunContext, first: date, last: date) -> None:
    """Recompute the duplicates and events that changes in these days can reach, and mark the days clean.

    The writer is held throughout: opening the database for each statement costs more than the statements.
    """
    with open_warehouse(run.settings, "relate", checkpoint=False) as warehouse:
        sync_corrections(run.settings, warehouse)
        warehouse.settle_versions(first, last)
        recopied = _find_copies(run, warehouse, first, last)
        _fuse(run, warehouse, Connected(warehouse, first, last, recopied), first, last)


def _find_copies(run: RunContext, warehouse: Warehouse, first: date, last: date) -> pl.DataFrame:
    """Duplicates of the days around the stretch; the texts whose cluster changed.

    Articles further apart than `span` days are never compared, so a change reaches `span` days forward and, through
    chains of copies, further only where a cluster goes on: then the look is widened. What was published earlier is no
    copy of what came later, so nothing changes before the stretch but where another version stands for an article.
    """
    span = timedelta(days=run.settings.process.span_days)
    inner_first, inner_last = warehouse.first_restated(first, last, span), last + 2 * span
    margin = 2 * span
    while True:
        lower, upper = inner_first - margin, inner_last + margin
        articles = warehouse.texts_between(lower, upper)
        found = copies_among(articles, span.days)
        day_of = {article.article_id: article.published_date for article in articles}
        inside = {d.cluster_id for d in found if inner_first <= day_of[d.article_id] <= inner_last}
        at_edge = {
            d.cluster_id
            for d in found
            if min(day_of[d.article_id], day_of[d.canonical_article_id]) < lower + span
            or day_of[d.article_id] > upper - span
        }
        if not inside & at_edge or margin.days > _WIDEST:
            break
        margin *= 2
    keep = {
        (article.article_id, article.version)
        for article in articles
        if inner_first <= article.published_date <= inner_last
    }
    rows = [d for d in found if (d.article_id, d.version) in keep]
    changed, recopied = warehouse.save_duplicates(duplicates_frame(rows), keep)
    run.counts["duplicate rows changed"] += changed
    return recopied


def _fuse(run: RunContext, warehouse: Warehouse, connected: Connected, first: date, last: date) -> None:
    """Events that the articles of the stretch can reach, replaced in one transaction with their history, their claims,
    their mentions' event_id, and what became of those that were there before.

    Only mentions that are connected with a changed one are read and fused: what is not cannot come out otherwise.
    """
    corrections = warehouse.corrections()
    stretches = fuse_stretches(connected.days(), warehouse.correction_spans())
    mentions = connected.mentions([stretch.read for stretch in stretches], block_keys)
    ranges = [stretch.replace for stretch in stretches]
    before, known = connected.members_before(ranges)
    fused = [stretch.fuse(mentions, corrections) for stretch in stretches]
    membership = {mention: event for part in fused for mention, event in part.membership.items()}
    lineage = lineage_rows(
        before, known, membership, corrections, fused, mentions, at=run.started_at, run_id=run.run_id
    )
    run.counts["events merged, split or renamed"] += lineage.height
    run.counts["event rows changed"] += warehouse.save_events(
        events=events_frame((event, part.days[event.event_id]) for part in fused for event in part.events),
        parts={
            "event_revisions": revisions_frame(r for part in fused for r in part.revisions),
            "event_captured_revisions": captured_frame(r for part in fused for r in part.captured),
            "event_claims": claims_frame(claim for part in fused for claim in part.claims),
        },
        membership=membership,
        lineage=lineage,
        clean=(first, last),
        run_id=run.run_id,
    )
    _note_largest(run, [event for part in fused for event in part.events])


def _note_largest(run: RunContext, events: Sequence[Event]) -> None:
    """The largest event of the run and why it is one: an error of fusion shows there first."""
    largest = max(events, key=lambda event: (event.mentions, event.event_id), default=None)
    if largest is None or largest.mentions <= run.counts["largest event: mentions"]:
        return
    run.counts["largest event: mentions"] = largest.mentions
    run.notes = [note for note in run.notes if not note.startswith("largest event")]
    when = largest.event_date_start or largest.first_reported_at.date()
    figures = ", ".join(f"{f.kind} {f.best if f.best is not None else f.low}" for f in largest.figures[:3])
    run.notes.append(
        f"largest event {largest.event_id[:8]}: {largest.mentions} mentions in {largest.articles} articles of "
        f"{largest.sources} sources, all {largest.event_type} at {largest.place_name or 'no named place'} on {when}"
        + (f" ({figures})" if figures else "")
    )
