"""`dateline sql`: questions to the published snapshot."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from flows.cli.common import out, show_frame, show_json
from pipeline.errors import UsageError
from pipeline.export import csv_bytes, json_bytes, parquet_bytes
from pipeline.warehouse import list_queries, run_named, run_sql
from pipeline.warehouse.sqlfiles import sql_files

if TYPE_CHECKING:
    import polars as pl

FORMATS = ("table", "csv", "json", "parquet")


def write_frame(frame: pl.DataFrame, format: str, output: Path | None, limit: int) -> None:
    """Write a frame to a file or to standard output."""
    if format == "table":
        if output is not None:
            raise UsageError("a table goes to the terminal", hint="use --format csv, json or parquet with --output")
        show_frame(frame, limit=limit)
    elif format == "csv":
        _write(csv_bytes(frame), output)
    elif format == "json":
        _write(json_bytes(frame), output)
    else:
        if output is None and sys.stdout.isatty():
            raise UsageError("parquet is not for a terminal", hint="name a file with --output")
        _write(parquet_bytes(frame), output)


def _write(body: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(body)
    except OSError as error:
        raise UsageError(f"cannot write {output} ({error.strerror})", hint="name another file with --output") from error


def sql_command(
    snapshot: Path,
    statement: str | None,
    query: str | None,
    params: list[str],
    *,
    list_all: bool,
    show: bool,
    format: str,
    output: Path | None,
    limit: int,
) -> None:
    if format not in FORMATS:
        raise UsageError(f"--format {format!r} is unknown", hint=f"one of {', '.join(FORMATS)}")
    if list_all:
        _list(as_json=format == "json")
        return
    if (statement is None) == (query is None):
        raise UsageError("give one SELECT, or --query NAME", hint="see `dateline sql --list`")
    arguments = {}
    for text in params:
        name, sign, value = text.partition("=")
        if not sign:
            raise UsageError(f"-p {text!r} is not name=value")
        arguments[name.strip()] = value
    if query is not None:
        if show:
            found = sql_files("queries").get(query)
            if found is not None:
                sys.stdout.write(found.text)
                return
        result = run_named(snapshot, query, arguments)
    else:
        if arguments:
            raise UsageError("-p goes with --query", hint="write the value into the SELECT")
        assert statement is not None
        result = run_sql(snapshot, statement)
    write_frame(result.frame, format, output, limit)


def _list(*, as_json: bool) -> None:
    if as_json:
        show_json(
            [
                {
                    "name": q.name,
                    "question": q.question,
                    "params": [
                        {"name": p.name, "type": p.type, "default": p.default, "meaning": p.meaning} for p in q.params
                    ],
                    "example": q.example,
                }
                for q in list_queries()
            ]
        )
        return
    width = max(len(query.name) for query in list_queries()) + 2
    for query in list_queries():
        out.print(
            Text(f"{query.name:<{width}}", style="bold") + Text(query.question), no_wrap=True, overflow="ellipsis"
        )
    out.print(Text("Parameters, columns and SQL of one of them: dateline sql --query NAME --show", style="dim"))
