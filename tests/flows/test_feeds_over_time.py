"""Feeds over days and weeks: moves, ends, lies, outages, silence that is asked for, quiet, entries that change names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from polling_support import START, Web, poll, rows
from typer.testing import CliRunner

from flows.cli.app import app
from pipeline.settings import Settings
from pipeline.warehouse import open_warehouse

FEED = "SELECT regexp_extract(url, '[^/]*$'), active, failures, retired_reason FROM feeds"
HELD = "SELECT DISTINCT regexp_extract(url, '[^/]*$') AS name FROM captures WHERE kind = 'page' AND status = 200 ORDER BY name"


@pytest.fixture
def settings(polled: Settings) -> Settings:
    return polled


def poll_through(settings: Settings, first: datetime, last: datetime) -> None:
    """What a schedule of a poll every quarter of an hour does: those in which no feed is due are left out."""
    moment = first
    while moment < last:
        poll(settings, moment)
        due = rows(settings, "SELECT min(next_poll_at) FROM feeds WHERE active")[0][0] or last
        moment += timedelta(minutes=15) * max(1, -((moment - due) // timedelta(minutes=15)))


@pytest.mark.parametrize("status", [301, 308])
def test_a_move_counts_after_it_has_held_for_seven_days(
    site: Web, settings: Settings, follow: Callable[..., None], status: int
) -> None:
    site.say("/old", b"", status, Location="/new")
    site.feed("/new", "/a", ETag='"1"')
    site.page("/a", "The pier is closed.")
    follow("/old")
    identity = rows(settings, "SELECT feed_id FROM feeds")
    for days, name in ((0, "old"), (6.9, "old"), (7.1, "new"), (8, "new")):
        site.taken()
        poll(settings, START + timedelta(days=days), force=True)
        assert rows(settings, FEED)[0][0] == name
        assert ("/old" in {path for path, _ in site.taken()}) == (days < 8)
    assert rows(settings, "SELECT feed_id FROM feeds") == identity
    assert rows(settings, "SELECT count(*), count(DISTINCT feed_id) FROM entries") == [(1, 1)]
    assert rows(settings, "SELECT outcome FROM polls ORDER BY polled_at")[2] == ("moved",)


def test_a_move_that_does_not_hold_and_a_passing_one_change_nothing(
    site: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    site.feed("/new", "/a")
    site.page("/a", "The pier is closed.")
    follow("/old")
    for days, status in ((0, 301), (5, 200), (8, 301), (12, 302), (20, 302)):
        if status == 200:
            site.feed("/old", "/a")
        else:
            site.say("/old", b"", status, Location="/new")
        poll(settings, START + timedelta(days=days), force=True)
    assert rows(settings, FEED)[0][:2] == ("old", True)


def test_gone_retires_at_once_and_not_found_never_does(
    site: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    site.say("/gone", b"", 410)
    follow("/gone", "/missing")
    poll_through(settings, START, START + timedelta(days=3))
    asked = [path for path, _ in site.taken()]
    assert asked.count("/gone") == 1
    assert 6 <= asked.count("/missing") <= 12  # twice as long each time, and a day at most
    by_name = {row[0]: row[1:] for row in rows(settings, FEED)}
    assert by_name["gone"] == (False, 1, "answered 410 (gone) on 2026-03-02")
    assert by_name["missing"][0] is True
    assert rows(settings, "SELECT DISTINCT reason FROM failures WHERE item LIKE '%/missing'") == [("http_error",)]


def test_a_server_that_always_says_unchanged_is_found_out_by_the_next_day(
    site: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    site.feed("/feed", "/a", ETag='"always"')
    site.page("/a", "The pier is closed.")
    follow("/feed")
    poll(settings, START)
    site.feed("/feed", "/a", "/b", ETag='"always"')
    site.page("/b", "The lock is open.")
    site.taken()
    # a feed's day begins at an hour of its own: it may have begun just before the feed had been quiet for long enough
    poll_through(settings, START + timedelta(minutes=15), START + timedelta(hours=48))
    feed = [conditional for path, conditional in site.taken() if path == "/feed"]
    assert rows(settings, HELD) == [("a",), ("b",)]
    assert feed.count(False) <= 4  # in full once a day, and again after news under the same validator
    assert feed.count(True) >= 3


def test_an_outage_of_three_days_ends_with_the_outage(
    site: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    site.feed("/feed", "/a", ETag='"1"')
    site.page("/a", "The pier is closed.")
    follow("/feed")
    poll(settings, START)
    site.taken()
    site.say("/feed", b"", 500)
    poll_through(settings, START + timedelta(minutes=15), START + timedelta(hours=72))
    assert 5 <= len(site.taken()) <= 12
    site.feed("/feed", "/a", "/b", ETag='"2"')
    site.page("/b", "The lock is open.")
    poll_through(settings, START + timedelta(hours=72), START + timedelta(hours=96))
    assert rows(settings, FEED) == [("feed", True, 0, None)]
    assert ("b",) in rows(settings, HELD)
    assert ("/feed", True) in site.taken()  # its validators outlived the outage, and every run


@pytest.mark.parametrize(("status", "form"), [(429, "seconds"), (403, "date"), (503, "seconds"), (429, "date")])
def test_silence_that_is_asked_for_is_kept_by_the_whole_host(
    site: Web, settings: Settings, follow: Callable[..., None], status: int, form: str
) -> None:
    until = START + timedelta(hours=2)
    site.now = START
    site.say("/feed", b"", status, Retry_After="7200" if form == "seconds" else format_datetime(until, usegmt=True))
    follow("/feed")
    poll(settings, START)
    assert rows(settings, "SELECT outcome, reason FROM polls") == [("throttled", "throttled")]
    site.feed("/other", "/a")
    follow("/other")
    site.taken()
    for minutes in (15, 119):
        poll(settings, START + timedelta(minutes=minutes), force=True)
    assert site.taken() == []
    poll(settings, START + timedelta(minutes=121), force=True)
    assert {path for path, _ in site.taken()} >= {"/feed", "/other"}


def test_status_names_a_feed_that_has_gone_quiet(site: Web, settings: Settings, follow: Callable[..., None]) -> None:
    def write(path: str, days: int) -> None:
        items = "".join(
            f"<item><title>Note</title><guid isPermaLink='false'>{path}{day}</guid>"
            f"<pubDate>{format_datetime(START + timedelta(days=day))}</pubDate></item>"
            for day in range(days)
        )
        site.say(path, f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>")

    follow("/feed", "/other")
    for day in (20, 30):
        write("/feed", min(day, 20))
        write("/other", day)
        poll(settings, START + timedelta(days=day), force=True)
    told = CliRunner().invoke(app, ["--home", str(settings.home), "status"], env={"COLUMNS": "200"})
    assert told.exit_code == 0, told.output
    quiet = [line for line in told.output.splitlines() if "/feed" in line]
    assert "gone quiet" in told.output and quiet and "/other" not in "".join(quiet)
    every = CliRunner().invoke(app, ["--home", str(settings.home), "status", "--feeds"], env={"COLUMNS": "240"})
    assert every.exit_code == 0 and "/feed" in every.output and "/other" in every.output


# --- entries that change their names -----------------------------------------------------------------


def listed(site: Web, *entries: tuple[str | None, str]) -> None:
    """A feed of entries, each with a GUID (None: without) and a link."""
    items = "".join(
        f"<item><title>Harbour</title><link>{link}</link><pubDate>{format_datetime(START)}</pubDate>"
        + (f'<guid isPermaLink="false">{guid}</guid>' if guid else "")
        + "</item>"
        for guid, link in entries
    )
    site.say("/feed", f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>")


@pytest.mark.parametrize(
    ("before", "after", "pages", "entries"),
    [
        pytest.param([("1", "/a"), ("2", "/b")], [("x", "/a"), ("y", "/b")], ["a", "b"], 4, id="other-guids"),
        pytest.param([("1", "/a")], [("1", "/b")], ["a", "b"], 1, id="another-address"),
        pytest.param([("0", "/a"), ("0", "/b")], [("0", "/c"), ("0", "/b")], ["a", "b", "c"], 3, id="one-guid-for-all"),
        pytest.param([(None, "/a")], [(None, "/a?utm_source=rss")], ["a"], 1, id="no-guid-and-tracking"),
    ],
)
def test_each_page_is_fetched_once_whatever_its_entry_is_called(
    site: Web,
    settings: Settings,
    follow: Callable[..., None],
    before: list[tuple[str | None, str]],
    after: list[tuple[str | None, str]],
    pages: list[str],
    entries: int,
) -> None:
    for name in ("a", "b", "c"):
        site.page(f"/{name}", f"The pier {name} is closed.")
    follow("/feed")
    for minutes, entries_now in ((0, before), (20, after), (40, after)):
        listed(site, *entries_now)
        poll(settings, START + timedelta(minutes=minutes), force=True)
    asked = [path for path, _ in site.taken()]
    assert sorted(name for name in ("a", "b", "c") for path in asked if path.split("?")[0] == f"/{name}") == pages
    assert rows(settings, "SELECT count(DISTINCT url_key) FROM captures WHERE kind = 'page'") == [(len(pages),)]
    assert rows(settings, "SELECT count(*) FROM entries") == [(entries,)]


@pytest.mark.parametrize("again", ["in full", "unchanged"])
def test_a_google_news_link_is_never_asked_for_also_where_its_failure_was_lost(
    site: Web, settings: Settings, follow: Callable[..., None], again: str
) -> None:
    link = "https://news.google.com/rss/articles/CBMi0"
    site.feed("/feed", link, ETag='"1"')
    follow("/feed")
    poll(settings, START)
    with open_warehouse(settings, "test") as warehouse:  # as after a kill between the index and the feeds' new state
        warehouse.connection.execute("DELETE FROM failures")
        if again == "in full":
            warehouse.connection.execute("UPDATE feeds SET etag = NULL, body_digest = NULL, last_polled_at = NULL")
    poll(settings, START + timedelta(hours=1), force=True)
    assert rows(settings, "SELECT item, reason FROM failures") == [(link, "unresolvable_link")]
