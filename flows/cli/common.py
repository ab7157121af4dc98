"""What the commands share: options, output, progress, and starting a run."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.errors import UsageError
from pipeline.settings import Settings, load_settings

if TYPE_CHECKING:
    import polars as pl

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        help="Folder that holds archive, database and snapshot (or DATELINE_HOME; else ./dateline-home).",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
PlainOption = Annotated[bool, typer.Option("--plain", help="Run the same steps without Prefect.")]

# where nobody watches (a pipe, a file) lines may be longer than the 80 characters that rich would assume
out = Console() if sys.stdout.isatty() else Console(width=int(os.environ.get("COLUMNS") or 160))
err = Console(stderr=True)


def parse_day(text: str | None, option: str) -> date | None:
    """A calendar day. Raises UsageError that names the option."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is not a day", hint="write YYYY-MM-DD") from error


def settings_of(context: typer.Context, home: Path | None) -> Settings:
    """Settings of --home, given before or after the command."""
    return load_settings(home or (context.obj or {}).get("home"))


def show_json(value: Any) -> None:
    """One JSON document on standard output; times as ISO 8601."""

    def plain(thing: Any) -> Any:
        if isinstance(thing, date | datetime):
            return thing.isoformat()
        return str(thing)

    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=plain) + "\n")


_ID = re.compile(r"[0-9a-f]{24}")
_FOLD = 14  # characters to which a column may be folded
_SHOWN_ID = 10  # characters of an identifier that a table shows; commands take the beginning of one


def show_frame(frame: pl.DataFrame, *, title: str | None = None, limit: int = 50) -> None:
    """A frame for people: a table where it fits the terminal, else one field a line.

    Nothing in it is read as markup or reaches the terminal as a control code. Columns without any value are left out,
    identifiers are cut to their beginning.
    """
    if frame.is_empty():
        out.print(Text((f"{title}: " if title else "") + "no rows", style="dim"))
        return
    shown = frame.head(limit)
    names = [name for name in frame.columns if shown[name].null_count() < shown.height]
    cells = [[_cell(value) for value in row] for row in shown.select(names).iter_rows()]
    widths = [max(len(name), *(min(len(row[k]), _FOLD) for row in cells)) for k, name in enumerate(names)]
    if sum(widths) + 3 * len(widths) + 1 <= out.width:
        table = Table(title=title, title_justify="left", show_lines=False, header_style="bold")
        for name in names:
            table.add_column(name, justify="right" if frame.schema[name].is_numeric() else "left", overflow="fold")
        for row in cells:
            table.add_row(*map(Text, row))
        out.print(table)
    else:
        if title:
            out.print(Text(title, style="italic"))
        margin = max(map(len, names))
        for row in cells:
            lines = [(name, value) for name, value in zip(names, row, strict=True) if value]
            for name, value in lines:
                out.print(Text(f"{name:>{margin}}  ", style="dim") + Text(value))
            out.print()
    if frame.height > limit:
        out.print(f"{frame.height - limit} more rows: ask with --format csv, json or parquet, or LIMIT", style="dim")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, float):
        return f"{value:.4g}"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if _ID.fullmatch(text):
        return text[:_SHOWN_ID]
    return "".join(c if c.isprintable() else " " for c in text)[:300]


class Terminal:
    """Tells on standard error; bars only where somebody looks."""

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet

    def say(self, text: str) -> None:
        if not self._quiet:
            err.print(Text(text))

    @contextmanager
    def _bar(self, total: int, what: str) -> Iterator[Callable[[int], None]]:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=err, transient=True) as bar:
            task = bar.add_task(what, total=total)
            yield lambda n: bar.advance(task, n)

    @contextmanager
    def _count(self, total: int, what: str) -> Iterator[Callable[[int], None]]:
        self.say(f"{what}: {total}")
        yield lambda n: None

    def progress(self, total: int, what: str) -> AbstractContextManager[Callable[[int], None]]:
        return self._bar(total, what) if err.is_terminal and not self._quiet else self._count(total, what)


def start(flow: str, settings: Settings, *, plain: bool, quiet: bool = False, **arguments: Any) -> dict[str, int]:
    """Run a flow, through Prefect's embedded API or plainly; the counts of the run.

    Where PREFECT_API_URL names a server, that one is used.
    """
    terminal = Terminal(quiet)
    if plain:
        from flows.bodies import BODIES  # noqa: PLC0415
        from flows.clock import current_clock  # noqa: PLC0415
        from flows.context import new_run  # noqa: PLC0415

        run = new_run(flow, settings, current_clock(), reporter=terminal)
        BODIES[flow](run, **arguments)
        return dict(run.counts)
    prepare_prefect(settings, terminal)
    from flows.prefect_glue import report_to  # noqa: PLC0415
    from flows.registry import FLOWS  # noqa: PLC0415

    report_to(terminal)
    return FLOWS[flow](home=str(settings.home), **arguments)


def prepare_prefect(settings: Settings, terminal: Terminal) -> None:
    """Set Prefect up for a run of its own: nothing is asked of the user and nothing is sent anywhere.

    Must be called before Prefect is imported. What the user's environment says already stays.
    """
    # Prefect makes the last folder of its home only, and where it cannot waits for an API that never comes
    (settings.home / "prefect").mkdir(parents=True, exist_ok=True)
    defaults = {
        "PREFECT_HOME": str(settings.home / "prefect"),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        # minutes on a loaded machine for a fresh home; Prefect's own default of 20 s fails there
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "900",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_SERVER_MEMO_STORE_PATH": str(settings.home / "prefect" / "memo_store.toml"),
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    if "PREFECT_API_URL" not in os.environ:
        first = (
            "" if (settings.home / "prefect" / "prefect.db").exists() else " (the first time takes up to a few minutes)"
        )
        terminal.say(f"starting Prefect's embedded API{first}; --plain runs the same steps without it")
