"""The published snapshot: a checked copy that takes the old one's place in one rename."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import duckdb

from pipeline.errors import CheckError, WarehouseError, home_error
from pipeline.frames import SCHEMAS
from pipeline.settings import Settings
from pipeline.warehouse.connect import duckdb_error, open_reader
from pipeline.warehouse.writer import CheckResult, Warehouse, open_warehouse

_COUNTED = tuple(sorted({*SCHEMAS, "polls", "runs"}))


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return {t: int((connection.execute(f"SELECT count(*) FROM {t}").fetchone() or (0,))[0]) for t in _COUNTED}  # noqa: S608 - names of our own


def published_counts(snapshot: Path) -> dict[str, int]:
    """Rows of each table in the published snapshot."""
    with open_reader(snapshot) as connection:
        return _counts(connection)


def last_published(snapshot: Path) -> datetime:
    """When the snapshot that readers have was published, UTC; the year 1 where there is none."""
    if snapshot.is_file():
        # under a name of its own: one process may not open a file that it has open with other settings
        link = snapshot.with_name(f".{snapshot.name}.{os.getpid()}.new.last")
        link.unlink(missing_ok=True)
        try:
            os.link(snapshot, link)
        except OSError:  # a file system without links
            link = snapshot
        try:
            with open_reader(link) as connection:
                row = connection.execute("SELECT max(published_at) FROM snapshots").fetchone()
        finally:
            if link != snapshot:
                link.unlink(missing_ok=True)
        if row and row[0]:
            return cast(datetime, row[0]).astimezone(UTC)
    return datetime(1, 1, 1, tzinfo=UTC)


def _copy(source: Path, target: Path) -> None:
    """Copy and flush to the disk, so that the rename never publishes a file that a power cut leaves empty."""
    with source.open("rb") as reader, target.open("wb") as writer:
        shutil.copyfileobj(reader, writer, 1 << 22)
        writer.flush()
        os.fsync(writer.fileno())


def publish(settings: Settings, *, run_id: str, at: datetime) -> list[CheckResult]:
    """Check the warehouse, copy it, check the copy, and put it where readers look.

    Readers that have the old snapshot open keep it. Returns the failed checks of severity warn; raises CheckError
    with the old snapshot in place when one of severity error fails, HomeError when the disk is full.
    """
    fresh = settings.snapshot.with_name(f".{settings.snapshot.name}.{os.getpid()}.new")
    try:
        for left_over in settings.home.glob(f".{settings.snapshot.name}.*.new*"):
            left_over.unlink(missing_ok=True)
        with open_warehouse(settings, "publish") as warehouse:
            warehouse.settle_sightings()
            failed = [check for check in warehouse.run_checks() if check.rows]
            errors = [check for check in failed if check.severity == "error"]
            if errors:
                first = errors[0]
                raise CheckError(
                    f"check {first.name} found {len(first.rows)} rows ({first.question}); first: {first.rows[0]}",
                    hint="the last snapshot stays published; see docs/operator.md",
                )
            counts = _counts(warehouse.connection)
            _note_snapshot(warehouse, run_id, at, counts)
            with warehouse.transaction():
                warehouse.execute_file("note_published", at=at, last=last_published(settings.snapshot))
            counts = _counts(warehouse.connection)
            warehouse.connection.execute("CHECKPOINT")
            warehouse.connection.close()
            # still under the writer's lock: nobody changes the file while it is copied
            _copy(settings.database, fresh)
        found = published_counts(fresh)
        if found != counts:
            differing = sorted(t for t in counts if found.get(t) != counts[t])
            raise WarehouseError(f"the copied snapshot differs from the warehouse in {', '.join(differing)}")
        fresh.replace(settings.snapshot)
        folder = os.open(settings.home, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except duckdb.Error as error:
        raise duckdb_error(error, settings.snapshot) from error
    except OSError as error:
        raise home_error(error, settings.home) from error
    finally:
        fresh.unlink(missing_ok=True)
    return failed


def _note_snapshot(warehouse: Warehouse, run_id: str, at: datetime, counts: dict[str, int]) -> None:
    with warehouse.transaction():
        warehouse.connection.execute("DELETE FROM snapshots WHERE run_id = ?", [run_id])
        warehouse.connection.executemany(
            "INSERT INTO snapshots VALUES (?, ?, ?, ?)", [[at, run_id, t, n] for t, n in sorted(counts.items())]
        )
