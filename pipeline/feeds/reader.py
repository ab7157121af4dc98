"""Feeds and sitemaps through lxml in recovery mode: for what feedparser does not read or loses.

Namespaces are not trusted here (many feeds declare none, or wrong ones): elements go by their local name.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from operator import itemgetter

from lxml import etree

from pipeline.feeds.types import FeedKind, RawEntry, RawFeed

MAX_ENTRIES = 10_000
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_MEDIA = "http://search.yahoo.com/mrss/"
_PUBLISHED = ("pubdate", "published", "issued", "publication_date")
_CREATED = ("date", "created", "dateposted")
_UPDATED = ("updated", "modified", "lastmod")
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


def read_xml(text: str) -> RawFeed:
    """Whatever entries can be made out in `text` (as `text.prepare` leaves it). Raises nothing but MemoryError."""
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return RawFeed("none")
    if root is None:
        return RawFeed("none")
    name = _local(root)
    if name in ("urlset", "sitemapindex"):
        return _sitemap(root, name)
    return _feed(root, name)


def _feed(root: etree._Element, name: str) -> RawFeed:
    kind: FeedKind = {"rss": "rss", "rdf": "rdf", "feed": "atom", "channel": "rss"}.get(name, "none")  # type: ignore[assignment]
    channel = next((child for child in root.iter() if _local(child) == "channel"), root)
    entries = tuple(_entry(element) for element in _items(root))
    if kind == "none" and not entries:
        return RawFeed("none")
    ttl = _ttl(channel)
    return RawFeed(
        kind if kind != "none" else "rss",
        title=_title(channel),
        link=_link_of(channel),
        language=_child_text(channel, "language") or channel.get(_XML_LANG) or root.get(_XML_LANG),
        ttl=ttl,
        entries=entries,
    )


def _items(root: etree._Element) -> Iterator[etree._Element]:
    count = 0
    for element in root.iter():
        if _local(element) in ("item", "entry"):
            count += 1
            if count > MAX_ENTRIES:
                return
            yield element


def _entry(item: etree._Element) -> RawEntry:
    guid: str | None = None
    guid_is_link = doubled = False
    link: str | None = None
    original: str | None = None
    dates: dict[str, list[str]] = {"published": [], "created": [], "updated": []}
    for child in item:
        name = _local(child)
        text = _text(child)
        if name in ("guid", "id"):
            doubled = doubled or (guid is not None and text is not None and text != guid)
            if guid is None and text:
                guid = text
                guid_is_link = (
                    name == "guid"
                    and (child.get("isPermaLink") or child.get("ispermalink") or "true").lower() != "false"
                )
        elif name == "link":
            found = _href(child) or text
            rel = (child.get("rel") or "alternate").lower()
            if found and rel == "alternate" and (link is None or "html" in (child.get("type") or "")):
                link = found
        elif name == "origlink" and text:
            original = text
        elif text and name in _PUBLISHED:
            dates["published"].append(text)
        elif text and name in _CREATED:
            dates["created"].append(text)
        elif text and name in _UPDATED:
            dates["updated"].append(text)
    about = item.get(_ABOUT)
    return RawEntry(
        guid=guid or about,
        link=original or link or _href(item) or (about if about and about.startswith("http") else None),
        title=_title(item),
        dates=(*dates["published"], *dates["created"], *dates["updated"]),
        base=_base(item),
        guid_is_link=guid_is_link,
        doubled=doubled,
    )


def _sitemap(root: etree._Element, name: str) -> RawFeed:
    if name == "sitemapindex":
        found = [
            (_child_text(child, "loc") or "", _child_text(child, "lastmod") or "")
            for child in root
            if _local(child) == "sitemap"
        ]
        return RawFeed(
            "sitemap_index",
            children=tuple(loc for loc, _ in sorted(filter(itemgetter(0), found), key=_newness, reverse=True))[
                :MAX_ENTRIES
            ],
            children_dated=all(changed for _, changed in found),
        )
    entries: list[RawEntry] = []
    publisher: str | None = None
    language: str | None = None
    for url in root.iter():
        if _local(url) != "url" or len(entries) >= MAX_ENTRIES:
            continue
        loc: str | None = None
        title: str | None = None
        published: str | None = None
        modified: str | None = None
        for element in url.iter():
            part, text = _local(element), _text(element)
            if not text:
                continue
            if part == "loc" and loc is None and element.getparent() is url:
                loc = text
            elif part == "lastmod":
                modified = text
            elif part == "publication_date":
                published = text
            elif part == "title" and title is None and "image" not in (etree.QName(element).namespace or ""):
                title = text
            elif part == "name":
                publisher = publisher or text
            elif part == "language":
                language = language or text
        if loc:
            dates = tuple(date for date in (published, modified) if date)
            entries.append(RawEntry(link=loc, title=title, dates=dates))
    return RawFeed("sitemap", title=publisher, language=language, entries=tuple(entries))


def _newness(listed: tuple[str, str]) -> tuple[bool, str, tuple[int, ...]]:
    """What sorts sitemaps by age: a news sitemap first, then the stated change, then the numbers in the address.

    ISO 8601 sorts as text as far as the day; archives are numbered by date or upwards.
    """
    loc, changed = listed
    numbers = tuple(int(number) for number in re.findall(r"[0-9]{1,8}", loc[-200:]))
    return "news" in loc.rpartition("/")[2].lower(), changed, numbers


def _ttl(channel: etree._Element) -> int | None:
    minutes = _child_text(channel, "ttl")
    if minutes and minutes.isascii() and minutes.isdigit() and len(minutes) < 7:
        return int(minutes) * 60
    period = _PERIODS.get((_child_text(channel, "updatePeriod") or "").lower())
    frequency = _child_text(channel, "updateFrequency") or "1"
    if period and frequency.isascii() and frequency.isdigit() and 0 < int(frequency[:6]) < 100_000:
        return period // int(frequency[:6])
    return None


def _link_of(channel: etree._Element) -> str | None:
    for child in channel:
        if _local(child) == "link":
            rel = (child.get("rel") or "alternate").lower()
            found = _text(child) or (_href(child) if rel == "alternate" else None)
            if found and not (child.get("rel") and rel != "alternate"):
                return found
    return None


def _href(element: etree._Element) -> str | None:
    return (element.get("href") or element.get("HREF") or "").strip() or None


def _base(element: etree._Element) -> str | None:
    node: etree._Element | None = element
    while node is not None:
        base = node.get(_XML_BASE)
        if base:
            return base
        node = node.getparent()
    return None


def _child_text(element: etree._Element, name: str) -> str | None:
    for child in element:
        if _local(child) == name.lower() and not _is_media(child):
            text = _text(child)
            if text:
                return text
    return None


def _title(element: etree._Element) -> str | None:
    """The element's title with the text of its markup; a media title where it has no other."""
    found: str | None = None
    for child in element:
        if _local(child) != "title" or (found and _is_media(child)):
            continue
        text = "".join(str(piece) for piece in child.itertext()).strip()
        if child.get("mode") == "base64" or child.get("type") == "application/octet-stream":
            text = _from_base64(text)
        if text and not _is_media(child):
            return text
        found = found or text or None
    return found


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text[:10_000], validate=False).decode("utf-8", "replace")
    except ValueError:
        return ""


def _text(element: etree._Element) -> str | None:
    return (element.text or "").strip() or None


def _is_media(element: etree._Element) -> bool:
    tag = element.tag
    return isinstance(tag, str) and tag.startswith("{" + _MEDIA)


def _local(element: etree._Element) -> str:
    """Local name in lower case; "" for what is no element."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()
