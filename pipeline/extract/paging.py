"""Articles that their site cuts into numbered pages: which page is this, and which one comes next.

An address says its number in one of the forms that sites use (`?page=2`, `/page/2`, `/seite-2`, `/slug/2`,
`slug-2.html`). That alone proves nothing (`?p=2` may be an article's number): a page counts as a later page only where
it also links to the first one or to the one before it, and a link counts as the next page only where it is this very
address with the next number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import chain, islice
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement

from pipeline import urls
from pipeline.errors import UsageError
from pipeline.extract.decode import UnreadableError, decode, inflate, parse
from pipeline.extract.structured import Structured, read_structured
from pipeline.records import Payload

MOST_PAGES = 12
"""No article has more pages; what counts further is a list or a trap."""

_PARAMETERS = frozenset({"page", "pg", "p", "pagenum", "paged", "pageno", "seite", "pagina", "strona", "sayfa", "sida"})
_IN_PATH = re.compile(
    r"(?P<slug>/.{3,}?)(?P<mark>/(?:page|seite|pagina|strona|sayfa|sida)?[/-]?|[-_,](?:page|seite|pagina|p)?-?)"
    r"(?P<number>\d{1,2})(?P<end>\.html?|\.php|\.shtml)?/?"
)
_HREF = re.compile(rb"""\bhref\s{0,4}=\s{0,4}["']?\s{0,4}([^"'\s<>]{1,600})""", re.IGNORECASE)
_SHORT = 20
"""Characters of the longest address that may leave out the article's name: `?page=2`, `seite-2`, `2.html`."""


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What a fetched page asks for and offers, before it is read."""

    robots: frozenset[str]
    """Directives of its robots meta elements and X-Robots-Tag headers, lower case: noarchive, noindex, ..."""
    further: str | None
    """Address of the next page of the same article; None where there is none or this is page MOST_PAGES."""


def page_signs(payload: Payload) -> PageSigns:
    """Look at one page. Pure; of bytes that hold no page only the headers speak."""
    headers = dict(payload.headers)
    said = headers.get("x-robots-tag", "")
    try:
        data, cut = inflate(payload.body, headers.get("content-encoding"))
        page = parse(decode(data, headers.get("content-type")), cut=cut)
    except UnreadableError:
        return PageSigns(_directives([said]), None)
    stated = read_structured(page, payload.capture.url)
    return PageSigns(
        robots=stated.robots | _directives([said]), further=further_page(page.tree, stated, payload.capture.url)
    )


def _directives(texts: list[str]) -> frozenset[str]:
    """Directives of header values; one that names a robot (`otherbot: noarchive`) speaks to that one only."""
    pieces = (piece.strip().lower() for text in texts for piece in text.split(","))
    return frozenset(piece for piece in pieces if piece and ":" not in piece)


def split_page(address: str) -> tuple[str, int] | None:
    """(address of the first page, number of this one) where an address may name a page; else None."""
    parts = urlsplit(address)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for name, value in pairs:
        if name.lower() in _PARAMETERS and value.isascii() and value.isdigit() and 1 <= int(value[:4]) <= MOST_PAGES:
            rest = urlencode([pair for pair in pairs if pair != (name, value)])
            return _plain(urlunsplit(parts._replace(query=rest, fragment=""))), int(value)
    match = _IN_PATH.fullmatch(parts.path[-400:]) if not parts.query else None
    if match and 1 <= int(match["number"]) <= MOST_PAGES and len(parts.path) <= 400:
        if match["mark"] == "/" and not re.search(r"-|\d", match["slug"].rsplit("/", 1)[-1]):
            return None  # /news/7 is the seventh article of a section, /bridge-closed/7 the seventh page of one
        path = match["slug"] + (match["end"] or "")
        return _plain(urlunsplit(parts._replace(path=path, fragment=""))), int(match["number"])
    return None


def _plain(address: str) -> str:
    return urls.canonical_url(address).rstrip("/")


def _place(address: str) -> tuple[str, int]:
    return split_page(address) or (_plain(address), 1)


def _linked(tree: HtmlElement, stated: Structured, url: str, mark: str, number: str = "") -> Iterator[tuple[str, str]]:
    """(canonical, absolute) addresses of links that have `mark` and after it `number`, those of link elements first."""
    last = mark.rsplit("/", 1)[-1]
    for href in filter(None, (stated.prev, stated.next)):
        yield urls.canonical_url(href, base=url), urljoin(url, href)
    for element in islice(chain(tree.iter("link"), tree.iter("a")), 4000):
        href = (element.get("href") or "").strip()
        if number not in href or (last not in href and len(href) > _SHORT):
            continue  # before the dearer looks: pages have hundreds of links
        if href and not href.startswith(("#", "javascript:", "mailto:")):
            try:
                absolute = urljoin(url, href)
                _, marked, rest = absolute.partition(mark)
                if marked and number in rest:
                    yield urls.canonical_url(href, base=url), absolute
            except (UsageError, ValueError):
                continue


def part_of(tree: HtmlElement, stated: Structured, url: str) -> tuple[str, int] | None:
    """(address of the first page, number) where this is a later page of an article; else None."""
    try:
        place = split_page(url)
        if place is None or place[1] < 2:
            return None
        first, number = place
        for address, _ in _linked(tree, stated, url, _stem(first)):
            if _place(address) in ((first, 1), (first, number - 1)):
                return place
    except (UsageError, ValueError):
        pass
    return None


def further_page(tree: HtmlElement, stated: Structured, url: str) -> str | None:
    """Address of the next page of this article, as the page links it; else None."""
    try:
        first, number = _place(url)
        if number < MOST_PAGES and urlsplit(first).path.strip("/"):
            for address, absolute in _linked(tree, stated, url, _stem(first), str(number + 1)):
                if split_page(address) == (first, number + 1):
                    return absolute
    except (UsageError, ValueError):
        pass
    return None


def next_link(body: bytes, url: str) -> str | None:
    """Address of the next page of the same article as the bytes of a page name it in a link; None where none does.

    Looks at links only and builds no tree, so that it costs whoever fetches pages next to nothing. What it names is
    an address of the same host and path with the next number; whether a page of the article stands there is seen when
    it is read.
    """
    try:
        first, number = _place(url)
        stem = _stem(first)
        if number >= MOST_PAGES or not stem.strip("/"):
            return None
        last = stem.rsplit("/", 1)[-1]
        for match in islice(_HREF.finditer(body), 4000):
            href = unescape(match[1].decode("utf-8", "replace"))
            if str(number + 1) not in href or (last not in href and len(href) > _SHORT):
                continue
            try:
                absolute = urljoin(url, href)
                if stem in absolute and split_page(urls.canonical_url(absolute)) == (first, number + 1):
                    return absolute
            except (UsageError, ValueError):
                continue
    except (UsageError, ValueError):
        pass
    return None


def first_pages(address: str) -> tuple[str, ...]:
    """Canonical addresses, without a slash at the end, that the first page of an article may have of which `address`
    is a later page; none where it names no page."""
    try:
        place = split_page(address)
    except (UsageError, ValueError):
        return ()
    if place is None or place[1] < 2:
        return ()
    first = place[0]
    return first, *(_plain(first + form) for form in ("?page=1", "/1", "/page/1"))


def _stem(first: str) -> str:
    """What the addresses of all pages of an article share."""
    return re.sub(r"\.\w{2,5}$", "", urlsplit(first).path)
