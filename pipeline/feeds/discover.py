"""The feeds that a page of a site points to."""

from __future__ import annotations

import re

from lxml import etree, html

from pipeline.errors import UsageError
from pipeline.feeds import text as texts
from pipeline.urls import canonical_url, resolve

_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/x.atom+xml",
    }
)
_PERHAPS = re.compile(r"(^|[/.?=&_-])(rss|rss2|feed|feeds|atom|rdf)([/.?=&_-]|$)|\.(rss|rdf|atom)$", re.IGNORECASE)
_COMMENTS = re.compile(r"comment", re.IGNORECASE)
_MAX_LINKS = 20_000
_MAX_FOUND = 50


def discover(page: bytes | str, url: str) -> list[str]:
    """Addresses of feeds that the page at `url` names, the likeliest first, each once.

    Declared feeds (`<link rel="alternate">`) come before links that only look like one; feeds of comments come last.
    Nothing is asked: whether an address is a feed shows when it is polled.
    """
    text = page if isinstance(page, str) else texts.decode(page)[0]
    text = texts.without_forbidden(text)
    if not text.strip():
        return []
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    base = _base(root, url)
    ranked: list[tuple[int, str]] = []
    for count, element in enumerate(root.iter("link", "a")):
        if count >= _MAX_LINKS:
            break
        href = (element.get("href") or "").strip()
        if not href:
            continue
        named = f"{element.get('title') or ''} {href}"
        if element.tag == "link":
            rel = (element.get("rel") or "").lower().split()
            kind = (element.get("type") or "").lower().partition(";")[0].strip()
            declared = kind in _TYPES or (
                kind in ("text/xml", "application/xml", "application/json") and _PERHAPS.search(href)
            )
            if not declared or not {"alternate", "feed"} & set(rel):
                continue
            ranked.append((2 if _COMMENTS.search(named) else 0, href))
        elif _looks_like_one(base, href) or (element.get("type") or "").lower() in _TYPES:
            ranked.append((3 if _COMMENTS.search(named) else 1, href))
    found: dict[str, str] = {}
    for _, href in sorted(ranked, key=lambda pair: pair[0]):
        try:
            address = resolve(base, href).partition("#")[0]
            found.setdefault(canonical_url(address), address)
        except UsageError:
            continue
        if len(found) >= _MAX_FOUND:
            break
    return list(found.values())


def _looks_like_one(base: str, href: str) -> bool:
    if not _PERHAPS.search(href):
        return False
    try:
        return bool(_PERHAPS.search(canonical_url(href, base)))  # ?utm_source=rss only says where a reader came from
    except UsageError:
        return False


def _base(root: etree._Element, url: str) -> str:
    for element in root.iter("base"):
        href = element.get("href")
        if href:
            try:
                return resolve(url, href)
            except UsageError:
                break
    return url
