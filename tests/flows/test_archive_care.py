"""Care of the archive: what it holds, that it is sound, small files made large, and a page taken down for good."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree

import pytest
from past_web import STRIKE, VILLAGE, PastWeb, page, warc_bytes
from tests_support import content, run_flow
from typer.testing import CliRunner

import flows.custody as custody
from flows.cli.app import app
from flows.clock import fixed_clock
from flows.context import RunContext, new_run
from flows.demo_web.server import CLOCK
from flows.walk import recover
from pipeline.archive import list_files, verify_file
from pipeline.archive.rewrite import JOURNAL, TOMBSTONES
from pipeline.errors import LockedError
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import hold_lock, open_warehouse, run_sql

pytestmark = pytest.mark.model

ONE, TWO = "https://one.example/strike", "https://two.example/village"
PAGES = {
    ONE: page("Missiles hit Zaporizhzhia", "2023-05-09", *STRIKE),
    TWO: page("Gunmen kill seven villagers", "2023-05-11", *VILLAGE),
}


@pytest.fixture(scope="module")
def past() -> Iterator[PastWeb]:
    with PastWeb() as web:
        yield web


@pytest.fixture(scope="module")
def filled(past: PastWeb, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with three small files: each page in one, and the first once more as it was captured a day later."""
    folder = tmp_path_factory.mktemp("filled")
    settings = load_settings(folder / "home", **past.settings())
    for number, urls in enumerate(([ONE], [TWO], [ONE])):
        given = folder / f"in{number}"
        given.mkdir()
        at = datetime(2023, 5, 12 + number, 8, tzinfo=UTC)
        made = warc_bytes({url: PAGES[url] for url in urls}, at, folder / f"made{number}")
        (given / "a.warc.gz").write_bytes(made)
        run_flow("backfill", settings, source="warc", path=str(given))
    assert len(list_files(settings.archive_dir)) == 3
    return settings.home


@pytest.fixture
def kept(past: PastWeb, filled: Path, tmp_path: Path) -> Settings:
    """A copy of that home."""
    return load_settings(Path(copytree(filled, tmp_path / "home")), **past.settings())


def a_run(settings: Settings) -> RunContext:
    return new_run("archive", settings, fixed_clock(CLOCK))


