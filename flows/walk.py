"""The walk after capture: index, extract, read, relate, publish. The same for every flow, with and without Prefect.

Every step is short, holds the writer only while it loads, and can be repeated: what is done and what is missing is
read from our own ledger at the start of each.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import zip_longest
from types import MappingProxyType
from typing import Self, TypeVar

from flows.context import RunContext, versions
from flows.related import relate_days
from pipeline.archive import list_files, read_index, read_payload, read_payloads, recover_open_files
from pipeline.archive.rewrite import Rewrite, finish, pending_rewrite, read_tombstones
from pipeline.errors import ArchiveError, DatelineError, WarehouseError
from pipeline.extract import EXTRACTOR_VERSION, ExtractPool, first_pages
from pipeline.feeds import FeedHabit, habit_of, parse_feed
from pipeline.feeds.opml import feed_id_of
from pipeline.frames import captures_frame, entries_frame, failures_frame, seen_frame, unchanged_frame
from pipeline.pool import WorkerPool
from pipeline.process import (
    PARSER_VERSION,
    READS_LANGUAGES,
    ExtractedBatch,
    PageAsk,
    ReadBatch,
    extract_batch,
    extract_pool,
    read_batch,
)
from pipeline.reading import event_pool
from pipeline.records import Article, Capture, Failure, FeedEntry, Mention, Payload, TextInput, Unchanged
from pipeline.settings import Settings
from pipeline.urls import canonical_url
from pipeline.warehouse import Warehouse, open_warehouse, publish
from pipeline.warehouse.ledger import (
    Tombstone,
    articles_by_day,
    count_pending,
    day_hashes,
    forget_rows,
    later_pages,
    move_captures,
    read_again_first,
    read_again_listed,
    save_tombstones,
    taken_down,
)

T = TypeVar("T")
R = TypeVar("R")
_HELD = 2000  # captures or texts that are held while they wait to be read
_WARM_BESIDE = 5000  # captures to be read up to which the reader of events warms up meanwhile; more take minutes anyway
_BRIDGED = 500  # articles between two days up to which both are recomputed together: a stretch of its own costs as much
_LOG = "2MB"  # about ten polls of a thousand feeds


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


class Opening:
    """A stretch of small steps on the database with one opening from `take` to `drop`; both may be called at any time.

    Opening costs as much as a hundred statements. Whoever waits for a network lets go of it before. What is written
    stays in the log until that has grown: replaying it costs less than a checkpoint at each closing. `before_drop` is
    called once, before others see the database.
    """

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._stack: ExitStack | None = None
        self.before_drop: Callable[[], None] | None = None

    def take(self) -> None:
        if self._stack is None:
            stack = ExitStack()
            warehouse = stack.enter_context(open_warehouse(self._run.settings, self._run.flow, checkpoint=False))
            warehouse.checkpoint_after(_LOG)
            self._stack = stack

    def drop(self) -> None:
        stack, self._stack = self._stack, None
        if stack is not None:
            with stack:
                first, self.before_drop = self.before_drop, None
                if first is not None:
                    first()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.drop()


# --- archive to index ------------------------------------------------------------------------------


def recover(run: RunContext, opening: Opening | None = None) -> None:
    """Close what a killed run left open, and index every archive file that is not indexed yet."""
    finish_rewrites(run)
    for left in recover_open_files(run.settings.archive_dir):
        run.counts["archive files recovered"] += 1
        run.reporter.say(
            f"recovered {left.name}: {left.records} records kept, {left.bytes_cut} bytes of a torn one cut"
        )
    index_new_files(run, opening=opening)


def finish_rewrites(run: RunContext) -> None:
    """Finish a compaction or takedown that was interrupted, and know what was taken down."""
    archive_dir = run.settings.archive_dir
    rewrite = pending_rewrite(archive_dir)
    know_tombstones(run)
    if rewrite is not None:
        run.reporter.say("finishing a rewrite of the archive that was interrupted")
        finish(archive_dir, rewrite, partial(index_rewrite, run))


def know_tombstones(run: RunContext) -> None:
    """Bring the table of takedowns up to the list that lies beside the archive."""
    graves = read_tombstones(run.settings.archive_dir)
    with open_warehouse(run.settings, "archive") as warehouse:
        save_tombstones(warehouse, [Tombstone(url_key=g.url_key, url=g.url, reason=g.reason, at=g.at) for g in graves])


def index_rewrite(run: RunContext, rewrite: Rewrite) -> None:
    """Bring the database up to files that were rewritten."""
    archive_dir = run.settings.archive_dir
    with open_warehouse(run.settings, "archive") as warehouse:
        if rewrite.moved:
            sizes = [(final, (archive_dir / final).stat().st_size) for _, final in rewrite.parts]
            move_captures(warehouse, rewrite.moved, sizes)
        if rewrite.forgotten:
            forget_rows(warehouse, rewrite.forgotten, rewrite.captures, rewrite.removed)
            # what a later page said stands in the first page's article
            read_again_first(warehouse, sorted({first for key in rewrite.forgotten for first in first_pages(key)}))
    if rewrite.forgotten:
        index_new_files(run)


@dataclass(slots=True)
class Held:
    """What one archive file holds."""

    captures: list[Capture] = field(default_factory=list)
    unchanged: list[Unchanged] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def index_new_files(
    run: RunContext,
    written: Mapping[str, Held] = MappingProxyType({}),
    opening: Opening | None = None,
    also: Callable[[Warehouse], None] | None = None,
) -> None:
    """Bring captures and entries up to the archive: the index can always be rebuilt from the files.

    A page that was read before a feed listed it is read again, so that it does not matter which of the two came first.
    `written` is what this run's own writer put into files that it has closed: they need not be read again. `opening`
    is let go of where other files have to be read: that may take long, and other runs have their turns in between.
    `also` is done in the transaction of the last of the files, or by itself where no file is new: a commit of its own
    costs as much as asking thirty feeds.
    """
    settings = run.settings
    new = []
    if settings.archive_dir.is_dir():
        with open_warehouse(settings, "index") as warehouse:
            known = warehouse.indexed_files()
        new = [file for file in list_files(settings.archive_dir) if known.get(file.name) != file.bytes]
    if not new and also is not None:
        with open_warehouse(settings, "index") as warehouse:
            also(warehouse)
    if opening is not None and any(file.name not in written for file in new):
        opening.drop()
    for file in new:
        held = written.get(file.name) or _read_file_index(run, file.name)
        captures, unchanged, failures = held.captures, held.unchanged, list(held.failures)
        with open_warehouse(settings, "index") as warehouse:
            gone = taken_down(warehouse, [c.url_key for c in captures])
            captures = [c for c in captures if c.url_key not in gone]
            elsewhere = warehouse.captures_by_digest([c.content_digest for c in captures if c.revisit])
            feed_ids = warehouse.feed_ids()
            feeds = [_listed(c, feed_ids) for c in captures if c.kind == "feed"]
            warehouse.settle_sightings(feeds)
            habits = {feed_id: habit_of(dates) for feed_id, dates in warehouse.feed_dates(feeds).items()}
            again = [c.url for c in captures if c.kind == "feed" and c.revisit]
            # most of a poll: feeds that answered 304 and nothing else in this file
            answered = {c.url for c in captures if c.kind == "feed"}
            alone = [(_feed_id(u.url, feed_ids), u.url, u.fetched_at) for u in unchanged if u.url not in answered]
            unchanged = [u for u in unchanged if u.url in answered]
            before = warehouse.last_sightings([*again, *(feed.url for feed in unchanged)], file.name)
        entries, seen, feed_failures = _entries_of(run, captures, unchanged, elsewhere, feed_ids, habits, before)
        with open_warehouse(settings, "index") as warehouse:
            gone = taken_down(warehouse, [e.url_key for e in entries if e.url_key])
        entries = [e for e in entries if e.url_key not in gone]
        failures += feed_failures + _refused_pages(captures)
        listing = entries_frame(entries)
        with open_warehouse(settings, "index") as warehouse:
            # before the entries are noted: a kill in between marks the pages once more and forgets none
            read_again_listed(warehouse, listing)
            with warehouse.transaction():
                warehouse.save_index(
                    file.name,
                    file.bytes,
                    captures=captures_frame(captures),
                    entries=listing,
                    seen=seen_frame(seen),
                    unchanged=unchanged_frame(alone),
                    failures=failures_frame((file.name, failure) for failure in failures),
                )
                if also is not None and file is new[-1]:
                    also(warehouse)
        run.counts["archive files indexed"] += 1
        run.counts["captures indexed"] += len(captures)


def index_written(run: RunContext, captures: Sequence[Capture]) -> None:
    """Index what this run's writer returned of files that are closed now, without reading them."""
    files: dict[str, Held] = {}
    for capture in captures:
        files.setdefault(capture.warc_filename, Held()).captures.append(capture)
    index_new_files(run, files)


