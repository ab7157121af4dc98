"""A written story in valid time and in both knowledge times: by publication, and by what this database had captured."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pipeline.fusion import fuse

DAY = date(2026, 3, 2)
MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)


def at(hours: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hours)


def said(revisions, moment):
    """Killed, by place, as the revisions that hold at a moment say it."""
    held = [r for r in revisions if r.known_from <= moment and (r.known_to is None or r.known_to > moment)]
    return {r.event.place_name: r.event.figures[0].best for r in held}


def story(say):
    """A strike on the second, told on the second (3 dead), on the third (5), corrected on the fourth (4); the report
    of the second from a paper that was only captured on the ninth (2 dead), and another town's strike, back-dated."""
    first = replace(say(killed=3, hours=10), captured_at=at(11))
    rises = replace(say(killed=5, hours=30, source="courier"), captured_at=at(31))
    fewer = replace(
        say(killed=4, hours=50, source="gazette", text="The toll was revised down, the governor said"),
        captured_at=at(51),
    )
    late = replace(say(killed=2, hours=8, source="review"), captured_at=at(170))
    other = replace(say("Belmor", killed=9, on=DAY - timedelta(days=1), hours=20, source="review"), captured_at=at(171))
    return [first, rises, fewer, late, other]


def test_by_publication(say):
    revisions = fuse(story(say)).revisions
    assert said(revisions, at(7)) == {}
    assert said(revisions, at(9)) == {"Odrava": 2}
    assert said(revisions, at(12)) == {"Odrava": 3}
    assert said(revisions, at(21)) == {"Odrava": 3, "Belmor": 9}
    assert said(revisions, at(31)) == {"Odrava": 5, "Belmor": 9}
    assert said(revisions, at(999)) == {"Odrava": 4, "Belmor": 9}


def test_by_capture(say):
    captured = fuse(story(say)).captured
    assert said(captured, at(10.5)) == {}
    assert said(captured, at(11)) == {"Odrava": 3}
    assert said(captured, at(40)) == {"Odrava": 5}
    assert said(captured, at(60)) == {"Odrava": 4}
    assert said(captured, at(170.5)) == {"Odrava": 4}, "an old report captured late changes no figure"
    assert said(captured, at(171)) == {"Odrava": 4, "Belmor": 9}


def test_valid_time_is_another_thing(say):
    events = {event.place_name: event.event_date_start for event in fuse(story(say)).events}
    assert events == {"Odrava": DAY, "Belmor": DAY - timedelta(days=1)}


def test_both_histories_end_in_what_is_said_now_and_have_no_gaps(say):
    result = fuse(story(say))
    now = {event.event_id: replace(event, mention_ids=()) for event in result.events}
    for history in (result.revisions, result.captured):
        for name, event in now.items():
            own = [r for r in history if r.event.event_id == name]
            assert own[-1].event == event
            assert own[-1].known_to is None
            assert [r.known_to for r in own[:-1]] == [r.known_from for r in own[1:]]


def test_the_name_is_the_same_at_every_moment(say):
    result = fuse(story(say))
    names = {r.event.event_id for r in result.revisions + result.captured if r.event.place_name == "Odrava"}
    assert len(names) == 1


def test_a_source_whose_clock_runs_ahead_is_not_held_before_it_is_published(say):
    ahead = replace(say(killed=3, hours=40), captured_at=at(20))
    (revision,) = fuse([ahead]).captured
    assert revision.known_from == at(40)