def rows(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    return run_sql(settings.snapshot, sql).frame.rows()


def unpacked(settings: Settings) -> bytes:
    return b"".join(
        gzip.decompress((settings.archive_dir / f.name).read_bytes()) for f in list_files(settings.archive_dir)
    )


def dateline(settings: Settings, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["--home", str(settings.home), "archive", *arguments])
    return done.exit_code, done.output


def test_list_stats_and_verify(kept: Settings) -> None:
    code, listed = dateline(kept, "list", "--json")
    assert code == 0
    assert [(f["captures"], f["origins"]) for f in json.loads(listed)] == [(1, ["warc"])] * 3
    assert [(s["origin"], s["captures"], s["addresses"]) for s in json.loads(dateline(kept, "stats", "--json")[1])] == [
        ("warc", 3, 2)
    ]
    assert dateline(kept, "verify")[0] == 0
    path = kept.archive_dir / list_files(kept.archive_dir)[1].name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    code, told = dateline(kept, "verify")
    assert code == 1
    assert (told.count("sound"), told.count("broken")) == (2, 1)


def test_compact_keeps_every_record_and_every_row(kept: Settings) -> None:
    before, bytes_before = content(kept), unpacked(kept)
    run = a_run(kept)
    assert custody.compact_archive(run, max_bytes=1_000_000_000) == []
    assert run.counts["files written together"] == 3
    (file,) = list_files(kept.archive_dir)
    assert verify_file(kept.archive_dir / file.name).problems == ()
    assert unpacked(kept) == bytes_before
    assert content(kept) == before
    again = run_flow("process", kept, first=date(2023, 5, 9), last=date(2023, 5, 11))
    assert (again.counts["captures read"], again.counts["archive files indexed"]) == (3, 0)
    assert content(kept) == before
    assert custody.compact_archive(a_run(kept), max_bytes=1_000_000_000) == []
    assert len(list_files(kept.archive_dir)) == 1


def test_a_damaged_file_is_not_compacted(kept: Settings) -> None:
    path = kept.archive_dir / list_files(kept.archive_dir)[1].name
    path.write_bytes(path.read_bytes()[:-20])
    assert custody.compact_archive(a_run(kept), max_bytes=1_000_000_000) == [
        path.relative_to(kept.archive_dir).as_posix()
    ]
    assert path.exists()


@pytest.mark.parametrize("moment", ["before the journal", "before the index", "after the index"])
@pytest.mark.parametrize("what", ["compact", "forget"])
def test_killed_at_any_moment_it_is_finished_by_the_next_run(
    kept: Settings, monkeypatch: pytest.MonkeyPatch, what: str, moment: str
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    real_index = custody.index_rewrite

    def index_and_die(*given: object) -> None:
        real_index(*given)  # type: ignore[arg-type]
        raise Killed

    expected = content(kept)
    with monkeypatch.context() as patch:
        if moment == "before the journal":
            patch.setattr(custody, "begin", die)
        else:
            patch.setattr(custody, "index_rewrite", die if moment == "before the index" else index_and_die)
        with pytest.raises(Killed):
            if what == "compact":
                custody.compact_archive(a_run(kept), max_bytes=1_000_000_000)
            else:
                custody.forget_url(a_run(kept), ONE, "asked")
    recover(a_run(kept))
    assert not (kept.archive_dir / JOURNAL).exists()
    assert list(kept.archive_dir.rglob("*.part")) == []
    if what == "compact":
        assert len(list_files(kept.archive_dir)) == (3 if moment == "before the journal" else 1)
        run_flow("process", kept, first=date(2023, 5, 9), last=date(2023, 5, 11))
        assert content(kept) == expected
    else:
        if moment == "before the journal":  # the address is known as taken down; the command is given once more
            custody.forget_url(a_run(kept), ONE, "asked")
        assert b"Missiles hit" not in unpacked(kept)
        run_flow("nightly", kept, poll_first=False)
        assert rows(kept, f"SELECT count(*) FROM captures WHERE url = '{ONE}'") == [(0,)]


def test_forget_takes_a_page_out_of_everything_for_good(kept: Settings, past: PastWeb, filled: Path) -> None:
    run = a_run(kept)
    custody.forget_url(run, ONE + "?utm_source=x", "the publisher asked")
    assert run.counts["captures taken down"] == 2
    assert b"Missiles hit" not in unpacked(kept)
    assert ONE.encode() not in unpacked(kept)
    assert all(verify_file(kept.archive_dir / f.name).problems == () for f in list_files(kept.archive_dir))
    for table in ("articles", "captures"):
        assert rows(kept, f"SELECT DISTINCT url FROM {table}") == [(TWO,)]
    for table in ("extractions", "parsings", "windows"):
        rows(kept, f"SELECT * FROM {table}")
    assert rows(
        kept, "SELECT count(*) FROM event_mentions WHERE article_id NOT IN (SELECT article_id FROM articles)"
    ) == [(0,)]
    assert rows(kept, "SELECT count(*) FROM events WHERE place_name LIKE 'Zapori%'") == [(0,)]
    # neither a backfill nor a rebuilt index brings it back
    again = run_flow("backfill", kept, source="warc", path=str(filled.parent / "in0"), window=9)
    assert again.counts["items archived"] == 0
    with open_warehouse(kept, "test") as warehouse:
        assert warehouse.archived_url_keys([ONE], tries=3, retry_before=CLOCK) == {ONE}
    kept.database.unlink()
    run_flow("backfill", kept, source="warc", path=str(filled.parent / "in0"))
    assert rows(kept, "SELECT DISTINCT url FROM captures") == [(TWO,)]
    assert "the publisher asked" in (kept.archive_dir / TOMBSTONES).read_text(encoding="utf-8")


def test_nothing_is_moved_while_a_poll_is_under_way(kept: Settings) -> None:
    with hold_lock(kept.lock_dir, "poll", timeout=1, purpose="poll abc"), pytest.raises(LockedError, match="poll abc"):
        custody.compact_archive(a_run(kept), max_bytes=1_000_000_000)
