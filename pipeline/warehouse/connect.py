"""Opening DuckDB: one writer behind a file lock, and locked-down readers of the snapshot."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

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


class Engine:
    """DuckDB without a database: making one costs as much as attaching a database of ours to it. A `Writer` that
    ended well leaves its engine to the next one of the same database; there is one idle engine in a process at most."""

    _idle: ClassVar[Engine | None] = None

    def __init__(self, database: Path, memory_limit: str) -> None:
        self.database, self.memory_limit = database, memory_limit
        config: dict[str, str | bool | int | float | list[str]] = {
            **_NO_NETWORK,
            "temp_directory": f"{database}.tmp",
            "memory_limit": memory_limit,
        }
        self.root = duckdb.connect(":memory:", config=config)

    @classmethod
    def take(cls, database: Path, memory_limit: str) -> Engine:
        """The idle engine where it is of this database and limit, otherwise a new one."""
        with _engines:
            idle, cls._idle = cls._idle, None
        if idle is not None:
            if (idle.database, idle.memory_limit) == (database, memory_limit):
                return idle
            idle.root.close()
        return cls(database, memory_limit)

    def leave(self) -> None:
        with _engines:
            before, Engine._idle = Engine._idle, self
        if before is not None:
            before.root.close()


_engines = threading.Lock()


class Writer:
    """The one read-write connection to a database. The caller holds the writer's lock, and closes it."""

    def __init__(self, database: Path, memory_limit: str) -> None:
        """Open `database`, or make it where there is none. `memory_limit` as DuckDB writes it ("2GB")."""
        try:
            database.parent.mkdir(parents=True, exist_ok=True)
            self._engine = Engine.take(database.absolute(), memory_limit)
            try:
                self.connection = self._engine.root.cursor()
                path = str(database.absolute()).replace("'", "''")
                self.connection.execute(f"ATTACH '{path}' AS warehouse (TYPE duckdb)")
                self.connection.execute("USE warehouse")
                self.connection.execute("SET TimeZone = 'UTC'")
                # rows of some days are found by these days, not by all between the first and the last of them
                self.connection.execute("SET dynamic_or_filter_threshold = 1000")
                # settings of the engine, which may come from an earlier opening
                self.connection.execute("PRAGMA enable_checkpoint_on_shutdown")
                self.connection.execute("RESET wal_autocheckpoint")
            except BaseException:
                self._engine.root.close()
                raise
        except duckdb.Error as error:
            raise duckdb_error(error, database) from error
        except OSError as error:
            raise home_error(error, database.parent) from error

    def close(self, *, well: bool = True) -> None:
        """Close the database; where something went wrong (not `well`) its engine, which may be what is broken, too."""
        self.connection.close()
        if well:
            try:
                self._engine.root.execute("DETACH warehouse")
            except BaseException:
                self._engine.root.close()
                raise
            self._engine.leave()
        else:
            self._engine.root.close()


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
