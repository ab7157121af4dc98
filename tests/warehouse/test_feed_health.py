"""Feed health: who has gone quiet, which sites are lost, over rows that a month of polling could have left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.frames import failures_frame, feeds_frame, polls_frame
from pipeline.records import Feed, Poll
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import open_warehouse
from pipeline.warehouse.sqlfiles import sql_files

NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(tmp_path / "home")


def feed_with(settings: Settings, times: list[datetime], *, active: bool = True) -> dict[str, object]:
    """The row of feed_health of a feed that published at these times and was asked just now."""
    poll = {
        "status": 304,
        "outcome": "not_modified",
        "bytes_received": 0,
        "duration_ms": 40,
        "entries": 0,
        "new_entries": 0,
    }
    with open_warehouse(settings, "test") as warehouse:
        feed = Feed(feed_id="f", url="https://harbour.example/feed", active=active)
        warehouse.save_feeds(feeds_frame([feed]))
        warehouse.save_poll(
            changed=feeds_frame([feed]),
            polls=polls_frame(
                [
                    Poll(feed_id="f", polled_at=NOW, reason=None, **poll),  # type: ignore[arg-type]
                    Poll(
                        feed_id="f",
                        polled_at=NOW - HOUR,
                        reason="timeout",
                        **(poll | {"outcome": "failed", "status": None}),
                    ),  # type: ignore[arg-type]
                ],
                [feed, feed],
            ),
            failures=failures_frame([]),
        )
        for number, at in enumerate(times):
            warehouse.connection.execute(
                "INSERT INTO entries (entry_id, feed_id, published_at, first_seen_at, last_seen_at) VALUES (?, 'f', ?, ?, ?)",
                [str(number), at, at, at],
            )
        return warehouse.frame("SELECT * FROM feed_health").row(0, named=True)


@pytest.mark.parametrize(
    ("step", "times", "quiet_for", "quiet"),
    [
        (timedelta(hours=1), 500, 50 * HOUR, True),
        (timedelta(hours=1), 500, 40 * HOUR, False),
        (timedelta(days=1), 40, 3.5 * DAY, True),
        (timedelta(days=1), 40, 2.9 * DAY, False),
        (timedelta(days=7), 12, 20 * DAY, False),
        (timedelta(days=7), 12, 22 * DAY, True),
        (timedelta(hours=1), 3, 50 * DAY, False),
        (timedelta(days=1), 5, 50 * DAY, False),
    ],
)
def test_quiet_is_what_is_longer_than_the_habit(
    settings: Settings, step: timedelta, times: int, quiet_for: timedelta, quiet: bool
) -> None:
    row = feed_with(settings, [NOW - quiet_for - step * n for n in range(times)])
    assert row["gone_quiet"] is quiet, row


def test_a_feed_that_brings_many_entries_once_a_week_is_not_quiet_within_the_week(settings: Settings) -> None:
    times = [NOW - 6 * DAY - 7 * DAY * week - timedelta(minutes=n) for week in range(10) for n in range(30)]
    assert feed_with(settings, times)["gone_quiet"] is False


def test_nothing_is_said_of_feeds_without_entries_or_off_the_list(settings: Settings) -> None:
    row = feed_with(settings, [])
    assert row["gone_quiet"] is False and row["habit_days"] is None
    assert (row["share_not_modified"], row["failures_by_reason"]) == (0.5, {"timeout": 1})
    assert feed_with(settings, [NOW - 50 * DAY - HOUR * n for n in range(300)], active=False)["gone_quiet"] is False


def test_lost_sites_are_counted_by_host_and_reason(settings: Settings) -> None:
    with open_warehouse(settings, "test") as warehouse:
        for number, (host, verdict) in enumerate(
            [("a.example", "challenge")] * 3
            + [("a.example", "consent"), ("a.example", "article")]
            + [("b.example", "article")] * 4
        ):
            warehouse.connection.execute(
                "INSERT INTO articles (article_id, version, capture_id, url, source, authors, published_date, date_basis, "
                "date_precision, words, verdict, content_digest, extractor_version, fetched_at, current) VALUES "
                "(?, 'v', 'c', ?, 's', [], DATE '2026-03-01', 'feed', 'day', 0, ?, 'd', '1', ?, true)",
                [str(number), f"https://{host}/{number}", verdict, NOW],
            )
        for number in range(2):
            for at in (NOW, NOW - DAY):
                warehouse.connection.execute(
                    "INSERT INTO failures VALUES ('fetch', ?, 'timeout', 'x', ?, 'fetch')",
                    [f"http://www.c.example/{number}", at],
                )
        found = warehouse.frame(
            "SELECT host, pages, articles, lost, lost_by_reason FROM lost_sites ORDER BY host"
        ).rows()
        assert found == [
            ("a.example", 5, 1, 4, {"challenge": 3, "consent": 1}),
            ("c.example", 2, 0, 2, {"timeout": 2}),
        ]
        for name in ("quiet_feeds", "lost_sites", "feeds", "feeds_in_short"):
            warehouse.frame(sql_files("status")[name].text)
