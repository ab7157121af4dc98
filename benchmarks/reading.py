"""How long do the questions take on a database of some years?

    python benchmarks/reading.py [--articles 1000000] [--keep FILE] [--only QUERY ...]
    python benchmarks/reading.py --pages [--articles 1000000] [--keep FILE]

Makes up a warehouse with the real schema (3 mentions an article; see reading_world.sql), then asks every named query
of sql/queries with the arguments below: once cold, then three times warm, of which the median stands. Beside each
answer stands a plain scan of the same columns: the sum of a hash of every column that the query reads, over the whole
of each table, in one pass of DuckDB without a join or a group. The peer is so a lower bound for whoever reads them all;
a query may be faster where it reads only a part.

Prints one line a query: cold and warm milliseconds, milliseconds of processor (of all threads; what a loaded machine
does not blur), rows, the scan's milliseconds of processor, and the one by the other.

With `--pages` it makes the brief of the newest day, as `dateline brief` does, and the pages of `dateline ui` instead:
cold and warm milliseconds, milliseconds of processor, bytes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
from starlette.datastructures import QueryParams

from flows.brief import make_brief, newest_day, window_of
from flows.ui import pages
from pipeline.brief import html
from pipeline.warehouse import Reader, list_queries
from pipeline.warehouse.migrate import create_views, migrate

WORDS = 30_000
SENTENCES = 50_000
PER_BODY = 18
TOPICS = ("drone", "missile", "ceasefire", "earthquake", "hospital", "election", "grain", "Kyiv", "Khartoum", "border")


def bodies(first: int, count: int, seed: int = 1) -> pl.DataFrame:
    """Made-up texts: sentences of words that are distributed as words are (the k-th as often as 1/k)."""
    pool = _sentences(seed)
    rng = np.random.default_rng(seed * 1_000_003 + first)
    parts = [pool.gather(rng.integers(0, SENTENCES, count)).alias(f"s{k}") for k in range(PER_BODY)]
    return pl.DataFrame([pl.arange(first, first + count, eager=True).alias("i"), *parts]).select(
        "i",
        pl.col("s0").str.slice(0, 60).alias("title"),
        pl.concat_str([f"s{k}" for k in range(PER_BODY)], separator=" ").alias("body"),
        pl.col("s0").alias("first_sentence"),
    )


_POOL: dict[int, pl.Series] = {}


def _sentences(seed: int) -> pl.Series:
    if seed not in _POOL:
        rng = np.random.default_rng(seed)
        letters = np.array(list("aeioustnrlmkdpbgvz"))
        words = ["".join(rng.choice(letters, size=rng.integers(3, 10))) for _ in range(WORDS)]
        words[50:550:50] = TOPICS
        ranks = (np.exp(rng.random((SENTENCES, 14)) * np.log(WORDS)) - 1).astype(int)
        _POOL[seed] = pl.Series([" ".join(words[k] for k in row).capitalize() + "." for row in ranks])
    return _POOL[seed]


def build(path: Path, articles: int, days: int) -> None:
    """Write the warehouse; the same rows for the same arguments."""
    connection = duckdb.connect(str(path))
    connection.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = true")
    migrate(connection)
    create_views(connection)
    connection.execute("CREATE TEMP TABLE bodies (i BIGINT, title VARCHAR, body VARCHAR, first_sentence VARCHAR)")
    step = 100_000
    for first in range(0, articles, step):
        chunk = bodies(first, min(step, articles - first))
        connection.execute("INSERT INTO bodies SELECT * FROM chunk")
        del chunk
    for name, value in (
        ("articles", articles),
        ("mentions", 3 * articles),
        ("events", articles * 7 // 10),
        ("days", days),
    ):
        connection.execute(f"SET VARIABLE {name} = {value}")
    connection.execute(Path(__file__).with_name("reading_world.sql").read_text(encoding="utf-8"))
    connection.execute("CHECKPOINT")
    connection.close()


def arguments(snapshot: Path) -> dict[str, str]:
    """A value for every parameter that must be given."""
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        row = connection.execute(
            "SELECT event_id FROM events WHERE mentions > 5 ORDER BY filed_on DESC, 1 LIMIT 1"
        ).fetchone()
    assert row is not None
    return {
        "event": row[0],
        "moment": "2024-06-01 12:00:00Z",
        "lat": "49.99",
        "lon": "36.23",
        "south": "44",
        "west": "22",
        "north": "53",
        "east": "41",
        "words": "drone kyiv",
        "name": "Actor 17",
    }


def scanned(connection: duckdb.DuckDBPyConnection, sql: str, bound: dict[str, Any]) -> dict[str, set[str]]:
    """Tables and columns that the plan of a question reads."""
    plan = connection.execute("EXPLAIN (FORMAT json) " + sql, bound or None).fetchall()[0][1]
    found: dict[str, set[str]] = {}
    nodes = json.loads(plan)
    while nodes:
        node = nodes.pop()
        nodes += node.get("children", [])
        info = node.get("extra_info", {})
        table = str(info.get("Table", "")).split(".")[-1].strip()
        if table:
            columns = info.get("Projections", [])
            columns = [columns] if isinstance(columns, str) else columns
            filters = info.get("Filters", [])
            filters = [filters] if isinstance(filters, str) else filters
            known = {row[0] for row in connection.execute(f"SELECT column_name FROM (DESCRIBE {table})").fetchall()}
            words = set(" ".join(filters).replace("(", " ").replace(")", " ").replace("=", " ").split())
            found.setdefault(table, set()).update((set(columns) | words) & known)
    return found


def measure(path: Path, only: list[str]) -> list[dict[str, Any]]:
    given = arguments(path)
    rows = []
    for query in list_queries():
        if only and query.name not in only:
            continue
        taken = {p.name: given[p.name] for p in query.params if p.default is None and p.name in given}
        with Reader(path) as reader:
            times, work, height = [], [], 0
            for _ in range(4):
                begin, busy = time.perf_counter(), time.process_time()
                height = reader.ask("queries", query.name, taken).height
                times.append(time.perf_counter() - begin)
                work.append(time.process_time() - busy)
            bound = reader._bind(query, dict(taken))
            tables = scanned(reader._connection, query.text, bound)
            scans = []
            for _ in range(3):
                busy = time.process_time()
                for table, columns in sorted(tables.items()):
                    hashes = " + ".join(f'hash("{c}") % 1000' for c in sorted(columns)) or "1"
                    reader._connection.execute(f"SELECT sum({hashes}) FROM {table}").fetchall()
                scans.append(time.process_time() - busy)
        row = {
            "query": query.name,
            "cold_ms": round(times[0] * 1000),
            "warm_ms": round(statistics.median(times[1:]) * 1000),
            "cpu_ms": round(min(work[1:]) * 1000),
            "rows": height,
            "scan_ms": round(min(scans) * 1000),
        }
        row["ratio"] = round(row["cpu_ms"] / max(row["scan_ms"], 1), 2)
        rows.append(row)
        line = "{query:22} cold {cold_ms:6}  warm {warm_ms:6}  cpu {cpu_ms:6}  rows {rows:7}  scan {scan_ms:6}  {ratio}"
        print(line.format(**row))
        sys.stdout.flush()
    return rows


def measure_pages(path: Path) -> None:
    """The brief and the pages of the browser, each cold and three times warm."""

    def brief(reader: Reader) -> object:
        day = newest_day(reader)
        return html(make_brief(reader, window_of(day, day)))

    with Reader(path) as reader:
        event = str(reader._connection.execute("SELECT max(event_id) FROM events").fetchall()[0][0])
        article = str(reader._connection.execute("SELECT max(article_id) FROM articles").fetchall()[0][0])
    shown: dict[str, Callable[[Reader], object]] = {
        "brief of a day": brief,
        "ui: events": lambda r: pages.event_list(r, QueryParams("")),
        "ui: events of a country": lambda r: pages.event_list(r, QueryParams("country=UKR")),
        "ui: one event": lambda r: pages.event_page(r, event),
        "ui: articles": lambda r: pages.article_list(r, QueryParams("")),
        "ui: articles with a word": lambda r: pages.article_list(r, QueryParams("words=drone")),
        "ui: one article": lambda r: pages.article_page(r, article, ""),
    }
    for name, make in shown.items():
        with Reader(path) as reader:
            times, work, made = [], [], None
            for _ in range(4):
                begin, busy = time.perf_counter(), time.process_time()
                made = make(reader)
                times.append(round((time.perf_counter() - begin) * 1000))
                work.append(round((time.process_time() - busy) * 1000))
        size = f"  {len(made.encode()):,} bytes" if isinstance(made, str) else ""
        warm = round(statistics.median(times[1:]))
        print(f"{name:26} cold {times[0]:6}  warm {warm:6}  cpu {min(work[1:]):6}{size}")
        sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=1000)
    parser.add_argument("--keep", type=Path, help="build there, or use what stands there")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--pages", action="store_true", help="the brief and the pages of the browser, no queries")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "world.duckdb"
        if not path.exists():
            begin = time.perf_counter()
            build(path, options.articles, options.days)
            took = time.perf_counter() - begin
            print(f"built {options.articles:,} articles, {3 * options.articles:,} mentions in {took:.0f} s")
        print(f"{path.stat().st_size / 1e6:,.0f} MB, DuckDB {duckdb.__version__}, milliseconds")
        if options.pages:
            measure_pages(path)
        else:
            measure(path, options.only)


if __name__ == "__main__":
    main()
