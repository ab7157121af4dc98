"""What the reading of a feed gives, before and after it is checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pipeline.records import Failure, FeedEntry

FeedKind = Literal["rss", "rdf", "atom", "json", "sitemap", "sitemap_index", "none"]


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One item as a reader found it: texts verbatim, links not yet resolved."""

    guid: str | None = None
    link: str | None = None
    """The link to the page; already without the wrapping of feed services where the feed says so."""
    title: str | None = None
    dates: tuple[str, ...] = ()
    """Date texts, best first: published, then created, then updated."""
    base: str | None = None
    """xml:base, where one applies."""
    guid_is_link: bool = False
    doubled: bool = False
    """The item names itself twice: the tags between two items are damaged."""


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A feed as a reader found it."""

    kind: FeedKind
    title: str | None = None
    link: str | None = None
    language: str | None = None
    ttl: int | None = None
    """Seconds for which the feed asks to be left alone (RSS ttl, sy:updatePeriod); None where it does not say."""
    entries: tuple[RawEntry, ...] = ()
    children: tuple[str, ...] = ()
    """Sitemaps that a sitemap index lists, the newest first."""
    children_dated: bool = False
    """Each of them says when it changed: while the index stays the same, so do they."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHabit:
    """What earlier captures of a feed showed, for what one capture leaves open."""

    utc_offset_minutes: int | None = None
    """The zone in which the feed's dates without a zone are meant; None: never seen."""
    seasonal: bool = False
    """The feed's zone moves with the season: an hour is claimed and no minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """One capture of a feed, read. `is_feed` False has no entries and a `reason`."""

    kind: FeedKind
    is_feed: bool
    reason: str | None = None
    """Why this is no feed, or why it holds no entries."""
    title: str | None = None
    link: str | None = None
    """The site that the feed belongs to, absolute."""
    language: str | None = None
    """ISO 639-1, lower case."""
    entries: tuple[FeedEntry, ...] = ()
    duplicates: int = 0
    """Items that repeat an earlier one of the same capture (same entry_id); they are not in `entries`."""
    problems: tuple[Failure, ...] = ()
    """Notes: dates that were refused, links that are none, damage that was read around."""
    ttl: int | None = None
    """Seconds for which the feed asks to be left alone."""
    children: tuple[str, ...] = ()
    """Addresses of the sitemaps that a sitemap index lists, the newest first; the index itself is no feed."""
    children_dated: bool = False
    """Each of them says when it changed."""
    habit: FeedHabit = field(default_factory=FeedHabit)
    """What this capture shows, for the next one."""
