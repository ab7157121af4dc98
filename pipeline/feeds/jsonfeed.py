"""JSON Feed 1 and 1.1."""

from __future__ import annotations

import json
from typing import Any

from pipeline.feeds.reader import MAX_ENTRIES
from pipeline.feeds.types import RawEntry, RawFeed


def read_json(text: str) -> RawFeed:
    """Read a JSON Feed. Raises ValueError where the text is none, RecursionError where it nests too deep."""
    data = json.loads(text.strip().lstrip("\ufeff"))
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise ValueError("no list of items")
    if "jsonfeed.org" not in str(data.get("version", "")) and not any(_is_item(item) for item in data["items"][:20]):
        raise ValueError("items that are no entries")
    entries = tuple(_entry(item) for item in data["items"][:MAX_ENTRIES] if isinstance(item, dict))
    return RawFeed(
        "json",
        title=_text(data, "title"),
        link=_text(data, "home_page_url"),
        language=_text(data, "language"),
        entries=entries,
    )


def _is_item(item: Any) -> bool:
    return isinstance(item, dict) and any(
        key in item for key in ("url", "external_url", "date_published", "content_html")
    )


def _entry(item: dict[str, Any]) -> RawEntry:
    dates = tuple(date for date in (_text(item, "date_published"), _text(item, "date_modified")) if date)
    guid = item.get("id")
    return RawEntry(
        guid=str(guid) if isinstance(guid, str | int | float) and str(guid).strip() else None,
        # external_url is the page that a link post talks about; the entry itself is at url.
        link=_text(item, "url") or _text(item, "external_url"),
        title=_text(item, "title") or (_text(item, "content_text") or "")[:200] or None,
        dates=dates,
    )


def _text(mapping: dict[str, Any], key: str) -> str | None:
    value = mapping.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and key.startswith("date"):
        value = str(value)
    return value if isinstance(value, str) and value.strip() else None
