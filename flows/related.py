"""What articles have to do with each other: copies among articles, events among mentions. For a stretch of days."""

from __future__ import annotations

from datetime import date, timedelta

from flows.context import RunContext
from pipeline.frames import duplicates_frame, events_frame, revisions_frame
from pipeline.process import copies_among, fuse_stretches
from pipeline.records import Event, EventRevision
from pipeline.warehouse import Warehouse, open_warehouse

_WIDEST = 60  # days to which the look around a stretch is widened at most


def relate_days(run: RunContext, first: date, last: date) -> None:
    """Recompute the duplicates and events that changes in these days can reach, and mark the days clean.

    The writer is held throughout: opening the database for each statement costs more than the statements.
    """
    with open_warehouse(run.settings, "relate") as warehouse:
        warehouse.settle_versions(first, last)
        _find_copies(run, warehouse, first, last)
        _fuse(run, warehouse, first, last)


def _find_copies(run: RunContext, warehouse: Warehouse, first: date, last: date) -> None:
    """Duplicates of the days around the stretch.

    Articles further apart than `span` days are never compared, so a change reaches `span` days forward and, through
    chains of copies, further only where a cluster goes on: then the look is widened.
    """
    span = timedelta(days=run.settings.process.span_days)
    inner_first, inner_last = first - span, last + 2 * span
    margin = 2 * span
    while True:
        lower, upper = inner_first - margin, inner_last + margin
        articles = warehouse.articles_between(lower, upper)
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
    run.counts["duplicate rows changed"] += warehouse.save_duplicates(duplicates_frame(rows), keep)


def _fuse(run: RunContext, warehouse: Warehouse, first: date, last: date) -> None:
    """Events of all the days that the articles of the stretch speak of, replaced in one transaction with their
    revisions and their mentions' event_id."""
    stretches = fuse_stretches(warehouse.touched_event_days(first, last))
    mentions = warehouse.mentions_around([stretch.read for stretch in stretches])
    events: list[tuple[Event, date]] = []
    revisions: list[EventRevision] = []
    membership: dict[str, str] = {}
    for stretch in stretches:
        fused = stretch.fuse(mentions)
        events += [(event, fused.days[event.event_id]) for event in fused.events]
        revisions += fused.revisions
        membership.update(fused.membership)
    run.counts["event rows changed"] += warehouse.save_events(
        [stretch.replace for stretch in stretches],
        events=events_frame(events),
        revisions=revisions_frame(revisions),
        membership=membership,
        clean=(first, last),
        run_id=run.run_id,
    )