def _read_file_index(run: RunContext, name: str) -> Held:
    held = Held()
    path = run.settings.archive_dir / name
    try:
        for found in read_index(path, run.settings.archive_dir, unchanged=held.unchanged):
            if isinstance(found, Failure):
                held.failures.append(found)
            else:
                held.captures.append(found)
    except ArchiveError as error:
        failure = Failure(stage="archive", item=name, reason="unreadable", detail=str(error), at=run.started_at)
        held.failures.append(failure)
    return held


def _entries_of(
    run: RunContext,
    captures: Sequence[Capture],
    unchanged: Sequence[Unchanged],
    elsewhere: dict[str, Capture],
    feed_ids: dict[str, str],
    habits: dict[str, FeedHabit],
    before: dict[tuple[str, str], tuple[str, datetime]],
) -> tuple[list[FeedEntry], list[tuple[str, str, datetime, datetime]], list[Failure]]:
    """Entries of the feeds in one archive file, feeds that answered as they did before, and what went wrong.

    An address that answers the same as the last time (`before`, its digest and time) is not read again.
    """
    here = {capture.content_digest: capture for capture in captures if not capture.revisit}

    def resolve(capture: Capture) -> Capture | None:
        return here.get(capture.content_digest) or elsewhere.get(capture.content_digest)

    entries: list[FeedEntry] = []
    seen: dict[tuple[str, str, str, datetime], datetime] = {}
    chains: dict[tuple[str, str, str], tuple[datetime, datetime]] = {}
    """By feed, link and address: since when it has given the same answer, and the last capture of that."""
    failures: list[Failure] = []
    before = dict(before)
    answers: list[Capture | Unchanged] = [*unchanged]
    answers += [c for c in captures if c.kind == "feed" and (c.revisit or (c.status and 200 <= c.status < 300))]
    for capture in sorted(answers, key=lambda answer: answer.fetched_at):
        link = capture.url if isinstance(capture, Unchanged) else capture.via or capture.url
        feed_id = _feed_id(link, feed_ids)
        last = before.get((capture.url, link))
        chain = (feed_id, link, capture.url)
        since = last[1] if last is not None else capture.fetched_at
        if chain in chains and chains[chain][1] == since:
            since = chains[chain][0]
        if isinstance(capture, Unchanged):
            if since < capture.fetched_at:
                seen[*chain, since] = capture.fetched_at
            continue
        before[capture.url, link] = (capture.content_digest, capture.fetched_at)
        if capture.revisit and last is not None and last[0] == capture.content_digest:
            chains[chain] = (since, capture.fetched_at)
            seen[*chain, since] = capture.fetched_at
            continue
        try:
            payload = read_payload(run.settings.archive_dir, capture, resolve)
        except ArchiveError as error:
            failures.append(
                Failure(
                    stage="archive", item=capture.url, reason="broken_record", detail=str(error), at=capture.fetched_at
                )
            )
            continue
        parsed = parse_feed(
            payload.body,
            url=capture.url,
            feed_id=feed_id,
            content_type=capture.mime,
            seen_at=capture.fetched_at,
            feed_habit=habits.get(feed_id),
        )
        entries += parsed.entries
        failures += parsed.problems
    return entries, [(feed_id, link, since, at) for (feed_id, link, _, since), at in seen.items()], failures


