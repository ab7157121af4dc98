"""The ledger of backfills: plans, how far each piece is, what the archive holds already, and what was taken down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from pipeline.records import Capture, Origin
from pipeline.warehouse.sqlfiles import load_sql
from pipeline.warehouse.writer import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedUnit:
    """One piece of a plan as the ledger holds it."""

    key: str
    where: str
    day: date | None
    size: int | None
    state: str = "planned"
    """planned, done, failed."""
    position: int = 0
    """Bytes that need not be read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a backfill was asked for."""

    plan_id: str
    source: str
    scope: str
    first: date | None
    last: date | None
    request: str
    """Paths, hosts and feeds as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """An address that was taken down."""

    url_key: str
    url: str
    reason: str
    at: datetime


_UNITS = {
    "source": pl.String(),
    "scope": pl.String(),
    "unit_key": pl.String(),
    "place": pl.String(),
    "day": pl.Date(),
    "bytes": pl.Int64(),
    "nth": pl.Int32(),
    "state": pl.String(),
    "position": pl.Int64(),
    "items": pl.Int64(),
    "plan_id": pl.String(),
    "run_id": pl.String(),
}


def stored_plan(warehouse: Warehouse, plan_id: str) -> list[PlannedUnit] | None:
    """The pieces of a plan that was begun and is not finished; None where there is none, or not all of it."""
    row = warehouse.connection.execute(
        "SELECT units FROM backfill_plans WHERE plan_id = ? AND NOT finished", [plan_id]
    ).fetchone()
    if row is None:
        return None
    found = warehouse.connection.execute(load_sql("plan_units"), {"plan_id": plan_id}).fetchall()
    if len(found) != row[0]:
        return None  # another plan has taken some of its pieces over
    return [
        PlannedUnit(key=key, where=where, day=day, size=size, state=state, position=position)
        for key, where, day, size, state, position in found
    ]


def known_units(warehouse: Warehouse, source: str, scope: str) -> dict[str, tuple[str, int]]:
    """State and position of every piece that was planned for a source and scope, by its key."""
    rows = warehouse.connection.execute(load_sql("known_units"), {"source": source, "scope": scope}).fetchall()
    return {key: (state, position) for key, state, position in rows}


def save_plan(warehouse: Warehouse, plan: Plan, units: Sequence[PlannedUnit]) -> None:
    """Write a plan with its pieces, in one transaction; pieces that are done stay done."""
    frame = pl.DataFrame(
        [
            (plan.source, plan.scope, u.key, u.where, u.day, u.size, n, u.state, u.position, 0, plan.plan_id, None)
            for n, u in enumerate(units)
        ],
        schema=_UNITS,
        orient="row",
    )
    with warehouse.transaction():
        warehouse.connection.execute("DELETE FROM backfill_plans WHERE plan_id = ?", [plan.plan_id])
        warehouse.connection.execute(
            "INSERT INTO backfill_plans VALUES (?, ?, ?, ?, ?, ?, false)",
            [plan.plan_id, plan.source, plan.first, plan.last, plan.request, len(units)],
        )
        if not frame.is_empty():
            with warehouse._registered(planned=frame):
                warehouse.execute_file("save_units")


def mark_units(
    warehouse: Warehouse, source: str, scope: str, marks: Sequence[tuple[str, str, int, int]], run_id: str
) -> None:
    """Note how far pieces are: (key, state, position, captures archived since the last mark)."""
    frame = pl.DataFrame(
        list(marks),
        schema={"unit_key": pl.String(), "state": pl.String(), "position": pl.Int64(), "items": pl.Int64()},
        orient="row",
    )
    with warehouse.transaction(), warehouse._registered(marked=frame):
        warehouse.connection.execute(load_sql("mark_units"), {"source": source, "scope": scope, "run_id": run_id})


