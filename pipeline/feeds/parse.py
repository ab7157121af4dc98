"""Feed bytes to entries. Whatever the bytes are, the answer is a ParsedFeed and never an exception."""

from __future__ import annotations

import io
import re
import warnings
from datetime import datetime
from typing import Any

import feedparser

from pipeline.feeds import text as texts
from pipeline.feeds.entries import EntryReader, Notes
from pipeline.feeds.jsonfeed import read_json
from pipeline.feeds.reader import MAX_ENTRIES, read_xml
from pipeline.feeds.types import FeedHabit, FeedKind, ParsedFeed, RawEntry, RawFeed

# feedparser's loose reader takes up to 16 microseconds a byte on hostile text: past this size lxml alone reads.
_FEEDPARSER_MAX = 250_000
_ITEM = re.compile(r"<(?:[A-Za-z0-9_-]{1,20}:)?(?:item|entry)[\s>]")
_ITEM_END = re.compile(r"</(?:[A-Za-z0-9_-]{1,20}:)?(?:item|entry)\s*>")


def parse_feed(
    body: bytes,
    *,
    url: str,
    feed_id: str,
    content_type: str | None,
    seen_at: datetime,
    feed_habit: FeedHabit | None = None,
) -> ParsedFeed:
    """Read one capture of a feed: RSS 0.9x to 2.0, RDF, Atom, JSON Feed, news sitemaps.

    `url` is the address that answered (links are resolved against it); `seen_at` when it was fetched (UTC) bounds
    the dates; `feed_habit` is the `habit` of an earlier capture. Never raises on any bytes.
    """
    notes = Notes(url, seen_at)
    try:
        raw, reason = _read(body, content_type, notes)
        if raw is None:
            notes.add("not_a_feed", reason or "not a feed")
            return ParsedFeed(kind="none", is_feed=False, reason=reason, problems=notes.rows())
        return EntryReader(raw, url=url, feed_id=feed_id, seen_at=seen_at, habit=feed_habit, notes=notes).feed(reason)
    except Exception as error:  # a reader's own fault must not take the run down
        notes.add("malformed_feed", f"reading it failed ({type(error).__name__}: {error})"[:300])
        return ParsedFeed(kind="none", is_feed=False, reason="reading it failed", problems=notes.rows())


def _read(body: bytes, content_type: str | None, notes: Notes) -> tuple[RawFeed | None, str | None]:
    text, damage = texts.decode(body, content_type)
    if damage:
        notes.add("bad_encoding", damage)
    kind = texts.sniff(text)
    if kind == "empty":
        return None, "an empty answer"
    if kind == "json":
        try:
            raw = read_json(text)
        except (ValueError, RecursionError) as error:
            return None, f"JSON, but no JSON Feed ({error})"[:200]
        _note_rest(raw, notes)
        return raw, None
    if kind == "html" and not _ITEM.search(text):
        return None, "an HTML page where a feed is expected"
    if kind == "text":
        return None, "plain text where a feed is expected"
    prepared = texts.prepare(text)
    if kind in ("sitemap", "sitemap_index"):
        raw = read_xml(prepared)
        if _ITEM.search(prepared):
            notes.add("malformed_feed", "a sitemap with items of a feed in it, which were not read")
    else:
        raw = _best_of(prepared, notes)
    if raw.kind == "none" or (kind == "html" and not raw.entries):
        return None, "XML, but no feed" if kind != "html" else "an HTML page where a feed is expected"
    _note_rest(raw, notes)
    if texts.is_torn(text):
        notes.add("malformed_feed", "the feed breaks off; what was whole of it was read")
    if not raw.entries and not raw.children:
        return raw, "a feed without entries"
    return raw, None


def _note_rest(raw: RawFeed, notes: Notes) -> None:
    if max(len(raw.entries), len(raw.children)) >= MAX_ENTRIES:
        notes.add("too_large", f"no more than {MAX_ENTRIES} entries of one feed are read")


