"""Dated texts from files: `.txt` with a ` date YYYY-MM-DD Title` header, `.jsonl` with url, date, title, text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

from pipeline.dated_text import parse_day, split_dated_text
from pipeline.errors import SourceError
from pipeline.identity import digest
from pipeline.records import Failure, FailureReason
from pipeline.sources.types import SourceItem

MAX_TEXT_BYTES = 10_000_000
"""Of one text; a larger one is a failure."""
_SUFFIXES = (".txt", ".jsonl")


def read_texts(path: Path, *, today: date) -> Iterator[SourceItem | Failure]:
    """Texts of one file, or of a folder and the folders in it in order of their names.

    Files of other kinds and hidden ones are passed over in a folder. A text without a date, with a date that is
    not in the calendar or later than `today`, or that is no text, is a Failure and the rest goes on.
    Raises SourceError where `path` is neither a readable folder nor a .txt or .jsonl file.
    """
    if path.is_dir():
        files = [p for p in sorted(path.rglob("*")) if p.suffix.lower() in _SUFFIXES and _visible(p, path)]
        if not files:
            raise SourceError(f"no .txt or .jsonl file in {path}", hint="name the folder that holds the texts")
    elif not path.exists():
        raise SourceError(f"{path} does not exist", hint="name a file or folder with --path")
    elif path.suffix.lower() not in _SUFFIXES:
        raise SourceError(f"{path.name} is neither .txt nor .jsonl", hint="rename it to say what it is")
    else:
        files = [path]
    return _walk(files, today)


def _visible(path: Path, root: Path) -> bool:
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)


def _walk(files: list[Path], today: date) -> Iterator[SourceItem | Failure]:
    for path in files:
        read = _lines if path.suffix.lower() == ".jsonl" else _text
        try:
            yield from read(path, today)
        except OSError as error:
            yield _failure(str(path), "unreadable", error.strerror or str(error), today)


def _text(path: Path, today: date) -> Iterator[SourceItem | Failure]:
    with path.open("rb") as file:
        body = file.read(MAX_TEXT_BYTES + 1)
    item = str(path)
    text = _decoded(body)
    if isinstance(text, tuple):
        yield _failure(item, *text, today)
        return
    parts = split_dated_text(text)
    problem = _date_problem(parts.published_date, parts.date_text, today)
    if problem is not None:
        yield _failure(item, *problem, today)
    elif not text[parts.title_start :].strip():
        yield _failure(item, "not_text", "nothing but a date", today)
    elif parts.published_date is not None:
        yield SourceItem(url=_urn(body), body=body, mime="text/plain", date=parts.published_date)


def _lines(path: Path, today: date) -> Iterator[SourceItem | Failure]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_TEXT_BYTES + 1):
            number += 1
            if len(line) > MAX_TEXT_BYTES:
                while line and not line.endswith(b"\n"):  # pass over the rest of it
                    line = file.readline(1 << 20)
                yield _failure(f"{path}:{number}", "too_large", f"over {MAX_TEXT_BYTES} bytes", today)
            elif line.strip():
                yield _line(line, f"{path}:{number}", today)


def _line(line: bytes, item: str, today: date) -> SourceItem | Failure:
    text = _decoded(line)
    if isinstance(text, tuple):
        return _failure(item, *text, today)
    try:
        fields = json.loads(text, parse_constant=_refuse)
        body = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except (ValueError, RecursionError) as error:  # also a lone surrogate, which no UTF-8 can hold
        return _failure(item, "unreadable", f"not JSON ({type(error).__name__})", today)
    if not isinstance(fields, dict):
        return _failure(item, "unreadable", "not a JSON object", today)
    if not isinstance(fields.get("text"), str) or not fields["text"].strip():
        return _failure(item, "not_text", "no field `text`", today)
    stated = fields.get("date")
    day = parse_day(stated.strip()) if isinstance(stated, str) else None
    problem = _date_problem(day, None if stated in (None, "") else str(stated), today)
    if problem is not None or day is None:
        return _failure(item, *(problem or ("no_date", "")), today)
    url = fields.get("url")
    named = isinstance(url, str) and url.strip().lower().startswith(("http://", "https://", "urn:"))
    return SourceItem(url=str(url).strip() if named else _urn(body), body=body, mime="application/json", date=day)


def _decoded(data: bytes) -> str | tuple[FailureReason, str]:
    if len(data) > MAX_TEXT_BYTES:
        return "too_large", f"over {MAX_TEXT_BYTES} bytes"
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "bad_encoding", f"not UTF-8 at byte {error.start}"
    if not text.strip():
        return "not_text", "empty"
    return ("not_text", "holds NUL characters") if "\x00" in text else text


def _date_problem(day: date | None, stated: str | None, today: date) -> tuple[FailureReason, str] | None:
    if stated is None:
        return "no_date", "it does not say when it was published"
    if day is None:
        return "bad_date", f"{stated[:40]!r} is not a date"
    return ("future_date", f"{day} lies after {today}") if day > today else None


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def _urn(body: bytes) -> str:
    return f"urn:sha256:{digest(body)}"


def _failure(item: str, reason: FailureReason, detail: str, today: date) -> Failure:
    at = datetime.combine(today, time(), UTC)
    return Failure(stage="source", item=item, reason=reason, detail=detail, at=at)
