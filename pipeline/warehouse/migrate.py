"""Numbered migrations: they only grow, each runs in its own transaction and is recorded in it.

A database in a file is never changed in its shape where it lies: a copy is, and takes its place in one rename. DuckDB
1.5 cannot replay a log in which a table with a default that is a list is altered or commented on; a process killed at
that moment would leave a database that nothing opens any more.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from functools import cache
from pathlib import Path

import duckdb

from pipeline.errors import WarehouseError
from pipeline.warehouse.connect import Writer
from pipeline.warehouse.sqlfiles import sql_files

_SHOWN = ("comments", "macros", "views")
_VIEWS = "views:"
"""Before the digest of comments, macros and views that a database has, among the names of its migrations."""


def open_current(database: Path, memory_limit: str) -> Writer:
    """The one read-write connection to a database with today's tables, views, macros and comments.

    Makes it where there is none, brings it up to date where it is not. The caller holds the writer's lock. Killed at
    any moment, the database is the old one or the new one, whole.
    """
    if database.exists():
        writer = Writer(database, memory_limit)
        try:
            if not _is_outdated(writer.connection):
                return writer
            writer.connection.execute("CHECKPOINT")
        except BaseException:
            writer.close(well=False)
            raise
        writer.close()
    _renew(database, memory_limit)
    return Writer(database, memory_limit)


def _renew(database: Path, memory_limit: str) -> None:
    database.parent.mkdir(parents=True, exist_ok=True)
    fresh = database.with_name(f".{database.name}.{os.getpid()}.new")
    try:
        for left in database.parent.glob(f".{database.name}.*.new*"):
            left.unlink(missing_ok=True)
        if database.exists():
            shutil.copyfile(database, fresh)
        writer = Writer(fresh, memory_limit)
        try:
            migrate(writer.connection)
            create_views(writer.connection)
            writer.connection.execute("CHECKPOINT")
        finally:
            writer.close(well=False)  # nobody opens it under this name again
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.replace(database)
        folder = os.open(database.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        fresh.unlink(missing_ok=True)


def _is_outdated(connection: duckdb.DuckDBPyConnection) -> bool:
    done = _done(connection)
    return _VIEWS + _views_digest() not in done or any(name not in done for name in sql_files("migrations"))


def _done(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Names of what was done to this database. Raises WarehouseError where a newer Dateline did more."""
    connection.execute("CREATE TABLE IF NOT EXISTS schema_migrations (name VARCHAR NOT NULL)")
    done = {str(row[0]) for row in connection.execute("SELECT name FROM schema_migrations").fetchall()}
    unknown = sorted(name for name in done - set(sql_files("migrations")) if not name.startswith(_VIEWS))
    if unknown:
        raise WarehouseError(
            f"this database was written by a newer version (migration {unknown[-1]})", hint="upgrade Dateline"
        )
    return done


@cache
def _views_digest() -> str:
    text = "\0".join(f"{folder}/{file.name}\0{file.text}" for folder in _SHOWN for file in sql_files(folder).values())
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def migrate(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Bring the schema up to date; the names of the migrations that ran now.

    Views and macros are not migrated but replaced: they hold no data. Raises WarehouseError where the database
    was written by a newer Dateline.
    """
    done = _done(connection)
    ran: list[str] = []
    for name, file in sql_files("migrations").items():
        if name in done:
            continue
        connection.execute("BEGIN")
        try:
            connection.execute(file.text)
            connection.execute("INSERT INTO schema_migrations VALUES (?)", [name])
            connection.execute("COMMIT")
        except duckdb.Error:
            connection.execute("ROLLBACK")
            raise
        ran.append(name)
    return ran


def create_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Create or replace every comment, macro and view, in the order of their file names, in one transaction."""
    connection.execute("BEGIN")
    try:
        for folder in _SHOWN:
            for file in sql_files(folder).values():
                connection.execute(file.text)
        connection.execute("DELETE FROM schema_migrations WHERE starts_with(name, ?)", [_VIEWS])
        connection.execute("INSERT INTO schema_migrations VALUES (?)", [_VIEWS + _views_digest()])
        connection.execute("COMMIT")
    except duckdb.Error:
        connection.execute("ROLLBACK")
        raise
