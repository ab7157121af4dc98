"""What a program of one's own can use: cheap to import, typed, documented, and equal to what runs find."""

from __future__ import annotations

import importlib.util
import inspect
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

import pipeline
from pipeline.errors import ArchiveError, QueryError, UsageError, WarehouseError
from pipeline.settings import Settings
from pipeline.warehouse import list_queries

ROOT = Path(__file__).parents[1]


def test_importing_it_is_cheap() -> None:
    program = (
        "import sys, pipeline; pipeline.__all__; dir(pipeline)\n"
        "print([m for m in ('polars', 'duckdb', 'spacy', 'prefect', 'numpy', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_page_is_made_from_the_code() -> None:
    spec = importlib.util.spec_from_file_location("make_python", ROOT / "docs" / "make_python.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs" / "python.md").read_text(encoding="utf-8") == module.page(), (
        "run: python docs/make_python.py > docs/python.md"
    )


def test_everything_is_typed_and_documented() -> None:
    assert (ROOT / "pipeline" / "py.typed").exists()
    for name in pipeline.__all__:
        member = getattr(pipeline, name)
        assert member.__doc__, name
        functions = [f for n, f in inspect.getmembers(member, inspect.isfunction) if not n.startswith("_")]
        for function in [member, *functions] if inspect.isfunction(member) else functions:
            signature = inspect.signature(function)
            assert signature.return_annotation is not inspect.Signature.empty, function
            untyped = [
                p for p in signature.parameters.values() if p.annotation is p.empty and p.name not in ("self", "cls")
            ]
            assert not untyped, function
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = pipeline.nothing


@pytest.mark.model
@pytest.mark.timeout(900)
def test_a_snapshot_answers(demo: Settings) -> None:
    with pipeline.open_snapshot(demo.home) as snapshot:
        day = snapshot.query("day", date=date(2024, 3, 5))
        assert isinstance(day, pl.DataFrame)
        assert day.equals(snapshot.query("day", date="2024-03-05"))
        assert day.filter(pl.col("place_name") == "Mykolaiv")["killed_best"].max() == 19
        assert snapshot.sql("SELECT count(*) AS n FROM articles").item() > 60
        assert [q.name for q in snapshot.questions()] == [q.name for q in list_queries()]
        near = next(q for q in snapshot.questions() if q.name == "near")
        assert near.needed == ("lat", "lon")
        assert "km_away" in near.columns
        assert "published_date" in snapshot.tables()["articles"]
        assert snapshot.published_at == datetime.fromisoformat("2024-03-10T21:00:00+00:00")
        for wrong in ("DELETE FROM events", "SELECT * FROM read_text('/etc/passwd')", "nonsense"):
            with pytest.raises(QueryError):
                snapshot.sql(wrong)
        with pytest.raises(QueryError, match="needs lat"):
            snapshot.query("near")
    with pipeline.open_snapshot(demo.snapshot) as again:
        assert again.path == demo.snapshot


def test_nothing_published_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="dateline run"):
        pipeline.open_snapshot(tmp_path)


@pytest.mark.model
def test_a_text_is_read() -> None:
    text = "A drone strike killed three people in Kherson on Tuesday, the governor said."
    (mention,) = pipeline.parse_text(text, "2024-03-07")
    assert mention.event_type == "ASSAULT"
    assert mention.event_date_start == date(2024, 3, 5)
    assert [(q.kind, q.best) for q in mention.quantities] == [("killed", 3)]
    assert text[mention.evidence_start : mention.evidence_end] == mention.evidence
    assert pipeline.parse_text("", None) == []
    with pytest.raises(UsageError, match="is not a day"):
        pipeline.parse_text(text, "Tuesday")


@pytest.mark.model
@pytest.mark.timeout(900)
def test_a_warc_gives_the_rows_of_the_run(demo: Settings) -> None:
    file = max(demo.archive_dir.rglob("*.warc.gz"), key=lambda path: path.stat().st_size)
    read = pipeline.process_warc(file, events=False, workers=1)
    assert read.captures.height > 5
    assert read.event_mentions.is_empty()
    with pipeline.open_snapshot(demo.home) as snapshot:
        known = snapshot.sql("SELECT article_id, version, title, body FROM articles").rows()
    rows = read.articles.filter(pl.col("verdict") == "article").select("article_id", "version", "title", "body").rows()
    assert rows
    assert set(rows) <= set(known)


def test_no_file_is_an_error_and_a_broken_one_a_row(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be opened"):
        pipeline.process_warc(tmp_path / "none.warc.gz")
    broken = tmp_path / "broken.warc.gz"
    broken.write_bytes(b"\x1f\x8b no archive at all")
    read = pipeline.process_warc(broken, events=False, workers=1)
    assert read.articles.is_empty()
    assert read.failures.height >= 1
