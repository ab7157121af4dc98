"""`dateline backfill` and `reprocess`: arguments, the plan before the run, what came of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from flows.cli.common import Terminal, parse_day, show_json, start
from pipeline.errors import UsageError
from pipeline.settings import Settings


def backfill_command(
    settings: Settings,
    *,
    source: str,
    paths: list[str],
    hosts: list[str],
    feeds: list[str],
    first: str | None,
    last: str | None,
    window: int | None,
    dry_run: bool,
    plain: bool,
    as_json: bool,
) -> None:
    """Run a backfill, or only tell what it would do."""
    from pipeline.sources import source_named  # noqa: PLC0415

    source_named(source)
    day, end = parse_day(first, "--from"), parse_day(last, "--to")
    if day and end and day > end:
        raise UsageError(f"--from {day} is after --to {end}", hint="exchange them")
    places = [_place(path) for path in paths]
    if dry_run:
        _tell(settings, source, places, hosts, feeds, day, end, window, as_json=as_json)
        return
    counts = start(
        "backfill",
        settings,
        plain=plain,
        quiet=as_json,
        source=source,
        path=places or None,
        first=day,
        last=end,
        host=hosts,
        feed=feeds,
        window=window,
    )
    if as_json:
        show_json(counts)
        return
    for name, n in sorted(counts.items()):
        typer.echo(f"{n:>8}  {name}")


def reprocess_command(
    settings: Settings, first: str, last: str, *, into: Path | None, publish: bool, plain: bool, as_json: bool
) -> None:
    """Run a reprocessing and print what changed, by table and column."""
    day, end = parse_day(first, "--from"), parse_day(last, "--to")
    if day and end and day > end:
        raise UsageError(f"--from {day} is after --to {end}", hint="exchange them")
    if into:  # before anything is started that takes its time
        from flows.again import check_into  # noqa: PLC0415

        if publish:
            raise UsageError("--publish goes with the warehouse itself, not with --into", hint="leave one of them out")
        check_into(settings, into)
    place = str(into.absolute()) if into else None
    counts = start("reprocess", settings, plain=plain, quiet=as_json, first=day, last=end, into=place, publish=publish)
    if as_json:
        show_json(counts)
        return
    changes = {name: n for name, n in counts.items() if ": rows " in name}
    typer.echo(f"{counts.get('captures read', 0)} captures and {counts.get('texts: read', 0)} texts were read again")
    if not any(changes.values()):
        typer.echo("no row changed")
    for name, n in sorted(changes.items()):
        if n:
            typer.echo(f"{n:>8}  {name}")
    if place:
        typer.echo(f"written into {place}; compare with ATTACH, or open it read-only")
    elif not publish:
        typer.echo("nothing was published; --publish does, and so does the next nightly run")


def _place(path: str) -> str:
    """An address as it is, a path in full: a worker may run elsewhere."""
    if "://" in path:
        return path
    if not Path(path).exists():
        raise UsageError(f"{path} does not exist", hint="name a file, folder or address with --path")
    return str(Path(path).absolute())


def _tell(
    settings: Settings,
    source: str,
    paths: list[str],
    hosts: list[str],
    feeds: list[str],
    first: date | None,
    last: date | None,
    window: int | None,
    *,
    as_json: bool,
) -> None:
    """What would be read, of what nothing is archived or noted."""
    from flows.clock import current_clock  # noqa: PLC0415
    from flows.context import new_run  # noqa: PLC0415
    from flows.past import archive_past, request_of  # noqa: PLC0415
    from pipeline.sources import source_named  # noqa: PLC0415

    run = new_run("backfill", settings, current_clock(), reporter=Terminal(as_json))
    request = request_of(
        run, source_named(source), first=first, last=last, paths=paths, hosts=hosts, feeds=feeds, window=window
    )
    expected = archive_past(run, source, request, dry_run=True)
    if as_json:
        show_json(
            {
                "pieces": expected.units,
                "done": expected.done,
                "left": expected.left,
                "bytes_left": expected.bytes_left,
                "bytes_free": expected.free,
                "days": dict(sorted(expected.days.items())),
                "notes": dict(run.counts),
            }
        )
        return
    for day, n in sorted(expected.days.items()):
        typer.echo(f"{day if day != '-' else 'any day':>10}  {n} to read")
    for name, n in sorted(run.counts.items()):
        typer.echo(f"{n:>10}  {name}")
