"""The one writer: what is missing, and loading what was found, each step in one transaction."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from dataclasses import replace as changed_copy
from datetime import date, datetime, timedelta
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar, cast

import duckdb
import polars as pl

from pipeline.errors import home_error
from pipeline.frames import SCHEMAS
from pipeline.records import (
    Anchor,
    Article,
    ArticleSection,
    ArticleText,
    Capture,
    Correction,
    Feed,
    FeedEntry,
    Hint,
    RobotsFile,
)
from pipeline.settings import Settings
from pipeline.warehouse.connect import duckdb_error, hold_lock
from pipeline.warehouse.migrate import create_views, open_current
from pipeline.warehouse.sqlfiles import load_sql, sql_files

_MENTION_TABLES = ("mention_actors", "mention_places", "quantities")
_TOLD = {
    "events": "first_reported_at",
    "event_revisions": "known_from",
    "event_captured_revisions": "captured_from",
    "event_claims": "first_at",
}
"""When a row of these tables begins to tell of its event: never before the event's first report."""
_AROUND = 45
"""Days around changed ones whose articles a change usually reaches; what else it reaches is looked for by itself."""
_SIGHTINGS = 100_000
"""Answers 304 that may wait to be noted in entries: a day of a thousand feeds."""
_UNCOMPARED = {"articles": {"body"}}  # content_digest stands for it, and is not a megabyte long

