"""Input that no careful reporter writes: nothing crashes, and nothing runs away into one event."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipeline.fusion import fuse

DAY = date(2026, 3, 2)


def test_mentions_without_date_place_or_figure_stay_apart(say):
    bare = [
        say((), weapon=(), on=None, text=f"word{n}", hours=20 + n, source=f"s{n}", event_date_start=None,
            event_date_end=None, date_precision="unknown")
        for n in range(40)
    ]  # fmt: skip
    assert max(event.mentions for event in fuse(bare).events) == 1


def test_a_month_joins_nothing_but_the_same_month(say):
    month = {"on": DAY.replace(day=1), "until": DAY.replace(day=31)}
    mentions = [say(killed=2), say(killed=80, source="courier", **month), say(killed=80, source="gazette", **month)]
    assert sorted(event.mentions for event in fuse(mentions).events) == [1, 2]


@pytest.mark.parametrize(("kind", "counted"), [("ASSAULT", {}), ("ACCIDENT", {}), ("DISASTER", {"killed": 43})])
def test_the_sum_of_a_month_is_the_toll_of_no_attack(say, kind, counted):
    """Of a flood it is."""
    month = {"on": DAY.replace(day=1), "until": DAY.replace(day=31), "hours": 24 * 31, "weapon": ()}
    (event,) = fuse([say(kind=kind, killed=43, **month)]).events
    assert {f.kind: f.best for f in event.figures} == counted
    two = fuse([say(kind=kind, killed=n, source=f"s{n}", **month) for n in (43, 12)])
    assert len(two.events) == 2


def test_a_country_is_no_place_to_meet_in(say):
    mentions = [say("Arland", killed=n + 1, source=f"s{n}", text=f"story number{n}", weapon=()) for n in range(12)]
    assert max(event.mentions for event in fuse(mentions).events) == 1


def test_a_source_that_contradicts_itself(say):
    mentions = [say(killed=n, hours=10 + n) for n in (5, 9, 2, 9, 1, 12)]
    (event,) = fuse(mentions).events
    assert event.sources == 1
    assert event.figures[0].best == 12


def test_articles_dated_before_the_event_that_they_report(say):
    early = say(on=DAY + timedelta(days=3), hours=1, killed=4)
    then = say(on=DAY + timedelta(days=3), hours=80, killed=4, source="courier")
    result = fuse([early, then])
    assert all(revision.known_from >= min(early.published_at, then.published_at) for revision in result.revisions)


def test_one_text_on_fifty_hosts_is_one_source(say):
    mentions = [say(killed=4, hours=10 + n / 10, source=f"host{n}", cluster="one text") for n in range(50)]
    (event,) = fuse(mentions).events
    assert (event.sources, event.articles, event.figures[0].sources) == (1, 50, 1)
    alone = fuse(mentions[:1]).events[0]
    assert event.confidence == alone.confidence


def test_an_editors_note_founds_no_event_and_claims_nothing(say):
    note = say((), on=None, weapon=(), killed=14, text="An earlier version of this article said that 14 people died.")
    assert fuse([note]).events == []


def test_what_a_sentence_has_from_another_one_does_not_count_against_it(say):
    """The town of the line above in a round-up: an own place goes before a borrowed one."""
    report = say("Odrava", killed=3)
    mention = report.mention
    (borrowed,) = say("Belmor").mention.places
    from dataclasses import replace

    mixed = replace(mention, places=(*mention.places, replace(borrowed, start=900, end=906)))
    both = fuse([replace(report, mention=mixed), say("Belmor", killed=8, source="courier")])
    assert sorted(event.place_name for event in both.events) == ["Belmor", "Odrava"]
