"""Air attacks of a night, every number computed by hand: a bulletin and its parts do not double, sides stand apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.settings import load_settings
from pipeline.warehouse import Warehouse, open_warehouse
from pipeline.warehouse.sqlfiles import sql_files

# event, place, precision, killed, injured; the night to 3 March
EVENTS = [
    ("bulletin", "Arland", "country", 2, None),
    ("west", "West", "admin1", None, None),
    ("odrava", "Odrava", "settlement", 3, 11),
    ("tiska", "Tiska", "settlement", 1, None),
]
# event, kind, unit, weapon, claimant, side, number, stands
CLAIMS = [
    ("bulletin", "launched", "drone", None, "the air force", "own_official", 36, True),
    ("bulletin", "intercepted", "drone", None, "the air force", "own_official", 27, True),
    ("bulletin", "intercepted", "drone", None, "the air force", "own_official", 25, False),  # superseded
    ("bulletin", "launched", "drone", "Shahed", "the air force", "own_official", 30, True),
    ("bulletin", "launched", "drone", "Lancet", "the air force", "own_official", 6, True),
    ("bulletin", "launched", "drone", None, "their ministry", "enemy_official", 50, True),
    ("west", "intercepted", "drone", None, "the governor of West", "own_official", 9, True),
    ("odrava", "launched", "drone", None, "the mayor", "own_official", 20, True),
    ("tiska", "launched", "drone", None, "the mayor of Tiska", "own_official", 21, True),
    ("odrava", "launched", "missile", None, "the mayor", "own_official", 2, True),
    ("tiska", "launched", "missile", None, "the mayor of Tiska", "own_official", 3, True),
]


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(load_settings(tmp_path), "test") as warehouse:
        for name, place, precision, killed, injured in EVENTS:
            figures = [(kind, n) for kind, n in (("killed", killed), ("injured", injured)) if n is not None]
            told = [
                {"kind": k, "unit": "person", "low": n, "best": n, "high": n, "disputed": False, "sources": 1}
                for k, n in figures
            ]
            warehouse.connection.execute(
                """
                INSERT INTO events BY NAME SELECT $name AS event_id, 'ASSAULT' AS event_type,
                    'material conflict' AS quad_class, 'occurred' AS modality, 'current' AS recency,
                    DATE '2026-03-02' AS event_date_start, DATE '2026-03-03' AS event_date_end,
                    'day' AS date_precision, $place AS place_name, 'XXA' AS country, $precision AS place_precision,
                    []::VARCHAR[] AS actor_names, []::VARCHAR[] AS target_names, ['drone'] AS weapon,
                    $figures::STRUCT(kind VARCHAR, unit VARCHAR, low INTEGER, best INTEGER, high INTEGER,
                        disputed BOOLEAN, sources INTEGER)[] AS figures,
                    false AS disputed, 1 AS mentions, 1 AS articles, 1 AS sources,
                    TIMESTAMPTZ '2026-03-03 06:00:00Z' AS first_reported_at,
                    TIMESTAMPTZ '2026-03-03 06:00:00Z' AS last_reported_at, 0.9 AS confidence,
                    DATE '2026-03-03' AS filed_on
                """,
                {"name": name, "place": place, "precision": precision, "figures": told},
            )
        warehouse.connection.executemany(
            """
            INSERT INTO event_claims VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7, $8, false, 1, [$1 || ' herald'],
                TIMESTAMPTZ '2026-03-03 06:00:00Z', TIMESTAMPTZ '2026-03-03 06:00:00Z')
            """,
            CLAIMS,
        )
        warehouse.refresh_views()
        yield warehouse


def rows(warehouse: Warehouse, columns: str) -> list[tuple[object, ...]]:
    sql = f"SELECT {columns} FROM air_attacks ORDER BY side DESC, unit, weapon NULLS FIRST"
    return warehouse.connection.execute(sql).fetchall()


def test_of_one_side_the_bulletin_speaks_and_its_parts_do_not_double(night: Warehouse) -> None:
    """36 and 27 are the bulletin's, though the towns count 41; of missiles only towns told, so 2 and 3 add up."""
    assert rows(night, "side, unit, weapon, launched, intercepted") == [
        ("own_official", "drone", None, 36, 27),
        ("own_official", "drone", "Lancet", 6, None),
        ("own_official", "drone", "Shahed", 30, None),
        ("own_official", "missile", None, 5, None),
        ("enemy_official", "drone", None, 50, None),
    ]


def test_a_bulletin_that_names_no_place_holds_the_places_of_its_country(night: Warehouse) -> None:
    night.connection.execute("UPDATE events SET place_name = NULL, place_precision = NULL WHERE event_id = 'bulletin'")
    assert rows(night, "side, unit, weapon, launched, intercepted")[0] == ("own_official", "drone", None, 36, 27)


def test_the_toll_of_a_night_is_the_larger_of_the_bulletin_and_the_sum_of_its_places(night: Warehouse) -> None:
    found = rows(night, "night::VARCHAR, country, array_to_string(places, ', '), killed, injured")
    assert set(found) == {("2026-03-03", "XXA", "Odrava, Tiska", 4, 11)}


def test_who_says_so_and_where(night: Warehouse) -> None:
    found = {(r[0], r[1]): r[2:] for r in rows(night, "side, unit, claimant, events, sources") if r}
    assert found["enemy_official", "drone"] == ("their ministry", 1, ["bulletin herald"])
    assert found["own_official", "missile"][1:] == (2, ["odrava herald", "tiska herald"])


def test_the_examples_of_macros_run(night: Warehouse) -> None:
    asked = [
        file.example for file in sql_files("macros").values() if file.example and file.example.startswith("SELECT")
    ]
    assert len(asked) >= 5
    for example in asked:
        night.connection.execute(example).fetchall()
