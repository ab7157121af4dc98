"""Whoever says when they looked last is told all that is new or other since then, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from reading_support import NOON, drop, publish_at, put_event

from pipeline.settings import Settings
from pipeline.warehouse import open_warehouse, run_named
from pipeline.warehouse.publish import last_published

HOUR = timedelta(hours=1)


def ask(settings: Settings, query: str, since: datetime) -> list[dict[str, Any]]:
    return run_named(settings.snapshot, query, {"since": since.isoformat()}).frame.to_dicts()


def changes(settings: Settings, since: datetime) -> set[tuple[str, str, str | None, str | None]]:
    return {
        (row["event_id"][:1], row["change"], row["before"], row["now"]) for row in ask(settings, "changed_since", since)
    }


@pytest.fixture
def two_states(settings: Settings) -> Settings:
    put_event(settings, "a", killed=12)
    put_event(settings, "b", killed=3, injured=4)
    put_event(settings, "c", killed=1)
    put_event(settings, "d", killed=5)
    publish_at(settings, NOON)
    put_event(settings, "a", killed=14, injured=20)
    put_event(settings, "b", killed=3, injured=4, modality="denied", place_name="Arbinda")
    with open_warehouse(settings, "test") as warehouse:
        drop(warehouse, "c")
    put_event(settings, "d", killed=5, sources=3, mentions=4)  # more sources say the same: nothing changed
    put_event(settings, "e", killed=2, first_reported_at=NOON - 48 * HOUR)  # an old report, captured late
    publish_at(settings, NOON + HOUR)
    return settings


def test_what_changed_and_what_is_new(two_states: Settings) -> None:
    looked = NOON + HOUR / 2
    assert changes(two_states, looked) == {
        ("a", "killed", "12", "14"),
        ("a", "injured", None, "20"),
        ("b", "modality", "occurred", "denied"),
        ("b", "place", "Djibo, BFA", "Arbinda, BFA"),
        ("c", "gone", None, None),
    }
    assert [(row["event_id"][:1], row["killed"]) for row in ask(two_states, "new_since", looked)] == [("e", "2")]


def test_before_the_first_look_all_is_new_and_after_the_last_nothing(two_states: Settings) -> None:
    assert {row["event_id"][:1] for row in ask(two_states, "new_since", NOON - HOUR)} == {"a", "b", "d", "e"}
    assert changes(two_states, NOON - HOUR) == set()
    assert ask(two_states, "new_since", NOON + 2 * HOUR) == []
    assert changes(two_states, NOON + 2 * HOUR) == set()


def test_a_figure_that_came_and_went_changed_nothing(two_states: Settings) -> None:
    put_event(two_states, "a", killed=12)
    publish_at(two_states, NOON + 2 * HOUR)
    assert {row[:2] for row in changes(two_states, NOON)} == {("b", "modality"), ("b", "place"), ("c", "gone")}
    assert ("a", "killed", "14", "12") in changes(two_states, NOON + HOUR)


def test_a_publishing_that_failed_hides_nothing(settings: Settings) -> None:
    """States noted for a snapshot that never came out are dated when they do come out."""
    put_event(settings, "a", killed=12)
    publish_at(settings, NOON)
    put_event(settings, "a", killed=14)
    put_event(settings, "b", killed=1)
    with open_warehouse(settings, "test") as warehouse, warehouse.transaction():  # then the disk was full
        warehouse.execute_file("note_published", at=NOON + HOUR, last=last_published(settings.snapshot))
    put_event(settings, "a", killed=15)
    publish_at(settings, NOON + 3 * HOUR)
    looked = NOON + 2 * HOUR  # at the snapshot of noon
    assert changes(settings, looked) == {("a", "killed", "12", "15")}
    assert [row["event_id"][:1] for row in ask(settings, "new_since", looked)] == ["b"]


def test_publishing_again_without_change_notes_nothing(two_states: Settings) -> None:
    publish_at(two_states, NOON + 5 * HOUR)
    assert changes(two_states, NOON + 2 * HOUR) == set()
    assert last_published(two_states.snapshot) == NOON + 5 * HOUR
