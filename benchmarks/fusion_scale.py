"""What a large history costs: relating a day, and asking what was known at a moment.

    python benchmarks/fusion_scale.py [--mentions 1000000] [--day 1000] [--years 10] [--pairs 3]

Fills a warehouse with that many mentions spread evenly over the years before the day (each event told twice), day
by day as runs leave them. Relates one day of `--day` new mentions in an empty warehouse, in the full one, in one that
holds only the days that the day can reach, and in the full one where the day lies in the middle of its years: each in
a fresh copy, in turn, after a first turn that only warms up. Then asks `events_as_of` for a moment in the middle,
beside the same question to `events`. One JSON object; seconds are medians.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from flows.context import new_run
from flows.related import relate_days
from pipeline.fusion import REACH
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import Warehouse, open_warehouse

LAST = date(2026, 3, 2)
HERE = Path(__file__).parent


def fill(warehouse: Warehouse, mentions: int, days: int, last: date = LAST) -> None:
    """Mentions on the `days` days before `last`, with their articles, places and figures; their events as fused."""
    statements = (HERE / "fusion_scale.sql").read_text(encoding="utf-8").split(";\n")
    for statement in statements:
        if statement.strip():
            known = {"mentions": mentions, "days": max(days, 1), "last": last}
            used = {name: value for name, value in known.items() if f"${name}" in statement}
            warehouse.connection.execute(statement, used or None)


def relate(settings: Settings, last: date = LAST) -> tuple[float, float]:
    """Seconds of CPU, and of the clock, that relating the new day before `last` takes."""
    run = new_run("relate", settings, lambda: datetime(2026, 3, 3, tzinfo=UTC))
    began, clock = time.process_time(), time.perf_counter()
    relate_days(run, last - timedelta(days=1), last - timedelta(days=1))
    return time.process_time() - began, time.perf_counter() - clock


def timed(warehouse: Warehouse, sql: str) -> float:
    """Seconds of the clock for one question, all rows read, the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        warehouse.connection.execute(sql).arrow().read_all()
        best = min(best, time.perf_counter() - began)
    return best


def measure(mentions: int, day: int, years: int, pairs: int) -> dict[str, object]:
    """All of it."""
    days = years * 365
    middle = LAST - timedelta(days=days // 2)
    near = round(mentions / days * 2 * REACH)
    cases = {"empty": (0, 1, LAST), "reach": (near, 2 * REACH, LAST), "full": (mentions, days, LAST)}
    cases["past"] = (mentions, days, middle)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in cases}
    found: dict[str, object] = {"mentions": mentions, "new_mentions": day, "years": years, "pairs": pairs}
    with tempfile.TemporaryDirectory() as folder:
        for name, (size, span, last) in cases.items():
            with open_warehouse(load_settings(Path(folder) / name), "benchmark") as warehouse:
                if size:
                    fill(warehouse, size, span)
                    warehouse.connection.execute("UPDATE windows SET dirty = false")
                fill(warehouse, day, 1, last)
                warehouse.refresh_views()
        home = Path(folder) / "copy"
        for turn in range(pairs + 1):
            for name in list(cases)[:: -1 if turn % 2 else 1]:
                shutil.copytree(Path(folder) / name, home)
                seconds = relate(load_settings(home), cases[name][2])
                if turn:
                    taken[name].append(seconds)
                shutil.rmtree(home)
        for name, each in taken.items():
            for kind, part in (("seconds", 0), ("clock_seconds", 1)):
                times = [seconds[part] for seconds in each]
                found[f"relate_{name}_{kind}"] = round(median(times), 2)
                beside = [own / seconds[part] for own, seconds in zip(times, taken["empty"], strict=True)]
                found[f"relate_{name}_{kind}_beside_empty"] = [round(ratio, 2) for ratio in beside]
        with open_warehouse(load_settings(Path(folder) / "full"), "benchmark") as warehouse:
            found |= ask(warehouse)
    return found


def ask(warehouse: Warehouse) -> dict[str, object]:
    """The as-of questions beside the same ones to the current table."""
    moment = f"TIMESTAMPTZ '{LAST - timedelta(days=400)} 12:00:00Z'"
    totals = "SELECT country, count(*), sum(figure_best(figures, 'killed')) FROM {} GROUP BY country"
    rows = "SELECT * FROM {} WHERE country = 'UKR'"
    asked = {}
    for name, sql in (("totals", totals), ("rows", rows)):
        asked[f"{name}_as_of_seconds"] = round(timed(warehouse, sql.format(f"events_as_of({moment})")), 3)
        asked[f"{name}_known_at_seconds"] = round(timed(warehouse, sql.format(f"events_known_at({moment})")), 3)
        asked[f"{name}_current_seconds"] = round(timed(warehouse, sql.format("events")), 3)
    return asked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--day", type=int, default=1000)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--pairs", type=int, default=3, help="turns that are counted, each beside an empty warehouse")
    args = parser.parse_args()
    print(json.dumps(measure(args.mentions, args.day, args.years, args.pairs), indent=1))


if __name__ == "__main__":
    main()
