"""Feeds of the demonstration web in the formats that are met in the wild."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from flows.demo_web.content import Item, Publisher, Version
from flows.demo_web.markup import node, xml_document

_ATOM = "http://www.w3.org/2005/Atom"
_RSS1 = "http://purl.org/rss/1.0/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page as a feed lists it."""

    item: Item
    version: Version
    url: str
    path: str
    """The same address without host, for feeds with relative links."""


def feed(publisher: Publisher, home: str, listed: Sequence[Listed]) -> tuple[bytes, str]:
    """The publisher's feed and its media type."""
    return _FORMATS[publisher.feed](publisher, home, listed)


def opml(feeds: Sequence[tuple[Publisher, str, str]]) -> bytes:
    """The list of all feeds: publisher, feed address and front page."""
    outlines = []
    for publisher, url, home in feeds:
        outline = node(
            "outline",
            type="rss",
            text=publisher.name,
            title=publisher.name,
            xmlUrl=url,
            htmlUrl=home,
            language=publisher.language,
            country=publisher.country,
        )
        for tag in reversed(publisher.tags):
            outline = node("outline", outline, text=tag)
        outlines.append(outline)
    title = node("head", node("title", "Dateline demonstration web"))
    return xml_document(node("opml", title, node("body", *outlines), version="2.0"))


def _rss(publisher: Publisher, home: str, listed: Sequence[Listed]) -> tuple[bytes, str]:
    entries = [
        node(
            "item",
            node("title", entry.version.title),
            node("link", entry.url + "?utm_source=rss&utm_medium=feed"),
            node("guid", f"{publisher.key}:{entry.item.slug}", isPermaLink="false"),
            node("pubDate", _rfc822(entry.item.feed_date, entry.item)),
            node("description", entry.version.summary),
        )
        for entry in listed
    ]
    return xml_document(
        node("rss", _channel(publisher, home, entries), version="2.0")
    ), "application/rss+xml; charset=utf-8"


def _quirky(publisher: Publisher, home: str, listed: Sequence[Listed]) -> tuple[bytes, str]:
    """RSS as a hand-made script writes it: no guid, relative links, dates without seconds, titles escaped
    twice, served as text/html."""
    entries = [
        node(
            "item",
            node("title", f"\n   {escape(entry.version.title)}\n  "),
            node("link", entry.path),
            node("pubDate", f"{entry.item.feed_date:%a, %d %b %Y %H:%M} GMT"),
        )
        for entry in listed
    ]
    return xml_document(node("rss", _channel(publisher, home, entries), version="2.0")), "text/html"


def _channel(publisher: Publisher, home: str, entries: list[ET.Element]) -> ET.Element:
    return node(
        "channel",
        node("title", publisher.name),
        node("link", home),
        node("description", f"News from {publisher.name}"),
        node("language", publisher.language),
        *entries,
    )


def _atom(publisher: Publisher, home: str, listed: Sequence[Listed]) -> tuple[bytes, str]:
    newest = max((_changed(entry) for entry in listed), default=None)
    entries = [
        node(
            "entry",
            node("title", entry.version.title, type="text"),
            node("id", f"tag:{publisher.key}.example,2024:{entry.item.slug}"),
            node("link", rel="alternate", type="text/html", href=entry.url),
            node("published", entry.item.feed_date.astimezone(publisher.zone).isoformat()),
            node("updated", _changed(entry).astimezone(publisher.zone).isoformat()),
            node("author", node("name", entry.item.author)) if entry.item.author else None,
            node("summary", entry.version.summary, type="text"),
        )
        for entry in listed
    ]
    root = node(
        "feed",
        node("title", publisher.name),
        node("id", f"tag:{publisher.key}.example,2024:feed"),
        node("link", rel="alternate", href=home),
        node("updated", newest.isoformat()) if newest else None,
        *entries,
        xmlns=_ATOM,
        xml__lang=publisher.language,
    )
    return xml_document(root), "application/atom+xml; charset=utf-8"


def _rdf(publisher: Publisher, home: str, listed: Sequence[Listed]) -> tuple[bytes, str]:
    order = node("items", node("rdf:Seq", *(node("rdf:li", **{"rdf:resource": entry.url}) for entry in listed)))
    channel = node(
        "channel",
        node("title", publisher.name),
        node("link", home),
        node("description", f"News from {publisher.name}"),
        order,
        **{"rdf:about": home},
    )
    entries = [
        node(
            "item",
            node("title", entry.version.title),
            node("link", entry.url),
            node("description", entry.version.summary),
            node("dc:date", entry.item.feed_date.astimezone(publisher.zone).isoformat()),
            **{"rdf:about": entry.url},
        )
        for entry in listed
    ]
    names = {"xmlns": _RSS1, "xmlns:rdf": _RDF, "xmlns:dc": _DC}
    return xml_document(node("rdf:RDF", channel, *entries, **names)), "application/rdf+xml; charset=utf-8"


def _json(publisher: Publisher, home: str, listed: Sequence[Listed]) -> tuple[bytes, str]:
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": publisher.name,
        "home_page_url": home,
        "language": publisher.language,
        "items": [
            {
                "id": f"{publisher.key}:{entry.item.slug}",
                "url": entry.url,
                "title": entry.version.title,
                "summary": entry.version.summary,
                "date_published": entry.item.feed_date.astimezone(publisher.zone).isoformat(),
                "date_modified": _changed(entry).astimezone(publisher.zone).isoformat(),
                "language": entry.item.language,
            }
            for entry in listed
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode(), "application/feed+json"


_FORMATS: dict[str, Callable[[Publisher, str, Sequence[Listed]], tuple[bytes, str]]] = {
    "rss": _rss,
    "quirky": _quirky,
    "atom": _atom,
    "rdf": _rdf,
    "json": _json,
}


def _changed(entry: Listed) -> datetime:
    return entry.version.changed or entry.item.feed_date


def _rfc822(moment: datetime, item: Item) -> str:
    return format_datetime(moment.astimezone(item.publisher.zone))
