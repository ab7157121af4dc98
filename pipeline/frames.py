"""Records to polars frames, with the schema of the table that they go into.

A frame that does not fit its schema raises here, before anything reaches the database.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any, cast

import polars as pl
import pyarrow as pa

from pipeline.records import (
    Article,
    Capture,
    Correction,
    Duplicate,
    Event,
    EventClaim,
    EventRevision,
    Failure,
    Feed,
    FeedEntry,
    Mention,
    Poll,
    RobotsFile,
)

_TEXT, _INT, _BIG, _REAL, _BOOL, _DAY = pl.String(), pl.Int32(), pl.Int64(), pl.Float64(), pl.Boolean(), pl.Date()
_TIME = pl.Datetime("us", "UTC")
_TEXTS = pl.List(pl.String())
_FIGURES = pl.List(
    pl.Struct(
        {"kind": _TEXT, "unit": _TEXT, "low": _INT, "best": _INT, "high": _INT, "disputed": _BOOL, "sources": _INT}
    )
)

_SECTIONS = pl.List(pl.Struct({"start": _INT, "end": _INT, "published_at": _TIME, "headline": _TEXT}))

_EVENT: dict[str, pl.DataType] = {
    "event_type": _TEXT,
    "sub_event_type": _TEXT,
    "quad_class": _TEXT,
    "modality": _TEXT,
    "recency": _TEXT,
    "event_date_start": _DAY,
    "event_date_end": _DAY,
    "date_precision": _TEXT,
    "place_name": _TEXT,
    "geonames_id": _BIG,
    "lat": _REAL,
    "lon": _REAL,
    "country": _TEXT,
    "admin1": _TEXT,
    "place_precision": _TEXT,
    "actor_names": _TEXTS,
    "target_names": _TEXTS,
    "weapon": _TEXTS,
    "figures": _FIGURES,
    "disputed": _BOOL,
    "mentions": _INT,
    "articles": _INT,
    "sources": _INT,
    "first_reported_at": _TIME,
    "last_reported_at": _TIME,
    "confidence": _REAL,
}

SCHEMAS: Mapping[str, dict[str, pl.DataType]] = {
    "feeds": {
        "feed_id": _TEXT,
        "url": _TEXT,
        "title": _TEXT,
        "publisher": _TEXT,
        "country": _TEXT,
        "language": _TEXT,
        "tags": _TEXTS,
        "active": _BOOL,
        "etag": _TEXT,
        "last_modified": _TEXT,
        "body_digest": _TEXT,
        "last_polled_at": _TIME,
        "last_changed_at": _TIME,
        "next_poll_at": _TIME,
        "failures": _INT,
        "retired_reason": _TEXT,
        "moved_to": _TEXT,
        "moved_since": _TIME,
    },
    "polls": {
        "feed_id": _TEXT,
        "polled_at": _TIME,
        "status": _INT,
        "outcome": _TEXT,
        "bytes_received": _BIG,
        "duration_ms": _BIG,
        "entries": _INT,
        "new_entries": _INT,
        "reason": _TEXT,
    },
    "entries": {
        "entry_id": _TEXT,
        "feed_id": _TEXT,
        "guid": _TEXT,
        "url": _TEXT,
        "url_key": _TEXT,
        "title": _TEXT,
        "published_raw": _TEXT,
        "published_at": _TIME,
        "published_precision": _TEXT,
        "first_seen_at": _TIME,
        "last_seen_at": _TIME,
        "published_basis": _TEXT,
    },
    "robots_files": {"origin": _TEXT, "kept_until": _TIME, "outcome": _TEXT, "text": _TEXT, "reason": _TEXT},
    "captures": {
        "capture_id": _TEXT,
        "kind": _TEXT,
        "url": _TEXT,
        "url_key": _TEXT,
        "via": _TEXT,
        "fetched_at": _TIME,
        "status": _INT,
        "mime": _TEXT,
        "content_digest": _TEXT,
        "origin": _TEXT,
        "warc_filename": _TEXT,
        "warc_record_offset": _BIG,
        "warc_record_length": _BIG,
        "revisit": _BOOL,
        "archived_at": _TIME,
    },
    "articles": {
        "article_id": _TEXT,
        "version": _TEXT,
        "capture_id": _TEXT,
        "url": _TEXT,
        "source": _TEXT,
        "title": _TEXT,
        "authors": _TEXTS,
        "language": _TEXT,
        "language_confidence": _REAL,
        "country": _TEXT,
        "published_at": _TIME,
        "published_date": _DAY,
        "date_basis": _TEXT,
        "date_precision": _TEXT,
        "modified_at": _TIME,
        "body": _TEXT,
        "words": _INT,
        "verdict": _TEXT,
        "verdict_reason": _TEXT,
        "content_digest": _TEXT,
        "extractor_version": _TEXT,
        "fetched_at": _TIME,
        "current": _BOOL,
        "sections": _SECTIONS,
    },
    "duplicates": {
        "article_id": _TEXT,
        "version": _TEXT,
        "cluster_id": _TEXT,
        "canonical_article_id": _TEXT,
        "relation": _TEXT,
        "similarity": _REAL,
    },
    "event_mentions": {
        "mention_id": _TEXT,
        "event_id": _TEXT,
        "article_id": _TEXT,
        "version": _TEXT,
        "event_type": _TEXT,
        "sub_event_type": _TEXT,
        "quad_class": _TEXT,
        "modality": _TEXT,
        "recency": _TEXT,
        "event_date_start": _DAY,
        "event_date_end": _DAY,
        "date_precision": _TEXT,
        "date_basis": _TEXT,
        "date_text": _TEXT,
        "weapon": _TEXTS,
        "evidence_start": _INT,
        "evidence_end": _INT,
        "evidence": _TEXT,
        "confidence": _REAL,
        "found_by": _TEXT,
        "parser_version": _TEXT,
        "reported_on": _DAY,
    },
    "mention_actors": {
        "mention_id": _TEXT,
        "role": _TEXT,
        "name": _TEXT,
        "canonical_name": _TEXT,
        "country": _TEXT,
        "sector": _TEXT,
        "start": _INT,
        "end": _INT,
        "reported_on": _DAY,
    },
    "mention_places": {
        "mention_id": _TEXT,
        "role": _TEXT,
        "name": _TEXT,
        "geonames_id": _BIG,
        "canonical_name": _TEXT,
        "lat": _REAL,
        "lon": _REAL,
        "country": _TEXT,
        "admin1": _TEXT,
        "precision": _TEXT,
        "confidence": _REAL,
        "start": _INT,
        "end": _INT,
        "reported_on": _DAY,
    },
    "quantities": {
        "mention_id": _TEXT,
        "quantity_id": _TEXT,
        "kind": _TEXT,
        "unit": _TEXT,
        "weapon": _TEXT,
        "low": _INT,
        "best": _INT,
        "high": _INT,
        "qualifier": _TEXT,
        "subset_of": _TEXT,
        "scope": _TEXT,
        "attributed_to": _TEXT,
        "attribution_kind": _TEXT,
        "start": _INT,
        "end": _INT,
        "text": _TEXT,
        "reported_on": _DAY,
    },
    "events": {"event_id": _TEXT, **_EVENT, "filed_on": _DAY, "corrections": _TEXTS},
    "event_revisions": {
        "event_id": _TEXT,
        "known_from": _TIME,
        "known_to": _TIME,
        **_EVENT,
        "corrections": _TEXTS,
    },
    "event_captured_revisions": {
        "event_id": _TEXT,
        "captured_from": _TIME,
        "captured_to": _TIME,
        **_EVENT,
        "corrections": _TEXTS,
    },
    "event_claims": {
        "event_id": _TEXT,
        "kind": _TEXT,
        "unit": _TEXT,
        "weapon": _TEXT,
        "claimant": _TEXT,
        "side": _TEXT,
        "low": _INT,
        "best": _INT,
        "high": _INT,
        "stands": _BOOL,
        "leads": _BOOL,
        "reports": _INT,
        "sources": _TEXTS,
        "first_at": _TIME,
        "last_at": _TIME,
    },
    "event_corrections": {
        "correction_id": _TEXT,
        "kind": _TEXT,
        "event_id": _TEXT,
        "other_id": _TEXT,
        "field": _TEXT,
        "value": _TEXT,
        "why": _TEXT,
        "made_at": _TIME,
        "anchors": pl.List(
            pl.Struct({"part": _INT, "article_id": _TEXT, "version": _TEXT, "start": _INT, "end": _INT})
        ),
    },
    "event_lineage": {
        "event_id": _TEXT,
        "successor_id": _TEXT,
        "change": _TEXT,
        "mentions": _INT,
        "at": _TIME,
        "why": _TEXT,
        "run_id": _TEXT,
    },
    "failures": {
        "stage": _TEXT,
        "item": _TEXT,
        "reason": _TEXT,
        "detail": _TEXT,
        "at": _TIME,
        "origin_id": _TEXT,
    },
    "extractions": {
        "capture_id": _TEXT,
        "article_id": _TEXT,
        "version": _TEXT,
        "published_date": _DAY,
        "extractor_version": _TEXT,
        "stale": _BOOL,
    },
    "parsings": {
        "article_id": _TEXT,
        "version": _TEXT,
        "parser_version": _TEXT,
        "mentions": _INT,
        "outcome": _TEXT,
        "stale": _BOOL,
    },
}


@cache
def _arrow(table: str) -> pa.Schema:
    return pl.DataFrame(schema=SCHEMAS[table]).to_arrow().schema


def _plain(value: Any) -> Any:
    """Nested records to dicts: what Arrow builds structs from."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def to_frame(table: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows (a mapping each, of at least the table's columns) as a frame with exactly the table's columns."""
    given = list(rows)
    # polars takes thirty times as long as Arrow to build lists and structs from Python's
    columns = [
        pa.array([_plain(row[f.name]) if pa.types.is_nested(f.type) else row[f.name] for row in given], type=f.type)
        for f in _arrow(table)
    ]
    return pl.DataFrame(pa.Table.from_arrays(columns, schema=_arrow(table)), schema=SCHEMAS[table])


