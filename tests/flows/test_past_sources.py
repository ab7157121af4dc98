"""Backfills from every source, end to end, against a web of the past on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from past_web import STRIKE, VILLAGE, PastWeb, page, warc_bytes
from tests_support import content, run_flow

from pipeline.errors import SourceError
from pipeline.feeds.opml import feed_id_of
from pipeline.frames import feeds_frame
from pipeline.records import Feed
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import open_warehouse, run_sql

pytestmark = pytest.mark.model

FIRST, LAST = date(2023, 5, 9), date(2023, 5, 11)
STRIKE_PAGE = page("Missiles hit Zaporizhzhia", "2023-05-09", *STRIKE)
VILLAGE_PAGE = page("Gunmen kill seven villagers", "2023-05-11", *VILLAGE)


@pytest.fixture
def past() -> Iterator[PastWeb]:
    with PastWeb() as web:
        yield web


def home(folder: Path, web: PastWeb) -> Settings:
    return load_settings(folder, **web.settings())


def rows(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    return run_sql(settings.snapshot, sql).frame.rows()


def feed_of(*items: tuple[str, str]) -> bytes:
    entries = "".join(
        f"<item><title>Item {n}</title><link>{link}</link><pubDate>{day}</pubDate></item>"
        for n, (link, day) in enumerate(items)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Old news</title>{entries}</channel></rss>'.encode()


def test_warc_files_of_others(past: PastWeb, tmp_path: Path) -> None:
    settings = home(tmp_path / "home", past)
    at = datetime(2023, 5, 12, 8, tzinfo=UTC)
    records = {"https://one.example/strike": STRIKE_PAGE, "https://two.example/village": VILLAGE_PAGE}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.warc.gz").write_bytes(warc_bytes(records, at, tmp_path / "made"))
    run = run_flow("backfill", settings, source="warc", path=str(tmp_path / "in"), first=FIRST, last=LAST)
    assert run.counts["items archived"] == 2
    captures = rows(settings, "SELECT origin, fetched_at, archived_at IS NOT NULL, url FROM captures ORDER BY url")
    assert captures == [("warc", at, True, url) for url in records]
    assert rows(settings, "SELECT published_date FROM articles ORDER BY 1") == [(FIRST,), (LAST,)]
    before = content(settings)
    again = run_flow("backfill", settings, source="warc", path=str(tmp_path / "in"), first=FIRST, last=LAST)
    assert again.counts["pieces read"] == 0
    assert content(settings) == before
    assert any("2023-05-10" in note for note in run.notes), "a day without an article is told"


def test_ccnews_reads_the_window_and_only_the_hosts_asked_for(past: PastWeb, tmp_path: Path) -> None:
    settings = home(tmp_path / "home", past)
    early = past.add_ccnews("20230501080000", {"https://one.example/early": STRIKE_PAGE}, tmp_path / "1")
    before = past.add_ccnews("20230508233000", {"https://one.example/strike": STRIKE_PAGE}, tmp_path / "2")
    within = past.add_ccnews(
        "20230513080000",
        {"https://www.one.example/village": VILLAGE_PAGE, "https://other.example/x": VILLAGE_PAGE},
        tmp_path / "3",
    )
    late = past.add_ccnews("20230601080000", {"https://one.example/late": STRIKE_PAGE}, tmp_path / "4")
    past.faults[within] = ["503", "cut"]
    past.faults["/crawl-data/CC-NEWS/2023/05/warc.paths.gz"] = ["429"]
    run = run_flow("backfill", settings, source="ccnews", host=["one.example"], first=FIRST, last=LAST)
    assert (past.requests[early], past.requests[late]) == (0, 0)
    assert past.requests[before] == 1
    assert past.requests[within] == 3, "refused, cut off, and taken up where it broke"
    found = {row[0] for row in rows(settings, "SELECT url FROM captures WHERE origin = 'ccnews'")}
    assert found == {"https://one.example/strike", "https://www.one.example/village"}
    assert run.counts["items archived"] == 2
    asked = past.requests.total()
    wider = run_flow("backfill", settings, source="ccnews", host=["one.example"], first=FIRST, last=date(2023, 5, 30))
    assert wider.counts["items archived"] == 1
    assert (past.requests[before], past.requests[within]) == (1, 3), "files of days done before are not read again"
    assert past.requests.total() - asked == 3, "two listings and the one new file"


def test_wayback_feeds_lead_to_pages_with_their_old_dates(past: PastWeb, tmp_path: Path) -> None:
    settings = home(tmp_path / "home", past)
    feed = "http://old.example/rss"
    with open_warehouse(settings, "test") as warehouse:
        warehouse.save_feeds(
            feeds_frame([Feed(feed_id=feed_id_of(feed), url=feed, publisher="Old News", country="MLI")])
        )
    one, two = "http://old.example/strike", "http://old.example/village"
    past.mime[feed] = "application/rss+xml"
    past.captures[feed] = {
        "20230509120000": feed_of((one, "Tue, 09 May 2023 09:30:00 GMT")),
        "20230511120000": feed_of((two, "Thu, 11 May 2023 09:30:00 GMT"), (one, "Tue, 09 May 2023 09:30:00 GMT")),
        "20230512120000": feed_of((two, "Thu, 11 May 2023 09:30:00 GMT"), (one, "Tue, 09 May 2023 09:30:00 GMT")),
        "20230513120000": feed_of(("http://old.example/gone", "Wed, 10 May 2023 09:30:00 GMT")),
    }
    past.captures[one] = {"20230510101010": STRIKE_PAGE}
    past.captures[two] = {"20230511101010": VILLAGE_PAGE, "20240101000000": VILLAGE_PAGE}
    past.faults["/cdx/search/cdx"] = ["503", "cut"]
    past.faults[f"/web/20230510101010id_/{one}"] = ["429", "cut"]
    run = run_flow("backfill", settings, source="wayback", first=FIRST, last=LAST)
    assert rows(settings, "SELECT url, fetched_at, origin FROM captures WHERE kind = 'page' ORDER BY url") == [
        (one, datetime(2023, 5, 10, 10, 10, 10, tzinfo=UTC), "wayback"),
        (two, datetime(2023, 5, 11, 10, 10, 10, tzinfo=UTC), "wayback"),
    ]
    articles = "SELECT url, published_date, source, country FROM articles WHERE verdict = 'article' ORDER BY url"
    assert rows(settings, articles) == [(one, FIRST, "Old News", "MLI"), (two, LAST, "Old News", "MLI")]
    assert rows(settings, "SELECT item, reason FROM failures WHERE stage = 'fetch'") == [
        ("http://old.example/gone", "http_error")
    ]
    assert run.counts["requests put off: throttled"] >= 1
    # a page that changed between two captures of the feed is one article, seen where it was first asked for
    before, asked = content(settings), past.requests.total()
    again = run_flow("backfill", settings, source="wayback", first=FIRST, last=LAST)
    assert (past.requests.total() - asked, again.counts["items archived"]) == (0, 0)
    assert content(settings) == before


def test_wayback_refusing_for_good_leaves_the_rest_for_the_next_run(past: PastWeb, tmp_path: Path) -> None:
    settings = home(tmp_path / "home", past)
    past.captures["http://old.example/strike"] = {"20230510101010": STRIKE_PAGE}
    past.faults["/cdx/search/cdx"] = ["503"] * 4
    asked = {"source": "wayback", "path": "http://old.example/strike", "first": FIRST, "last": LAST}
    run = run_flow("backfill", settings, **asked)
    assert run.counts["items archived"] == 0
    assert any("the next run tries again" in note for note in run.notes)
    assert rows(settings, "SELECT DISTINCT reason FROM failures WHERE stage = 'source'") == [("throttled",)]
    run = run_flow("backfill", settings, **asked)
    assert run.counts["items archived"] == 1


def test_wayback_hosts_are_listed_page_by_page(past: PastWeb, tmp_path: Path) -> None:
    settings = home(tmp_path / "home", past)
    for number in range(5):
        past.captures[f"http://old.example/{number}"] = {f"2023051{number % 2}101010": STRIKE_PAGE}
    run = run_flow("backfill", settings, source="wayback", host=["old.example"], first=FIRST, last=LAST)
    assert run.counts["items archived"] == 5
    assert past.requests["/cdx/search/cdx"] == 3, "two rows an answer, and a key to go on with"


def test_sitemaps_of_other_months_are_not_asked_for(past: PastWeb, tmp_path: Path) -> None:
    settings = home(tmp_path / "home", past)
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    past.files["/robots.txt"] = f"User-agent: *\nSitemap: {past.address('/index.xml')}\n".encode()
    names = ["/sitemap-2023-04.xml", "/sitemap-2023-05.xml", "/stale.xml"]
    index = "".join(
        f"<sitemap><loc>{past.address(name)}</loc>{'<lastmod>2020-01-01</lastmod>' if 'stale' in name else ''}</sitemap>"
        for name in names
    )
    past.files["/index.xml"] = f"<sitemapindex {space}>{index}</sitemapindex>".encode()
    listed = [
        ("/strike", "<lastmod>2023-05-09T10:00:00Z</lastmod>"),
        ("/2023/05/11/village", ""),
        ("/2023/05/20/other", ""),
        ("/undated", ""),
    ]
    urls = "".join(f"<url><loc>{past.address(path)}</loc>{more}</url>" for path, more in listed)
    past.files["/sitemap-2023-05.xml"] = f"<urlset {space}>{urls}</urlset>".encode()
    past.pages |= {"/strike": STRIKE_PAGE, "/2023/05/11/village": VILLAGE_PAGE}
    past.faults["/index.xml"] = ["503"]
    run = run_flow("backfill", settings, source="sitemap", path=past.url, first=FIRST, last=LAST)
    assert [past.requests[name] for name in names] == [0, 1, 0]
    assert (past.requests["/2023/05/20/other"], past.requests["/undated"]) == (0, 0)
    assert run.counts["links without a day"] == 1
    assert rows(
        settings, "SELECT origin, published_date FROM articles JOIN captures USING (capture_id) ORDER BY 2"
    ) == [
        ("sitemap", FIRST),
        ("sitemap", LAST),
    ]


def test_urls_are_fetched_and_those_gone_come_from_the_archive(past: PastWeb, tmp_path: Path) -> None:
    settings = home(tmp_path / "home", past)
    past.pages["/strike"] = STRIKE_PAGE
    gone, lost = past.address("/gone"), past.address("/lost")
    past.captures[gone] = {"20230511101010": VILLAGE_PAGE}
    listing = tmp_path / "list.csv"
    listing.write_text(
        "id,publish_date,url\n"
        f"1,2023-05-09,{past.address('/strike')}\n2,2023-05-11,{gone}\n3,2023-05-10,{lost}\n"
        f"4,2021-01-01,{past.address('/elsewhen')}\n5,2023-05-09,nothing\n",
        encoding="utf-8",
    )
    run = run_flow("backfill", settings, source="urls", path=str(listing), first=FIRST, last=LAST)
    assert rows(settings, "SELECT origin, url FROM captures WHERE status = 200 ORDER BY 1") == [
        ("urls", past.address("/strike")),
        ("wayback", gone),
    ]
    assert run.counts["addresses of other days"] == 1
    failures = rows(settings, "SELECT stage, item, reason FROM failures ORDER BY stage, item")
    assert ("fetch", lost, "http_error") in failures
    assert ("source", f"{listing}:6", "unresolvable_link") in failures
    asked = past.requests.total()
    run_flow("backfill", settings, source="urls", path=str(listing), first=FIRST, last=LAST)
    assert past.requests.total() == asked


def test_one_article_with_captures_from_everywhere_in_any_order(past: PastWeb, tmp_path: Path) -> None:
    """The same address from a feed's archive, a crawl and a list is one article; the order of backfills says nothing."""
    url = past.address("/strike")
    past.pages["/strike"] = STRIKE_PAGE
    past.captures[url] = {"20230510101010": STRIKE_PAGE}
    past.add_ccnews("20230510060000", {url: STRIKE_PAGE, past.address("/village"): VILLAGE_PAGE}, tmp_path / "made")
    (tmp_path / "list.txt").write_text(f"{url} 2023-05-09\n", encoding="utf-8")
    steps: list[dict[str, object]] = [
        {"source": "wayback", "path": url},
        {"source": "ccnews", "host": ["127.0.0.1"]},
        {"source": "urls", "path": str(tmp_path / "list.txt")},
    ]
    contents = []
    for name, order in {"there": (0, 1, 2), "twice": (2, 1, 2, 0, 1)}.items():
        settings = home(tmp_path / name, past)
        for step in order:
            run_flow("backfill", settings, first=FIRST, last=LAST, **steps[step])
        contents.append(content(settings))
    assert contents[0] == contents[1]
    counted = rows(settings, "SELECT count(DISTINCT article_id), count(*) FROM articles WHERE title LIKE 'Missiles%'")
    assert counted == [(1, 1)]
    of_it = f"SELECT origin FROM captures WHERE url = '{url}' ORDER BY 1"
    assert rows(settings, of_it) == [("ccnews",), ("urls",), ("wayback",)]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"source": "nowhere"}, "there is no source"),
        ({"source": "texts"}, "needs --path"),
        ({"source": "ccnews", "host": ["a.example"]}, "needs --from and --to"),
        ({"source": "ccnews", "first": FIRST, "last": LAST}, "needs --host"),
        ({"source": "wayback", "first": FIRST, "last": LAST}, "needs --path"),
        ({"source": "texts", "path": "/nowhere/at/all"}, "does not exist"),
        ({"source": "texts", "path": ".", "first": LAST, "last": FIRST}, "is after"),
        ({"source": "texts", "path": ".", "first": date(2199, 1, 1)}, "in the future"),
        ({"source": "ccnews", "host": ["a b"], "first": FIRST, "last": LAST}, "is no host"),
        ({"source": "warc", "path": "carrier-pigeon://x/y"}, "cannot be read"),
    ],
)
def test_what_cannot_be_begun_is_said_in_one_line(tmp_path: Path, asked: dict[str, object], words: str) -> None:
    with pytest.raises(SourceError, match=words):
        run_flow("backfill", load_settings(tmp_path / "home"), **asked)


