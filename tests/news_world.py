"""A small published snapshot made of hand-written rows, for the pages that show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipeline.identity import content_id
from pipeline.warehouse.migrate import create_views, migrate

DAY = date(2024, 3, 6)
MORNING = datetime(2024, 3, 6, 7, 0, tzinfo=UTC)

HOSTILE = (
    '<script>window.ran=1</script><img src=x onerror="window.ran=1"> \'; DROP TABLE events; -- =HYPERLINK("http://evil.example") '
    "\u202egnp.exe {{7*7}} ${7*7} </style></script>]]> javascript:alert(1) **bold** [x](http://evil.example) @channel &lt;"
)


@dataclass(frozen=True)
class Told:
    """One event with one report. `killed` are its figures over time: (hours after MORNING, low, best, high)."""

    name: str
    place: str | None = "Sumy"
    lat: float | None = 50.91
    lon: float | None = 34.80
    country: str | None = "UKR"
    type: str = "ASSAULT"
    sub: str | None = "air/drone strike"
    source: str = "Kestrel Wire"
    title: str = "A title"
    url: str | None = None
    before: str = "Rain fell all night. "
    evidence: str = "A strike killed 3 people, the mayor said."
    figure: str = "3"
    actor: str = "the army"
    modality: str = "occurred"
    hours: float = 0
    killed: tuple[tuple[float, int | None, int | None, int | None], ...] = ((0, 3, 3, 3),)
    sources: int = 1
    air: tuple[int, int] | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def figures(told: Told, step: tuple[float, int | None, int | None, int | None]) -> list[dict[str, Any]]:
    _, low, best, high = step
    found = [_figure("killed", "person", low, best, high)]
    if told.air:
        found += [_figure(k, "drone", n, n, n) for k, n in zip(("launched", "intercepted"), told.air, strict=True)]
    return found


def _figure(kind: str, unit: str, low: int | None, best: int | None, high: int | None) -> dict[str, Any]:
    return {"kind": kind, "unit": unit, "low": low, "best": best, "high": high, "disputed": low != high, "sources": 1}


def event_id(name: str) -> str:
    return content_id("event", name)


def article_id(name: str) -> str:
    return content_id("article", name)


def write_world(path: Path, told: list[Told], *, feeds: tuple[str, ...] = ("Kestrel Wire",)) -> Path:
    """Write the snapshot; an existing one is replaced as publishing does it."""
    fresh = path.with_name(path.name + ".new")
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(fresh)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        migrate(connection)
        create_views(connection)
        for table, rows in _rows(told, feeds).items():
            if rows:
                frame = pl.DataFrame(rows, infer_schema_length=None)
                connection.register("frame", frame.to_arrow())
                columns = ", ".join(f'"{name}"' for name in frame.columns)
                connection.execute(f"INSERT INTO {table} BY NAME SELECT {columns} FROM frame")
                connection.unregister("frame")
        connection.execute("CHECKPOINT")
    fresh.replace(path)
    return path


def _rows(told: list[Told], feeds: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in (
            "articles",
            "event_mentions",
            "mention_actors",
            "quantities",
            "events",
            "event_revisions",
            "feeds",
            "polls",
        )
    }
    rows["snapshots"] = [
        {"published_at": datetime(2024, 3, 7, 2, 30, tzinfo=UTC), "run_id": "r", "table_name": "events", "row_count": 1}
    ]
    for item in told:
        at = MORNING + timedelta(hours=item.hours)
        body = item.before + item.evidence + "\nMore to come."
        start = len(item.before)
        mention = content_id("mention", item.name)
        rows["articles"].append(
            {
                "article_id": article_id(item.name),
                "version": content_id("version", item.name),
                "capture_id": content_id("capture", item.name),
                "url": item.url if item.url is not None else f"https://wire.example/{content_id(item.name)}",
                "source": item.source,
                "title": item.title,
                "authors": ["A. Writer"],
                "language": "en",
                "country": "GBR",
                "published_at": at,
                "published_date": at.date(),
                "date_basis": "metadata",
                "date_precision": "second",
                "body": body,
                "words": len(body.split()),
                "verdict": "article",
                "content_digest": content_id("version", item.name),
                "extractor_version": "x",
                "fetched_at": at + timedelta(minutes=20),
                "current": True,
            }
        )
        shared = {
            "event_id": event_id(item.name),
            "event_type": item.type,
            "sub_event_type": item.sub,
            "quad_class": "material conflict",
            "modality": item.modality,
            "recency": "current",
            "event_date_start": at.date(),
            "event_date_end": at.date(),
            "date_precision": "day",
            "weapon": ["drone"],
            "confidence": 0.8,
        }
        rows["event_mentions"].append(
            {
                **shared,
                "mention_id": mention,
                "article_id": article_id(item.name),
                "version": content_id("version", item.name),
                "date_basis": "stated",
                "evidence_start": start,
                "evidence_end": start + len(item.evidence),
                "evidence": item.evidence,
                "found_by": "test",
                "parser_version": "1",
            }
        )
        rows["mention_actors"].append(
            {
                "mention_id": mention,
                "role": "claimant",
                "name": item.actor,
                "canonical_name": item.actor,
                "start": 0,
                "end": 1,
            }
        )
        spot = start + item.evidence.index(item.figure)
        rows["quantities"].append(
            {
                "mention_id": mention,
                "quantity_id": content_id("quantity", item.name),
                "kind": "killed",
                "unit": "person",
                "low": item.killed[-1][1],
                "best": item.killed[-1][2],
                "high": item.killed[-1][3],
                "qualifier": "exact",
                "scope": "incident",
                "attributed_to": item.actor,
                "attribution_kind": "own_official",
                "start": spot,
                "end": spot + len(item.figure),
                "text": item.figure,
            }
        )
        fused = {
            **shared,
            "place_name": item.place,
            "geonames_id": 1 if item.place else None,
            "lat": item.lat,
            "lon": item.lon,
            "country": item.country,
            "place_precision": "settlement" if item.place else None,
            "actor_names": [item.actor],
            "target_names": ["a house"],
            "disputed": False,
            "mentions": 1,
            "articles": 1,
            "sources": item.sources,
            "first_reported_at": at,
            "last_reported_at": at + timedelta(hours=item.killed[-1][0]),
            **item.extra,
        }
        steps = [at + timedelta(hours=step[0]) for step in item.killed]
        for step, known, until in zip(item.killed, steps, [*steps[1:], None], strict=True):
            rows["event_revisions"].append(
                fused
                | {"figures": figures(item, step), "known_from": known, "known_to": until, "last_reported_at": known}
            )
        rows["events"].append(fused | {"figures": figures(item, item.killed[-1]), "filed_on": at.date()})
    for number, feed in enumerate(feeds):
        feed_id = content_id("feed", number)
        rows["feeds"].append(
            {
                "feed_id": feed_id,
                "url": f"https://wire.example/feed{number}",
                "title": feed,
                "publisher": feed,
                "tags": [feed],
                "active": True,
                "failures": 1,
            }
        )
        rows["polls"].append(
            {
                "feed_id": feed_id,
                "polled_at": MORNING,
                "status": 500,
                "outcome": "failed",
                "bytes_received": 10,
                "duration_ms": 10,
                "entries": 0,
                "new_entries": 0,
                "reason": "server_error",
            }
        )
    return rows
