"""Questions are answered, everything else is refused in one line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import QueryError, WarehouseError
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import list_queries, open_warehouse, publish, run_named, run_sql
from pipeline.warehouse.sqlfiles import parse_sql, sql_files


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = load_settings(tmp_path_factory.mktemp("query") / "home")
    publish(settings, run_id="r", at=datetime(2024, 3, 5, tzinfo=UTC))
    return settings.snapshot


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM events",
        "DELETE FROM events RETURNING *",
        "INSERT INTO events SELECT * FROM events",
        "UPDATE events SET country = 'X'",
        "CREATE TABLE t (i INTEGER)",
        "CREATE OR REPLACE VIEW tolls AS SELECT 1",
        "DROP TABLE events",
        "COPY events TO 'stolen.csv'",
        "EXPORT DATABASE 'stolen'",
        "ATTACH 'other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 1",
        "PRAGMA enable_profiling",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/*')",
        "SELECT 1; SELECT 2",
        "",
        "selec",
        "SELECT * FROM no_such_table",
    ],
)
def test_what_is_no_question_is_refused(snapshot: Path, statement: str) -> None:
    before = snapshot.read_bytes()
    with pytest.raises(QueryError) as refused:
        run_sql(snapshot, statement)
    assert "\n" not in str(refused.value)
    assert snapshot.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    ["SELECT 1 AS one", "FROM events", "DESCRIBE events", "WITH a AS (SELECT 1) FROM a", "EXPLAIN SELECT 1"],
)
def test_questions_are_answered(snapshot: Path, statement: str) -> None:
    assert run_sql(snapshot, statement).query is None


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("nothing_like_it", {}, "there is no query 'nothing_like_it'"),
        ("day", {"dat": "2024-03-05"}, "no parameter 'dat'"),
        ("day", {"date": "yesterday"}, "is not a DATE"),
        ("figures", {}, "needs -p event=VALUE"),
        ("worst_days", {"top": "many"}, "is not a INTEGER"),
        ("day", {"date": "2024-03-05'; DROP TABLE events; --"}, "is not a DATE"),
    ],
)
def test_wrong_arguments_are_named(snapshot: Path, name: str, arguments: dict[str, str], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        run_named(snapshot, name, arguments)


def test_nothing_published_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(WarehouseError, match="dateline run"):
        run_sql(settings.snapshot, "SELECT 1")


def test_every_query_has_a_question_an_example_and_documented_parameters() -> None:
    assert len(list_queries()) >= 8
    for query in list_queries():
        assert query.question.endswith("?") or "?" in query.question, query.name
        assert query.example, query.name
        for param in query.params:
            assert f"${param.name}" in query.text, (query.name, param.name)


def test_every_check_has_a_severity_and_runs(settings: Settings) -> None:
    with open_warehouse(settings, "test") as warehouse:
        results = warehouse.run_checks()
    assert {result.severity for result in results} == {"error", "warn"}
    assert [result.name for result in results if result.rows] == []
    assert len(results) == len(sql_files("checks"))


def test_header_is_read() -> None:
    file = parse_sql(
        "q",
        "-- question: Why?\n-- param: n INTEGER = 3 | how many\n-- column: a | the answer\nSELECT $n AS a;\n-- question: not this",
    )
    assert (file.question, file.columns) == ("Why?", (("a", "the answer"),))
    assert [(p.name, p.type, p.default, p.meaning) for p in file.params] == [("n", "INTEGER", "3", "how many")]
