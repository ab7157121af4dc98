"""Every question of sql/queries, asked of the demonstration week; the answers were worked out by hand from its texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.settings import Settings
from pipeline.warehouse import list_queries, run_named
from pipeline.warehouse.sqlfiles import sql_files

Rows = list[dict[str, Any]]


def strike(snapshot: Path) -> str:
    """The event_id of the missile strike on Mykolaiv, which most of the week's reports are about."""
    day = run_named(snapshot, "day", {"date": "2024-03-05"}).frame
    return str(day.filter((pl.col("place_name") == "Mykolaiv") & (pl.col("killed_best") == 19))["event_id"][0])


def has(**wanted: Any) -> Callable[[Rows], bool]:
    """Is there exactly one row with these values?"""
    return lambda rows: sum(all(row[name] == value for name, value in wanted.items()) for row in rows) == 1


def each(column: str, *wanted: Any) -> Callable[[Rows], bool]:
    """Are these all among the values of a column?"""
    return lambda rows: set(wanted) <= {row[column] for row in rows}


def none(**unwanted: Any) -> Callable[[Rows], bool]:
    return lambda rows: not any(all(row[name] == value for name, value in unwanted.items()) for row in rows)


def passes(column: str, *wanted: Any, **only: Any) -> Callable[[Rows], bool]:
    """Do these values come in this order, whatever else between them, in the rows that have `only`?"""

    def check(rows: Rows) -> bool:
        values = iter(row[column] for row in rows if all(row[name] == value for name, value in only.items()))
        return all(value in values for value in wanted)

    return check


