"""Which pages are asked for: the links of new entries, and again those that may still change. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pipeline.errors import UsageError
from pipeline.records import Failure, FailureReason, FeedEntry
from pipeline.settings import PollSettings
from pipeline.urls import host_of

RETRIED_VERDICTS = frozenset({"challenge", "consent", "empty", "broken"})
"""What a site sent instead of an article and may not send the next time. A pay wall, a log-in or a page made by
scripts stays what it is."""
_GONE = frozenset({404, 410, 451})

_UNRESOLVABLE_HOSTS = frozenset({"news.google.com"})
_PASSING = frozenset(
    """
    unreachable dns timeout too_slow throttled cut_off tls http_error bad_encoding too_many_redirects
    """.split()  # noqa: SIM905 - a list of words reads better as words
)

PageWhy = Literal["new", "known", "repeated", "too_old", "no_link", "unresolvable_link", "over_limit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChoice:
    """What becomes of one entry's link."""

    entry: FeedEntry
    fetch: bool
    why: PageWhy
    failure: Failure | None = None


def choose_pages(
    entries: Iterable[FeedEntry], known_url_keys: Collection[str], settings: PollSettings, now: datetime
) -> list[PageChoice]:
    """One choice for each entry, in their order; `fetch` is True for at most `settings.max_pages_per_feed` of them.

    `known_url_keys` are pages that the archive holds or that were given up. An entry without a date is new; one dated
    longer ago than `settings.max_age_days` is noted only.
    """
    oldest = now - timedelta(days=settings.max_age_days)
    taken: set[str] = set()
    choices: list[PageChoice] = []
    for entry in entries:
        failure: Failure | None = None
        why: PageWhy = "new"
        if entry.url is None or entry.url_key is None:
            why = "no_link"
        elif (failure := unresolvable_link(entry.url, now)) is not None:
            why = "unresolvable_link"
        elif entry.url_key in known_url_keys:
            why = "known"
        elif entry.url_key in taken:
            why = "repeated"
        elif entry.published_at is not None and entry.published_at < oldest:
            why = "too_old"
        elif len(taken) >= settings.max_pages_per_feed:
            why = "over_limit"
        else:
            taken.add(entry.url_key)
        choices.append(PageChoice(entry=entry, fetch=why == "new", why=why, failure=failure))
    return choices


def may_pass(reason: FailureReason, status: int | None = None) -> bool:
    """True where a page that failed so may answer in a later run: outages, throttling, server errors."""
    if reason == "http_error" and status is not None:
        return status >= 500 or status in (408, 425)
    return reason in _PASSING


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHistory:
    """What is known of a page that was fetched before."""

    first_fetched: datetime
    last_asked: datetime
    """Whatever came of it."""
    times: int
    """Answers so far."""
    last_status: int | None
    verdict: str | None
    """Of its latest capture with a body; None where that has not been read yet."""
    listed: bool
    """Its feed still shows it."""
    toll: bool
    """Its article carries an event with killed, injured or missing."""


def ask_again(page: PageHistory, now: datetime, settings: PollSettings) -> Literal["schedule", "verdict"] | None:
    """Why a page is to be asked for again at `now`, None where it is to be left alone.

    schedule: a step of `settings.refetch_hours` has come since it was last asked, and its feed still shows it or it
    carries an event with a toll. verdict: it gave a wall that may be gone, and the next wait of `settings.retry_hours`
    is over. A step is taken once, whatever comes of it; a page that is gone is not asked again.
    """
    if page.last_status in _GONE:
        return None
    if page.verdict in RETRIED_VERDICTS and page.times <= len(settings.retry_hours):
        if page.last_asked + timedelta(hours=settings.retry_hours[max(page.times, 1) - 1]) <= now:
            return "verdict"
        return None
    if not (page.listed or page.toll):
        return None
    steps = (page.first_fetched + timedelta(hours=hours) for hours in settings.refetch_hours)
    return "schedule" if any(page.last_asked < step <= now for step in steps) else None


def unresolvable_link(url: str, at: datetime) -> Failure | None:
    """Why `url` is not to be asked for: it leads to no page that holds the text. None where it may lead to one."""
    try:
        if host_of(url).removeprefix("www.") not in _UNRESOLVABLE_HOSTS:
            return None
    except UsageError:
        return None
    return Failure(
        stage="fetch",
        item=url,
        reason="unresolvable_link",
        detail="a Google News link leads to a script, not to the publisher's page",
        at=at,
    )
