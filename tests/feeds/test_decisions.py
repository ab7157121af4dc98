"""When feeds are asked, what their answers mean, and which pages are taken: values in, values out."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.feeds import (
    FeedHabit,
    PageHistory,
    PollResult,
    ask_again,
    choose_pages,
    decide_poll,
    due_feeds,
    habit_of,
    may_pass,
    request_of,
)
from pipeline.records import Feed, FeedEntry
from pipeline.settings import PollSettings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SETTINGS = PollSettings(min_interval=900, max_interval=86_400)
FEED = Feed(feed_id="f1", url="https://harbour.example/feed")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def answered(**changes: Any) -> PollResult:
    given: dict[str, Any] = {
        "status": 200,
        "body_digest": "d1",
        "etag": '"1"',
        "last_modified": "Sun",
        "new_entries": 1,
        "entries": 5,
    }
    return PollResult(**(given | changes))


def asked_before(**changes: Any) -> Feed:
    given: dict[str, Any] = {
        "etag": '"1"',
        "last_modified": "Sun",
        "body_digest": "d1",
        "last_polled_at": NOW - HOUR,
        "last_changed_at": NOW - 5 * HOUR,
        "next_poll_at": NOW,
    }
    return replace(FEED, **(given | changes))


def wait(feed: Feed) -> float:
    assert feed.next_poll_at is not None
    assert feed.last_polled_at is not None
    return (feed.next_poll_at - feed.last_polled_at).total_seconds()


# --- what an answer means ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "outcome", "reason"),
    [
        (answered(), "new", None),
        (answered(new_entries=0, body_digest="d2"), "unchanged", None),
        (answered(new_entries=None, body_digest="d2"), "new", None),
        (answered(new_entries=None), "unchanged", None),
        (answered(status=304, body_digest=None, new_entries=0), "not_modified", None),
        (answered(is_feed=False), "not_a_feed", "not_a_feed"),
        (PollResult(status=500, reason="http_error"), "failed", "http_error"),
        (PollResult(reason="dns"), "failed", "dns"),
        (PollResult(status=429, reason="throttled", retry_after=60), "throttled", "throttled"),
        (PollResult(status=410, reason="gone"), "gone", "gone"),
    ],
)
def test_outcomes(result: PollResult, outcome: str, reason: str | None) -> None:
    update = decide_poll(asked_before(), result, NOW, SETTINGS)
    assert (update.poll.outcome, update.poll.reason) == (outcome, reason)
    assert (update.failure is None) is (reason is None)
    assert update.failure is None or (update.failure.item, update.failure.stage) == (FEED.url, "poll")
    assert update.feed.last_polled_at == update.poll.polled_at == NOW
    assert update.feed.failures == (0 if reason is None else 1)


def test_news_halves_the_wait_and_silence_lengthens_it_within_bounds() -> None:
    feed, at = FEED, NOW
    waits = []
    for round_ in range(60):
        feed = decide_poll(feed, answered(new_entries=1 if round_ < 5 else 0), at, SETTINGS).feed
        waits.append(wait(feed))
        at = feed.next_poll_at or at
    assert all(900 <= seconds <= 86_400 for seconds in waits)
    assert waits[4] < 1000
    assert waits[-1] > 70_000
    busy = decide_poll(feed, answered(), at, SETTINGS).feed
    assert wait(busy) < waits[-1] * 0.6


def test_a_busy_feeds_night_does_not_make_it_slow() -> None:
    feed = asked_before(last_changed_at=NOW - HOUR, next_poll_at=NOW, last_polled_at=NOW - timedelta(hours=3))
    assert wait(decide_poll(feed, answered(new_entries=0), NOW, SETTINGS).feed) <= 3600 * 1.1


def test_a_feeds_own_ttl_is_honoured_up_to_an_hour() -> None:
    for ttl, at_least, at_most in [(1800, 1800, 2000), (7 * 86_400, 3600, 4000), (60, 900, 1000)]:
        assert at_least <= wait(decide_poll(FEED, answered(ttl=ttl), NOW, SETTINGS).feed) <= at_most


def test_jitter_spreads_feeds_and_stays_the_same_for_each() -> None:
    feeds = [replace(FEED, feed_id=f"feed-{number}") for number in range(200)]
    waits = [wait(decide_poll(feed, answered(), NOW, SETTINGS).feed) for feed in feeds]
    assert waits == [wait(decide_poll(feed, answered(), NOW, SETTINGS).feed) for feed in feeds]
    assert len(set(waits)) > 190
    assert max(waits) - min(waits) > 80


# --- failures ---------------------------------------------------------------------------------------


def test_failures_wait_longer_each_time_and_never_more_than_a_day() -> None:
    feed, at, waits = FEED, NOW, []
    for _ in range(40):
        feed = decide_poll(feed, PollResult(reason="timeout"), at, SETTINGS).feed
        waits.append(wait(feed))
        at = feed.next_poll_at or at
    assert waits[0] < 2100
    assert all(earlier <= later for earlier, later in itertools.pairwise(waits))
    assert max(waits) <= 86_400
    assert (feed.active, feed.failures) == (True, 40)
    back = decide_poll(feed, answered(), at, SETTINGS).feed
    assert (back.failures, wait(back) < 1000) == (0, True)


def test_an_answer_keeps_what_it_says_nothing_of() -> None:
    known: dict[str, Any] = {field.name: f"the {field.name}" for field in fields(Feed)}
    known |= {"tags": ("Asia", "wires"), "active": True, "failures": 3, "moved_to": None, "moved_since": None}
    known |= {"etag": '"1"', "last_modified": "Sun", "body_digest": "d1"}
    known |= {"last_polled_at": NOW - HOUR, "last_changed_at": NOW - HOUR, "next_poll_at": NOW}
    before = Feed(**known)
    after = decide_poll(before, PollResult(status=304, new_entries=0), NOW, SETTINGS).feed
    assert after == replace(before, last_polled_at=NOW, next_poll_at=after.next_poll_at, failures=0)


def test_failures_keep_what_is_known() -> None:
    feed = asked_before()
    kept = decide_poll(feed, PollResult(reason="timeout"), NOW, SETTINGS).feed
    assert (kept.etag, kept.last_modified, kept.body_digest, kept.last_changed_at) == (
        '"1"',
        "Sun",
        "d1",
        feed.last_changed_at,
    )
    assert decide_poll(feed, answered(is_feed=False, etag='"html"', body_digest="x"), NOW, SETTINGS).feed.etag == '"1"'


@pytest.mark.parametrize(
    ("asked", "at_least", "at_most"), [(60, 900, 1200), (7200, 7200, 7501), (10**9, 86_400, 86_701), (0, 900, 1200)]
)
def test_retry_after_is_kept_up_to_a_day(asked: float, at_least: float, at_most: float) -> None:
    feed = decide_poll(FEED, PollResult(status=429, reason="throttled", retry_after=asked), NOW, SETTINGS).feed
    assert at_least <= wait(feed) <= at_most


def test_410_retires_at_once_and_nothing_else_does() -> None:
    gone = decide_poll(asked_before(), PollResult(status=410, reason="gone"), NOW, SETTINGS).feed
    assert (gone.active, gone.next_poll_at) == (False, None)
    assert "2026-03-01" in (gone.retired_reason or "")
    assert due_feeds([gone], NOW + 400 * DAY) == []
    for status in (401, 403, 404, 500, 503):
        assert decide_poll(asked_before(), PollResult(status=status, reason="http_error"), NOW, SETTINGS).feed.active


# --- moves ------------------------------------------------------------------------------------------


def test_a_permanent_redirect_moves_a_feed_after_seven_days_of_holding() -> None:
    new = "https://port.example/feed"
    feed = decide_poll(asked_before(), answered(permanent_url=new), NOW, SETTINGS).feed
    assert (feed.url, feed.moved_to, feed.moved_since) == (FEED.url, new, NOW)
    feed = decide_poll(feed, answered(permanent_url=new), NOW + 6 * DAY, SETTINGS).feed
    assert (feed.url, feed.moved_since) == (FEED.url, NOW)
    failed = decide_poll(feed, PollResult(reason="timeout"), NOW + 6.5 * DAY, SETTINGS).feed
    assert failed.moved_since == NOW
    update = decide_poll(failed, answered(permanent_url=new), NOW + 7 * DAY, SETTINGS)
    assert (update.feed.url, update.feed.moved_to, update.poll.outcome, update.feed.feed_id) == (
        new,
        None,
        "moved",
        "f1",
    )


def test_a_redirect_that_changes_or_ends_starts_again() -> None:
    feed = decide_poll(asked_before(), answered(permanent_url="https://a.example/"), NOW, SETTINGS).feed
    other = decide_poll(feed, answered(permanent_url="https://b.example/"), NOW + 8 * DAY, SETTINGS).feed
    assert (other.url, other.moved_to, other.moved_since) == (FEED.url, "https://b.example/", NOW + 8 * DAY)
    ended = decide_poll(feed, answered(), NOW + 8 * DAY, SETTINGS).feed
    assert (ended.url, ended.moved_to, ended.moved_since) == (FEED.url, None, None)
    parked = decide_poll(
        feed, answered(permanent_url="https://a.example/", is_feed=False), NOW + 8 * DAY, SETTINGS
    ).feed
    assert parked.url == FEED.url  # what is no feed is no place to move to


# --- validators -------------------------------------------------------------------------------------


def test_validators_go_out_and_are_renewed() -> None:
    feed = asked_before()
    assert (request_of(feed, NOW).etag, request_of(feed, NOW).last_modified) == ('"1"', "Sun")
    renewed = decide_poll(
        feed, answered(status=304, body_digest=None, etag='"2"', last_modified=None), NOW, SETTINGS
    ).feed
    assert (renewed.etag, renewed.last_modified, renewed.body_digest) == ('"2"', "Sun", "d1")
    dropped = decide_poll(feed, answered(etag=None, last_modified=None), NOW, SETTINGS).feed
    assert (dropped.etag, dropped.last_modified) == (None, None)
    assert request_of(FEED, NOW).etag is None


def test_a_validator_that_stayed_the_same_over_another_body_is_not_sent_again() -> None:
    liar = decide_poll(asked_before(), answered(body_digest="d2"), NOW, SETTINGS).feed
    assert (liar.etag, liar.last_modified) == (None, None)


@pytest.mark.parametrize(
    ("every", "days", "least", "most"),
    [(HOUR, 3, 3, 3), (6 * HOUR, 10, 10, 10), (15 * HOUR, 10, 9, 10), (HOUR, 90, 37, 40)],
)
def test_one_full_fetch_a_day_finds_out_a_server_that_always_says_unchanged(
    every: timedelta, days: int, least: int, most: int
) -> None:
    feed, full, at = asked_before(), 0, NOW
    while at < NOW + timedelta(days=days):
        full += request_of(feed, at).etag is None
        feed = replace(feed, last_polled_at=at)
        at += every
    assert least <= full <= most


def test_a_feed_whose_news_comes_through_is_never_asked_in_full() -> None:
    for hours in range(200):
        at = NOW + hours * HOUR
        assert request_of(asked_before(last_polled_at=at - HOUR, last_changed_at=at - HOUR), at).etag == '"1"'


def test_pages_that_were_left_over_bring_the_feed_back_soon_and_in_full() -> None:
    feed = decide_poll(asked_before(), answered(body_digest="d2", left_over=10), NOW, SETTINGS).feed
    assert (feed.etag, feed.last_modified, feed.body_digest, wait(feed)) == (None, None, "d1", 900)


# --- due --------------------------------------------------------------------------------------------


def test_due_feeds_in_the_order_of_their_need() -> None:
    feeds = [
        replace(FEED, feed_id="later", next_poll_at=NOW + HOUR),
        replace(FEED, feed_id="due", next_poll_at=NOW - HOUR),
        replace(FEED, feed_id="overdue", next_poll_at=NOW - DAY),
        replace(FEED, feed_id="never"),
        replace(FEED, feed_id="retired", active=False),
    ]
    assert [feed.feed_id for feed in due_feeds(feeds, NOW)] == ["never", "overdue", "due"]
    assert due_feeds(reversed(feeds), NOW) == due_feeds(feeds, NOW)


@given(
    st.lists(
        st.one_of(
            st.builds(
                PollResult,
                reason=st.sampled_from(["timeout", "dns", "http_error", "throttled", "too_large"]),
                retry_after=st.none() | st.floats(0, 1e12),
            ),
            st.builds(
                PollResult,
                status=st.just(200),
                body_digest=st.sampled_from("abc"),
                new_entries=st.none() | st.integers(0, 3),
                ttl=st.none() | st.integers(0, 10**9),
                permanent_url=st.none() | st.sampled_from(["https://a.example/", "https://b.example/"]),
                is_feed=st.booleans(),
                left_over=st.integers(0, 1),
            ),
            st.builds(PollResult, status=st.just(304)),
        ),
        max_size=40,
    )
)
def test_whatever_happens_a_feed_that_is_not_gone_is_asked_again_within_a_day(results: list[PollResult]) -> None:
    feed, at = FEED, NOW
    for result in results:
        update = decide_poll(feed, result, at, SETTINGS)
        feed = update.feed
        assert feed.active
        assert feed.next_poll_at is not None
        assert timedelta(seconds=900) <= feed.next_poll_at - at <= timedelta(seconds=86_701)
        at = feed.next_poll_at


# --- pages ------------------------------------------------------------------------------------------


def entry(name: str, **changes: Any) -> FeedEntry:
    given: dict[str, Any] = {
        "entry_id": name,
        "feed_id": "f1",
        "guid": None,
        "url": f"https://harbour.example/{name}",
        "url_key": f"https://harbour.example/{name}",
        "title": name,
        "published_raw": None,
        "published_at": NOW - HOUR,
        "published_precision": "second",
        "seen_at": NOW,
    }
    return FeedEntry(**(given | changes))


def test_each_entry_gets_a_choice_and_a_reason() -> None:
    entries = [
        entry("new"),
        entry("known"),
        entry("again", url_key="https://harbour.example/new"),
        entry("undated", published_at=None),
        entry("old", published_at=NOW - 31 * DAY),
        entry("nolink", url=None, url_key=None),
        entry(
            "google",
            url="https://news.google.com/rss/articles/CBMi0",
            url_key="https://news.google.com/rss/articles/CBMi0",
        ),
        entry("more"),
        entry("toomany"),
    ]
    settings = PollSettings(max_pages_per_feed=3, max_age_days=30)
    choices = choose_pages(entries, {"https://harbour.example/known"}, settings, NOW)
    assert [choice.why for choice in choices] == [
        "new",
        "known",
        "repeated",
        "new",
        "too_old",
        "no_link",
        "unresolvable_link",
        "new",
        "over_limit",
    ]
    assert [choice.entry.entry_id for choice in choices if choice.fetch] == ["new", "undated", "more"]
    failures = [choice.failure for choice in choices if choice.failure]
    assert [(failure.reason, failure.stage) for failure in failures] == [("unresolvable_link", "fetch")]


@pytest.mark.parametrize(
    ("reason", "status", "expected"),
    [
        ("timeout", None, True),
        ("dns", None, True),
        ("throttled", 429, True),
        ("http_error", 503, True),
        ("http_error", 404, False),
        ("gone", 410, False),
        ("robots", None, False),
        ("too_large", 200, False),
        ("refused_address", None, False),
        ("http_error", None, True),
    ],
)
def test_which_failures_may_pass(reason: Any, status: int | None, expected: bool) -> None:
    assert may_pass(reason, status) is expected


def page(**changes: Any) -> PageHistory:
    given: dict[str, Any] = {
        "first_fetched": NOW,
        "last_asked": NOW,
        "times": 1,
        "last_status": 200,
        "verdict": "article",
        "listed": True,
        "toll": False,
    }
    return PageHistory(**(given | changes))


def asked_again(settings: PollSettings, days: int = 6, every: int = 10, **changes: Any) -> list[int]:
    """Hours at which a page is asked for, by a poll every so many minutes."""
    history, hours = page(**changes), []
    for minutes in range(0, days * 24 * 60, every):
        at = NOW + timedelta(minutes=minutes)
        if ask_again(history, at, settings):
            hours.append(minutes // 60)
            history = replace(history, last_asked=at, times=history.times + 1)
    return hours


def test_pages_are_fetched_again_on_a_thinning_schedule() -> None:
    assert asked_again(PollSettings()) == [1, 6, 24, 72]
    assert asked_again(PollSettings(refetch_hours=(2,))) == [2]
    assert asked_again(PollSettings(refetch_hours=())) == []
    assert asked_again(PollSettings(), listed=False) == []
    assert asked_again(PollSettings(), listed=False, toll=True) == [1, 6, 24, 72]
    assert asked_again(PollSettings(), last_status=404) == []
    # a poll that comes once a day takes one step, not all that have passed
    assert asked_again(PollSettings(), every=24 * 60) == [24, 72]


@pytest.mark.parametrize("verdict", ["challenge", "consent", "empty", "broken"])
def test_a_wall_that_may_be_gone_is_tried_a_few_times(verdict: str) -> None:
    assert asked_again(PollSettings(), verdict=verdict, listed=False) == [6, 30, 102]
    assert asked_again(PollSettings(retry_hours=()), verdict=verdict, listed=False) == []


@pytest.mark.parametrize("verdict", ["paywall", "javascript", "login", "not_found", "index", "video", None])
def test_what_stays_as_it_is_is_not_tried_for_its_verdict(verdict: str | None) -> None:
    assert asked_again(PollSettings(), verdict=verdict, listed=False) == []


def test_the_zone_of_a_feed_comes_from_its_earlier_dates() -> None:
    def day(month: int, zone: str) -> str:
        return f"{3:02} {('Jan', 'Jul')[month > 6]} 2026 10:00:00 {zone}"

    assert habit_of([day(1, "+0200")] * 5).utc_offset_minutes == 120
    assert habit_of([day(1, "+0200")] * 2) == FeedHabit()
    assert habit_of([day(1, "+0200"), day(1, "-0500"), "nonsense"] * 5) == FeedHabit()
    assert habit_of([day(7, "+0200")] * 4 + [day(1, "+0100")] * 9) == FeedHabit(utc_offset_minutes=120, seasonal=True)
    assert habit_of([day(1, "+0100")] * 29 + [day(1, "+0900")]) == FeedHabit(utc_offset_minutes=60)
    assert habit_of(["2026-01-03", "3 Jan 2026 10:00"] * 9) == FeedHabit()
