"""What a run did, as markdown and as rows: for artifacts, the terminal and mail."""

from __future__ import annotations

from typing import Any

from flows.context import RunContext
from pipeline.errors import DatelineError
from pipeline.warehouse import run_sql
from pipeline.warehouse.sqlfiles import sql_files

_FAILURES = "SELECT stage, reason, count(*) AS n FROM failures GROUP BY ALL ORDER BY n DESC, stage, reason"


def _cell(value: object) -> str:
    """Text from the net inside a markdown table: no column, row or markup of its own."""
    text = "" if value is None else str(value)
    for mark in "\\`*_[]<>|#&!":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())[:200]


def failure_rows(run: RunContext) -> list[dict[str, Any]]:
    """Failures by stage and reason in the published snapshot; empty where nothing is published yet."""
    try:
        frame = run_sql(run.settings.snapshot, _FAILURES).frame
    except DatelineError:
        return []
    return [{"what": f"failures: {stage}, {reason}", "count": n} for stage, reason, n in frame.iter_rows()]


def feed_rows(run: RunContext) -> list[dict[str, Any]]:
    """Feed health in the published snapshot, what needs a look first; empty where nothing is published yet."""
    try:
        frame = run_sql(run.settings.snapshot, sql_files("status")["feeds"].text).frame
    except DatelineError:
        return []
    return [{name: None if value is None else str(value) for name, value in row.items()} for row in frame.to_dicts()]


def markdown_report(run: RunContext) -> str:
    """The report of a run; every text in it is escaped."""
    lines = [f"# {run.flow}, {run.started_at:%Y-%m-%d %H:%M}Z", ""]
    if run.window:
        lines += [f"Days {run.window[0]} to {run.window[1]}.", ""]
    lines += ["| what | count |", "| --- | ---: |"]
    lines += [f"| {_cell(name)} | {n} |" for name, n in sorted(run.counts.items())]
    if run.notes:
        lines += ["", *(f"- {_cell(note)}" for note in run.notes)]
    return "\n".join(lines) + "\n"
