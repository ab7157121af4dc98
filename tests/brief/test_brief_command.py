"""`dateline brief` and the brief of a nightly run: where it goes, what is refused, what a failure does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from news_world import DAY, Told, write_world

from flows.brief import brief_run
from flows.cli.brief import brief_command, parse_countries, parse_moment
from flows.clock import fixed_clock
from flows.context import new_run
from pipeline.errors import UsageError, WarehouseError
from pipeline.settings import Settings


def ask(settings: Settings, **given: Any) -> None:
    chosen = {
        "day": None,
        "first": None,
        "last": None,
        "countries": [],
        "as_of": None,
        "format": "html",
        "output": None,
    }
    brief_command(settings, **(chosen | given))


@pytest.fixture
def world(settings: Settings) -> Settings:
    write_world(settings.snapshot, [Told("one"), Told("two", hours=-30)])
    return settings


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "2024-03-06.html"),
        ({"day": date(2024, 3, 5)}, "2024-03-05.html"),
        ({"first": date(2024, 3, 5)}, "2024-03-05--2024-03-06.html"),
        (
            {"first": date(2024, 3, 1), "last": date(2024, 3, 6), "countries": ["Ukraine,mda"]},
            "2024-03-01--2024-03-06-UKR-MDA.html",
        ),
        ({"as_of": "2024-03-06 12:30"}, "2024-03-06-as-of-20240306T1230Z.html"),
        ({"output": "x/mine.html"}, "x/mine.html"),
    ],
)
def test_the_page_lies_where_the_command_says(
    world: Settings, capsys: pytest.CaptureFixture[str], given: dict[str, Any], name: str
) -> None:
    target = world.home / "briefs" / name
    if "output" in given:
        target = world.home / given["output"]
        given = {"output": target}
    ask(world, **given)
    assert capsys.readouterr().out.strip() == str(target)
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_markdown_goes_to_standard_output(world: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    ask(world, format="markdown")
    assert capsys.readouterr().out.startswith("# Dateline brief: Wednesday, 6 March 2024\n")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"format": "pdf"}, "'pdf' is unknown"),
        ({"day": DAY, "first": DAY}, "one day"),
        ({"first": DAY, "last": date(2024, 3, 1)}, "is after"),
        ({"countries": ["Narnia"]}, "'Narnia' is unknown"),
        ({"as_of": "tomorrow"}, "is not a time"),
        ({"day": DAY, "as_of": "2024-03-01T00:00Z"}, "is before"),
    ],
)
def test_wrong_use_is_told(world: Settings, given: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        ask(world, **given)


def test_nothing_published_is_told(settings: Settings) -> None:
    with pytest.raises(WarehouseError, match="nothing is published"):
        ask(settings)


def test_moments_and_countries_as_people_write_them() -> None:
    assert parse_moment("2024-03-06", "--as-of") == datetime(2024, 3, 6, 23, 59, 59, 999_999, tzinfo=UTC)
    assert parse_moment("2024-03-06T18:00+02:00", "--as-of") == datetime(2024, 3, 6, 16, tzinfo=UTC)
    assert parse_countries(["ukr, Moldova", "UKR", ""]) == ("UKR", "MDA")


def test_a_nightly_run_writes_the_brief_of_the_day_that_it_closes(world: Settings) -> None:
    run = new_run("nightly", world, fixed_clock(datetime(2024, 3, 7, 2, 30, tzinfo=UTC)))
    brief_run(run)
    assert run.brief is not None
    assert run.brief[0] == world.home / "briefs" / "2024-03-06.html"
    assert run.brief[0].is_file()
    assert run.brief[1].startswith("# Dateline brief: Wednesday, 6 March 2024")
    assert run.notes == []


def test_a_brief_that_cannot_be_written_is_a_note_and_no_failed_run(world: Settings) -> None:
    (world.home / "briefs").write_text("a file where the folder should be", encoding="utf-8")
    run = new_run("nightly", world, fixed_clock(datetime(2024, 3, 7, 2, 30, tzinfo=UTC)))
    brief_run(run)
    assert run.brief is None
    assert "the brief was not written" in run.notes[0]
    assert (world.home / "briefs").is_file()


def test_the_run_of_the_demonstration_left_its_brief(demo: Settings) -> None:
    page = (demo.home / "briefs" / "2024-03-10.html").read_text(encoding="utf-8")
    assert "Sunday, 10 March 2024" in page
    assert Path(demo.snapshot).is_file()
