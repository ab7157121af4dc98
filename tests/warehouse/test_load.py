"""Loading touches only what differs, and the same load twice changes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import permutations

import polars as pl
import pytest

from pipeline.errors import WarehouseError
from pipeline.frames import SCHEMAS, articles_frame, captures_frame, entries_frame, failures_frame, to_frame
from pipeline.records import Article, Capture, Failure, FeedEntry
from pipeline.settings import Settings
from pipeline.warehouse import open_warehouse

NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)


def article(number: int, *, day: date = date(2024, 3, 5), body: str = "A body.", capture: str | None = None) -> Article:
    return Article(
        article_id=f"a{number}", version=f"v{number}{len(body)}", capture_id=capture or f"c{number}", url=f"http://e.example/{number}",
        source="Example", title=f"Title {number}", authors=("A. Writer",), language="en", language_confidence=0.99, country=None,
        published_at=NOON, published_date=day, date_basis="feed", date_precision="second", modified_at=None, body=body,
        words=2, verdict="article", verdict_reason=None, content_digest=f"v{number}{len(body)}", extractor_version="x1", fetched_at=NOON,
    )  # fmt: skip


def capture(number: int, *, fetched: datetime = NOON, digest: str | None = None, revisit: bool = False) -> Capture:
    return Capture(
        capture_id=f"c{number}", kind="page", url=f"http://e.example/{number}", url_key=f"http://e.example/{number}", via=None,
        fetched_at=fetched, status=200, mime="text/html", content_digest=digest or f"d{number}", origin="poll", warc_filename="f.warc.gz",
        warc_record_offset=number, warc_record_length=1, revisit=revisit,
    )  # fmt: skip


def ledger(*articles: Article, stale: bool = False) -> pl.DataFrame:
    return to_frame(
        "extractions",
        (
            {
                "capture_id": a.capture_id,
                "article_id": a.article_id,
                "version": a.version,
                "published_date": a.published_date,
                "extractor_version": "x1",
                "stale": stale,
            }
            for a in articles
        ),
    )


def load(settings: Settings, *articles: Article, failures: tuple[tuple[str, Failure], ...] = ()) -> int:
    with open_warehouse(settings, "test") as warehouse:
        return warehouse.save_extractions(
            articles=articles_frame(articles), extractions=ledger(*articles), failures=failures_frame(failures)
        )


def test_same_batch_twice_changes_no_row(settings: Settings) -> None:
    assert load(settings, article(1), article(2)) == 2
    with open_warehouse(settings, "test") as warehouse:
        before = warehouse.fingerprint()
    assert load(settings, article(1), article(2)) == 0
    with open_warehouse(settings, "test") as warehouse:
        assert warehouse.fingerprint() == before


def test_changed_day_marks_both_days_dirty(settings: Settings) -> None:
    load(settings, article(1))
    with open_warehouse(settings, "test") as warehouse:
        assert warehouse.dirty_days() == [date(2024, 3, 5)]
        warehouse.execute_file("clean_days", first=date(2024, 3, 5), last=date(2024, 3, 5), run_id="r")
        assert warehouse.dirty_days() == []
    load(settings, article(1, day=date(2024, 3, 7)))
    with open_warehouse(settings, "test") as warehouse:
        assert warehouse.dirty_days() == [date(2024, 3, 5), date(2024, 3, 7)]


def test_of_two_captures_with_the_same_text_the_earlier_speaks_in_any_order(settings: Settings) -> None:
    early, late = article(1, capture="c1"), article(1, capture="c9")
    for first, second in ((early, late), (late, early)):
        load(settings, first)
        load(settings, second)
        with open_warehouse(settings, "test") as warehouse:
            rows = warehouse.connection.execute("SELECT capture_id FROM articles").fetchall()
        assert rows == [("c1",)]


def test_current_is_the_latest_capture_with_text(settings: Settings) -> None:
    old, new = article(1, body="Old body."), article(1, body="A newer, longer body.", capture="c2")
    with open_warehouse(settings, "test") as warehouse:
        warehouse.save_index(
            "f.warc.gz",
            10,
            captures=captures_frame([capture(1), capture(2, fetched=NOON.replace(hour=18))]),
            entries=entries_frame([]),
            failures=failures_frame([]),
        )
    load(settings, old, new)
    with open_warehouse(settings, "test") as warehouse:
        warehouse.settle_versions(date(2024, 3, 5), date(2024, 3, 5))
        rows = warehouse.connection.execute("SELECT body, current FROM articles ORDER BY body").fetchall()
    assert rows == [("A newer, longer body.", True), ("Old body.", False)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_versions_under_days_years_apart_are_settled_together(settings: Settings, order: tuple[int, ...]) -> None:
    days = (date(2021, 3, 5), date(2024, 3, 5), date(2025, 3, 5))
    versions = [article(1, day=day, body=f"Body {n}." + "x" * n, capture=f"c{n + 1}") for n, day in enumerate(days)]
    with open_warehouse(settings, "test") as warehouse:
        warehouse.save_index(
            "f.warc.gz",
            10,
            captures=captures_frame([capture(n + 1, fetched=NOON.replace(hour=13 + n)) for n in range(3)]),
            entries=entries_frame([]),
            failures=failures_frame([]),
        )
    for number in order:
        load(settings, versions[number])
        with open_warehouse(settings, "test") as warehouse:
            warehouse.settle_versions(days[number], days[number])
            current = warehouse.connection.execute("SELECT published_date FROM articles WHERE current").fetchall()
        assert current == [(days[max(order[: order.index(number) + 1])],)]


def test_version_that_no_capture_gives_any_more_goes(settings: Settings) -> None:
    load(settings, article(1, body="Read badly."))
    load(settings, article(1, body="Read well now."))
    with open_warehouse(settings, "test") as warehouse:
        warehouse.settle_versions(date(2024, 3, 5), date(2024, 3, 5))
        assert warehouse.connection.execute("SELECT body FROM articles").fetchall() == [("Read well now.",)]


def test_failure_of_a_capture_goes_when_it_is_read_at_last(settings: Settings) -> None:
    failed = Failure(stage="extract", item="http://e.example/1", reason="worker_timeout", detail="slow", at=NOON)
    with open_warehouse(settings, "test") as warehouse:
        warehouse.save_extractions(
            articles=articles_frame([]),
            extractions=to_frame(
                "extractions",
                [{"capture_id": "c1", "article_id": None, "version": None, "published_date": None,
                  "extractor_version": "x1", "stale": False}],
            ),
            failures=failures_frame([("c1", failed)]),
        )  # fmt: skip
        assert warehouse.connection.execute("SELECT count(*) FROM failures").fetchone() == (1,)
    load(settings, article(1))
    with open_warehouse(settings, "test") as warehouse:
        assert warehouse.connection.execute("SELECT count(*) FROM failures").fetchone() == (0,)


def test_revisit_points_at_the_article_of_its_original(settings: Settings) -> None:
    with open_warehouse(settings, "test") as warehouse:
        again = Capture(
            **{f: getattr(capture(2, digest="d1", revisit=True), f) for f in Capture.__slots__}
            | {"url_key": "http://e.example/1"}
        )
        warehouse.save_index(
            "f.warc.gz",
            10,
            captures=captures_frame([capture(1), again]),
            entries=entries_frame([]),
            failures=failures_frame([]),
        )
        assert [c.capture_id for c in warehouse.pending_captures()] == ["c1"]
    load(settings, article(1))
    with open_warehouse(settings, "test") as warehouse:
        warehouse.link_revisits()
        warehouse.link_revisits()
        rows = warehouse.connection.execute("SELECT capture_id, article_id FROM extractions ORDER BY 1").fetchall()
    assert rows == [("c1", "a1"), ("c2", "a1")]


def entry(seen: datetime, title: str) -> FeedEntry:
    return FeedEntry(
        entry_id="e1", feed_id="f1", guid="g", url="http://e.example/1", url_key="http://e.example/1", title=title,
        published_raw="today", published_at=None, published_precision=None, seen_at=seen,
    )  # fmt: skip


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_entry_keeps_first_sighting_and_speaks_with_the_latest(settings: Settings, order: tuple[int, ...]) -> None:
    sightings = [entry(NOON.replace(hour=hour), f"Title at {hour}") for hour in (1, 2, 3)]
    with open_warehouse(settings, "test") as warehouse:
        for number, index in enumerate(order):
            warehouse.save_index(
                f"{number}.warc.gz",
                1,
                captures=captures_frame([]),
                entries=entries_frame([sightings[index]]),
                failures=failures_frame([]),
            )
        row = warehouse.connection.execute("SELECT title, first_seen_at, last_seen_at FROM entries").fetchone()
    assert row == ("Title at 3", NOON.replace(hour=1), NOON.replace(hour=3))


def test_a_step_that_fails_leaves_nothing_half_done(settings: Settings) -> None:
    load(settings, article(1))
    with open_warehouse(settings, "test") as warehouse:
        before = warehouse.fingerprint()
    with pytest.raises(WarehouseError), open_warehouse(settings, "test") as warehouse, warehouse.transaction():
        warehouse.connection.execute("DELETE FROM articles")
        warehouse.connection.execute("INSERT INTO articles (article_id) VALUES ('without the rest')")
    with open_warehouse(settings, "test") as warehouse:
        assert warehouse.fingerprint() == before


def test_a_transaction_within_another_is_part_of_it(settings: Settings) -> None:
    load(settings, article(1))
    with open_warehouse(settings, "test") as warehouse:
        before = warehouse.fingerprint()
        with pytest.raises(ValueError, match="late"), warehouse.transaction():
            with warehouse.transaction():
                warehouse.connection.execute("DELETE FROM articles")
            raise ValueError("late")
        assert warehouse.fingerprint() == before
        with warehouse.transaction():
            warehouse.connection.execute("DELETE FROM articles")
        assert warehouse.fingerprint() != before


@pytest.mark.parametrize("table", sorted(SCHEMAS))
def test_frames_have_the_columns_of_their_tables(settings: Settings, table: str) -> None:
    with open_warehouse(settings, "test") as warehouse:
        described = warehouse.connection.execute(f"DESCRIBE {table}").fetchall()
        assert [row[0] for row in described] == list(SCHEMAS[table])
        warehouse.connection.register("incoming", to_frame(table, []))
        kinds = [row[1] for row in warehouse.connection.execute("DESCRIBE incoming").fetchall()]
    assert kinds == [row[1] for row in described]


def test_frame_refuses_what_does_not_fit() -> None:
    with pytest.raises(Exception, match=r"words|type|cast|conver"):
        to_frame("articles", [{f: getattr(article(1), f) for f in Article.__slots__} | {"words": "many"}])