CASES: list[tuple[str, dict[str, str], list[Callable[[Rows], bool]]]] = [
    ("actor", {"name": "moldova"}, [has(role="actor", event_type="ACCUSE", day=date(2024, 3, 6), targets="Russia")]),
    (
        "actor_pairs",
        {"name": "moldova"},
        [has(one="Government of Moldova", other="Russia", events=1, one_on_other=1, other_on_one=0)],
    ),
    ("actors", {}, [has(actor="Government of Moldova", event_type="ACCUSE", targets=["Russia"], mentions=1)]),
    (
        "air_attack_nights",
        {"country": "UKR"},
        [has(night=date(2024, 3, 4), unit="drone", launched=28, intercepted=22, interception_rate=0.79)],
    ),
    (
        "air_attack_weapons",
        {"country": "UKR", "first": "2024-03-04", "last": "2024-03-04"},
        [
            has(unit="drone", weapon="any", launched=28, intercepted=22, interception_rate=0.79, sources=1),
            has(unit="missile", weapon="S-300", launched=2, intercepted=None, interception_rate=None),
        ],
    ),
    ("as_of", {"moment": "2024-03-05 12:00:00Z"}, [has(place_name="Mykolaiv", killed_then=14, killed_now=19)]),
    (
        "box",
        {"south": "44", "west": "22", "north": "53", "east": "41"},
        [each("place_name", "Mykolaiv", "Shebekino", "Odesa"), none(place_name="Quetta"), none(country="PHL")],
    ),
    ("changed_since", {}, [lambda rows: rows == []]),
    ("claims", {"who": "coast guard"}, [each("source", "Pacific Lantern"), lambda rows: len(rows) >= 1]),
    (
        "copies",
        {},
        [has(source="Harbour Courier", copied_from="Kestrel Wire", copies=1, median_hours_later=1.8)],
    ),
    (
        "day",
        {"date": "2024-03-07"},
        [has(place_name="Quetta", killed_best=11), has(place_name="Shebekino", killed_best=3)],
    ),
    ("event", {"event": "STRIKE"}, [has(place_name="Mykolaiv", event_date_start=date(2024, 3, 5))]),
    (
        "events_by_day",
        {"first": "2024-03-06", "last": "2024-03-07", "type": "ACCIDENT", "country": "PHL"},
        [has(day=date(2024, 3, 6), day_basis="event", events=1, killed_low=9, killed_best=9, killed_high=9)],
    ),
    (
        "extraction_quality",
        {},
        [
            has(source="Kestrel Wire", pages=12, articles=11, no_article=["stub 1"], no_title=0),
            has(source="La Lanterne du Delta", pages=2, articles=1, article_share=0.5, no_article=["consent 1"]),
        ],
    ),
    ("failures", {}, [has(stage="fetch", reason="robots", failures=1, items=1)]),
    (
        "feed_quality",
        {"country": "UKR"},
        [
            has(publisher="Dnipro Bulletin", polls=1, failed_share=0.0, entries=8, silent_days=0),
            lambda rows: len(rows) == 2,
        ],
    ),
    (
        "figures",
        {"event": "STRIKE", "kind": "killed"},
        [
            has(source="Harbour Courier", low=12, best=12, high=None, attributed_to="regional governor"),
            each("best", 12, 14, 19),
        ],
    ),
    # 06:40 and 07:25 in Mykolaiv, 09:50 and 10:35 in Quetta
    (
        "first_reports",
        {},
        [has(source="Kestrel Wire", median_minutes_ahead=45.0, followed_by=["Harbour Courier"])],
    ),
    (
        "lone_claims",
        {"killed": "9"},
        [has(place_name="Basilan", killed="9", source="Pacific Lantern"), none(place_name="Mykolaiv")],
    ),
    ("near", {"lat": "46.97", "lon": "31.99", "km": "30"}, [each("place_name", "Mykolaiv"), none(place_name="Odesa")]),
    (
        "new_since",
        {"since": "2024-03-10 00:00:00Z"},
        [has(place_name="Basilan", killed="9"), lambda rows: len({row["new_at"] for row in rows}) == 1],
    ),
    ("rising", {"type": "ACCIDENT"}, [has(country="PHL", events=1, killed=9, usual_events=0.0, ratio=2.0)]),
    ("rival_figures", {}, [lambda rows: all(row["high"] is None or row["low"] != row["high"] for row in rows)]),
    ("search", {"words": "ODESA  drone"}, [each("source", "Dnipro Bulletin"), lambda rows: "dr" in rows[0]["passage"]]),
    (
        "sources",
        {},
        [
            has(source="Kestrel Wire", country="GBR", articles=11, copies=0),
            has(source="Harbour Courier", articles=7, copies=1),
        ],
    ),
    (
        "threats",
        {"since": "2024-03-05"},
        [
            has(source="Harbour Courier", event_type="ACCUSE", actors="Government of Moldova", targets="Russia"),
            has(source="Volga Dispatch", event_type="THREATEN", targets="Germany"),
        ],
    ),
    (
        "timeline",
        {"event": "STRIKE"},
        [each("source", "Kestrel Wire", "Harbour Courier", "Dnipro Bulletin", "Volga Dispatch")],
    ),
    ("toll_history", {"event": "STRIKE"}, [passes("best", 12, 14, 19, kind="killed", unit="person")]),
    (
        "tolls_over_time",
        {"country": "PHL", "step": "month"},
        [has(period=date(2024, 3, 1), events=1, low=9, best=9, high=9)],
    ),
    ("worst_days", {"top": "30"}, [has(day=date(2024, 3, 6), country="PHL", events=1, low=9, best=9, high=9)]),
]


@pytest.mark.model
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("name", "arguments", "checks"), CASES, ids=[case[0] for case in CASES])
def test_answers(demo: Settings, name: str, arguments: dict[str, str], checks: list[Callable[[Rows], bool]]) -> None:
    given = {key: strike(demo.snapshot) if value == "STRIKE" else value for key, value in arguments.items()}
    rows = run_named(demo.snapshot, name, given).frame.to_dicts()
    for number, check in enumerate(checks):
        assert check(rows), (name, number, rows[:40])


def test_every_question_is_asked() -> None:
    """A question of another room may have its test there; ours are all here."""
    elsewhere = {query.name for query in list_queries() if query.name.startswith("event_") or query.name == "versions"}
    assert {query.name for query in list_queries()} - elsewhere <= {case[0] for case in CASES}


@pytest.mark.model
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", sorted(sql_files("queries")))
def test_documented_columns_are_those_that_come(demo: Settings, name: str) -> None:
    file = sql_files("queries")[name]
    wanted = {
        "event": strike(demo.snapshot),
        "moment": datetime(2024, 3, 6, 12).isoformat(),
        "since": "2024-03-10",
        "words": "a",
        "name": "a",
    }
    given = {param.name: wanted.get(param.name, "1") for param in file.params if param.default is None}
    columns = run_named(demo.snapshot, name, given).frame.columns
    documented = [column.strip() for names, _ in file.columns for column in names.split(",")]
    assert set(documented) <= set(columns)