def _records_frame(table: str, records: Sequence[Any]) -> pl.DataFrame:
    """The same of records that have the table's columns as attributes: a column at a time, a third of the time."""
    schema = _arrow(table)
    columns = [_column(table, name, records) for name in schema.names]
    return pl.DataFrame(pa.Table.from_arrays(columns, schema=schema), schema=SCHEMAS[table])


def _column(table: str, name: str, records: Sequence[Any]) -> pa.Array:
    return pa.array(list(map(attrgetter(name), records)), type=_arrow(table).field(name).type)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


def _row(record: Any, **more: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _names(cast(Hashable, type(record)))} | more


def feeds_frame(feeds: Iterable[Feed]) -> pl.DataFrame:
    return _records_frame("feeds", list(feeds))


def polls_frame(polls: Sequence[Poll], feeds: Sequence[Feed]) -> pl.DataFrame:
    """Polls, each with when its feed (of the same place in `feeds`) is to be asked again: next_poll_at."""
    times = pl.Series("next_poll_at", pl.from_arrow(_column("feeds", "next_poll_at", feeds)), dtype=_TIME)
    return _records_frame("polls", polls).with_columns(times)


def seen_frame(seen: Iterable[tuple[str, str, datetime, datetime]]) -> pl.DataFrame:
    """Feeds that answered as they did before: feed_id, address on the list, when they did so before, and when now."""
    schema = {"feed_id": _TEXT, "link": _TEXT, "seen_before": _TIME, "seen_at": _TIME}
    return pl.DataFrame(list(seen), schema=schema, orient="row").with_columns(first_at="seen_at")


