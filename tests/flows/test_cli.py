"""The command line: every command answers, every wrong use is one line and an exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from tests_support import LOOPBACK

from flows.demo_web.server import DemoWeb
from pipeline.settings import Settings
from pipeline.warehouse import list_queries

pytestmark = pytest.mark.model

OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>t</title></head><body>
<outline text="Africa"><outline type="rss" text="One" xmlUrl="http://one.example/feed"/></outline>
<outline type="rss" text="Two" xmlUrl="http://two.example/feed"/></body></opml>"""


def dateline(*arguments: str | Path, home: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flows.cli", *(("--home", str(home)) if home else ()), *map(str, arguments)]
    return subprocess.run(
        command,
        env=os.environ | {"COLUMNS": "200"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def one_line(done: subprocess.CompletedProcess[str], code: int) -> str:
    assert done.returncode == code, done.stdout + done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("dateline: ")
    return lines[0]


def test_help_names_every_command() -> None:
    done = dateline("--help")
    assert done.returncode == 0
    for command in ("demo", "feeds", "poll", "process", "run", "backfill", "parse", "sql", "status"):
        assert command in done.stdout


def test_feeds_are_added_imported_listed_exported_and_removed(tmp_path: Path) -> None:
    home, opml = tmp_path / "home", tmp_path / "feeds.opml"
    opml.write_text(OPML, encoding="utf-8")
    assert (
        "added http://three.example/rss"
        in dateline("feeds", "add", "http://three.example/rss", "--country", "fra", home=home).stdout
    )
    assert "added 2 feeds" in dateline("feeds", "import", opml, home=home).stdout
    assert "added 0 feeds" in dateline("feeds", "import", opml, home=home).stdout
    listed = json.loads(dateline("feeds", "list", "--json", home=home).stdout)
    assert [(f["url"], f["country"], f["tags"]) for f in listed] == [
        ("http://one.example/feed", None, ["Africa"]),
        ("http://three.example/rss", "FRA", []),
        ("http://two.example/feed", None, []),
    ]
    blank = tmp_path / "blank.opml"
    blank.write_text(OPML.replace("<body>", '<body><outline text="Silent" xmlUrl=""/>'), encoding="utf-8")
    told = dateline("feeds", "import", blank, home=home)
    assert "1 without an address" in told.stdout and "no address: 'Silent'" in told.stderr
    exported = tmp_path / "out.opml"
    exported.write_text(dateline("feeds", "export", home=home).stdout, encoding="utf-8")
    other = tmp_path / "other"
    assert "added 3 feeds" in dateline("feeds", "import", exported, home=other).stdout
    assert "removed" in dateline("feeds", "remove", "http://two.example/feed", home=home).stdout
    assert "is not on the list" in one_line(dateline("feeds", "remove", "http://two.example/feed", home=home), 2)


def test_starter_list_has_a_hundred_feeds(tmp_path: Path) -> None:
    done = dateline("feeds", "import", "--starter", home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[1]) >= 100


def test_parse_prints_mentions_and_needs_no_home(tmp_path: Path) -> None:
    text = " date 2024-03-05 Market bombed\n\nA bomb killed six people at a market in Baghdad on Monday, police said.\n"
    file = tmp_path / "text.txt"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "parse", str(file)], cwd=tmp_path, capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )  # fmt: skip
    mentions = [json.loads(line) for line in done.stdout.splitlines()]
    assert mentions
    for mention in mentions:
        assert text[mention["evidence_start"] : mention["evidence_end"]] == mention["evidence"]
    killed = [q["best"] for m in mentions for q in m["quantities"] if q["kind"] == "killed"]
    assert killed == [6]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["text.txt"]


def test_parse_loads_neither_duckdb_nor_prefect(tmp_path: Path) -> None:
    program = "import sys; sys.argv=['dateline','parse','/dev/null']\nfrom flows.cli import main\ntry: main()\nexcept SystemExit: pass\nprint([m for m in ('duckdb','prefect','trafilatura','aiohttp') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"


@pytest.mark.parametrize("format", ["table", "csv", "json", "parquet"])
def test_sql_in_every_format(demo: Settings, tmp_path: Path, format: str) -> None:
    output = tmp_path / "out"
    arguments = ["sql", "SELECT verdict, count(*) AS n FROM articles GROUP BY ALL ORDER BY n DESC", "--format", format]
    if format == "table":
        done = dateline(*arguments, home=demo.home)
        assert "article" in done.stdout
        return
    done = dateline(*arguments, "--output", output, home=demo.home)
    assert done.returncode == 0, done.stderr
    read = {"csv": pl.read_csv, "json": pl.read_json, "parquet": pl.read_parquet}[format]
    frame = read(output)
    assert frame["verdict"][0] == "article"


@pytest.mark.parametrize("query", [q.name for q in list_queries()])
def test_every_named_query_runs_on_the_demonstration(demo: Settings, query: str) -> None:
    from pipeline.warehouse import run_named, run_sql

    event = run_sql(
        demo.snapshot, "SELECT event_id FROM tolls WHERE kind = 'killed' ORDER BY best DESC, event_id"
    ).frame.row(0)[0]
    given = {
        "event": event,
        "moment": "2024-03-08 00:00:00Z",
        "lat": "50",
        "lon": "36",
        "km": "500",
        "since": "2024-03-01",
        "south": "44",
        "west": "22",
        "north": "53",
        "east": "41",
        "words": "drone",
        "name": "russia",
    }
    takes = {p.name for q in list_queries() if q.name == query for p in q.params}
    frame = run_named(demo.snapshot, query, {k: v for k, v in given.items() if k in takes}).frame
    # nobody has said anything about its events, one run has no history, and one version of the code read all
    empty = ("event_lineage", "event_corrections", "event_successors", "changed_since", "versions")
    assert frame.height > 0 or query in empty


def test_sql_list_names_every_query_with_its_question(demo: Settings) -> None:
    listed = dateline("sql", "--list", home=demo.home).stdout
    for query in list_queries():
        assert query.name in listed
        assert query.question.split(",")[0][:40] in listed


def test_status_tells_runs_failures_and_feeds(demo: Settings) -> None:
    status = json.loads(dateline("status", "--feeds", "--json", home=demo.home).stdout)
    assert status["runs"][0]["state"] == "completed"
    assert len(status["feeds"]) == 12
    assert {row["reason"] for row in status["failures"]} >= {"robots"}


def test_event_shows_its_sentences(demo: Settings) -> None:
    from pipeline.warehouse import run_sql

    row = run_sql(
        demo.snapshot, "SELECT event_id, figure_text FROM figures_traced WHERE event_id IS NOT NULL ORDER BY 1, 2"
    ).frame.row(0)
    shown = dateline("event", row[0][:12], home=demo.home)
    assert shown.returncode == 0, shown.stderr
    assert row[0] in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("sql", "DELETE FROM events"), 2, "read-only"),
        (("sql", "--query", "nothing"), 2, "there is no query"),
        (("sql",), 2, "one SELECT, or --query"),
        (("sql", "SELECT 1", "--format", "xml"), 2, "--format"),
        (("sql", "-q", "day", "-p", "date"), 2, "name=value"),
        (("process", "--from", "2024-03-06", "--to", "2024-03-05"), 2, "is after"),
        (("process", "--from", "2024-02-30", "--to", "2024-03-05"), 2, "is not a day"),
        (("backfill", "--source", "texts", "--path", "/nowhere/at/all"), 2, "does not exist"),
        (("backfill", "--source", "texts", "--plain"), 2, "--path"),
        (("backfill", "--source", "tarot", "--plain"), 2, "no source"),
        (("feeds", "add", "gopher://old.example/"), 2, "not a web address"),
        (("feeds", "import"), 2, "--starter"),
        (("parse", "/nowhere/at/all.txt"), 2, "is not a file"),
        (("parse", "--date", "soon"), 2, "is not a day"),
        (("event", "xyz"), 2, "not an event_id"),
    ],
)
def test_wrong_use_is_one_line(demo: Settings, arguments: tuple[str, ...], code: int, words: str) -> None:
    assert words in one_line(dateline(*arguments, home=demo.home), code)


