"""A database of an earlier version that has rows is brought up to date, whatever stands in it."""

from __future__ import annotations

import duckdb

from pipeline.warehouse.migrate import create_views, migrate
from pipeline.warehouse.sqlfiles import sql_files

ROWS = 5000  # more than DuckDB works on at once: defaults of lists have failed there and not below


def test_filled_tables_are_migrated() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE schema_migrations (name VARCHAR NOT NULL)")
        for name in ("0001_facts", "0002_ledger"):
            connection.execute(sql_files("migrations")[name].text)
            connection.execute("INSERT INTO schema_migrations VALUES (?)", [name])
        filled = []
        for (table,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE table_name <> 'schema_migrations' ORDER BY ALL"
        ).fetchall():
            columns = connection.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
                [table],
            ).fetchall()
            values = ", ".join(f'{_value(kind)} AS "{name}"' for name, kind in columns)
            connection.execute(f"INSERT INTO {table} BY NAME SELECT {values} FROM range({ROWS}) AS r(i)")
            filled.append(table)
        assert migrate(connection)[0].startswith("0003")
        create_views(connection)
        assert migrate(connection) == []
        counts = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in filled}
        assert set(counts.values()) == {(ROWS,)}, counts


def _value(kind: str) -> str:
    """Some value of a type."""
    if kind.endswith("[]"):
        return f"[]::{kind}"
    if kind.startswith("MAP"):
        return f"MAP {{}}::{kind}"
    if kind in ("DATE", "TIMESTAMP WITH TIME ZONE"):
        return f"'2024-03-05'::{kind}"
    return f"'t'::{kind}" if kind == "BOOLEAN" else f"i::{kind}"