def test_an_unreachable_server_is_a_line_and_changes_nothing(tmp_path: Path) -> None:
    from pipeline.errors import FetchError

    settings = load_settings(
        tmp_path / "home",
        fetch={"allow_networks": ["127.0.0.0/8"], "connect_timeout": 0.5},
        backfill={"ccnews_url": "http://127.0.0.1:9", "backoff": 0.01, "retries": 1},
    )
    with pytest.raises(FetchError, match="no connection"):
        run_flow("backfill", settings, source="ccnews", host=["a.example"], first=FIRST, last=LAST)


def test_buckets_are_read_through_their_drivers(past: PastWeb, tmp_path: Path) -> None:
    import fsspec

    at = datetime(2023, 5, 12, 8, tzinfo=UTC)
    with fsspec.open("memory://bucket/news/a.warc.gz", "wb") as file:
        file.write(warc_bytes({"https://one.example/strike": STRIKE_PAGE}, at, tmp_path / "made"))
    run = run_flow("backfill", home(tmp_path / "home", past), source="warc", path="memory://bucket/news")
    assert run.counts["items archived"] == 1


def test_lists_of_a_parquet_file(past: PastWeb, tmp_path: Path) -> None:
    past.pages["/strike"] = STRIKE_PAGE
    pl.DataFrame({"URL": [past.address("/strike")], "day": [date(2023, 5, 9)]}).write_parquet(tmp_path / "l.parquet")
    run = run_flow("backfill", home(tmp_path / "home", past), source="urls", path=str(tmp_path / "l.parquet"))
    assert run.counts["items archived"] == 1
