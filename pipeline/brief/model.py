"""What a brief is made from, and what it says: values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from pipeline.brief.words import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What a brief is about. Times are UTC."""

    start: datetime
    """First moment of publication."""
    end: datetime
    """First moment after it."""
    known: datetime
    """Knowledge time of figures; far in the future for "by all that is known"."""
    as_of: datetime | None = None
    """The moment that the reader asked for; None for the newest knowledge."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-3; empty for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefFrames:
    """Answers of sql/brief to one window, each with the columns of the file of that name."""

    published: pl.DataFrame
    totals: pl.DataFrame
    events: pl.DataFrame
    revised: pl.DataFrame
    merged: pl.DataFrame | None
    """None where the snapshot keeps no history of merged events."""
    denied: pl.DataFrame
    reports: pl.DataFrame
    figures: pl.DataFrame
    daily: pl.DataFrame
    air: pl.DataFrame
    coverage: pl.DataFrame
    verdicts: pl.DataFrame
    feeds: pl.DataFrame
    failures: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One passage of one article that tells of an event. Texts are as published: escape them."""

    mention_id: str
    article_id: str
    source: str
    title: str
    url: str | None
    """None where it is no address of the web."""
    at: str
    quote: str
    claimants: str
    copy: bool
    in_window: bool
    """Published in the time of the brief; others stand beside it as the rest of the story."""
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One report's figure: who says so, in which words."""

    text: str
    value: str
    who: str
    source: str
    url: str | None
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of an event as it stands: persons or things, None where nobody says."""

    kind: str
    unit: str
    name: str
    value: str
    low: int | None
    best: int | None
    high: int | None
    disputed: bool
    sources: int
    claims: tuple[Claim, ...] = ()

    @property
    def size(self) -> int:
        """The best figure, else the certain one, else the highest claimed."""
        return next((n for n in (self.best, self.low, self.high) if n is not None), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventItem:
    """One event of the brief."""

    event_id: str
    anchor: str
    group: Group
    what: str
    where: str
    country: str | None
    headline: str
    when: str
    sort_day: str
    modality: str
    new: bool
    revised: bool
    score: float
    why: str
    actors: str
    targets: str
    weapons: str
    figures: tuple[Figure, ...]
    disputed: bool
    mentions: int
    articles: int
    sources: int
    confidence: float
    first_reported: datetime
    lat: float | None
    lon: float | None
    precision: str | None
    quote: Report | None = None
    reports: tuple[Report, ...] = ()

    def figure(self, kind: str) -> Figure | None:
        """The figure of persons of that kind."""
        return next((f for f in self.figures if f.kind == kind and f.unit == "person"), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One figure that changed in the window."""

    event_id: str
    headline: str
    name: str
    before: str
    after: str
    direction: str
    """up, down, new, gone or other."""
    disputed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Merger:
    """An event that is told under another's name now."""

    event_id: str
    successor_id: str | None
    headline: str
    change: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """A claim that somebody denies."""

    what: str
    where: str
    report: Report
    stands: str | None
    """event_id of what others report there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AirNight:
    night: date
    where: str
    unit: str
    launched: int | None
    intercepted: int | None
    event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    source: str
    country: str
    articles: int
    copies: int
    with_events: int
    mentions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    feed: str
    url: str | None
    polls: int
    failed: int
    new_entries: int
    state: str
    """What is wrong, "" where nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything that a brief says, in its order. Rendered by pipeline.brief.page and pipeline.brief.markdown."""

    window: Window
    title: str
    subtitle: str
    notes: tuple[str, ...]
    published: str
    totals: dict[str, int]
    lead: tuple[EventItem, ...]
    """In full, the weightiest first."""
    events: tuple[EventItem, ...]
    """All of them, at most as many as the table holds, in the same order."""
    left_out: int
    revisions: tuple[Revision, ...]
    mergers: tuple[Merger, ...] | None
    denials: tuple[Denial, ...]
    daily: tuple[tuple[date, Group, int], ...]
    air: tuple[AirNight, ...]
    sources: tuple[SourceLine, ...]
    verdicts: tuple[tuple[str, int], ...]
    feeds: tuple[FeedLine, ...]
    failures: tuple[tuple[str, int], ...]
    not_english: int = 0
    mapped: tuple[EventItem, ...] = field(default=())