def test_unwritable_home_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    assert "cannot write" in one_line(dateline("feeds", "list", home=tmp_path / "file" / "home"), 3)


def test_wrong_setting_is_one_line(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "dateline.toml").write_text("[fetch]\nconcurrency = 'many'\n", encoding="utf-8")
    assert "fetch.concurrency" in one_line(dateline("feeds", "list", home=home), 2)
    (home / "dateline.toml").write_text("[fetch\n", encoding="utf-8")
    assert "cannot be read" in one_line(dateline("feeds", "list", home=home), 2)


def test_opml_that_is_none_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<html><body>no feeds here</body></html>", encoding="utf-8")
    one_line(dateline("feeds", "import", file, home=tmp_path / "home"), 2)


def test_database_open_elsewhere_is_one_line(tmp_path: Path) -> None:
    import duckdb

    home = tmp_path / "home"
    dateline("feeds", "list", home=home)
    with duckdb.connect(str(home / "warehouse.duckdb")):
        line = one_line(dateline("feeds", "list", home=home), 4)
    assert "open in another program" in line


def test_demo_answers_the_first_questions(tmp_path: Path) -> None:
    done = dateline("demo", "--plain", "--home", tmp_path / "demo", **LOOPBACK)
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "demo" / "dateline.duckdb") in done.stdout
    assert done.stdout.count("dateline sql --query") == 3
    assert "air/drone strike" in done.stdout


def test_backfill_of_texts_from_the_command_line(tmp_path: Path, small_texts: Callable[[Path], Path]) -> None:
    folder = small_texts(tmp_path / "texts")
    done = dateline("backfill", "--source", "texts", "--path", folder, "--plain", "--json", home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["items archived"] == 4


def test_feeds_of_a_site_are_discovered(tmp_path: Path, web: DemoWeb) -> None:
    feed = web.feed_urls[0]
    site = "/".join(feed.split("/")[:3]) + "/"
    done = dateline("feeds", "discover", site, home=tmp_path / "home", **LOOPBACK)
    assert done.returncode == 0, done.stderr
    assert feed in done.stdout.split()
    one_line(
        dateline("feeds", "discover", site, home=tmp_path / "home"), 1
    )  # loopback is not allowed without the setting
