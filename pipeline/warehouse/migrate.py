"""Numbered migrations: they only grow, each runs in its own transaction and is recorded in it."""

from __future__ import annotations

import duckdb

from pipeline.errors import WarehouseError
from pipeline.warehouse.sqlfiles import sql_files


def migrate(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Bring the schema up to date; the names of the migrations that ran now.

    Views and macros are not migrated but replaced: they hold no data. Raises WarehouseError where the database
    was written by a newer Dateline.
    """
    connection.execute("CREATE TABLE IF NOT EXISTS schema_migrations (name VARCHAR NOT NULL)")
    done = {row[0] for row in connection.execute("SELECT name FROM schema_migrations").fetchall()}
    known = sql_files("migrations")
    unknown = sorted(done - set(known))
    if unknown:
        raise WarehouseError(
            f"this database was written by a newer version (migration {unknown[-1]})", hint="upgrade Dateline"
        )
    ran: list[str] = []
    for name, file in known.items():
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
        for folder in ("comments", "macros", "views"):
            for file in sql_files(folder).values():
                connection.execute(file.text)
        connection.execute("COMMIT")
    except duckdb.Error:
        connection.execute("ROLLBACK")
        raise