def unchanged_frame(unchanged: Iterable[tuple[str, str, datetime]]) -> pl.DataFrame:
    """Feeds that answered 304: feed_id, the address on the list, which is the one that answered, and when."""
    schema = {"feed_id": _TEXT, "link": _TEXT, "seen_at": _TIME}
    kinds = pl.DataFrame(schema=schema).to_arrow().schema
    columns = list(zip(*unchanged, strict=True)) or [()] * len(schema)
    arrays = [pa.array(values, type=kind) for values, kind in zip(columns, kinds.types, strict=True)]
    return pl.DataFrame(pa.Table.from_arrays(arrays, schema=kinds), schema=schema)


def robots_frame(files: Iterable[RobotsFile]) -> pl.DataFrame:
    return to_frame("robots_files", (_row(file) for file in files))


def captures_frame(captures: Iterable[Capture]) -> pl.DataFrame:
    return to_frame("captures", (_row(capture) for capture in captures))


def entries_frame(entries: Iterable[FeedEntry]) -> pl.DataFrame:
    """One row an entry_id: the latest sighting's columns, with the first and the last time it was seen."""
    latest: dict[str, FeedEntry] = {}
    first: dict[str, datetime] = {}
    for entry in entries:
        first[entry.entry_id] = min(first.get(entry.entry_id, entry.seen_at), entry.seen_at)
        known = latest.get(entry.entry_id)
        if known is None or entry.seen_at >= known.seen_at:
            latest[entry.entry_id] = entry
    return to_frame(
        "entries",
        (_row(e, first_seen_at=first[key], last_seen_at=e.seen_at) for key, e in sorted(latest.items())),
    )


