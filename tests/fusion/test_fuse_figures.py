"""One figure of an event from rival, late, partial and repeated claims."""

from __future__ import annotations

import pytest

from pipeline.fusion import fuse

OFFICIAL = {"attributed_to": "the governor", "attribution_kind": "own_official"}
ENEMY = {"attributed_to": "the enemy's ministry", "attribution_kind": "enemy_official"}
MEDIA = {"attributed_to": "the agency", "attribution_kind": "media"}
LEAST = {"qualifier": "at_least"}

# name, reports in order [(source, value or (low, best, high), changes)], expected low, best, high, disputed
CASES = [
    ("one report", [("a", 24, {})], (24, 24, 24, False)),
    ("two that agree", [("a", 24, {}), ("b", 24, {})], (24, 24, 24, False)),
    ("a climbing toll", [("a", 3, {}), ("b", 7, {}), ("c", 12, {})], (12, 12, 12, False)),
    ("an old text printed late", [("a", 3, {}), ("b", 12, {}), ("c", 3, {})], (12, 12, 12, False)),
    ("many old texts printed late", [("a", 3, {}), ("b", 12, {}), ("c", 3, {}), ("d", 3, {})], (12, 12, 12, False)),
    ("a correction that names its source", [("a", 15, {}), ("b", 13, OFFICIAL)], (13, 13, 13, False)),
    ("a correction that two confirm", [("a", 15, {}), ("b", 13, {}), ("c", 13, {})], (13, 13, 13, False)),
    ("a lower figure that nobody confirms", [("a", 15, {}), ("b", 6, {})], (15, 15, 15, False)),
    ("a lower figure two days after the last report of the higher", [("a", 15, {}), ("b", 13, {"hours": 60})],
     (13, 13, 13, False)),
    ("an old figure two days later", [("a", 13, {}), ("b", 15, {}), ("c", 13, {"hours": 60})], (15, 15, 15, False)),
    ("reports that lower what the official said", [("a", 15, OFFICIAL), ("b", 13, {}), ("c", 13, {})],
     (13, 13, 13, False)),
    ("the official, and a lower figure days later", [("a", 15, OFFICIAL), ("b", 13, {"hours": 60})],
     (13, 13, 13, False)),
    ("the official corrects himself", [("a", 15, OFFICIAL), ("b", 13, OFFICIAL)], (13, 13, 13, False)),
    ("the old official figure printed late",
     [("a", 15, OFFICIAL), ("b", 13, OFFICIAL), ("c", 15, {})], (13, 13, 13, False)),
    ("an old official figure printed late", [("a", 3, OFFICIAL), ("b", 12, {}), ("c", 3, OFFICIAL)],
     (12, 12, 12, False)),
    ("officials go back to the first figure", [("a", 12, OFFICIAL), ("b", 15, OFFICIAL), ("c", 12, OFFICIAL),
     ("d", 12, OFFICIAL)], (12, 12, 12, False)),
    ("at least, then exactly", [("a", (20, 20, None), LEAST), ("b", 24, {})], (24, 24, 24, False)),
    ("at least fewer than known", [("a", 24, {}), ("b", (20, 20, None), LEAST)], (24, 24, 24, False)),
    ("at least more than known", [("a", 24, {}), ("b", (30, 30, None), LEAST)], (30, 30, None, False)),
    ("over a hundred", [("a", (100, None, None), {"qualifier": "over"})], (100, None, None, False)),
    ("nearly a hundred, then exactly", [("a", (None, 100, 100), {"qualifier": "nearly"}), ("b", 97, OFFICIAL)],
     (97, 97, 97, False)),
    ("about the same", [("a", (None, 70, None), {"qualifier": "about"}), ("b", 70, {})], (70, 70, 70, False)),
    ("two sides", [("a", 4, OFFICIAL), ("b", 60, ENEMY)], (4, 4, 60, True)),
    ("two sides, the enemy first", [("a", 60, ENEMY), ("b", 4, OFFICIAL)], (4, 4, 60, True)),
    ("the enemy says at least", [("a", 19, OFFICIAL), ("b", (14, 14, None), ENEMY | LEAST)], (19, 19, 19, False)),
    ("two sides that agree", [("a", 4, OFFICIAL), ("b", 4, ENEMY)], (4, 4, 4, False)),
    ("reports and the enemy", [("a", 4, {}), ("b", 60, ENEMY), ("c", 5, {})], (5, 5, 60, True)),
    ("reports run ahead of the official", [("a", 4, OFFICIAL), ("b", 9, {})], (9, 9, 9, False)),
    ("the agency is no side", [("a", 4, OFFICIAL), ("b", 9, MEDIA)], (9, 9, 9, False)),
    ("the sum of a war feeds no incident", [("a", 6, {}), ("b", 9400, {"scope": "cumulative"})], (6, 6, 6, False)),
    ("the day's total only without another", [("a", 6, {}), ("b", 41, {"scope": "daily_total"})], (6, 6, 6, False)),
    ("the day's total alone", [("a", 41, {"scope": "daily_total"})], (41, 41, 41, False)),
    ("nobody", [("a", 0, {})], (0, 0, 0, False)),
]  # fmt: skip


@pytest.mark.parametrize(("reports", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_killed(say, figure, reports, expected):
    mentions = [
        say(
            figures=(figure("killed", value, **{k: v for k, v in changes.items() if k != "hours"}),),
            source=source,
            hours=changes.get("hours", 10 + n),
        )
        for n, (source, value, changes) in enumerate(reports)
    ]
    (event,) = fuse(mentions).events
    (fused,) = event.figures
    assert (fused.low, fused.best, fused.high, fused.disputed) == expected
    assert event.disputed == expected[3]


def test_parts_do_not_add(say, figure):
    whole = figure("killed", 24)
    part = figure("killed", 3, subset_of=whole.quantity_id)
    (event,) = fuse([say(figures=(part, whole))]).events
    assert [(f.best, f.sources) for f in event.figures] == [(24, 1)]


def test_kinds_and_units_stand_side_by_side(say, figure):
    figures = (
        figure("launched", 36, unit="drone"),
        figure("launched", 12, unit="missile"),
        figure("intercepted", 27, unit="drone"),
    )
    (event,) = fuse([say(figures=figures), say(figures=figures, source="b", hours=22)]).events
    assert [(f.kind, f.unit, f.best, f.sources) for f in event.figures] == [
        ("intercepted", "drone", 27, 2),
        ("launched", "drone", 36, 2),
        ("launched", "missile", 12, 2),
    ]


def test_copies_do_not_confirm_a_correction(say, figure):
    mentions = [say(killed=15, hours=10)]
    mentions += [say(killed=6, hours=12 + n, source=f"s{n}", cluster="copies") for n in range(4)]
    (event,) = fuse(mentions).events
    assert event.figures[0].best == 15
