"""RSS 2.0 of events, built as a tree by lxml: no text from the net can become markup."""

from __future__ import annotations

import html
from datetime import datetime
from email.utils import format_datetime

import polars as pl
from lxml import etree

from pipeline.wording import account, headline, one_line, web_address

_ATOM = "http://www.w3.org/2005/Atom"
_GEO = "http://www.georss.org/georss"


def rss_bytes(frame: pl.DataFrame, *, title: str, published_at: datetime | None) -> bytes:
    """Events of sql/exports/events.sql as a feed, the newest first; `published_at` is the time of the snapshot.

    An item's guid is its event_id, so that a reader shows it once however its figures change.
    """
    root = etree.Element("rss", version="2.0", nsmap={"atom": _ATOM, "georss": _GEO})
    channel = etree.SubElement(root, "channel")
    _text(channel, "title", one_line(title))
    _text(channel, "link", "https://dateline.invalid/")
    _text(channel, "description", "Events read from the news, each with the sentence that it comes from")
    _text(channel, "generator", "Dateline")
    if published_at is not None:
        _text(channel, "lastBuildDate", format_datetime(published_at))
    for event in frame.sort(["first_reported_at", "event_id"], descending=[True, False]).iter_rows(named=True):
        item = etree.SubElement(channel, "item")
        _text(item, "title", headline(event))
        if url := web_address(event["url"]):
            _text(item, "link", url)
        guid = _text(item, "guid", event["event_id"])
        guid.set("isPermaLink", "false")
        _text(item, "pubDate", format_datetime(event["first_reported_at"]))
        # a reader takes the description for HTML: what is text there is escaped once more
        _text(item, "description", html.escape(account(event)).replace("\n", "<br>"))
        _text(item, "category", event["event_type"])
        if event["lat"] is not None and event["lon"] is not None:
            _text(item, f"{{{_GEO}}}point", f"{event['lat']} {event['lon']}")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _text(parent: etree._Element, tag: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, tag)
    element.text = text
    return element
