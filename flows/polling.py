"""Asking feeds and fetching pages: everything that is answered goes into one archive file before it is read."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Any, TypedDict

from flows.archiving import SOFTWARE
from flows.asking import Ask, keep_robots, pages_again, polite_fetcher, validators_of
from flows.context import RunContext, versions
from flows.further import Further, asks_for, further_of
from flows.walk import Held, Opening, chunks, index_new_files
from pipeline.archive import ArchiveWriter
from pipeline.feeds import (
    FeedUpdate,
    PageChoice,
    ParsedFeed,
    PollRequest,
    PollResult,
    choose_pages,
    decide_poll,
    due_feeds,
    habit_of,
    parse_feed,
    request_of,
    unresolvable_link,
)
from pipeline.fetch import Fetched, Fetcher, FetchError
from pipeline.frames import failures_frame, feeds_frame, polls_frame
from pipeline.identity import digest
from pipeline.records import Capture, Exchange, Failure, FailureReason, Feed, FeedEntry, Unchanged
from pipeline.urls import canonical_url
from pipeline.warehouse import Warehouse, open_warehouse

_FEEDS_A_STEP = 500
_PAGES_A_STEP = 200
_SITEMAP_DEPTH = 2
_HELD_OPEN = 1.0
"""Seconds of asking for which the database stays open: closing and opening it costs as much as asking 200 feeds."""
_COLLECT_AFTER = 20_000
"""Objects more than were freed, after which the collector looks for circles: a few hundred answers."""
_RETRY_AFTER = timedelta(minutes=30)
"""A page that failed for a passing reason is not asked again sooner."""


_state = attrgetter(*(f.name for f in fields(Feed) if f.name not in ("last_polled_at", "next_poll_at")))
"""All of a feed but the times, which every poll changes."""


class Patience(TypedDict):
    """After how many failures a page is given up, and since when it must have been left alone."""

    tries: int
    retry_before: datetime


@dataclass(frozen=True, slots=True)
class _Memory:
    """What the database knows of feeds whose answer has to be looked at."""

    bodies: dict[str, Capture]
    """By digest of a feed's last body: the capture that holds it."""
    sitemaps: dict[str, Capture]
    """By address: the last capture of a sitemap that a list of sitemaps led to."""
    dates: dict[str, list[str]]
    """By feed_id: texts of the feed's earlier dates."""


@dataclass(slots=True)
class _Poll:
    """What one polling run has found so far."""

    run: RunContext
    fetcher: Fetcher
    writer: ArchiveWriter
    patience: Patience
    due: Sequence[Feed]
    memory: _Memory | None = None
    """Read at the first answer with a body: where nothing has changed nobody needs it."""
    unchanged: list[Unchanged] = field(default_factory=list)
    """Answers 304 that are to be archived."""
    held: dict[str, Held] = field(default_factory=dict)
    """By archive file: what this run has put into it."""
    updates: list[FeedUpdate] = field(default_factory=list)
    failures: list[tuple[str, Failure]] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    """Pages to fetch: canonical URL to link."""

    def keep(
        self, exchanges: Sequence[Exchange], *, kind: Any, link: str, revisit_of: Capture | None = None
    ) -> list[Capture]:
        """Archive every hop; what a link led to over redirects names the link."""
        captures = [
            self.writer.write_exchange(
                exchange,
                kind=kind,
                via=link if exchange.url != link else None,
                origin="poll",
                revisit_of=revisit_of if number == len(exchanges) - 1 else None,
            )
            for number, exchange in enumerate(exchanges)
        ]
        for capture in captures:
            self.held.setdefault(capture.warc_filename, Held()).captures.append(capture)
        return captures

    def keep_unchanged(self) -> None:
        """Archive which feeds answered 304. Until then a kill costs nothing: their state is not written either."""
        name = self.writer.write_unchanged(self.unchanged)
        if name is not None:
            self.held.setdefault(name, Held()).unchanged += self.unchanged
        self.unchanged = []

    def remembered(self) -> _Memory:
        """What earlier runs know of the feeds that are asked."""
        if self.memory is None:
            with open_warehouse(self.run.settings, "poll") as warehouse:
                self.memory = _Memory(
                    warehouse.captures_by_digest([feed.body_digest for feed in self.due if feed.body_digest]),
                    warehouse.sitemap_captures([feed.url for feed in self.due]),
                    warehouse.feed_dates([feed.feed_id for feed in self.due]),
                )
        return self.memory


