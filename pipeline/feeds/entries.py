"""Raw items to checked entries: identity, absolute links, plain titles, dates that are right or refused."""

from __future__ import annotations

import html
import re
from collections import Counter
from datetime import datetime

from pipeline.errors import UsageError
from pipeline.feeds.dates import DateReading, read_date
from pipeline.feeds.types import FeedHabit, ParsedFeed, RawEntry, RawFeed
from pipeline.identity import content_id
from pipeline.records import ArticleDatePrecision, EntryDateBasis, Failure, FailureReason, FeedEntry
from pipeline.urls import canonical_url, host_of, resolve, unwrap

_MAX_TITLE = 1_000
_MAX_GUID = 2_000
_MAX_NOTES = 50
# Only HTML's own elements: "Under <20 and >5" is a headline.
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|div|em|figure|font|h[1-6]|hr|i|img|ins|li|mark|nobr|ol|p|q|s|small|span|strike|strong"
    r"|sub|sup|time|tt|u|ul|wbr)(?:\s[^<>]{0,400})?/?>|<!--[^<>]{0,400}-->",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SLASHED = re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})/[0-9]{2,4}(?![0-9/])")
_LANGUAGE = re.compile(r"[a-z]{2}\b")
# Languages whose feeds write the day first between slashes. English alone is divided over it.
_DAY_FIRST = frozenset(
    """
    ar bg bn cs da de el es fi fr he hi hr id it ms nb nl no pl pt ro ru sk sr sv th tr uk vi
    """.split()  # noqa: SIM905
)


class Notes:
    """Problems of one capture. The same reason on many items is one note that names the first and counts the rest."""

    def __init__(self, url: str, at: datetime) -> None:
        self._url, self._at = url, at
        self._counts: Counter[tuple[FailureReason, str]] = Counter()
        self._first: dict[tuple[FailureReason, str], str] = {}

    def add(self, reason: FailureReason, detail: str, *, item: str | None = None) -> None:
        """Note `detail`; `item` names where and is not compared."""
        key = (reason, detail[:300])
        if key not in self._first and len(self._first) >= _MAX_NOTES:
            key = (reason, "further notes")
        self._counts[key] += 1
        self._first.setdefault(key, f"{key[1]} [{item[:200]}]" if item else key[1])

    def rows(self) -> tuple[Failure, ...]:
        """One row a note, in the order in which they came up."""
        rows = []
        for key, detail in self._first.items():
            count = self._counts[key]
            shown = f"{detail}, and {count - 1} more" if count > 1 else detail
            rows.append(Failure(stage="poll", item=self._url, reason=key[0], detail=shown, at=self._at))
        return tuple(rows)


