"""Care of the archive, as `dateline archive` calls it: verify, compact, forget. No other run is under way meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial

from flows.context import RunContext
from flows.walk import index_rewrite, know_tombstones, note_run, process_all, publish_run, recover
from pipeline.archive import Verification, list_files, verify_file
from pipeline.archive.rewrite import Grave, add_tombstone, begin, compact, finish, without
from pipeline.errors import UsageError
from pipeline.identity import content_id
from pipeline.urls import canonical_url
from pipeline.warehouse import hold_lock, open_warehouse
from pipeline.warehouse.ledger import captures_of_article


@contextmanager
def alone(run: RunContext) -> Iterator[None]:
    """Hold what polls, nightly runs and backfills hold: files that they have open must not move."""
    with ExitStack() as held:
        for name in ("backfill", "nightly", "poll"):
            held.enter_context(
                hold_lock(
                    run.settings.lock_dir,
                    name,
                    timeout=run.settings.process.lock_timeout,
                    purpose=f"archive {run.run_id}",
                )
            )
        yield


def verify_files(run: RunContext, names: Sequence[str]) -> Iterator[tuple[str, Verification, int | None]]:
    """Each file read to its end, and how many captures the index has of it (None: it is not indexed)."""
    files = list_files(run.settings.archive_dir)
    known = {file.name for file in files}
    unknown = sorted(set(names) - known)
    if unknown:
        raise UsageError(f"the archive has no file {unknown[0]}", hint="see `dateline archive list`")
    with open_warehouse(run.settings, "archive") as warehouse:
        rows = warehouse.connection.execute("SELECT warc_filename, captures FROM archive_files").fetchall()
    indexed = dict(rows)
    for file in files:
        if not names or file.name in names:
            yield file.name, verify_file(run.settings.archive_dir / file.name), indexed.get(file.name)


def compact_archive(run: RunContext, *, max_bytes: int) -> list[str]:
    """Write small files of each month together; files that were left alone because they are damaged."""
    with alone(run):
        recover(run)
        archive_dir = run.settings.archive_dir
        files = list_files(archive_dir)
        rewrite, damaged = compact(archive_dir, files, max_bytes=max_bytes)
        if rewrite is not None:
            begin(archive_dir, rewrite)
            finish(archive_dir, rewrite, partial(index_rewrite, run))
            run.counts["files written together"] += len(rewrite.moved)
            run.counts["files now"] += len(files) - len(rewrite.moved) + len(rewrite.parts)
        return damaged


def forget_url(run: RunContext, url: str, reason: str) -> None:
    """Take an address out of files, index and every row that was read in it, for good, and publish without it."""
    key = canonical_url(url)
    with alone(run):
        note_run(run, "running")
        recover(run)
        archive_dir = run.settings.archive_dir
        with open_warehouse(run.settings, "archive") as warehouse:
            held = captures_of_article(warehouse, key, url, content_id(key))
        keys = frozenset({key, *(capture.url_key for capture in held)})
        # before anything else: whatever happens from here on, it is not fetched again
        for each in sorted(keys):
            at = run.clock()
            add_tombstone(archive_dir, Grave(url=url if each == key else each, url_key=each, reason=reason, at=at))
        know_tombstones(run)
        records: dict[str, set[int]] = {}
        for capture in held:
            records.setdefault(capture.warc_filename, set()).add(capture.warc_record_offset)
        rewrite, gone = without(archive_dir, records, keys, [capture.capture_id for capture in held])
        begin(archive_dir, rewrite)
        finish(archive_dir, rewrite, partial(index_rewrite, run))
        run.counts["captures taken down"] += len(held)
        run.counts["records taken down"] += gone
        run.counts["files rewritten"] += len(rewrite.parts) + len(rewrite.removed)
        process_all(run)
        publish_run(run)
