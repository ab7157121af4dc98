"""Which pages are asked for: the links of new entries, and again those that may still change. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pipeline.errors import UsageError
from pipeline.records import Failure, FailureReason, FeedEntry
from pipeline.settings import PollSettings
from pipeline.urls import host_of

REFETCH_AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(hours=72))
"""Ages, from the first capture on, at which a page is fetched again while there is a reason to."""

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
        elif _unresolvable(entry.url):
            why = "unresolvable_link"
            failure = Failure(
                stage="fetch",
                item=entry.url,
                reason="unresolvable_link",
                detail="a Google News link leads to a script, not to the publisher's page",
                at=now,
            )
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


def refetch_due(
    first_fetched: datetime,
    last_fetched: datetime,
    now: datetime,
    schedule: Sequence[timedelta] = REFETCH_AFTER,
) -> bool:
    """True where a step of the thinning schedule has come since the page was last fetched."""
    return any(last_fetched < first_fetched + step <= now for step in schedule)


def _unresolvable(url: str) -> bool:
    try:
        return host_of(url).removeprefix("www.") in _UNRESOLVABLE_HOSTS
    except UsageError:
        return False
