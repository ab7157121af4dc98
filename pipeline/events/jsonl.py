"""The lines that `dateline parse` prints: one mention a line, keys in a fixed order."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from pipeline.records import Mention


def mention_row(mention: Mention, path: str, published: date | None, title: str | None) -> dict[str, Any]:
    """A mention as plain values: columns of event_mentions, its lists, and `article`."""
    row = asdict(mention)
    for name in ("actors", "places", "quantities", "weapon"):
        row[name] = list(row[name])
    for name in ("event_date_start", "event_date_end"):
        row[name] = row[name].isoformat() if row[name] else None
    row["article"] = {"path": path, "published_date": published.isoformat() if published else None, "title": title}
    return row


def json_line(row: dict[str, Any]) -> str:
    """One line of JSON; lone surrogates, which UTF-8 cannot hold, are written as escapes."""
    line = json.dumps(row, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        line = json.dumps(row, ensure_ascii=True)
    return line