def articles_frame(articles: Iterable[Article]) -> pl.DataFrame:
    return to_frame("articles", (_row(article) for article in articles))


def duplicates_frame(duplicates: Iterable[Duplicate]) -> pl.DataFrame:
    return to_frame("duplicates", (_row(duplicate) for duplicate in duplicates))


def failures_frame(failures: Iterable[tuple[str, Failure]]) -> pl.DataFrame:
    """Pairs of what the failure belongs to (a capture_id, article version or file) and the failure."""
    unique = {(origin, f.stage, f.item, f.reason, f.detail, f.at): (origin, f) for origin, f in failures}
    return to_frame("failures", (_row(f, origin_id=origin) for origin, f in unique.values()))


def mention_frames(read: Sequence[tuple[Article, Sequence[Mention]]]) -> dict[str, pl.DataFrame]:
    """The four tables of mentions for article versions and what was read in them."""
    mentions = [(article, mention) for article, found in read for mention in found]
    return {
        "event_mentions": to_frame(
            "event_mentions",
            (
                _row(m, event_id=None, article_id=a.article_id, version=a.version, reported_on=a.published_date)
                for a, m in mentions
            ),
        ),
        "mention_actors": _parts_frame("mention_actors", ((a, m, m.actors) for a, m in mentions)),
        "mention_places": _parts_frame("mention_places", ((a, m, m.places) for a, m in mentions)),
        "quantities": _parts_frame("quantities", ((a, m, m.quantities) for a, m in mentions)),
    }


def _parts_frame(table: str, parts: Iterable[tuple[Article, Mention, Sequence[Any]]]) -> pl.DataFrame:
    return to_frame(
        table,
        (_row(x, mention_id=m.mention_id, reported_on=a.published_date) for a, m, found in parts for x in found),
    )


def events_frame(events: Iterable[tuple[Event, date]]) -> pl.DataFrame:
    """Events with the day that each is filed under."""
    return to_frame("events", (_row(event, filed_on=day) for event, day in events))


def revisions_frame(revisions: Iterable[EventRevision]) -> pl.DataFrame:
    return to_frame("event_revisions", (_row(r.event, known_from=r.known_from, known_to=r.known_to) for r in revisions))


def captured_frame(revisions: Iterable[EventRevision]) -> pl.DataFrame:
    """Revisions by capture: `known_from` and `known_to` are moments of this database's own clock."""
    return to_frame(
        "event_captured_revisions",
        (_row(r.event, captured_from=r.known_from, captured_to=r.known_to) for r in revisions),
    )


def claims_frame(claims: Iterable[EventClaim]) -> pl.DataFrame:
    return to_frame("event_claims", (_row(claim) for claim in claims))


def corrections_frame(corrections: Iterable[Correction]) -> pl.DataFrame:
    return to_frame("event_corrections", (_row(correction) for correction in corrections))
