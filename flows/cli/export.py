"""`dateline export`: tables, views and answers as files that other programs read."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

import polars as pl

from pipeline.errors import UsageError, home_error
from pipeline.export import (
    Resource,
    acled_frame,
    calendar_bytes,
    csv_bytes,
    data_package,
    ged_frame,
    geojson_bytes,
    json_bytes,
    parquet_bytes,
    rss_bytes,
    still_described,
)
from pipeline.warehouse.exports import ExportReader, open_export
from pipeline.warehouse.sqlfiles import sql_files

FORMATS = ("parquet", "csv", "json", "geojson", "ics", "rss")
CODED: Mapping[str, Callable[[pl.DataFrame], pl.DataFrame]] = {"acled": acled_frame, "ged": ged_frame}
LARGE = 200_000  # rows; above that a table is written a day a file
FEED_ITEMS = 500
_PLAIN = {"parquet": parquet_bytes, "csv": csv_bytes, "json": json_bytes, "geojson": geojson_bytes}


def export_command(
    snapshot: Path,
    what: str,
    *,
    format: str,
    output: Path | None,
    params: Mapping[str, str],
    first: date | None,
    last: date | None,
    by_day: bool | None,
    describe: bool,
) -> list[Path]:
    """Write WHAT; the files written, none where it went to standard output."""
    if format not in FORMATS:
        raise UsageError(f"--format {format!r} is unknown", hint=f"one of {', '.join(FORMATS)}")
    if first and last and first > last:
        raise UsageError(f"--from {first} is after --to {last}", hint="exchange them")
    with open_export(snapshot) as reader:
        parts = _parts(reader, what, format, params, first, last, by_day)
        if output is None:
            return _to_standard_output(parts, format)
        return _to_files(reader, what, format, parts, output, describe)


def _parts(
    reader: ExportReader,
    what: str,
    format: str,
    params: Mapping[str, str],
    first: date | None,
    last: date | None,
    by_day: bool | None,
) -> Iterator[tuple[date | None, pl.DataFrame, bytes, bool]]:
    """Each file's day, frame, bytes, and whether there are files of other days."""
    if format in ("ics", "rss"):
        frame = _of_events(reader, what, params, first, last, FEED_ITEMS if format == "rss" else 100_000)
        at = _published_at(reader)
        body = (
            calendar_bytes(frame) if format == "ics" else rss_bytes(frame, title=f"Dateline: {what}", published_at=at)
        )
        yield None, frame, body, False
        return
    render = _PLAIN[format]
    if what in CODED:
        if params:
            raise UsageError(f"{what} takes no -p", hint="use --from and --to")
        frame = CODED[what](reader.ask("coded", _span(first, last)))
        if format == "geojson":
            frame = frame.rename({"latitude": "lat", "longitude": "lon"})
        yield None, frame, render(frame), False
        return
    if not reader.is_relation(what):
        if first or last or by_day:
            raise UsageError("--from, --to and --by-day go with tables", hint="a query has parameters: -p name=value")
        frame = reader.read(what, params)
        yield None, frame, render(frame), False
        return
    split = by_day if by_day is not None else reader.has_days(what) and reader.rows(what) > LARGE
    if split and not reader.has_days(what):
        raise UsageError(f"{what} has no day", hint="export it whole")
    if params:
        reader.read(what, params)
    if (first or last) and not reader.has_days(what):
        raise UsageError(f"{what} has no day for --from and --to", hint="export it whole, or ask a query")
    if not split and not (first or last):
        frame = reader.read(what, {})
        yield None, frame, render(frame), False
        return
    days = reader.days(what, first, last)
    if not split:
        frames = [reader.read_day(what, day) for day in days]
        frame = pl.concat(frames) if frames else reader.read_day(what, date(1, 1, 1))
        yield None, frame, render(frame), False
        return
    for day in days:
        frame = reader.read_day(what, day)
        if not frame.is_empty():
            yield day, frame, render(frame), True


def _span(first: date | None, last: date | None) -> dict[str, object]:
    return {name: day for name, day in (("first", first), ("last", last)) if day is not None}


def _of_events(
    reader: ExportReader, what: str, params: Mapping[str, str], first: date | None, last: date | None, top: int
) -> pl.DataFrame:
    """Events for a feed or a calendar: all, or those that a query names in its column event_id."""
    if what in ("events", "events_current"):
        if params:
            raise UsageError(f"{what} is a table and takes no -p", hint="use --from and --to")
        return reader.ask("events", {**_span(first, last), "top": top})
    frame = reader.read(what, params)
    if "event_id" not in frame.columns:
        raise UsageError(f"{what} has no column event_id", hint="a feed or calendar is made of events")
    ids = frame["event_id"].drop_nulls().unique(maintain_order=True).head(top)
    return reader.ask("events", {**_span(first, last), "ids": ",".join(ids), "top": top})


def _published_at(reader: ExportReader) -> datetime | None:
    frame = reader.read("snapshots", {})
    value = frame["published_at"].max()
    return value if isinstance(value, datetime) else None


def _to_standard_output(parts: Iterator[tuple[date | None, pl.DataFrame, bytes, bool]], format: str) -> list[Path]:
    found = next(parts, None)
    if found is None:
        return []
    _, _, body, more = found
    if more:
        raise UsageError("this is written a day a file", hint="name a folder with --output, or add --whole")
    if format == "parquet" and sys.stdout.isatty():
        raise UsageError("parquet is not for a terminal", hint="name a file with --output")
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()
    return []


def _to_files(
    reader: ExportReader,
    what: str,
    format: str,
    parts: Iterator[tuple[date | None, pl.DataFrame, bytes, bool]],
    output: Path,
    describe: bool,
) -> list[Path]:
    written: list[Path] = []
    noted: list[tuple[str, int, str]] = []
    schema: Mapping[str, pl.DataType] = {}
    rows = 0
    is_file = output.suffix == f".{format}"
    folder = output.parent if is_file else output
    try:
        for day, frame, body, more in parts:
            if more and is_file:
                raise UsageError("this is written a day a file", hint="name a folder with --output, or add --whole")
            name = output.name if is_file else f"{what}.{format}"
            if more:
                name = f"{what}/day={day.isoformat() if day else 'none'}/part.{format}"
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.new")
            fresh.write_bytes(body)
            fresh.replace(path)
            written.append(path)
            noted.append((name, len(body), hashlib.sha256(body).hexdigest()))
            schema, rows = frame.schema, rows + frame.height
        if describe and written:
            path = folder / "datapackage.json"
            resource = Resource(what, _description(what), format, tuple(noted), schema, _meanings(reader, what), rows)
            publishers = reader.ask("publishers", {}).to_dicts()
            body = data_package(
                resource,
                publishers,
                published_at=_published_at(reader),
                version=version("dateline"),
                beside=still_described(folder),
            )
            path.write_bytes(body)
            written.append(path)
    except OSError as error:
        raise home_error(error, folder) from error
    return written


def _description(what: str) -> str:
    if what in CODED:
        return f"Events under the column names of {'ACLED' if what == 'acled' else 'UCDP GED'}; see docs/exports.md"
    for folder in ("queries", "views"):
        for name, file in sql_files(folder).items():
            if what in (name, name.partition("_")[2]):
                return file.question
    return f"The table {what}; see docs/reference.md"


def _meanings(reader: ExportReader, what: str) -> dict[str, str]:
    known = {name: column.meaning for name, column in reader.columns(what).items() if column.meaning}
    file = sql_files("queries").get(what)
    documented = {
        name.strip(): meaning for names, meaning in (file.columns if file else ()) for name in names.split(",")
    }
    return known | documented
