"""The one path: captures in, frames out.

Nightly runs, backfills and reprocessing call these functions over captures; they differ only in the window and in
where the captures come from. Nothing here touches a clock, a network or a database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from pipeline.dedup import find_duplicates
from pipeline.events.engine import VERSION as PARSER_VERSION
from pipeline.extract import ExtractPool, first_pages, goes_on, is_next, join_pages
from pipeline.frames import (
    articles_frame,
    failures_frame,
    mention_frames,
    to_frame,
)
from pipeline.fusion import REACH, FusionInput, FusionResult, affected_span, anchor_day, blocking, fuse, input_span
from pipeline.pool import Lost, WorkerPool
from pipeline.records import (
    Article,
    ArticleText,
    Correction,
    Duplicate,
    Extraction,
    Failure,
    Hint,
    Mention,
    Payload,
    ReportedMention,
    TextInput,
)
from pipeline.settings import Settings

READS_LANGUAGES = frozenset({"en"})
"""Languages that the event engine reads, ISO 639-1."""

__all__ = [
    "PARSER_VERSION",
    "READS_LANGUAGES",
    "ExtractedBatch",
    "ReadBatch",
    "ReportedMention",
    "Stretch",
    "block_keys",
    "copies_among",
    "extract_batch",
    "extract_pool",
    "fuse_stretches",
    "read_batch",
    "text_of",
]

# --- captures to articles --------------------------------------------------------------------------


PageAsk = tuple[str, datetime]
"""Address of a further page, and when the first page was captured."""
LaterPages = Callable[[Sequence[PageAsk]], Mapping[PageAsk, Payload]]
"""Finds captures of further pages; those that the archive does not hold are left out."""


@dataclass(frozen=True, slots=True)
class ExtractedBatch:
    """What a batch of captures gave, as frames of the tables articles, extractions and failures."""

    articles: pl.DataFrame
    extractions: pl.DataFrame
    failures: pl.DataFrame
    counts: Counter[str]
    """Captures by verdict, and those that failed by `failed: reason`."""
    first_pages: Sequence[str] = ()
    """Addresses (canonical, no slash at the end) of the first pages of articles of which later pages were read: what
    was read of them before this batch may lack these."""


def extract_pool(settings: Settings) -> ExtractPool:
    """Workers that read pages, warmed once and kept for the whole run."""
    return ExtractPool(
        workers=settings.worker_count, timeout=settings.process.page_timeout, tables=settings.process.tables
    )


def extract_batch(
    pool: ExtractPool,
    payloads: Iterable[Payload | Failure],
    capture_ids: Sequence[str],
    hints: dict[str, Hint],
    version: str,
    later: LaterPages | None = None,
) -> ExtractedBatch:
    """Read a batch of captures; every capture comes out as an article version or a failure, none is lost.

    `payloads` come in the order of `capture_ids`; a Failure among them is a record that could not be read back.
    Articles that go on at further pages are joined with those that `later` finds.
    """
    broken: list[tuple[str, Failure]] = []

    def readable() -> Iterator[tuple[Payload, Hint]]:
        for capture_id, payload in zip(capture_ids, payloads, strict=True):
            if isinstance(payload, Failure):
                broken.append((capture_id, payload))
            else:
                yield payload, hints.get(capture_id, Hint())

    results: list[Extraction] = list(pool.map(readable()))
    firsts = sorted({first for result in results if result.part and result.article
                     for first in first_pages(result.article.url)})  # fmt: skip
    if later is not None:
        _join(pool, results, later)
    articles = [result.article for result in results if result.article is not None]
    notes = [
        (result.capture_id, failure)
        for result in results
        for failure in ((result.failure,) if result.failure else ()) + result.failures
    ]
    read = [(result.capture_id, result.article) for result in results]
    ledger = [
        {
            "capture_id": capture_id,
            "article_id": article.article_id if article else None,
            "version": article.version if article else None,
            "published_date": article.published_date if article else None,
            "extractor_version": version,
            "stale": False,
        }
        for capture_id, article in [*read, *((capture_id, None) for capture_id, _ in broken)]
    ]
    counts: Counter[str] = Counter(article.verdict for article in articles)
    counts.update(f"failed: {result.failure.reason}" for result in results if result.failure)
    counts.update(f"failed: {failure.reason}" for _, failure in broken)
    return ExtractedBatch(
        articles_frame(articles), to_frame("extractions", ledger), failures_frame(notes + broken), counts, firsts
    )


def _join(pool: ExtractPool, results: list[Extraction], later: LaterPages) -> None:
    """Put articles that stand on several pages together, in place, a page further in each round."""
    chains: dict[int, list[Extraction]] = {n: [] for n, result in enumerate(results) if goes_on(result)}
    growing = list(chains)
    while growing:
        asks: dict[int, PageAsk] = {}
        for n in growing:
            further, article = goes_on(results[n], chains[n]), results[n].article
            if further is not None and article is not None:
                asks[n] = (further, article.fetched_at)
        found = later(sorted(set(asks.values())))
        growing = [n for n in growing if n in asks and asks[n] in found]
        read = list(pool.map((found[asks[n]], Hint()) for n in growing))
        grown = [(n, page) for n, page in zip(growing, read, strict=True) if is_next(results[n], chains[n], page)]
        for n, page in grown:
            chains[n].append(page)
        growing = [n for n, _ in grown]
    for n, chain in chains.items():
        results[n] = join_pages(results[n], chain)


# --- articles to mentions --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """What the event parser read in a batch of article versions, as frames."""

    mentions: dict[str, pl.DataFrame]
    parsings: pl.DataFrame
    failures: pl.DataFrame
    counts: Counter[str]


def text_of(article: Article) -> TextInput:
    """What the event engine gets of an article: the body, with the title as context."""
    return TextInput(
        text=article.body or "",
        title=article.title,
        published_date=article.published_date,
        country=article.country,
        language=article.language,
        article_id=article.article_id,
        sections=article.sections,
    )


def read_batch(
    pool: WorkerPool[TextInput, tuple[Mention, ...]],
    articles: Sequence[Article],
    version: str,
    languages: frozenset[str],
) -> ReadBatch:
    """Read events in a batch of article versions. A text in a language that the engine does not read has no mention
    and the outcome `unsupported_language`; one that its worker lost is a failure."""
    readable = [a for a in articles if a.language is None or a.language in languages]
    found: list[tuple[Article, Sequence[Mention]]] = []
    failures: list[tuple[str, Failure]] = []
    outcomes: dict[tuple[str, str], tuple[int, str]] = {
        (a.article_id, a.version): (0, "unsupported_language") for a in articles
    }
    # the longest first, so that no worker is left with one at the end
    order = sorted(range(len(readable)), key=lambda place: -len(readable[place].body or ""))
    results = dict(zip(order, pool.map(text_of(readable[place]) for place in order), strict=True))
    for place, article in enumerate(readable):
        result = results[place]
        key = (article.article_id, article.version)
        if isinstance(result, Lost):
            failures.append(
                (
                    article.version,
                    Failure(
                        stage="events",
                        item=article.url,
                        reason="parser_error" if result.reason == "internal" else result.reason,
                        detail=result.detail,
                        at=article.fetched_at,
                    ),
                )
            )
            outcomes[key] = (0, "failed")
        else:
            found.append((article, result))
            outcomes[key] = (len(result), "read")
    parsings = to_frame(
        "parsings",
        (
            {
                "article_id": article_id,
                "version": text_version,
                "parser_version": version,
                "mentions": count,
                "outcome": outcome,
                "stale": False,
            }
            for (article_id, text_version), (count, outcome) in outcomes.items()
        ),
    )
    counts: Counter[str] = Counter(outcome for _, outcome in outcomes.values())
    counts["mentions"] = sum(count for count, _ in outcomes.values())
    return ReadBatch(mention_frames(found), parsings, failures_frame(failures), counts)


# --- articles and mentions to what they have to do with each other ---------------------------------


def copies_among(articles: Sequence[ArticleText], span_days: int) -> list[Duplicate]:
    """Copies among the articles of some days; those published more than `span_days` apart are not compared."""
    return find_duplicates(articles, max_days=span_days)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days whose events are recomputed together."""

    replace: tuple[date, date]
    """The events filed under these days are replaced."""
    read: tuple[date, date]
    """The mentions filed under these days have a say in it."""

    def fuse(self, mentions: Iterable[ReportedMention], corrections: Sequence[Correction] = ()) -> FusionResult:
        """Events of this stretch; mentions that are filed elsewhere are left out."""
        first, last = self.read
        return fuse(
            [
                FusionInput(
                    mention=given.mention,
                    article_id=given.article_id,
                    version=given.version,
                    source=given.source,
                    published_at=given.known_at,
                    cluster_id=given.cluster_id,
                    captured_at=given.captured_at,
                )
                for given in mentions
                if first <= anchor_day(given.mention, given.known_at) <= last
            ],
            keep=self.replace,
            corrections=corrections,
        )