class EntryReader:
    """Checks one capture. `url` is the address that answered, `seen_at` when it did."""

    def __init__(
        self, raw: RawFeed, *, url: str, feed_id: str, seen_at: datetime, habit: FeedHabit | None, notes: Notes
    ) -> None:
        self._raw, self._url, self._feed_id, self._seen_at, self._notes = raw, url, feed_id, seen_at, notes
        self._site = _absolute(raw.link, url) if raw.link else None
        self._language = _language(raw.language)
        self._zoned: dict[str, DateReading] = {}
        self._day_first = self._own_order()
        self._habit = FeedHabit(utc_offset_minutes=self._own_offset())
        if self._habit.utc_offset_minutes is None and habit is not None:
            self._habit = habit
        # One guid for different links (or titles, where there are no links) names nothing.
        named = {(entry.guid, entry.link or entry.title) for entry in raw.entries if entry.guid}
        self._shared = {guid for guid, count in Counter(guid for guid, _ in named).items() if count > 1}
        self._whole_days = self._all_at_midnight()

    def feed(self, reason: str | None) -> ParsedFeed:
        """The capture, checked; `reason` says why it holds no entries."""
        raw = self._raw
        entries: dict[str, FeedEntry] = {}
        for item in raw.entries:
            if item.doubled:
                self._notes.add("malformed_feed", "items that run into each other", item=item.guid)
            entry = self._entry(item)
            entries.setdefault(entry.entry_id, entry)
        children = tuple(child for child in (_absolute(child, self._url) for child in raw.children) if child)
        is_index = raw.kind == "sitemap_index"
        if is_index:
            reason = f"a list of {len(children)} sitemaps"
        return ParsedFeed(
            kind=raw.kind,
            is_feed=not is_index,
            reason=reason,
            title=plain(raw.title),
            link=self._site,
            language=self._language,
            entries=tuple(entries.values()),
            duplicates=len(raw.entries) - len(entries),
            problems=self._notes.rows(),
            ttl=raw.ttl,
            children=children,
            children_dated=raw.children_dated,
            habit=self._habit,
        )

    def _entry(self, item: RawEntry) -> FeedEntry:
        link, key = self._link(item)
        title = plain(item.title)
        guid = item.guid.strip()[:_MAX_GUID] if item.guid else None
        if guid and item.guid not in self._shared:
            entry_id = content_id(self._feed_id, guid)
        elif key:
            entry_id = content_id(self._feed_id, key)
        else:
            entry_id = content_id(self._feed_id, guid, title, item.dates[0] if item.dates else None)
        text, at, precision, basis = self._date(item, link or title or guid)
        return FeedEntry(
            entry_id=entry_id,
            feed_id=self._feed_id,
            guid=guid,
            url=link,
            url_key=key,
            title=title,
            published_raw=text,
            published_at=at,
            published_precision=precision,
            published_basis=basis,
            seen_at=self._seen_at,
        )

    def _link(self, item: RawEntry) -> tuple[str | None, str | None]:
        """Absolute link and its key. Without a link, a guid that is an address stands in for it."""
        found = item.link
        if not found and item.guid and (item.guid_is_link or item.guid.lstrip().startswith(("http://", "https://"))):
            found = item.guid
        if not found:
            return None, None
        base = self._url
        if item.base:
            base = _absolute(item.base, self._url) or base
        elif self._site and _host(self._site) != _host(self._url):
            base = self._site  # a feed kept by a feed service: its relative links mean the site
        try:
            link = unwrap(resolve(base, found.replace("&amp;", "&")))
            return link, canonical_url(link)
        except UsageError as error:
            self._notes.add("refused_url", error.message, item=found)
            return None, None

    def _date(
        self, item: RawEntry, name: str | None
    ) -> tuple[str | None, datetime | None, ArticleDatePrecision | None, EntryDateBasis | None]:
        """The first date text that can be read; else the first text and nothing read from it."""
        if not item.dates:
            self._notes.add("no_date", "entries without a date", item=name)
            return None, None, None, None
        for text in item.dates:
            reading = self._read(text, self._habit.utc_offset_minutes)
            if reading.at is None:
                self._notes.add(reading.trouble or "bad_date", f"{text[:80]!r}: {reading.detail}", item=name)
                continue
            if not reading.zoned:
                known = reading.offset_minutes is not None
                how = "taken in the feed's own zone" if known else "taken as UTC, and only their day is kept"
                self._notes.add("bad_date", f"times without a zone, {how}", item=text[:80])
            precision = reading.precision
            if self._whole_days and precision == "second":
                precision = "day"
            basis: EntryDateBasis = "stated"
            if not reading.zoned:
                basis = "no_zone" if reading.offset_minutes is None else "feed_zone"
                if basis == "feed_zone" and self._habit.seasonal and precision != "day":
                    precision = "hour"
            return text.strip()[:200], reading.at, precision, basis
        return item.dates[0].strip()[:200], None, None, None

    def _read(self, text: str, habit: int | None) -> DateReading:
        known = self._zoned.get(text)
        if known is not None:
            return known
        reading = read_date(text, seen_at=self._seen_at, habit_minutes=habit, day_first=self._day_first)
        if reading.zoned and reading.at is not None:  # no habit changes what it means
            self._zoned[text] = reading
        return reading

    def _own_offset(self) -> int | None:
        """The one offset that all dates with a zone in this capture share; None where there is none, or several."""
        offsets: set[int] = set()
        for entry in self._raw.entries[:200]:
            for text in entry.dates[:1]:
                reading = self._read(text, None)
                if reading.zoned and reading.offset_minutes is not None:
                    offsets.add(reading.offset_minutes)
        return offsets.pop() if len(offsets) == 1 else None

    def _own_order(self) -> bool | None:
        """True where days stand before months between slashes: because a date of this feed says so, or its language."""
        found = (_SLASHED.search(text) for entry in self._raw.entries for text in entry.dates[:1])
        pairs = [(int(match.group(1)), int(match.group(2))) for match in found if match]
        if any(first > 12 for first, _ in pairs):
            return True
        if any(second > 12 for _, second in pairs):
            return False
        return True if self._language in _DAY_FIRST else None

    def _all_at_midnight(self) -> bool:
        """True where three or more dates all say 00:00:00: then the feed knows days and no times."""
        dated = [entry.dates[0] for entry in self._raw.entries if entry.dates]
        return len(dated) >= 3 and all("00:00:00" in date for date in dated)


def plain(text: str | None) -> str | None:
    """A title as plain text in one line: markup off, entities resolved; None where nothing is left."""
    if not text:
        return None
    text = text[: _MAX_TITLE * 4]
    for _ in range(2):  # titles are often escaped once too often
        if "<" in text:
            text = _TAG.sub(" ", text)
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return " ".join(text.split())[:_MAX_TITLE] or None


def _absolute(link: str, base: str) -> str | None:
    try:
        return resolve(base, link)
    except UsageError:
        return None


def _host(url: str) -> str | None:
    try:
        return host_of(url)
    except UsageError:
        return None


def _language(text: str | None) -> str | None:
    match = _LANGUAGE.match((text or "").strip().lower())
    return match.group() if match else None
