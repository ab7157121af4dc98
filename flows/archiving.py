"""Backfill's first half: what a source has goes into the archive, once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flows.context import RunContext, versions
from flows.walk import index_new_files
from pipeline.archive import ArchiveWriter
from pipeline.frames import failures_frame
from pipeline.identity import digest
from pipeline.records import Failure
from pipeline.sources import SourceRequest, read_source
from pipeline.warehouse import open_warehouse

SOFTWARE = "dateline"
_LOOK_UP = 500  # items whose digests are looked up in the index at once


def archive_source(run: RunContext, source: str, path: Path | None, first: date | None, last: date | None) -> None:
    """Keep the source's items as WARC resource records; what the archive holds already is not kept again."""
    settings = run.settings
    request = SourceRequest(today=run.started_at.date(), first=first, last=last, path=path)
    failures: list[tuple[str, Failure]] = []
    writer = ArchiveWriter(
        settings.archive_dir,
        name=f"backfill-{source}",
        started_at=run.started_at,
        software=f"{SOFTWARE}/{versions()['dateline']}",
    )
    with writer:
        batch = []
        for item in read_source(source, request):
            if isinstance(item, Failure):
                failures.append((f"source:{source}", item))
                continue
            batch.append(item)
            if len(batch) == _LOOK_UP:
                _keep(run, writer, batch)
                batch = []
        _keep(run, writer, batch)
    run.counts["source failures"] += len(failures)
    with open_warehouse(settings, "backfill") as warehouse:
        warehouse.save_failures(failures_frame(failures))
    index_new_files(run)


def _keep(run: RunContext, writer: ArchiveWriter, batch: list) -> None:  # type: ignore[type-arg]
    if not batch:
        return
    with open_warehouse(run.settings, "backfill") as warehouse:
        known = warehouse.captures_by_digest([digest(item.body) for item in batch])
    for item in batch:
        held = known.get(digest(item.body))
        if held is not None and held.url == item.url:
            run.counts["items held already"] += 1
            continue
        writer.write_resource(item.url, item.body, mime=item.mime, fetched_at=run.clock(), kind="text", origin="texts")
        run.counts["items archived"] += 1
