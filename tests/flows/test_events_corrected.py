"""Events by the command line: lists, corrections that survive a rebuild, former names that lead on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests_support import run_flow
from typer.testing import CliRunner

from flows.cli.app import app
from pipeline.errors import DatelineError
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import run_sql

pytestmark = pytest.mark.model


def ask(home: Path, *arguments: str) -> str:
    """What a command prints; its errors are raised."""
    done = CliRunner().invoke(app, [*arguments, "--home", str(home)], env={"COLUMNS": "200"})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def rows(settings: Settings, sql: str) -> list[dict[str, object]]:
    return run_sql(settings.snapshot, sql).frame.to_dicts()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, small_texts: Callable[[Path], Path]) -> Settings:
    folder = tmp_path_factory.mktemp("corrected")
    settings = load_settings(folder / "home")
    run_flow("backfill", settings, source="texts", path=str(small_texts(folder / "texts")))
    return settings


@pytest.fixture
def home(filled: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(filled.home, tmp_path / "home")
    return load_settings(tmp_path / "home")


def event_of(settings: Settings, place: str) -> str:
    (row,) = rows(settings, f"SELECT event_id FROM events WHERE place_name = '{place}' AND event_type = 'ASSAULT'")
    return str(row["event_id"])


def test_lists(filled: Settings) -> None:
    found = json.loads(ask(filled.home, "events", "--country", "ukr", "--type", "assault", "--json"))
    assert [(row["place_name"], row["killed"]) for row in found] == [("Zaporizhzhia", "6")]
    near = ask(filled.home, "events", "--near", "47.84,35.14,20", "--format", "csv")
    assert "Zaporizhzhia" in near and "Bankass" not in near
    assert ask(filled.home, "events", "--from", "2023-05-11", "--min-toll", "50", "--format", "json").strip() == "[]"


@pytest.mark.parametrize(
    "arguments",
    [
        ("events", "--near", "1,2"), ("events", "--near", "95,0,10"), ("events", "--country", "Ukraine"),
        ("events", "--type", "WAR"), ("events", "--from", "2023-05-12", "--to", "2023-05-11"), ("event", "zzz"),
        ("event", "0000000000"), ("event", "correct", "00", "killed=x", "--why", "w"), ("events", "--format", "xml"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_line(filled: Settings, arguments: tuple[str, ...]) -> None:
    with pytest.raises(DatelineError) as told:
        ask(filled.home, *arguments)
    assert "\n" not in str(told.value)


def test_corrections_survive_reading_again_and_rebuilding(home: Settings) -> None:
    zap, bankass = event_of(home, "Zaporizhzhia"), event_of(home, "Bankass")
    ask(home.home, "event", "correct", zap[:8], "killed=7", "--why", "the names were counted")
    ask(home.home, "event", "merge", zap, bankass, "--why", "only to see")
    merged = "SELECT event_id, corrections, figures FROM events WHERE len(corrections) > 0"
    before = rows(home, merged)
    assert len(before) == 1
    assert [f["best"] for f in before[0]["figures"] if f["kind"] == "killed"] == [7]  # type: ignore[union-attr]
    (gone,) = rows(home, "SELECT * FROM event_lineage WHERE change = 'merged'")
    assert "only to see" in str(gone["why"])
    shown = ask(home.home, "event", str(gone["event_id"]), "--json")
    assert json.loads(shown[shown.index("{") :])["event_id"] == gone["successor_id"]

    run_flow("process", home, first=_day("2023-05-10"), last=_day("2023-05-11"))
    assert rows(home, merged) == before
    for file in (home.database, home.snapshot):
        file.unlink()
    run_flow("nightly", home, poll_first=False)
    assert rows(home, merged) == before, "the file of corrections outlives the warehouse"

    made = json.loads(ask(home.home, "event", "corrections", "--json"))
    for correction in made:
        ask(home.home, "event", "undo", correction["correction_id"], "--why", "it was only a test")
    assert rows(home, merged) == []
    assert event_of(home, "Bankass") == bankass
    (parted,) = rows(home, "SELECT why FROM event_lineage WHERE change = 'split'")
    assert "takes" in str(parted["why"])
    assert "only a test" in str(parted["why"])
    with pytest.raises(DatelineError, match=r"was taken back already"):
        ask(home.home, "event", "undo", made[0]["correction_id"], "--why", "once more")


def test_export_and_import(home: Settings, filled: Settings, tmp_path: Path) -> None:
    zap = event_of(home, "Zaporizhzhia")
    ask(home.home, "event", "correct", zap, "killed=7", "--why", "the names were counted", "--no-run")
    exported = ask(home.home, "event", "export")
    (tmp_path / "said.jsonl").write_text(exported, encoding="utf-8")
    shutil.copytree(filled.home, tmp_path / "other")
    other = load_settings(tmp_path / "other")
    assert "1 corrections" in ask(other.home, "event", "import", str(tmp_path / "said.jsonl"))
    assert "0 corrections" in ask(other.home, "event", "import", str(tmp_path / "said.jsonl"))
    assert ask(other.home, "event", "export") == exported
    assert rows(other, "SELECT event_id FROM events WHERE len(corrections) = 1") == [{"event_id": zap}]


@pytest.mark.parametrize("line", ["{", "[]", '{"kind": "merge"}', '{"kind": 1}', "x" * 50, '{"a":' * 3000])
def test_a_file_that_holds_no_corrections(home: Settings, tmp_path: Path, line: str) -> None:
    (tmp_path / "bad.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(DatelineError, match=r"line 1 is no correction"):
        ask(home.home, "event", "import", str(tmp_path / "bad.jsonl"))


def test_the_largest_event_is_in_the_report(home: Settings) -> None:
    run = run_flow("process", home, first=_day("2023-05-10"), last=_day("2023-05-11"))
    assert any(note.startswith("largest event") and "Zaporizhzhia" in note for note in run.notes)


def _day(text: str):  # type: ignore[no-untyped-def]
    from datetime import date

    return date.fromisoformat(text)


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_the_brief_tells_which_events_were_merged(home: Settings, form: str) -> None:
    ask(
        home.home, "event", "merge", event_of(home, "Zaporizhzhia"), event_of(home, "Bankass"), "--why", "one raid only"
    )
    (gone,) = rows(home, "SELECT \"at\" AT TIME ZONE 'UTC' AS moment FROM event_lineage WHERE change = 'merged'")
    # a brief closes the runs up to the noon after its day
    day = (gone["moment"] - timedelta(hours=12)).date()  # type: ignore[operator]
    said = ask(home.home, "brief", "--date", day.isoformat(), "--format", form)
    if form == "html":
        said = Path(said.strip()).read_text(encoding="utf-8")
    assert "merged into another event" in said
    assert "one raid only" in said
