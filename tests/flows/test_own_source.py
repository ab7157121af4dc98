"""A source of one's own: the example of the documentation as an installed package, and sources that break."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from past_web import STRIKE, VILLAGE, PastWeb, page
from tests_support import run_flow

from pipeline.errors import SourceError
from pipeline.settings import Settings, load_settings
from pipeline.sources import Found, SourceRequest, Tools, Unit, source_named, sources
from pipeline.warehouse import run_sql

EXAMPLE = Path(__file__).parents[2] / "docs" / "own_source"
FIRST, LAST = date(2023, 5, 9), date(2023, 5, 11)


@pytest.fixture
def past() -> Iterator[PastWeb]:
    with PastWeb() as web:
        yield web


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, module: Path, points: str) -> None:
    """What pip does with a package: its module and the list of its entry points on the path."""
    site = folder / "site"
    info = site / f"{module.stem}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module.stem}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(points, encoding="utf-8")
    shutil.copy(module, site)
    monkeypatch.syspath_prepend(site)
    sources.cache_clear()


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    install(
        tmp_path,
        monkeypatch,
        EXAMPLE / "dateline_daylists.py",
        "[dateline.sources]\ndaylists = dateline_daylists:DayLists\n",
    )
    yield
    sources.cache_clear()


def rows(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    return run_sql(settings.snapshot, sql).frame.rows()


def test_the_example_says_what_is_installed() -> None:
    stated = (EXAMPLE / "pyproject.toml").read_text(encoding="utf-8")
    assert '[project.entry-points."dateline.sources"]\ndaylists = "dateline_daylists:DayLists"\n' in stated
    assert len((EXAMPLE / "dateline_daylists.py").read_text(encoding="utf-8").splitlines()) <= 50


@pytest.mark.model
@pytest.mark.usefixtures("example")
def test_the_example_works(past: PastWeb, tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "home", **past.settings())
    assert source_named("daylists").name == "daylists"
    past.pages |= {
        "/strike": page("Missiles hit Zaporizhzhia", "2023-05-09", *STRIKE),
        "/village": page("Gunmen kill seven villagers", "2023-05-11", *VILLAGE),
    }
    gone = past.address("/gone")
    past.captures[gone] = {"20230509101010": page("Lines at the mill", "2023-05-09", *VILLAGE)}
    lists = {"09": ["/strike", "/gone"], "11": ["/village"]}
    for day, paths in lists.items():
        listed = [{"url": past.address(path), "title": path} for path in paths]
        past.files[f"/archive/2023-05-{day}.json"] = json.dumps(listed).encode()
    past.files["/archive/2023-05-10.json"] = b"<html>on holiday</html>"
    asked: dict[str, object] = {"source": "daylists", "path": past.url, "first": FIRST, "last": LAST}
    dry = run_flow("backfill", settings, dry_run=True, **asked)
    assert (dry.counts["pieces"], past.requests.total()) == (3, 0)
    run = run_flow("backfill", settings, **asked)
    assert rows(
        settings, "SELECT published_date, origin FROM articles JOIN captures USING (capture_id) ORDER BY ALL"
    ) == [
        (FIRST, "urls"),
        (FIRST, "wayback"),
        (LAST, "urls"),
    ]
    assert rows(settings, "SELECT stage, reason FROM failures WHERE stage = 'source'") == [("source", "unreadable")]
    assert any("1 pieces could not be read" in note for note in run.notes)
    before = past.requests.total()
    past.files["/archive/2023-05-10.json"] = b"[]"
    again = run_flow("backfill", settings, **asked)
    assert again.counts["pieces read"] == 1, "only the day that could not be read is asked for again"
    assert past.requests.total() == before + 1


class Broken:
    """Breaks on the second of three pieces as a careless source does."""

    name = "broken"
    origin = "texts"
    summary = "nothing good"
    needs: tuple[str, ...] = ()

    def units(self, request: SourceRequest, tools: Tools) -> list[Unit]:
        return [Unit(key=str(n), where=f"piece {n}") for n in range(3)]

    def scope(self, request: SourceRequest) -> str:
        return "s"

    def read(self, unit: Unit, request: SourceRequest, tools: Tools) -> Iterator[Found]:
        if unit.key == "1":
            raise KeyError("date")
        yield from ()


def test_a_source_that_breaks_on_one_piece_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings(tmp_path / "home")
    for module in ("flows.bodies", "flows.past"):
        monkeypatch.setattr(f"{module}.source_named", lambda name: Broken())
    run = run_flow("backfill", settings, source="broken")
    assert run.counts["pieces read"] == 2
    found = rows(settings, "SELECT item, reason, detail FROM failures")
    assert found == [("piece 1", "unreadable", "source broken: KeyError: 'date'")]


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ("[dateline.sources]\nlost = not_there_at_all:Source\n", "cannot be loaded"),
        ("[dateline.sources]\nodd = dateline_daylists:json\n", "is no source"),
    ],
    ids=["missing module", "no source"],
)
def test_a_package_without_a_source_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, points: str, words: str
) -> None:
    install(tmp_path, monkeypatch, EXAMPLE / "dateline_daylists.py", points)
    try:
        with pytest.raises(SourceError, match=words):
            source_named("warc")
    finally:
        sources.cache_clear()
