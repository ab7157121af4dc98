"""`dateline feeds`: the list of feeds."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.common import HomeOption, JsonOption, settings_of, show_frame, show_json
from pipeline.errors import UsageError
from pipeline.records import Feed

# DuckDB, polars and lxml are loaded by the commands that need them: `dateline parse` passes through here too

feeds_app = typer.Typer(help="The list of feeds: add, import, list, export, remove.", no_args_is_help=True)

_MAX_OPML = 20_000_000
_NAMED = 50
"""Lines of a list that are named one by one."""


def _checked_id(url: str) -> str:
    """Identifier of a feed. Raises UsageError where the address is none of the web."""
    if not url.lower().startswith(("http://", "https://")):
        raise UsageError(f"{url!r} is not a web address", hint="give the feed's http or https address")
    from pipeline.feeds.opml import feed_id_of  # noqa: PLC0415

    return feed_id_of(url)


@feeds_app.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Address of the feed.")],
    title: Annotated[str | None, typer.Option(help="Publisher, as the rows shall name it.")] = None,
    country: Annotated[str | None, typer.Option(help="Publisher's country, ISO 3166-1 alpha-3.")] = None,
    language: Annotated[str | None, typer.Option(help="ISO 639-1.")] = None,
    home: HomeOption = None,
) -> None:
    """Add one feed; adding it again changes only what is given."""
    from pipeline.frames import feeds_frame  # noqa: PLC0415
    from pipeline.warehouse import open_warehouse  # noqa: PLC0415

    settings = settings_of(context, home)
    feed_id = _checked_id(url)
    if country is not None and not (len(country) == 3 and country.isalpha()):
        raise UsageError(f"country {country!r} is not an ISO 3166-1 alpha-3 code", hint="write UKR, GBR, ...")
    with open_warehouse(settings, "feeds add") as warehouse:
        known = {feed.feed_id: feed for feed in warehouse.feeds()}
        feed = known.get(feed_id, Feed(feed_id=feed_id, url=url))
        feed = replace(
            feed,
            title=title or feed.title,
            publisher=title or feed.publisher,
            country=(country.upper() if country else feed.country),
            language=language or feed.language,
            active=True,
            retired_reason=None,
        )
        warehouse.save_feeds(feeds_frame([feed]))
    typer.echo(f"{'kept' if feed_id in known else 'added'} {url}")


@feeds_app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="An OPML file.", show_default=False)] = None,
    starter: Annotated[bool, typer.Option("--starter", help="The list that comes with Dateline.")] = False,
    home: HomeOption = None,
) -> None:
    """Import an OPML file, or the starter list; feeds that are there already keep their state."""
    from pipeline.feeds.opml import read_list, starter_opml  # noqa: PLC0415
    from pipeline.frames import feeds_frame  # noqa: PLC0415
    from pipeline.warehouse import open_warehouse  # noqa: PLC0415

    if (file is None) == (not starter):
        raise UsageError("name an OPML file, or give --starter")
    if file is not None:
        if not file.is_file():
            raise UsageError(f"{file} is not a file")
        if file.stat().st_size > _MAX_OPML:
            raise UsageError(f"{file} is larger than {_MAX_OPML:,} bytes")
        listed = read_list(file.read_bytes())
    else:
        listed = read_list(starter_opml())
    with open_warehouse(settings_of(context, home), "feeds import") as warehouse:
        known = {feed.feed_id for feed in warehouse.feeds()}
        fresh = {feed.feed_id: feed for feed in listed.feeds if feed.feed_id not in known}
        warehouse.save_feeds(feeds_frame(fresh.values()))
    typer.echo(
        f"added {len(fresh)} feeds, {len(listed.feeds) - len(fresh)} were there already, {len(listed.repeated)} listed "
        f"twice, {len(listed.refused)} addresses cannot be used, {len(listed.blank)} without an address"
    )
    for again, kept in listed.repeated[:_NAMED]:
        typer.echo(f"listed twice: {again!r} is {kept}", err=True)
    for address in listed.refused[:_NAMED]:
        typer.echo(f"not usable: {address!r}", err=True)
    for name in listed.blank[:_NAMED]:
        typer.echo(f"no address: {name!r}", err=True)


@feeds_app.command("list")
def list_(context: typer.Context, home: HomeOption = None, json: JsonOption = False) -> None:
    """Show the feeds."""
    from pipeline.frames import feeds_frame  # noqa: PLC0415
    from pipeline.warehouse import open_warehouse  # noqa: PLC0415

    with open_warehouse(settings_of(context, home), "feeds list") as warehouse:
        frame = feeds_frame(warehouse.feeds())
    columns = ["url", "publisher", "country", "language", "tags", "active", "last_polled_at", "retired_reason"]
    if json:
        show_json(frame.to_dicts())
    else:
        show_frame(frame.select(columns), limit=1000)


@feeds_app.command()
def export(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write there instead of standard output.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Print the feeds as OPML."""
    from pipeline.feeds.opml import write_opml  # noqa: PLC0415
    from pipeline.warehouse import open_warehouse  # noqa: PLC0415

    with open_warehouse(settings_of(context, home), "feeds export") as warehouse:
        data = write_opml(warehouse.feeds())
    if output:
        output.write_bytes(data)
    else:
        sys.stdout.write(data.decode("utf-8"))


@feeds_app.command()
def discover(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Address of a site's page.")],
    home: HomeOption = None,
) -> None:
    """Ask a page which feeds its site has; a feed names itself. Add one with `feeds add`."""
    import asyncio  # noqa: PLC0415

    from flows.clock import current_clock  # noqa: PLC0415
    from pipeline.feeds import discover as feeds_of  # noqa: PLC0415
    from pipeline.feeds import parse_feed  # noqa: PLC0415
    from pipeline.fetch import Fetcher  # noqa: PLC0415

    settings = settings_of(context, home)

    async def ask() -> list[str]:
        async with Fetcher(settings.fetch, clock=current_clock()) as fetcher:
            answer = await fetcher.get(url)
        read = parse_feed(
            answer.body,
            url=answer.url,
            feed_id="",
            content_type=answer.header("content-type"),
            seen_at=answer.final.fetched_at,
        )
        return [answer.url] if read.is_feed else list(feeds_of(answer.body, answer.url))

    found = asyncio.run(ask())
    if not found:
        raise UsageError(f"{url} names no feed", hint="look for an RSS link on the page and give that to `feeds add`")
    for address in found:
        typer.echo(address)


@feeds_app.command()
def remove(
    context: typer.Context, url: Annotated[str, typer.Argument(help="Address of the feed.")], home: HomeOption = None
) -> None:
    """Take a feed off the list. What it brought stays."""
    from pipeline.warehouse import open_warehouse  # noqa: PLC0415

    with open_warehouse(settings_of(context, home), "feeds remove") as warehouse:
        if not warehouse.remove_feed(_checked_id(url)):
            raise UsageError(f"{url} is not on the list", hint="`dateline feeds list` shows what is")
    typer.echo(f"removed {url}")