def _listed(capture: Capture, feed_ids: dict[str, str]) -> str:
    """feed_id of a capture: by the address on the list, also where it answered from another one."""
    return _feed_id(capture.via or capture.url, feed_ids)


def _feed_id(link: str, feed_ids: Mapping[str, str]) -> str:
    return feed_ids.get(link) or feed_id_of(link)  # a feed that moved keeps its id


def _refused_pages(captures: Sequence[Capture]) -> list[Failure]:
    return [
        Failure(
            stage="fetch",
            item=capture.via or capture.url,
            reason="gone" if capture.status == 410 else "throttled" if capture.status == 429 else "http_error",
            detail=f"answered with status {capture.status}",
            at=capture.fetched_at,
        )
        for capture in captures
        if capture.kind == "page" and capture.status is not None and capture.status >= 400
    ]


# --- captures to articles to mentions --------------------------------------------------------------


class Readers:
    """The worker processes of a run: those that read pages, and those that read events. Both load models first, which
    takes seconds of a core that may have nothing else to do: they can be begun before there is work for them."""

    def __init__(self, settings: Settings) -> None:
        self.pages = extract_pool(settings)
        self.texts = event_pool(settings)

    def begin(self) -> None:
        """Begin both; the caller goes on meanwhile."""
        self.pages.__enter__()
        self.texts.__enter__()

    def __enter__(self) -> Self:
        """Nothing is begun yet."""
        return self

    def __exit__(self, *trouble: object) -> None:
        self.close()

    def close(self) -> None:
        """End them, begun or not."""
        self.pages.close()
        self.texts.close()


