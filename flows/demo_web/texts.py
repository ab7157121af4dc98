"""The demonstration week as dated texts, for `dateline parse` and `dateline backfill --source texts`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flows.demo_web.content import HERE, Item, Version, items


def dated_text(item: Item, version: Version) -> str:
    """One page's text in the form ` date YYYY-MM-DD Title`, an empty line, then a paragraph a line.

    An updated text carries the day of its update: its "on Thursday" was written then.
    """
    body = "\n".join(block.text for block in version.blocks)
    return f" date {version.changed or item.published:%Y-%m-%d} {version.title}\n\n{body}\n"


def write_texts(folder: Path, edition: int) -> list[Path]:
    """Write every page that is an article as `texts/SLUG.txt`, and what a careful reader notes in them as gold.jsonl.

    gold.jsonl holds one object a text: id, stratum ("negative" where nothing current is reported) and events with
    type, modality, recency, dates, places and quantities. Raises OSError where the folder cannot be written.
    """
    texts = folder / "texts"
    texts.mkdir(parents=True, exist_ok=True)
    truth = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))["articles"]
    written: list[Path] = []
    gold: list[str] = []
    for item in sorted(items(), key=lambda item: item.slug):
        if truth[item.slug]["verdict"] != "article":
            continue
        version = item.version(edition, None)
        assert version is not None
        path = texts / f"{item.slug}.txt"
        path.write_text(dated_text(item, version), encoding="utf-8")
        written.append(path)
        updated = truth[item.slug].get("events_after_update")
        noted = updated if version.changed and updated is not None else truth[item.slug]["events"]
        gold.append(json.dumps(_gold(item.slug, noted), ensure_ascii=False))
    (folder / "gold.jsonl").write_text("\n".join(gold) + "\n", encoding="utf-8")
    return written


def _gold(slug: str, noted: list[dict[str, Any]]) -> dict[str, Any]:
    current = any(event["recency"] == "current" for event in noted)
    return {"id": slug, "stratum": "event" if current else "negative", "events": [_event(event) for event in noted]}


def _event(event: dict[str, Any]) -> dict[str, Any]:
    quantities = [
        {"kind": q["kind"], "unit": q["unit"], "value": q["best"], "low": q["low"] or q["high"]}
        for q in event["quantities"]
    ]
    places = [{"name": event["place"], "role": "location"}] if event["place"] else []
    kept = ("modality", "recency", "date_start", "date_end", "date_precision")
    return {
        "type": event["event_type"],
        "sub_type": event["sub_event_type"],
        **{key: event[key] for key in kept},
        "places": places,
        "quantities": quantities,
    }
