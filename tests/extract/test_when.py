"""Which publication time counts, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from pipeline.extract import extract_page
from pipeline.extract.dates import parse_stamp
from pipeline.records import Article, Extraction, Hint, Payload

LD = '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Old bridge closed","datePublished":"{}"}}</script>'
META = '<meta property="article:published_time" content="{}">'


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant", "day", "precision"),
    [
        ("2024-05-03T10:20:30Z", at(2024, 5, 3, 10, 20, 30), "2024-05-03", "second"),
        ("2024-05-03T10:20:30+02:00", at(2024, 5, 3, 8, 20, 30), "2024-05-03", "second"),
        ("2024-05-03T10:20:30.123456-0500", at(2024, 5, 3, 15, 20, 30), "2024-05-03", "second"),
        ("2024-05-03T10:20+02", at(2024, 5, 3, 8, 20), "2024-05-03", "minute"),
        ("2024-05-03 10:20:30 UTC", at(2024, 5, 3, 10, 20, 30), "2024-05-03", "second"),
        ("2024-05-03T01:00:00+09:00", at(2024, 5, 2, 16), "2024-05-03", "second"),
        ("2024-05-03T24:00:00Z", at(2024, 5, 4), "2024-05-04", "second"),
        ("2024-05-03T10:20:30", None, "2024-05-03", "second"),
        ("2024-05-03 10:20 PM", None, "2024-05-03", "minute"),
        ("2024-05-03", None, "2024-05-03", "day"),
        ("20240503", None, "2024-05-03", "day"),
        ("20240503T102030Z", at(2024, 5, 3, 10, 20, 30), "2024-05-03", "second"),
        ("2024/05/03 10:20", None, "2024-05-03", "minute"),
        ("03.05.2024", None, "2024-05-03", "day"),
        ("3.5.2024, 10:20", None, "2024-05-03", "minute"),
        ("Fri, 03 May 2024 10:20:30 +0200", at(2024, 5, 3, 8, 20, 30), "2024-05-03", "second"),
        ("Fri May 03 2024 10:20:30 GMT+0200 (CEST)", at(2024, 5, 3, 8, 20, 30), "2024-05-03", "second"),
        ("Fri May 03 10:20:30 UTC 2024", at(2024, 5, 3, 10, 20, 30), "2024-05-03", "second"),
        ("1714731630", at(2024, 5, 3, 10, 20, 30), "2024-05-03", "second"),
        ("1714731630000", at(2024, 5, 3, 10, 20, 30), "2024-05-03", "second"),
    ],
)
def test_a_stamp_says_what_is_written(text: str, instant: datetime | None, day: str, precision: str) -> None:
    stamp = parse_stamp(text)
    assert stamp is not None
    assert (stamp.at, stamp.day.isoformat(), stamp.precision) == (instant, day, precision)


def test_an_afternoon_is_an_afternoon() -> None:
    stamp = parse_stamp("2024-05-03 10:20 PM")
    assert stamp is not None
    assert stamp.local == datetime(2024, 5, 3, 22, 20)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2024-13-03", "2024-02-30", "0000-00-00", "12:30", "May", "2024", "2024-05", "99999999999999"],
)
def test_no_stamp_is_guessed(text: str) -> None:
    assert parse_stamp(text) is None


FEED_EXACT = Hint(published_at=at(2024, 5, 2, 14, 7, 9), published_precision="second")
FEED_OTHER = Hint(published_at=at(2024, 4, 20, 6, 0, 0), published_precision="second")
FEED_DAY = Hint(published_at=at(2024, 5, 1), published_precision="day")
FEED_FUTURE = Hint(published_at=at(2099, 1, 1), published_precision="second")
PLAIN = "https://www.example.org/news/bridge-closed"


@pytest.mark.parametrize(
    ("head", "hint", "url", "expected"),
    [
        (LD.format("2024-05-02T16:00:00+02:00"), FEED_OTHER, PLAIN, (at(2024, 5, 2, 14), "metadata", "second")),
        (META.format("2024-05-02T16:00:00+02:00"), Hint(), PLAIN, (at(2024, 5, 2, 14), "metadata", "second")),
        (LD.format("2024-05-02"), FEED_EXACT, PLAIN, (at(2024, 5, 2, 14, 7, 9), "feed", "second")),
        (LD.format("2024-05-02T16:07:09"), FEED_EXACT, PLAIN, (at(2024, 5, 2, 14, 7, 9), "feed", "second")),
        (LD.format("2024-05-02"), FEED_OTHER, PLAIN, (at(2024, 5, 2), "metadata", "day")),
        (LD.format("2024-05-02") + META.format("2024-05-02T16:00:00+02:00"), Hint(), PLAIN, (at(2024, 5, 2, 14), "metadata", "second")),
        (LD.format("2024-05-02T16:00:00"), Hint(), PLAIN, (at(2024, 5, 2, 16), "metadata", "second")),
        (LD.format("2024-05-02T16:00") + '<meta property="og:updated_time" content="2024-05-02T16:00:29+02:00">', Hint(), PLAIN,
         (at(2024, 5, 2, 14), "metadata", "minute")),
        ("", FEED_EXACT, PLAIN, (at(2024, 5, 2, 14, 7, 9), "feed", "second")),
        ("", FEED_DAY, PLAIN, (at(2024, 5, 1), "feed", "day")),
        ("", Hint(), "https://www.example.org/2024/04/30/bridge-closed", (at(2024, 4, 30), "url", "day")),
        ("", Hint(), PLAIN, (None, "capture", "day")),
        (LD.format("2099-01-01T00:00:00Z"), FEED_EXACT, PLAIN, (at(2024, 5, 2, 14, 7, 9), "feed", "second")),
        (LD.format("1970-01-01T00:00:00Z"), FEED_FUTURE, PLAIN, (None, "capture", "day")),
    ],
)  # fmt: skip
def test_the_rule(
    head: str,
    hint: Hint,
    url: str,
    expected: tuple[datetime | None, str, str],
    payload: Callable[..., Payload],
    article_html: Callable[..., str],
) -> None:
    article = extract_page(payload(article_html(head), url), hint).article
    assert article is not None
    assert (article.published_at, article.date_basis, article.date_precision) == expected
    assert article.published_date == (expected[0].date() if expected[0] else date(2024, 5, 3))


@pytest.mark.parametrize(
    ("head", "hint", "reasons"),
    [
        (LD.format("2099-01-01T00:00:00Z"), Hint(), ["future_date"]),
        (LD.format("0001-01-01T00:00:00Z"), Hint(), ["bad_date"]),
        ("", FEED_FUTURE, ["future_date"]),
        (LD.format("2024-05-03T12:30:00Z"), Hint(), []),  # half an hour after the capture: a clock that is fast
        (LD.format("2024-05-04"), Hint(), []),  # the day that has begun in Auckland
        (LD.format("2024-05-05"), Hint(), ["future_date"]),
    ],
)
def test_what_cannot_be_is_noted(
    head: str, hint: Hint, reasons: list[str], payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    extraction: Extraction = extract_page(payload(article_html(head), PLAIN), hint)
    assert extraction.article is not None
    assert [note.reason for note in extraction.failures] == reasons


def test_a_capture_of_an_archive_is_dated_by_it(
    payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    article = extract_page(payload(article_html(), PLAIN, origin="wayback"), Hint()).article
    assert article is not None
    assert article.date_basis == "archive"


def test_published_and_modified_are_two_fields(
    payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    head = LD.format("2024-05-02T16:00:00Z") + '<meta property="article:modified_time" content="2024-05-02T18:30:00Z">'
    article: Article | None = extract_page(payload(article_html(head), PLAIN), Hint()).article
    assert article is not None
    assert (article.published_at, article.modified_at) == (at(2024, 5, 2, 16), at(2024, 5, 2, 18, 30))


def test_a_live_blog_is_dated_by_its_start_and_not_by_its_last_entry(
    payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    head = (
        '<script type="application/ld+json">{"@type":"LiveBlogPosting","url":"https://www.example.org/news/bridge-closed","headline":"Bridge live",'
        '"datePublished":"2024-05-01T08:00:00Z","liveBlogUpdate":[{"@type":"BlogPosting","headline":"Divers leave","datePublished":'
        '"2024-05-03T09:00:00Z","url":"https://www.example.org/news/bridge-closed#9"}]}</script>'
    )
    article = extract_page(payload(article_html(head), PLAIN), Hint()).article
    assert article is not None
    assert article.published_at == at(2024, 5, 1, 8)
