"""A night of drones and missiles, the places that were hit, and the night after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pipeline.fusion import fuse
from pipeline.records import MentionActor

DAY = date(2026, 3, 2)


@pytest.fixture
def reports(say, figure):
    def bulletin(hours, launched, intercepted, source, night, where="Arland", **changes):
        figures = (figure("launched", launched), figure("intercepted", intercepted))
        return say(
            where,
            on=night - timedelta(days=1),
            until=night,
            hours=hours,
            figures=figures,
            source=source,
            weapon=("drone",),
            actor=("Borland army", "XXB"),
            text="The air force shot down drones over the country",
            **changes,
        )

    first, second = DAY + timedelta(days=1), DAY + timedelta(days=2)
    return {
        "bulletin": bulletin(30, 36, 27, "air force", first),
        "wire": bulletin(31, 36, 27, "wire", first),
        "regions": bulletin(33, 36, 27, "courier", first, where=("Arland", "West", "East")),
        "odrava": say("Odrava", killed=3, injured=11, on=first, hours=32, weapon=("drone",), text="A house fell in"),
        "odrava later": say("Odrava", killed=4, injured=11, on=first, hours=40, source="wire", weapon=("drone",)),
        "tiska": say("Tiska", killed=1, on=first, hours=34, source="wire", weapon=("missile",), text="A depot burned"),
        "next night": bulletin(54, 22, 20, "air force", second),
        "next wire": bulletin(55, 22, 20, "wire", second),
    }


def test_the_night_its_places_and_the_next_night_stay_apart(reports):
    result = fuse(list(reports.values()))
    names = {name: result.membership[given.mention.mention_id] for name, given in reports.items()}
    assert names["bulletin"] == names["wire"] == names["regions"]
    assert names["odrava"] == names["odrava later"]
    assert names["next night"] == names["next wire"]
    assert len({names[name] for name in ("bulletin", "odrava", "tiska", "next night")}) == 4


def test_totals_do_not_double(reports):
    events = fuse(list(reports.values())).events
    figures = [(f.kind, f.best) for event in events for f in event.figures]
    assert sorted(best for kind, best in figures if kind == "launched") == [22, 36]
    assert sorted(best for kind, best in figures if kind == "intercepted") == [20, 27]
    assert sum(best for kind, best in figures if kind == "killed") == 5


def test_rival_counts_of_one_night_are_disputed(say, figure):
    ours = {"attributed_to": "the air force", "attribution_kind": "own_official"}
    theirs = {"attributed_to": "the enemy's ministry", "attribution_kind": "enemy_official"}
    mentions = [
        say("Arland", figures=(figure("intercepted", 27, **ours), figure("launched", 36, **ours)), weapon=("drone",)),
        say(
            "Arland", figures=(figure("intercepted", 9, **theirs), figure("launched", 36)), weapon=("drone",), hours=23
        ),
    ]
    (event,) = fuse(mentions).events
    told = {figure.kind: (figure.low, figure.best, figure.high, figure.disputed) for figure in event.figures}
    assert told == {"launched": (36, 36, 36, False), "intercepted": (9, 27, 27, True)}


def test_a_bulletin_that_names_no_place_is_of_the_country_that_shot_down(say, figure):
    """Who says what came down speaks of his own sky, and for his own side."""
    counted = (
        figure("launched", 84, attributed_to="the air force of Arland"),
        figure("intercepted", 68, attributed_to="the air force of Arland"),
    )
    bulletin = say((), figures=counted, weapon=("drone",), actor=("Borland", "XXB"), text="Drones were shot down")
    said = MentionActor(
        role="claimant",
        name="the air force of Arland",
        canonical_name=None,
        country="XXA",
        sector="MIL",
        start=0,
        end=1,
    )
    mention = replace(bulletin.mention, actors=(*bulletin.mention.actors, said))
    result = fuse([replace(bulletin, mention=mention)])
    assert [(event.country, event.place_name) for event in result.events] == [("XXA", None)]
    assert {(claim.kind, claim.side) for claim in result.claims} == {
        ("launched", "own_official"),
        ("intercepted", "own_official"),
    }
    boast = replace(mention, actors=(replace(said, role="actor"), said))
    (event,) = fuse([replace(bulletin, mention=boast)]).events
    assert event.country is None
