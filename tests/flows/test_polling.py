"""Polling over time: pages fetched again, silence that is kept, lists of sitemaps, what a kill leaves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from flows.bodies import BODIES
from flows.context import RunContext, new_run
from flows.walk import index_new_files
from pipeline.feeds.opml import feed_id_of
from pipeline.frames import feeds_frame
from pipeline.records import Feed
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import open_warehouse

START = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Web:
    """One site. `answers` by path: status, body, headers; a page with a validator answers 304 to it."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes, dict[str, str]]] = {}
        self.asked: list[tuple[str, bool]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                tag = self.headers.get("If-None-Match")
                outer.asked.append((self.path, tag is not None))
                status, body, headers = outer.answers.get(self.path, (404, b"nothing", {}))
                if status == 200 and tag is not None and tag == headers.get("ETag"):
                    status, body = 304, b""
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def say(self, path: str, body: bytes | str, status: int = 200, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.answers[path] = (status, data, {name.replace("_", "-"): value for name, value in headers.items()})

    def page(self, path: str, text: str, **headers: str) -> None:
        paragraphs = "".join(f"<p>{text} The harbour office said so in note {n} of the day.</p>" for n in range(12))
        self.say(path, f"<html><body><article><h1>Harbour</h1>{paragraphs}</article></body></html>", **headers)
        self.answers[path][2].setdefault("Content-Type", "text/html")

    def feed(self, path: str, *links: str, at: datetime = START, **headers: str) -> None:
        items = "".join(
            f"<item><title>{link}</title><link>{link}</link><guid>{link}</guid><pubDate>{format_datetime(at)}</pubDate></item>"
            for link in links
        )
        self.say(path, f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>", **headers)

    def taken(self) -> list[tuple[str, bool]]:
        """What was asked since the last call, robots.txt aside: path, and whether with a validator."""
        asked, self.asked = [pair for pair in self.asked if pair[0] != "/robots.txt"], []
        return asked


@pytest.fixture
def web() -> Iterator[Web]:
    found = Web()
    yield found
    found.server.shutdown()
    found.server.server_close()
    found.thread.join()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(tmp_path / "home", fetch={"allow_networks": ["127.0.0.0/8"], "host_interval": 0})


@pytest.fixture
def follow(settings: Settings, web: Web) -> Callable[..., None]:
    def add(*paths: str) -> None:
        with open_warehouse(settings, "test") as warehouse:
            feeds = (Feed(feed_id=feed_id_of(web.base + path), url=web.base + path) for path in paths)
            warehouse.save_feeds(feeds_frame(feeds))

    return add


def poll(settings: Settings, at: datetime, flow: str = "poll", **arguments: Any) -> RunContext:
    run = new_run(flow, settings, lambda: at)
    BODIES[flow](run, **arguments)
    return run


def rows(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with open_warehouse(settings, "test") as warehouse:
        return warehouse.frame(sql).rows()


def test_pages_that_their_feed_shows_are_asked_again_with_validators(
    web: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    web.feed("/feed", "/a", "/b")
    web.page("/a", "The pier is closed.", ETag='"1"')
    web.page("/b", "The lock is open.")
    follow("/feed")
    poll(settings, START)
    assert sorted(web.taken()) == [("/a", False), ("/b", False), ("/feed", False)]
    poll(settings, START + timedelta(minutes=50))
    assert [pair for pair in web.taken() if pair[0] != "/feed"] == []
    web.page("/b", "The lock is shut.")
    run = poll(settings, START + timedelta(minutes=70))
    assert [pair for pair in sorted(web.taken()) if pair[0] != "/feed"] == [("/a", True), ("/b", False)]
    assert run.counts["pages asked again: unchanged"] == 1
    assert run.counts["pages asked again: other bytes"] == 1
    poll(settings, START + timedelta(minutes=90))
    assert [pair for pair in web.taken() if pair[0] != "/feed"] == []
    # the step of six hours: neither has changed, and neither is kept twice
    poll(settings, START + timedelta(hours=7))
    assert [pair for pair in sorted(web.taken()) if pair[0] != "/feed"] == [("/a", True), ("/b", False)]
    kept = rows(
        settings, "SELECT regexp_extract(url, '[^/]*$'), revisit FROM captures WHERE kind = 'page' ORDER BY ALL"
    )
    assert kept == [("a", False), ("a", True), ("a", True), ("b", False), ("b", False), ("b", True)]
    # what the feed no longer shows is left alone
    web.feed("/feed", "/c")
    web.page("/c", "A ferry is late.")
    poll(settings, START + timedelta(hours=10), force=True)
    web.taken()
    poll(settings, START + timedelta(hours=30), force=True)
    assert [path for path, _ in web.taken() if path != "/feed"] == ["/c"]


def test_a_page_that_went_is_noted_and_not_asked_again(
    web: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    web.feed("/feed", "/a")
    web.page("/a", "The pier is closed.", ETag='"1"')
    follow("/feed")
    poll(settings, START)
    web.say("/a", b"gone", 410)
    poll(settings, START + timedelta(hours=2))
    web.taken()
    poll(settings, START + timedelta(hours=8), force=True)
    assert [path for path, _ in web.taken() if path != "/feed"] == []
    assert rows(settings, "SELECT stage, reason FROM failures WHERE item LIKE '%/a'") == [("fetch", "gone")]


def test_a_page_that_cannot_be_reached_again_is_tried_once_a_step(
    web: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    web.feed("/feed", "/a")
    web.page("/a", "The pier is closed.")
    follow("/feed")
    poll(settings, START)
    web.say("/a", b"", 302, Location="/a")  # a circle
    for hours in (2, 3, 4, 5):
        poll(settings, START + timedelta(hours=hours), force=True)
    assert web.taken().count(("/a", False)) == 2


@pytest.mark.model
def test_a_changed_page_is_a_new_version_and_an_unchanged_one_none(
    web: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    web.feed("/feed", "/a", "/b", "/w")
    web.page("/a", "The pier is closed.", ETag='"1"')
    web.page("/b", "The lock is open.")
    web.say("/w", "<html><head><title>Just a moment</title></head><body>Checking your browser</body></html>")
    follow("/feed")
    poll(settings, START, "nightly")
    web.page("/b", "The lock is shut.")
    web.page("/w", "The wall has gone.")
    poll(settings, START + timedelta(hours=7), "nightly")
    versions = "SELECT regexp_extract(url, '[^/]*$') AS name, count(*), sum(current::INT), any_value(body ORDER BY current DESC) LIKE '%{}%'"
    found = rows(settings, f"{versions.format('open')} FROM articles GROUP BY name ORDER BY name")
    assert [row[:3] for row in found] == [("a", 1, 1), ("b", 2, 1), ("w", 2, 1)]
    assert rows(settings, "SELECT verdict FROM articles WHERE current AND url LIKE '%/w'") == [("article",)]
    assert "shut" in rows(settings, "SELECT body FROM articles WHERE current AND url LIKE '%/b'")[0][0]


def test_silence_is_kept_by_the_next_run_also_after_a_kill(
    web: Web, settings: Settings, follow: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    web.say("/feed", b"", 429, Retry_After="7200")
    web.feed("/other", "/a")
    follow("/feed")
    with monkeypatch.context() as broken:
        broken.setattr("flows.polling.index_new_files", lambda run: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            poll(settings, START)
    follow("/other")
    assert web.taken() == [("/feed", False)]
    poll(settings, START + timedelta(minutes=100), force=True)
    assert web.taken() == []
    poll(settings, START + timedelta(minutes=130), force=True)
    assert {path for path, _ in web.taken()} == {"/feed", "/other"}


def test_robots_txt_is_asked_once_a_day_over_all_runs(
    web: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    web.say("/robots.txt", b"User-agent: *\nDisallow: /private\nCrawl-delay: 0.01\n")
    web.feed("/feed", "/a", "/private")
    web.page("/a", "The pier is closed.")
    follow("/feed")
    for hours in (0, 2, 8, 23):
        poll(settings, START + timedelta(hours=hours), force=True)
    assert [path for path, _ in web.asked].count("/robots.txt") == 1
    assert "/private" not in {path for path, _ in web.taken()}
    poll(settings, START + timedelta(hours=25), force=True)
    assert [path for path, _ in web.asked].count("/robots.txt") == 1
    assert rows(settings, "SELECT reason FROM failures WHERE item LIKE '%/private'") == [("robots",)]


def test_a_list_of_sitemaps_is_followed_to_the_newest(
    web: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    def sitemap(path: str, *pages: str) -> None:
        found = "".join(
            f"<url><loc>{web.base}{page}</loc><lastmod>2026-03-02T10:00:00Z</lastmod></url>" for page in pages
        )
        web.say(path, f"<urlset>{found}</urlset>", ETag=f'"{len(pages)}"')

    def index(when: str) -> None:
        names = [(f"/part-{n}.xml", f"2026-02-{n + 10}") for n in range(9)] + [
            ("/news.xml", when),
            ("/broken.xml", when),
        ]
        found = "".join(f"<sitemap><loc>{web.base}{p}</loc><lastmod>{d}</lastmod></sitemap>" for p, d in names)
        web.say("/index.xml", f"<sitemapindex>{found}</sitemapindex>")

    for n in range(9):
        sitemap(f"/part-{n}.xml", f"/old-{n}")
        web.page(f"/old-{n}", "An old page.")
    sitemap("/news.xml", "/a")
    index("2026-03-02T10:00:00Z")
    web.page("/a", "The pier is closed.")
    web.page("/b", "The lock is open.")
    follow("/index.xml")
    run = poll(settings, START)
    asked = [path for path, _ in web.taken()]
    assert asked[:3] == ["/index.xml", "/news.xml", "/broken.xml"] and "/a" in asked and "/part-5.xml" not in asked
    assert run.counts["feeds: new"] == 1
    assert rows(settings, "SELECT reason FROM failures WHERE item LIKE '%/broken.xml' AND stage = 'poll'") == [
        ("http_error",)
    ]
    # an index that stays the same costs one request; where it changes, each sitemap is asked with its own validator
    poll(settings, START + timedelta(minutes=40), force=True)
    assert web.taken() == [("/index.xml", False)]
    sitemap("/news.xml", "/a", "/b")
    index("2026-03-02T11:00:00Z")
    poll(settings, START + timedelta(minutes=50), force=True)
    asked_now = web.taken()
    assert ("/news.xml", True) in asked_now and ("/part-8.xml", True) in asked_now and ("/b", False) in asked_now
    assert rows(settings, "SELECT count(*), count(DISTINCT feed_id) FROM entries") == [(5, 1)]


def test_an_unchanged_feed_is_not_read_again_and_still_lists(
    web: Web, settings: Settings, follow: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    web.feed("/feed", "/a", ETag='"1"')
    web.page("/a", "The pier is closed.")
    follow("/feed")
    poll(settings, START)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("an unchanged feed was parsed")

    with monkeypatch.context() as watched:
        watched.setattr("flows.polling.parse_feed", never)
        watched.setattr("flows.walk.parse_feed", never)
        for minutes in (20, 40):
            poll(settings, START + timedelta(minutes=minutes), force=True)
    assert rows(settings, "SELECT last_seen_at FROM entries") == [(START + timedelta(minutes=40),)]
    with open_warehouse(settings, "test") as warehouse:
        before = warehouse.fingerprint()
    settings.database.unlink()
    follow("/feed")
    index_new_files(new_run("process", settings, lambda: START + timedelta(minutes=41)))
    with open_warehouse(settings, "test") as warehouse:
        assert warehouse.fingerprint()["entries"] == before["entries"]


def test_a_feed_without_zones_is_read_by_its_own_earlier_dates(
    web: Web, settings: Settings, follow: Callable[..., None]
) -> None:
    def feed(*dates: str) -> None:
        items = "".join(f"<item><guid>{d}</guid><title>x</title><pubDate>{d}</pubDate></item>" for d in dates)
        web.say("/feed", f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>")

    feed("01 Mar 2026 10:00:00 +0300", "01 Mar 2026 11:00:00 +0300", "01 Mar 2026 12:00:00 +0300")
    follow("/feed")
    poll(settings, START)
    feed("02 Mar 2026 09:30:00")
    poll(settings, START + timedelta(hours=1), force=True)
    found = rows(
        settings, "SELECT published_basis, published_precision, published_at FROM entries WHERE guid LIKE '02%'"
    )
    assert found == [("feed_zone", "second", datetime(2026, 3, 2, 6, 30, tzinfo=UTC))]
