"""What to ask for next, and when. Pure: records and the time in, decisions out.

The rules, in the order in which they matter:

* a feed is asked again between `min_interval` and `max_interval` seconds later, about as often as it brings news;
* a failure waits longer each time, a day at most: no outage stops a feed for ever;
* a host that names a time to be left alone is left alone for it (a day at most);
* a permanent redirect moves a feed once it has held for seven days; 410 retires it at once;
* once a day a feed is asked without validators, so that a server that always says "unchanged" is found out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from pipeline.records import Failure, FailureReason, Feed, Poll
from pipeline.settings import PollSettings

MOVE_AFTER = timedelta(days=7)
FULL_AFTER = timedelta(hours=3)
"""A feed that brought news within this time needs no full fetch to prove that its validators tell the truth."""
DORMANT_AFTER = timedelta(days=30)
_DAY = 86_400
_LONGEST_TTL = 3600
_JITTER = 0.1
_AFTER_THROTTLE = 300

PollOutcome = Literal["new", "unchanged", "not_modified", "moved", "gone", "throttled", "not_a_feed", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """One request for a feed and what it gave. A failure has a `reason`; an answer has none."""

    status: int | None = None
    """HTTP status, None where no answer came."""
    reason: FailureReason | None = None
    """As FetchError names it."""
    detail: str | None = None
    retry_after: float | None = None
    """Seconds, FetchError.retry_after."""
    permanent_url: str | None = None
    """Fetched.moved_to."""
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    """sha256 of the body; None where there was none (304)."""
    bytes_received: int = 0
    duration_ms: int = 0
    is_feed: bool = True
    """ParsedFeed.is_feed; True where nothing was parsed because nothing changed."""
    entries: int = 0
    new_entries: int | None = None
    """Entries not seen before; None where nobody counted: then another body counts as news."""
    left_over: int = 0
    """Pages that were chosen but not taken: the feed is asked again soon and in full."""
    ttl: int | None = None
    """Seconds, ParsedFeed.ttl; honoured up to an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedUpdate:
    """The feed as it is to be kept, the row that says how the request ended, and its failure where it failed."""

    feed: Feed
    poll: Poll
    failure: Failure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRequest:
    """How a feed is to be asked: with these validators, or in full where both are None."""

    feed: Feed
    etag: str | None
    last_modified: str | None


def due_feeds(feeds: Iterable[Feed], now: datetime) -> list[Feed]:
    """Active feeds whose time has come; those never asked come first, then the longest overdue."""
    due = [feed for feed in feeds if feed.active and (feed.next_poll_at is None or feed.next_poll_at <= now)]
    return sorted(due, key=lambda feed: (feed.next_poll_at is not None, feed.next_poll_at or now, feed.feed_id))


def request_of(feed: Feed, now: datetime) -> PollRequest:
    """How to ask `feed` at `now`: once a day (a week, where it has been dormant for a month) without validators.

    The day begins at a second of its own for each feed, so that full fetches spread over the day; no state is needed
    for it. A feed whose news came through just now has shown that its validators work.
    """
    full = feed.last_polled_at is None
    if feed.last_polled_at is not None:
        quiet = now - (feed.last_changed_at or datetime.min.replace(tzinfo=now.tzinfo))
        if quiet >= FULL_AFTER:
            days = 7 if quiet >= DORMANT_AFTER and feed.last_changed_at is not None else 1
            full = _day_of(feed, now, days) != _day_of(feed, feed.last_polled_at, days)
    if full:
        return PollRequest(feed=feed, etag=None, last_modified=None)
    return PollRequest(feed=feed, etag=feed.etag, last_modified=feed.last_modified)


def decide_poll(feed: Feed, result: PollResult, now: datetime, settings: PollSettings | None = None) -> FeedUpdate:
    """What one answer, or its absence, means for `feed`. `now` is when it was known."""
    settings = settings or PollSettings()
    if result.reason is not None:
        return _failed(feed, result, result.reason, now, settings)
    if not result.is_feed:
        return _failed(feed, result, "not_a_feed", now, settings)
    other_body = result.body_digest is not None and result.body_digest != feed.body_digest
    news = other_body if result.new_entries is None else result.new_entries > 0
    outcome: PollOutcome = "not_modified" if result.status == 304 else "new" if news else "unchanged"
    moved = _followed(feed, result.permanent_url, now)
    if moved.url != feed.url:
        outcome = "moved"
    etag, last_modified = _validators(feed, result, other_body)
    # field by field: most of a poll comes by here, and dataclasses.replace takes twice as long
    kept = Feed(
        feed_id=moved.feed_id,
        url=moved.url,
        title=moved.title,
        publisher=moved.publisher,
        country=moved.country,
        language=moved.language,
        tags=moved.tags,
        active=moved.active,
        etag=etag,
        last_modified=last_modified,
        body_digest=feed.body_digest if result.body_digest is None or result.left_over else result.body_digest,
        last_polled_at=now,
        last_changed_at=now if news else feed.last_changed_at,
        next_poll_at=now + timedelta(seconds=_interval(feed, result, news, now, settings)),
        failures=0,
        retired_reason=moved.retired_reason,
        moved_to=moved.moved_to,
        moved_since=moved.moved_since,
    )
    return FeedUpdate(feed=kept, poll=_poll(kept, result, outcome, now), failure=None)


