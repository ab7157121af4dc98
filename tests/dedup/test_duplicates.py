"""What is a copy, what is not, and that the order of arrival makes no difference."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.dedup import find_duplicates, similar_pairs

STRIKE = """\
Three people died and eleven were taken to hospital after a missile hit a grain terminal in the port of Odrava on
Tuesday night, the regional governor said. Fire crews worked until dawn to contain a blaze that had spread to two
warehouses and a repair yard. The governor, Pavel Morin, told reporters that the dead were dock workers on the late
shift. He said the power supply of the southern districts had been cut as a precaution and would return by noon.
The navy reported that two of the three missiles fired at the port had been shot down over the bay. A spokesman for
the port authority said that loading would stop for at least a week while divers searched the basin for debris.
Insurance brokers in the capital raised their rates for ships calling at Odrava within hours of the attack. It was
the second strike on the terminal since the beginning of the year, and the first in which workers lost their lives.
The ministry of transport is to present a plan for moving part of the harvest by rail, officials said on Wednesday.
"""
OTHER = """\
The national team opened its qualifying campaign with a goalless draw against the islanders in front of a sparse
crowd. Coach Lena Brandt praised her goalkeeper, who saved a penalty ten minutes before the end, and said that the
forwards lacked patience. The visitors, ranked sixty places below, defended with nine players for most of the night
and hit the post in added time. The next match is on Saturday in the north, where the pitch is said to be heavy.
"""
BULLETIN = """\
Air defence units shot down {down} of {up} attack drones launched from the direction of {place} during the night of
{day} {month}, the air force said in its morning bulletin. The attack also involved {missiles} cruise missiles, of
which {hit} were intercepted. {hits} drones reached their targets in the {region} region, where {hurt} people were
injured. Mobile groups, aviation and electronic warfare units took part in repelling the attack, the bulletin said.
The air force asked residents not to ignore air raid alerts and to stay in shelters until the signal sounds.
"""


def bulletin(**changes: str) -> str:
    facts = {
        "down": "31", "up": "38", "place": "Kursk", "day": "4", "month": "March", "missiles": "six", "hit": "four",
        "hits": "Seven", "region": "Odrava", "hurt": "five",
    }  # fmt: skip
    return BULLETIN.format(**(facts | changes))


def sentences(text: str) -> list[str]:
    return [part.strip() + "." for part in text.replace("\n", " ").split(". ") if part.strip()]


BOILERPLATE = (
    " Sign up for our morning letter to get the news of the day before breakfast. Follow us on all channels. All "
    "rights reserved by the publisher. Read more about the port and its history in our dossier on trade by sea."
)
COPIES = {
    "the same": STRIKE,
    "white space and letter case": STRIKE.upper().replace("\n", "  \n\n"),
    "quotes and dashes": STRIKE.replace(",", " –").replace(".", "…"),
    "boilerplate behind": STRIKE + BOILERPLATE,
    "agency line in front": "ODRAVA, March 4 (Agency) - " + STRIKE,
    "cut off": " ".join(sentences(STRIKE)[:7]),
    "an excerpt": " ".join(sentences(STRIKE)[:3]),
    "a name spelled in another way": STRIKE.replace("Odrava", "Odrawa").replace("Morin", "Moryn"),
    "light edits": STRIKE.replace("worked until dawn", "struggled until the morning")
    .replace("told reporters", "told journalists")
    .replace("within hours of the attack", "shortly after the attack"),
    "half a sentence less": STRIKE.replace("the second strike on the terminal since the beginning of the year,", ""),
    "numbers written in figures": STRIKE.replace("Three people", "3 people").replace("eleven", "11"),
}  # fmt: skip
NOT_COPIES = {
    "another subject": (STRIKE, OTHER),
    "next night's bulletin": (
        bulletin(),
        bulletin(down="20", up="22", day="5", missiles="two", hit="one", hits="Two", hurt="nine"),
    ),
    "the same figures on another day": (bulletin(), bulletin(day="5")),
    "the same day, another place": (
        bulletin(),
        bulletin(place="Yeysk", region="Veska", down="9", up="12", hits="Three", hurt="two"),
    ),
    "one figure only": (bulletin(), bulletin(hurt="fifteen")),
    "earthquake notices": (
        "A magnitude 4.6 earthquake struck 23 km north of Arvas at a depth of 10 km on Monday, the survey said. "
        "There were no immediate reports of damage or casualties. Shaking may have been felt in nearby towns.",
        "A magnitude 5.1 earthquake struck 60 km east of Belmor at a depth of 35 km on Friday, the survey said. "
        "There were no immediate reports of damage or casualties. Shaking may have been felt in nearby towns.",
    ),
    "daily toll of a ministry": (
        "The health ministry said on Sunday that 41 people were killed and 103 injured in the past 24 hours, bringing "
        "the toll to 3,204 dead and 9,800 injured. A number of victims are still under the rubble and on the roads, "
        "and ambulance and civil defence crews cannot reach them, the ministry said in its daily statement.",
        "The health ministry said on Monday that 36 people were killed and 97 injured in the past 24 hours, bringing "
        "the toll to 3,240 dead and 9,897 injured. A number of victims are still under the rubble and on the roads, "
        "and ambulance and civil defence crews cannot reach them, the ministry said in its daily statement.",
    ),
    "closing prices": (
        "Shares closed higher on Tuesday. The main index gained 31 points to 7,204, led by Norbank and Altair Mines. "
        "Turnover was 2.1 billion. Among the losers were Petrel Foods, down 3 per cent, and Vara Telecom. Traders said "
        "that investors were waiting for figures on consumer prices from the statistics office.",
        "Shares closed higher on Thursday. The main index gained 12 points to 7,219, led by Cable Union and Teka Steel"
        ". Turnover was 1.8 billion. Among the losers were Orlo Shipping, down 2 per cent, and Norbank. Traders said "
        "that investors were waiting for figures on consumer prices from the statistics office.",
    ),
}


@pytest.mark.parametrize("name", COPIES)
def test_copies_are_found(article, name):
    first, second = article("alpha", STRIKE), article("beta", COPIES[name], hour=2)
    (duplicate,) = find_duplicates([second, first, article("gamma", OTHER, hour=1)])
    assert (duplicate.article_id, duplicate.canonical_article_id) == ("beta", "alpha")
    assert duplicate.cluster_id == "alpha"
    same_words = name in ("the same", "white space and letter case", "quotes and dashes")
    assert duplicate.relation == ("exact" if same_words else "near")
    assert (duplicate.similarity == 1.0) == same_words


@pytest.mark.parametrize("name", NOT_COPIES)
def test_other_happenings_in_the_same_form_are_no_copies(article, name):
    one, other = NOT_COPIES[name]
    assert find_duplicates([article("alpha", one), article("beta", other, hour=24)]) == []
    assert find_duplicates([article("alpha", one, hour=24), article("beta", other)]) == []


def test_the_pairs_that_the_guard_parts_are_really_similar():
    similar = {name for name, pair in NOT_COPIES.items() if similar_pairs(pair)}
    assert similar == set(NOT_COPIES) - {"another subject", "closing prices", "earthquake notices"}


def test_the_earliest_is_canonical_and_ties_go_by_key(article):
    crowd = [article("gamma", STRIKE, hour=1), article("beta", STRIKE + BOILERPLATE), article("alpha", STRIKE, hour=1)]
    found = {d.article_id: (d.canonical_article_id, d.relation) for d in find_duplicates(crowd)}
    assert found == {"alpha": ("beta", "near"), "gamma": ("beta", "near")}
    crowd = [article("gamma", STRIKE), article("alpha", STRIKE), article("beta", STRIKE)]
    assert {d.canonical_article_id for d in find_duplicates(crowd)} == {"alpha"}


def test_articles_too_far_apart_are_not_compared(article):
    crowd = [article(f"day{day}", STRIKE + BOILERPLATE * (day % 2), hour=24 * day) for day in range(9)]
    found = {d.article_id: d.canonical_article_id for d in find_duplicates(crowd, max_days=3)}
    leads = [int(a.article_id[3:]) for a in crowd if a.article_id not in found]
    assert leads == [0, 4, 8]
    assert all(0 < int(copy[3:]) - int(lead[3:]) <= 3 for copy, lead in found.items())
    assert len(find_duplicates(crowd)) == 8


def test_a_longer_report_after_a_brief_is_no_copy_of_it(article):
    brief = " ".join(sentences(STRIKE)[:3])
    assert find_duplicates([article("brief", brief), article("full", STRIKE, hour=3)]) == []


def test_versions_of_one_article_are_revisions_of_the_current_one(article):
    old = article("alpha", STRIKE, current=False)
    new = article("alpha", STRIKE.replace("Three people", "Four people"), hour=5)
    copy = article("beta", STRIKE, hour=6)
    found = {(d.article_id, d.version): d for d in find_duplicates([copy, old, new])}
    revision = found["alpha", old.version]
    assert (revision.relation, revision.canonical_article_id) == ("revision", "alpha")
    assert 0.9 < revision.similarity < 1
    assert ("alpha", new.version) not in found


def test_short_bodies_need_the_same_title(article):
    short = "Nobody was hurt in the fire."
    one, two = article("alpha", short), article("beta", short, hour=1)
    assert find_duplicates([one, two]) == []
    two = article("beta", short, hour=1, title=one.title)
    assert [d.relation for d in find_duplicates([one, two])] == ["exact"]


def test_articles_without_text_take_no_part(article):
    assert find_duplicates([article("alpha", None), article("beta", None), article("gamma", "", hour=1)]) == []
    assert find_duplicates([]) == []


def test_identical_texts_on_fifty_hosts_are_one_cluster(article):
    crowd = [article(f"host{n:02d}", STRIKE, hour=n / 10) for n in range(50)]
    found = find_duplicates(crowd)
    assert len(found) == 49
    assert {d.canonical_article_id for d in found} == {"host00"}


def test_a_chain_of_rewrites_does_not_become_one_article(article):
    parts = sentences(STRIKE) + sentences(OTHER) + sentences(bulletin())
    crowd = [article(f"step{n}", " ".join(parts[n : n + 8]), hour=n) for n in range(0, len(parts) - 8, 2)]
    found = {d.article_id: d.canonical_article_id for d in find_duplicates(crowd)}
    assert found
    assert set(found.values()).isdisjoint(found)  # no canonical article is a copy


def test_texts_without_spaces_between_words(article):
    text = "昨夜港口发生爆炸三名工人死亡十一人受伤地方官员表示消防员连夜灭火两座仓库被毁港口将关闭一周"
    found = find_duplicates([article("alpha", text), article("beta", text + "更多报道请见本站", hour=1)])
    assert [d.relation for d in found] == ["near"]


WORDS = [f"w{n}" for n in range(400)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_order_of_arrival_makes_no_difference(article, seed):
    chance = random.Random(seed)
    originals = [chance.choices(WORDS, k=chance.randint(30, 120)) for _ in range(6)]
    crowd = []
    for n in range(30):
        words = list(chance.choice(originals))
        for _ in range(chance.randint(0, 12)):
            words[chance.randrange(len(words))] = chance.choice(WORDS)
        if chance.random() < 0.3:
            words = words[: max(12, len(words) // 2)]
        crowd.append(article(f"a{n:02d}", " ".join(words), hour=chance.randint(0, 20)))
    expected = find_duplicates(crowd)
    for _ in range(3):
        chance.shuffle(crowd)
        assert find_duplicates(crowd) == expected


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_similar_pairs_are_those_of_exact_comparison(seed):
    chance = random.Random(seed)
    originals = [chance.choices(WORDS, k=150) for _ in range(4)]
    texts = []
    for _ in range(24):
        words = list(chance.choice(originals))
        for _ in range(chance.randint(0, 25)):
            words[chance.randrange(len(words))] = chance.choice(WORDS)
        texts.append(" ".join(words))
    sets = [set(zip(w, w[1:], w[2:], strict=False)) for w in (text.split() for text in texts)]
    pairs = combinations(range(len(sets)), 2)
    exact = {(i, j): len(sets[i] & sets[j]) / len(sets[i] | sets[j]) for i, j in pairs}
    found = {(i, j): similarity for i, j, similarity in similar_pairs(texts)}
    assert all(abs(exact[pair] - similarity) < 1e-9 for pair, similarity in found.items())
    assert {pair for pair, similarity in exact.items() if similarity >= 0.6} <= set(found)
