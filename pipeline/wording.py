"""Events in words, for readers of feeds, calendars and alerts; and text that every format can hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# what XML 1.0 cannot hold, and the C1 controls, which no reader shows
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# marks that turn the direction of what stands after them: in a line that we compose they would turn our words too
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_WEB = re.compile(r"https?://[^\s/?#]+", re.IGNORECASE)


def printable(text: str) -> str:
    """Without control characters; tabs and line breaks stay."""
    return _UNPRINTABLE.sub("", text)


def one_line(text: str | None, most: int = 500) -> str:
    """On one line, without control characters and marks of direction, cut at `most` characters."""
    flat = " ".join(_DIRECTION.sub("", printable(text or "")).split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def web_address(url: str | None) -> str | None:
    """The address if it is one of the web: a link with another scheme is none that anybody should follow."""
    return url if url and _WEB.match(url) and not re.search(r"[\x00-\x20\x7f<>\"]", url) else None


def place_words(event: Mapping[str, Any]) -> str:
    """Place and country, as far as known."""
    return one_line(", ".join(part for part in (event.get("place_name"), event.get("country")) if part), 120)


def headline(event: Mapping[str, Any]) -> str:
    """What happened and where, with the dead, in one line: `armed clash, Djibo, BFA (killed: 14)`."""
    what = event.get("sub_event_type") or str(event.get("event_type") or "event").lower()
    said = event.get("modality")
    if said and said not in ("occurred", "ongoing"):
        what = f"{what} ({said})"
    where = place_words(event)
    figures = [f"{kind}: {event[kind]}" for kind in ("killed", "injured") if event.get(kind)]
    line = f"{what}, {where}" if where else what
    return one_line(line + (f" ({'; '.join(figures)})" if figures else ""), 200)


def account(event: Mapping[str, Any]) -> str:
    """What the earliest report says and who reports it, in lines of text."""
    lines = [printable(event["evidence"]).strip()] if event.get("evidence") else []
    if event.get("publishers"):
        lines.append("Reported by " + one_line(", ".join(event["publishers"])))
    if event.get("disputed"):
        lines.append("Rival figures stand.")
    return "\n".join(lines)
