"""Rows for exports: whole tables, views and named queries, by day where they are large."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

import duckdb
import polars as pl

from pipeline.errors import QueryError
from pipeline.warehouse.reader import Reader
from pipeline.warehouse.sqlfiles import load_sql, sql_files

_DAYS: Mapping[str, str] = {
    "articles": "published_date",
    "articles_unique": "published_date",
    "captures": "fetched_at",
    "entries": "first_seen_at",
    "events": "filed_on",
    "events_current": "filed_on",
    "event_revisions": "known_from",
    "extractions": "published_date",
    "failures": "at",
    "polls": "polled_at",
    "published_events": "shown_from",
}
_OF_MENTIONS = ("event_mentions", "mention_actors", "mention_places", "quantities")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table or view; `meaning` is null where nobody wrote one down."""

    name: str
    type: str
    meaning: str | None


class ExportReader:
    """Reads one published snapshot for an export; every part is of the same moment."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        frame = reader.ask("exports", "relations")
        self._relations: dict[str, list[Column]] = {}
        for table, name, kind, meaning, _ in frame.iter_rows():
            self._relations.setdefault(table, []).append(Column(name, kind, meaning))

    def relations(self) -> list[str]:
        """Names of the tables and views."""
        return sorted(self._relations)

    def is_relation(self, name: str) -> bool:
        return name in self._relations

    def columns(self, name: str) -> dict[str, Column]:
        """Columns of a table or view by name; empty for anything else."""
        return {column.name: column for column in self._relations.get(name, ())}

    def read(self, name: str, arguments: Mapping[str, str]) -> pl.DataFrame:
        """All rows of a table, view or named query. Raises QueryError for another name or wrong arguments."""
        if name in self._relations:
            if arguments:
                raise QueryError(f"{name} is a table and takes no -p", hint="use a named query, or --from and --to")
            return self._reader.fetch(load_sql("export_all", table=f'"{name}"'))
        if name not in sql_files("queries"):
            near = ", ".join([*self.relations(), *sql_files("queries")])
            raise QueryError(f"there is no table, view or query {name!r}", hint=f"known are: {near}")
        return self._reader.ask("queries", name, arguments)

    def ask(self, name: str, arguments: Mapping[str, object]) -> pl.DataFrame:
        """Run sql/exports/NAME.sql."""
        return self._reader.ask("exports", name, arguments)

    def rows(self, name: str) -> int:
        """How many rows a table or view has."""
        return cast(int, self._reader.fetch(load_sql("export_count", table=f'"{name}"')).item(0, 0))

    def has_days(self, name: str) -> bool:
        """Can it be read a day at a time?"""
        return name in _DAYS or name in _OF_MENTIONS

    def days(self, name: str, first: date | None = None, last: date | None = None) -> list[date | None]:
        """Days on which a table has rows, in order; None at the end stands for rows without a day."""
        table, day = ("articles", _DAYS["articles"]) if name in _OF_MENTIONS else (name, _DAYS[name])
        found = self._reader.fetch(load_sql("export_days", table=f'"{table}"', day=f'"{day}"'))["day"].to_list()
        if first is None and last is None:
            return found
        return [d for d in found if d is not None and (first is None or d >= first) and (last is None or d <= last)]

    def read_day(self, name: str, day: date | None) -> pl.DataFrame:
        """The rows of one day."""
        if name in _OF_MENTIONS:
            sql = load_sql("export_mention_day", table=f'"{name}"')
        else:
            sql = load_sql("export_day", table=f'"{name}"', day=f'"{_DAYS[name]}"')
        return self._reader.fetch(sql, {"day": day})


@contextmanager
def open_export(snapshot: Path) -> Iterator[ExportReader]:
    """Open the published snapshot for an export. Raises WarehouseError where nothing is published."""
    with Reader(snapshot) as reader:
        try:
            yield ExportReader(reader)
        except duckdb.Error as error:
            raise QueryError(" ".join(str(error).split())[:600]) from error
