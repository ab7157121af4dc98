"""Writing a brief: ask the published snapshot, put the answers together, write one file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from flows.context import RunContext
from pipeline.brief import AIR_DAYS, CONTEXT_DAYS, Brief, BriefFrames, Window, compose, html, lead_ids, markdown
from pipeline.errors import UsageError, home_error
from pipeline.warehouse import Reader

FORMATS = {"html": html, "markdown": markdown}
_ENDING = {"html": "html", "markdown": "md"}
_ALL_THAT_IS_KNOWN = datetime(9999, 1, 1, tzinfo=UTC)
LONGEST = 366
"""Days of the longest brief."""


def closing_day(moment: datetime) -> date:
    """The day that a run at this moment closes: in the morning the one before, in the evening the same."""
    return (moment.astimezone(UTC) - timedelta(hours=12)).date()


def window_of(first: date, last: date, *, as_of: datetime | None = None, countries: Sequence[str] = ()) -> Window:
    """The window of whole days, first to last, cut off at `as_of`. Raises UsageError for one that makes no sense."""
    if first > last:
        raise UsageError(f"--from {first} is after --to {last}", hint="exchange them")
    if (last - first).days >= LONGEST:
        raise UsageError(f"{first} to {last} is too long for a brief", hint=f"ask for {LONGEST} days at most")
    if last.year > 9990:
        raise UsageError(f"{last} is too late", hint="name a day that has been")
    start = datetime.combine(first, time(), UTC)
    end = datetime.combine(last + timedelta(days=1), time(), UTC)
    if as_of is not None:
        if as_of <= start:
            raise UsageError(f"--as-of {as_of:%F %H:%M}Z is before {first} begins", hint="name a later moment")
        end = min(end, as_of)
    return Window(start=start, end=end, known=as_of or _ALL_THAT_IS_KNOWN, as_of=as_of, countries=tuple(countries))


def newest_day(reader: Reader) -> date:
    """The newest day with articles that the last run closed; where there is no article, the day that it closed."""
    row = reader.ask("brief", "published").to_dicts()[0]
    day = row["last_day"] or row["first_day"]
    if day is None:
        day = closing_day(row["published_at"]) if row["published_at"] else date(1970, 1, 1)
    assert isinstance(day, date)
    return day


def make_brief(reader: Reader, window: Window) -> Brief:
    """Ask one snapshot all that a brief needs, and compose it."""
    span = {"start": window.start, "end": window.end}
    countries = ",".join(window.countries) or None
    chosen = {"countries": countries} if countries else {}
    known = {"known": window.known}
    last = (window.end - timedelta(microseconds=1)).date()
    events = reader.ask("brief", "events", span | known | chosen)
    revised = reader.ask("brief", "revised", span | chosen)
    ids = {"events": ",".join(lead_ids(events.to_dicts(), revised.to_dicts(), window))}
    context = {"start": window.start - timedelta(days=CONTEXT_DAYS), "end": window.end}
    keeps_lineage = reader.has_table("event_lineage") and reader.has_table("published_events")
    nights = {"first": min(last - timedelta(days=AIR_DAYS - 1), window.start.date()), "last": last}
    frames = BriefFrames(
        published=reader.ask("brief", "published"),
        totals=reader.ask("brief", "totals", span | known | chosen),
        events=events,
        revised=revised,
        merged=reader.ask("brief", "merged", span | chosen) if keeps_lineage else None,
        denied=reader.ask("brief", "denied", span | chosen),
        reports=reader.ask("brief", "reports", ids | known),
        figures=reader.ask("brief", "figures", ids | known),
        daily=reader.ask("brief", "daily", context | chosen),
        air=reader.ask("brief", "air", nights | known | chosen),
        coverage=reader.ask("brief", "coverage", span),
        verdicts=reader.ask("brief", "verdicts", span),
        feeds=reader.ask("brief", "feeds", span),
        failures=reader.ask("brief", "failures", span),
    )
    return compose(frames, window)


def default_path(home: Path, window: Window, format: str) -> Path:
    """HOME/briefs/FIRST[--LAST].html."""
    first, last = window.start.date(), (window.end - timedelta(microseconds=1)).date()
    name = f"{first}" if first == last else f"{first}--{last}"
    name += "".join(f"-{code}" for code in window.countries)
    if window.as_of is not None:
        name += f"-as-of-{window.as_of:%Y%m%dT%H%MZ}"
    return home / "briefs" / f"{name}.{_ENDING[format]}"


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises HomeError where the disk refuses."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise home_error(error, path.parent) from error
    finally:
        fresh.unlink(missing_ok=True)


def brief_run(run: RunContext) -> None:
    """After publishing: the brief of the day that this run closes, under HOME/briefs.

    What is published stands whether or not a page about it can be drawn: a failure becomes a note of the run.
    """

    def write() -> tuple[Path, str]:
        day = closing_day(run.clock())
        window = window_of(day, day)
        with Reader(run.settings.snapshot) as reader:
            brief = make_brief(reader, window)
        path = default_path(run.settings.home, window, "html")
        write_text(path, html(brief))
        return path, markdown(brief)

    try:
        run.brief = run.orchestrator.call("brief", write)
    except Exception as error:
        words = " ".join(str(error).split())[:300]
        run.notes.append(f"the brief was not written ({type(error).__name__}: {words}); `dateline brief` tries again")
        run.reporter.say(run.notes[-1])
    else:
        run.reporter.say(f"brief: {run.brief[0]}")
