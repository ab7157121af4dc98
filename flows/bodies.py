"""What each flow does, as a table of contents. Called by the Prefect flows and by plain runs alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from flows.again import reprocess_days
from flows.alerts import alert_run, send_waiting
from flows.brief import brief_run
from flows.context import RunContext
from flows.past import archive_past, note_days, request_of
from flows.polling import poll_due
from flows.walk import (
    Opening,
    Readers,
    index_new_files,
    message_of,
    note_run,
    process_all,
    publish_run,
    recover,
    relate_dirty,
)
from pipeline.errors import LockedError, UsageError
from pipeline.sources import source_named
from pipeline.warehouse import hold_lock, open_warehouse


def nightly(run: RunContext, *, poll_first: bool = True) -> None:
    """Poll, then do all that is missing between the archive and the snapshot."""
    with _exclusive(run, "nightly"):
        recover(run)
        if poll_first:
            _poll_unless_polled(run)
        process_all(run)
        publish_run(run)
        brief_run(run)
        alert_run(run)


def poll(run: RunContext, *, force: bool = False) -> None:
    """Ask the feeds that are due and keep what they link to. Nothing is read of it yet."""
    with _exclusive(run, "poll", kept_open=True) as opening:
        recover(run, opening)
        poll_due(run, opening, force=force)
        if run.settings.alerts.rules:
            opening.drop()
            send_waiting(run)


def _poll_unless_polled(run: RunContext) -> None:
    """The quarter-hourly poll may be under way: then it asks the feeds, and asking them twice would be rude."""
    try:
        with (
            hold_lock(
                run.settings.lock_dir,
                "poll",
                timeout=run.settings.process.lock_timeout,
                purpose=f"nightly {run.run_id}",
            ),
            Opening(run) as opening,
        ):
            poll_due(run, opening)
    except LockedError as busy:
        if busy.lock != "poll":
            raise
        run.notes.append("another run was polling; its captures are processed as far as they were there")
        index_new_files(run)


def process(run: RunContext, *, first: date, last: date) -> None:
    """Read a range of days again with today's code, from the archive alone."""
    if first > last:
        raise UsageError(f"--from {first} is after --to {last}", hint="exchange them")
    run.window = (first, last)
    with _exclusive(run, "nightly"):
        recover(run)
        with open_warehouse(run.settings, "process") as warehouse:
            warehouse.mark_stale(first, last)
        process_all(run)
        publish_run(run)


def reprocess(run: RunContext, *, first: date, last: date, into: str | None = None, publish: bool = False) -> None:
    """Today's code over the archive of some days; what changed stands in the counts. Published only where asked."""
    if first > last:
        raise UsageError(f"--from {first} is after --to {last}", hint="exchange them")
    if into is not None and publish:
        raise UsageError("--publish goes with the warehouse itself, not with --into", hint="leave one of them out")
    run.window = (first, last)
    with _exclusive(run, "nightly"):
        recover(run)
        reprocess_days(run, first, last, Path(into) if into else None)
        if publish:
            publish_run(run)


def backfill(
    run: RunContext,
    *,
    source: str,
    path: str | Sequence[str] | None = None,
    first: date | None = None,
    last: date | None = None,
    host: Sequence[str] = (),
    feed: Sequence[str] = (),
    window: int | None = None,
    dry_run: bool = False,
) -> None:
    """Archive what a source has of these days, then process it like all else; with `dry_run` only tell the plan.

    Archiving holds no other run up: polls and nightly runs go on beside it. Processing waits for its turn.
    """
    run.window = (first, last) if first and last else None
    paths = [path] if isinstance(path, str) else list(path or ())
    ask = partial(
        request_of,
        run,
        source_named(source),
        first=first,
        last=last,
        paths=paths,
        hosts=host,
        feeds=feed,
        window=window,
    )
    if dry_run:
        expected = archive_past(run, source, ask(), dry_run=True)
        run.counts.update({"pieces": expected.units, "pieces to read": expected.left})
        return
    with _exclusive(run, "backfill", kept_open=True) as opening, Readers(run.settings) as readers:
        recover(run, opening)
        opening.drop()
        archive_past(run, source, ask(), readers=readers)
        with hold_lock(
            run.settings.lock_dir,
            "nightly",
            timeout=run.settings.process.lock_timeout,
            purpose=f"backfill {run.run_id}",
        ):
            process_all(run, readers)
            note_days(run)
            publish_run(run)


def relate(run: RunContext) -> None:
    """Relate the days that changed, for instance by what somebody said about an event, and publish."""
    with _exclusive(run, "nightly"):
        relate_dirty(run)
        publish_run(run)


BODIES: Mapping[str, Callable[..., None]] = MappingProxyType(
    {
        "nightly": nightly,
        "poll": poll,
        "process": process,
        "reprocess": reprocess,
        "backfill": backfill,
        "relate": relate,
    }
)


class _exclusive:  # noqa: N801 - reads as a word in `with`
    """One run of a kind at a time, under a lock that a dead process cannot keep, with its row in `runs`."""

    def __init__(self, run: RunContext, name: str, *, kept_open: bool = False) -> None:
        self._run, self._kept_open = run, kept_open
        self._lock = hold_lock(
            run.settings.lock_dir, name, timeout=run.settings.process.lock_timeout, purpose=f"{run.flow} {run.run_id}"
        )

        self._opening = Opening(run)

    def __enter__(self) -> Opening:
        self._lock.__enter__()
        if self._kept_open:
            self._opening.take()
            # while the database is open nobody can see the row, and most polls end before it is let go of
            self._opening.before_drop = partial(note_run, self._run, "running")
        else:
            note_run(self._run, "running")
        return self._opening

    def __exit__(self, *trouble: Any) -> None:
        error = trouble[1]
        self._opening.before_drop = None
        try:
            if error:
                self._opening.drop()  # it may be what is broken
            note_run(
                self._run,
                "failed" if error else "completed",
                message_of(error) if error else "; ".join(self._run.notes) or None,
            )
        except Exception as second:
            if error is None:
                raise
            error.add_note(f"and the run could not be noted: {message_of(second)}")
        finally:
            self._opening.drop()
            self._lock.__exit__(*trouble)