def extract_pending(run: RunContext, readers: ExtractPool | None = None, opening: Opening | None = None) -> None:
    """Read every capture that the extractor has not read, a batch a step; by `readers`, which end with it. `opening` is
    let go of where there are any."""
    settings = run.settings
    with open_warehouse(settings, "extract") as warehouse:
        total = count_pending(warehouse, "captures")
    if total:
        if opening is not None:
            opening.drop()
        with readers or extract_pool(settings) as pool, run.progress(total, "reading pages") as advance:

            def read(batch: Sequence[Capture]) -> ExtractedBatch:
                with open_warehouse(settings, "extract") as warehouse:
                    hints = warehouse.hints([(c.capture_id, key) for c in batch for key in _links_of(c)])
                return extract_batch(
                    pool,
                    read_payloads(settings.archive_dir, batch),
                    [c.capture_id for c in batch],
                    hints,
                    EXTRACTOR_VERSION,
                    partial(_later_pages, run),
                )

            def save(read: ExtractedBatch) -> None:
                with open_warehouse(settings, "extract") as warehouse:
                    # before the later pages count as read: a kill in between reads a first page once too often
                    read_again_first(warehouse, read.first_pages)
                    run.counts["article rows changed"] += warehouse.save_extractions(
                        articles=read.articles, extractions=read.extractions, failures=read.failures
                    )
                run.counts.update({f"pages: {verdict}": n for verdict, n in read.counts.items()})

            for batches in _missing(run, "captures", lambda warehouse, n: warehouse.pending_captures(n)):
                for batch in _in_turn(run, "extract {} captures", batches, read, save, pool.stop):
                    run.counts["captures read"] += len(batch)
                    advance(len(batch))
    # also where nothing was to be read: a page that answered as before is new to the index all the same
    with open_warehouse(settings, "extract") as warehouse:
        warehouse.link_revisits()


