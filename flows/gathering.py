"""Backfill's first half: what a source has goes into the archive, once, by the same writer as what is polled.

What was found waits in small batches; every so many captures the archive file is closed and indexed, and only then is
noted how far the reading is. So a run that is killed at any moment reads again at most what stood between two notes,
and archives none of it twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flows.archiving import SOFTWARE
from flows.context import RunContext, versions
from flows.source_tools import LiveTools, answer_of, passes
from flows.walk import index_written
from pipeline import errors
from pipeline.archive import ArchiveWriter
from pipeline.fetch import FetchError
from pipeline.frames import failures_frame
from pipeline.identity import content_id, digest
from pipeline.records import Capture, Exchange, Failure, Origin
from pipeline.sources import Found, Link, Source, SourceItem, SourcePage, SourceRequest, Unit, page_of, raw_url
from pipeline.urls import canonical_url
from pipeline.warehouse import open_warehouse
from pipeline.warehouse.ledger import PlannedUnit, captures_at, held_captures, mark_units, pages_from, taken_down

_BATCH = 200
_BATCH_BYTES = 16_000_000
_LINKS = 64
_LIVE: tuple[Origin, ...] = ("poll", "urls", "sitemap")
_GONE = frozenset({"gone", "http_error", "dns", "unreachable", "tls", "too_many_redirects", "refused_url"})


@dataclass(slots=True)
class _Fetched:
    """What asking for one link gave."""

    link: Link
    exchanges: Sequence[Exchange] = ()
    page: SourcePage | None = None
    failure: Failure | None = None
    again: bool = False
    """Whether the next run should ask again."""


@dataclass(slots=True)
class Gatherer:
    """Takes what a source finds into the archive. `close` ends it; what it holds until then is not archived yet."""

    run: RunContext
    source: Source
    scope: str
    tools: LiveTools
    writer: ArchiveWriter = field(init=False)
    items: list[SourceItem | SourcePage] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    bytes: int = 0
    written: list[Capture] = field(default_factory=list)
    """Captures of the archive file under way: they are not in the index yet."""
    by_moment: dict[tuple[str, datetime], Capture] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    """Canonical addresses of links that this run has asked for."""
    failures: list[tuple[str, Failure]] = field(default_factory=list)
    marks: list[tuple[str, str, int, int]] = field(default_factory=list)
    since_mark: int = 0
    incomplete: bool = False
    """Whether something of the unit under way should be asked for again by the next run."""

    def __post_init__(self) -> None:
        self.writer = ArchiveWriter(
            self.run.settings.archive_dir,
            name=f"backfill-{self.source.name}".lower(),
            started_at=self.run.started_at,
            software=f"{SOFTWARE}/{versions()['dateline']}",
        )

    # --- one unit -----------------------------------------------------------------------------------

    def read(self, unit: PlannedUnit, request: SourceRequest) -> bool:
        """Archive what one unit holds; whether it is done. What cannot be read is a failure row."""
        tools = self.tools
        tools.start = tools.position = unit.position
        self.incomplete = False
        self.since_mark = 0
        given = Unit(key=unit.key, where=unit.where, day=unit.day, size=unit.size)
        try:
            for found in self._found(given, request):
                self.take(found)
                if len(self.written) >= self.run.settings.backfill.gather:
                    self.flush()
                    self.marks.append((unit.key, "planned", tools.position, self.since_mark))
                    self.since_mark = 0
                    self.commit()
            self.flush()
        except errors.FetchError as error:
            self.flush()
            self._fail(error.url or unit.where, error)
            self.incomplete = True
        state = "failed" if self.incomplete else "done"
        self.marks.append((unit.key, state, tools.position if self.incomplete else 0, self.since_mark))
        if len(self.written) >= self.run.settings.backfill.gather or len(self.marks) >= 1000:
            self.commit()
        return not self.incomplete

    def _found(self, unit: Unit, request: SourceRequest) -> Iterator[Found]:
        """What the source finds. What goes wrong in the source itself ends the piece, not the run."""
        found = iter(self.source.read(unit, request, self.tools))
        while True:
            try:
                one = next(found, None)
            except errors.SourceError as error:
                raise FetchError(error.message, reason="unreadable", url=unit.where) from error
            except (errors.DatelineError, MemoryError):
                raise
            except Exception as error:
                words = f"source {self.source.name}: {type(error).__name__}: {error}"
                raise FetchError(words, reason="unreadable", url=unit.where) from error
            if one is None:
                return
            yield one

    def take(self, found: Found) -> None:
        """One thing that the source found."""
        if isinstance(found, Failure):
            self.failures.append((f"source:{self.source.name}", found))
        elif isinstance(found, Link):
            self.links.append(found)
            if len(self.links) >= _LINKS:
                self._follow()
        else:
            self.items.append(found)
            self.bytes += len(found.body if isinstance(found, SourceItem) else found.exchange.body)
            if len(self.items) >= _BATCH or self.bytes >= _BATCH_BYTES:
                self._keep()

    def flush(self) -> None:
        """Archive what waits."""
        self._keep()
        self._follow()

    def commit(self) -> None:
        """Close the archive file, index it, and only then note how far the units are."""
        self.flush()
        self.writer.close()
        index_written(self.run, self.written)
        self.written, self.by_moment, self.ids = [], {}, set()
        with open_warehouse(self.run.settings, "backfill") as warehouse:
            warehouse.save_failures(failures_frame(self.failures))
            if self.marks:
                mark_units(warehouse, self.source.name, self.scope, self.marks, self.run.run_id)
        self.run.counts["source failures"] += len(self.failures)
        self.failures, self.marks = [], []

    def close(self) -> None:
        """Give the file under way its name without noting anything: what it holds is indexed by the next run."""
        self.writer.close()

    def _fail(self, item: str, error: errors.FetchError) -> None:
        failure = Failure(
            stage="source",
            item=item,
            reason=error.reason,  # type: ignore[arg-type]
            detail=error.message[:300],
            at=self.run.clock(),
        )
        self.failures.append((f"source:{self.source.name}", failure))

    # --- what is there already ----------------------------------------------------------------------

    def _keep(self) -> None:
        """Write the captures and texts that the archive does not hold."""
        if not self.items:
            return
        items, self.items, self.bytes = self.items, [], 0
        texts = [item for item in items if isinstance(item, SourceItem)]
        pages = [item for item in items if isinstance(item, SourcePage)]
        own = {id(page): _capture_id(page.exchange) for page in pages if page.repeats is None}
        repeated = [(canonical_url(page.repeats[0]), page.repeats[1]) for page in pages if page.repeats is not None]
        with open_warehouse(self.run.settings, "backfill") as warehouse:
            same = warehouse.captures_by_digest([digest(text.body) for text in texts])
            held = held_captures(warehouse, list(own.values())) | self.ids if own else self.ids
            earlier = captures_at(warehouse, repeated) if repeated else {}
            gone = taken_down(warehouse, [_key(item) for item in items])
        for item in items:
            if _key(item) in gone:
                self.run.counts["items taken down before"] += 1
            elif isinstance(item, SourceItem):
                self._keep_text(item, same.get(digest(item.body)))
            else:
                self._keep_page(item, own.get(id(item)), held, earlier)

    def _keep_text(self, item: SourceItem, held: Capture | None) -> None:
        identity = content_id("text", item.url, digest(item.body))
        if (held is not None and held.url == item.url) or identity in self.ids:
            self.run.counts["items held already"] += 1
            return
        self.ids.add(identity)
        self._note(
            self.writer.write_resource(
                item.url,
                item.body,
                mime=item.mime,
                fetched_at=item.captured_at or self.run.clock(),
                kind="text",
                origin=self.source.origin,
                archived_at=self.run.clock() if item.captured_at else None,
            )
        )

    def _keep_page(
        self, page: SourcePage, own: str | None, held: set[str], earlier: dict[tuple[str, datetime], Capture]
    ) -> None:
        """`own` is the identifier of a page with a body; one that repeats another has none of its own."""
        revisit_of: Capture | None = None
        exchange = page.exchange
        identity = own
        if page.repeats is not None:
            moment = (canonical_url(page.repeats[0]), page.repeats[1])
            revisit_of = self.by_moment.get(moment) or earlier.get(moment)
            if revisit_of is None or revisit_of.revisit:
                self.failures.append(
                    (
                        f"source:{self.source.name}",
                        Failure(
                            stage="source",
                            item=page.found_in,
                            reason="broken_record",
                            detail="the capture that this one repeats is not in the archive",
                            at=exchange.fetched_at,
                        ),
                    )
                )
                return
            exchange = _not_modified(exchange)
            identity = content_id(exchange.url, exchange.fetched_at.isoformat(), revisit_of.content_digest)
        if identity in held or identity in self.ids:
            self.run.counts["items held already"] += 1
            return
        capture = self.writer.write_exchange(
            exchange,
            kind=page.kind,
            via=page.via,
            origin=page.origin or self.source.origin,
            revisit_of=revisit_of,
            archived_at=self.run.clock(),
            found_in=page.found_in,
        )
        self._note(capture)

    def _note(self, capture: Capture) -> None:
        self.written.append(capture)
        self.ids.add(capture.capture_id)
        if not capture.revisit:
            self.by_moment[capture.url_key, capture.fetched_at] = capture
        self.since_mark += 1
        self.run.counts["items archived"] += 1

    # --- links --------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Fetch the links that wait, but what was asked for before or is held already."""
        links, self.links = self._wanted(self.links), []
        if not links:
            return
        for fetched in self.tools.call(self._fetch_all(links)):
            self.incomplete |= fetched.again
            if fetched.failure is not None:
                self.failures.append(("fetch", fetched.failure))
                self.run.counts[f"pages not fetched: {fetched.failure.reason}"] += 1
            if fetched.page is not None:
                self.items.append(fetched.page)
            for exchange in fetched.exchanges:
                self._note(
                    self.writer.write_exchange(
                        exchange,
                        kind="page",
                        via=fetched.link.url if exchange.url != fetched.link.url else None,
                        origin=self.source.origin,
                    )
                )
        self._keep()

    def _wanted(self, links: Sequence[Link]) -> list[Link]:
        fresh: dict[str, Link] = {}
        for link in links:
            try:
                key = canonical_url(link.url)
            except errors.UsageError:
                self.run.counts["links that are no address"] += 1
                continue
            identity = f"{key} {link.captured_at}" if link.captured_at else key
            if identity in self.asked:
                continue
            self.asked.add(identity)
            fresh[identity] = link
        if not fresh:
            return []
        keys = {identity: canonical_url(link.url) for identity, link in fresh.items()}
        live = [(keys[i], link.url) for i, link in fresh.items() if link.archive != "only"]
        archived = [(keys[i], link.url) for i, link in fresh.items() if link.archive == "only"]
        moments = [(keys[i], link.captured_at) for i, link in fresh.items() if link.captured_at is not None]
        with open_warehouse(self.run.settings, "backfill") as warehouse:
            gone = taken_down(warehouse, list(keys.values()))
            held = pages_from(warehouse, live, _LIVE) if live else set()
            held_there = pages_from(warehouse, archived, ("wayback",)) if archived else set()
            at = captures_at(warehouse, moments) if moments else {}
        wanted = []
        for identity, link in fresh.items():
            key = keys[identity]
            if key in gone:
                self.run.counts["items taken down before"] += 1
            elif (
                (link.archive != "only" and key in held)
                or (link.archive == "only" and link.captured_at is None and key in held_there)
                or (link.captured_at is not None and (key, link.captured_at) in at)
            ):
                self.run.counts["items held already"] += 1
            else:
                wanted.append(link)
        return wanted

    async def _fetch_all(self, links: Sequence[Link]) -> list[_Fetched]:
        return list(await asyncio.gather(*map(self._fetch, links)))

    async def _fetch(self, link: Link) -> _Fetched:
        if link.archive == "only":
            return await self._from_wayback(link)
        try:
            fetched = await self.tools.ask(link.url, service=False)
        except FetchError as error:
            whole = [exchange for exchange in error.exchanges if not exchange.truncated]
            if link.archive == "when_gone" and error.reason in _GONE and (error.status or 404) < 500:
                second = await self._from_wayback(link)
                if second.page is not None:
                    return second
            answered = error.status is not None and error.status >= 400
            # an answer of 400 and above stands in the archive; indexing it makes its failure row
            return _Fetched(link, exchanges=whole, failure=None if answered else self._failure(link, error))
        return _Fetched(link, exchanges=[e for e in fetched.exchanges if not e.truncated])

    async def _from_wayback(self, link: Link) -> _Fetched:
        moment = link.captured_at or link.day or self.tools.today
        address = raw_url(self.tools.settings.wayback_url, link.url, moment)
        try:
            fetched = await self.tools.ask(address, service=True)
        except FetchError as error:
            return _Fetched(link, failure=self._failure(link, error), again=passes(error))
        page = page_of(answer_of(fetched), link=link.url)
        if page is None:
            odd = FetchError("the Wayback Machine answered with no capture", reason="http_error", url=link.url)
            return _Fetched(link, failure=self._failure(link, odd))
        return _Fetched(link, page=page)

    def _failure(self, link: Link, error: FetchError) -> Failure:
        return Failure(
            stage="fetch", item=link.url, reason=error.reason, detail=error.message[:300], at=self.run.clock()
        )


def _key(item: SourceItem | SourcePage) -> str:
    url = item.url if isinstance(item, SourceItem) else item.exchange.url
    try:
        return canonical_url(url)
    except errors.UsageError:
        return url


def _capture_id(exchange: Exchange) -> str:
    """The identifier that the writer will give this capture."""
    return content_id(exchange.url, exchange.fetched_at.isoformat(), digest(exchange.body))


def _not_modified(exchange: Exchange) -> Exchange:
    return Exchange(
        url=exchange.url,
        request_headers=(),
        status=304,
        reason="Not Modified",
        headers=exchange.headers,
        body=b"",
        fetched_at=exchange.fetched_at,
    )
