"""`dateline demo`: the nightly flow on a small news web of our own, over real HTTP, and the first questions."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import typer
from rich.text import Text

from flows.brief import default_path, make_brief, window_of, write_text
from flows.cli.common import Terminal, out, show_frame, start
from flows.demo_web.server import CLOCK, DemoWeb
from pipeline.brief import html
from pipeline.errors import UsageError
from pipeline.feeds.opml import read_opml
from pipeline.frames import feeds_frame
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import Reader, open_warehouse, run_named

DAY = "2024-03-06"
_WEEK = (date(2024, 3, 4), date(2024, 3, 10))
_TRY: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = (
    (
        "day",
        {"date": DAY},
        ("sub_event_type", "place_name", "killed_best", "injured_best", "event_id"),
    ),
    ("air_attack_nights", {}, ("night", "country", "unit", "launched", "intercepted", "sources")),
    ("sources", {}, ("source", "country", "articles", "copies", "first_reports")),
)


def demo_command(home: Path | None, *, plain: bool) -> None:
    """Nothing here is a short cut: the flow, the HTTP client and the database are those of every other run. Only the
    clock stands at the evening of the week that the articles tell of, and loopback is allowed."""
    os.environ["DATELINE_NOW"] = CLOCK.isoformat()
    os.environ.setdefault("DATELINE_FETCH__ALLOW_NETWORKS", json.dumps(["127.0.0.0/8"]))
    os.environ.setdefault("DATELINE_FETCH__HOST_INTERVAL", "0")
    settings = load_settings(home or Path("dateline-demo"))
    terminal = Terminal()
    with _serve(settings) as web:
        feeds = read_opml(web.opml())
        terminal.say(f"serving {len(feeds)} feeds of a small news web on loopback, port {web.port}")
        with open_warehouse(settings, "demo") as warehouse:
            warehouse.save_feeds(feeds_frame(feeds))
        counts = start("nightly", settings, plain=plain)
    out.print()
    for name, n in sorted(counts.items()):
        out.print(Text(f"{n:>6}  {name}", style="dim"))
    out.print(Text(f"\nThe database is {settings.snapshot}\n", style="bold"))
    where = f" --home {settings.home}" if home else " --home dateline-demo"
    for name, arguments, columns in _TRY:
        given = "".join(f" -p {key}={value}" for key, value in arguments.items())
        command = f"{_called()} sql --query {name}{given}{where}"
        result = run_named(settings.snapshot, name, arguments)
        title = result.query.question if result.query else ""
        out.print(Text(title, style="bold"))
        out.print(Text(f"$ {command}", style="cyan"))
        show_frame(result.frame.select(columns), limit=15)
        out.print()
    first, last = _WEEK
    with Reader(settings.snapshot) as reader:
        window = window_of(first, last)
        brief = default_path(settings.home, window, "html")
        write_text(brief, html(make_brief(reader, window)))
    out.print(Text("The brief of that week, to open in a browser:", style="bold"))
    typer.echo(f"{brief}\n")
    typer.echo(f"The same data in the browser: {_called()} ui{where}")
    typer.echo(
        f"More questions: {_called()} sql --list. One event with its sentences: {_called()} event EVENT_ID{where}"
    )


def _called() -> str:
    """How this command can be called again from here."""
    if shutil.which("dateline"):
        return "dateline"
    beside = Path(sys.executable).with_name("dateline")
    return os.path.relpath(beside) if beside.exists() else "dateline"


@contextmanager
def _serve(settings: Settings) -> Iterator[DemoWeb]:
    """The web on the port that this home knows it by: on another one every page would be a new page."""
    with open_warehouse(settings, "demo") as warehouse:
        ports = {urlsplit(feed.url).port for feed in warehouse.feeds()}
    port = ports.pop() if len(ports) == 1 else None
    with ExitStack() as stack:
        try:
            web = stack.enter_context(DemoWeb(edition=2, port=port))
        except OSError as error:
            raise UsageError(
                f"port {port}, which this demonstration was served on, is taken", hint="free it, or give another --home"
            ) from error
        yield web