_FINGERPRINTED: dict[str, set[str]] = {
    "entries": set(),
    "captures": {"warc_filename", "warc_record_offset", "warc_record_length", "archived_at"},
    "extractions": set(),
    "articles": set(),
    "duplicates": set(),
    "parsings": set(),
    "event_mentions": set(),
    "mention_actors": set(),
    "mention_places": set(),
    "quantities": set(),
    "events": set(),
    "event_revisions": set(),
    "event_claims": set(),
    "event_captured_revisions": set(),
    "event_corrections": set(),
    "failures": {"origin_id"},
}

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class PendingPage:
    """A page that a feed listed and the archive does not hold."""

    url: str
    url_key: str


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A page that polling fetched, its latest capture with a body, and its history: see pipeline.feeds.PageHistory."""

    capture: Capture
    first_fetched: datetime
    last_asked: datetime
    times: int
    last_status: int | None
    verdict: str | None
    listed: bool
    toll: bool


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One data check and the rows that fail it (the first hundred)."""

    name: str
    severity: str
    question: str
    rows: tuple[tuple[Any, ...], ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventPassage:
    """A passage that tells of an event: where it stands, and the names that its report goes by."""

    article_id: str
    version: str
    start: int
    end: int
    day: date
    names: frozenset[str]
    """mention_id, article_id, address and canonical address."""

    def anchor(self, part: int) -> Anchor:
        return Anchor(part=part, article_id=self.article_id, version=self.version, start=self.start, end=self.end)


@contextmanager
def open_warehouse(
    settings: Settings, purpose: str, *, timeout: float | None = None, checkpoint: bool = True
) -> Iterator[Warehouse]:
    """Hold the writer's lock and the database for a short step; migrate on the way in.

    Within another such step on the same database it is that step's warehouse: opening costs as much as a hundred
    statements. Without `checkpoint` what the step wrote stays in the log, until a later step or publishing writes it
    into the file: that rewrites the end of every table that grew, a second's work in a large database. Raises
    LockedError after `timeout` seconds (None: settings.process.lock_timeout), HomeError where the disk refuses.
    """
    held: tuple[Path, Warehouse] | None = getattr(_thread, "held", None)
    if held is not None and held[0] == settings.database:
        with _told(settings):
            yield held[1]
        return
    patience = settings.process.lock_timeout if timeout is None else timeout
    with hold_lock(settings.lock_dir, "writer", timeout=patience, purpose=purpose):
        with _told(settings):
            writer = open_current(settings.database, settings.process.database_memory)
        warehouse, well = Warehouse(writer.connection), False
        try:
            with _told(settings):
                if not checkpoint:
                    writer.connection.execute("PRAGMA disable_checkpoint_on_shutdown")
                _thread.held = (settings.database, warehouse)
                yield warehouse
                well = True
        finally:
            _thread.held = held
            with _told(settings):
                writer.close(well=well)


_thread = threading.local()
"""`held`: the database and the warehouse that this thread has open. Not a context variable: a task of an event loop has
a copy of the context in which it was begun, and would go on with what was closed since."""


@contextmanager
def _told(settings: Settings) -> Iterator[None]:
    """Troubles of the database and the disk as errors of ours."""
    try:
        yield
    except duckdb.Error as error:
        raise duckdb_error(error, settings.database) from error
    except OSError as error:
        raise home_error(error, settings.home) from error


def span_frame(ranges: Sequence[tuple[date, date]]) -> pl.DataFrame:
    """Ranges of days as a table of first and last."""
    return pl.DataFrame(
        {"first": [first for first, _ in ranges], "last": [last for _, last in ranges]},
        schema={"first": pl.Date(), "last": pl.Date()},
    )


@cache
def _names(kind: Any) -> frozenset[str]:
    return frozenset(f.name for f in fields(kind))


def build(kind: type[R], row: Mapping[str, Any]) -> R:
    """A record from those columns of a row that it has."""
    known = _names(cast(Hashable, kind))
    make = cast(Callable[..., R], kind)
    return make(**{k: _value(k, v) for k, v in row.items() if k in known})


def _value(name: str, value: Any) -> Any:
    if name == "sections":
        return tuple(build(ArticleSection, section) for section in value or ())
    return tuple(value) if isinstance(value, list) else value


class Warehouse:
    """Statements over one read-write connection. Frames come in as polars and have the table's columns."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._in_transaction = False

    # --- small things ------------------------------------------------------------------------------

    def checkpoint_after(self, size: str) -> None:
        """Have the log written into the file, at the end of a transaction, once it is larger than `size` ("1MB")."""
        self.connection.execute("SET wal_autocheckpoint = $size", {"size": size})

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Within another one it is part of that."""
        if self._in_transaction:
            yield
            return
        self.connection.execute("BEGIN")
        self._in_transaction = True
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        finally:
            self._in_transaction = False
        self.connection.execute("COMMIT")

    def _records(self, kind: type[R], sql: str, parameters: object = None) -> list[R]:
        cursor = self.connection.execute(sql, parameters) if parameters else self.connection.execute(sql)
        names = [column[0] for column in cursor.description or ()]
        known = _names(cast(Hashable, kind))
        make = cast(Callable[..., R], kind)
        # through Arrow, because row by row a time with a zone costs several times as much
        frame = cursor.pl()
        taken = [name for name in names if name in known]
        columns = [
            [_value(name, value) for value in frame[name].to_list()]
            if frame[name].dtype.is_nested()
            else frame[name].to_list()
            for name in taken
        ]
        return [make(**dict(zip(taken, row, strict=True))) for row in zip(*columns, strict=True)]

    @contextmanager
    def _registered(self, **frames: pl.DataFrame) -> Iterator[None]:
        """Let statements read these frames as tables, for a while."""
        for name, frame in frames.items():
            self.connection.register(name, frame)
        try:
            yield
        finally:
            for name in frames:
                self.connection.unregister(name)

    def _replace(
        self,
        table: str,
        scope_key: str,
        incoming: pl.DataFrame | None,
        scope: pl.DataFrame,
        since: tuple[str, datetime] | None = None,
    ) -> int:
        """Within `scope`, make the table hold exactly `incoming`. Without a frame, `incoming` is a table already.

        `since` names a column and a moment before which no row of the scope stands: older rows are not looked at.
        """
        compared = [c for c in SCHEMAS[table] if c not in _UNCOMPARED.get(table, ())]
        names = {
            "table": table,
            "scope_key": scope_key,
            "columns": ", ".join(f'"{c}"' for c in compared),
            "incoming_columns": ", ".join(f'i."{c}"' for c in compared),
            "table_columns": ", ".join(f't."{c}"' for c in compared),
        }
        frames = {"scope": scope} | ({} if incoming is None else {"incoming": incoming})
        changed = 0
        with self._registered(**frames):
            if since is None:
                self.connection.execute(load_sql("standing_rows", **names))
            else:
                column, moment = since
                self.connection.execute(load_sql("standing_rows_since", **names, moment=column), {"since": moment})
            for statement in ("replace_delete", "replace_insert"):
                row = self.connection.execute(load_sql(statement, **names)).fetchone()
                changed += int(row[0]) if row else 0
        if incoming is None:
            self.connection.execute("DROP TABLE incoming")  # frames go by the same name
        return changed

    def execute_file(self, name: str, **parameters: Any) -> duckdb.DuckDBPyConnection:
        """Run sql/load/NAME.sql; parameters only where the file names them, one statement a call then."""
        statements = [s for s in load_sql(name).split(";\n") if s.strip()]
        for statement in statements:
            used = {k: v for k, v in parameters.items() if f"${k}" in statement}
            self.connection.execute(statement, used) if used else self.connection.execute(statement)
        return self.connection

    # --- feeds and polls ---------------------------------------------------------------------------

    def feeds(self) -> list[Feed]:
        """By address."""
        return sorted(self._records(Feed, "SELECT * FROM feeds"), key=attrgetter("url"))

    def feed_ids(self) -> dict[str, str]:
        """feed_id by address."""
        return dict(self.connection.execute("SELECT url, feed_id FROM feeds").fetchall())

    def save_feeds(self, feeds: pl.DataFrame) -> int:
        """Insert or replace feeds by feed_id; the number of rows touched."""
        with self.transaction():
            return self._replace("feeds", "feed_id", feeds, feeds.select("feed_id"))

    def remove_feed(self, feed_id: str) -> bool:
        """Take a feed off the list; what it brought stays."""
        row = self.connection.execute("DELETE FROM feeds WHERE feed_id = ?", [feed_id]).fetchone()
        return bool(row and row[0])

    def pending_pages(self, *, tries: int, retry_before: datetime, oldest: datetime) -> list[PendingPage]:
        rows = self.connection.execute(
            load_sql("pending_pages"), {"tries": tries, "retry_before": retry_before, "oldest": oldest}
        ).fetchall()
        return [PendingPage(url, key) for url, key, _ in rows]

    def known_url_keys(self, url_keys: Sequence[str]) -> set[str]:
        """Those of the canonical URLs that some feed has listed before."""
        wanted = pl.DataFrame({"url_key": list(url_keys)}, schema={"url_key": pl.String()})
        with self._registered(wanted=wanted):
            rows = self.connection.execute("SELECT DISTINCT url_key FROM entries SEMI JOIN wanted USING (url_key)")
            return {row[0] for row in rows.fetchall()}

    def archived_url_keys(self, url_keys: Sequence[str], *, tries: int, retry_before: datetime) -> set[str]:
        """Those of the canonical URLs that are not to be asked for: held, refused for good, or tried enough."""
        wanted = pl.DataFrame({"url_key": list(url_keys)}, schema={"url_key": pl.String()})
        with self._registered(wanted=wanted):
            found = self.connection.execute(load_sql("archived_pages"), {"tries": tries, "retry_before": retry_before})
            return {row[0] for row in found.fetchall()}

    def changed_entries(self, entries: Sequence[FeedEntry]) -> set[str]:
        """Canonical URLs of entries that are listed with another title or date than when they were seen last."""
        listed = pl.DataFrame(
            {
                "entry_id": [e.entry_id for e in entries],
                "title": [e.title for e in entries],
                "published_raw": [e.published_raw for e in entries],
            },
            schema={"entry_id": pl.String(), "title": pl.String(), "published_raw": pl.String()},
        )
        with self._registered(listed=listed):
            return {row[0] for row in self.connection.execute(load_sql("changed_entries")).fetchall()}

    def latest_page_captures(self, url_keys: Sequence[str]) -> dict[str, Capture]:
        """The latest capture with a body that its site gave of each canonical URL: what a revisit record refers to."""
        wanted = pl.DataFrame({"url_key": list(url_keys)}, schema={"url_key": pl.String()})
        with self._registered(wanted=wanted):
            found = self._records(
                Capture,
                "SELECT * FROM captures SEMI JOIN wanted USING (url_key) "
                "WHERE NOT revisit AND origin IN ('poll', 'urls', 'sitemap') "
                "QUALIFY row_number() OVER (PARTITION BY url_key ORDER BY fetched_at DESC, capture_id) = 1",
            )
        return {capture.url_key: capture for capture in found}

    def save_poll(self, *, polls: pl.DataFrame, changed: pl.DataFrame, failures: pl.DataFrame) -> None:
        """What a poll learned of the feeds, in one transaction. Feeds that were removed meanwhile stay removed.

        `polls` is a frame as pipeline.frames.polls_frame makes it; `changed` are the feeds of which more has changed
        than when they were asked and are to be asked again.
        """
        with self.transaction():
            with self._registered(asked=polls):
                self.execute_file("save_poll")
            if not changed.is_empty():
                with self._registered(changed=changed):
                    self.execute_file("save_feed_states")
            self._append("failures", failures)

    def held_pages(self, since: datetime) -> list[HeldPage]:
        """Pages that polling fetched first at `since` or later: what may have to be fetched again."""
        recent = "SELECT 1 FROM captures WHERE kind = 'page' AND origin = 'poll' AND fetched_at >= ? LIMIT 1"
        if self.connection.execute(recent, [since]).fetchone() is None:
            return []
        cursor = self.connection.execute(load_sql("poll_history"), {"since": since})
        names = [column[0] for column in cursor.description or ()]
        rows = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
        return [build(HeldPage, row | {"capture": build(Capture, row)}) for row in rows]

    def feed_dates(self, feed_ids: Sequence[str]) -> dict[str, list[str]]:
        """Date texts with a zone that each of the feeds has shown, the latest first; at most sixty."""
        if not feed_ids:
            return {}
        wanted = pl.DataFrame({"feed_id": list(feed_ids)}, schema={"feed_id": pl.String()})
        with self._registered(wanted=wanted):
            return dict(self.connection.execute(load_sql("feed_dates")).fetchall())

    def sitemap_captures(self, urls: Sequence[str]) -> dict[str, Capture]:
        """By address: the latest capture with a body of each sitemap that one of the feeds `urls` led to."""
        wanted = pl.DataFrame({"via": list(urls)}, schema={"via": pl.String()})
        with self._registered(wanted=wanted):
            found = self._records(Capture, load_sql("sitemap_captures"))
        return {capture.url: capture for capture in found}

    def last_sightings(self, urls: Sequence[str], filename: str) -> dict[tuple[str, str], tuple[str, datetime]]:
        """What addresses last answered as a feed, outside the archive file `filename`: digest and time, by the address
        and the link that led there."""
        if not urls:
            return {}
        wanted = pl.DataFrame({"url": list(urls)}, schema={"url": pl.String()})
        with self._registered(wanted=wanted):
            rows = self.connection.execute(load_sql("last_sightings"), {"filename": filename}).fetchall()
        return {(url, link): (content_digest, at) for url, link, content_digest, at in rows}

    def throttled_captures(self, since: datetime) -> list[Capture]:
        """Answers that may ask their host to be left alone, the latest first."""
        return self._records(Capture, load_sql("throttled_captures"), {"since": since})

    def robots_files(self) -> list[RobotsFile]:
        return self._records(RobotsFile, "SELECT * FROM robots_files ORDER BY origin")

    def save_robots(self, files: pl.DataFrame) -> None:
        """Replace what is kept of robots.txt."""
        with self.transaction(), self._registered(incoming=files):
            self.execute_file("save_robots")

    def _append(self, table: str, frame: pl.DataFrame) -> None:
        if frame.is_empty():
            return
        columns = ", ".join(f'"{c}"' for c in SCHEMAS[table])
        with self._registered(incoming=frame):
            self.connection.execute(load_sql("append", table=table, columns=columns))

    # --- archive index -----------------------------------------------------------------------------

    def indexed_files(self) -> dict[str, int]:
        """Archive files whose records stand in captures, with their size in bytes."""
        rows = self.connection.execute("SELECT warc_filename, bytes FROM archive_files").fetchall()
        return dict(rows)

    def save_index(
        self,
        filename: str,
        size: int,
        *,
        captures: pl.DataFrame,
        entries: pl.DataFrame,
        failures: pl.DataFrame,
        seen: pl.DataFrame | None = None,
        unchanged: pl.DataFrame | None = None,
    ) -> None:
        """Put the records of one archive file into captures and entries, in one transaction.

        `seen` are feeds that answered as they did before (see touch_entries.sql), `unchanged` those that answered 304
        and nothing else in this file: these wait for `settle_sightings`.
        A capture that another file holds already (a file copied under a second name) stays where it is.
        """
        with self.transaction():
            known = self.connection.execute(
                "DELETE FROM archive_files WHERE warc_filename = ? RETURNING 1", [filename]
            ).fetchone()
            if known or not captures.is_empty():
                with self._registered(found=captures):
                    self.connection.execute(load_sql("new_captures"), {"filename": filename})
                self._replace("captures", "warc_filename", None, pl.DataFrame({"warc_filename": [filename]}))
            if not entries.is_empty():
                with self._registered(incoming=entries):
                    self.execute_file("upsert_entries")
            if seen is not None and not seen.is_empty():
                with self._registered(seen=seen):
                    self.execute_file("touch_entries")
            if unchanged is not None and not unchanged.is_empty():
                with self._registered(unchanged=unchanged):
                    self.connection.execute("INSERT INTO sightings BY NAME SELECT * FROM unchanged")
            if known or not failures.is_empty():
                self._replace("failures", "origin_id", failures, pl.DataFrame({"origin_id": [filename]}))
            self.connection.execute(
                "INSERT INTO archive_files VALUES (?, ?, ?, ?)", [filename, size, captures.height, failures.height]
            )

    def settle_sightings(self, feed_ids: Iterable[str] | None = None) -> None:
        """Note in entries that feeds (all, or these) listed them when they answered 304.

        To be done before another answer of a feed is indexed, and before entries are shown to readers.
        """
        (waiting,) = self.connection.execute("SELECT count(*) FROM sightings").fetchone() or (0,)
        if feed_ids is None or waiting > _SIGHTINGS:
            wanted = self.connection.execute("SELECT DISTINCT feed_id FROM sightings").pl()
        else:
            wanted = pl.DataFrame({"feed_id": sorted(feed_ids)}, schema={"feed_id": pl.String()})
        if wanted.is_empty():
            return
        with self.transaction(), self._registered(wanted=wanted):
            with self._registered(seen=self.connection.execute(load_sql("waiting_sightings")).pl()):
                self.execute_file("touch_entries")
            self.connection.execute("DELETE FROM sightings WHERE feed_id IN (SELECT feed_id FROM wanted)")

    def captures_by_digest(self, digests: Sequence[str]) -> dict[str, Capture]:
        """For each payload digest the earliest capture that holds the body."""
        if not digests:
            return {}
        wanted = pl.DataFrame({"content_digest": list(digests)}, schema={"content_digest": pl.String()})
        with self._registered(wanted=wanted):
            found = self._records(
                Capture,
                "SELECT * FROM captures SEMI JOIN wanted USING (content_digest) WHERE NOT revisit "
                "QUALIFY row_number() OVER (PARTITION BY content_digest ORDER BY fetched_at, capture_id) = 1",
            )
        return {capture.content_digest: capture for capture in found}

    # --- extraction --------------------------------------------------------------------------------

    def pending_captures(self, limit: int = 2**60) -> list[Capture]:
        """The first captures that wait for the extractor, in the order in which they stand in the archive."""
        return self._records(Capture, load_sql("pending_captures"), {"limit": limit})

    def hints(self, links: Sequence[tuple[str, str]]) -> dict[str, Hint]:
        """Pairs of capture_id and a canonical link under which the page may have been listed."""
        wanted = pl.DataFrame(
            {"capture_id": [c for c, _ in links], "link_key": [k for _, k in links]},
            schema={"capture_id": pl.String(), "link_key": pl.String()},
        )
        names = [f.name for f in fields(Hint)]
        with self._registered(wanted=wanted):
            rows = self.connection.execute(load_sql("hints")).fetchall()
        return {row[0]: Hint(**dict(zip(names, row[1:], strict=True))) for row in rows}

    def save_extractions(self, *, articles: pl.DataFrame, extractions: pl.DataFrame, failures: pl.DataFrame) -> int:
        """Load what a batch of captures gave, in one transaction; the number of article rows that changed."""
        with self.transaction():
            scope = articles.select("article_id", "version").unique(maintain_order=True)
            captures = extractions.select("capture_id")
            with self._registered(batch=extractions):
                left = self.connection.execute(load_sql("changed_captures")).pl()
            self._replace("extractions", "capture_id", extractions, captures)
            self._mark_dirty(left)
            before = self._days_of(scope)
            with self._registered(batch=articles, scope=scope):
                self.connection.execute(load_sql("merge_articles"))
            self.connection.execute(load_sql("stale_texts"))
            changed = self._replace("articles", "article_id, version", None, scope)
            self._replace("failures", "origin_id", failures, captures.rename({"capture_id": "origin_id"}))
            if changed:
                days = pl.concat([before, articles.select("published_date")]).unique(maintain_order=True)
                self._mark_dirty(days)
            return changed

    def link_revisits(self) -> None:
        self.execute_file("link_revisits")

    def _days_of(self, scope: pl.DataFrame) -> pl.DataFrame:
        with self._registered(scope=scope):
            return self.connection.execute(
                "SELECT DISTINCT published_date FROM articles SEMI JOIN scope USING (article_id, version)"
            ).pl()

    def _mark_dirty(self, days: pl.DataFrame) -> None:
        with self._registered(days=days):
            self.execute_file("mark_dirty")

    def mark_stale(self, first: date, last: date) -> None:
        """Have a range of days read again from the archive: captures, texts, duplicates, events."""
        with self.transaction():
            self.execute_file("mark_stale", first=first, last=last)
            days = pl.DataFrame({"published_date": pl.date_range(first, last, eager=True)})
            with self._registered(wanted=days):
                have = self.connection.execute(
                    "SELECT DISTINCT published_date FROM articles SEMI JOIN wanted USING (published_date)"
                ).pl()
            self._mark_dirty(have)

    # --- events ------------------------------------------------------------------------------------

    def pending_texts(self, limit: int = 2**60) -> list[Article]:
        """The first article versions that wait for the event parser, by day."""
        return self._records(Article, load_sql("pending_texts"), {"limit": limit})

    def save_mentions(
        self, frames: Mapping[str, pl.DataFrame], *, parsings: pl.DataFrame, failures: pl.DataFrame
    ) -> int:
        """Load what was read in a batch of article versions, in one transaction; mention rows that changed."""
        with self.transaction():
            scope = parsings.select("article_id", "version")
            mentions = frames["event_mentions"]
            with self._registered(scope=scope, found=mentions):
                self.execute_file("old_mentions")
                self.connection.execute(load_sql("mention_scope"))
                ids = self.connection.execute("SELECT mention_id FROM mention_scope").pl()
                carried = self.connection.execute(load_sql("carry_events")).pl()
            for table in _MENTION_TABLES:
                self._replace(table, "mention_id", frames[table], ids)
            changed = self._replace("event_mentions", "article_id, version", carried, scope)
            self._replace("parsings", "article_id, version", parsings, scope)
            self._replace("failures", "origin_id", failures, scope.select(origin_id="version"))
            if changed:
                self._mark_dirty(self._days_of(scope))
            return changed

    def dirty_days(self) -> list[date]:
        rows = self.connection.execute("SELECT published_date FROM windows WHERE dirty ORDER BY 1").fetchall()
        return [row[0] for row in rows]

    def texts_between(self, first: date, last: date) -> list[ArticleText]:
        """The article versions with text of some days, by article_id and version."""
        return self._records(ArticleText, load_sql("texts_between"), {"first": first, "last": last})

    def first_restated(self, first: date, last: date, span: timedelta) -> date:
        """The earliest day, from `span` before `first` on, of a version of an article that has, or had, one in these
        days: a change of theirs changes there which version stands for the article. Their versions were settled just
        before."""
        parameters = {"first": first, "last": last, "earliest": first - span}
        (day,) = self.connection.execute(load_sql("first_restated"), parameters).fetchone() or (first,)
        return cast(date, day)

    def save_duplicates(self, duplicates: pl.DataFrame, scope: Iterable[tuple[str, str]]) -> tuple[int, pl.DataFrame]:
        """Make duplicates of the article versions in `scope` (article_id, version) exactly these. The number of rows
        that changed, and the texts whose cluster did."""
        keys = sorted(scope)
        frame = pl.DataFrame(
            {"article_id": [k[0] for k in keys], "version": [k[1] for k in keys]},
            schema={"article_id": pl.String(), "version": pl.String()},
        )
        with self.transaction(), self._registered(scope=frame, incoming=duplicates):
            recopied = self.connection.execute(load_sql("recopied")).pl()
        with self.transaction():
            return self._replace("duplicates", "article_id, version", duplicates, frame), recopied

    def save_failures(self, failures: pl.DataFrame) -> None:
        """Note failures that belong to no capture; one that is noted already is not noted twice."""
        with self.transaction():
            self._append("failures", failures)

    def save_events(
        self,
        *,
        events: pl.DataFrame,
        parts: Mapping[str, pl.DataFrame],
        membership: Mapping[str, str],
        lineage: pl.DataFrame,
        clean: tuple[date, date],
        run_id: str,
    ) -> int:
        """Replace the events that may change (`Connected.members_before` was asked for them), in one transaction with
        their `parts` (revisions, claims: tables by event_id), their mentions' event_id, what became of former events,
        and the days marked clean. The number of rows that changed."""
        members = pl.DataFrame(
            {"mention_id": list(membership), "event_id": list(membership.values())},
            schema={"mention_id": pl.String(), "event_id": pl.String()},
        )
        with self.transaction():
            with self._registered(fused=events):
                self.connection.execute(load_sql("event_scope"))
            scope = self.connection.execute("SELECT event_id FROM event_scope").pl()
            # nothing is said of an event before its first report
            (since,) = self.connection.execute("SELECT min(first_reported_at) FROM event_scope").fetchone() or (None,)
            changed = 0
            for table, frame in sorted({**parts, "events": events}.items()):
                told = None if since is None else (_TOLD[table], since)
                changed += self._replace(table, "event_id", frame, scope, told)
            self._append("event_lineage", lineage)
            with self._registered(membership=members):
                self.execute_file("assign_events")
            self.connection.execute("DELETE FROM bereft_events")
            self.execute_file("clean_days", first=clean[0], last=clean[1], run_id=run_id)
            return changed

    def passages(self, event_id: str) -> list[EventPassage]:
        """The passages that make an event, the earliest published first."""
        rows = self.connection.execute(load_sql("event_passages"), {"event": event_id}).fetchall()
        return [
            EventPassage(article_id, version, start, end, day, frozenset(names))
            for article_id, version, start, end, day, names in rows
        ]

    def corrections(self) -> list[Correction]:
        """What people said about events, in the order in which they said it."""
        rows = self._records(Correction, "SELECT * FROM event_corrections ORDER BY made_at, correction_id")
        return [
            changed_copy(row, anchors=tuple(build(Anchor, cast(Any, entry)) for entry in row.anchors)) for row in rows
        ]

    def add_corrections(self, corrections: pl.DataFrame) -> None:
        """Take corrections in; the days of the articles that they speak of become dirty."""
        with self.transaction():
            self._append("event_corrections", corrections)
            with self._registered(added=corrections):
                self.execute_file("corrected_days")

    def correction_spans(self) -> list[tuple[date, date]]:
        """For each merge the first and last day under which a mention that it speaks of may be filed."""
        rows = self.connection.execute(load_sql("correction_spans")).fetchall()
        return [(first, last) for first, last in rows if first is not None]

    def settle_versions(self, first: date, last: date) -> None:
        """Drop what no capture gives any more and mark the current version of the articles of some days."""
        with self.transaction():
            self.execute_file("orphans_of_days", first=first, last=last)
            # looking for what hangs on nothing costs as much as the whole history
            if self.connection.execute("SELECT count(*) FROM orphan").fetchone() != (0,):
                self.execute_file("drop_orphans")
            self.execute_file("around_versions", first=first, last=last, around=_AROUND)
            self.connection.execute(load_sql("other_versions", table="around_version"))
            self.execute_file("mark_current", first=first, last=last)

    # --- runs and checks ---------------------------------------------------------------------------

    def save_run(
        self,
        run_id: str,
        flow: str,
        *,
        window: tuple[date, date] | None,
        started_at: datetime,
        finished_at: datetime | None,
        state: str,
        versions: Mapping[str, str],
        counts: Mapping[str, int],
        message: str | None = None,
    ) -> None:
        """Write or rewrite the row of one run."""
        with self.transaction():
            self.connection.execute("DELETE FROM runs WHERE run_id = ?", [run_id])
            first, last = window or (None, None)
            self.connection.execute(
                load_sql("save_run"),
                {
                    "run_id": run_id,
                    "flow": flow,
                    "first": first,
                    "last": last,
                    "started_at": started_at,
                    "finished_at": finished_at,
                    "state": state,
                    # as texts: DuckDB looks at every value of a list for one of pandas
                    "versions": json.dumps(dict(sorted(versions.items()))),
                    "counts": json.dumps(dict(sorted(counts.items()))),
                    "message": message,
                },
            )

    def told_alerts(self) -> list[dict[str, Any]]:
        """What has been told, an alert a row, under the names that events have now."""
        return self.connection.execute(load_sql("alerts_told")).pl().to_dicts()

    def save_alerts(self, noted: pl.DataFrame) -> None:
        """Insert or replace alerts by rule, event and channel."""
        if noted.is_empty():
            return
        with self.transaction(), self._registered(noted=noted):
            self.execute_file("alerts_save")

    def run_checks(self) -> list[CheckResult]:
        """Run every file of sql/checks; those whose query returns rows have failed."""
        results = []
        for name, file in sql_files("checks").items():
            # without the limit DuckDB gathers all rows of a check that a million rows fail
            found = self.connection.sql(file.text).limit(100)
            columns, rows = tuple(found.columns), tuple(found.fetchall())
            results.append(CheckResult(name, file.severity or "error", file.question, rows, columns))
        return results

    def fingerprint(self) -> dict[str, str]:
        """Hash of the content of every table, over all rows in any order: equal content, equal hash.

        Left out is what tells of the machine and not of the news: where in which archive file a record stands, what
        was polled when, run ids. What waits to be noted in entries is noted first.
        """
        self.settle_sightings()
        hashes = {}
        for table, left_out in _FINGERPRINTED.items():
            columns = ", ".join(f'"{c}"' for c in SCHEMAS[table] if c not in left_out)
            row = self.connection.execute(load_sql("fingerprint", table=table, columns=columns)).fetchone()
            hashes[table] = str(row[0]) if row else ""
        return hashes

    def frame(self, sql: str) -> pl.DataFrame:
        """Answer of one SELECT of our own."""
        return self.connection.execute(sql).pl()

    def refresh_views(self) -> None:
        create_views(self.connection)
