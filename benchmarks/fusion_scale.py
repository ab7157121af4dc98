"""What a large history costs: relating a day, and asking what was known at a moment.

    python benchmarks/fusion_scale.py [--mentions 1000000] [--day 1000] [--years 10]

Fills a warehouse with that many mentions spread evenly over the years before the day (each event told twice), day
by day as runs leave them, then relates one day of `--day` new mentions in it, in an empty warehouse, and in one that
holds only the days that the day can reach. Then asks `events_as_of` for a moment in the middle, beside the same
question to `events`. One JSON object.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flows.context import new_run
from flows.related import relate_days
from pipeline.fusion import REACH
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import Warehouse, open_warehouse

LAST = date(2026, 3, 2)
HERE = Path(__file__).parent


def fill(warehouse: Warehouse, mentions: int, days: int) -> None:
    """Mentions on the `days` days before LAST, with their articles, places and figures; their events as fused."""
    statements = (HERE / "fusion_scale.sql").read_text(encoding="utf-8").split(";\n")
    for statement in statements:
        if statement.strip():
            known = {"mentions": mentions, "days": max(days, 1), "last": LAST}
            used = {name: value for name, value in known.items() if f"${name}" in statement}
            warehouse.connection.execute(statement, used or None)


def relate(settings: Settings) -> tuple[float, float]:
    """Seconds of CPU, and of the clock, that relating the new day takes."""
    run = new_run("relate", settings, lambda: datetime(2026, 3, 3, tzinfo=UTC))
    began, clock = time.process_time(), time.perf_counter()
    relate_days(run, LAST - timedelta(days=1), LAST - timedelta(days=1))
    return time.process_time() - began, time.perf_counter() - clock


def timed(warehouse: Warehouse, sql: str) -> float:
    """Seconds of the clock for one question, all rows read, the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        warehouse.connection.execute(sql).arrow().read_all()
        best = min(best, time.perf_counter() - began)
    return best


def measure(mentions: int, day: int, years: int) -> dict[str, object]:
    """All of it."""
    days = years * 365
    found: dict[str, object] = {"mentions": mentions, "new_mentions": day, "years": years}
    near = round(mentions / days * 2 * REACH)
    for name, size, span in (("empty", 0, 1), ("reach", near, 2 * REACH), ("full", mentions, days)):
        with tempfile.TemporaryDirectory() as folder:
            settings = load_settings(Path(folder))
            with open_warehouse(settings, "benchmark") as warehouse:
                if size:
                    fill(warehouse, size, span)
                    warehouse.connection.execute("UPDATE windows SET dirty = false")
                fill(warehouse, day, 1)
                warehouse.refresh_views()
            cpu, clock = relate(settings)
            found |= {f"relate_{name}_seconds": round(cpu, 2), f"relate_{name}_clock_seconds": round(clock, 2)}
            if name == "full":
                with open_warehouse(settings, "benchmark") as warehouse:
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
    args = parser.parse_args()
    print(json.dumps(measure(args.mentions, args.day, args.years), indent=1))


if __name__ == "__main__":
    main()
