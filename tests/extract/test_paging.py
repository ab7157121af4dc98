"""Later pages of an article, the next page, and what a page asks of archives."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.extract import extract_page, page_signs
from pipeline.extract.paging import split_page
from pipeline.records import Hint, Payload
from pipeline.urls import canonical_url

SITE = "https://www.example.org"
FIRST = f"{SITE}/news/bridge-closed"


@pytest.mark.parametrize(
    ("address", "first", "number"),
    [
        (f"{FIRST}?page=2", FIRST, 2),
        (f"{FIRST}?id=7&page=3", f"{FIRST}?id=7", 3),
        (f"{FIRST}/page/2/", FIRST, 2),
        (f"{FIRST}/seite-4", FIRST, 4),
        (f"{FIRST}/2", FIRST, 2),
        (f"{FIRST}-2.html", f"{FIRST}.html", 2),
        (f"{FIRST}_p3.html", f"{FIRST}.html", 3),
        (f"{FIRST},2.html", f"{FIRST}.html", 2),
    ],
)
def test_an_address_may_name_a_page(address: str, first: str, number: int) -> None:
    assert split_page(address) == (canonical_url(first), number)


@pytest.mark.parametrize(
    "address", [FIRST, f"{SITE}/2024/05/03", f"{FIRST}?p=48213", f"{FIRST}-1994", f"{SITE}/", f"{FIRST}?page=x"]
)
def test_an_address_of_another_kind_names_none(address: str) -> None:
    found = split_page(address)
    assert found is None or found[1] <= 12
    assert found is None or address.startswith(f"{SITE}/2024")


@pytest.mark.parametrize(
    ("url", "links", "verdict"),
    [
        (f"{FIRST}?page=2", f'<a href="{FIRST}">1</a> <b>2</b> <a href="{FIRST}?page=3">3</a>', "part"),
        (f"{FIRST}/2/", '<link rel="prev" href="/news/bridge-closed/">', "part"),
        (f"{FIRST}/seite-3", '<a href="seite-2">back</a>', "part"),
        (f"{FIRST}?page=2", '<a href="/news/other">Other</a>', "article"),  # no word of a page before it
        (f"{SITE}/news/7", '<a href="/news/">News</a>', "article"),  # an article's number
        (FIRST, f'<b>1</b> <a href="{FIRST}?page=2">2</a>', "article"),
    ],
)
def test_a_later_page_is_no_article_of_its_own(
    url: str, links: str, verdict: str, payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    article = extract_page(payload(article_html(after=links), url), Hint()).article
    assert article is not None
    assert article.verdict == verdict
    assert (article.body is None) == (verdict == "part")


@pytest.mark.parametrize(
    ("url", "links", "further"),
    [
        (FIRST, f'<a href="{FIRST}?page=2">2</a><a href="{FIRST}?page=3">3</a>', f"{FIRST}?page=2"),
        (f"{FIRST}?page=2", f'<a href="{FIRST}">1</a><a href="{FIRST}?page=3">3</a>', f"{FIRST}?page=3"),
        (FIRST, '<link rel="next" href="/news/bridge-closed/2">', f"{FIRST}/2"),
        (FIRST, '<a rel="next" href="/news/mill-sold">Next story</a>', None),
        (FIRST, '<link rel="next" href="https://elsewhere.example/news/bridge-closed/2">', None),
        (f"{FIRST}?page=12", f'<a href="{FIRST}?page=13">13</a>', None),
        (f"{SITE}/", f'<a href="{SITE}/?page=2">2</a>', None),
    ],
)
def test_the_next_page(
    url: str, links: str, further: str | None, payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    page = payload(article_html(after=links), url)
    assert page_signs(page).further == further
    notes = [note for note in extract_page(page, Hint()).failures if note.reason == "cut_off"]
    assert [note.detail for note in notes] == ([f"goes on at {further}"] if further and url == FIRST else [])


@pytest.mark.parametrize(
    ("head", "header", "robots"),
    [
        ("", None, set()),
        ('<meta name="robots" content="NOARCHIVE, max-image-preview:large">', None, {"noarchive", "max-image-preview:large"}),
        ('<meta name="googlebot" content="noarchive">', None, {"noarchive"}),
        ("", "noarchive, nosnippet", {"noarchive", "nosnippet"}),
        ("", "otherbot: noarchive", set()),
    ],
)  # fmt: skip
def test_what_a_page_asks_of_archives(
    head: str, header: str | None, robots: set[str], payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    headers = (("content-type", "text/html"), *((("x-robots-tag", header),) if header else ()))
    assert page_signs(payload(article_html(head), FIRST, headers=headers)).robots == robots


def test_bytes_that_are_no_page_show_what_their_headers_say(payload: Callable[..., Payload]) -> None:
    signs = page_signs(payload(b"", FIRST, headers=(("x-robots-tag", "noarchive"),)))
    assert (signs.robots, signs.further) == ({"noarchive"}, None)
