"""Identity, title, authors, language and body of an article row; dated texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from pipeline.extract import EXTRACTOR_VERSION, extract_page
from pipeline.identity import content_id
from pipeline.records import Article, Hint, Payload
from pipeline.urls import canonical_url

URL = "https://www.example.org/news/bridge-closed?utm_source=rss"


def read(page: Payload, hint: Hint | None = None) -> Article:
    article = extract_page(page, hint or Hint()).article
    assert article is not None
    return article


def test_a_row_names_its_capture_version_and_extractor(
    payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    page = payload(article_html(), URL)
    article = read(page, Hint(source="Valley Post", country="FRA"))
    assert article.article_id == content_id(canonical_url(URL))
    assert article.version == article.content_digest
    assert (article.capture_id, article.url, article.fetched_at) == (
        page.capture.capture_id,
        URL,
        page.capture.fetched_at,
    )
    assert (article.source, article.country, article.extractor_version) == ("Valley Post", "FRA", EXTRACTOR_VERSION)
    assert article.body is not None
    assert article.body.count("\n") == 5
    assert article.words == 119


def test_the_version_is_the_text_and_nothing_else(
    payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    one = read(payload(article_html(), URL))
    two = read(payload(article_html(after="<!-- rendered 7 -->"), URL, fetched_at=datetime(2024, 5, 9, tzinfo=UTC)))
    other = read(payload(article_html().replace("9,000", "9,500"), URL))
    assert one.version == two.version != other.version
    assert one.article_id == other.article_id


@pytest.mark.parametrize(
    ("canonical", "counts"),
    [
        ("https://www.example.org/news/2024/bridge", True),
        ("/news/2024/bridge", True),
        ("https://amp.example.org/news/2024/bridge", True),
        ("https://www.other.example/news/2024/bridge", False),  # a syndicated copy is an article of its own here
        ("https://www.example.org/", False),  # a template's mistake
        ("http://[broken", False),
        ("javascript:void(0)", False),
    ],
)
def test_a_canonical_link_counts_on_its_own_site_only(
    canonical: str, counts: bool, payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    article = read(payload(article_html(f'<link rel="canonical" href="{canonical}">'), URL))
    expected = canonical_url(canonical, base=URL) if counts else canonical_url(URL)
    assert article.article_id == content_id(expected)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("", "Old bridge closed"),
        ('<meta property="og:title" content="Bridge shut for months | Valley Post"><meta property="og:site_name" content="Valley Post">',
         "Bridge shut for months"),
        ('<meta property="og:title" content="Old bridge closed - News - Valley Post">', "Old bridge closed"),
        ('<meta property="og:title" content="Bridge &amp;amp; ferry: what now?">', "Bridge & ferry: what now?"),
        ('<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"Valley Post"},{"@type":"NewsArticle","headline":'
         '"Bridge stays shut"}]}</script>', "Bridge stays shut"),
        ('<script type="application/ld+json">[{"@type":"NewsArticle","headline":"Bridge stays shut",}]</script>', "Bridge stays shut"),
    ],
)  # fmt: skip
def test_titles(head: str, title: str, payload: Callable[..., Payload], article_html: Callable[..., str]) -> None:
    assert read(payload(article_html(head), URL)).title == title


def ld(author: object, **more: object) -> str:
    node = {"@type": "NewsArticle", "headline": "Old bridge closed", "author": author, **more}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("head", "before", "authors"),
    [
        ("", "", ()),
        (ld({"@type": "Person", "name": "Mara Lind"}), "", ("Mara Lind",)),
        (ld([{"name": "Mara Lind"}, {"name": "Jo Okafor"}]), "", ("Mara Lind", "Jo Okafor")),
        (ld("By Mara Lind and Jo Okafor"), "", ("Mara Lind", "Jo Okafor")),
        (ld({"@id": "#p1"}, hasPart={"@type": "Person", "@id": "#p1", "name": "Mara Lind"}), "", ("Mara Lind",)),
        (
            ld({"@type": "Organization", "name": "Valley Post"}),
            '<div class="byline">By Mara Lind</div>',
            ("Mara Lind",),
        ),
        (ld({"@type": "Organization", "name": "Valley Post"}), "", ("Valley Post",)),
        ('<meta name="author" content="Mara Lind, Reporter">', "", ("Mara Lind",)),
        ('<meta property="article:author" content="https://www.example.org/mara">', "", ()),
        ("", '<a rel="author" href="/mara">Mara Lind</a>', ("Mara Lind",)),
        (
            '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Mara Lind">',
            "",
            ("Mara Lind",),
        ),
    ],
)
def test_authors(
    head: str, before: str, authors: tuple[str, ...], payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    assert read(payload(article_html(head, before), URL)).authors == authors


def test_what_is_not_the_article_stays_out(payload: Callable[..., Payload], article_html: Callable[..., str]) -> None:
    html = article_html().replace(
        "<p>Shopkeepers",
        "<figure><img src='a.jpg'><figcaption>The bridge seen from the mill. Photo: M. Lind</figcaption></figure>"
        "<p>Read more: <a href='/x'>Ferry company hires forty people for the summer season</a></p>"
        "<ul><li><a href='/y'>Mayor defends the cost of the temporary ferry</a></li></ul>"
        "<div class='newsletter-box'><p>Sign up for our morning letter and miss nothing.</p></div>"
        "<ul><li>Cars and lorries: by the valley road</li><li>On foot: by ferry</li></ul>"
        "<blockquote><p>We were promised a new bridge ten years ago, one shopkeeper said.</p></blockquote><p>Shopkeepers",
    )
    body = read(payload(html, URL)).body
    assert body is not None
    for absent in ("seen from the mill", "Ferry company hires", "Mayor defends", "morning letter", "Old bridge closed"):
        assert absent not in body
    for present in ("by the valley road", "On foot: by ferry", "We were promised", "Shopkeepers on the northern bank"):
        assert present in body


def test_a_short_article_in_a_frame_with_an_odd_name_is_kept(
    payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    html = (
        article_html().replace("<article>", "<div class='post social-share related'>").replace("</article>", "</div>")
    )
    body = read(payload(html, URL)).body
    assert body is not None
    assert body.count("\n") == 5


def test_an_article_cut_into_parts_is_whole(payload: Callable[..., Payload]) -> None:
    sentence = "The divers went down {0} times before the council was told of the cracks in the piers and of the cost of repairs. "
    parts = ""
    for k in (1, 2, 3):
        paragraphs = "".join("<p>" + (sentence * 2).format(f"{k}{j}") + "</p>" for j in range(4))
        parts += f"<div class='grid'><div class='story-body chunk'>{paragraphs}</div><div class='ad'>Advertisement</div></div>"
    body = read(payload(f"<html><body><article><h1>Old bridge closed</h1>{parts}</article></body></html>", URL)).body
    assert body is not None
    assert all(f"down {k}3 times" in body for k in (1, 2, 3))


def test_reading_a_page_leaves_nothing_behind_for_the_next(
    payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    page = payload(article_html(), URL)
    first = extract_page(page, Hint())
    assert all(extract_page(page, Hint()) == first for _ in range(6))


def test_language_is_read_from_the_text(payload: Callable[..., Payload], article_html: Callable[..., str]) -> None:
    article = read(payload(article_html().replace("lang='en'", "lang='de'"), URL))
    assert article.language == "en"
    assert article.language_confidence is not None
    assert 0.5 < article.language_confidence <= 1


TEXT = "date 2024-01-02 Bridge closed after storm\n\nThe bridge was closed.\n\nIt will open in May.\n"


@pytest.mark.parametrize(
    ("text", "title", "body", "day"),
    [
        (TEXT, "Bridge closed after storm", "The bridge was closed.\nIt will open in May.", "2024-01-02"),
        (" " + TEXT, "Bridge closed after storm", "The bridge was closed.\nIt will open in May.", "2024-01-02"),
        ("date 2024-01-02 Bridge closed after storm", "Bridge closed after storm", "Bridge closed after storm", "2024-01-02"),
        (json.dumps({"url": "https://a.example/1", "date": "2024-01-02", "title": "Bridge closed", "text": "It was\nclosed."}), "Bridge closed",
         "It was\nclosed.", "2024-01-02"),
        (json.dumps({"date": "2024-01-02T23:30:00-05:00", "title": "T", "text": "Closed."}), "T", "Closed.", "2024-01-03"),
    ],
)  # fmt: skip
def test_dated_texts(text: str, title: str, body: str, day: str, payload: Callable[..., Payload]) -> None:
    article = read(payload(text, "file:///texts/1.txt", kind="text", headers=(), origin="texts", status=None))
    assert (article.title, article.body, article.published_date) == (title, body, date.fromisoformat(day))
    assert (article.verdict, article.date_basis) == ("article", "metadata")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Bridge closed\n\nIt was closed.", "no_date"),
        ("date 2024-02-30 Bridge closed\n\nIt was.", "bad_date"),
        ("date 2099-01-01 Bridge closed\n\nIt was.", "future_date"),
        ("date 1970-01-01 Bridge closed\n\nIt was.", "bad_date"),
        ("date 2024-01-02 \n\n", "not_text"),
        ("", "not_text"),
        ("{broken", "unreadable"),
        ('{"date": "2024-01-02"}', "not_text"),
        ('{"title": "Bridge", "text": "Closed."}', "no_date"),
        ('{"title": "Bridge", "text": "Closed.", "date": "soon"}', "bad_date"),
    ],
)
def test_texts_that_give_no_article(text: str, reason: str, payload: Callable[..., Payload]) -> None:
    extraction = extract_page(
        payload(text, "file:///texts/1.txt", kind="text", headers=(), origin="texts", status=None), Hint()
    )
    assert extraction.article is None
    assert extraction.failure is not None
    assert (extraction.failure.stage, extraction.failure.reason) == ("extract", reason)
