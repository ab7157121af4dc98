"""OPML both ways, the starter list, and the feeds that a page names."""

from __future__ import annotations

import contextlib
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.feeds import discover, feed_id_of, read_opml, starter_opml, write_opml
from pipeline.feeds.opml import read_list
from pipeline.records import Feed
from pipeline.urls import canonical_url

OPML = b"""<?xml version="1.0"?><opml version="1.1"><head><title>Mine</title></head><body>
<outline text="Baltic"><outline title="Ports"><outline type="rss" text="Harbour Post" xmlUrl="https://harbour.example/feed?a=1&amp;b=2"
 language="en-GB" country="est"/></outline><outline text="Ferry" xmlurl="HTTP://Ferry.example:80/rss" category="fi, boats,/sea/ice"/></outline>
<outline text="Again" xmlUrl="http://www.ferry.example/rss/"/><outline text="Bad" xmlUrl="javascript:alert(1)"/>
<outline text="No address"/><outline text="Blank" xmlUrl=" "/><outline type="RSS" title="Missing"/>
<outline text="Folder" xmlUrl=""><outline text="Inside" xmlUrl="https://inside.example/f"/></outline>
<outline text="https://plain.example/f" xmlUrl="https://plain.example/f"/></body></opml>"""


def test_folders_become_tags_and_equal_addresses_one_feed() -> None:
    feeds = read_opml(OPML)
    assert [(feed.title, feed.tags, feed.country, feed.language) for feed in feeds] == [
        ("Harbour Post", ("Baltic/Ports",), "EST", "en"),
        ("Ferry", ("Baltic", "boats", "sea/ice"), "FIN", None),
        ("Inside", ("Folder",), None, None),
        (None, (), None, None),
    ]
    assert [feed.url for feed in feeds] == [
        "https://harbour.example/feed?a=1&b=2",
        "http://ferry.example:80/rss",
        "https://inside.example/f",
        "https://plain.example/f",
    ]
    assert feeds[1].feed_id == feed_id_of("https://www.ferry.example/rss")
    listed = read_list(OPML)
    assert listed.repeated == [("http://www.ferry.example/rss/", "http://ferry.example:80/rss")]
    assert listed.refused == ["javascript:alert(1)"]
    assert listed.blank == ["Blank", "Missing"]


_TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 10**6), st.none() | _TEXT, st.lists(st.lists(_TEXT, min_size=1, max_size=3), max_size=3)
        ),
        max_size=8,
    )
)
def test_what_is_written_reads_back_the_same(rows: list[tuple[int, str | None, list[list[str]]]]) -> None:
    feeds = []
    for number, title, folders in rows:
        url = f"https://site-{number}.example/feed"
        tags = tuple(dict.fromkeys("/".join(part.strip() for part in path) for path in folders))
        feeds.append(Feed(feed_id=feed_id_of(url), url=url, title=title, tags=tags, language="en"))
    if not feeds:
        return
    once = read_opml(write_opml(feeds))
    assert {feed.feed_id for feed in once} == {feed.feed_id for feed in feeds}
    assert sorted(read_opml(write_opml(once)), key=lambda feed: feed.url) == sorted(once, key=lambda feed: feed.url)


@pytest.mark.parametrize(
    "data",
    [b"", b"<html></html>", b"<opml/>", b"<opml><body></body></opml>", b"not xml", b"\xff\xfe\x00", b"<rss><channel/></rss>",
     b'<opml><body><outline xmlUrl="file:///etc/passwd"/></body></opml>', b"<opml" * 10_000],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        read_opml(data)
    assert "\n" not in str(caught.value)


def test_hostile_lists_are_harmless(tmp_path: object) -> None:
    bomb = (
        b'<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b'<opml><body><outline text="&x;&b;" xmlUrl="https://harbour.example/feed"/></body></opml>'
    )
    assert "root" not in str(read_opml(bomb))
    deep = b"<opml><body>" + b'<outline text="d">' * 5000 + b'<outline xmlUrl="https://harbour.example/feed"/>'
    with contextlib.suppress(UsageError):
        assert all(tag.count("/") < 25 for feed in read_opml(deep) for tag in feed.tags)


def test_the_starter_list() -> None:
    feeds = read_opml(starter_opml())
    assert len(feeds) >= 300
    assert len({canonical_url(feed.url) for feed in feeds}) == len(feeds) == starter_opml().count(b"xmlUrl=")
    assert len({feed.country for feed in feeds}) > 100
    assert len({feed.language for feed in feeds}) > 30
    assert all(feed.tags and feed.title and feed.language for feed in feeds)
    assert all(urlsplit(feed.url).scheme in ("http", "https") for feed in feeds)
    assert sorted(read_opml(write_opml(feeds)), key=lambda feed: feed.url) == sorted(feeds, key=lambda feed: feed.url)


def test_feeds_that_a_page_names() -> None:
    page = b"""<html><head><base href="https://harbour.example/en/">
    <link rel="alternate" type="application/rss+xml" title="Comments feed" href="/comments/feed/">
    <link rel="alternate" type="application/rss+xml" title="News" href="feed.xml">
    <link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="https://harbour.example/atom">
    <link rel="alternate" hreflang="de" href="/de/"><link rel="stylesheet" href="/rss.css">
    <link rel="alternate" type="application/feed+json" href="javascript:void(0)"></head>
    <body><a href="/sport/rss">Sport</a><a href="/story?utm_source=rss">Story</a><a href="/crosswords">C</a><a href="feed.xml#top">again</a>"""
    assert discover(page, "https://harbour.example/") == [
        "https://harbour.example/en/feed.xml",
        "https://harbour.example/atom",
        "https://harbour.example/sport/rss",
        "https://harbour.example/comments/feed/",
    ]


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda text: f"<a href='{text}rss'>".encode("utf-8", "replace")),
    )
)
def test_any_page_gives_a_list(page: bytes) -> None:
    assert all(canonical_url(address) for address in discover(page, "https://harbour.example/"))
