"""The command line: what each command takes and prints. The work is in flows/ and pipeline/."""

from __future__ import annotations

from importlib.metadata import version as package_version
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.archive import archive_app
from flows.cli.common import (
    HomeOption,
    JsonOption,
    PlainOption,
    Terminal,
    parse_day,
    settings_of,
    show_json,
    start,
)
from flows.cli.events import event_app, events_command
from flows.cli.feeds import feeds_app
from flows.cli.reading import add_reading_commands
from pipeline.errors import UsageError

app = typer.Typer(
    name="dateline",
    help="News feeds in, dated event records out.\n\nTry `dateline demo` first: it needs no network. Then "
    "`dateline feeds import --starter`, `dateline run`, and ask with `dateline sql --list`.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
app.add_typer(feeds_app, name="feeds")
app.add_typer(archive_app, name="archive")
add_reading_commands(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dateline {package_version('dateline')}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    home: HomeOption = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    context.obj = {"home": home}


def _counts(counts: dict[str, int], as_json: bool) -> None:
    if as_json:
        show_json(counts)
    else:
        for name, n in sorted(counts.items()):
            typer.echo(f"{n:>8}  {name}")


@app.command()
def run(context: typer.Context, home: HomeOption = None, plain: PlainOption = False, json: JsonOption = False) -> None:
    """The nightly run: poll, process the days that have something new, check, publish, report."""
    settings = settings_of(context, home)
    counts = start("nightly", settings, plain=plain, quiet=json)
    _counts(counts, json)
    if not json:
        typer.echo(f"published: {settings.snapshot}")


@app.command()
def poll(
    context: typer.Context,
    home: HomeOption = None,
    force: Annotated[bool, typer.Option("--force", help="Ask every feed, due or not.")] = False,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Ask the feeds that are due and keep their new pages in the archive."""
    _counts(start("poll", settings_of(context, home), plain=plain, quiet=json, force=force), json)


@app.command()
def process(
    context: typer.Context,
    first: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD, by publication in UTC.")],
    last: Annotated[str, typer.Option("--to", help="Last day, included.")],
    home: HomeOption = None,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Read a range of days again from the archive with today's code, and publish."""
    day, end = parse_day(first, "--from"), parse_day(last, "--to")
    if day and end and day > end:
        raise UsageError(f"--from {day} is after --to {end}", hint="exchange them")
    _counts(start("process", settings_of(context, home), plain=plain, quiet=json, first=day, last=end), json)


@app.command()
def reprocess(
    context: typer.Context,
    first: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD, by publication in UTC.")],
    last: Annotated[str, typer.Option("--to", help="Last day, included.")],
    into: Annotated[
        Path | None, typer.Option("--into", help="Write into this other database; the warehouse stays as it is.")
    ] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Publish the result; otherwise nothing is.")] = False,
    home: HomeOption = None,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Run today's code over the archive of some days, without the network, and tell which rows changed."""
    from flows.cli.backfill import reprocess_command  # noqa: PLC0415

    reprocess_command(settings_of(context, home), first, last, into=into, publish=publish, plain=plain, as_json=json)


@app.command()
def backfill(
    context: typer.Context,
    source: Annotated[
        str,
        typer.Option("--source", help="Where from: texts, warc, ccnews, wayback, sitemap, urls, or one of your own."),
    ],
    path: Annotated[
        list[str] | None, typer.Option("--path", help="File, folder or address to read, as often as needed.")
    ] = None,
    first: Annotated[str | None, typer.Option("--from", help="First day of publication, YYYY-MM-DD.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, included.")] = None,
    host: Annotated[
        list[str] | None, typer.Option("--host", help="Only this host and those below it, as often as needed.")
    ] = None,
    feed: Annotated[
        list[str] | None, typer.Option("--feed", help="This feed, as often as needed (else the feed list).")
    ] = None,
    window: Annotated[
        int | None,
        typer.Option("--window", help="Days after --to in whose captures is looked for its articles.", min=0),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be read and written, and stop.")] = False,
    home: HomeOption = None,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Take a range of past days from a source; kept in the archive, then processed like all else."""
    from flows.cli.backfill import backfill_command  # noqa: PLC0415

    backfill_command(
        settings_of(context, home),
        source=source,
        paths=path or [],
        hosts=host or [],
        feeds=feed or [],
        first=first,
        last=last,
        window=window,
        dry_run=dry_run,
        plain=plain,
        as_json=json,
    )


@app.command()
def parse(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Texts; standard input without any.", show_default=False)
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", help="Publication date of texts that carry none, YYYY-MM-DD.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show for people why each field is as it is.")] = False,
) -> None:
    """Read events in texts: one mention a line as JSON. Needs no database and no Prefect."""
    from flows.cli.parse import parse_command  # noqa: PLC0415

    parse_command(files or [], parse_day(date, "--date"), explain=explain)


@app.command()
def sql(
    context: typer.Context,
    statement: Annotated[str | None, typer.Argument(help="One SELECT.", show_default=False)] = None,
    query: Annotated[str | None, typer.Option("--query", "-q", help="A named query; see --list.")] = None,
    params: Annotated[list[str] | None, typer.Option("--param", "-p", help="name=value, as often as needed.")] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List the named queries.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Print the SQL of --query instead of running it.")] = False,
    format: Annotated[str, typer.Option("--format", "-f", help="table, csv, json or parquet.")] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write there instead of standard output.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="Rows shown as a table.", min=1)] = 50,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Ask the published snapshot, read-only: your own SELECT or a named query."""
    from flows.cli.sql import sql_command  # noqa: PLC0415

    sql_command(
        settings_of(context, home).snapshot,
        statement,
        query,
        params or [],
        list_all=list_all,
        show=show,
        format="json" if json else format,
        output=output,
        limit=limit,
    )


@app.command()
def brief(
    context: typer.Context,
    date: Annotated[str | None, typer.Option("--date", help="One day, YYYY-MM-DD; the newest without any.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="First of several days.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, included.")] = None,
    country: Annotated[
        list[str] | None, typer.Option("--country", help="Only events there: UKR or Ukraine; as often as needed.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="As it was known at that time, such as 2024-03-06T18:00Z.")
    ] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="html, or markdown for mail and chat.")] = "html",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write there, - for standard output; else HOME/briefs/, markdown to -."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Write the brief: what happened and who says so, what changed, map, charts, sources, in one file."""
    from flows.cli.brief import brief_command  # noqa: PLC0415

    brief_command(
        settings_of(context, home),
        day=parse_day(date, "--date"),
        first=parse_day(first, "--from"),
        last=parse_day(last, "--to"),
        countries=country or [],
        as_of=as_of,
        format=format,
        output=output,
    )


@app.command()
def ui(
    context: typer.Context,
    port: Annotated[
        int, typer.Option("--port", help="Port on loopback; any free one by default.", min=0, max=65535)
    ] = 0,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
    home: HomeOption = None,
) -> None:
    """Look through the published snapshot in the browser: events, articles, SQL. Loopback only, read-only."""
    from flows.cli.ui import ui_command  # noqa: PLC0415

    ui_command(settings_of(context, home), port=port, open_browser=open_browser)


@app.command()
def status(
    context: typer.Context,
    feeds: Annotated[bool, typer.Option("--feeds", help="Every feed with its health.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Last runs, what each stage did, failures by reason, feed health."""
    from flows.cli.status import status_command  # noqa: PLC0415

    status_command(settings_of(context, home), feeds=feeds, as_json=json)


@app.command()
def demo(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option("--home", help="Folder for the demonstration (else ./dateline-demo).", show_default=False),
    ] = None,
    plain: PlainOption = False,
) -> None:
    """Serve a small news web on loopback, run the nightly flow on it, and ask the first questions."""
    from flows.cli.demo import demo_command  # noqa: PLC0415

    demo_command(home or (context.obj or {}).get("home"), plain=plain)


app.command("events")(events_command)
app.add_typer(event_app, name="event")

gazetteer_app = typer.Typer(help="The list of places that the parser knows.", no_args_is_help=True)
app.add_typer(gazetteer_app, name="gazetteer")


@gazetteer_app.command("import")
def gazetteer_import(
    file: Annotated[Path, typer.Argument(help="allCountries.txt or .zip of GeoNames.")],
) -> None:
    """Compile the full GeoNames dump; from then on it is used instead of the built-in list of places."""
    from pipeline.events.gazetteer_build import import_geonames, imported_path  # noqa: PLC0415

    if not file.is_file():
        raise UsageError(f"{file} is not a file", hint="download allCountries.zip from GeoNames")
    terminal = Terminal()
    terminal.say(f"reading {file}; the full dump takes some minutes")
    report = import_geonames(file, imported_path(), progress=lambda lines: terminal.say(f"{lines:,} lines"))
    typer.echo(
        f"{report.places:,} places of {report.lines:,} lines in {report.path}; {report.left_out:,} of kinds left out"
    )
    if report.bad:
        terminal.say(f"{report.bad:,} lines are not rows of GeoNames and were skipped, first: {report.first_bad}")


@gazetteer_app.command("build")
def gazetteer_build() -> None:
    """Compile the built-in list of places now instead of at its first use (about 15 seconds, once)."""
    from pipeline.events.gazetteer_build import open_gazetteer  # noqa: PLC0415

    open_gazetteer()
    typer.echo("the list of places is ready")
