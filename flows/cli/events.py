"""`dateline event` and `dateline events`: one event with all that is known of it, lists, and corrections."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from flows.cli.common import HomeOption, JsonOption, err, out, parse_day, settings_of, show_frame, show_json, start
from pipeline.errors import UsageError
from pipeline.settings import Settings

if TYPE_CHECKING:
    import polars as pl

    from pipeline.warehouse import QueryResult

WhyOption = Annotated[str, typer.Option("--why", help="Why, in a few words, with your source.")]
_LONGEST_LIST = 100_000


class _ShowFirst(TyperGroup):
    """`dateline event ID` is short for `dateline event show ID`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        named = any(arg in self.commands for arg in args)
        if args and not named and not any(arg in ("--help", "-h") for arg in args):
            args = ["show", *args]
        return super().parse_args(ctx, args)


event_app = typer.Typer(
    cls=_ShowFirst,
    no_args_is_help=True,
    help="Show one event (`dateline event ID`), or say what is wrong with it: merge, split, correct, undo.",
)


# --- show ------------------------------------------------------------------------------------------


@event_app.command("show")
def show(
    context: typer.Context,
    event_id: Annotated[str, typer.Argument(help="event_id, or its first characters; former names lead on.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Show one event: figures with their sentences, who claims what, the reports, how the toll changed, what was
    merged and why, and what people said about it."""
    snapshot = settings_of(context, home).snapshot
    found, notes = find_event(snapshot, event_id)
    argument = {"event": found}
    parts = {
        "event": _ask(snapshot, "event", argument),
        "claims": _ask(snapshot, "event_claims", argument),
        "figures": _ask(snapshot, "figures", argument),
        "reports": _ask(snapshot, "timeline", argument),
        "toll_history": _ask(snapshot, "toll_history", argument),
        "lineage": _ask(snapshot, "event_lineage", argument),
        "corrections": _ask(snapshot, "event_corrections", argument),
    }
    if json:
        show_json({"event_id": found, "notes": notes} | {name: frame.to_dicts() for name, frame in parts.items()})
        return
    for note in notes:
        err.print(note, markup=False, highlight=False)
    titles = {
        "event": f"event {found}",
        "claims": "who claims what; leads: best comes from it, stands: not taken back or superseded",
        "figures": "figures, each with its sentence",
        "reports": "who reported it",
        "toll_history": "how the figures changed",
        "lineage": "what was merged, split or renamed, and why",
        "corrections": "what people said about it",
    }
    for name, frame in parts.items():
        shown = frame.drop("actor_names", "target_names", strict=False) if name == "event" else frame
        if not shown.is_empty() or name in ("event", "reports"):
            show_frame(shown, title=titles[name])


def find_event(snapshot: Path, name: str) -> tuple[str, list[str]]:
    """The event of today that a name or its beginning means, and what the reader should know about it.

    Raises UsageError where it means none or several.
    """
    start_of = name.strip().lower()
    if not start_of or not all(c in "0123456789abcdef" for c in start_of):
        raise UsageError(f"{name!r} is not an event_id", hint="`dateline events` lists them")
    found = _ask(snapshot, "event", {"event": start_of})
    if found.height == 1:
        return str(found["event_id"][0]), []
    if found.height > 1:
        raise UsageError(f"more than one event begins with {name}", hint="give more of its characters")
    parts = _ask(snapshot, "event_successors", {"event": start_of})
    if len(set(parts["former_id"])) > 1:
        raise UsageError(f"more than one former event begins with {name}", hint="give more of its characters")
    if parts.height == 1:
        row = parts.row(0, named=True)
        note = f"{row['former_id']} was {row['change']} on {row['at']:%Y-%m-%d %H:%M}Z: {row['why']}"
        return str(row["event_id"]), [note]
    if parts.height > 1:
        names = ", ".join(str(event)[:8] for event in parts["event_id"])
        raise UsageError(f"{name} is now several events: {names}", hint="ask for one of them")
    gone = _ask(snapshot, "event_lineage", {"event": start_of})
    if not gone.is_empty():
        raise UsageError(f"the event {name} is gone: {gone['why'][-1]}")
    raise UsageError(f"no event begins with {name}", hint="`dateline events` lists them")


def _ask(snapshot: Path, query: str, arguments: dict[str, str]) -> pl.DataFrame:
    from pipeline.warehouse import run_named  # noqa: PLC0415 - opens DuckDB

    result: QueryResult = run_named(snapshot, query, arguments)
    return result.frame


# --- list ------------------------------------------------------------------------------------------


def events_command(
    context: typer.Context,
    first: Annotated[str | None, typer.Option("--from", help="From this day of the event, YYYY-MM-DD.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="To this day, included.")] = None,
    country: Annotated[list[str] | None, typer.Option("--country", help="ISO 3166-1 alpha-3, such as UKR.")] = None,
    type: Annotated[list[str] | None, typer.Option("--type", help="PLOVER root, DISASTER or ACCIDENT.")] = None,
    near: Annotated[str | None, typer.Option("--near", help="LAT,LON,KM: around a point.")] = None,
    min_toll: Annotated[int, typer.Option("--min-toll", help="Killed and injured at least.", min=0)] = 0,
    limit: Annotated[int, typer.Option("--limit", help="Rows at most.", min=1, max=_LONGEST_LIST)] = 100,
    format: Annotated[str, typer.Option("--format", "-f", help="table, csv, json or parquet.")] = "table",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write there.")] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """List events by day, country, type, place and toll, the newest first."""
    wanted = "json" if json else format
    from flows.cli.sql import FORMATS, write_frame  # noqa: PLC0415 - `parse` shares this program and needs no DuckDB

    if wanted not in FORMATS:
        raise UsageError(f"--format {wanted!r} is unknown", hint=f"one of {', '.join(FORMATS)}")
    days = {"first": parse_day(first, "--from"), "last": parse_day(last, "--to")}
    if days["first"] and days["last"] and days["first"] > days["last"]:
        raise UsageError(f"--from {days['first']} is after --to {days['last']}", hint="exchange them")
    arguments = {name: day.isoformat() for name, day in days.items() if day is not None}
    arguments |= {"top": str(limit), "min_toll": str(min_toll)}
    if country:
        arguments["country"] = ",".join(_code(text) for text in country)
    if type:
        arguments["type"] = ",".join(_type(text) for text in type)
    if near:
        arguments |= dict(zip(("lat", "lon", "km"), map(str, parse_near(near)), strict=True))
    frame = _ask(settings_of(context, home).snapshot, "event_list", arguments)
    if wanted == "table" and "km_away" in frame.columns and not near:
        frame = frame.drop("km_away")
    write_frame(frame, wanted, output, limit)


def _code(text: str) -> str:
    code = text.strip().upper()
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise UsageError(f"--country {text!r} is no code of three letters", hint="ISO 3166-1 alpha-3, such as UKR")
    return code


def _type(text: str) -> str:
    from typing import get_args  # noqa: PLC0415

    from pipeline.records import EventType  # noqa: PLC0415

    name = text.strip().upper()
    if name not in get_args(EventType):
        raise UsageError(f"--type {text!r} is unknown", hint=f"one of {', '.join(get_args(EventType))}")
    return name


def parse_near(text: str) -> tuple[float, float, float]:
    """LAT,LON,KM as degrees and kilometres. Raises UsageError where it is none."""
    parts = text.split(",")
    try:
        lat, lon, km = (float(part) for part in parts)
    except ValueError as error:
        raise UsageError(f"--near {text!r} is not LAT,LON,KM", hint="such as --near 50.45,30.52,100") from error
    if not (abs(lat) <= 90 and abs(lon) <= 180 and 0 < km <= 20_100):
        raise UsageError(f"--near {text!r} lies outside the world", hint="degrees north, degrees east, kilometres")
    return lat, lon, km


# --- correct ---------------------------------------------------------------------------------------


@event_app.command("merge")
def merge(
    context: typer.Context,
    event_id: Annotated[str, typer.Argument(help="One event.")],
    other: Annotated[str, typer.Argument(help="The event that is the same happening.")],
    why: WhyOption,
    home: HomeOption = None,
    plain: Annotated[bool, typer.Option("--no-run", help="Only note it; the next run applies it.")] = False,
) -> None:
    """Two events are one happening."""
    settings = settings_of(context, home)
    one, two = find_event(settings.snapshot, event_id)[0], find_event(settings.snapshot, other)[0]
    if one == two:
        raise UsageError("both names mean the same event")
    _correct(settings, "merge", one, why, run=not plain, other_id=two)


@event_app.command("split")
def split(
    context: typer.Context,
    event_id: Annotated[str, typer.Argument(help="The event that holds two happenings.")],
    why: WhyOption,
    article: Annotated[
        list[str] | None, typer.Option("--article", help="Address or article_id of a report to take out.")
    ] = None,
    mention: Annotated[list[str] | None, typer.Option("--mention", help="mention_id to take out.")] = None,
    home: HomeOption = None,
    plain: Annotated[bool, typer.Option("--no-run", help="Only note it; the next run applies it.")] = False,
) -> None:
    """An event is two happenings: take some of its reports out into one of their own."""
    if not article and not mention:
        raise UsageError("say what is to be taken out", hint="--article URL or --mention ID, as often as needed")
    settings = settings_of(context, home)
    event = find_event(settings.snapshot, event_id)[0]
    _correct(settings, "split", event, why, run=not plain, articles=article or (), mentions=mention or ())


@event_app.command("correct")
def correct(
    context: typer.Context,
    event_id: Annotated[str, typer.Argument(help="The event.")],
    value: Annotated[
        list[str], typer.Argument(help="FIELD=VALUE: killed=12, launched:drone=36, event_date_start=2024-03-05, ...")
    ],
    why: WhyOption,
    home: HomeOption = None,
    plain: Annotated[bool, typer.Option("--no-run", help="Only note it; the next run applies it.")] = False,
) -> None:
    """A value of an event is wrong. It counts from now on; what was known before stays in the history."""
    from pipeline.fusion import parse_value  # noqa: PLC0415

    pairs = []
    for text in value:
        field, sign, given = text.partition("=")
        if not sign:
            raise UsageError(f"{text!r} is not FIELD=VALUE")
        parse_value(field.strip(), given.strip())
        pairs.append((field.strip(), given.strip()))
    settings = settings_of(context, home)
    event = find_event(settings.snapshot, event_id)[0]
    for number, (field, given) in enumerate(pairs, 1):
        last = number == len(pairs)
        _correct(settings, "correct", event, why, run=last and not plain, field=field, value=given)


@event_app.command("undo")
def undo(
    context: typer.Context,
    correction: Annotated[str, typer.Argument(help="correction_id, or its first characters.")],
    why: WhyOption,
    home: HomeOption = None,
    plain: Annotated[bool, typer.Option("--no-run", help="Only note it; the next run applies it.")] = False,
) -> None:
    """Take a correction back. Both stay on record."""
    from flows.corrections import held_corrections  # noqa: PLC0415
    from pipeline.fusion import taken_back  # noqa: PLC0415

    settings = settings_of(context, home)
    held = held_corrections(settings)
    found = [c for c in held if c.correction_id.startswith(correction.strip().lower())]
    if len(found) != 1:
        raise UsageError(
            f"{'no' if not found else 'more than one'} correction begins with {correction}",
            hint="`dateline event corrections` lists them",
        )
    if found[0].correction_id in taken_back(held):
        raise UsageError(
            f"{found[0].correction_id[:10]} was taken back already",
            hint="`dateline event corrections` lists what took it back, which can be undone itself",
        )
    _correct(settings, "undo", found[0].event_id, why, run=not plain, other_id=found[0].correction_id)


def _correct(settings: Settings, kind: str, event: str, why: str, *, run: bool, **more: Any) -> None:
    from flows.clock import current_clock  # noqa: PLC0415
    from flows.corrections import record_correction  # noqa: PLC0415

    made = record_correction(settings, kind, event, why=why, made_at=current_clock()(), **more)
    out.print(f"noted as {made.correction_id}", markup=False, highlight=False)
    if run:
        apply_corrections(settings)


def apply_corrections(settings: Settings) -> None:
    """Relate the days that corrections speak of, and publish."""
    counts = start("relate", settings, plain=True, quiet=True)
    out.print(f"applied: {counts.get('event rows changed', 0)} event rows changed", markup=False, highlight=False)


@event_app.command("corrections")
def corrections(context: typer.Context, home: HomeOption = None, json: JsonOption = False) -> None:
    """List what people said about events, and which events it has an effect on."""
    frame = _ask(settings_of(context, home).snapshot, "event_corrections", {})
    show_json(frame.to_dicts()) if json else show_frame(frame, title="corrections")


@event_app.command("export")
def export(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write there.")] = None,
    home: HomeOption = None,
) -> None:
    """Write all corrections as JSON lines, for another home or for safe keeping."""
    from flows.corrections import held_corrections, to_line, write_corrections  # noqa: PLC0415

    held = held_corrections(settings_of(context, home))
    if output is None:
        sys.stdout.writelines(to_line(correction) + "\n" for correction in held)
    else:
        write_corrections(output, held)


@event_app.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="JSON lines as `dateline event export` writes them.")],
    home: HomeOption = None,
    plain: Annotated[bool, typer.Option("--no-run", help="Only note them; the next run applies them.")] = False,
) -> None:
    """Take corrections in that another home exported. Those that are held already stay as they are."""
    from flows.corrections import import_corrections  # noqa: PLC0415

    if not file.is_file():
        raise UsageError(f"{file} is not a file", hint="name what `dateline event export` wrote")
    settings = settings_of(context, home)
    added = import_corrections(settings, file)
    out.print(f"{added} corrections taken in", markup=False, highlight=False)
    if added and not plain:
        apply_corrections(settings)