def block_keys(names: Sequence[str]) -> tuple[dict[str, pl.DataFrame], dict[str, object]]:
    """Tables and parameters by which the warehouse finds mentions that are connected; `names` as they occur there."""
    found = blocking(names)
    return found.tables, found.parameters


def fuse_stretches(days: Iterable[date], ties: Iterable[tuple[date, date]] = ()) -> list[Stretch]:
    """Stretches that cover everything that changes on these days can reach, none overlapping another.

    `ties` are first and last day of events that people merged: who touches one of them sees all of it.
    """
    groups = _stretches(set(days))
    pending = sorted(set(ties))
    while True:
        spans = [(min(group), max(group)) for group in groups]
        touched = [
            tie for tie in pending if any(first - _TWICE <= tie[1] and tie[0] <= last + _TWICE for first, last in spans)
        ]
        if not touched:
            return [Stretch(affected_span(group), input_span(group)) for group in groups]
        pending = [tie for tie in pending if tie not in touched]
        # every day of the tie, so that it lies in one stretch
        tied = (tie[0] + timedelta(days=n) for tie in touched for n in range((tie[1] - tie[0]).days + 1))
        groups = _stretches({*(day for group in groups for day in group), *tied})


_TWICE = timedelta(days=2 * REACH + 1)


def _stretches(days: Iterable[date]) -> list[list[date]]:
    groups: list[list[date]] = []
    for day in sorted(days):
        if groups and (day - groups[-1][-1]).days <= 2 * REACH + 1:
            groups[-1].append(day)
        else:
            groups.append([day])
    return groups