def finish_plan(warehouse: Warehouse, plan_id: str) -> None:
    """Note that every piece of a plan is done."""
    warehouse.connection.execute("UPDATE backfill_plans SET finished = true WHERE plan_id = ?", [plan_id])


# --- what is held ----------------------------------------------------------------------------------


def held_captures(warehouse: Warehouse, capture_ids: Sequence[str]) -> set[str]:
    """Those of the captures that the archive holds."""
    wanted = pl.DataFrame({"capture_id": list(capture_ids)}, schema={"capture_id": pl.String()})
    with warehouse._registered(wanted=wanted):
        return {row[0] for row in warehouse.connection.execute(load_sql("held_captures")).fetchall()}


def captures_at(warehouse: Warehouse, moments: Iterable[tuple[str, datetime]]) -> dict[tuple[str, datetime], Capture]:
    """Captures of canonical addresses at exact moments; one with a body is preferred to a revisit."""
    pairs = list(moments)
    wanted = pl.DataFrame(
        {"url_key": [key for key, _ in pairs], "fetched_at": [at for _, at in pairs]},
        schema={"url_key": pl.String(), "fetched_at": pl.Datetime("us", "UTC")},
    )
    found: dict[tuple[str, datetime], Capture] = {}
    with warehouse._registered(wanted=wanted):
        for capture in warehouse._records(Capture, load_sql("captures_at")):
            found.setdefault((capture.url_key, capture.fetched_at), capture)
    return found


def later_pages(warehouse: Warehouse, asks: Sequence[tuple[str, datetime]]) -> dict[tuple[str, datetime], Capture]:
    """Of further pages of articles, given as canonical address and time of the first page's capture, the capture that
    belongs to it; those that the archive does not hold are left out."""
    wanted = pl.DataFrame(
        {"number": range(len(asks)), "url_key": [key for key, _ in asks], "fetched_at": [at for _, at in asks]},
        schema={"number": pl.Int64(), "url_key": pl.String(), "fetched_at": pl.Datetime("us", "UTC")},
    )
    with warehouse._registered(wanted=wanted):
        captures = warehouse._records(Capture, load_sql("later_pages"))
        numbers = warehouse.connection.execute(load_sql("later_pages")).fetchall()
    return {asks[row[0]]: capture for row, capture in zip(numbers, captures, strict=True)}


def read_again_first(warehouse: Warehouse, url_keys: Sequence[str]) -> None:
    """Have the first pages under these canonical addresses (no slash at the end) read again."""
    if not url_keys:
        return
    firsts = pl.DataFrame({"url_key": list(url_keys)}, schema={"url_key": pl.String()})
    with warehouse.transaction(), warehouse._registered(firsts=firsts):
        warehouse.connection.execute(load_sql("stale_first_pages"))


def pages_from(warehouse: Warehouse, pages: Sequence[tuple[str, str]], origins: Sequence[Origin]) -> set[str]:
    """Canonical addresses of those pages, given as (canonical address, address), that the archive holds from one of
    these origins."""
    wanted = pl.DataFrame(
        {"url_key": [key for key, _ in pages], "url": [url for _, url in pages]},
        schema={"url_key": pl.String(), "url": pl.String()},
    )
    with warehouse._registered(wanted=wanted):
        rows = warehouse.connection.execute(load_sql("pages_from"), {"origins": list(origins)}).fetchall()
        return {row[0] for row in rows}


def read_again_listed(warehouse: Warehouse, listing: pl.DataFrame) -> None:
    """Have pages read again of which these entries, not noted yet, say something new."""
    if listing.is_empty():
        return
    with warehouse.transaction(), warehouse._registered(listing=listing):
        listed = warehouse.connection.execute(load_sql("new_listings")).pl()
        if not listed.is_empty():
            with warehouse._registered(listed=listed):
                warehouse.connection.execute(load_sql("stale_listed"))


# --- what is missing -------------------------------------------------------------------------------


