"""Backfills that meet trouble: broken records among good ones, kills, a full disk, other runs at once, late arrivals."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from past_web import STRIKE, VILLAGE, PastWeb, page, warc_bytes
from tests_support import run_flow

from flows.clock import fixed_clock
from flows.context import new_run
from flows.demo_web.server import CLOCK
from flows.walk import extract_pending, recover
from pipeline.archive import ArchiveWriter
from pipeline.archive import writer as writer_module
from pipeline.errors import HomeError, LockedError
from pipeline.records import Exchange
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import hold_lock, open_warehouse, run_sql

pytestmark = pytest.mark.model

FIRST, LAST = date(2023, 5, 9), date(2023, 5, 11)
AT = datetime(2023, 5, 12, 8, tzinfo=UTC)


@pytest.fixture
def past() -> Iterator[PastWeb]:
    with PastWeb() as web:
        yield web


def rows(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    return run_sql(settings.snapshot, sql).frame.rows()


def many(folder: Path, count: int, *, broken: frozenset[int] = frozenset()) -> Path:
    """A WARC file of so many pages, some of whose members are damaged."""
    folder.mkdir(parents=True, exist_ok=True)
    pieces = []
    for number in range(count):
        words = (f"Item {number} of the notes was read out in the hall before the meeting began on Monday morning.",)
        one = warc_bytes(
            {f"https://one.example/{number}": page(f"Note {number}", "2023-05-10", *words * 3)}, AT, folder / "m"
        )
        for left in (folder / "m").rglob("*.gz"):
            left.unlink()
        data = bytearray(one)
        if number in broken:
            data[len(data) // 2] ^= 0xFF
        pieces.append(bytes(data))
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / "a.warc.gz").write_bytes(b"".join(pieces))
    return folder / "in"


def test_broken_records_are_failures_and_the_rest_is_done(past: PastWeb, tmp_path: Path) -> None:
    broken = frozenset({0, 17, 18, 39})
    folder = many(tmp_path, 40, broken=broken)
    settings = load_settings(tmp_path / "home", **past.settings())
    run_flow("backfill", settings, source="warc", path=str(folder))
    kept = {row[0] for row in rows(settings, "SELECT url FROM captures")}
    assert kept == {f"https://one.example/{n}" for n in range(40) if n not in broken}
    assert rows(settings, "SELECT count(*) > 0, bool_and(reason = 'broken_record') FROM failures") == [(True, True)]


@pytest.mark.timeout(1800)
def test_killed_at_random_moments_it_goes_on_and_ends_equal() -> None:
    """The harness of benchmarks/, which was run by hand with more kills: every table equal, the archive without a double."""
    harness = Path(__file__).parents[2] / "benchmarks" / "kills.py"
    command = [sys.executable, str(harness), "--flow", "backfill", "--kills", "10", "--pages", "6", "--seed", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tables equal: yes" in done.stdout


def test_a_full_disk_loses_nothing_and_the_next_run_goes_on(
    past: PastWeb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = many(tmp_path, 12)
    settings = load_settings(tmp_path / "home", **past.settings())
    real, left = os.write, [5]

    def full(fd: int, data: bytes) -> int:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(fd, data)

    with monkeypatch.context() as patch:
        patch.setattr(writer_module.os, "write", full)
        with pytest.raises(HomeError, match="is full"):
            run_flow("backfill", settings, source="warc", path=str(folder))
    run = run_flow("backfill", settings, source="warc", path=str(folder))
    assert run.counts["items held already"] >= 1
    assert rows(settings, "SELECT count(*), count(DISTINCT url) FROM captures") == [(12, 12)]


def test_two_backfills_and_a_nightly_at_once(past: PastWeb, tmp_path: Path) -> None:
    folder = many(tmp_path, 3)
    settings = load_settings(tmp_path / "home", **(past.settings() | {"process": {"workers": 1, "lock_timeout": 0.2}}))
    asked = {"source": "warc", "path": str(folder)}
    with hold_lock(settings.lock_dir, "backfill", timeout=1, purpose="backfill abc"):
        with pytest.raises(LockedError, match=rf"process {os.getpid()} \(backfill abc\)"):
            run_flow("backfill", settings, **asked)
        run_flow("nightly", settings)  # while the other one archives, nights go on
    with (
        hold_lock(settings.lock_dir, "nightly", timeout=1, purpose="nightly abc"),
        pytest.raises(LockedError, match="nightly abc"),
    ):
        run_flow("backfill", settings, **asked)
    assert rows(settings, "SELECT count(*) FROM captures") == [(0,)]
    run_flow("nightly", settings)  # what was archived meanwhile is not lost
    assert rows(settings, "SELECT count(*) FROM articles") == [(3,)]
    run = run_flow("backfill", settings, **asked)
    assert run.counts["items archived"] == 0


def test_a_dry_run_writes_nothing(past: PastWeb, tmp_path: Path) -> None:
    folder = many(tmp_path, 3)
    command = [sys.executable, "-m", "flows.cli", "--home", str(tmp_path / "home"), "backfill", "--source", "warc"]
    done = subprocess.run([*command, "--path", str(folder), "--dry-run"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "1 pieces, 0 done before, 1 to read" in done.stderr
    assert "free" in done.stderr
    assert not (tmp_path / "home" / "archive").exists()


def test_an_old_article_that_arrives_late_changes_the_days_after_it(past: PastWeb, tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "home", **past.settings())
    story = page("Missiles hit Zaporizhzhia", "2023-05-11", *STRIKE)
    older = page("Missiles hit Zaporizhzhia", "2023-05-10", *STRIKE)
    for name, body, url in (("a", story, "https://two.example/copy"), ("b", older, "https://one.example/strike")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.warc.gz").write_bytes(warc_bytes({url: body}, AT, tmp_path / f"made-{name}"))
    run_flow("backfill", settings, source="warc", path=str(tmp_path / "a"))
    run = run_flow("backfill", settings, source="warc", path=str(tmp_path / "b"), first=FIRST, last=date(2023, 5, 10))
    assert any("2023-05-11" in note and "changed too" in note for note in run.notes), run.notes
    assert rows(
        settings,
        "SELECT url, canonical_article_id <> d.article_id FROM duplicates AS d JOIN articles AS a USING (article_id, version)"
        " WHERE relation IN ('exact', 'near') AND canonical_article_id <> d.article_id",
    ) == [("https://two.example/copy", True)]
    known = rows(settings, "SELECT DISTINCT published_date, known_at, days_late > 300 FROM articles_known ORDER BY 1")
    assert known == [(date(2023, 5, 10), CLOCK, True), (date(2023, 5, 11), CLOCK, True)]
    assert rows(settings, "SELECT bool_and(first_reported_at < '2023-06-01') FROM events") == [(True,)]


def test_a_page_that_answers_as_before_is_linked_though_nothing_is_to_be_read(past: PastWeb, tmp_path: Path) -> None:
    """An article that changed and changed back: the third capture is a revisit, and its version is the current one."""
    settings = load_settings(tmp_path / "home", **past.settings())
    url = "https://one.example/strike"
    first = page("Missiles hit Zaporizhzhia", "2023-05-10", *STRIKE)
    second = page("Gunmen kill seven villagers", "2023-05-10", *VILLAGE)
    captures = []
    for number, body in enumerate((first, second, first)):
        with ArchiveWriter(
            settings.archive_dir, name=f"poll{number}", started_at=AT.replace(day=12 + number), software="test"
        ) as writer:
            captures.append(
                writer.write_exchange(
                    Exchange(
                        url=url,
                        request_headers=(),
                        status=200,
                        reason="OK",
                        headers=(("Content-Type", "text/html"),),
                        body=body,
                        fetched_at=AT.replace(day=12 + number),
                    ),
                    kind="page",
                    via=None,
                    origin="poll",
                    revisit_of=captures[0] if number == 2 else None,
                )
            )
        if number == 1:
            run_flow("nightly", settings, poll_first=False)
            assert rows(settings, "SELECT title FROM articles WHERE current") == [("Gunmen kill seven villagers",)]
    run = new_run("nightly", settings, fixed_clock(CLOCK))
    recover(run)
    extract_pending(run)
    assert run.counts["captures read"] == 0
    with open_warehouse(settings, "test") as warehouse:
        assert warehouse.connection.execute("SELECT count(*) FROM extractions").fetchone() == (3,)
    run_flow("nightly", settings, poll_first=False)
    assert rows(settings, "SELECT title FROM articles WHERE current") == [("Missiles hit Zaporizhzhia",)]
