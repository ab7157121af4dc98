"""Texts that carry their own publication date: ` date YYYY-MM-DD Title`, then the body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

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
    return DatedText(published, date_text, start, len(text[:title_end].rstrip()) if title_end > start else start, body_start)
