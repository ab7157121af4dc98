"""What people said about events is applied, in any order of arrival, and found again after everything was read anew."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.errors import UsageError
from pipeline.fusion import fuse, parse_value
from pipeline.records import Anchor, Correction

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def anchor(given, part=0):
    mention = given.mention
    return Anchor(part=part, article_id=given.article_id, version=given.version, start=mention.evidence_start, end=mention.evidence_end)  # fmt: skip


def ruling(kind, zero, one=(), *, name="c1", at=NOW, **more):
    anchors = tuple(anchor(g) for g in zero) + tuple(anchor(g, 1) for g in one)
    values = {"event_id": "e", "other_id": None, "field": None, "value": None, "why": "said so"} | more
    return Correction(correction_id=name, kind=kind, made_at=at, anchors=anchors, **values)


@pytest.fixture
def three(say):
    return [say(killed=3), say("Belmor", killed=8, source="courier"), say(killed=4, hours=26, source="gazette")]


def test_merged_in_any_order_and_with_what_comes_later(say, three):
    merge = ruling("merge", [three[0]], [three[1]])
    later = say("Belmor", killed=9, hours=30, source="review")
    expected = fuse([*three, later], corrections=[merge])
    (event,) = expected.events
    assert (event.mentions, event.corrections, event.event_id) == (4, ("c1",), fuse(three[:1]).events[0].event_id)
    mentions = [*three, later]
    for seed in range(5):
        random.Random(seed).shuffle(mentions)
        assert fuse(mentions, corrections=[merge]) == expected


def test_split_takes_out_and_keeps_out(say, three):
    split = ruling("split", [three[0]], [three[2]])
    copy = replace(say(killed=4, hours=27, source="copier"), cluster_id=three[2].article_id)
    result = fuse([*three, copy], corrections=[split])
    names = [result.membership[given.mention.mention_id] for given in (*three, copy)]
    assert len({names[0], names[1], names[2]}) == 3
    assert names[3] == names[2], "a copy goes where its text went"


def test_a_corrected_value_counts_from_the_moment_it_was_said(three):
    correct = ruling("correct", three[:1], field="killed", value="5")
    result = fuse(three, corrections=[correct])
    told = [(r.known_from, r.event.figures[0].best) for r in result.revisions if r.event.place_name == "Odrava"]
    assert told == [(three[0].published_at, 3), (three[2].published_at, 4), (NOW, 5)]
    event = next(event for event in result.events if event.place_name == "Odrava")
    assert (event.figures[0].low, event.figures[0].best, event.figures[0].disputed) == (5, 5, False)


def test_taken_back_and_taken_back_again(three):
    merge = ruling("merge", [three[0]], [three[1]])
    undo = ruling("undo", [], name="c2", at=NOW + timedelta(hours=1), other_id="c1")
    again = ruling("undo", [], name="c3", at=NOW + timedelta(hours=2), other_id="c2")
    assert len(fuse(three, corrections=[merge, undo]).events) == 2
    assert len(fuse(three, corrections=[again, undo, merge]).events) == 1


def test_found_again_when_a_newer_parser_names_every_mention_otherwise(three):
    merge = ruling("merge", [three[0]], [three[1]])
    renamed = [
        replace(g, mention=replace(g.mention, mention_id=f"new{n}", evidence_start=2)) for n, g in enumerate(three)
    ]
    assert len(fuse(renamed, corrections=[merge]).events) == 1


def test_what_it_speaks_of_is_gone(three):
    merge = ruling("merge", [three[0]], [three[1]])
    assert fuse(three[2:], corrections=[merge]) == fuse(three[2:])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("killed", "minus two"), ("killed", "12..3"), ("killed", "99999999999"), ("killed", "٣"), ("event_id", "x"),
        ("event_type", "WAR"), ("event_date_start", "2026-02-30"), ("lat", "91"), ("lat", "nan"), ("country", "Ukraine"),
        ("figures", "1"), ("", "1"),
    ],
)  # fmt: skip
def test_what_cannot_be_said(field, value):
    with pytest.raises(UsageError):
        parse_value(field, value)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [("killed", "12", (12, 12, "person")), ("launched:drone", "30..40", (30, 40, "drone")), ("killed", "none", None),
     ("country", "UKR", "UKR"), ("lon", "-71.5", -71.5)],
)  # fmt: skip
def test_what_can_be_said(field, value, expected):
    assert parse_value(field, value) == expected