def _missing(
    run: RunContext, what: str, more: Callable[[Warehouse, int], Sequence[T]]
) -> Iterator[Sequence[Sequence[T]]]:
    """What is missing, in batches, some thousand rows held at once: a backfill of any size costs the same memory."""
    size = run.settings.process.batch_size
    before: Sequence[T] = ()
    while True:
        with open_warehouse(run.settings, what) as warehouse:
            pending = more(warehouse, max(_HELD // size, 1) * size)
        if not pending:
            return
        if pending == before:
            raise WarehouseError(f"{what} were read and are still missing", hint="please report this")
        before = pending
        yield list(chunks(pending, size))


def _in_turn(
    run: RunContext,
    name: str,
    batches: Sequence[Sequence[T]],
    read: Callable[[Sequence[T]], R],
    save: Callable[[R], None],
    stop: Callable[[], None],
) -> Iterator[Sequence[T]]:
    """Read and save batch after batch, a step each; those that are saved come out.

    While one is saved the next is being read, by a thread of its own, so that no worker waits for the database. `stop`
    ends reading early where saving went wrong.
    """
    with ThreadPoolExecutor(1) as thread:
        try:
            begun = thread.submit(read, batches[0])
            for batch, following in zip_longest(batches, batches[1:]):
                tries = iter([begun])
                if following is not None:
                    begun = thread.submit(read, following)

                def step(batch: Sequence[T] = batch, tries: Iterator[Future[R]] = tries) -> None:
                    save((next(tries, None) or thread.submit(read, batch)).result())

                run.orchestrator.call(name.format(len(batch)), step, retries=1)
                yield batch
        except BaseException:
            stop()
            thread.shutdown(wait=False, cancel_futures=True)
            raise


def _later_pages(run: RunContext, asks: Sequence[PageAsk]) -> dict[PageAsk, Payload]:
    """Captures of further pages that the archive holds; one that cannot be read back has its failure row already."""
    keys = {ask: (canonical_url(ask[0]), ask[1]) for ask in asks}
    with open_warehouse(run.settings, "extract") as warehouse:
        held = later_pages(warehouse, list(keys.values()))
    chosen = {ask: held[key] for ask, key in keys.items() if key in held}
    payloads = read_payloads(run.settings.archive_dir, list(chosen.values()))
    read = {payload.capture.capture_id: payload for payload in payloads if isinstance(payload, Payload)}
    return {ask: read[capture.capture_id] for ask, capture in chosen.items() if capture.capture_id in read}


def _links_of(capture: Capture) -> list[str]:
    """Canonical links under which a feed may have listed a page."""
    if capture.kind != "page":
        return []
    return sorted({capture.url_key, canonical_url(capture.via or capture.url)})


def read_pending(
    run: RunContext,
    readers: WorkerPool[TextInput, tuple[Mention, ...]] | None = None,
    opening: Opening | None = None,
) -> None:
    """Read events in every article version that the parser has not read, a batch a step; by `readers`, which end with
    it. `opening` is let go of where there are any."""
    settings = run.settings
    with open_warehouse(settings, "read") as warehouse:
        total = count_pending(warehouse, "texts")
    if not total:
        return
    if opening is not None:
        opening.drop()
    with readers or event_pool(settings) as pool, run.progress(total, "reading events") as advance:

        def read(batch: Sequence[Article]) -> ReadBatch:
            return read_batch(pool, batch, PARSER_VERSION, READS_LANGUAGES)

        def save(read: ReadBatch) -> None:
            with open_warehouse(settings, "read") as warehouse:
                run.counts["mention rows changed"] += warehouse.save_mentions(
                    read.mentions, parsings=read.parsings, failures=read.failures
                )
            run.counts.update({f"texts: {outcome}": n for outcome, n in read.counts.items()})

        for batches in _missing(run, "texts", lambda warehouse, n: warehouse.pending_texts(n)):
            for batch in _in_turn(run, "read {} texts", batches, read, save, pool.stop):
                advance(len(batch))


# --- days ------------------------------------------------------------------------------------------


def relate_dirty(run: RunContext, opening: Opening | None = None) -> None:
    """Recompute duplicates and events of the days that changed and of those around them; note which days changed by
    it although nothing of their own did. `opening` is let go of where there are any."""
    settings = run.settings.process
    with open_warehouse(run.settings, "relate", checkpoint=False) as warehouse:
        days = warehouse.dirty_days()
        if not days:
            return
        articles = articles_by_day(warehouse, min(days), max(days))
        before = day_hashes(warehouse)
    if opening is not None:
        opening.drop()
    with run.progress(len(days), "relating days") as advance:
        for first, last in stretches(days, settings.span_days, articles, settings.relate_size):
            run.orchestrator.call(f"relate {first} to {last}", partial(relate_days, run, first, last), retries=1)
            advance(sum(first <= day <= last for day in days))
    with open_warehouse(run.settings, "relate", checkpoint=False) as warehouse:
        after = day_hashes(warehouse)
    changed = sorted(day for day in before.keys() | after.keys() if before.get(day) != after.get(day))
    run.counts["days recomputed"] += len(days)
    run.counts["days whose events or copies changed"] += len(changed)
    late = sorted(set(changed) - set(days))
    if late and before:
        spans = ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in stretches(late, 1))
        run.notes.append(f"days around that changed too: {spans}")


def stretches(
    days: Sequence[date], gap: int, articles: Mapping[date, int] | None = None, most: int = 0
) -> list[tuple[date, date]]:
    """Days in order as first and last of runs; days at most `gap` apart belong to one run.

    With the number of `articles` of every day, asked for or not, days belong to one run too when few articles lie
    between them, and a run ends before it holds more than `most`: what is found for a day does not depend on
    how many days are recomputed together, but the time and the memory that it takes do.
    """
    wanted, counts = sorted(set(days)), articles or {}
    between = dict.fromkeys(wanted, 0)  # articles of the days since the one wanted before it
    for day in counts:
        place = bisect_left(wanted, day)
        if place < len(wanted) and wanted[place] != day:
            between[wanted[place]] += counts[day]
    found: list[tuple[date, date]] = []
    held = 0
    for day in wanted:
        more = between[day] + counts.get(day, 0)
        near = found and (
            day - found[-1][1] <= timedelta(days=max(gap, 1)) or (articles is not None and between[day] <= _BRIDGED)
        )
        if near and (articles is None or held + more <= most):
            found[-1] = (found[-1][0], day)
            held += more
        else:
            found.append((day, day))
            held = counts.get(day, 0)
    return found


def process_all(run: RunContext, readers: Readers | None = None) -> None:
    """Everything that is missing between the archive and a consistent warehouse; by `readers`, which end with it."""
    with Opening(run) as opening, readers or Readers(run.settings) as held:
        opening.take()
        with open_warehouse(run.settings, "extract") as warehouse:
            soon = 0 < count_pending(warehouse, "captures") <= _WARM_BESIDE
        if soon:  # where reading the pages does not take minutes anyway
            held.begin()
        extract_pending(run, held.pages, opening)
        read_pending(run, held.texts, opening)
        held.close()
        relate_dirty(run, opening)


def publish_run(run: RunContext) -> None:
    """Check and publish; failed checks of severity warn become notes of the run.

    The snapshot must not show its own run as running: the row is written first, and again if publishing fails.
    """
    run.reporter.say("publishing")
    note_run(run, "completed")
    warned = run.orchestrator.call(
        "publish", lambda: publish(run.settings, run_id=run.run_id, at=run.clock()), retries=0
    )
    run.notes += [f"check {check.name}: {len(check.rows)} rows ({check.question})" for check in warned]


# --- the run's own row -----------------------------------------------------------------------------


def note_run(run: RunContext, state: str, message: str | None = None) -> None:
    """Write the run into the runs table: at its beginning as running, at its end as it ended."""
    with open_warehouse(run.settings, run.flow) as warehouse:
        warehouse.save_run(
            run.run_id,
            run.flow,
            window=run.window,
            started_at=run.started_at,
            finished_at=None if state == "running" else run.clock(),
            state=state,
            versions=versions(),
            counts=dict(run.counts),
            message=message,
        )


def message_of(error: BaseException) -> str:
    return str(error) if isinstance(error, DatelineError) else f"{type(error).__name__}: {error}"
