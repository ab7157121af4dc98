"""A warehouse of a few written events, for tests of what reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pipeline.settings import Settings
from pipeline.warehouse import open_warehouse, publish

NOON = datetime(2024, 3, 6, 12, tzinfo=UTC)
_EVENT = {
    "event_type": "ASSAULT",
    "sub_event_type": "armed clash",
    "quad_class": "material conflict",
    "modality": "occurred",
    "recency": "current",
    "event_date_start": "2024-03-05",
    "event_date_end": "2024-03-05",
    "date_precision": "day",
    "place_name": "Djibo",
    "country": "BFA",
    "lat": 14.1,
    "lon": -1.63,
    "place_precision": "settlement",
    "actor_names": ["gunmen"],
    "target_names": ["army convoy"],
    "weapon": [],
    "disputed": False,
    "mentions": 1,
    "articles": 1,
    "sources": 1,
    "first_reported_at": NOON,
    "last_reported_at": NOON,
    "confidence": 0.9,
    "filed_on": "2024-03-05",
}


def put_event(
    settings: Settings, event_id: str, *, killed: int | None = None, injured: int | None = None, **more: Any
) -> None:
    """Write an event in the place of any of the same id; the id is filled up to 24 characters."""
    values = _EVENT | more | {"event_id": event_id.ljust(24, "0")}
    figures = [
        {"kind": kind, "unit": "person", "low": n, "best": n, "high": n, "disputed": False, "sources": 1}
        for kind, n in (("killed", killed), ("injured", injured))
        if n is not None
    ]
    with open_warehouse(settings, "test") as warehouse:
        drop(warehouse, str(values["event_id"]))
        names = ", ".join(f"${name} AS {name}" for name in values)
        warehouse.connection.execute(
            f"INSERT INTO events BY NAME SELECT {names}, $figures::STRUCT(kind VARCHAR, unit VARCHAR, low INTEGER, "
            "best INTEGER, high INTEGER, disputed BOOLEAN, sources INTEGER)[] AS figures",
            values | {"figures": figures},
        )


def drop(warehouse: Any, event_id: str) -> None:
    warehouse.connection.execute("DELETE FROM events WHERE event_id = ?", [event_id.ljust(24, "0")])


def put_article(settings: Settings, event_id: str, *, title: str, evidence: str, source: str, url: str) -> None:
    """Write the report of an event; enough of it for questions, not for the checks before publishing."""
    with open_warehouse(settings, "test") as warehouse:
        warehouse.connection.execute(
            "INSERT INTO articles BY NAME SELECT md5($url)[1:24] AS article_id, md5($url)[1:24] AS version, md5($url)[1:24] AS "
            "capture_id, $url AS url, $source AS source, $title AS title, [] AS authors, 'en' AS language, $at AS published_at, "
            "$at::DATE AS published_date, 'feed' AS date_basis, 'second' AS date_precision, $evidence AS body, 9 AS words, "
            "'article' AS verdict, '' AS content_digest, '' AS extractor_version, $at AS fetched_at, true AS current",
            {"url": url, "source": source, "title": title, "evidence": evidence, "at": NOON},
        )
        warehouse.connection.execute(
            "INSERT INTO captures BY NAME SELECT md5($url)[1:24] AS capture_id, 'page' AS kind, $url AS url, $url AS url_key, "
            "$at AS fetched_at, 200 AS status, '' AS content_digest, 'poll' AS origin, '' AS warc_filename, "
            "0 AS warc_record_offset, 0 AS warc_record_length, false AS revisit",
            {"url": url, "at": NOON},
        )
        warehouse.connection.execute(
            "INSERT INTO event_mentions BY NAME SELECT md5($url)[1:24] AS mention_id, $event AS event_id, md5($url)[1:24] AS "
            "article_id, md5($url)[1:24] AS version, 'ASSAULT' AS event_type, 'material conflict' AS quad_class, 'occurred' AS "
            "modality, 'current' AS recency, 'day' AS date_precision, 'stated' AS date_basis, [] AS weapon, 0 AS evidence_start, "
            "length($evidence) AS evidence_end, $evidence AS evidence, 0.9 AS confidence, 'test' AS found_by, '' AS parser_version",
            {"url": url, "event": event_id.ljust(24, "0"), "evidence": evidence},
        )


def publish_at(settings: Settings, at: datetime) -> None:
    publish(settings, run_id=at.isoformat(), at=at)
