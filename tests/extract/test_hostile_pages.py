"""Pages that are broken or meant to break a reader: each gives a row, none an exception."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.extract import extract_page
from pipeline.extract.decode import MAX_BYTES, MAX_ELEMENTS, decode, inflate, parse
from pipeline.records import Extraction, Hint, Payload


def read(payload: Payload) -> Extraction:
    extraction = extract_page(payload, Hint())
    assert (extraction.article is None) != (extraction.failure is None)
    assert extraction.capture_id == payload.capture.capture_id
    return extraction


HOSTILE = {
    "nested": "<html><body><article><p>First.</p>" + "<div>" * 100_000 + "deep" + "</div>" * 100_000 + "</article></body></html>",
    "nested inline": "<p>" + "<b><i>" * 50_000 + "text",
    "many attributes": "<html><body><p " + " ".join(f"a{k}='x'" for k in range(100_000)) + ">text</p></body></html>",
    "many elements": "<html><body>" + "<p>Short words stand here again.</p>" * (MAX_ELEMENTS // 2) + "</body></html>",
    "open tags": "<a<b<c" * 50_000,
    "only brackets": "<" * 200_000,
    "entities": "&" * 100_000 + "&#99999999999;&#xD800;&#0;" * 100,
    "bad json": "<script type='application/ld+json'>" + "[" * 100_000 + "</script><p>text</p>",
    "deep json": "<script type='application/ld+json'>" + '{"@graph":[' * 900 + "</script><p>text</p>",
    "json of wrong types": """<script type="application/ld+json">{"@type": ["NewsArticle", 3], "headline": {"a": 1}, "author": 7,
        "datePublished": [1, null], "publisher": "x", "isAccessibleForFree": [], "url": {"@id": 5}}</script><p>text</p>""",
    "wild dates": "<meta property='article:published_time' content='99999-99-99T99:99:99+99:99'><time datetime='0000-00-00'>x</time><p>text</p>",
    "null bytes": "<html><body>\x00<article>\x00<p>So\x00me words\x00.</p></article>\x00</body></html>",
    "controls": "".join(map(chr, range(32))) + "<p>text</p>",
    "comment": "<!--" + "x" * 100_000,
    "cdata": "<![CDATA[" * 1000 + "<p>text</p>",
    "script in title": "<title><script>alert(1)</script>" + "t" * 100_000 + "</title>",
    "frameset": "<html><frameset><frame src='a'></frameset></html>",
    "no html at all": "just a line of text",
    "canonical nonsense": "<link rel='canonical' href='http://[::1'><link rel='canonical' href='javascript:alert(1)'><p>text</p>",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_page_gives_a_row(name: str, payload: Callable[..., Payload]) -> None:
    read(payload(HOSTILE[name]))


def test_text_around_null_bytes_is_kept(payload: Callable[..., Payload], article_html: Callable[..., str]) -> None:
    html = article_html().replace("bridge", "bri\x00dge")
    article = read(payload(html)).article
    assert article is not None
    assert article.body is not None
    assert "closed the old bridge over" in article.body


def test_a_hundred_megabytes_are_read_as_far_as_the_cap(
    payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    html = article_html(after="<!-- " + "x" * 100_000_000 + " -->")
    article = read(payload(html)).article
    assert article is not None
    assert article.verdict == "article"


def test_a_truncated_gzip_gives_what_arrived(payload: Callable[..., Payload], article_html: Callable[..., str]) -> None:
    noise = "".join(f"<!-- {k * 7919} -->" for k in range(20_000))
    packed = gzip.compress(article_html(after=noise).encode())
    article = read(
        payload(packed[: len(packed) // 2], headers=(("content-type", "text/html"), ("content-encoding", "gzip")))
    ).article
    assert article is not None
    assert article.verdict == "article"


def test_a_gzip_bomb_stops_at_the_cap() -> None:
    data, cut = inflate(gzip.compress(bytes(300_000_000), 1), "gzip")
    assert (len(data), cut) == (MAX_BYTES, True)


def test_a_header_that_names_an_undone_coding_is_ignored(
    payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    for coding in ("gzip", "deflate", "br"):
        article = read(
            payload(article_html(), headers=(("content-type", "text/html"), ("content-encoding", coding)))
        ).article
        assert article is not None
        assert article.verdict == "article"


TEXT = (
    "Die größere Brücke über die Donau bleibt gesperrt, weil Taucher tiefe Risse gefunden haben. Der Bürgermeister sagte, die Fähre für "
    "Fußgänger fahre künftig früher: «Wir müssen das Beste daraus machen» – so schätzt man in Köln die Lage ein."
)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (TEXT.encode(), "text/html"),
        (TEXT.encode(), "text/html; charset=iso-8859-1"),  # the server always says so
        (TEXT.encode("cp1252"), "text/html; charset=iso-8859-1"),
        (TEXT.encode("cp1252"), "text/html; charset=utf-8"),  # wrong: not valid UTF-8
        (b"<meta charset=windows-1252>" + TEXT.encode("cp1252"), "text/html"),
        (
            b"<meta http-equiv=content-type content='text/html; charset=windows-1252'>" + TEXT.encode("cp1252"),
            "text/html; charset=utf-8",
        ),
        (b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=windows-1251"),
        (TEXT.encode("utf-16"), "text/html"),
        (("<html>" + TEXT).encode("utf-16-le"), "text/html"),
        (TEXT.encode("cp1252"), "text/html; charset=no-such-charset"),
    ],
)
def test_a_charset_is_found_whoever_lies_about_it(data: bytes, content_type: str) -> None:
    assert TEXT in decode(data, content_type)


@pytest.mark.parametrize(
    ("text", "charset"),
    [("Мост через реку закрыт на четыре месяца", "windows-1251"), ("Мост через реку закрыт", "koi8-r"), ("川にかかる橋が閉鎖された", "shift_jis"),
     ("川にかかる橋が閉鎖された", "euc-jp"), ("川にかかる橋が閉鎖された", "iso-2022-jp"), ("大桥关闭四个月", "gb2312"), ("다리가 폐쇄되었다", "euc-kr"), ("جسر مغلق", "windows-1256"),
     ("Most został zamknięty", "iso-8859-2")],
)  # fmt: skip
def test_a_declared_charset_is_used(text: str, charset: str) -> None:
    assert decode(text.encode(charset), f"text/html; charset={charset}") == text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=3000),
    declared=st.sampled_from(["", "text/html", "text/html; charset=utf-16", "text/html; charset=\x00", "image/png"]),
)
def test_any_bytes_give_a_row(data: bytes, declared: str, payload: Callable[..., Payload]) -> None:
    read(payload(data, headers=(("content-type", declared),)))


FRAGMENTS = st.sampled_from([
    "<p>", "</p>", "<article>", "</div>", "<time datetime='", "2024-05-03'>", "<script type='application/ld+json'>", '{"@type":"NewsArticle",',
    '"datePublished":"2024-05-03"', "}", "</script>", "<meta property='og:title' content='", "'>", "Words stand here.", "\u202e", "é", "<!--", "]]>",
    "<h1>", "<a href='//'>", "&nbsp;", "<input type=password>", "cookie", "404",
])  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(FRAGMENTS, max_size=60))
def test_any_soup_gives_a_row_and_twice_the_same(pieces: list[str], payload: Callable[..., Payload]) -> None:
    page = payload("".join(pieces))
    assert read(page) == read(page)


def test_a_tree_is_capped() -> None:
    assert parse("<p>x</p>" * (MAX_ELEMENTS + 10)).cut
