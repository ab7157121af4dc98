"""One published snapshot held open: every answer is of the same moment, however often it is replaced meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any

import duckdb
import polars as pl

from pipeline.errors import QueryError
from pipeline.warehouse.connect import open_reader
from pipeline.warehouse.sqlfiles import SqlFile, sql_files

_READS = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.RELATION}


@dataclass(frozen=True, slots=True)
class Answer:
    """`frame` has at most as many rows as were asked for; `more` says that there would have been others."""

    frame: pl.DataFrame
    more: bool


class Reader:
    """Asks the files under sql/, or SQL of a user's own within limits. Use with `with`; not for two threads at once,
    but for several through `fork`."""

    def __init__(self, snapshot: Path, *, memory_limit: str | None = None) -> None:
        self._connection = open_reader(snapshot, memory_limit=memory_limit)

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def fork(self) -> Reader:
        """Another reader of the same open file, for another thread."""
        twin = Reader.__new__(Reader)
        twin._connection = self._connection.cursor()
        return twin

    def ask(
        self, folder: str, name: str, arguments: Mapping[str, Any] | None = None, *, seconds: float | None = None
    ) -> pl.DataFrame:
        """Run sql/FOLDER/NAME.sql. Values may be text or Python values; the header of the file says their types.

        Raises QueryError for an unknown file, an unknown or missing argument, a value that does not fit its type, and
        where the answer takes longer than `seconds`.
        """
        file = self._file(folder, name)
        bound = self._bind(file, dict(arguments or {}))
        with self._within(seconds):
            return self._connection.execute(file.text, bound or None).pl()

    def query(self, name: str, arguments: Mapping[str, str], *, rows: int, seconds: float) -> Answer:
        """Run sql/queries/NAME.sql within limits; errors as `ask`."""
        file = self._file("queries", name)
        bound = self._bind(file, dict(arguments))
        with self._within(seconds):
            return self._limited(file.text, bound, rows)

    def question(self, sql: str, *, rows: int, seconds: float) -> Answer:
        """Run one SELECT of a user's own within limits. Raises QueryError for anything else, in one line."""
        with self._within(seconds):
            statements = self._connection.extract_statements(sql)
            if len(statements) != 1:
                raise QueryError(f"one statement is asked for, {len(statements)} were given")
            if statements[0].type not in _READS:
                raise QueryError(
                    f"{statements[0].type.name} is not a question: the snapshot is read-only", hint="ask with SELECT"
                )
            return self._limited(statements[0].query, {}, rows)

    def fetch(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """The answer of a statement of our own, whole. Raises QueryError in one line."""
        with self._within(None):
            return self._connection.execute(sql, dict(parameters or {}) or None).pl()

    def has_table(self, name: str) -> bool:
        """Is there a table of that name? A snapshot of an older version lacks the newer ones."""
        found = self._connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [name]).fetchone()
        return bool(found and found[0])

    def _limited(self, sql: str, bound: dict[str, Any], rows: int) -> Answer:
        """As a relation, so that DuckDB stops at the limit instead of writing out an answer of a billion rows."""
        relation = self._connection.sql(sql, params=bound) if bound else self._connection.sql(sql)
        if relation is None:
            return Answer(pl.DataFrame(), False)
        frame = relation.limit(rows + 1).pl()
        return Answer(frame.head(rows), frame.height > rows)

    @staticmethod
    def _file(folder: str, name: str) -> SqlFile:
        files = sql_files(folder)
        if name not in files:
            raise QueryError(f"there is no query {name!r}", hint=f"known are: {', '.join(sorted(files))}")
        return files[name]

    def _bind(self, file: SqlFile, given: dict[str, Any]) -> dict[str, Any]:
        unknown = sorted(set(given) - {param.name for param in file.params})
        if unknown:
            takes = ", ".join(param.name for param in file.params) or "none"
            raise QueryError(f"query {file.name} has no parameter {unknown[0]!r}", hint=f"it takes: {takes}")
        bound: dict[str, Any] = {}
        for param in file.params:
            if param.name in given:
                value = given[param.name]
                try:
                    if param.type == "DATE" and isinstance(value, str):
                        date.fromisoformat(value)  # DuckDB's cast forgives what follows a date
                    row = self._connection.execute(f"SELECT CAST($value AS {param.type})", {"value": value}).fetchone()
                except (duckdb.Error, ValueError) as error:
                    raise QueryError(f"{param.name}={value!r} is not a {param.type}", hint=param.meaning) from error
            elif param.default is None:
                raise QueryError(f"query {file.name} needs {param.name}", hint=param.meaning)
            else:
                row = self._connection.execute(f"SELECT CAST({param.default} AS {param.type})").fetchone()
            bound[param.name] = (row or (None,))[0]
        return bound

    @contextmanager
    def _within(self, seconds: float | None) -> Iterator[None]:
        """DuckDB's errors as ours, and an end to what takes too long."""
        timer = Timer(seconds, self._connection.interrupt) if seconds is not None else None
        if timer is not None:
            timer.daemon = True
            timer.start()
        try:
            yield
        except duckdb.InterruptException as error:
            raise QueryError(
                f"stopped after {seconds:g} seconds", hint="ask for less, or use `dateline sql`"
            ) from error
        except duckdb.Error as error:
            raise QueryError(" ".join(str(error).split())[:600]) from error
        finally:
            if timer is not None:
                timer.cancel()
