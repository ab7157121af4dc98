"""CSV, JSON and Parquet.

CSV follows RFC 4180: UTF-8, CRLF, every text in quotes. Null is nothing between two commas, an empty text is two
quotes. Lists and structs are JSON texts. A spreadsheet takes a cell that begins with one of `= + - @`, their full-width
forms, a tab or a line break for a formula, so a text that begins so gets an apostrophe before it; a text that begins
with an apostrophe gets one more. The rule that takes this back: from a text that begins with an apostrophe, remove that
one. Numbers, days and times are written as they are.
"""

from __future__ import annotations

import io
import json
import math
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import polars as pl

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


def plain(value: Any) -> Any:
    """A value as JSON can hold it: times in UTC as ISO 8601, what is no number as null."""
    if isinstance(value, datetime):
        utc = value.astimezone(UTC) if value.tzinfo else value
        return utc.isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | pl.Series):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def json_text(value: Any) -> str:
    """One JSON text without line breaks of its own."""
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False)


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """A frame as CSV that opens safely in a spreadsheet; see the head of this module for the rules."""
    columns = []
    for name, kind in frame.schema.items():
        column = pl.col(name)
        if kind.is_nested() or kind == pl.Object:
            column = column.map_elements(json_text, return_dtype=pl.String())
        elif isinstance(kind, pl.Datetime):
            zoned = column.dt.convert_time_zone("UTC") if kind.time_zone else column
            column = zoned.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ" if kind.time_zone else "%Y-%m-%dT%H:%M:%S%.6f")
            column = column.str.replace(r"\.000000(Z?)$", "${1}")
        elif kind == pl.String:
            escaped = pl.any_horizontal([column.str.starts_with(start) for start in FORMULA_STARTS])
            column = pl.when(escaped).then(pl.concat_str(pl.lit("'"), column)).otherwise(column)
        columns.append(column.alias(name))
    out = io.BytesIO()
    frame.select(columns).write_csv(out, quote_style="non_numeric", line_terminator="\r\n")
    return out.getvalue()


def read_csv_text(value: str | None) -> str | None:
    """A text cell as it was before it was made safe for spreadsheets."""
    return value[1:] if value is not None and value.startswith("'") else value


def json_bytes(frame: pl.DataFrame) -> bytes:
    """A frame as one JSON array, an object a line."""
    if frame.is_empty():
        return b"[]\n"
    return ("[\n" + ",\n".join(json_text(row) for row in frame.iter_rows(named=True)) + "\n]\n").encode()


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """A frame as Parquet, compressed with zstd."""
    out = io.BytesIO()
    frame.write_parquet(out, compression="zstd")
    return out.getvalue()
