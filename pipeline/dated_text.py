"""Texts that carry their own publication date: ` date YYYY-MM-DD Title`, then the body."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from pipeline.records import Payload

_HEADER = re.compile(r"\s{0,8}date[ \t]{1,8}(\d{4}-\d{2}-\d{2})(?=\s|$)[ \t]{0,8}", re.IGNORECASE)
_BLANK = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class DatedText:
    """Where the parts of a dated text stand. All offsets count into the text as read."""

    published_date: date | None
    """None where the text has no header or names a day that is not in the calendar."""
    date_text: str | None
    """The header's date verbatim, also where it is impossible."""
    title_start: int
    title_end: int
    """The first line after the header; empty (start equals end) where there is none."""
    body_start: int
    """First character of the text below the title."""


def split_dated_text(text: str) -> DatedText:
    """Find header, title line and body. A text without a header has its first line as the title."""
    published: date | None = None
    date_text: str | None = None
    start = 0
    header = _HEADER.match(text)
    if header:
        start = header.end()
        date_text = header[1]
        try:
            published = date.fromisoformat(date_text)
        except ValueError:
            published = None
    if start < len(text) and text[start] == "\n":
        start += 1
    line_end = text.find("\n", start)
    title_end = len(text) if line_end < 0 else line_end
    blank = _BLANK.match(text, title_end)
    body_start = blank.end() if blank else title_end
    return DatedText(
        published, date_text, start, len(text[:title_end].rstrip()) if title_end > start else start, body_start
    )


class TextPayload(NamedTuple):
    """What an archived text says of itself."""

    title: str | None
    body: str
    """Paragraphs apart by one newline, as in every article."""
    published_date: date | None
    date_text: str | None
    """Verbatim, also where it names no day."""
    url: str | None
    """Where the text names one (JSON); else the capture's."""


def read_text_payload(payload: Payload) -> TextPayload:
    """Title, body, date and address of a capture of kind `text`: a dated text, or a JSON object with
    `url`, `date`, `title` and `text`.

    A text that is one line is all body. Raises UnicodeDecodeError or ValueError where the bytes are neither.
    """
    text = payload.body.decode("utf-8-sig")
    if payload.capture.mime == "application/json":
        return _from_json(json.loads(text))
    parts = split_dated_text(text)
    title = text[parts.title_start : parts.title_end].strip()
    body = paragraphs(text[parts.body_start :])
    return TextPayload(title or None if body else None, body or title, parts.published_date, parts.date_text, None)


def paragraphs(text: str) -> str:
    """The text with its lines trimmed and empty ones left out."""
    return "\n".join(line for line in map(str.strip, text.splitlines()) if line)


def parse_day(text: str) -> date | None:
    """The UTC day of an ISO 8601 date or date-time; a time without zone is UTC. None where it is neither."""
    try:
        return date.fromisoformat(text) if len(text) <= 10 else _utc(datetime.fromisoformat(text)).date()
    except (ValueError, OverflowError):
        return None


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC)


def _from_json(fields: object) -> TextPayload:
    if not isinstance(fields, dict):
        raise ValueError("not a JSON object")
    title, text, day, url = (_text_or_none(fields.get(name)) for name in ("title", "text", "date", "url"))
    return TextPayload(title, paragraphs(text or ""), parse_day(day) if day else None, day, url)


def _text_or_none(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
