"""What polling remembers between runs: which hosts want silence, what robots.txt said, which pages to ask for again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.context import RunContext
from pipeline.archive import read_payload
from pipeline.errors import ArchiveError
from pipeline.feeds import PageHistory, ask_again
from pipeline.fetch import Fetcher, silence_of
from pipeline.frames import robots_frame
from pipeline.records import Capture
from pipeline.urls import host_of
from pipeline.warehouse import HeldPage, open_warehouse

_DAY = timedelta(days=1)
_MAX_ROBOTS_TEXT = 65_536  # a longer file is asked for again in the next run
_LATE = timedelta(days=7)  # after a pause of so long the last step of the schedule is still made up for


@dataclass(frozen=True, slots=True)
class Ask:
    """One page to ask for: the link that a feed gave, the address to ask, and the capture it is compared with."""

    link: str
    url: str
    before: Capture | None = None
    etag: str | None = None
    last_modified: str | None = None
    depth: int = 0
    """How many pages it lies behind the first one of an article that is cut into pages."""


# --- hosts -----------------------------------------------------------------------------------------


def polite_fetcher(run: RunContext) -> Fetcher:
    """A Fetcher that keeps what earlier runs were asked for, however they ended.

    Silence is read from the archive itself, where every 429 stands from the moment it came: a run that was killed has
    told nobody else. What robots.txt said stands in the warehouse.
    """
    now = run.clock()
    with open_warehouse(run.settings, "poll") as warehouse:
        answers = warehouse.throttled_captures(now - _DAY)
        robots = warehouse.robots_files()
    holds: dict[str, datetime] = {}
    for capture in answers:
        host = host_of(capture.url)
        asked = silence_of(capture.status, _headers_of(run, capture), capture.fetched_at)
        if asked is not None:
            until = capture.fetched_at + timedelta(seconds=asked)
            holds[host] = max(until, holds.get(host, until))
    holds = {host: until for host, until in sorted(holds.items()) if until > now}
    return Fetcher(run.settings.fetch, clock=run.clock, holds=holds, known_robots=robots)


def keep_robots(run: RunContext, fetcher: Fetcher) -> None:
    """Write down what robots.txt of the sites said."""
    if fetcher.robots_asked == 0:
        return
    files = [file for file in fetcher.kept_robots if len(file.text) <= _MAX_ROBOTS_TEXT]
    with open_warehouse(run.settings, "poll") as warehouse:
        warehouse.save_robots(robots_frame(files))


def _headers_of(run: RunContext, capture: Capture) -> tuple[tuple[str, str], ...]:
    """Headers of an archived answer; none where its record cannot be read: it has its failure row already."""
    try:
        return read_payload(run.settings.archive_dir, capture).headers
    except ArchiveError:
        return ()


def validators_of(run: RunContext, capture: Capture) -> tuple[str | None, str | None]:
    """ETag and Last-Modified of an archived answer, verbatim."""
    headers = dict(_headers_of(run, capture))
    return headers.get("etag"), headers.get("last-modified")


# --- pages to ask for again ------------------------------------------------------------------------


def pages_again(run: RunContext) -> list[Ask]:
    """Pages that a step of the thinning schedule or a wall that may be gone brings up again, the youngest first."""
    now = run.clock()
    settings = run.settings.poll
    longest = max((*settings.refetch_hours, *settings.retry_hours), default=0.0)
    with open_warehouse(run.settings, "poll") as warehouse:
        pages = warehouse.held_pages(now - timedelta(hours=longest) - _LATE)
    wanted = [(page, why) for page in pages if (why := ask_again(_history(page), now, settings)) is not None]
    run.counts["pages asked again later"] += max(0, len(wanted) - settings.max_refetches)
    return [_ask(run, page, conditional=why == "schedule") for page, why in wanted[: settings.max_refetches]]


def _history(page: HeldPage) -> PageHistory:
    return PageHistory(
        first_fetched=page.first_fetched,
        last_asked=page.last_asked,
        times=page.times,
        last_status=page.last_status,
        verdict=page.verdict,
        listed=page.listed,
        toll=page.toll,
    )


def _ask(run: RunContext, page: HeldPage, *, conditional: bool) -> Ask:
    held = page.capture
    etag, last_modified = validators_of(run, held) if conditional else (None, None)
    # the address that answered, not the link: validators are its own, and a redirect is saved
    return Ask(link=held.via or held.url, url=held.url, before=held, etag=etag, last_modified=last_modified)
