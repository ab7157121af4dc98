"""Reprocessing: the same code changes nothing, other code is told of by table and column, and nothing is published."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
from tests_support import content, run_flow

from flows.again import BEFORE
from flows.demo_web.server import CLOCK
from pipeline.errors import UsageError
from pipeline.extract import EXTRACTOR_VERSION
from pipeline.process import PARSER_VERSION
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import open_warehouse, run_sql

pytestmark = pytest.mark.model

FIRST, LAST = date(2023, 5, 10), date(2023, 5, 11)


@pytest.fixture
def filled(tmp_path: Path, small_texts: Callable[[Path], Path]) -> Settings:
    settings = load_settings(tmp_path / "home", process={"workers": 1})
    run_flow("backfill", settings, source="texts", path=str(small_texts(tmp_path / "texts")))
    return settings


def damage(settings: Settings) -> None:
    """Rows as older code might have left them: a day read by another version, a title, a mention too few."""
    with open_warehouse(settings, "test") as warehouse:
        for statement in (
            "UPDATE extractions SET extractor_version = 'old' WHERE published_date = DATE '2023-05-10'",
            "UPDATE articles SET title = 'Another title', extractor_version = 'old' WHERE published_date = DATE '2023-05-10'",
            "DELETE FROM event_mentions WHERE mention_id IN (SELECT mention_id FROM event_mentions ORDER BY 1 LIMIT 1)",
        ):
            warehouse.connection.execute(statement)


def test_the_same_code_changes_nothing_and_publishes_nothing(filled: Settings) -> None:
    before, published = content(filled), filled.snapshot.stat()
    run = run_flow("reprocess", filled, first=FIRST, last=LAST)
    assert run.counts["captures read"] == 4
    assert run.counts["tables changed"] == 0
    assert content(filled) == before
    assert filled.snapshot.stat().st_mtime_ns == published.st_mtime_ns
    assert not (filled.home / BEFORE).exists()


def test_what_changed_is_told_by_table_and_column(filled: Settings) -> None:
    before = content(filled)
    damage(filled)
    run = run_flow("reprocess", filled, first=FIRST, last=LAST, publish=True)
    assert run.counts["articles: rows altered"] == 1
    assert run.counts["articles.title: rows altered"] == 1
    assert run.counts["event_mentions: rows added"] == 1
    assert run.counts["event_mentions: rows gone"] == 0
    assert content(filled) == before
    assert run_sql(filled.snapshot, "SELECT count(*) FROM articles WHERE title = 'Another title'").frame.row(0) == (0,)


def test_into_another_database_leaves_ours_alone(filled: Settings, tmp_path: Path) -> None:
    good = content(filled)
    damage(filled)
    damaged = content(filled)
    other = tmp_path / "other.duckdb"
    for _ in range(2):  # the second time goes on with what is there
        run = run_flow("reprocess", filled, first=FIRST, last=LAST, into=str(other))
        assert run.counts["articles: rows altered"] == 1
    assert content(filled) == damaged
    assert content(filled.with_database(other)) == good


def test_a_range_half_reprocessed_shows(filled: Settings) -> None:
    damage(filled)
    with open_warehouse(filled, "test") as warehouse:
        mixed = "SELECT published_date, extractor_versions FROM day_versions WHERE mixed OR len(extractor_versions) > 1"
        assert warehouse.connection.execute(mixed).fetchall() == []
        warehouse.mark_stale(LAST, LAST)
        waiting = warehouse.connection.execute(
            "SELECT published_date, waiting > 0 FROM day_versions WHERE mixed"
        ).fetchall()
        versions = warehouse.connection.execute(
            "SELECT published_date, extractor_versions[1] = 'old' FROM day_versions ORDER BY 1"
        ).fetchall()
    assert waiting == [(LAST, True)]
    assert versions == [(FIRST, True), (LAST, False)]


def newer_code(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """The packages once more, with other code in some files: (file, what stands there, what takes its place)."""
    root = Path(__file__).parents[2]
    for name in ("pipeline", "flows", "sql"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name, old, new in changes:
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_newer_code_tells_what_it_changes_and_publishes_nothing(filled: Settings, tmp_path: Path) -> None:
    """In earnest: a parser of another version that passes over gunmen, an extraction that reads one title otherwise."""
    code = newer_code(
        tmp_path / "code",
        ("pipeline/events/engine.py", f'VERSION = "{PARSER_VERSION}"', 'VERSION = "newer"'),
        ("pipeline/extract/version.py", f'EXTRACTOR_VERSION = "{EXTRACTOR_VERSION}"', 'EXTRACTOR_VERSION = "newer"'),
        ("pipeline/reading.py", "tuple(_engine().read(text))", 'tuple(m for m in _engine().read(text) if "Gunmen" not in text.text)'),
        ("pipeline/extract/page.py", "        title=title,\n        authors=authors,\n        language=code,",
         '        title=title.replace("hit Zap", "struck Zap") if title else None,\n        authors=authors,\n        language=code,'),
    )  # fmt: skip
    before, published = content(filled), filled.snapshot.read_bytes()
    other = tmp_path / "other.duckdb"
    command = [sys.executable, "-m", "flows.cli", "--home", str(filled.home), "reprocess", "--plain", "--json"]
    command += ["--from", str(FIRST), "--to", str(LAST), "--into", str(other)]
    environment = os.environ | {"DATELINE_NOW": CLOCK.isoformat(), "PYTHONPATH": str(code)}
    done = subprocess.run(command, env=environment, cwd=code, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = {name: n for name, n in json.loads(done.stdout).items() if ": rows " in name and n}
    with open_warehouse(filled, "test") as warehouse:
        mentions, gone, events = warehouse.connection.execute(
            "SELECT count(*), count(*) FILTER (title LIKE 'Gunmen%'), count(DISTINCT event_id) FILTER (title LIKE 'Gunmen%')"
            " FROM event_mentions JOIN articles USING (article_id, version)"
        ).fetchone() or (0, 0, 0)
    assert 0 < gone < mentions
    assert told["articles: rows altered"] == told["articles.extractor_version: rows altered"] == 4
    assert told["articles.title: rows altered"] == 1
    assert "articles.body: rows altered" not in told
    assert told["event_mentions: rows gone"] == gone
    assert told["event_mentions.parser_version: rows altered"] == mentions - gone
    assert told["events: rows gone"] == events
    assert not any(name.startswith("event") and name.endswith("rows added") for name in told), (
        "names of ours are no news"
    )
    assert "events: rows altered" not in told, "another name is no other event"
    assert content(filled) == before
    assert filled.snapshot.read_bytes() == published
    with open_warehouse(filled.with_database(other), "test") as warehouse:
        assert warehouse.connection.execute("SELECT DISTINCT parser_version FROM event_mentions").fetchall() == [
            ("newer",)
        ]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"first": LAST, "last": FIRST}, "is after"),
        ({"first": FIRST, "last": LAST, "into": "x.duckdb", "publish": True}, "--publish"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, asked: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        run_flow("reprocess", load_settings(tmp_path / "home"), **asked)


def test_a_file_of_somebody_else_is_not_written_into(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("mine", encoding="utf-8")
    foreign = tmp_path / "foreign.duckdb"
    with duckdb.connect(foreign) as connection:
        connection.execute("CREATE TABLE captures (a INTEGER)")
    for into in (other, foreign):
        with pytest.raises(UsageError, match="no warehouse"):
            run_flow("reprocess", load_settings(tmp_path / "home"), first=FIRST, last=LAST, into=str(into))
    assert other.read_text(encoding="utf-8") == "mine"


def test_killed_and_started_again_it_tells_of_the_whole_change(filled: Settings) -> None:
    good = content(filled)
    damage(filled)
    command = [sys.executable, "-m", "flows.cli", "--home", str(filled.home), "reprocess", "--plain"]
    command += ["--from", str(FIRST), "--to", str(LAST), "--json"]
    environment = os.environ | {"DATELINE_NOW": CLOCK.isoformat()}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (filled.home / BEFORE).exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.7)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert content(filled) == good
