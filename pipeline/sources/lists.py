"""Lists of addresses with dates: text, CSV, Parquet, exports of GDELT and of Media Cloud."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import IO, BinaryIO, cast

import polars as pl

from pipeline.dated_text import parse_day
from pipeline.records import Failure, FailureReason
from pipeline.sources.types import Link, Tools

_Fail = Callable[[str, FailureReason, str], Failure]
_MAX_LINE = 1_000_000
_URL_NAMES = ("url", "link", "sourceurl", "documentidentifier", "address", "story_url")
_DATE_NAMES = ("publish_date", "published_at", "date", "published", "publication_date", "dateadded", "seendate", "day")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{6}Z?)?")
_GDELT: dict[int, tuple[int, int]] = {61: (60, 59), 58: (57, 56), 27: (4, 1), 16: (5, 2)}
"""Exports of GDELT have no names of columns, but each kind has its number of them: (address, date) by that number.
Events of version 2 and 1, the knowledge graph, the mentions."""


def read_list(where: str, tools: Tools) -> Iterator[Link | Failure]:
    """Links of one list, streaming, with the day that stands beside each; a Failure for each line that names none.

    `.gz` and `.zip` are unpacked (a zip may hold one file), `.parquet` is read by columns, all else by lines.
    """
    name = where.lower().partition("?")[0]
    at = datetime.combine(tools.today, time(), UTC)

    def failure(item: str, reason: FailureReason, detail: str) -> Failure:
        return Failure(stage="source", item=item, reason=reason, detail=detail, at=at)

    with tools.open(where) as file:
        if name.endswith(".parquet"):
            yield from _parquet(file, where, failure)
            return
        try:
            plain = _plain(file, name)
            text = io.TextIOWrapper(cast("IO[bytes]", plain), encoding="utf-8-sig", errors="replace", newline="")
            yield from _lines(text, where, failure)
        except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, csv.Error) as error:
            yield failure(where, "unreadable", f"it cannot be read to its end ({error})"[:200])


def _plain(file: BinaryIO, name: str) -> object:
    if name.endswith(".gz"):
        return gzip.GzipFile(fileobj=file)
    if name.endswith(".zip"):
        packed = zipfile.ZipFile(file)
        members = [entry for entry in packed.infolist() if not entry.is_dir()]
        if len(members) != 1:
            raise zipfile.BadZipFile(f"it holds {len(members)} files, not one")
        return packed.open(members[0])
    return file


def _lines(text: io.TextIOWrapper, where: str, failure: _Fail) -> Iterator[Link | Failure]:
    first = text.readline(_MAX_LINE)
    if not first.strip():
        yield failure(where, "not_text", "the list is empty")
        return
    delimiter = "\t" if first.count("\t") else ","
    columns = _columns(next(csv.reader([first], delimiter=delimiter), []))
    reader = _by_columns(columns) if columns is not None else _by_shape
    rest = text if columns is not None else _again(first, text)
    for number, line in enumerate(_bounded(rest), start=2 if columns is not None else 1):
        if not line.strip():
            continue
        fields = next(csv.reader([line], delimiter=delimiter), [])
        found = reader(fields)
        yield found if found is not None else failure(f"{where}:{number}", "unresolvable_link", f"{line[:80]!r}")


def _bounded(text: Iterator[str] | io.TextIOWrapper) -> Iterator[str]:
    if isinstance(text, io.TextIOWrapper):
        while line := text.readline(_MAX_LINE):
            yield line
    else:
        yield from text


def _again(first: str, text: io.TextIOWrapper) -> Iterator[str]:
    yield first
    yield from _bounded(text)


def _columns(names: Sequence[str]) -> tuple[int, int | None] | None:
    """Places of address and date in a table that names its columns; None where the first line is none of names."""
    lowered = [name.strip().lower() for name in names]
    url = next((lowered.index(name) for name in _URL_NAMES if name in lowered), None)
    if url is None:
        return None
    return url, next((lowered.index(name) for name in _DATE_NAMES if name in lowered), None)


def _by_columns(columns: tuple[int, int | None]) -> Callable[[Sequence[str]], Link | None]:
    url, day = columns

    def read(fields: Sequence[str]) -> Link | None:
        stated = fields[day] if day is not None and day < len(fields) else ""
        return _link(fields[url] if url < len(fields) else "", stated)

    return read


def _by_shape(fields: Sequence[str]) -> Link | None:
    """A line without names of columns: an export of GDELT, or an address with or without a date beside it."""
    places = _GDELT.get(len(fields))
    if places is not None:
        return _link(fields[places[0]], fields[places[1]])
    parts = [part for field in fields for part in field.split()]
    url = next((part for part in parts if part.startswith(("http://", "https://"))), "")
    return _link(url, next((part for part in parts if part != url and day_of(part)), ""))


def _link(url: str, stated: str) -> Link | None:
    url = url.strip()
    if not url.lower().startswith(("http://", "https://")) or len(url) > 4000:
        return None
    return Link(url=url, day=day_of(stated), archive="when_gone")


def day_of(stated: str) -> date | None:
    """The day in `20240105`, `20240105123000`, or an ISO date or time; None where there is none."""
    stated = stated.strip()
    compact = _COMPACT.fullmatch(stated)
    if compact:
        try:
            return date(int(compact[1]), int(compact[2]), int(compact[3]))
        except ValueError:
            return None
    return parse_day(stated.replace(" ", "T", 1)) if stated[:4].isdigit() and len(stated) >= 10 else None


def _parquet(file: BinaryIO, where: str, failure: _Fail) -> Iterator[Link | Failure]:
    try:
        table = pl.scan_parquet(file)
        names = table.collect_schema().names()
        columns = _columns(names)
        if columns is None:
            yield failure(where, "unreadable", "it has no column `url`")
            return
        wanted = [pl.col(names[columns[0]]).cast(pl.String).alias("url")]
        if columns[1] is not None:
            wanted.append(pl.col(names[columns[1]]).cast(pl.String).alias("day"))
        for batch in table.select(wanted).collect_batches(chunk_size=5000, maintain_order=True):
            for row in batch.iter_rows(named=True):
                found = _link(row["url"] or "", row.get("day") or "")
                yield found if found is not None else failure(where, "unresolvable_link", repr(row["url"])[:80])
    except pl.exceptions.PolarsError as error:
        yield failure(where, "unreadable", " ".join(str(error).split())[:200])