def _on(loop: asyncio.Runner, step: Callable[[], Coroutine[Any, Any, None]]) -> None:
    loop.run(step())


async def _letting_go(opening: Opening, until: float, step: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """A step that asks the network, with the database open up to `until` (the loop's time) and no longer."""
    asking = asyncio.ensure_future(step())
    try:
        await asyncio.wait({asking}, timeout=max(0.0, until - asyncio.get_running_loop().time()))
        if not asking.done():
            opening.drop()
        await asking
    finally:
        asking.cancel()


@contextmanager
def _few_collections() -> Iterator[None]:
    """Thousands of answers come and go and leave few circles: the collector looks seldom, and not at what was there
    before."""
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


@_few_collections()
def poll_due(run: RunContext, opening: Opening, *, force: bool = False) -> None:
    """Ask the feeds that are due, fetch the pages that are new or were missed, and index what came.

    `opening` is closed while the network is asked (feeds that all answer within a second aside), and left open at the
    end.
    """
    settings = run.settings
    now = run.clock()
    opening.take()
    with open_warehouse(settings, "poll") as warehouse:
        feeds = warehouse.feeds()
    due = [feed for feed in feeds if feed.active] if force else due_feeds(feeds, now)
    if not feeds:
        run.reporter.say("no feeds on the list: `dateline feeds import --starter`, or `feeds add URL`")
    fetcher = polite_fetcher(run)
    writer = ArchiveWriter(
        settings.archive_dir, name="poll", started_at=run.started_at, software=f"{SOFTWARE}/{versions()['dateline']}"
    )
    with asyncio.Runner() as loop, writer:
        patience = Patience(tries=settings.poll.page_retries + 1, retry_before=now - _RETRY_AFTER)
        poll = _Poll(run, fetcher, writer, patience, due)
        loop.run(poll.fetcher.__aenter__())
        until = loop.get_loop().time() + _HELD_OPEN
        try:
            with run.progress(len(due), "asking feeds") as advance:
                for feeds_now in chunks(due, _FEEDS_A_STEP):
                    step = partial(_letting_go, opening, until, partial(_ask_feeds, poll, feeds_now, advance))
                    run.orchestrator.call(f"poll {len(feeds_now)} feeds", partial(_on, loop, step))
            opening.take()
            asks = _pages_to_ask(poll)
            if asks:
                opening.drop()
            with run.progress(len(asks), "fetching pages") as advance:
                for asks_now in chunks(asks, _PAGES_A_STEP):
                    step = partial(_fetch_pages, poll, asks_now, advance)
                    run.orchestrator.call(f"fetch {len(asks_now)} pages", partial(_on, loop, step))
        finally:
            keep_robots(run, poll.fetcher)
            loop.run(poll.fetcher.__aexit__(None, None, None))
    opening.take()
    # The feeds' new state with the index or after it: a kill before asks some feeds again and loses nothing.
    index_new_files(run, poll.held, opening, also=partial(_save, poll))
    run.counts["feeds asked"] += len(due)
    for update in poll.updates:
        run.counts[f"feeds: {update.poll.outcome}"] += 1


def _save(poll: _Poll, warehouse: Warehouse) -> None:
    changed = (u.feed for u, f in zip(poll.updates, poll.due, strict=True) if _state(u.feed) != _state(f))
    warehouse.save_poll(
        polls=polls_frame([update.poll for update in poll.updates], [update.feed for update in poll.updates]),
        changed=feeds_frame(changed),
        failures=failures_frame(poll.failures),
    )


def _pages_to_ask(poll: _Poll) -> list[Ask]:
    """Pages that feeds list now, those that earlier runs could not get, and those that are due again."""
    wanted = poll.links | {k: v for k, v in _missed_pages(poll).items() if k not in poll.links}
    held: dict[str, Capture] = {}
    if wanted:
        with open_warehouse(poll.run.settings, "poll") as warehouse:
            held = warehouse.latest_page_captures(list(wanted))
    asks = [Ask(link=link, url=link, before=held.get(key)) for key, link in wanted.items()]
    return asks + [ask for ask in pages_again(poll.run) if ask.before is None or ask.before.url_key not in wanted]


def _whole(exchanges: Sequence[Exchange]) -> Sequence[Exchange]:
    """Without a page that was cut off or given up: half of one would be read as if it were whole. What a redirect or
    an error says stands in its head."""
    return [exchange for exchange in exchanges if not exchange.truncated or exchange.status >= 300]


# --- feeds -----------------------------------------------------------------------------------------


async def _ask_feeds(poll: _Poll, feeds: Sequence[Feed], advance: Callable[[int], None]) -> None:
    async def one(feed: Feed) -> tuple[PollResult, tuple[FeedEntry, ...]]:
        try:
            return await _ask_feed(poll, feed)
        finally:
            advance(1)

    answers = await asyncio.gather(*map(one, feeds))
    poll.keep_unchanged()
    now = poll.run.clock()
    settings = poll.run.settings.poll
    keys = [e.url_key for _, entries in answers for e in entries if e.url_key]
    known: set[str] = set()
    archived: set[str] = set()
    if keys:  # opening the database costs more than a hundred unchanged feeds
        with open_warehouse(poll.run.settings, "poll") as warehouse:
            known = warehouse.known_url_keys(keys)
            archived = warehouse.archived_url_keys(keys, **poll.patience)
            # an entry with another title or date: its page has been edited, and is fetched again as a new version
            archived -= warehouse.changed_entries([e for _, entries in answers for e in entries])
    # in the order of the list, not of the answers: two runs with the same answers give the same rows
    for feed, (result, entries) in zip(feeds, answers, strict=True):
        choices: Sequence[PageChoice] = ()
        if entries:
            choices = choose_pages(entries, archived | poll.links.keys(), settings, now)
            result = replace(
                result,
                new_entries=sum(1 for e in entries if e.url_key not in known),
                left_over=sum(1 for choice in choices if choice.why == "over_limit"),
            )
        update = decide_poll(feed, result, now, settings)
        poll.updates.append(update)
        if update.failure is not None:
            poll.failures.append((feed.feed_id, update.failure))
        for choice in choices:
            if choice.failure is not None:
                poll.failures.append((feed.feed_id, choice.failure))
            if choice.fetch and choice.entry.url and choice.entry.url_key:
                poll.links.setdefault(choice.entry.url_key, choice.entry.url)
            else:
                poll.run.counts[f"entries: {choice.why}"] += 1


async def _ask_feed(poll: _Poll, feed: Feed) -> tuple[PollResult, tuple[FeedEntry, ...]]:
    asked: PollRequest = request_of(feed, poll.run.clock())
    try:
        answer = await poll.fetcher.get(feed.url, etag=asked.etag, last_modified=asked.last_modified, kind="feed")
    except FetchError as error:
        poll.keep(_whole(error.exchanges), kind="feed", link=feed.url)
        result = PollResult(
            status=error.status,
            reason=error.reason,
            detail=error.message,
            retry_after=error.retry_after,
            bytes_received=sum(e.bytes_received for e in error.exchanges),
            duration_ms=sum(e.duration_ms for e in error.exchanges),
        )
        return result, ()
    body_digest = None if answer.not_modified else digest(answer.body)
    before: Capture | None = None
    if body_digest is None and feed.body_digest is not None and answer.url == feed.url:
        final = answer.final
        poll.unchanged.append(Unchanged(final.url, final.fetched_at, final.request_headers, final.headers))
    else:
        before = poll.remembered().bodies.get(feed.body_digest or "")
        poll.keep(answer.exchanges, kind="feed", link=feed.url, revisit_of=before)
    facts: dict[str, Any] = {
        "status": answer.status,
        "etag": answer.header("etag"),
        "last_modified": answer.header("last-modified"),
        "body_digest": body_digest,
        "bytes_received": answer.bytes_received,
        "duration_ms": answer.duration_ms,
        "permanent_url": answer.moved_to,
    }
    if answer.not_modified or (body_digest == feed.body_digest and before is not None):
        return PollResult(**facts, new_entries=0), ()
    parsed = _parsed(poll, feed, answer)
    entries, is_feed = parsed.entries, parsed.is_feed
    if parsed.children:
        entries = await _follow(
            poll, feed, parsed, _SITEMAP_DEPTH, _Allowance(poll.run.settings.poll.max_sitemap_bytes)
        )
        is_feed = True
        if not parsed.children_dated:
            # the list may stay the same while its sitemaps change: it is asked for, and read, every time
            facts |= {"etag": None, "last_modified": None, "body_digest": None}
    result = PollResult(
        **facts, is_feed=is_feed, detail=parsed.reason, entries=len(entries), new_entries=0, ttl=parsed.ttl
    )
    return result, entries


def _parsed(poll: _Poll, feed: Feed, answer: Fetched) -> ParsedFeed:
    return parse_feed(
        answer.body,
        url=answer.url,
        feed_id=feed.feed_id,
        content_type=answer.header("content-type"),
        seen_at=answer.final.fetched_at,
        feed_habit=habit_of(dates) if (dates := poll.remembered().dates.get(feed.feed_id)) else None,
    )


@dataclass(slots=True)
class _Allowance:
    """Bytes that the sitemaps of one list may still bring in this poll."""

    left: int


async def _follow(
    poll: _Poll, feed: Feed, index: ParsedFeed, depth: int, allowance: _Allowance
) -> tuple[FeedEntry, ...]:
    """Entries of the newest sitemaps of a list, each asked for with its own validators; a list may hold lists.

    One that answers as it did before still lists what it listed, which indexing notes: it gives nothing new. What is
    not asked for because the list is too long, too large or too deep is a failure, one for all that is left of a list.
    """
    entries: dict[str, FeedEntry] = {}

    def failed(url: str, reason: FailureReason, detail: str) -> None:
        failure = Failure(stage="poll", item=url, reason=reason, detail=detail, at=poll.run.clock())
        poll.failures.append((feed.feed_id, failure))

    limits = poll.run.settings.poll
    for number, url in enumerate(index.children):
        why = None
        if number >= limits.max_sitemaps:
            why = f"{limits.max_sitemaps} of a list are read in one poll"
        elif allowance.left <= 0:
            why = f"the list has brought {limits.max_sitemap_bytes} bytes already"
        if why is not None:
            failed(url, "too_large", f"{len(index.children) - number} sitemaps left: {why}")
            break
        before = poll.remembered().sitemaps.get(url)
        etag, last_modified = validators_of(poll.run, before) if before is not None else (None, None)
        try:
            answer = await poll.fetcher.get(url, etag=etag, last_modified=last_modified, kind="feed")
        except FetchError as error:
            poll.keep(_whole(error.exchanges), kind="feed", link=feed.url)
            allowance.left -= sum(exchange.bytes_received for exchange in error.exchanges)
            failed(url, error.reason, error.message)
            continue
        poll.keep(answer.exchanges, kind="feed", link=feed.url, revisit_of=before)
        allowance.left -= len(answer.body)
        if answer.not_modified or (before is not None and digest(answer.body) == before.content_digest):
            continue
        parsed = _parsed(poll, feed, answer)
        if parsed.children and depth > 1:
            entries |= {entry.entry_id: entry for entry in await _follow(poll, feed, parsed, depth - 1, allowance)}
        elif parsed.children:
            failed(url, "too_deep", f"{len(parsed.children)} sitemaps in a list of lists of lists are not asked for")
        entries |= {entry.entry_id: entry for entry in parsed.entries}
    return tuple(entries.values())


# --- pages -----------------------------------------------------------------------------------------


def _missed_pages(poll: _Poll) -> dict[str, str]:
    """Pages that feeds listed and earlier runs could not get.

    After a kill, or in a rebuilt database, there are entries without what became of them: links that lead to no page
    are told from others here too.
    """
    now = poll.run.clock()
    oldest = now - timedelta(days=poll.run.settings.poll.max_age_days)
    with open_warehouse(poll.run.settings, "poll") as warehouse:
        missed = warehouse.pending_pages(**poll.patience, oldest=oldest)
    told = {failure.item for _, failure in poll.failures}
    pages: dict[str, str] = {}
    for page in missed:
        failure = unresolvable_link(page.url, now)
        if failure is None:
            pages[page.url_key] = page.url
        elif page.url not in told:
            poll.failures.append(("fetch", failure))
    return pages


async def _fetch_pages(poll: _Poll, asks: Sequence[Ask], advance: Callable[[int], None]) -> None:
    """Fetch pages, and what they go on at; a page further in each round."""
    asked = {canonical_url(ask.url) for ask in asks}
    further = await _fetch_round(poll, asks, advance)
    while further:
        more = asks_for(poll.run, further, asked)
        if more:
            poll.run.counts["further pages asked for"] += len(more)
        further = await _fetch_round(poll, more, lambda _: None)


async def _fetch_round(poll: _Poll, asks: Sequence[Ask], advance: Callable[[int], None]) -> list[Further]:
    found: dict[str, Further] = {}

    async def one(ask: Ask) -> str | FetchError:
        try:
            answer: Fetched | FetchError = await poll.fetcher.get(
                ask.url, etag=ask.etag, last_modified=ask.last_modified, kind="page"
            )
        except FetchError as error:
            answer = error
        # archived at once: a page that waits in memory is lost with the process
        exchanges = _whole(answer.exchanges)
        before = ask.before if exchanges and _same_page(ask.before, exchanges[-1]) else None
        kept = poll.keep(exchanges, kind="page", link=ask.link, revisit_of=before)
        advance(1)
        if isinstance(answer, Fetched):
            further = further_of(poll.run, answer, ask, unchanged=kept[-1].revisit) if kept else None
            if further is not None:
                found[ask.url] = further
            if ask.before is None:
                return "pages archived"
            return "pages asked again: unchanged" if kept and kept[-1].revisit else "pages asked again: other bytes"
        answer.exchanges = answer.exchanges[-1:]
        return answer

    for ask, answer in zip(asks, await asyncio.gather(*map(one, asks)), strict=True):
        link = ask.link
        if isinstance(answer, str):
            poll.run.counts[answer] += 1
            continue
        poll.run.counts[f"pages not fetched: {answer.reason}"] += 1
        if answer.status is None or answer.status < 400:
            # an answer of 400 and above stands in the archive; indexing it makes its failure row
            poll.failures.append(
                (
                    "fetch",
                    Failure(stage="fetch", item=link, reason=answer.reason, detail=answer.message, at=poll.run.clock()),
                )
            )
    return [found[ask.url] for ask in asks if ask.url in found]


def _same_page(before: Capture | None, exchange: Exchange) -> bool:
    return before is not None and canonical_url(exchange.url) == before.url_key
