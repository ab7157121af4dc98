"""Feed bytes to entries: every format, every kind of damage, and never an exception."""

from __future__ import annotations

import gzip
import json
import os
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.feeds import FeedHabit, ParsedFeed, parse_feed
from pipeline.identity import content_id

FUZZ = int(os.environ.get("DATELINE_FUZZ", "1"))  # how many times the usual number of inputs

SEEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://harbour.example/news/feed.xml"


def read(body: str | bytes, **changes: Any) -> ParsedFeed:
    given: dict[str, Any] = {"url": URL, "feed_id": "f1", "content_type": None, "seen_at": SEEN}
    return parse_feed(body.encode() if isinstance(body, str) else body, **(given | changes))


def rss(items: str, head: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Harbour Post</title>'
        f"<link>https://harbour.example/</link><language>en-GB</language>{head}{items}</channel></rss>"
    )


def item(number: int = 1, extra: str = "") -> str:
    return (
        f"<item><title>Ferry {number} delayed</title><link>https://harbour.example/ferry-{number}</link>"
        f"<guid isPermaLink='false'>id-{number}</guid>"
        f"<pubDate>Sun, 01 Mar 2026 0{number}:30:00 GMT</pubDate>{extra}</item>"
    )


ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Hafenblatt</title>
<link rel="self" href="https://harbour.example/atom"/><link href="https://harbour.example/"/>
<entry><id>tag:harbour.example,2026:1</id><title type="html">Fähre &amp;amp; Zug</title>
<link rel="enclosure" href="/a.mp3"/><link rel="alternate" href="/faehre"/>
<published>2026-03-01T08:30:00+01:00</published><updated>2026-03-01T09:00:00+01:00</updated></entry></feed>"""
ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title>
<entry><title>Storm warning lifted</title>
<link rel="alternate" type="text/html" href="https://harbour.example/storm"/><id>x1</id><issued>2026-02-28T10:00:00Z</issued>
<modified>2026-02-28T11:00:00Z</modified></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://harbour.example/"><title>RDF</title>
<link>https://harbour.example/</link></channel><item rdf:about="https://harbour.example/storm">
<title>Storm warning lifted</title>
<link>https://harbour.example/storm</link><dc:date>2026-02-28T10:00:00Z</dc:date></item></rdf:RDF>"""
RSS_091 = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Caf&eacute; News</title><item><title>Bridge reopens&nbsp;today</title>
<link>https://harbour.example/bridge</link></item></channel></rss>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour",
        "home_page_url": "https://harbour.example/",
        "language": "en",
        "items": [
            {"id": 7, "url": "/pier", "title": "Pier closed", "date_published": "2026-03-01T08:00:00Z"},
            "nonsense",
            {"id": "8"},
        ],
    }
)
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://harbour.example/pier</loc><image:image>
<image:loc>https://harbour.example/pier.jpg</image:loc><image:title>A pier</image:title></image:image>
<news:news><news:publication>
<news:name>Harbour Post</news:name><news:language>en</news:language></news:publication><news:publication_date>2026-03-01T08:00Z
</news:publication_date><news:title>Pier closed</news:title></news:news></url></urlset>"""


@pytest.mark.parametrize(
    ("body", "kind", "title", "link", "date", "language"),
    [
        (rss(item()), "rss", "Ferry 1 delayed", "https://harbour.example/ferry-1", "2026-03-01 01:30", "en"),
        (ATOM, "atom", "Fähre & Zug", "https://harbour.example/faehre", "2026-03-01 07:30", "de"),
        (ATOM_03, "atom", "Storm warning lifted", "https://harbour.example/storm", "2026-02-28 10:00", None),
        (RDF, "rdf", "Storm warning lifted", "https://harbour.example/storm", "2026-02-28 10:00", None),
        (RSS_091, "rss", "Bridge reopens today", "https://harbour.example/bridge", None, None),
        (JSON_FEED, "json", "Pier closed", "https://harbour.example/pier", "2026-03-01 08:00", "en"),
        (SITEMAP, "sitemap", "Pier closed", "https://harbour.example/pier", "2026-03-01 08:00", "en"),
    ],
    ids=["rss", "atom", "atom03", "rdf", "rss091", "json", "sitemap"],
)
def test_every_format_gives_its_entries(
    body: str, kind: str, title: str, link: str, date: str | None, language: str | None
) -> None:
    feed = read(body)
    first = feed.entries[0]
    assert (feed.kind, feed.is_feed, feed.language) == (kind, True, language)
    assert (first.title, first.url) == (title, link)
    assert (first.published_at and f"{first.published_at:%Y-%m-%d %H:%M}") == date
    assert first.seen_at == SEEN


def test_a_sitemap_index_names_its_sitemaps() -> None:
    feed = read(
        "<sitemapindex><sitemap><loc>/news-1.xml</loc></sitemap><sitemap><loc>ftp://x/</loc></sitemap></sitemapindex>"
    )
    assert (feed.kind, feed.children, feed.entries) == ("sitemap_index", ("https://harbour.example/news-1.xml",), ())
    assert not feed.is_feed and not feed.children_dated and not feed.problems


def test_items_within_a_sitemap_are_not_lost_without_a_word() -> None:
    feed = read("<urlset><rss><item><guid>1</guid><link>/b</link></item></rss></urlset>")
    assert feed.entries == () and [note.reason for note in feed.problems] == ["malformed_feed"]


def test_the_newest_sitemaps_of_a_list_come_first() -> None:
    def index(*rows: tuple[str, str]) -> tuple[str, ...]:
        items = "".join(
            f"<sitemap><loc>/{loc}</loc>{when and f'<lastmod>{when}</lastmod>'}</sitemap>" for loc, when in rows
        )
        feed = read(f"<sitemapindex>{items}</sitemapindex>")
        return tuple(child.rpartition("/")[2] for child in feed.children)

    dated = (("a-1.xml", "2026-02-01"), ("a-3.xml", "2026-03-01T08:00:00Z"), ("a-2.xml", "2025-12-31"))
    assert index(*dated) == ("a-3.xml", "a-1.xml", "a-2.xml")
    assert index(("s-2024-9.xml", ""), ("s-2024-10.xml", ""), ("s-2023-12.xml", "")) == (
        "s-2024-10.xml",
        "s-2024-9.xml",
        "s-2023-12.xml",
    )
    assert index(("pages.xml", "2026-03-01"), ("news.xml", ""))[0] == "news.xml"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"  \n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        ("<!DOCTYPE html><html><body>Hello</body></html>", "HTML"),
        ("<html><head><title>x</title></head></html>", "HTML"),
        ("Not found", "plain text"),
        ("<p>502</p>", "HTML"),
        ("{}", "JSON"),
        ("[1, 2]", "JSON"),
        ('{"items": [1]}', "JSON"),
        ('{"items": ' + "[" * 100_000, "JSON"),
        ("<svg><g/></svg>", "XML"),
        (b"\x00" * 500, ""),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, ""),
        (gzip.compress(b"<p>no</p>", mtime=0), "HTML"),
        (b"\x1f\x8b\x08", "empty"),
        (b"%PDF-1.7 <<>>", ""),
    ],
)
def test_what_is_no_feed_says_so(body: str | bytes, reason: str) -> None:
    feed = read(body)
    assert (feed.is_feed, feed.entries) == (False, ())
    assert reason in (feed.reason or "")
    assert feed.problems[-1].reason == "not_a_feed"
    assert feed.problems[-1].item == URL


def test_a_gzipped_sitemap_is_unpacked() -> None:
    assert read(gzip.compress(SITEMAP.encode())).entries[0].title == "Pier closed"


def test_an_empty_feed_is_a_feed() -> None:
    feed = read(rss(""))
    assert (feed.is_feed, feed.entries, feed.reason, feed.title) == (True, (), "a feed without entries", "Harbour Post")


# --- identity ---------------------------------------------------------------------------------------


def test_the_guid_names_an_entry_and_an_edit_keeps_its_name() -> None:
    first = read(rss(item())).entries[0]
    edited = read(rss(item().replace("ferry-1<", "ferry-1-new<").replace("delayed", "cancelled"))).entries[0]
    assert first.entry_id == edited.entry_id == content_id("f1", "id-1")
    assert first.url_key != edited.url_key
    assert read(rss(item()), feed_id="f2").entries[0].entry_id != first.entry_id


def test_a_guid_shared_by_many_and_a_missing_guid_give_way_to_the_link() -> None:
    shared = rss("".join(item(number).replace(f"id-{number}", "urn:all") for number in range(1, 6)))
    missing = rss(
        "".join(item(number).replace(f"<guid isPermaLink='false'>id-{number}</guid>", "") for number in range(1, 6))
    )
    ids = [[entry.entry_id for entry in read(body).entries] for body in (shared, missing)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 5
    assert read(shared).entries[0].guid == "urn:all"


def test_tracking_parameters_do_not_make_another_entry() -> None:
    plain = item().replace("<guid isPermaLink='false'>id-1</guid>", "")
    tracked = plain.replace("ferry-1<", "ferry-1?utm_source=rss&amp;fbclid=x<")
    first, second = read(rss(plain)).entries[0], read(rss(tracked)).entries[0]
    assert first.entry_id == second.entry_id
    assert second.url == "https://harbour.example/ferry-1?utm_source=rss&fbclid=x"
    assert first.url_key == second.url_key


def test_items_that_repeat_are_counted_not_doubled() -> None:
    feed = read(rss(item(1) + item(2) + item(1)))
    assert (len(feed.entries), feed.duplicates) == (2, 1)


def test_entries_without_guid_and_link_keep_apart() -> None:
    feed = read(rss("<item><title>A</title></item><item><title>B</title></item><item><title>A</title></item>"))
    assert (len(feed.entries), feed.duplicates) == (2, 1)
    assert all(entry.url is None and entry.url_key is None for entry in feed.entries)


# --- links ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("ferry", "https://harbour.example/news/ferry"),
        ("/ferry?x=1&amp;y=2", "https://harbour.example/ferry?x=1&y=2"),
        ("//cdn.example/ferry", "https://cdn.example/ferry"),
        ("\n  https://harbour.example/ferry\n", "https://harbour.example/ferry"),
        ("<![CDATA[https://harbour.example/ferry?a=1&b=2]]>", "https://harbour.example/ferry?a=1&b=2"),
        ("https://harbour.example/ferry?a=1&b=2&copy=3", "https://harbour.example/ferry?a=1&b=2&copy=3"),
        (
            "https://www.google.com/url?rct=j&amp;url=https://harbour.example/ferry&amp;ct=ga",
            "https://harbour.example/ferry",
        ),
        ("javascript:void(0)", None),
        ("mailto:desk@harbour.example", None),
        ("http://user:pw@harbour.example/", None),
    ],
)
def test_links_become_absolute_or_a_note(link: str, expected: str | None) -> None:
    feed = read(rss(f"<item><title>T</title><link>{link}</link></item>"))
    assert feed.entries[0].url == expected
    assert any(note.reason == "refused_url" for note in feed.problems) is (expected is None)


def test_links_of_a_feed_that_a_service_keeps_mean_the_site() -> None:
    feed = read(rss("<item><title>T</title><link>/ferry</link></item>"), url="https://feeds.service.example/harbour")
    assert feed.entries[0].url == "https://harbour.example/ferry"
    original = "<feedburner:origLink>https://harbour.example/real</feedburner:origLink>"
    feed = read(
        rss(item(1, original)).replace("<rss ", '<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" ')
    )
    assert feed.entries[0].url == "https://harbour.example/real"


def test_a_guid_that_is_an_address_stands_in_for_the_link() -> None:
    feed = read(
        rss("<item><title>T</title><guid>https://harbour.example/ferry</guid></item><item><guid>77</guid></item>")
    )
    assert [entry.url for entry in feed.entries] == ["https://harbour.example/ferry", "https://harbour.example/news/77"]


# --- dates ------------------------------------------------------------------------------------------


def test_wrong_dates_are_kept_as_text_and_noted() -> None:
    for text, reason in [
        ("10:00 PM", "bad_date"),
        ("0000-00-00", "bad_date"),
        ("Fri, 01 Jan 2099 00:00:00 GMT", "future_date"),
    ]:
        feed = read(rss(f"<item><title>T</title><link>/t</link><pubDate>{text}</pubDate></item>"))
        entry = feed.entries[0]
        assert (entry.published_raw, entry.published_at, entry.published_precision) == (text, None, None)
        assert [note.reason for note in feed.problems] == [reason]
    feed = read(rss("<item><title>T</title><link>/t</link></item>"))
    assert (feed.entries[0].published_raw, feed.problems[0].reason) == (None, "no_date")


def test_a_second_date_stands_in_for_a_wrong_first_one() -> None:
    body = ATOM.replace("2026-03-01T08:30:00+01:00", "0000-00-00")
    entry = read(body).entries[0]
    assert (entry.published_raw, entry.published_at) == (
        "2026-03-01T09:00:00+01:00",
        datetime(2026, 3, 1, 8, tzinfo=UTC),
    )


def test_the_habit_of_a_feed_decides_where_no_zone_is_named() -> None:
    zoneless = "<item><title>T</title><link>/t</link><pubDate>2026-03-01 08:30:00</pubDate></item>"
    alone = read(rss(zoneless))
    assert (alone.entries[0].published_precision, alone.habit) == ("day", FeedHabit())
    beside = read(rss(zoneless + item(2).replace("GMT", "+0300")))
    assert (beside.entries[0].published_at, beside.habit) == (
        datetime(2026, 3, 1, 5, 30, tzinfo=UTC),
        FeedHabit(utc_offset_minutes=180),
    )
    later = read(rss(zoneless), feed_habit=beside.habit)
    assert later.entries[0].published_at == datetime(2026, 3, 1, 5, 30, tzinfo=UTC)
    assert any("zone" in note.detail for note in later.problems)


@pytest.mark.parametrize(
    ("dates", "language", "expected"),
    [
        (["01/02/2026 10:00 +0000", "25/02/2026 10:00 +0000"], "en", (2, 1)),
        (["01/02/2026 10:00 +0000", "02/25/2026 10:00 +0000"], "en", (1, 2)),
        (["01/02/2026 10:00 +0000", "02/02/2026 10:00 +0000"], "fr", (2, 1)),
        (["01/02/2026 10:00 +0000", "02/01/2026 10:00 +0000"], "en", None),
    ],
)
def test_the_order_of_day_and_month_is_the_feeds_own(dates: list[str], language: str, expected: Any) -> None:
    items = "".join(f"<item><link>/{n}</link><pubDate>{date}</pubDate></item>" for n, date in enumerate(dates))
    first = read(rss(items).replace("en-GB", language)).entries[0].published_at
    assert (first and (first.month, first.day)) == expected


def test_a_feed_that_says_midnight_for_everything_knows_only_days() -> None:
    items = [
        f"<item><link>/{day}</link><pubDate>{day:02} Feb 2026 00:00:00 +0000</pubDate></item>" for day in range(1, 5)
    ]
    assert {entry.published_precision for entry in read(rss("".join(items))).entries} == {"day"}
    assert {entry.published_precision for entry in read(rss("".join(items[:2]))).entries} == {"second"}


# --- damage -----------------------------------------------------------------------------------------


def test_a_feed_that_breaks_off_gives_its_whole_entries_and_no_half_link() -> None:
    whole = rss("".join(item(number) for number in range(1, 6)))
    for cut in range(whole.index("<item>") + 10, len(whole) - 20, 7):
        feed = read(whole[:cut])
        finished = whole[:cut].count("</item>")
        assert len(feed.entries) >= finished
        assert any(note.reason == "malformed_feed" for note in feed.problems)
        assert {entry.url for entry in feed.entries} <= {
            None,
            *(f"https://harbour.example/ferry-{n}" for n in range(1, 6)),
        }
        assert all(entry.published_at is None or entry.published_at.minute == 30 for entry in feed.entries)


@pytest.mark.parametrize(
    "damage",
    [
        lambda body: body.replace("</title><link>", "<link>", 1),
        lambda body: body.replace("delayed", "delayed & <b>late", 1),
        lambda body: body.replace("delayed", "delayed \x0b\x00\x1f", 1),
        lambda body: body.replace("delayed", "caf&eacute; &nbsp; &bogus; &#xD800; &#0;", 1),
        lambda body: "Warning: undefined variable $x in feed.php on line 3<br />\n" + body,
        lambda body: body + "<script>var tracking = 1 < 2 && 3</script>",
        lambda body: body.replace('version="2.0"', "version=2.0 media:x='1'"),
        lambda body: body.replace("<item>", "<item><media:thing media:url=x>", 2),
        lambda body: body.replace('<?xml version="1.0" encoding="UTF-8"?>', "<?xml?xml version='1.0' ??>"),
        lambda body: body.replace(
            '<?xml version="1.0" encoding="UTF-8"?>', "\n\n <!-- first --> <?xml version='1.0'?>"
        ),
        lambda body: body.replace("<item>", "<item><description><![CDATA[ never closed ", 1),
    ],
)
def test_damage_is_read_around(damage: Any) -> None:
    feed = read(damage(rss("".join(item(number) for number in range(1, 6)))))
    assert len(feed.entries) == 5
    assert {entry.url for entry in feed.entries} >= {
        f"https://harbour.example/ferry-{number}" for number in range(2, 6)
    }


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "content_type"),
    [
        ("Fähre fällt aus", "utf-8", "utf-8", None),
        ("Fähre fällt aus", "utf-8", "iso-8859-1", "text/xml; charset=iso-8859-1"),
        ("Fähre fällt aus – “sofort”", "cp1252", "iso-8859-1", None),
        ("Fähre fällt aus", "cp1252", "utf-8", None),
        ("Паром отменён", "cp1251", "windows-1251", None),
        ("Паром отменён", "cp1251", "utf-8", "application/rss+xml; charset=windows-1251"),
        ("Паром отменён", "koi8-r", "koi8-r", None),
        ("渡轮停航", "gb18030", "gb2312", None),
        ("渡輪停航", "big5", "big5", None),
        ("フェリー欠航", "shift_jis", "Shift_JIS", None),
        ("フェリー欠航", "euc-jp", "euc-jp", None),
        ("フェリー欠航", "iso-2022-jp", "iso-2022-jp", None),
        ("여객선 결항", "cp949", "euc-kr", None),
        ("Fähre fällt aus", "utf-16", "utf-16", None),
        ("Fähre fällt aus", "utf-16-le", "utf-16", None),
        ("Fähre fällt aus", "utf-16-be", "utf-8", None),
        ("Fähre fällt aus", "utf-8-sig", "utf-8", None),
        ("Fähre fällt aus", "utf-8", "unicode_escape", "text/xml; charset=utf-7"),
    ],
)
def test_encodings_declared_rightly_and_wrongly(
    text: str, encoding: str, declared: str, content_type: str | None
) -> None:
    body = rss(f"<item><title>{text}</title><link>/t</link></item>").replace(
        'encoding="UTF-8"', f'encoding="{declared}"'
    )
    assert read(body.encode(encoding), content_type=content_type).entries[0].title == text


def test_a_few_broken_bytes_do_not_cost_the_rest() -> None:
    body = (
        rss(f"<item><title>{'Fähre ' * 60}</title><link>/t</link></item>")
        .encode()
        .replace(b"F\xc3\xa4hre", b"F\xc3hre", 1)
    )
    feed = read(body)
    assert feed.entries[0].title is not None
    assert feed.entries[0].title.count("Fähre") > 50
    assert feed.problems[0].reason == "bad_encoding"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ferry &amp;amp; train", "Ferry & train"),
        ("<![CDATA[Ferry <b>late</b> &amp; cold]]>", "Ferry late & cold"),
        ("5 &lt; 6 and 7 &gt; 3", "5 < 6 and 7 > 3"),
        ("&lt;b&gt;Ferry&lt;/b&gt;", "Ferry"),
        ("Wind &lt;br/&gt;and &lt;a href='x'&gt;rain&lt;/a&gt;", "Wind and rain"),
        ("Under &lt;20 and over&gt; 5", "Under <20 and over> 5"),
        ("AT&T", "AT&T"),
        ("  Ferry\n\t late ", "Ferry late"),
        ("&#8220;Late&#8221; &#150; again", "“Late” – again"),
        ("", None),
    ],
)
def test_titles_are_plain_text(title: str, expected: str | None) -> None:
    assert read(rss(f"<item><title>{title}</title><link>/t</link></item>")).entries[0].title == expected


# --- hostile ----------------------------------------------------------------------------------------


def test_entities_are_neither_fetched_nor_multiplied(tmp_path: Any) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read", encoding="utf-8")
    layers = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY e0 "aaaaaaaaaa">{layers}]>'
    feed = read(rss("<item><title>&x;&e11; Ferry</title><link>/t</link></item>").replace("<rss", doctype + "<rss"))
    assert len(feed.entries) == 1
    assert "do not read" not in str(feed)
    assert len(str(feed)) < 5000


def test_a_body_is_never_taken_for_a_file_or_an_address(tmp_path: Any) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(rss(item()), encoding="utf-8")
    assert not read(str(path)).is_feed
    assert not read(f"file://{path}").is_feed


@pytest.mark.parametrize(
    "body",
    [
        "<rss>" + "<a>" * 200_000,
        "<rss><channel>" + "<item>" * 50_000,
        "<rss " + "a='b' " * 100_000 + ">",
        "<rss>" + "<!--" * 200_000,
        "<rss>" + "<![CDATA[" * 100_000,
        "<rss><item><title>" + "&" * 500_000,
        "<!DOCTYPE " + "[" * 150_000,
        "<?xml " * 100_000,
        "<rss><item><pubDate>" + "1" * 500_000 + "</pubDate></item></rss>",
        "<" * 500_000,
        "{" * 100_000,
        '{"items":[' + "{}," * 100_000,
        "<rss><item a=" + "b" * 300_000,
        "<!-- " * 100_000 + "<rss>",
        "<rss>" + "<item " * 100_000,
    ],
    ids=range(15),
)
@pytest.mark.timeout(60)
def test_hostile_bulk_ends(body: str) -> None:
    assert len(read(body).problems) <= 60


_WORDS = st.sampled_from(
    [
        "<rss>",
        "<channel>",
        "<item>",
        "</item>",
        "<entry>",
        "<title>",
        "</title>",
        "<link>",
        "</link>",
        "<guid>",
        "</guid>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "&amp;",
        "&#x41;",
        "&bogus;",
        "&",
        "<",
        ">",
        "<?xml ?>",
        "<!DOCTYPE x [",
        "]>",
        "http://a.org/",
        "Tue, 02 Jan 2024",
        "é",
        "\x00",
        '{"items":',
        "[",
        "]",
        "}",
        '"url":',
        "<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<id>",
        "</id>",
        "<pubDate>",
        "</pubDate>",
        "</rss>",
        " isPermaLink=true ",
        "<urlset>",
        "<url>",
        "<loc>",
        "\ud800",
        "\U0001f600",
        "<a:b c:d=e>",
        "<html>",
        "'",
        '"',
    ]
)


@settings(max_examples=800 * FUZZ, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=400),
        st.lists(_WORDS, max_size=60).map(lambda words: "".join(words).encode("utf-8", "surrogatepass")),
    )
)
def test_any_bytes_give_a_feed_or_a_reason(body: bytes) -> None:
    feed = read(body)
    assert feed.is_feed or (feed.reason and feed.problems)
    assert len({entry.entry_id for entry in feed.entries}) == len(feed.entries)
    assert read(body) == feed


@settings(max_examples=200 * FUZZ, deadline=None)
@given(st.data())
def test_no_entry_of_a_damaged_feed_is_lost_without_a_note(data: st.DataObject) -> None:
    body = bytearray(rss("".join(item(number) for number in range(1, 8))).encode())
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] = data.draw(st.integers(0, 255))
    feed = read(bytes(body))
    assert len(feed.entries) + feed.duplicates >= 7 or feed.problems


def test_entries_beyond_the_cap_are_told_of() -> None:
    items = "".join(f"<item><guid>{n}</guid><title>Note {n}</title></item>" for n in range(10_001))
    body = f"<rss version='2.0'><channel><title>Long</title>{items}</channel></rss>".encode()
    read = parse_feed(
        body,
        url="https://harbour.example/feed",
        feed_id="long",
        content_type=None,
        seen_at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    assert len(read.entries) == 10_000
    assert "too_large" in {problem.reason for problem in read.problems}
