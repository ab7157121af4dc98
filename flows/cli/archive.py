"""`dateline archive`: look at the archive, prove it, tidy it, and take something down for good."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.common import HomeOption, JsonOption, Terminal, settings_of, show_frame, show_json

if TYPE_CHECKING:
    from flows.context import RunContext

archive_app = typer.Typer(help="The archive of captures: verify, list, stats, compact, forget.", no_args_is_help=True)


@archive_app.command("verify")
def archive_verify(
    context: typer.Context,
    files: Annotated[list[str] | None, typer.Argument(help="Files as `list` names them; all without any.")] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Read files to their end: every record whole, every digest right, as many captures as the index has."""
    from flows.custody import verify_files  # noqa: PLC0415

    bad = 0
    results = []
    for name, found, indexed in verify_files(_run(context, home, json), files or []):
        problems = list(found.problems) + ([] if indexed is not None else ["not in the index yet"])
        bad += bool(found.problems)
        results.append({"file": name, "bytes": found.bytes, "records": found.records, "problems": problems})
        if not json:
            typer.echo(f"{'broken' if found.problems else 'sound':>7}  {found.records:>7} records  {name}")
            for problem in problems:
                typer.echo(f"         {problem}")
    if json:
        show_json(results)
    elif not results:
        typer.echo("the archive is empty")
    if bad:
        raise typer.Exit(1)


@archive_app.command("list")
def archive_list(context: typer.Context, home: HomeOption = None, json: JsonOption = False) -> None:
    """The files, what they hold and from when to when."""
    _show(context, home, "archive_files", as_json=json)


@archive_app.command("stats")
def archive_stats(context: typer.Context, home: HomeOption = None, json: JsonOption = False) -> None:
    """What the archive holds, by where it came from."""
    _show(context, home, "archive_stats", as_json=json)


@archive_app.command("compact")
def archive_compact(
    context: typer.Context,
    max_mb: Annotated[int, typer.Option("--max-mb", help="Largest file that is written, in MB.", min=1)] = 1000,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Write the small files of each month together, record by record as they are."""
    from flows.custody import compact_archive  # noqa: PLC0415

    run = _run(context, home, json)
    damaged = compact_archive(run, max_bytes=max_mb * 1_000_000)
    if json:
        show_json(dict(run.counts) | {"damaged": damaged})
        return
    moved = run.counts["files written together"]
    typer.echo(
        f"{moved} files written together, {run.counts['files now']} files now" if moved else "nothing to compact"
    )
    for name in damaged:
        typer.echo(f"left as it is, since it is damaged: {name}")


@archive_app.command("forget")
def archive_forget(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Address of the page.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, for the list of takedowns.")] = "takedown",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Take a page out of the archive, the index and everything that was read in it, for good."""
    from flows.custody import forget_url  # noqa: PLC0415

    if not yes and not typer.confirm(f"Take {url} out of the archive for good? There is no way back.", err=True):
        raise typer.Exit(1)
    run = _run(context, home, json)
    forget_url(run, url, reason)
    if json:
        show_json(dict(run.counts))
    else:
        typer.echo(
            f"{run.counts['captures taken down']} captures taken down, {run.counts['files rewritten']} files rewritten"
            "; it will not be fetched or backfilled again"
        )


def _run(context: typer.Context, home: Path | None, quiet: bool) -> RunContext:
    from flows.clock import current_clock  # noqa: PLC0415
    from flows.context import new_run  # noqa: PLC0415

    return new_run("archive", settings_of(context, home), current_clock(), reporter=Terminal(quiet))


def _show(context: typer.Context, home: Path | None, name: str, *, as_json: bool) -> None:
    from pipeline.warehouse import open_warehouse  # noqa: PLC0415
    from pipeline.warehouse.sqlfiles import sql_files  # noqa: PLC0415

    file = sql_files("status")[name]
    with open_warehouse(settings_of(context, home), "archive") as warehouse:
        frame = warehouse.frame(file.text)
    if as_json:
        show_json(frame.to_dicts())
    else:
        show_frame(frame, title=file.question, limit=1000)
