"""Two warehouses side by side: a copy to compare with, and which rows differ, by table and column."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.errors import WarehouseError, home_error
from pipeline.frames import SCHEMAS
from pipeline.settings import Settings
from pipeline.warehouse.connect import duckdb_error
from pipeline.warehouse.publish import _copy
from pipeline.warehouse.sqlfiles import sql_files
from pipeline.warehouse.writer import open_warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange:
    """How one table differs. Rows are the same row where they have the same natural key."""

    table: str
    added: int
    gone: int
    altered: int
    columns: tuple[tuple[str, int], ...]
    """Columns of the altered rows, with the number of rows in which each differs, the most frequent first."""

    @property
    def any(self) -> bool:
        return bool(self.added or self.gone or self.altered)


_MENTION = ("article_id", "evidence_start", "event_type")
_KEYS: dict[str, tuple[str, ...]] = {
    "articles": ("capture_id",),
    "duplicates": ("article_id", "relation"),
    "event_mentions": _MENTION,
    "mention_actors": (*_MENTION, "role", "start", "end"),
    "mention_places": (*_MENTION, "role", "start", "end"),
    "quantities": (*_MENTION, "start", "end", "kind"),
    "events": ("event_id",),
    "event_revisions": ("event_id", "known_from"),
    "event_captured_revisions": ("event_id", "captured_from"),
    "event_claims": ("event_id", "kind", "unit", "weapon", "claimant", "side"),
    "failures": ("stage", "item", "reason"),
}
"""What makes a row the same row. Not mention_id, which is another one with every parser, and not the version of a text,
which is another one with every change of its extraction. An event goes by its first report here for the same reason."""
_LEFT_OUT = {"mention_id", "quantity_id", "origin_id"}
_OF_MENTION = ("mention_actors", "mention_places", "quantities")
_ALWAYS = {"archive_files", "captures", "articles", "event_mentions", "events"}
_NAME = re.compile(r"[a-z_0-9]+")


def copy_warehouse(settings: Settings, target: Path) -> None:
    """A copy of the warehouse as it is now, complete or not there at all.

    Raises HomeError where the disk is full, LockedError where another run writes.
    """
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with open_warehouse(settings, "copy") as warehouse:
            warehouse.connection.execute("CHECKPOINT")
            warehouse.connection.close()
            _copy(settings.database, fresh)
        fresh.replace(target)
    except duckdb.Error as error:
        raise duckdb_error(error, target) from error
    except OSError as error:
        raise home_error(error, target) from error
    finally:
        fresh.unlink(missing_ok=True)


def is_warehouse(path: Path) -> bool:
    """Whether a file is a warehouse of ours. Raises LockedError where another program writes it, HomeError where it
    cannot be read."""
    try:
        with duckdb.connect(path, read_only=True) as connection:
            names = {row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    except duckdb.Error as error:
        meant = duckdb_error(error, path)
        if isinstance(meant, WarehouseError):
            return False  # no DuckDB file at all
        raise meant from error
    return names >= _ALWAYS


def compare_warehouses(before: Path, after: Path) -> list[TableChange]:
    """Tables whose rows differ between two databases, neither of which is changed. Raises WarehouseError."""
    connection = duckdb.connect()
    try:
        connection.execute("SET TimeZone = 'UTC'")
        for name, path in (("before", before), ("after", after)):
            if not path.is_file():
                raise WarehouseError(f"there is no database {path}", hint="name one that exists")
            connection.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS {name}_db (READ_ONLY)")
            connection.execute(_filled("compared_names", side=name))
        found = (_changed(connection, table) for table in _KEYS)
        return [change for change in found if change.any]
    except duckdb.Error as error:
        raise duckdb_error(error, after) from error
    finally:
        connection.close()


def _changed(connection: duckdb.DuckDBPyConnection, table: str) -> TableChange:
    for side in ("before", "after"):
        kind = "parts" if table in _OF_MENTION else "events" if "event_id" in SCHEMAS[table] else "rows"
        connection.execute(_filled(f"compared_{kind}", side=side, table=table))
    columns = [name for name in SCHEMAS[table] if name not in _LEFT_OUT]
    key = _KEYS[table]
    rows = connection.execute(
        _filled(
            "compare",
            key=", ".join(f'"{name}"' for name in key),
            columns=", ".join(f'"{name}"' for name in columns),
            texts=", ".join(f'CAST("{name}" AS VARCHAR)' for name in columns),
            names=", ".join(f"'{name}'" for name in columns),
            count=str(len(columns) + 1),
        )
    ).fetchall()
    total = next(row for row in rows if row[0] == "*")
    by_column = sorted(((name, n) for name, _, _, n in rows if name != "*"), key=lambda entry: (-entry[1], entry[0]))
    return TableChange(table=table, added=total[1], gone=total[2], altered=total[3], columns=tuple(by_column))


def _filled(file: str, **parts: str) -> str:
    """A file of sql/load with its placeholders filled by names of our own schema."""
    for value in parts.values():
        assert all(_NAME.fullmatch(word.strip("\"'")) or word.isdigit() for word in _words(value)), value
    text = sql_files("load")[file].text
    for name, value in parts.items():
        text = text.replace("{{" + name + "}}", value)
    return text


def _words(value: str) -> list[str]:
    return [word for word in re.split(r"[\s,()]+", value.replace("CAST(", "").replace("AS VARCHAR", "")) if word]
