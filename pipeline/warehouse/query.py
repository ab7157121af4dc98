"""Questions to the published snapshot: named files of sql/queries, or the reader's own SELECT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipeline.errors import QueryError
from pipeline.warehouse.connect import open_reader
from pipeline.warehouse.sqlfiles import SqlFile, sql_files

_READS = {
    duckdb.StatementType.SELECT,
    duckdb.StatementType.EXPLAIN,
    duckdb.StatementType.RELATION,
    duckdb.StatementType.CALL,
}


@dataclass(frozen=True, slots=True)
class QueryResult:
    """`frame` has the answer; `query` the named file it came from, None for SQL of the reader's own."""

    frame: pl.DataFrame
    query: SqlFile | None


def list_queries() -> list[SqlFile]:
    """The named queries, by name."""
    return list(sql_files("queries").values())


def _run(snapshot: Path, sql: str, parameters: Mapping[str, Any]) -> pl.DataFrame:
    with open_reader(snapshot) as connection:
        try:
            statements = connection.extract_statements(sql)
        except duckdb.Error as error:
            raise QueryError(" ".join(str(error).split())[:600]) from error
        if len(statements) != 1:
            raise QueryError(f"one statement is asked for, {len(statements)} were given")
        if statements[0].type not in _READS:
            raise QueryError(
                f"{statements[0].type.name} is not a question: the snapshot is read-only", hint="ask with SELECT"
            )
        try:
            cursor = connection.execute(sql, dict(parameters)) if parameters else connection.execute(sql)
            return cursor.pl()
        except duckdb.Error as error:
            unknown = isinstance(error, duckdb.CatalogException)
            raise QueryError(" ".join(str(error).split())[:600], hint=_UNKNOWN if unknown else None) from error


_UNKNOWN = "what a newer version knows is there once a run has published again; see docs/reference.md for all names"


def run_sql(snapshot: Path, sql: str) -> QueryResult:
    """Run one SELECT of the reader's own. Raises QueryError for anything else, in one line."""
    return QueryResult(_run(snapshot, sql, {}), None)


def run_named(snapshot: Path, name: str, arguments: Mapping[str, str] | None = None) -> QueryResult:
    """Run sql/queries/NAME.sql with arguments given as text; its header says their types and defaults.

    Raises QueryError for an unknown query, an unknown or missing argument, or a value that does not fit its type.
    """
    queries = sql_files("queries")
    if name not in queries:
        near = ", ".join(sorted(queries))
        raise QueryError(f"there is no query {name!r}", hint=f"known are: {near}")
    file = queries[name]
    given = dict(arguments or {})
    unknown = sorted(set(given) - {p.name for p in file.params})
    if unknown:
        takes = ", ".join(p.name for p in file.params) or "none"
        raise QueryError(f"query {name} has no parameter {unknown[0]!r}", hint=f"it takes: {takes}")
    bound: dict[str, Any] = {}
    with open_reader(snapshot) as connection:
        for param in file.params:
            if param.name in given:
                try:
                    if param.type == "DATE":
                        date.fromisoformat(given[param.name])  # DuckDB's cast forgives what follows a date
                    row = connection.execute(f"SELECT CAST($value AS {param.type})", {"value": given[param.name]})
                    bound[param.name] = (row.fetchone() or (None,))[0]
                except (duckdb.Error, ValueError) as error:
                    raise QueryError(
                        f"{param.name}={given[param.name]!r} is not a {param.type}", hint=param.meaning
                    ) from error
            elif param.default is None:
                raise QueryError(f"query {name} needs -p {param.name}=VALUE", hint=param.meaning)
            else:
                row = connection.execute(f"SELECT CAST({param.default} AS {param.type})")
                bound[param.name] = (row.fetchone() or (None,))[0]
    return QueryResult(_run(snapshot, file.text, bound), file)
