"""A web where everything goes wrong: each fault gets its row, the good page beside it is read, nothing stops."""

from __future__ import annotations

from pathlib import Path

import pytest
from polling_support import Web
from tests_support import run_flow

from flows.demo_web.server import CLOCK
from pipeline.feeds.opml import feed_id_of
from pipeline.frames import feeds_frame
from pipeline.records import Feed
from pipeline.settings import load_settings
from pipeline.warehouse import open_warehouse, run_sql

pytestmark = pytest.mark.model

GOOD = (
    "<html><head><title>Bridge reopens</title></head><body><article><h1>Bridge reopens</h1>"
    + "".join(
        f"<p>The old bridge over the river was opened again after {n} weeks of work, the town's engineer said.</p>"
        for n in range(9)
    )
    + "</article></body></html>"
)


def feed(*paths: str) -> bytes:
    items = "".join(
        f"<item><title>Item</title><link>{path}</link><guid>{path}</guid><pubDate>{date}</pubDate></item>"
        for path, date in (p.split("|") if "|" in p else (p, "Fri, 08 Mar 2024 10:00:00 GMT") for p in paths)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><link>/</link>{items}</channel></rss>'.encode()


ANSWERS: dict[str, tuple[int, bytes, str]] = {
    "/good.xml": (
        200,
        feed("/good", "/missing", "/broken", "/huge", "/future|Fri, 08 Mar 2099 10:00:00 GMT", "/picture"),
        "application/rss+xml",
    ),
    "/html.xml": (200, b"<html><head><title>Not a feed</title></head><body>Welcome</body></html>", "text/html"),
    "/empty.xml": (200, b"", "application/rss+xml"),
    "/none.xml": (200, feed(), "application/rss+xml"),
    "/gone.xml": (410, b"", "text/plain"),
    "/good": (200, GOOD.encode(), "text/html"),
    "/future": (200, GOOD.replace("bridge", "theatre").encode(), "text/html"),
    "/broken": (500, b"oops", "text/plain"),
    "/huge": (200, b"<html><body>" + b"<p>word</p>" * 3_000_000, "text/html"),
    "/picture": (200, b"\x89PNG\r\n\x1a\n" + bytes(200), "image/png"),
}


def test_every_fault_has_its_row_and_the_rest_goes_on(tmp_path: Path, site: Web) -> None:
    for path, (status, body, kind) in ANSWERS.items():
        site.say(path, body, status, Content_Type=kind)
    settings = load_settings(
        tmp_path / "home", fetch={"allow_networks": ["127.0.0.0/8"], "host_interval": 0, "per_host": 8}
    )
    urls = [site.base + path for path in ANSWERS if path.endswith(".xml")] + ["http://127.0.0.1:1/unreachable.xml"]
    with open_warehouse(settings, "test") as warehouse:
        warehouse.save_feeds(feeds_frame(Feed(feed_id=feed_id_of(url), url=url) for url in urls))
    run_flow("nightly", settings)
    outcomes = run_sql(
        settings.snapshot, "SELECT regexp_extract(url, '[^/]*$') AS name, outcome FROM polls JOIN feeds USING (feed_id)"
    ).frame
    assert dict(outcomes.iter_rows()) == {
        "good.xml": "new",
        "html.xml": "not_a_feed",
        "empty.xml": "not_a_feed",
        "none.xml": "unchanged",  # a feed, without news
        "gone.xml": "gone",
        "unreachable.xml": "failed",
    }
    failures = run_sql(
        settings.snapshot, "SELECT regexp_extract(item, '[^/]*$') AS name, stage || ': ' || reason AS why FROM failures"
    ).frame
    found: dict[str, set[str]] = {}
    for name, why in failures.iter_rows():
        found.setdefault(name, set()).add(why)
    assert found["missing"] == {"fetch: http_error"}
    assert found["broken"] == {"fetch: http_error"}
    assert found["huge"] == {"fetch: too_large"}
    assert found["unreachable.xml"] == {"poll: unreachable"}
    assert any("future_date" in why for whys in found.values() for why in whys)
    articles = run_sql(
        settings.snapshot, "SELECT regexp_extract(url, '[^/]*$') AS name, verdict, published_date FROM articles"
    ).frame
    verdicts = {name: verdict for name, verdict, _ in articles.iter_rows()}
    assert verdicts == {"good": "article", "future": "article", "picture": "not_html"}
    assert articles["published_date"].max() <= CLOCK.date()  # type: ignore[operator]
    retired = run_sql(settings.snapshot, "SELECT url FROM feeds WHERE NOT active").frame
    assert retired.height == 1 and retired["url"][0].endswith("gone.xml")
