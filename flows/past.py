"""The archiving half of a backfill, as a table of contents: plan, say what it costs, read piece by piece."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date

from flows.context import RunContext
from flows.gathering import Gatherer
from flows.plan import Forecast, forecast, keep_plan, make_plan, partitions
from flows.source_tools import LiveTools
from flows.walk import Readers, stretches
from pipeline.errors import HomeError
from pipeline.sources import Source, SourceRequest, check_request, known_hosts, source_named
from pipeline.sources.days import days_between
from pipeline.warehouse import open_warehouse
from pipeline.warehouse.ledger import PlannedUnit, articles_by_day, finish_plan

_FILES_A_STEP = 500
_SOON = 500_000_000  # bytes to be read up to which what is archived is processed within minutes
_SAY_EVERY = 30.0


def request_of(
    run: RunContext,
    source: Source,
    *,
    first: date | None,
    last: date | None,
    paths: Sequence[str],
    hosts: Sequence[str],
    feeds: Sequence[str],
    window: int | None,
) -> SourceRequest:
    """What was asked for, completed from the feed list where the source takes hosts or feeds and none are named."""
    wants_feeds = any("feeds" in need for need in source.needs)
    listed: list[str] = []
    if wants_feeds and not (hosts or feeds or (paths and source.name != "ccnews")):
        with open_warehouse(run.settings, "backfill") as warehouse:
            listed = [feed.url for feed in warehouse.feeds() if feed.active]
    named = known_hosts([*hosts, *(listed if source.name == "ccnews" else [])])
    request = SourceRequest(
        today=run.started_at.date(),
        first=first,
        last=last,
        paths=tuple(paths),
        hosts=named,
        feeds=tuple(feeds) or (tuple(listed) if source.name != "ccnews" else ()),
        window=window,
    )
    check_request(source, request)
    return request


def archive_past(
    run: RunContext, name: str, request: SourceRequest, *, dry_run: bool = False, readers: Readers | None = None
) -> Forecast:
    """Take what a source has of the range into the archive. With `dry_run` only the plan is made and told.

    `readers` are begun where what they will read is in the archive soon.
    """
    source = source_named(name)
    with LiveTools(run, source.origin) as tools:
        tools.open_all()
        plan, units = make_plan(run, source, request, tools)
        expected = forecast(run, units)
        for line in expected.lines():
            run.reporter.say(line)
        if dry_run:
            return expected
        if expected.bytes_left is not None and not request.hosts and expected.bytes_left > expected.free:
            raise HomeError(
                f"{expected.bytes_left:,} bytes are to be archived, {expected.free:,} are free in {run.settings.home}",
                hint="free space, name another --home, or take a shorter range",
            )
        if expected.left:
            keep_plan(run, plan, units)
            if readers is not None and expected.bytes_left is not None and expected.bytes_left <= _SOON:
                readers.begin()
        done = _read_all(run, source, request, tools, units, plan.scope)
        run.counts["pieces read"] += done
        if done == expected.left:
            with open_warehouse(run.settings, "backfill") as warehouse:
                finish_plan(warehouse, plan.plan_id)
        else:
            run.notes.append(f"{expected.left - done} pieces could not be read to their end; the next run tries again")
    return expected


def _read_all(
    run: RunContext, source: Source, request: SourceRequest, tools: LiveTools, units: Sequence[PlannedUnit], scope: str
) -> int:
    """Read every piece that is left, a partition a step; how many were read to their end."""
    left = sum(unit.state != "done" for unit in units)
    done = 0
    pace = _Pace(run, left)
    gatherer = Gatherer(run, source, scope, tools)
    try:
        with run.progress(left, f"archiving from {source.name}") as advance:
            for label, group in partitions(units, _FILES_A_STEP):

                def step(group: Sequence[PlannedUnit] = group) -> int:
                    complete = 0
                    for unit in group:
                        complete += gatherer.read(unit, request)
                        advance(1)
                        pace.say(gatherer)
                    gatherer.commit()
                    return complete

                done += run.orchestrator.call(f"archive {label}", step)
    finally:
        gatherer.close()
    return done


def note_days(run: RunContext) -> None:
    """Say which days of the range have no article now."""
    if run.window is None:
        return
    days = list(days_between(*run.window))
    with open_warehouse(run.settings, "backfill") as warehouse:
        have = articles_by_day(warehouse, *run.window)
    bare = [day for day in days if day not in have]
    run.counts["days with articles"] += len(days) - len(bare)
    if bare:
        spans = [str(a) if a == b else f"{a} to {b}" for a, b in stretches(bare, 1)]
        shown = ", ".join(spans[:10]) + (f" and {len(spans) - 10} more stretches" if len(spans) > 10 else "")
        run.notes.append(f"no article is dated {shown}")


class _Pace:
    """Says now and then how far reading is and how long it will take, where no bar shows it."""

    def __init__(self, run: RunContext, total: int) -> None:
        self._run = run
        self._total = total
        self._done = 0
        self._began = self._said = time.monotonic()

    def say(self, gatherer: Gatherer) -> None:
        self._done += 1
        now = time.monotonic()
        if now - self._said < _SAY_EVERY:
            return
        self._said = now
        left = (now - self._began) / self._done * (self._total - self._done)
        self._run.reporter.say(
            f"{self._done} of {self._total} pieces, {self._run.counts['items archived']} captures archived, "
            f"about {_duration(left)} left"
        )


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min" if minutes else "less than a minute"
