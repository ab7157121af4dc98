"""Dated texts from files: `.txt` with a ` date YYYY-MM-DD Title` header; `.jsonl`, `.csv` and `.parquet` with url,
date, title and text."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TextIO

import polars as pl

from pipeline.dated_text import parse_day, split_dated_text
from pipeline.errors import SourceError
from pipeline.identity import digest
from pipeline.records import Failure, FailureReason, Origin
from pipeline.sources.types import Found, SourceItem, SourceRequest, Tools, Unit, scope_of

MAX_TEXT_BYTES = 10_000_000
"""Of one text; a larger one is a failure."""
_SUFFIXES = (".txt", ".jsonl", ".csv", ".parquet")
_NAMES = {
    "url": ("url", "link", "address"),
    "date": ("date", "published_at", "publish_date", "published", "published_date"),
    "title": ("title", "headline"),
    "text": ("text", "body", "content"),
}
"""What the columns of a table may be called; the first of them that is there counts."""
_ROWS = 2000
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # a whole text stands in one field


class Texts:
    """Dated texts that lie in files on this machine."""

    name = "texts"
    origin: Origin = "texts"
    summary = "dated texts: .txt beginning ` date YYYY-MM-DD Title`; .jsonl, .csv, .parquet with url, date, title, text"
    needs: tuple[str, ...] = ("paths",)

    def units(self, request: SourceRequest, tools: Tools) -> Iterable[Unit]:
        """One for each file."""
        for path in request.paths:
            for file in _files(Path(path)):
                stat = file.stat()
                yield Unit(key=f"{file}|{stat.st_size}|{stat.st_mtime_ns}", where=str(file), size=stat.st_size)

    def scope(self, request: SourceRequest) -> str:
        return scope_of(self.name, request.first, request.last)

    def read(self, unit: Unit, request: SourceRequest, tools: Tools) -> Iterator[Found]:
        for found in _walk([Path(unit.where)], request.today):
            if isinstance(found, Failure) or request.wants(found.date):
                yield found


def read_texts(path: Path, *, today: date) -> Iterator[SourceItem | Failure]:
    """Texts of one file, or of a folder and the folders in it in order of their names.

    Files of other kinds and hidden ones are passed over in a folder. A text without a date, with a date that is
    not in the calendar or later than `today`, or that is no text, is a Failure and the rest goes on.
    Raises SourceError where `path` is neither a readable folder nor a file of one of these kinds.
    """
    return _walk(_files(path), today)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = [p for p in sorted(path.rglob("*")) if p.suffix.lower() in _SUFFIXES and _visible(p, path)]
        if not files:
            raise SourceError(f"no {', '.join(_SUFFIXES)} file in {path}", hint="name the folder that holds the texts")
        return files
    if not path.exists():
        raise SourceError(f"{path} does not exist", hint="name a file or folder with --path")
    if path.suffix.lower() not in _SUFFIXES:
        raise SourceError(f"{path.name} is none of {', '.join(_SUFFIXES)}", hint="rename it to say what it is")
    return [path]


def _visible(path: Path, root: Path) -> bool:
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)


def _walk(files: list[Path], today: date) -> Iterator[SourceItem | Failure]:
    for path in files:
        try:
            yield from _READERS[path.suffix.lower()](path, today)
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
    return _record(fields, body, item, today)


def _record(fields: Mapping[str, Any], body: bytes, item: str, today: date) -> SourceItem | Failure:
    """One text of a table; `body` is what is kept of it."""
    if not isinstance(fields.get("text"), str) or not fields["text"].strip():
        return _failure(item, "not_text", "no field `text`", today)
    if len(body) > MAX_TEXT_BYTES:
        return _failure(item, "too_large", f"over {MAX_TEXT_BYTES} bytes", today)
    stated = fields.get("date")
    day = parse_day(stated.strip()) if isinstance(stated, str) else None
    problem = _date_problem(day, None if stated in (None, "") else str(stated), today)
    if problem is not None or day is None:
        return _failure(item, *(problem or ("no_date", "")), today)
    url = fields.get("url")
    named = isinstance(url, str) and url.strip().lower().startswith(("http://", "https://", "urn:"))
    return SourceItem(url=str(url).strip() if named else _urn(body), body=body, mime="application/json", date=day)


# --- tables ----------------------------------------------------------------------------------------


def _csv(path: Path, today: date) -> Iterator[SourceItem | Failure]:
    """Row by row with the standard reader: a broken row costs that row, which no reader of whole columns can do."""
    with path.open("r", encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        rows = csv.reader(_bounded(file))
        try:
            header = next(rows, [])
            columns = _columns(header)
            if "text" not in columns:
                yield _failure(str(path), "unreadable", "its first line names no column `text`", today)
                return
            while (row := next(rows, None)) is not None:
                if row:
                    fields = {name: row[index] for name, index in columns.items() if index < len(row)}
                    yield _row(fields, f"{path}:{rows.line_num}", today)
        except (csv.Error, ValueError) as error:
            yield _failure(f"{path}:{rows.line_num}", "unreadable", f"not a table ({error})", today)


def _bounded(file: TextIO) -> Iterator[str]:
    while line := file.readline(MAX_TEXT_BYTES + 1):
        if len(line) > MAX_TEXT_BYTES:
            raise ValueError(f"a line of over {MAX_TEXT_BYTES} characters")
        yield line


def _parquet(path: Path, today: date) -> Iterator[SourceItem | Failure]:
    """Column groups as they come: a file of any size costs the memory of a few thousand rows."""
    number = 0
    try:
        table = pl.scan_parquet(path)
        columns = _columns(table.collect_schema().names())
        if "text" not in columns:
            yield _failure(str(path), "unreadable", "it has no column `text`", today)
            return
        names = table.collect_schema().names()
        chosen = [pl.col(names[index]).alias(name) for name, index in columns.items()]
        for batch in table.select(chosen).collect_batches(chunk_size=_ROWS, maintain_order=True):
            for row in batch.iter_rows(named=True):
                number += 1
                yield _row(row, f"{path}:{number}", today)
    except pl.exceptions.PolarsError as error:
        words = " ".join(str(error).split())[:200]
        yield _failure(f"{path}:{number}" if number else str(path), "unreadable", f"not Parquet ({words})", today)


def _columns(names: list[str]) -> dict[str, int]:
    """Which column holds what."""
    places = {name.strip().lower(): index for index, name in reversed(list(enumerate(names)))}
    return {
        field: next(places[name] for name in spellings if name in places)
        for field, spellings in _NAMES.items()
        if any(name in places for name in spellings)
    }


def _row(row: Mapping[str, Any], item: str, today: date) -> SourceItem | Failure:
    """One row, kept as the JSON object that says the same: a text is one text, whatever kind of file brings it."""
    fields = {name: _written(value) for name, value in row.items() if value is not None and value != ""}
    try:
        body = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return _failure(item, "bad_encoding", "not UTF-8", today)
    return _record(fields, body, item, today)


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


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


_READERS = {".txt": _text, ".jsonl": _lines, ".csv": _csv, ".parquet": _parquet}
