"""Texts from files or standard input, through an engine, to lines of JSON: what `dateline parse` does."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.dated_text import split_dated_text
from pipeline.errors import UsageError
from pipeline.events.engine import EventEngine
from pipeline.events.jsonl import mention_row
from pipeline.identity import content_id
from pipeline.records import TextInput

MAX_BYTES = 50_000_000
"""Of one file; more is refused."""


@dataclass(frozen=True, slots=True)
class NamedText:
    """A text with where it came from."""

    path: str
    """As given; "-" for standard input."""
    input: TextInput
    title: str | None


def text_input(text: str, path: str, fallback: date | None) -> NamedText:
    """A text with its header read. Its own date wins over `fallback`."""
    parts = split_dated_text(text)
    title = text[parts.title_start : parts.title_end].strip() or None
    return NamedText(
        path,
        TextInput(
            text=text,
            published_date=parts.published_date or fallback,
            title=title,
            body_start=parts.title_start,
            title_end=parts.title_end if title else None,
            article_id=content_id(path),
        ),
        title,
    )


def read_texts(paths: Sequence[str], fallback: date | None) -> Iterator[NamedText]:
    """Each file in turn, or standard input where none is named. Raises UsageError for a file that cannot be read."""
    for path in paths or ["-"]:
        if path == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            try:
                with Path(path).open("rb") as stream:
                    data = stream.read(MAX_BYTES + 1)
            except OSError as error:
                raise UsageError(f"{path} cannot be read ({error.strerror})", hint="name files of text") from error
        if len(data) > MAX_BYTES:
            raise UsageError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB", hint="split it into articles")
        # utf-8-sig would shift offsets; a byte order mark is one character of the text as read
        yield text_input(data.decode("utf-8", "replace"), path, fallback)


def parse_files(paths: Sequence[str], engine: EventEngine, fallback: date | None = None) -> Iterator[dict[str, Any]]:
    """Rows of `dateline parse`, one for each mention, in the order of files and evidence."""
    return parse_texts(read_texts(paths, fallback), engine)


def parse_texts(texts: Iterable[NamedText], engine: EventEngine) -> Iterator[dict[str, Any]]:
    """The same for texts in memory."""
    for item in texts:
        for mention in engine.read(item.input):
            yield mention_row(mention, item.path, item.input.published_date, item.title)