def count_pending(warehouse: Warehouse, what: str) -> int:
    """How many `captures` or `texts` wait to be read."""
    row = warehouse.connection.execute(load_sql(f"count_pending_{what}")).fetchone()
    return int(row[0]) if row else 0


def articles_by_day(warehouse: Warehouse, first: date, last: date) -> dict[date, int]:
    """How many article versions each day between these two, both included, has; days without one are left out."""
    rows = warehouse.connection.execute(
        "SELECT published_date, count(*) FROM articles WHERE published_date BETWEEN $first AND $last GROUP BY ALL",
        {"first": first, "last": last},
    )
    return dict(rows.fetchall())


def day_hashes(warehouse: Warehouse) -> dict[date, str]:
    """A hash of the copies and events of each day: equal rows, equal hash."""
    return {day: str(value) for day, value in warehouse.connection.execute(load_sql("day_hashes")).fetchall()}


# --- takedowns -------------------------------------------------------------------------------------


def taken_down(warehouse: Warehouse, url_keys: Sequence[str]) -> set[str]:
    """Those of the canonical addresses that were taken down."""
    if not url_keys:
        return set()
    wanted = pl.DataFrame({"url_key": list(url_keys)}, schema={"url_key": pl.String()})
    with warehouse._registered(wanted=wanted):
        rows = warehouse.connection.execute("SELECT DISTINCT url_key FROM tombstones SEMI JOIN wanted USING (url_key)")
        return {row[0] for row in rows.fetchall()}


def save_tombstones(warehouse: Warehouse, tombstones: Sequence[Tombstone]) -> None:
    """Make the table hold exactly these."""
    rows = [[t.url_key, t.url, t.reason, t.at] for t in tombstones]
    if not rows and warehouse.connection.execute("SELECT count(*) FROM tombstones").fetchone() == (0,):
        return
    with warehouse.transaction():
        warehouse.connection.execute("DELETE FROM tombstones")
        if rows:
            warehouse.connection.executemany("INSERT INTO tombstones VALUES (?, ?, ?, ?)", rows)


def move_captures(
    warehouse: Warehouse, moved: Sequence[tuple[str, str, int]], sizes: Sequence[tuple[str, int]]
) -> None:
    """Have the index follow records into other files: (old file, new file, bytes before). Repeatable."""
    names = pl.DataFrame(list(moved), schema={"old": pl.String(), "new": pl.String(), "base": pl.Int64()}, orient="row")
    bytes_of = pl.DataFrame(list(sizes), schema={"name": pl.String(), "bytes": pl.Int64()}, orient="row")
    with warehouse.transaction(), warehouse._registered(moved=names, sizes=bytes_of):
        warehouse.execute_file("move_captures")


def captures_of_article(warehouse: Warehouse, url_key: str, url: str, article_id: str) -> list[Capture]:
    """All captures of an address: under it, reached by a link to it, or giving the article that has it."""
    gone = pl.DataFrame({"url_key": [url_key], "url": [url], "article_id": [article_id]})
    with warehouse._registered(gone=gone):
        return warehouse._records(Capture, load_sql("captures_of_article"))


def forget_rows(warehouse: Warehouse, url_keys: Sequence[str], captures: Sequence[str], files: Sequence[str]) -> None:
    """Take away all rows of some addresses and captures, in one transaction; their days are marked to be recomputed.

    `files` are archive files that are no more. Repeatable.
    """
    gone = pl.DataFrame({"url_key": list(url_keys)}, schema={"url_key": pl.String()})
    also = pl.DataFrame({"capture_id": list(captures)}, schema={"capture_id": pl.String()})
    with warehouse.transaction(), warehouse._registered(gone=gone, gone_captures=also):
        warehouse.execute_file("forget")
        for name in files:
            warehouse.connection.execute("DELETE FROM archive_files WHERE warc_filename = ?", [name])
        warehouse.execute_file("drop_orphans")
