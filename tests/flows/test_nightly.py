"""The nightly run on the demonstration week: nothing is lost, nothing is doubled, and it can always be done again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests_support import LOOPBACK, content, demo_settings, run_flow

from flows.demo_web.server import CLOCK, DemoWeb
from pipeline.archive import list_files, verify_file
from pipeline.errors import LockedError, UsageError
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import hold_lock, open_warehouse, run_sql

pytestmark = pytest.mark.model


def scalar(settings: Settings, sql: str) -> object:
    return run_sql(settings.snapshot, sql).frame.row(0)[0]


def test_every_page_is_an_article_or_has_a_verdict_and_a_reason(demo: Settings) -> None:
    lost = run_sql(
        demo.snapshot,
        "SELECT url FROM captures ANTI JOIN extractions USING (capture_id) WHERE kind = 'page' AND status = 200",
    ).frame
    assert lost.is_empty()
    silent = run_sql(
        demo.snapshot, "SELECT url FROM articles WHERE verdict <> 'article' AND coalesce(verdict_reason, '') = ''"
    ).frame
    assert silent.is_empty()
    verdicts = set(run_sql(demo.snapshot, "SELECT DISTINCT verdict FROM articles").frame["verdict"])
    assert {"article", "paywall", "consent"} <= verdicts


def test_every_listed_page_is_archived_or_a_failure(demo: Settings) -> None:
    missing = run_sql(
        demo.snapshot,
        """
        SELECT e.url FROM entries AS e
        ANTI JOIN captures AS c ON c.url_key = e.url_key
        ANTI JOIN captures AS v ON v.via = e.url
        ANTI JOIN failures AS f ON f.item = e.url
        WHERE e.url IS NOT NULL
        """,
    ).frame
    assert missing.is_empty()


def test_every_figure_leads_back_to_its_sentence(demo: Settings) -> None:
    traced = run_sql(
        demo.snapshot, "SELECT figure_text, evidence, url FROM figures_traced WHERE event_id IS NOT NULL"
    ).frame
    assert traced.height > 20
    assert traced.null_count().sum_horizontal()[0] == 0


def test_copies_are_found(demo: Settings) -> None:
    assert int(str(scalar(demo, "SELECT count(*) FROM duplicates WHERE relation IN ('exact', 'near')"))) >= 1


def test_second_run_asks_for_no_page_and_changes_no_row(demo: Settings, web: DemoWeb) -> None:
    before, asked = content(demo), sum(web.requests.values())
    run = run_flow("nightly", demo)
    assert content(demo) == before
    assert sum(web.requests.values()) == asked, "no feed was due, so nothing may be asked"
    assert run.counts["pages archived"] == 0


def test_reading_the_days_again_gives_the_same_rows(demo: Settings) -> None:
    before = content(demo)
    run = run_flow("process", demo, first=date(2024, 3, 5), last=date(2024, 3, 6))
    assert run.counts["captures read"] > 5
    assert content(demo) == before
    assert run.counts["article rows changed"] == run.counts["mention rows changed"] == 0


def test_warehouse_is_rebuilt_from_the_archive(demo: Settings, web: DemoWeb, tmp_path: Path) -> None:
    rebuilt = demo_settings(tmp_path / "home", web)
    shutil.copytree(demo.archive_dir, rebuilt.archive_dir)
    run_flow("process", rebuilt, first=date(2024, 3, 1), last=date(2024, 3, 10))
    ours, theirs = content(demo), content(rebuilt)
    # what a poll refused to ask for (robots.txt) left no capture to rebuild its failure from
    ours.pop("failures"), theirs.pop("failures")
    assert theirs == ours


def test_archive_files_are_sound(demo: Settings) -> None:
    files = list_files(demo.archive_dir)
    assert files
    for file in files:
        assert verify_file(demo.archive_dir / file.name).problems == ()


def test_process_refuses_days_in_the_wrong_order(demo: Settings) -> None:
    with pytest.raises(UsageError, match="is after"):
        run_flow("process", demo, first=date(2024, 3, 6), last=date(2024, 3, 5))


def test_second_nightly_is_refused_and_names_the_first(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "home", process={"lock_timeout": 0.2})
    with hold_lock(settings.lock_dir, "nightly", timeout=1, purpose="nightly abc"):  # noqa: SIM117
        with pytest.raises(LockedError, match=rf"process {os.getpid()} \(nightly abc\)"):
            run_flow("nightly", settings)


@pytest.mark.parametrize("delays", [(0.8, 2.0, 4.5, 8.0)], ids=["four kills"])
def test_killed_anywhere_the_next_run_ends_where_an_undisturbed_one_does(
    demo: Settings, web: DemoWeb, tmp_path: Path, delays: tuple[float, ...]
) -> None:
    settings = demo_settings(tmp_path / "home", web)
    command = [sys.executable, "-m", "flows.cli", "--home", str(settings.home), "run", "--plain"]
    environment = os.environ | LOOPBACK | {"DATELINE_NOW": CLOCK.isoformat()}
    killed = 0
    for delay in delays:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait()
    assert killed >= 1
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    undisturbed, disturbed = content(demo), content(settings)
    # captures made twice by a kill between two pages are two captures of one page: the rows read from them are equal
    for table in ("captures", "extractions"):
        undisturbed.pop(table), disturbed.pop(table)
    assert disturbed == undisturbed
    assert list(settings.archive_dir.rglob("*.open")) == []


def test_days_in_any_order_give_the_same_rows(tmp_path: Path, small_texts: Callable[[Path], Path]) -> None:
    folder = small_texts(tmp_path / "texts")
    contents = []
    for name, ranges in {
        "at once": [(None, None)],
        "backwards": [(date(2023, 5, 11), date(2023, 5, 11)), (date(2023, 5, 10), date(2023, 5, 10))],
        "twice": [(date(2023, 5, 10), date(2023, 5, 10)), (None, None), (None, None)],
    }.items():
        settings = load_settings(tmp_path / name)
        for first, last in ranges:
            run_flow("backfill", settings, source="texts", path=str(folder), first=first, last=last)
        contents.append(content(settings))
    assert contents[0] == contents[1] == contents[2]
    toll = run_sql(
        settings.snapshot,
        "SELECT place_name, killed_low, killed_best FROM events_current WHERE killed_low IS NOT NULL ORDER BY killed_low",
    ).frame.rows()
    assert [row[1:] for row in toll] == [(6, 6), (7, 7)]


def test_text_without_a_date_is_a_failure_and_the_rest_goes_on(
    tmp_path: Path, small_texts: Callable[[Path], Path]
) -> None:
    folder = small_texts(tmp_path / "texts")
    (folder / "undated.txt").write_text("A title\n\nA text without a date line.\n", encoding="utf-8")
    (folder / "future.txt").write_text(" date 2099-01-01 Not yet\n\nThis has not happened.\n", encoding="utf-8")
    (folder / "impossible.txt").write_text(" date 2023-02-30 Never\n\nNo such day.\n", encoding="utf-8")
    settings = load_settings(tmp_path / "home")
    run_flow("backfill", settings, source="texts", path=str(folder))
    assert scalar(settings, "SELECT count(*) FROM articles") == 4
    reasons = run_sql(settings.snapshot, "SELECT reason FROM failures ORDER BY reason").frame["reason"].to_list()
    assert reasons == ["bad_date", "future_date", "no_date"]


def test_no_network_is_a_failure_row_and_the_run_completes(tmp_path: Path, web: DemoWeb) -> None:
    settings = load_settings(tmp_path / "home", fetch={"connect_timeout": 0.5}, process={"lock_timeout": 1})
    from pipeline.feeds.opml import read_opml
    from pipeline.frames import feeds_frame

    with open_warehouse(settings, "test") as warehouse:  # loopback is not allowed here: every feed is refused
        warehouse.save_feeds(feeds_frame(read_opml(web.opml())))
    run = run_flow("nightly", settings)
    assert run.counts["feeds: failed"] == 12
    assert scalar(settings, "SELECT count(*) FROM failures WHERE stage = 'poll' AND reason = 'refused_address'") == 12
    assert scalar(settings, "SELECT state FROM runs") == "completed"


def test_edited_page_becomes_a_new_version_of_its_article(tmp_path: Path) -> None:
    with DemoWeb(edition=1, port=0) as web:
        settings = demo_settings(tmp_path / "home", web)
        run_flow("nightly", settings)
        before = int(str(scalar(settings, "SELECT count(DISTINCT article_id) FROM articles")))
        web.edition = 2
        run_flow("poll", settings, force=True)
        run_flow("nightly", settings)
    versions = run_sql(
        settings.snapshot,
        "SELECT count(*) AS versions, count(*) FILTER (current) AS current FROM articles GROUP BY article_id HAVING count(*) > 1",
    ).frame
    assert versions.height >= 1
    assert set(versions["current"]) == {1}
    assert int(str(scalar(settings, "SELECT count(DISTINCT article_id) FROM articles"))) == before


def test_nightly_goes_on_where_another_run_is_polling(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "home", process={"lock_timeout": 0.2})
    with hold_lock(settings.lock_dir, "poll", timeout=1, purpose="poll abc"):
        run = run_flow("nightly", settings)
    assert run.counts["feeds asked"] == 0
    assert any("another run was polling" in note for note in run.notes)
    assert settings.snapshot.is_file()
