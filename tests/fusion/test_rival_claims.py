"""Who disagrees with whom about a figure, and what of it stands."""

from __future__ import annotations

import pytest

from pipeline.fusion import fuse

POLICE = {"attributed_to": "police", "attribution_kind": "own_official"}
HOSPITAL = {"attributed_to": "the hospital", "attribution_kind": "own_official"}
ENEMY = {"attributed_to": "the enemy's ministry", "attribution_kind": "enemy_official"}
REBELS = {"attributed_to": "the rebels", "attribution_kind": "none"}
RESCUERS = {"attributed_to": "rescuers", "attribution_kind": "none"}

# name, reports [(figures [(value, who)], text)], disputed, (low, best, high), claimants that stand
CASES = [
    ("two sides in one sentence", [([(4, POLICE), (60, ENEMY)], "x")], True, (4, 4, 60), {"police", "the enemy's ministry"}),
    ("two officials in one sentence", [([(12, POLICE), (15, HOSPITAL)], "x")], True, (12, 15, 15), {"police", "the hospital"}),
    ("an official below another, later", [([(15, HOSPITAL)], "x"), ([(12, POLICE)], "y")], True, (12, 12, 15),
     {"police", "the hospital"}),
    ("an official above another, later", [([(12, POLICE)], "x"), ([(15, HOSPITAL)], "y")], False, (15, 15, 15), {"the hospital"}),
    ("a figure that was revised", [([(15, HOSPITAL)], "x"), ([(12, POLICE)], "revised down after a recount")], False,
     (12, 12, 12), {"police"}),
    ("who did it boasts", [([(14, POLICE)], "x"), ([(40, REBELS)], "y")], True, (14, 14, 40), {"police", "the rebels"}),
    ("rescuers count on", [([(14, POLICE)], "x"), ([(16, RESCUERS)], "y")], False, (16, 16, 16), {"rescuers"}),
    ("all agree", [([(14, POLICE)], "x"), ([(14, ENEMY)], "y")], False, (14, 14, 14), {"police", "the enemy's ministry"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reports", "disputed", "figure_", "standing"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_who_stands(say, figure, reports, disputed, figure_, standing):
    mentions = [
        say(
            figures=tuple(figure("killed", value, start=n, end=n + 1, **who) for n, (value, who) in enumerate(figures)),
            text=text + " " * 10,
            hours=10 + hour,
            source=f"paper {hour}",
        )
        for hour, (figures, text) in enumerate(reports)
    ]
    result = fuse(mentions)
    (event,) = result.events
    (fused,) = event.figures
    assert (fused.disputed, (fused.low, fused.best, fused.high)) == (disputed, figure_)
    assert {claim.claimant for claim in result.claims if claim.stands} == standing
    assert sum(claim.leads for claim in result.claims) == 1


def test_a_copy_printed_late_does_not_bring_an_old_figure_back(say, figure):
    def told(value, hours, source):
        return say(figures=(figure("killed", value, **POLICE),), hours=hours, source=source, cluster=f"text {value}")

    (event,) = fuse([told(15, 10, "a"), told(13, 20, "b"), told(15, 30, "c")]).events
    assert event.figures[0].best == 13


def test_of_one_instant_the_larger_is_later_and_a_correction_last(say):
    day = [say(killed=n, hours=0, source=f"s{n}") for n in (7, 3, 5)]
    assert fuse(day).events[0].figures[0].best == 7
    corrected = say(killed=4, hours=0, source="z", text="The toll was revised down")
    assert fuse([*day, corrected]).events[0].figures[0].best == 4


def test_weapons_that_are_counted_apart_add_up_to_their_unit(say, figure):
    parts = (
        figure("launched", 2, unit="missile", weapon="Iskander-M"),
        figure("launched", 4, unit="missile", weapon="Kh-59"),
    )
    (event,) = fuse([say("Arland", figures=parts)]).events
    assert [(f.unit, f.best) for f in event.figures] == [("missile", 6)]
    whole = (*parts, figure("launched", 6, unit="missile"))
    assert [f.best for f in fuse([say("Arland", figures=whole)]).events[0].figures] == [6]
    weapons = {(c.weapon, c.best) for c in fuse([say("Arland", figures=whole)]).claims}
    assert weapons == {(None, 6), ("Iskander-M", 2), ("Kh-59", 4)}
