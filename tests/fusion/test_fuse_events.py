"""Which mentions are one event, and that order, batches and windows make no difference."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.fusion import affected_span, anchor_day, fuse, input_span

DAY = date(2026, 3, 2)
NEXT = DAY + timedelta(days=1)
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def groups(mentions) -> int:
    return len(fuse(mentions).events)


# (what it shows, arguments of the first mention, arguments of the second)
TOGETHER = [
    ("the same town on the same day", {}, {"hours": 22, "source": "courier"}),
    ("a site inside the town, within 25 km", {}, {"where": "Odrava Port", "source": "courier"}),
    ("town and its region, the toll agrees", {"killed": 12}, {"where": "West", "killed": 12}),
    ("town and country, the toll agrees", {"killed": 12}, {"where": "Arland", "killed": 12, "source": "courier"}),
    ("no place, the toll agrees", {"killed": 12}, {"where": (), "killed": 12, "hours": 21}),
    ("a climbing toll", {"killed": 3}, {"killed": 5, "hours": 26, "source": "courier"}),
    ("next day's report that states no day", {"killed": 12}, {"on": None, "killed": 12, "hours": 30}),
    ("next day's report with a higher toll", {"killed": 12}, {"on": None, "killed": 14, "hours": 34}),
    ("the night counted to either day", {"until": NEXT, "hours": 28}, {"on": NEXT, "hours": 30}),
    ("told again a week later with the same toll", {"killed": 8}, {"on": None, "hours": 24 * 8, "killed": 8}),
    ("a place that the gazetteer does not know", {"where": "Nowhere"}, {"where": "Nowhere", "hours": 22}),
    ("told as an accident with the same toll", {"killed": 12, "injured": 30},
     {"kind": "ACCIDENT", "killed": 12, "injured": 30, "hours": 22}),
    ("the road between two towns", {"where": ("Odrava", "Tiska")}, {"killed": 9, "hours": 22}),
    ("sides blame each other", {"actor": ("Arland army", "XXA")}, {"actor": ("Borland army", "XXB"), "hours": 22}),
    ("drones that were read as a protest", {"killed": 3, "weapon": ("drone",)},
     {"kind": "PROTEST", "killed": 3, "weapon": ("drone",), "text": "Drones killed three", "hours": 22}),
    ("a walkout that was read as an attack",
     {"kind": "PROTEST", "weapon": (), "text": "Tram drivers stopped work over unpaid wages"},
     {"weapon": (), "text": "Tram drivers stopped work over their unpaid wages", "hours": 22}),
    ("a day that stands in the sentence before", {},
     {"on": DAY - timedelta(days=4), "date_text": "on Thursday", "text": "A missile struck the grain terminal again"}),
    ("a toll that climbs far within hours", {"killed": 1, "injured": 39, "weapon": ()},
     {"killed": 8, "injured": 49, "hours": 30, "weapon": ()}),
    ("recalled by days counted from another happening", {"killed": 7},
     {"on": DAY - timedelta(days=2), "killed": 7, "hours": 24 * 18, "recency": "background",
      "date_text": "20 days after"}),
    ("recalled by days counted wrongly, the toll is no chance", {"killed": 7},
     {"on": DAY - timedelta(days=3), "killed": 7, "hours": 24 * 18, "recency": "background",
      "date_text": "20 days after"}),
    ("an accident whose later toll was read as an attack's", {"kind": "ACCIDENT", "weapon": (), "killed": 7},
     {"weapon": (), "killed": 7, "injured": 43, "hours": 30}),
    ("a bombed bus station whose toll was read as an accident's",
     {"killed": 6, "weapon": ("bomb", "glide_bomb"), "text": "A guided bomb hit a bus station"},
     {"kind": "ACCIDENT", "weapon": (), "killed": 6, "hours": 30, "text": "The toll of the strike on a bus station rose"}),
    ("buses swept away by a flood", {"kind": "DISASTER", "weapon": (), "text": "A flood came down the valley"},
     {"kind": "ACCIDENT", "weapon": (), "text": "Two buses were lost in the flood", "hours": 22}),
    ("explosion told as accident and as disaster", {"kind": "ACCIDENT"}, {"kind": "DISASTER", "hours": 22}),
]  # fmt: skip
APART = [
    ("two towns on one day", {}, {"where": "Belmor"}),
    ("two towns, the same toll", {"killed": 4}, {"where": "Belmor", "killed": 4}),
    ("the same town on two stated days", {}, {"on": NEXT, "hours": 44, "text": "Shells fell on a market"}),
    ("the same toll in two countries", {"where": "Arland", "killed": 9}, {"where": "Borland", "killed": 9}),
    ("one country and nothing else in common", {}, {"where": "Arland", "text": "A patrol came under fire"}),
    ("another kind of happening", {}, {"kind": "PROTEST"}),
    ("denied and occurred", {}, {"modality": "denied"}),
    ("attempted and occurred", {}, {"modality": "attempted"}),
    ("a stabbing and a missile with other tolls", {"killed": 30},
     {"weapon": ("knife",), "killed": 1, "text": "A man with a knife"}),
    ("a night over three cities and the hit on one", {"where": ("Odrava", "Belmor", "Tiska")},
     {"text": "A house burned"}),
    ("two days with as many injured and other dead", {"killed": 13, "injured": 60},
     {"on": NEXT, "killed": 6, "injured": 60, "hours": 44}),
    ("follow-up attack next day", {"killed": 12},
     {"on": NEXT, "killed": 2, "hours": 44, "weapon": ("drone",), "text": "Drones came"}),
    ("accusations by two ministers", {"kind": "ACCUSE", "where": (), "actor": ("Anna Holt", "XXA")},
     {"kind": "ACCUSE", "where": (), "actor": ("Piet Maas", "XXB")}),
    ("an accident in the same town with another toll", {"killed": 12}, {"kind": "ACCIDENT", "killed": 2, "hours": 22}),
    ("the month and the day", {"killed": 2}, {"on": DAY.replace(day=1), "until": DAY.replace(day=31), "killed": 80}),
    ("an earthquake and a bus crash on one day",
     {"kind": "DISASTER", "weapon": (), "killed": 12, "text": "An earthquake shook the town"},
     {"kind": "ACCIDENT", "weapon": (), "killed": 9, "hours": 22, "text": "A bus plunged into a ravine"}),
    ("a stabbing hours before a missile", {"killed": 1, "weapon": ("knife",), "text": "A man with a knife"},
     {"killed": 30, "hours": 22}),
    ("recalled by days counted to three days off, with another toll", {"killed": 7},
     {"on": DAY - timedelta(days=3), "killed": 4, "hours": 24 * 18, "recency": "background",
      "date_text": "20 days after"}),
    ("without a day, two days later, with half the toll", {"killed": 9, "injured": 34, "weapon": ()},
     {"on": None, "killed": 3, "injured": 31, "hours": 24 * 2 + 8, "weapon": ()}),
    ("a week later with the same dead and other injured", {"killed": 4, "injured": 11, "weapon": ()},
     {"on": None, "hours": 24 * 8, "killed": 4, "injured": 16, "weapon": ()}),
    ("a week later", {}, {"on": None, "hours": 24 * 8}),
    ("a week later with a toll that happens often", {"killed": 1}, {"on": None, "hours": 24 * 8, "killed": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in TOGETHER], ids=[case[0] for case in TOGETHER])
def test_one_happening(say, one, other):
    assert groups([say(**one), say(**({"source": "courier"} | other))]) == 1


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in APART], ids=[case[0] for case in APART])
def test_two_happenings(say, one, other):
    assert groups([say(**one), say(**({"source": "courier"} | other))]) == 2


def test_a_figure_of_another_sentence_neither_parts_nor_lowers(say, figure):
    """The two of "taken to two hospitals" are no injured; where such a figure agrees it speaks for one happening."""
    hospitals = replace(figure("injured", 2), start=900)
    reports = [
        say(killed=3, injured=45, weapon=(), text="An earthquake shook the town", kind="DISASTER"),
        say(killed=5, figures=(hospitals,), weapon=(), hours=26, text="The toll has risen", kind="DISASTER"),
        say(killed=5, figures=(hospitals,), weapon=(), hours=52, text="Five are known to have died", kind="DISASTER"),
    ]
    (event,) = fuse(reports).events
    assert {f.kind: f.best for f in event.figures} == {"killed": 5, "injured": 45}
    agreeing = replace(figure("injured", 45), start=900)
    country = say("Arland", figures=(agreeing,), weapon=(), hours=22, kind="DISASTER", text="Hospitals are full")
    assert groups([reports[0], country]) == 1


def test_of_two_attacks_a_report_without_a_day_goes_to_the_one_that_it_counts_like(say):
    first = say(on=None, killed=1, injured=28, weapon=("car_bomb",), hours=11, text="A bomb went off")
    update = say(on=None, killed=2, injured=36, weapon=("car_bomb",), hours=24.6, text="The toll of a bomb has risen")
    later = [
        say(on=NEXT, killed=23, injured=26, weapon=("car_bomb",), hours=34 + n, source=f"s{n}", text="A blast came")
        for n in range(3)
    ]
    assert sorted(event.mentions for event in fuse([first, update, *later]).events) == [2, 3]


def test_a_copy_goes_where_its_text_went(say):
    """Printed again on the day of the next attack, a text without a day is still that of the first."""
    first = say(killed=15, hours=20)
    text = say(on=None, hours=22, cluster="c", source="courier", text="Rescuers went on digging")
    copy = say(on=None, hours=30, cluster="c", source="gazette", text="Rescuers went on digging")
    later = [say(on=NEXT, killed=4, hours=40 + n, source=f"s{n}") for n in range(3)]
    events = fuse([first, text, copy, *later]).events
    assert sorted(event.mentions for event in events) == [3, 3]


def test_arrests_at_a_march_are_told_as_either(say, figure):
    held = (figure("arrested", 31),)
    assert groups([say(kind="PROTEST", figures=held), say(kind="COERCE", figures=held, hours=22)]) == 1


def test_the_other_sides_count_is_a_rival_not_another_attack(say, figure):
    boast = figure("killed", 85, attributed_to="their ministry", attribution_kind="enemy_official")
    other = say(figures=(boast,), weapon=("drone",), text="Soldiers were hit", hours=22)
    (event,) = fuse([say(killed=4), other]).events
    assert (event.figures[0].best, event.figures[0].high, event.disputed) == (4, 85, True)


def test_what_was_launched_in_a_night_was_not_launched_at_the_town_of_the_next_sentence(say, figure):
    bulletin = say(figures=(figure("launched", 80), replace(figure("killed", 8), start=900)), weapon=("drone",))
    (town,) = bulletin.mention.places
    bulletin = replace(bulletin, mention=replace(bulletin.mention, places=(replace(town, start=905, end=911),)))
    events = fuse([bulletin, say(killed=8, weapon=("drone",), text="A house burned", hours=22)]).events
    assert sorted(tuple(f.kind for f in event.figures) for event in events) == [("killed",), ("launched",)]


@pytest.mark.parametrize("modality", ["threatened", "planned", "demanded", "hypothetical"])
def test_what_did_not_happen_is_no_event(say, modality):
    result = fuse([say(modality=modality)])
    assert (result.events, result.membership, result.revisions) == ([], {}, [])


def test_a_vague_report_does_not_tie_two_attacks_together(say):
    mentions = [
        say("Odrava", killed=3),
        say("Belmor", killed=8, source="courier"),
        say("Arland", killed=3, source="gazette", hours=25),
        say((), source="wire", hours=26, killed=8),
    ]
    result = fuse(mentions)
    assert len(result.events) == 2
    sizes = sorted((event.place_name, event.mentions) for event in result.events)
    assert sizes == [("Belmor", 2), ("Odrava", 2)]


def test_daily_shelling_without_stated_days_does_not_run_together(say):
    mentions = [say(on=None, hours=24 * n + 12, killed=n % 3 + 1, source=f"s{n}") for n in range(12)]
    assert groups(mentions) >= 4


def test_a_sentence_that_goes_on_stays_with_what_it_goes_on_from(say):
    def follow(host, text, **changes):
        fragment = say((), on=None, weapon=(), injured=47, text=text, kind="ACCIDENT", evidence_start=90, **changes)
        return replace(fragment, article_id=host.article_id, version=host.version, published_at=host.published_at)

    for host in (say("Odrava", killed=4), say("Belmor", killed=9, source="courier")):
        result = fuse([host, follow(host, "Another 47 were injured.")])
        (event,) = result.events
        assert (event.event_type, {f.kind: f.best for f in event.figures}["injured"]) == ("ASSAULT", 47)
        other_side = fuse([host, follow(host, "The army said that 21 were killed.", killed=21)]).events[0]
        assert {f.kind: f.best for f in other_side.figures} == {f.kind: f.best for f in event.figures}
        apart = fuse([host, follow(host, "In a separate attack 47 were injured.")])
        assert len(apart.events) == 2
        assert len(fuse([host, say((), on=None, weapon=(), injured=47, text="Another 47 were injured.")]).events) == 2


def test_background_joins_what_it_recalls(say):
    recalled = say(recency="background", hours=24 * 40, source="review", killed=12)
    result = fuse([say(killed=12), recalled])
    (event,) = result.events
    assert (event.recency, event.mentions) == ("current", 2)
    (event,) = fuse([recalled]).events
    assert event.recency == "background"


@pytest.mark.parametrize(
    ("days_later", "recency"), [(5, "current"), (50, "current"), (90, "background"), (700, "background")]
)
def test_a_month_that_is_long_over_is_recalled(say, days_later, recency):
    told = say(on=DAY - timedelta(days=30), until=DAY, hours=24 * days_later, killed=12)
    (event,) = fuse([told]).events
    assert event.recency == recency


def test_what_an_event_says(say):
    mentions = [
        say(("Arland",), killed=3, hours=19, source="wire", cluster="c"),
        say("Odrava", killed=3, injured=7, hours=20, source="herald", cluster="c", actor=("Borland army", "XXB")),
        say("Odrava", killed=4, injured=7, hours=22, source="courier", actor=("Borland army", "XXB"), target="port"),
    ]
    result = fuse(mentions)
    (event,) = result.events
    assert (event.place_name, event.geonames_id, event.country, event.place_precision) == (
        "Odrava",
        101,
        "XXA",
        "settlement",
    )
    assert (event.event_date_start, event.date_precision) == (DAY, "day")
    assert (event.actor_names, event.target_names, event.weapon) == (("Borland army",), ("port",), ("missile",))
    assert (event.mentions, event.articles, event.sources) == (3, 3, 2)
    assert event.first_reported_at == mentions[0].published_at
    assert event.last_reported_at == mentions[2].published_at
    assert {(f.kind, f.low, f.best, f.high) for f in event.figures} == {("killed", 4, 4, 4), ("injured", 7, 7, 7)}
    assert set(result.membership.values()) == {event.event_id}
    assert event.mention_ids == tuple(sorted(given.mention.mention_id for given in mentions))


def test_an_event_keeps_its_name_when_later_reports_join(say):
    first = say(killed=3)
    later = [say(killed=n, hours=20 + n, source=f"s{n}") for n in range(4, 9)]
    names = {fuse([first, *later[:n]]).events[0].event_id for n in range(len(later) + 1)}
    assert len(names) == 1


def test_history_knows_nothing_before_its_report(say):
    mentions = [
        say(killed=3, hours=10),
        say(killed=5, hours=12, source="courier"),
        say(killed=9, hours=15, source="gazette"),
    ]
    result = fuse(mentions)
    steps = [(r.known_from, r.known_to, r.event.figures[0].best, r.event.mentions) for r in result.revisions]
    times = [given.published_at for given in mentions]
    assert steps == [(times[0], times[1], 3, 1), (times[1], times[2], 5, 2), (times[2], None, 9, 3)]
    back_dated = say(killed=4, hours=11, source="late")
    steps = [(r.known_from, r.event.figures[0].best) for r in fuse([*mentions, back_dated]).revisions]
    assert steps == [(times[0], 3), (back_dated.published_at, 4), (times[1], 5), (times[2], 9)]


def test_ten_thousand_mentions_of_one_event(say):
    mentions = [say(killed=12, hours=20 + n / 500, source=f"s{n % 60}") for n in range(10_000)]
    result = fuse(mentions)
    assert len(result.events) == 1
    assert len(result.revisions) < 300
    assert result.events[0].sources == 60


def test_mentions_without_anything(say):
    bare = [say((), weapon=(), on=None, text="", hours=20 + n, source=f"s{n}") for n in range(3)]
    assert groups(bare) == 3
    dateless = say((), on=None, event_date_start=None, event_date_end=None, date_precision="unknown")
    (event,) = fuse([dateless]).events
    assert event.event_date_start is None
    reported_before = say(on=DAY + timedelta(days=30), hours=5)
    assert anchor_day(reported_before.mention, reported_before.published_at) == DAY


def world(say, chance: random.Random, size: int, days: int = 40):
    towns = ["Odrava", "Odrava Port", "Belmor", "Tiska", "West", "East", "Arland", "Kolm", ()]
    found = []
    for n in range(size):
        day = DAY + timedelta(days=chance.randint(0, days))
        stated = chance.random() < 0.5
        found.append(
            say(
                chance.choice(towns),
                on=day if stated else None,
                until=day + timedelta(days=chance.choice([0, 0, 0, 1, 2, 9])) if stated else None,
                hours=(day - DAY).days * 24 + chance.choice([8, 20, 20, 30, 50]),
                killed=chance.choice([None, 1, 3, 12]),
                source=f"s{n % 7}",
                weapon=chance.choice([(), ("missile",), ("drone",), ("artillery",), ("car_bomb",)]),
                kind=chance.choice(["ASSAULT", "ASSAULT", "PROTEST"]),
                cluster=chance.choice([None, None, "c1"]),
                text=chance.choice(["A house burned", "The market was empty", "Windows broke in the harbour"]),
                **chance.choice([{}, {}, {"recency": "background", "date_text": "four days after"}]),
            )
        )
    return found


def texts(say, chance: random.Random, size: int):
    """Articles of several sentences, some of which name no place or day."""
    found = world(say, chance, size)
    for n, host in enumerate(list(found)):
        if chance.random() < 0.4:
            kind = chance.choice(["ASSAULT", "ACCIDENT", "COERCE"])
            text = chance.choice(["Another 47 were injured.", "Two were held.", "Elsewhere a bridge fell."])
            goes_on = say((), on=None, weapon=(), injured=n % 4 + 1, text=text, kind=kind, evidence_start=90 + n)
            moment = {"article_id": host.article_id, "version": host.version, "published_at": host.published_at}
            found.append(replace(goes_on, cluster_id=host.cluster_id, **moment))
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=QUIET)
@given(seed=st.integers(0, 2**32))
def test_batches_make_no_difference(say, seed):
    """Days related one after the other, in any order, as runs do it, give the events of all at once."""
    chance = random.Random(seed)
    mentions = texts(say, chance, 70)
    everything = fuse(mentions)
    chance.shuffle(mentions)
    held, events = [], {}
    while mentions:
        size = chance.randint(1, 30)
        batch, mentions = mentions[:size], mentions[size:]
        held += batch
        days = {anchor_day(given.mention, given.published_at) for given in batch}
        span, needed = affected_span(days), input_span(days)
        window = [g for g in held if needed[0] <= anchor_day(g.mention, g.published_at) <= needed[1]]
        part = fuse(window, keep=span)
        events = {name: kept for name, kept in events.items() if not span[0] <= kept[1] <= span[1]}
        events |= {event.event_id: (event, part.days[event.event_id]) for event in part.events}
    assert {name: event for name, (event, _) in events.items()} == {e.event_id: e for e in everything.events}


@settings(max_examples=15, deadline=None, suppress_health_check=QUIET)
@given(seed=st.integers(0, 2**32))
def test_order_makes_no_difference(say, seed):
    chance = random.Random(seed)
    mentions = texts(say, chance, 60)
    expected = fuse(mentions)
    for _ in range(2):
        chance.shuffle(mentions)
        assert fuse(mentions + mentions[:5]) == expected


@settings(max_examples=4, deadline=None, suppress_health_check=QUIET)
@given(seed=st.integers(0, 2**32))
def test_recomputing_the_days_around_a_change_is_enough(say, seed):
    """What a new batch changes lies in affected_span, and input_span is all that is needed to compute it."""
    chance = random.Random(seed)
    mentions = world(say, chance, 220, days=110)
    changed = set(chance.sample(range(len(mentions)), 12))
    before = [given for index, given in enumerate(mentions) if index not in changed]
    days = {anchor_day(mentions[index].mention, mentions[index].published_at) for index in changed}
    # one span for changed days that lie together, as a run would do it
    day = min(days)
    batch = [mentions[i] for i in changed if anchor_day(mentions[i].mention, mentions[i].published_at) == day]
    after = before + batch
    span, needed = affected_span([day]), input_span([day])
    old, new = fuse(before), fuse(after)
    window = [g for g in after if needed[0] <= anchor_day(g.mention, g.published_at) <= needed[1]]
    part = fuse(window, keep=span)
    kept = {e.event_id: e for e in old.events if not span[0] <= old.days[e.event_id] <= span[1]}
    assert kept | {e.event_id: e for e in part.events} == {e.event_id: e for e in new.events}


def test_spans_at_the_ends_of_time():
    assert affected_span([date.min, date.max]) == (date.min, date.max)
    assert input_span([DAY])[0] < affected_span([DAY])[0] < DAY
    with pytest.raises(ValueError):
        affected_span([])


def test_the_capitals_of_a_dateline_are_no_name(say):
    report = say("Odrava")
    places = tuple(replace(p, name="ODRAVA") for p in report.mention.places)
    given = replace(report, mention=replace(report.mention, places=places))
    assert [event.place_name for event in fuse([given]).events] == ["Odrava"]
