"""Opening DuckDB: one writer behind a file lock, and locked-down readers of the snapshot."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from pipeline.errors import DatelineError, HomeError, LockedError, WarehouseError, home_error

_NO_NETWORK = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def duckdb_error(error: duckdb.Error, path: Path) -> DatelineError:
    """DuckDB's words as one of our errors, on one line."""
    words = " ".join(str(error).split())
    if "No space left" in words or ("could not allocate" in words.lower() and "disk" in words.lower()):
        return HomeError(f"the disk under {path.parent} is full", hint="free space and run again")
    if "Could not set lock" in words or "Conflicting lock" in words:
        return LockedError(
            f"{path.name} is open in another program",
            hint="close it there; read the published snapshot instead of the warehouse",
        )
    if "File too large" in words:
        return HomeError(f"{path.name} may not grow further", hint="raise the limit on the size of files (ulimit -f)")
    if "Permission denied" in words or "Read-only file system" in words:
        return HomeError(f"cannot write {path}", hint="check its owner or name another --home")
    return WarehouseError(f"{path.name}: {words[:400]}")


@contextmanager
def hold_lock(lock_dir: Path, name: str, *, timeout: float, purpose: str) -> Iterator[None]:
    """Hold LOCK_DIR/NAME.lock. The kernel frees it when the process dies, however it dies.

    Raises LockedError, naming the holder, when it is not free within `timeout` seconds.
    """
    try:
        lock_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(lock_dir / f"{name}.lock")
        note = lock_dir / f"{name}.holder"
        try:
            lock.acquire(timeout=timeout, poll_interval=0.05)
        except Timeout:
            try:
                holder = json.loads(note.read_text(encoding="utf-8"))
                who = f"process {holder['pid']} ({holder['purpose']})"
            except (OSError, ValueError, KeyError):
                who = "another process"
            busy = LockedError(f"{name} is held by {who}", hint="wait until it ends, or raise process.lock_timeout")
            busy.lock = name
            raise busy from None
        try:
            note.write_text(json.dumps({"pid": os.getpid(), "purpose": purpose}), encoding="utf-8")
            yield
        finally:
            note.unlink(missing_ok=True)
            lock.release()
    except OSError as error:
        raise home_error(error, lock_dir) from error


def open_writer(database: Path) -> duckdb.DuckDBPyConnection:
    """The one read-write connection. The caller holds the writer's lock."""
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(str(database), config=dict(_NO_NETWORK))
        connection.execute("SET TimeZone = 'UTC'")
        # rows of some days are found by these days, not by all between the first and the last of them
        connection.execute("SET dynamic_or_filter_threshold = 1000")
    except duckdb.Error as error:
        raise duckdb_error(error, database) from error
    except OSError as error:
        raise home_error(error, database.parent) from error
    return connection


def open_reader(snapshot: Path, *, memory_limit: str | None = None) -> duckdb.DuckDBPyConnection:
    """A read-only connection that reaches nothing but the snapshot: no files, no network, no settings.

    `memory_limit` as DuckDB writes it ("2GB"); what needs more fails, since nothing may be spilled to the disk then.
    """
    if not snapshot.is_file():
        raise WarehouseError(
            "nothing is published here yet", hint=f"run `dateline demo` or `dateline run`; looked for {snapshot}"
        )
    try:
        connection = duckdb.connect(str(snapshot), read_only=True, config=dict(_NO_NETWORK))
        connection.execute("SET TimeZone = 'UTC'")
        if memory_limit is not None:
            connection.execute("SET memory_limit = $limit", {"limit": memory_limit})
            connection.execute("SET temp_directory = ''")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        raise duckdb_error(error, snapshot) from error
    return connection
