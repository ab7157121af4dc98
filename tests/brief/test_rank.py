"""What comes first: the written rule as laws."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipeline.brief.rank import rank

START = datetime(2024, 3, 6, tzinfo=UTC)


def event(**changed: Any) -> dict[str, Any]:
    killed = changed.pop("killed", 3)
    return {
        "event_id": "e",
        "event_type": "ASSAULT",
        "figures": [{"kind": "killed", "unit": "person", "low": killed, "best": killed, "high": killed}]
        if killed
        else [],
        "sources": 1,
        "disputed": False,
        "first_reported_at": START + timedelta(hours=5),
        "event_date_start": date(2024, 3, 6),
        "event_date_end": date(2024, 3, 6),
        "confidence": 0.8,
    } | changed


def score(revised: bool = False, **changed: Any) -> float:
    return rank(event(**changed), start=START, revised=revised).score


@given(st.integers(0, 100_000), st.integers(1, 100_000), st.integers(1, 50), st.floats(0.1, 1))
def test_more_dead_more_sources_and_more_certainty_never_count_less(
    n: int, more: int, sources: int, sure: float
) -> None:
    assert score(killed=n + more, sources=sources) > score(killed=n, sources=sources)
    assert score(killed=n, sources=sources + 1) > score(killed=n, sources=sources)
    assert score(killed=n, confidence=sure) <= score(killed=n, confidence=1.0)


@given(st.integers(0, 10_000))
def test_new_before_revised_before_known(n: int) -> None:
    known = START - timedelta(days=1)
    assert score(killed=n) > score(True, killed=n, first_reported_at=known) > score(killed=n, first_reported_at=known)


def test_what_is_long_past_counts_half() -> None:
    old = date(2024, 2, 20)
    assert score(event_date_start=old, event_date_end=old) == score() / 2


def test_the_reason_is_told_in_words() -> None:
    assert rank(event(sources=3), start=START, revised=False).why == "3 killed, 3 sources, first reported now"
    without = event(
        killed=None, first_reported_at=START - timedelta(days=2), event_date_end=None, event_date_start=None
    )
    assert rank(without, start=START, revised=True).why == "1 source, figures changed"
