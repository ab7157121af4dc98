"""Polling over time: pages fetched again, silence that is kept, lists of sitemaps, what a kill leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from polling_support import START, Web, poll, rows

from flows.context import new_run
from flows.custody import compact_archive
from flows.walk import index_new_files
from pipeline.settings import PollSettings, Settings
from pipeline.warehouse import open_warehouse


@pytest.fixture
def settings(polled: Settings) -> Settings:
    return polled


def test_pages_that_their_feed_shows_are_asked_again_with_validators(
    site: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    site.feed("/feed", "/a", "/b")
    site.page("/a", "The pier is closed.", ETag='"1"')
    site.page("/b", "The lock is open.")
    follow("/feed")
    poll(settings, START)
    assert sorted(site.taken()) == [("/a", False), ("/b", False), ("/feed", False)]
    poll(settings, START + timedelta(minutes=50))
    assert [pair for pair in site.taken() if pair[0] != "/feed"] == []
    site.page("/b", "The lock is shut.")
    run = poll(settings, START + timedelta(minutes=70))
    assert [pair for pair in sorted(site.taken()) if pair[0] != "/feed"] == [("/a", True), ("/b", False)]
    assert run.counts["pages asked again: unchanged"] == 1
    assert run.counts["pages asked again: other bytes"] == 1
    poll(settings, START + timedelta(minutes=90))
    assert [pair for pair in site.taken() if pair[0] != "/feed"] == []
    # the step of six hours: neither has changed, and neither is kept twice
    poll(settings, START + timedelta(hours=7))
    assert [pair for pair in sorted(site.taken()) if pair[0] != "/feed"] == [("/a", True), ("/b", False)]
    kept = rows(
        settings, "SELECT regexp_extract(url, '[^/]*$'), revisit FROM captures WHERE kind = 'page' ORDER BY ALL"
    )
    assert kept == [("a", False), ("a", True), ("a", True), ("b", False), ("b", False), ("b", True)]
    # what the feed no longer shows is left alone
    site.feed("/feed", "/c")
    site.page("/c", "A ferry is late.")
    poll(settings, START + timedelta(hours=10), force=True)
    site.taken()
    poll(settings, START + timedelta(hours=30), force=True)
    assert [path for path, _ in site.taken() if path != "/feed"] == ["/c"]


def test_a_page_that_went_is_noted_and_not_asked_again(
    site: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    site.feed("/feed", "/a")
    site.page("/a", "The pier is closed.", ETag='"1"')
    follow("/feed")
    poll(settings, START)
    site.say("/a", b"gone", 410)
    poll(settings, START + timedelta(hours=2))
    site.taken()
    poll(settings, START + timedelta(hours=8), force=True)
    assert [path for path, _ in site.taken() if path != "/feed"] == []
    assert rows(settings, "SELECT stage, reason FROM failures WHERE item LIKE '%/a'") == [("fetch", "gone")]


def test_a_page_that_cannot_be_reached_again_is_tried_once_a_step(
    site: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    site.feed("/feed", "/a")
    site.page("/a", "The pier is closed.")
    follow("/feed")
    poll(settings, START)
    site.say("/a", b"", 302, Location="/a")  # a circle
    for hours in (2, 3, 4, 5):
        poll(settings, START + timedelta(hours=hours), force=True)
    assert site.taken().count(("/a", False)) == 2


@pytest.mark.model
def test_a_changed_page_is_a_new_version_and_an_unchanged_one_none(
    site: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    site.feed("/feed", "/a", "/b", "/w")
    site.page("/a", "The pier is closed.", ETag='"1"')
    site.page("/b", "The lock is open.")
    site.say("/w", "<html><head><title>Just a moment</title></head><body>Checking your browser</body></html>")
    follow("/feed")
    poll(settings, START, "nightly")
    site.page("/b", "The lock is shut.")
    site.page("/w", "The wall has gone.")
    poll(settings, START + timedelta(hours=7), "nightly")
    versions = "SELECT regexp_extract(url, '[^/]*$') AS name, count(*), sum(current::INT), any_value(body ORDER BY current DESC) LIKE '%{}%'"
    found = rows(settings, f"{versions.format('open')} FROM articles GROUP BY name ORDER BY name")
    assert [row[:3] for row in found] == [("a", 1, 1), ("b", 2, 1), ("w", 2, 1)]
    assert rows(settings, "SELECT verdict FROM articles WHERE current AND url LIKE '%/w'") == [("article",)]
    assert "shut" in rows(settings, "SELECT body FROM articles WHERE current AND url LIKE '%/b'")[0][0]


def test_silence_is_kept_by_the_next_run_also_after_a_kill(
    site: Web, settings: Settings, follow: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    site.say("/feed", b"", 429, Retry_After="7200")
    site.feed("/other", "/a")
    follow("/feed")
    with monkeypatch.context() as broken:
        broken.setattr("flows.polling.index_new_files", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            poll(settings, START)
    follow("/other")
    assert site.taken() == [("/feed", False)]
    poll(settings, START + timedelta(minutes=100), force=True)
    assert site.taken() == []
    poll(settings, START + timedelta(minutes=130), force=True)
    assert {path for path, _ in site.taken()} == {"/feed", "/other"}


def test_robots_txt_is_asked_once_a_day_over_all_runs(
    site: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    site.say("/robots.txt", b"User-agent: *\nDisallow: /private\nCrawl-delay: 0.01\n")
    site.feed("/feed", "/a", "/private")
    site.page("/a", "The pier is closed.")
    follow("/feed")
    for hours in (0, 2, 8, 23):
        poll(settings, START + timedelta(hours=hours), force=True)
    assert [path for path, _ in site.asked].count("/robots.txt") == 1
    assert "/private" not in {path for path, _ in site.taken()}
    poll(settings, START + timedelta(hours=25), force=True)
    assert [path for path, _ in site.asked].count("/robots.txt") == 1
    assert rows(settings, "SELECT reason FROM failures WHERE item LIKE '%/private'") == [("robots",)]


def test_a_list_of_sitemaps_is_followed_to_the_newest(
    site: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    def sitemap(path: str, *pages: str) -> None:
        found = "".join(
            f"<url><loc>{site.base}{page}</loc><lastmod>2026-03-02T10:00:00Z</lastmod></url>" for page in pages
        )
        site.say(path, f"<urlset>{found}</urlset>", ETag=f'"{len(pages)}"')

    def index(when: str) -> None:
        names = [(f"/part-{n}.xml", f"2026-02-{n + 10}") for n in range(9)] + [
            ("/news.xml", when),
            ("/broken.xml", when),
        ]
        found = "".join(f"<sitemap><loc>{site.base}{p}</loc><lastmod>{d}</lastmod></sitemap>" for p, d in names)
        site.say("/index.xml", f"<sitemapindex>{found}</sitemapindex>")

    for n in range(9):
        sitemap(f"/part-{n}.xml", f"/old-{n}")
        site.page(f"/old-{n}", "An old page.")
    sitemap("/news.xml", "/a")
    index("2026-03-02T10:00:00Z")
    site.page("/a", "The pier is closed.")
    site.page("/b", "The lock is open.")
    follow("/index.xml")
    run = poll(settings, START)
    asked = [path for path, _ in site.taken()]
    assert asked[:3] == ["/index.xml", "/news.xml", "/broken.xml"] and "/a" in asked and "/part-5.xml" not in asked
    assert run.counts["feeds: new"] == 1
    assert rows(
        settings,
        "SELECT regexp_extract(item, '[^/]*$'), reason, split_part(detail, ':', 1) FROM failures WHERE stage = 'poll' "
        "ORDER BY item",
    ) == [
        ("broken.xml", "http_error", "the answer was 404 Not Found"),
        ("part-5.xml", "too_large", "6 sitemaps left"),
    ]
    # an index that stays the same costs one request; where it changes, each sitemap is asked with its own validator
    poll(settings, START + timedelta(minutes=40), force=True)
    assert site.taken() == [("/index.xml", False)]
    sitemap("/news.xml", "/a", "/b")
    index("2026-03-02T11:00:00Z")
    poll(settings, START + timedelta(minutes=50), force=True)
    asked_now = site.taken()
    assert ("/news.xml", True) in asked_now and ("/part-8.xml", True) in asked_now and ("/b", False) in asked_now
    assert rows(settings, "SELECT count(*), count(DISTINCT feed_id) FROM entries") == [(5, 1)]


def test_a_list_of_sitemaps_brings_so_many_bytes_and_no_more(
    site: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    names = [f"/part-{n}.xml" for n in range(5)]
    listed = "".join(
        f"<sitemap><loc>{site.base}{name}</loc><lastmod>2026-02-{20 - n}</lastmod></sitemap>"
        for n, name in enumerate(names)
    )
    site.say("/index.xml", f"<sitemapindex>{listed}</sitemapindex>")
    for n, name in enumerate(names):
        page = f"<url><loc>{site.base}/p{n}</loc><lastmod>2026-03-02T10:00:00Z</lastmod></url>"
        site.say(name, f"<urlset>{page}{' ' * 3000}</urlset>")
        site.page(f"/p{n}", "The pier is closed.")
    follow("/index.xml")
    poll(settings.model_copy(update={"poll": PollSettings(max_sitemap_bytes=6000)}), START)
    asked = [path for path, _ in site.taken()]
    assert [path for path in asked if path.startswith("/part")] == names[:2]
    assert {"/p0", "/p1"} < set(asked) and "/p2" not in asked
    found = rows(settings, "SELECT regexp_extract(item, '[^/]*$'), reason, detail FROM failures WHERE stage = 'poll'")
    assert [row[:2] for row in found] == [("part-2.xml", "too_large")] and "3 sitemaps left" in found[0][2]


def test_an_unchanged_feed_is_not_read_again_and_still_lists(
    site: Web, settings: Settings, follow: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    site.feed("/feed", "/a", ETag='"1"')
    site.page("/a", "The pier is closed.")
    follow("/feed")
    poll(settings, START)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("an unchanged feed was parsed")

    with monkeypatch.context() as watched:
        watched.setattr("flows.polling.parse_feed", never)
        watched.setattr("flows.walk.parse_feed", never)
        for minutes in (20, 40):
            poll(settings, START + timedelta(minutes=minutes), force=True)
    with open_warehouse(settings, "test") as warehouse:
        before = warehouse.fingerprint()
    assert rows(settings, "SELECT last_seen_at FROM entries") == [(START + timedelta(minutes=40),)]
    settings.database.unlink()
    follow("/feed")
    index_new_files(new_run("process", settings, lambda: START + timedelta(minutes=41)))
    with open_warehouse(settings, "test") as warehouse:
        assert warehouse.fingerprint()["entries"] == before["entries"]


def test_when_an_entry_was_last_listed_is_the_same_however_the_archive_is_read(
    site: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    """Answers with a body, equal ones, 304 and a return to an earlier body, in turns; the entries of each."""
    site.page("/a", "The pier is closed.")
    site.page("/b", "The lock is open.")
    site.page("/c", "The ferry is late.")
    follow("/feed", "/silent")
    states: list[tuple[tuple[str, ...], str]] = [
        (("/a", "/b"), "1"),
        (("/a", "/b"), "1"),
        (("/a", "/b"), ""),
        (("/b", "/c"), "2"),
        (("/b", "/c"), "2"),
        (("/b", "/c"), "2"),
        (("/a", "/b"), "1"),
        (("/a", "/b"), "1"),
    ]
    for step, (links, tag) in enumerate(states):
        for path in ("/feed", "/silent"):
            site.feed(path, *links, **({"ETag": f'"{tag}"'} if tag and path == "/feed" else {}))
        poll(settings, START + timedelta(minutes=20 * step), force=True)
    seen = listings(settings)
    by_link = {(guid, (at - START) // timedelta(minutes=20)) for _, guid, at in seen}
    assert by_link == {("/a", 7), ("/b", 7), ("/c", 5)} and len(seen) == 6
    assert rows(settings, "SELECT count(*) FROM captures WHERE kind = 'feed' AND status = 304") == [(0,)]
    assert rows(settings, "SELECT count(*) FROM polls WHERE status = 304")[0][0] >= 4
    for compacted in (False, True):
        if compacted:
            compact_archive(new_run("archive", settings, lambda: START + timedelta(days=1)), max_bytes=10_000_000)
        settings.database.unlink()
        follow("/feed", "/silent")
        index_new_files(new_run("process", settings, lambda: START + timedelta(days=1)))
        assert listings(settings) == seen


def listings(settings: Settings) -> list[tuple[Any, ...]]:
    with open_warehouse(settings, "test") as warehouse:
        warehouse.settle_sightings()
    return rows(settings, "SELECT feed_id, guid, last_seen_at FROM entries ORDER BY ALL")


@pytest.mark.parametrize("settled", [(), range(9), (2, 5), (3, 4, 7)], ids=["last", "always", "twice", "thrice"])
def test_it_makes_no_difference_when_answers_304_are_noted_in_entries(
    site: Web, settings: Settings, follow: Callable[..., None], settled: Sequence[int]
) -> None:
    """A plain feed, and one that is answered from another address for a while."""
    for page in "abc":
        site.page(f"/{page}", "The pier is closed.")
    follow("/feed", "/moving")
    for step in range(9):
        links = ("/a", "/b") if step < 6 else ("/b", "/c")
        site.feed("/feed", *links, ETag=f'"{len(links[0])}{step // 6}"')
        site.feed("/other", *links, ETag='"o"')
        if step in (3, 4):
            site.say("/moving", b"", 302, Location="/other")
        else:
            site.feed("/moving", *links, ETag=f'"m{step // 6}"')
        poll(settings, START + timedelta(minutes=20 * step), force=True)
        if step in settled:
            with open_warehouse(settings, "test") as warehouse:
                warehouse.settle_sightings()
    found = {(guid, (at - START) // timedelta(minutes=20)) for _, guid, at in listings(settings)}
    assert found == {("/a", 4), ("/a", 5), ("/b", 8), ("/c", 8)}
    assert rows(settings, "SELECT count(*) FROM polls WHERE status = 304")[0][0] >= 8


def test_a_feed_without_zones_is_read_by_its_own_earlier_dates(
    site: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    def feed(*dates: str) -> None:
        items = "".join(f"<item><guid>{d}</guid><title>x</title><pubDate>{d}</pubDate></item>" for d in dates)
        site.say("/feed", f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>")

    feed("01 Mar 2026 10:00:00 +0300", "01 Mar 2026 11:00:00 +0300", "01 Mar 2026 12:00:00 +0300")
    follow("/feed")
    poll(settings, START)
    feed("02 Mar 2026 09:30:00")
    poll(settings, START + timedelta(hours=1), force=True)
    found = rows(
        settings, "SELECT published_basis, published_precision, published_at FROM entries WHERE guid LIKE '02%'"
    )
    assert found == [("feed_zone", "second", datetime(2026, 3, 2, 6, 30, tzinfo=UTC))]