def _validators(feed: Feed, result: PollResult, other_body: bool) -> tuple[str | None, str | None]:
    """The etag and last_modified to send next time, verbatim."""
    if result.left_over:
        return None, None
    if result.status == 304:
        return result.etag or feed.etag, result.last_modified or feed.last_modified
    # The same validator on another body tells nothing about the body: it is not sent again.
    etag = None if other_body and result.etag == feed.etag else result.etag
    same_time = other_body and result.last_modified == feed.last_modified
    return etag, None if same_time and etag is None else result.last_modified


def _followed(feed: Feed, permanent_url: str | None, now: datetime) -> Feed:
    """The feed with its move noted, carried out, or forgotten. feed_id stays: it is the identity of its entries."""
    if permanent_url is None or permanent_url == feed.url:
        if feed.moved_to is None and feed.moved_since is None:
            return feed
        return replace(feed, moved_to=None, moved_since=None)
    if permanent_url != feed.moved_to or feed.moved_since is None:
        return replace(feed, moved_to=permanent_url, moved_since=now)
    if now - feed.moved_since >= MOVE_AFTER:
        return replace(feed, url=permanent_url, moved_to=None, moved_since=None)
    return feed


def _interval(feed: Feed, result: PollResult, news: bool, now: datetime, settings: PollSettings) -> float:
    """Seconds to the next request after an answer: half as long after news, half as long again without.

    Without news it never grows past the time that the feed has been quiet: a busy feed's pause at night ends soon.
    """
    if result.left_over:
        return float(settings.min_interval)
    planned = float(settings.min_interval)
    if feed.failures == 0 and feed.next_poll_at is not None and feed.last_polled_at is not None:
        planned = (feed.next_poll_at - feed.last_polled_at).total_seconds()
    if news:
        wait = planned / 2
    else:
        quiet = (now - feed.last_changed_at).total_seconds() if feed.last_changed_at else float(_DAY)
        wait = max(min(planned * 1.5, quiet), float(settings.min_interval))
    if result.ttl:
        wait = max(wait, min(result.ttl, _LONGEST_TTL))
    return _spread(feed, wait, settings.min_interval, settings.max_interval)


def _failed(feed: Feed, result: PollResult, reason: FailureReason, now: datetime, settings: PollSettings) -> FeedUpdate:
    outcome: PollOutcome = "failed"
    failures = feed.failures + 1
    wait = _spread(feed, settings.min_interval * 2.0 ** min(failures, 20), settings.min_interval, _DAY)
    if reason == "throttled":
        outcome = "throttled"
        if result.retry_after is not None:
            # The feeds of one host come back one after the other: all at once would only be throttled again.
            wait = max(min(result.retry_after, _DAY) + 1, settings.min_interval) + _AFTER_THROTTLE * _share(feed)
    elif reason == "not_a_feed":
        outcome = "not_a_feed"
    kept = replace(feed, last_polled_at=now, next_poll_at=now + timedelta(seconds=wait), failures=failures)
    if reason == "gone":
        outcome = "gone"
        kept = replace(kept, active=False, next_poll_at=None, retired_reason=f"answered 410 (gone) on {now:%Y-%m-%d}")
    failure = Failure(stage="poll", item=feed.url, reason=reason, detail=result.detail or reason, at=now)
    return FeedUpdate(feed=kept, poll=_poll(kept, replace(result, reason=reason), outcome, now), failure=failure)


def _poll(feed: Feed, result: PollResult, outcome: PollOutcome, now: datetime) -> Poll:
    return Poll(
        feed_id=feed.feed_id,
        polled_at=now,
        status=result.status,
        outcome=outcome,
        bytes_received=result.bytes_received,
        duration_ms=result.duration_ms,
        entries=result.entries,
        new_entries=result.new_entries or 0,
        reason=result.reason,
    )


def _share(feed: Feed) -> float:
    """A number from 0 to 1 that is the feed's own: jitter without chance."""
    return _share_of(feed.feed_id)


@lru_cache(65_536)
def _share_of(feed_id: str) -> float:
    return int.from_bytes(hashlib.sha256(feed_id.encode("utf-8", "surrogatepass")).digest()[:4], "big") / 2**32


def _spread(feed: Feed, wait: float, shortest: float, longest: float) -> float:
    """`wait` within its bounds, up to a tenth longer (shorter at the upper bound) by the feed's own share."""
    wait = min(max(wait, shortest), max(longest, shortest))
    longer = wait * (1 + _JITTER * _share(feed))
    return longer if longer <= longest else max(longest * (1 - _JITTER * _share(feed)), shortest)


def _day_of(feed: Feed, at: datetime, days: int) -> int:
    return int((at.timestamp() - _share(feed) * _DAY * days) // (_DAY * days))
