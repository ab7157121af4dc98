"""Exactness: the same rows in every table, in whatever order, however often and from whichever sources days come in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from past_web import STRIKE, VILLAGE, PastWeb, page
from tests_support import content, run_flow

from flows.bodies import BODIES
from flows.clock import fixed_clock
from flows.context import new_run
from flows.demo_web.server import CLOCK
from pipeline.feeds.opml import feed_id_of
from pipeline.frames import feeds_frame
from pipeline.records import Feed
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import open_warehouse, run_sql

pytestmark = pytest.mark.model

FIRST = date(2024, 2, 28)
DAYS = [FIRST + timedelta(days=n) for n in range(3)]
"""The end of February in a leap year: 28, 29, 1 March."""


@pytest.fixture
def past() -> Iterator[PastWeb]:
    with PastWeb() as web:
        yield web


def rows(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    return run_sql(settings.snapshot, sql).frame.rows()


def home(folder: Path, web: PastWeb) -> Settings:
    return load_settings(folder, **(web.settings() | {"process": {"workers": 1}}))


def fill(web: PastWeb, folder: Path) -> None:
    """Three days of a crawl; a story that is copied the next day, and told again with another toll on the third."""
    stories = {
        "https://one.example/strike": page("Missiles hit Zaporizhzhia", "2024-02-28", *STRIKE),
        "https://two.example/copy": page("Missiles hit Zaporizhzhia", "2024-02-29", *STRIKE),
        "https://one.example/village": page("Gunmen kill seven villagers", "2024-02-29", *VILLAGE),
        "https://two.example/toll": page(
            "Toll of Zaporizhzhia rises",
            "2024-03-01",
            "Six people were killed when Russian missiles struck an apartment block in Zaporizhzhia on Tuesday, the "
            "regional governor said.",
            *VILLAGE[1:],
        ),
    }
    urls = list(stories)
    for begun, held in (("20240228230000", urls[:1]), ("20240229120000", urls[1:3]), ("20240301120000", urls[3:])):
        web.add_ccnews(begun, {url: stories[url] for url in held}, folder / begun)


def test_days_in_any_order_and_twice_give_what_the_whole_range_gives(past: PastWeb, tmp_path: Path) -> None:
    fill(past, tmp_path / "made")
    asked: dict[str, object] = {"source": "ccnews", "host": ["one.example", "two.example"]}
    whole = home(tmp_path / "whole", past)
    run_flow("backfill", whole, first=DAYS[0], last=DAYS[-1], **asked)
    expected = content(whole)
    assert rows(whole, "SELECT count(*), count(DISTINCT published_date) FROM articles") == [(4, 3)]
    assert rows(whole, "SELECT relation FROM duplicates") == [("exact",)]
    assert rows(whole, "SELECT count(*) > 0 FROM event_mentions") == [(True,)]
    settings = home(tmp_path / "parts", past)
    for n in (2, 0, 1, 0, 2):
        run_flow("backfill", settings, first=DAYS[n], last=DAYS[n], window=0, **asked)
    assert content(settings) == expected


def test_polled_crawled_and_archived_it_is_one_article(past: PastWeb, tmp_path: Path) -> None:
    """A live feed, the Wayback Machine's captures and CC-NEWS hold the same address: whatever comes first."""
    url, feed = past.address("/strike"), past.address("/feed.xml")
    now = page("Missiles hit Zaporizhzhia", "2024-03-08", *STRIKE)
    past.pages["/strike"] = now
    past.files["/feed.xml"] = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Live</title><item><title>Missiles hit Zaporizhzhia'
        f"</title><link>{url}</link><pubDate>Fri, 08 Mar 2024 09:30:00 GMT</pubDate></item></channel></rss>"
    ).encode()
    past.mime["/feed.xml"] = "application/rss+xml"
    past.captures[url] = {"20240308101010": now}
    past.add_ccnews("20240308120000", {url: now}, tmp_path / "made")
    span: dict[str, object] = {"first": date(2024, 3, 8), "last": date(2024, 3, 9)}
    steps: dict[str, tuple[str, dict[str, object]]] = {
        "feed": ("nightly", {}),
        "wayback": ("backfill", {"source": "wayback", "path": url, **span}),
        "ccnews": ("backfill", {"source": "ccnews", "host": ["127.0.0.1"], **span}),
    }
    contents = []
    for order in (("feed", "wayback", "ccnews"), ("ccnews", "wayback", "feed", "wayback")):
        settings = home(tmp_path / "-".join(order), past)
        with open_warehouse(settings, "test") as warehouse:
            warehouse.save_feeds(
                feeds_frame([Feed(feed_id=feed_id_of(feed), url=feed, publisher="Live", country="UKR")])
            )
        for step in order:
            flow, given = steps[step]
            run_flow(flow, settings, **given)
        contents.append(content(settings))
        pages = rows(settings, "SELECT origin FROM captures WHERE kind = 'page' ORDER BY fetched_at")
        assert pages == [("wayback",), ("ccnews",), ("poll",)], order
        assert rows(settings, "SELECT count(*), count(DISTINCT article_id) FROM articles") == [(1, 1)]
        assert rows(settings, "SELECT DISTINCT source, country FROM articles") == [("Live", "UKR")]
        assert rows(settings, "SELECT count(*), max(articles) FROM events") == [(1, 1)]
    assert contents[0] == contents[1]


def test_when_it_happened_when_it_was_known_and_when_it_came(past: PastWeb, tmp_path: Path) -> None:
    """An old article that arrives now: its day by its date, knowledge by its publication, `known_at` by this database."""
    settings = home(tmp_path / "home", past)
    fill(past, tmp_path / "made")
    asked: dict[str, object] = {"source": "ccnews", "host": ["one.example", "two.example"], "window": 0}
    run_flow("backfill", settings, first=DAYS[2], last=DAYS[2], **asked)
    day_after = CLOCK + timedelta(days=1)
    late = new_run("backfill", settings, fixed_clock(day_after))
    BODIES["backfill"](late, first=DAYS[0], last=DAYS[1], **asked)
    assert any("days around that changed too: 2024-02-27, 2024-02-29" in note for note in late.notes), late.notes
    (event,) = rows(settings, "SELECT event_id FROM events WHERE place_name LIKE 'Zapor%'")[0]
    of_it = f"WHERE event_id = '{event}'"
    assert rows(settings, f"SELECT event_date_start, mentions > 1 FROM events {of_it}") == [(date(2024, 2, 27), True)]
    told = f"SELECT best FROM tolls_as_of(TIMESTAMPTZ '{{}}') {of_it} AND kind = 'killed'"
    assert rows(settings, told.format("2024-02-28 09:00:00Z")) == [], "nobody had written of it"
    assert rows(settings, told.format("2024-02-28 10:00:00Z")) == [(4,)], (
        "knowledge time: the old article was out by then"
    )
    assert rows(settings, told.format("2024-03-02 00:00:00Z")) == [(6,)]
    known = "SELECT url, known_at FROM articles_known WHERE url LIKE '%toll' OR url LIKE '%strike' ORDER BY url"
    assert rows(settings, known) == [("https://one.example/strike", day_after), ("https://two.example/toll", CLOCK)]
    here = "SELECT count(*) FROM events_known_at(TIMESTAMPTZ '{}') WHERE place_name LIKE 'Zapor%'"
    assert rows(settings, here.format(CLOCK - timedelta(hours=1))) == [(0,)], "this database knew nothing yet"
    assert rows(settings, here.format(CLOCK + timedelta(hours=1))) == [(1,)]
