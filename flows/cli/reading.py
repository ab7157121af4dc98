"""The commands for reading elsewhere: `dateline export` and `dateline alerts`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.common import HomeOption, JsonOption, parse_day, settings_of
from pipeline.errors import UsageError


def parse_params(texts: list[str]) -> dict[str, str]:
    """name=value texts as a mapping. Raises UsageError for one without a sign of equality."""
    found = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign:
            raise UsageError(f"-p {text!r} is not name=value")
        found[name.strip()] = value
    return found


def export(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(help="A table, a view, a named query, acled or ged.", metavar="TABLE_OR_QUERY")
    ],
    format: Annotated[str, typer.Option("--format", "-f", help="parquet, csv, json, geojson, ics or rss.")] = "csv",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File, or folder for several; else standard output.")
    ] = None,
    params: Annotated[list[str] | None, typer.Option("--param", "-p", help="name=value, for a query.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="First day of a table, YYYY-MM-DD.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, included.")] = None,
    by_day: Annotated[
        bool | None,
        typer.Option("--by-day/--whole", help="A file a day, or one file; by default a file a day where it is large."),
    ] = None,
    describe: Annotated[
        bool, typer.Option("--describe/--no-describe", help="Write datapackage.json beside the files.")
    ] = True,
    home: HomeOption = None,
) -> None:
    """Write a table, a view or an answer for other programs, with a description of whose it is."""
    from flows.cli.export import export_command  # noqa: PLC0415

    written = export_command(
        settings_of(context, home).snapshot,
        what,
        format=format,
        output=output,
        params=parse_params(params or []),
        first=parse_day(first, "--from"),
        last=parse_day(last, "--to"),
        by_day=by_day,
        describe=describe,
    )
    for path in written[:20]:
        typer.echo(str(path))
    if len(written) > 20:
        typer.echo(f"and {len(written) - 20} more files")


alerts_app = typer.Typer(help="Who is told of which events: rules and channels of dateline.toml.", no_args_is_help=True)


@alerts_app.command("test")
def alerts_test(
    context: typer.Context,
    channels: Annotated[list[str] | None, typer.Argument(help="Names of channels; all without any.")] = None,
    home: HomeOption = None,
) -> None:
    """Send a test message to the channels and say what became of it."""
    from flows.cli.alerts import test_channels  # noqa: PLC0415

    test_channels(settings_of(context, home), channels or [])


@alerts_app.command("list")
def alerts_list(context: typer.Context, home: HomeOption = None, json: JsonOption = False) -> None:
    """Show the rules, how many events match each now, and what was told last."""
    from flows.cli.alerts import list_alerts  # noqa: PLC0415
    from flows.clock import current_clock  # noqa: PLC0415

    list_alerts(settings_of(context, home), current_clock()(), as_json=json)


def add_reading_commands(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.command()(export)
    app.add_typer(alerts_app, name="alerts")
