"""Live blogs: one body, and the stretches of it that have a time of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

import pytest

from pipeline.extract import extract_page
from pipeline.records import Article, Hint, Payload

URL = "https://www.example.org/news/flood-live"
LEAD = (
    "The Tarn has risen by two metres since Wednesday and three villages below the dam have been told to leave. We "
    "report here what is known, as it comes in, from the valley and from the regional government."
)
ENTRIES = (
    ("2024-05-03T11:40:00Z", "Dam holds, says operator", "The operator of the dam says that it holds and that the gates will stay open until Sunday evening."),
    ("2024-05-03T08:05:00Z", "School in Oll closed", "The school in Oll stays closed. Four hundred pupils are at home, and the gymnasium takes in families."),
    ("2024-05-02T23:10:00Z", "First houses under water", "Firefighters brought eleven people out of their houses in the lower town during the night, none of them hurt."),
    ("2024-05-02T19:30:00Z", "Villages told to leave", "The prefect ordered the villages of Oll, Bern and Cazal to be cleared before midnight because of the rising water."),
)  # fmt: skip


def ld(entries: object, kind: str = "LiveBlogPosting") -> str:
    node = {"@type": kind, "headline": "Flood live", "datePublished": "2024-05-02T19:00:00Z", "liveBlogUpdate": entries}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def told(html: bool = False) -> list[dict[str, str]]:
    body = "<p>{0}</p>" if html else "{0}"
    return [
        {"@type": "BlogPosting", "headline": title, "datePublished": at, "articleBody": body.format(text)}
        for at, title, text in ENTRIES
    ]


def shown(wrap: str) -> str:
    return "".join(wrap.format(at=at, title=title, text=text, clock=at[11:16]) for at, title, text in ENTRIES)


BLOCK = "<div class='post'><time datetime='{at}'>{clock}</time><h3>{title}</h3><p>{text}</p></div>"
MICRODATA = (
    "<article itemprop='liveBlogUpdate' itemscope itemtype='https://schema.org/BlogPosting'><meta itemprop='datePublished' "
    "content='{at}'><h2 itemprop='headline'>{title}</h2><div itemprop='articleBody'><p>{text}</p></div></article>"
)
LISTED = (
    "<li class='entry'><span class='when'><time datetime='{at}'>{clock}</time></span><h4>{title}</h4><p>{text}</p></li>"
)


def page(head: str, entries: str) -> str:
    return (
        f"<!doctype html><html lang='en'><head><title>Flood live - Valley Post</title>{head}</head><body><main>"
        f"<h1>Flood live</h1><p>{LEAD}</p>{entries}</main></body></html>"
    )


def read(html: Payload) -> Article:
    article = extract_page(html, Hint()).article
    assert article is not None
    return article


@pytest.mark.parametrize(
    ("head", "entries"),
    [
        pytest.param(ld(told()), "", id="json-ld alone"),
        pytest.param(ld(told(html=True)), "", id="json-ld with markup"),
        pytest.param(ld(told()), shown(BLOCK), id="json-ld and shown"),
        pytest.param(ld([]), shown(BLOCK), id="named only"),
        pytest.param("", shown(MICRODATA), id="microdata"),
        pytest.param("", f"<div class='feed'>{shown(BLOCK)}</div>", id="times alone"),
        pytest.param(ld(told()), f"<ol>{shown(LISTED)}</ol>", id="list"),
    ],
)
def test_each_entry_is_a_dated_stretch_of_the_body(head: str, entries: str, payload: Callable[..., Payload]) -> None:
    article = read(payload(page(head, entries), URL))
    assert article.verdict == "article"
    assert article.body is not None
    assert article.body.startswith(LEAD)
    assert [section.published_at for section in article.sections] == [
        datetime.fromisoformat(at) for at, _, _ in ENTRIES
    ]
    for section, (_, title, text) in zip(article.sections, ENTRIES, strict=True):
        assert section.headline == title
        assert article.body[section.start : section.end] == f"{title}\n{text}"


def test_an_entry_without_a_time_or_from_the_future_is_text_without_a_section(payload: Callable[..., Payload]) -> None:
    entries = told()
    del entries[1]["datePublished"]
    entries[2]["datePublished"] = "2031-01-01T00:00:00Z"
    article = read(payload(page(ld(entries), ""), URL))
    assert article.body is not None
    assert [section.headline for section in article.sections] == [ENTRIES[0][1], ENTRIES[3][1]]
    assert all(text in article.body for _, _, text in ENTRIES)


TEASER = "<div class='item'><time datetime='{at}'>{clock}</time><h3><a href='/news/{clock}'>{title}</a></h3><p>{text}</p></div>"
REPLY = "<div class='reply'><b>Reader</b> <time datetime='{at}'>{clock}</time><p>{title}!</p></div>"


@pytest.mark.parametrize("around", [TEASER, REPLY])
def test_teasers_and_replies_with_times_are_no_entries(
    around: str, payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    article = read(payload(article_html(after=f"<section>{shown(around)}</section>"), URL))
    assert article.sections == ()
    assert article.body is not None
    assert "Engineers closed the old bridge" in article.body


def test_an_ordinary_article_has_no_sections(payload: Callable[..., Payload], article_html: Callable[..., str]) -> None:
    head = ld(told(), kind="NewsArticle")
    assert read(payload(article_html(head), URL)).sections == ()
