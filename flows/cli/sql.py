"""`dateline sql` and `dateline events`: questions to the published snapshot."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from flows.cli.common import out, show_frame, show_json
from pipeline.errors import UsageError
from pipeline.warehouse import list_queries, run_named, run_sql
from pipeline.warehouse.sqlfiles import sql_files

if TYPE_CHECKING:
    import polars as pl

FORMATS = ("table", "csv", "json", "parquet")


def write_frame(frame: pl.DataFrame, format: str, output: Path | None, limit: int) -> None:
    """Write a frame to a file or to standard output. Lists become text in CSV."""
    if format == "table":
        if output is not None:
            raise UsageError("a table goes to the terminal", hint="use --format csv, json or parquet with --output")
        show_frame(frame, limit=limit)
    elif format == "csv":
        text = flat(frame).write_csv()
        output.write_text(text, encoding="utf-8") if output else sys.stdout.write(text)
    elif format == "json":
        if output:
            frame.write_json(output)
        else:
            show_json(frame.to_dicts())
    else:
        if output is None and sys.stdout.isatty():
            raise UsageError("parquet is not for a terminal", hint="name a file with --output")
        frame.write_parquet(output or sys.stdout.buffer)


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns of lists and structs as text, so that a CSV can hold them."""
    import polars as pl  # noqa: PLC0415

    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    return frame.with_columns(
        pl.col(name).map_elements(
            lambda value: "; ".join(str(v) for v in value) if not isinstance(value, dict) else str(value),
            return_dtype=pl.String(),
        )
        for name in nested
    )


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
    for query in list_queries():
        out.print(Text(f"{query.name:<18}", style="bold") + Text(query.question))
        for param in query.params:
            needed = " (needed)" if param.default is None else ""
            out.print(Text(f"{'':<18}-p {param.name}={param.type.lower()}  {param.meaning}{needed}", style="dim"))


def event_command(snapshot: Path, event: str) -> None:
    """One event by the beginning of its id: figures with their sentences, reports in order, toll history."""
    if not event or not all(c in "0123456789abcdef" for c in event.lower()):
        raise UsageError(f"{event!r} is not an event_id", hint="`dateline sql -q day` shows them")
    found = run_named(snapshot, "event", {"event": event}).frame
    if found.height != 1:
        raise UsageError(f"{'no' if found.is_empty() else 'more than one'} event begins with {event}")
    argument = {"event": found["event_id"][0]}
    show_frame(found.drop("actor_names", "target_names"), title=f"event {argument['event']}")
    show_frame(run_named(snapshot, "figures", argument).frame, title="figures, each with its sentence")
    show_frame(run_named(snapshot, "timeline", argument).frame, title="who reported it")
    show_frame(run_named(snapshot, "toll_history", argument).frame, title="how the figures changed")
