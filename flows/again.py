"""Reprocessing: today's code over the archive, in place or beside, and what changed by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from flows.context import RunContext
from flows.walk import process_all
from pipeline.errors import UsageError
from pipeline.settings import Settings
from pipeline.warehouse import open_warehouse
from pipeline.warehouse.compare import TableChange, compare_warehouses, copy_warehouse, is_warehouse

BEFORE = "before-reprocess.duckdb"
"""In the home while a reprocessing in place is under way: the rows as they were, also after a kill."""


def check_into(settings: Settings, into: Path) -> None:
    """Raises UsageError where `into` is the warehouse itself, or a file that is none of ours."""
    if into.resolve() in (settings.database.resolve(), settings.snapshot.resolve()):
        raise UsageError("--into names the warehouse itself", hint="name another file")
    if into.exists() and not is_warehouse(into):
        raise UsageError(f"--into {into} exists and is no warehouse of Dateline", hint="name another file")


def reprocess_days(run: RunContext, first: date, last: date, into: Path | None) -> list[TableChange]:
    """Read the captures of some days again with today's code, without the network, and compare.

    In place the rows as they were are kept beside until all is done, so that the report of a run that goes on after a
    kill tells of the whole change. With `into` another database is written, at first a copy of ours, and ours stays.
    """
    settings = run.settings
    before = settings.home / BEFORE if into is None else settings.database
    if into is None:
        if not before.exists():
            copy_warehouse(settings, before)
    else:
        check_into(settings, into)
        if not into.exists():
            copy_warehouse(settings, into)
    target = run if into is None else replace(run, settings=settings.with_database(into))
    with open_warehouse(target.settings, "reprocess") as warehouse:
        warehouse.mark_stale(first, last)
    process_all(target)
    changes = compare_warehouses(before, target.settings.database)
    for change in changes:
        for what, n in (("added", change.added), ("gone", change.gone), ("altered", change.altered)):
            run.counts[f"{change.table}: rows {what}"] += n
        run.counts.update({f"{change.table}.{name}: rows altered": n for name, n in change.columns})
    run.counts["tables changed"] += len(changes)
    if into is None:
        before.unlink(missing_ok=True)
    return changes