def _best_of(prepared: str, notes: Notes) -> RawFeed:
    """lxml's reading; where it holds fewer entries than the text has item tags, the fullest of three readings.

    On well-formed feeds lxml and feedparser give the same entries and lxml takes a thirteenth of the time, so
    feedparser, the more forgiving of the two, is asked where something is missing.
    """
    best = read_xml(prepared)
    expected = _expected(prepared)
    if best.kind != "none" and len(best.entries) < expected:
        if any(_swallowed(part) for part in texts.hidden(prepared)):
            notes.add("malformed_feed", "items stand within a comment or a text that is closed too late")
        expected = _expected(texts.without_cdata(prepared))  # an article on feeds may quote a feed
    if best.kind != "none" and len(best.entries) >= expected:
        return best
    for read, text in ((read_xml, texts.repair(prepared)), (_through_feedparser, prepared)):
        other = read(text)
        if best.kind == "none" or len(other.entries) > len(best.entries):
            best = other
        if best.kind != "none" and len(best.entries) >= expected:
            break
    if best.kind != "none":
        notes.add("malformed_feed", f"damaged: {len(best.entries)} of {expected} entries could be read around it")
    return best


def _expected(prepared: str) -> int:
    """How many items the text seems to hold: by their beginnings or their ends, whichever are more."""
    return min(max(len(_ITEM.findall(prepared)), len(_ITEM_END.findall(prepared))), MAX_ENTRIES)


def _swallowed(part: str) -> bool:
    """True where a comment or text holds the end of an item before any beginning: it is no quotation."""
    end = _ITEM_END.search(part)
    start = _ITEM.search(part)
    return end is not None and (start is None or end.start() < start.start())


def _through_feedparser(prepared: str) -> RawFeed:
    if len(prepared) > _FEEDPARSER_MAX:
        return RawFeed("none")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # BytesIO, because feedparser opens a bare string as a file or fetches it as an address.
            read = feedparser.parse(
                io.BytesIO(prepared.encode("utf-8", "replace")),
                response_headers={"content-type": "application/xml; charset=utf-8"},
                sanitize_html=False,
                resolve_relative_uris=False,
            )
            return _from_feedparser(read)
    except Exception:  # feedparser lets through what its parsers and date readers raise
        return RawFeed("none")


def _from_feedparser(read: Any) -> RawFeed:
    version = str(dict.get(read, "version") or "")
    channel = read.feed
    kind: FeedKind = "none"
    if version.startswith("atom"):
        kind = "atom"
    elif version in ("rss090", "rss10"):
        kind = "rdf"
    elif version or read.entries:
        kind = "rss"
    return RawFeed(
        kind,
        title=_get(channel, "title"),
        link=_get(channel, "link"),
        language=_get(channel, "language"),
        ttl=_ttl(channel),
        entries=tuple(_raw_entry(entry) for entry in read.entries[:MAX_ENTRIES]),
    )


def _raw_entry(entry: Any) -> RawEntry:
    dates = tuple(date for date in (_get(entry, key) for key in ("published", "created", "updated")) if date)
    return RawEntry(
        guid=_get(entry, "id"),
        link=_get(entry, "feedburner_origlink") or _get(entry, "link"),
        title=_get(entry, "title"),
        dates=dates,
        guid_is_link=bool(dict.get(entry, "guidislink")),
    )


def _ttl(channel: Any) -> int | None:
    minutes = (_get(channel, "ttl") or "").strip()
    if minutes.isascii() and minutes.isdigit() and len(minutes) < 7:
        return int(minutes) * 60
    return None


def _get(mapping: Any, key: str) -> str | None:
    """A text of feedparser's dictionary without its guesses (it answers `published` when asked for `updated`)."""
    value = dict.get(mapping, key)
    return value if isinstance(value, str) and value.strip() else None
