"""Tolls and salvos: our own short reports with every figure that they state, and tables of single sentences."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipeline.events.nlp import load_nlp, parse_sentences
from pipeline.events.quantities import QuantityDraft, find_quantities
from pipeline.events.quantity_lexicon import load_quantity_lexicon
from pipeline.events.sentences import split_sentences

pytestmark = pytest.mark.model


def _articles() -> list[tuple[str, list[tuple[str, int]]]]:
    found = []
    for block in Path(__file__).with_name("quantity_articles.txt").read_text(encoding="utf-8").split("\n\n")[1:]:
        expected, text = block.split("\n", 1)
        pairs = [item.split() for item in expected.split("; ")] if expected != "-" else []
        found.append((text, [(kind, int(value)) for kind, value in pairs]))
    return found


@pytest.fixture(scope="module")
def nlp() -> Any:
    return load_nlp()


def drafts(nlp: Any, text: str) -> list[QuantityDraft]:
    return find_quantities(parse_sentences(nlp, split_sentences(text)), text=text)


def stated(found: list[QuantityDraft]) -> list[tuple[str, int]]:
    return [(d.kind, d.value) for d in found if d.value is not None and not d.negated and not d.hypothetical]


@pytest.mark.parametrize(
    ("text", "expected"), _articles(), ids=lambda value: value[:40] if isinstance(value, str) else ""
)
def test_articles(nlp: Any, text: str, expected: list[tuple[str, int]]) -> None:
    found = drafts(nlp, text)
    assert Counter(stated(found)) == Counter(expected)
    for draft in found:
        assert text[draft.start : draft.end] == draft.text
        assert draft.trigger_start < draft.trigger_end <= len(text)


BOUNDS = [
    ("At least 4 people were killed.", ("killed", 4, 4, None, "at_least")),
    ("Over 100 people were injured.", ("injured", 100, None, None, "over")),
    ("Approximately 100 people were injured.", ("injured", None, 100, None, "about")),
    ("Nearly 100 missiles were fired.", ("launched", None, 100, 100, "nearly")),
    ("Up to 60 people were wounded.", ("injured", None, None, 60, "up_to")),
    ("Dozens of people were wounded.", ("injured", 24, None, None, "dozens")),
    ("Between 10 and 15 people died.", ("killed", 10, None, 15, "range")),
    ("No one was killed.", ("killed", 0, 0, 0, "exact")),
    ("Nobody was hurt.", ("injured", 0, 0, 0, "exact")),
    ("The blast killed no fewer than six people.", ("killed", 6, 6, None, "at_least")),
    ("Several people were injured.", ("injured", None, None, None, "several")),
    ("Soldiers were killed.", ("killed", None, None, None, "some")),
    ("The storm killed two dozen people.", ("killed", 24, 24, 24, "exact")),
]


@pytest.mark.parametrize(("text", "expected"), BOUNDS)
def test_bounds(nlp: Any, text: str, expected: tuple[object, ...]) -> None:
    (draft,) = drafts(nlp, text)
    assert (draft.kind, draft.low, draft.best, draft.high, draft.qualifier) == expected


SENTENCES = [
    # who counts as one
    ("Galan was assassinated.", [("killed", 1)]),
    ("A soldier was wounded.", [("injured", 1)]),
    ("Her husband and son died.", [("killed", 2)]),
    ("The general was murdered in his car.", [("killed", 1)]),
    ("The murder of the mayor shocked the town.", [("killed", 1)]),
    ("They condemned the assassination of Oqueli.", [("killed", 1)]),
    ("Both men were killed.", [("killed", 2)]),
    ("A couple died in the fire.", [("killed", 2)]),
    # lists
    ("A man, a woman and three children were killed.", [("killed", 5)]),
    ("Two men, a teacher and a farmer, were killed.", [("killed", 2)]),
    ("Galan, a senator and candidate, was killed.", [("killed", 1)]),
    ("Six monks, their cook and her daughter were killed.", [("killed", 8)]),
    ("Rivera was shot dead along with two guards.", [("killed", 3)]),
    # forms of the verb
    ("The bomb killed 6.", [("killed", 6)]),
    ("A bomb exploded, killing 6.", [("killed", 6)]),
    ("Six people, killed in the raid, were buried.", [("killed", 6)]),
    ("The guerrillas attacked and killed two soldiers.", [("killed", 2)]),
    ("Four people who were wounded in the raid recovered.", [("injured", 4)]),
    ("Twelve people are reported to have died.", [("killed", 12)]),
    ("Three people were found dead.", [("killed", 3)]),
    ("The attack cost the lives of six people.", [("killed", 6)]),
    ("Six people lost their lives.", [("killed", 6)]),
    ("There were 12 deaths and 30 injuries.", [("killed", 12), ("injured", 30)]),
    ("The attack caused four casualties and 20 injuries.", [("killed", 4), ("injured", 20)]),
    ("The attack caused four casualties.", [("casualties", 4)]),
    ("No deaths or injuries were reported.", [("killed", 0), ("injured", 0)]),
    # totals
    ("The death toll stands at 12.", [("killed", 12)]),
    ("The number of wounded rose to 40.", [("injured", 40)]),
    # air
    ("Air defences shot down 27 of 36 Shahed-136 drones.", [("intercepted", 27), ("launched", 36)]),
    ("All 12 missiles were intercepted.", [("intercepted", 12), ("launched", 12)]),
    ("The army intercepted 55 of 81 missiles fired at it.", [("intercepted", 55), ("launched", 81)]),
    # no tolls
    ("The bill was killed in the senate.", []),
    ("The system saved hundreds of lives.", []),
    ("The army has 5,000 soldiers and 31 tanks.", []),
    ("The farm lost when 40 cows died.", []),
    ("He was 34 and lived at 12 Mill Road.", []),
    ("They killed the engine.", []),
    ("The team lost three players to injury.", []),
    ("The company fired 300 workers and launched 12 products.", []),
    ("He died of cancer at 84.", []),
    ("Two gunmen fled on a motorcycle and the driver ran away.", []),
    ("Some 300 families fled their homes.", [("displaced", 300)]),
    ("Ambulances took the wounded to two hospitals.", []),
    ("The injured number 565.", [("injured", 565)]),
    ("The dead now number 112, and the missing number in the hundreds.", [("killed", 112)]),
    ("The dead number at least 41 and the wounded 120, the ministry said.", [("killed", 41), ("injured", 120)]),
    ("The dead number 3 pump was taken away.", []),
    ("About 2,000 people marched.", []),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(nlp: Any, text: str, expected: list[tuple[str, int]]) -> None:
    assert Counter(stated([d for d in drafts(nlp, text) if d.subset_of is None])) == Counter(expected)


# figures launched, and whether each is a part of another
JOINED = [
    (
        "The enemy attacked with 45 drones from two regions, along with two Iskander missiles.",
        [(45, False), (2, False)],
    ),
    ("Russia attacked with 150 drones from three sites, and with nine cruise missiles.", [(150, False), (9, False)]),
    (
        "The Air Force said Russia had launched 96 attack drones and decoys from the directions of Oskol, Brama Lower, "
        "Tiskova Field and Merlin-on-Vark, as well as three ballistic missiles and eight cruise missiles.",
        [(96, False), (3, False), (8, False)],
    ),
    ("They launched 149 drones, including 90 Shaheds, and 11 missiles.", [(149, False), (90, True), (11, False)]),
    ("They fired 70 missiles: 45 cruise missiles and 25 ballistic missiles.", [(70, False), (45, True), (25, True)]),
]


@pytest.mark.parametrize(("text", "expected"), JOINED)
def test_weapons_of_a_list_are_parts_only_below_an_opening(
    nlp: Any, text: str, expected: list[tuple[int, bool]]
) -> None:
    found = [(d.value, d.subset_of is not None) for d in drafts(nlp, text) if d.kind == "launched"]
    assert found == expected


# figures of one kind, and whether each is a part of another
WITHIN = [
    ("147 people were injured, he said, nine of whom were in intensive care.", "injured", [(147, False), (9, True)]),
    ("They said 151 drones and two of the missiles had been shot down.", "intercepted", [(151, False), (2, False)]),
    ("It said it had killed 45 soldiers and lost four of its own fighters.", "killed", [(45, False), (4, False)]),
]


@pytest.mark.parametrize(("text", "kind", "expected"), WITHIN)
def test_some_of_whom_are_a_part(nlp: Any, text: str, kind: str, expected: list[tuple[int, bool]]) -> None:
    assert [(d.value, d.subset_of is not None) for d in drafts(nlp, text) if d.kind == kind] == expected


SCOPES = [
    ("Gunmen killed 12 people in the market.", "incident"),
    ("More than 40,000 people have been killed since the war began.", "cumulative"),
    ("The war has killed 70,000 people.", "cumulative"),
    ("The war has made news and wounded 150,000 people.", "cumulative"),
    ("In the past 24 hours, 31 people were killed.", "daily_total"),
    ("Over the past six weeks, 31 people were killed.", "cumulative"),
    ("A 70-year-old man was killed.", "incident"),
    ("A soldier was killed a day after the truce.", "incident"),
    ("It was responsible for the deaths of 40,000 people in its campaign of 40 years.", "cumulative"),
    ("The decree did not stop 781 killings in January.", "cumulative"),
    ("The group has carried out ten bombings, in which 315 people were killed.", "cumulative"),
    ("During the 12-day war Israel killed 30 officers.", "cumulative"),
    # a span of time that the count runs over
    ("Two candidates have been assassinated in less than 40 days.", "cumulative"),
    ("Within two weeks 26 fishermen died.", "cumulative"),
    ("The drones killed 29 people in just two weeks.", "cumulative"),
    ("Over the course of a month, two mayors were murdered.", "cumulative"),
    ("The militia has caused the death of 20,000 people over its 10 year history.", "cumulative"),
    ("In March alone, raiders killed 84 villagers.", "cumulative"),
    ("More than 350 people were killed in the valley during October.", "cumulative"),
    ("Between January and June, 280 civilians were killed.", "cumulative"),
    ("The band is blamed for killing 300 people since it took up arms in 2009.", "cumulative"),
    ("At least 200 climbers have been killed this season.", "cumulative"),
    ("At least 50 people have been killed in weeks of protests.", "cumulative"),
    ("Months of unrest have left 80 people dead.", "cumulative"),
    # what goes on for so long
    ("The talks are to end a civil war that has left more than 70,000 dead.", "cumulative"),
    ("The conflict, in which some 6,000 civilians have been killed, began in 2017.", "cumulative"),
    ("The insurgency, now in its 15th year, has left some 40,000 people dead.", "cumulative"),
    ("The offensive has killed at least 41,000 people.", "cumulative"),
    ("The death toll of the eight-month war rose to 30,035.", "cumulative"),
    ("The army carried out 334 air strikes during the truce, in which 398 people were killed.", "cumulative"),
    ("They have attacked the towns almost daily since May. The attacks have led to 31 deaths.", "cumulative"),
    ("The country saw 143 attacks in August, in which 194 people lost their lives.", "cumulative"),
    ("May was the deadliest month this year, with 183 people killed.", "cumulative"),
    (
        "At least 4,300 people were killed by gangs between January and July, and 1.4 million, or 12% of all, have left their homes.",
        "cumulative",
    ),
    ("They attacked the town on Monday. The attacks have led to 31 deaths.", "incident"),
    # when it happened, how it ranks, and what another clause tells
    ("A bomb killed 12 people last week.", "incident"),
    ("Last month a landslide killed 12 people in the village.", "incident"),
    ("A quake killed 12 people in the valley this year.", "incident"),
    ("The attack, the second in a week, killed 19 people.", "incident"),
    ("A third bus crash in two months killed 19 people on Friday.", "incident"),
    ("The offensive killed four soldiers on its first morning.", "incident"),
    ("After months of calm, a bomb killed 12 people.", "incident"),
    ("The bus had been repaired over the past month before it crashed, killing 12.", "incident"),
]


@pytest.mark.parametrize(("text", "scope"), SCOPES)
def test_scope(nlp: Any, text: str, scope: str) -> None:
    (draft,) = drafts(nlp, text)
    assert draft.scope == scope


LISTS = [
    ("Six monks (five Tibetans and one Nepali) and two women were killed in the fire.", 8),
    ("The murder of the six monks, a woman, and her daughter was the act of soldiers.", 8),
    ("The bombing killed three soldiers (two of them conscripts), a nurse and two children.", 6),
    ("The blast killed Ana Rojas, 42; Rosa Rojas, 19; a minor known as Carlos; Juan Diaz, and a police official.", 5),
    ("A teacher, two pupils and a guard were shot dead.", 4),
    ("The avalanche killed four Austrians, two Germans and a Swiss guide.", 7),
    ("At least four children, three women and an elderly man were killed in the strike.", 8),
    ("They condemn the killing of four other monks and one of their servants and her child.", 6),
    ("The ministry reported four soldiers and 12 militants killed in the raid.", 16),
    ("Juan Diaz, a driver, Ana Rojas, a nurse, and two passengers were killed.", 4),
    ("Carlos Ruiz, the town's mayor, and his driver were shot dead.", 2),
    # who the counted ones were, and what a person was, adds nobody
    ("Two brothers, a teacher and a farmer, were killed.", 2),
    ("Two people, a man, 34, and his wife, 30, were killed.", 2),
    ("Ten people, a woman and her two children among them, were killed.", 10),
    ("Two monks, Juan Diaz and Carlos Ruiz, were killed.", 2),
    ("The victim, a lawyer and a poet, was killed on Friday.", 1),
    ("The mayor, a lawyer and father of three, was shot dead.", 1),
    ("Gunmen killed a driver, and a guard and his son were hurt.", 1),
]


@pytest.mark.parametrize(("text", "killed"), LISTS)
def test_a_list_of_victims_is_added_up(nlp: Any, text: str, killed: int) -> None:
    found = [d.value for d in drafts(nlp, text) if d.kind == "killed" and d.subset_of is None]
    assert found == [killed]


FIGURES = [
    # people, by what became of them
    ("In 2021 armed men killed at least 132 people in Solhan.", {"killed": {132}}),
    ("One dead, five hurt in market blast", {"killed": {1}, "injured": {5}}),
    ("Four dead, many hurt in stampede", {"killed": {4}}),
    ("Three hikers plunged to their deaths.", {"killed": {3}}),
    ("Nine campers were swept to their deaths.", {"killed": {9}}),
    ("Four people died and 11 more, including a teenager, were hospitalised.", {"killed": {4}, "injured": {11}}),
    ("The ministry listed three martyrs and 18 wounded.", {"killed": {3}, "injured": {18}}),
    ("There are no killed.", {"killed": {0}}),
    ("A fire broke out. People unharmed.", {"injured": {0}}),
    ("As many as 157 persons were injured. Fifty-three remain admitted.", {"injured": {157, 53}}),
    ("At least nine others were taken alive to the San Juan and Roosevelt hospitals.", {"injured": {9}}),
    ("Four women aged 24, 33, 56 and 70 suffered shrapnel wounds.", {"injured": {4}}),
    ("A passer-by was wounded there.", {"injured": {1}}),
    ("Uruguay lost one peacekeeper.", {"killed": {1}}),
    ("The army said two hostages had been killed.", {"killed": {2}}),
    ("The army freed 16 hostages.", {"rescued": {16}}),
    ("Three suspects are in custody.", {"arrested": {3}}),
    ("About 45,000 people have been forced from their homes.", {"displaced": {45_000}}),
    ("The murder, in July 2005, of some 59 migrants, 44 of them from Ghana, is on file.", {"killed": {59}}),
    ("The ferry sank with 476 people on board, and 304 were lost.", {"killed": {304}}),
    ("The team lost three players.", {}),
    ("Fourteen inmates were hurt, as were two officers.", {"injured": {16}}),
    ("Two women died in the shelling, as did a boy of nine.", {"killed": {3}}),
    ("Gunmen seized a train; 31 hostages were killed.", {"killed": {31}}),
    ("The raid killed four militants and no civilians were harmed.", {"killed": {4}, "injured": {0}}),
    ("A gunman opened fire on the patrol; nobody was hit.", {"injured": {0}}),
    ("No U.S. personnel were harmed.", {"injured": {0}}),
    ("Not one was killed; nine went to hospital by ambulance.", {"killed": {0}, "injured": {9}}),
    ("A shell killed a father of three and a student.", {"killed": {2}}),
    ("It left a woman and a father of two dead and six other people wounded.", {"killed": {2}, "injured": {6}}),
    ("Two more people wounded in the clashes have died in hospital.", {"killed": {2}}),
    ("Two more have died, taking to 10 the number killed there.", {"killed": {2, 10}}),
    ("Drivers struck to ask for help after two of their colleagues were shot dead.", {"killed": {2}}),
    ("When it stopped there were 11 bodies along the road.", {"killed": {11}}),
    ("Russia handed over the bodies of 6,000 soldiers on Friday.", {}),
    ("The quake of 2010 killed 526 people, and the one of 1960 was the strongest.", {"killed": {526}}),
    ("Thirty-seven were detained and 26 of them had injuries.", {"arrested": {37}, "injured": {26}}),
    ("The toll hit 95. Four further deaths are being investigated.", {"killed": {95}}),
    ("A shepherd lost a leg when a mine went off.", {"injured": {1}}),
    ("In the raid an officer was hit in the leg by a stray round.", {"injured": {1}}),
    ("A 22-year-old is still in a coma after being hit by a canister.", {"injured": {1}}),
    ("One man, Peter Ouma, 31, bled to death after being hit in the leg.", {"killed": {1}}),
    ("The balance stands at 11 fatalities and 30 persons with burns.", {"killed": {11}, "injured": {30}}),
    ("The explosion martyred 12 and injured 27.", {"killed": {12}, "injured": {27}}),
    ("Six people drowned and 13 were unaccounted for.", {"killed": {6}, "missing": {13}}),
    ("Four died on the spot; a fifth, a boy of six, died later.", {"killed": {4, 1}}),
    ("At least 100 people, among them 20 children and nine nurses, were killed.", {"killed": {100}}),
    ("Three were killed and another was badly burned.", {"killed": {3}, "injured": {1}}),
    # weapons
    ("Of 12 missiles launched overnight nine were downed.", {"launched": {12}, "intercepted": {9}}),
    ("Russia fired eight missiles, all of which were intercepted.", {"launched": {8}, "intercepted": {8}}),
    ("The army shot down a drone launched from Lebanon.", {"intercepted": {1}, "launched": {1}}),
    ("A missile fired at Israel from Yemen was intercepted.", {"intercepted": {1}, "launched": {1}}),
    ("Sixteen drones and the ballistic missile were shot down.", {"intercepted": {16, 1}}),
    ("They attacked with two Iskander-M missiles from Kursk region and a Kh-31P from the sea.", {"launched": {2, 1}}),
    ("A drone jammed over a field may be counted as suppressed.", {}),
    ("The gunners brought down all three anti-ship missiles.", {"intercepted": {3}, "launched": {3}}),
    ("It claimed 72 drones and 15 of the cruise missiles as shot down.", {"intercepted": {72, 15}}),
    ("About 40 drones had been noticed and 34 were neutralised.", {"launched": {40}, "intercepted": {34}}),
    ("Visitors noticed 40 drones at the air show.", {}),
    ("Eleven drones descended on the port before sunrise.", {"launched": {11}}),
    ("Four Shahed drones downed over the district out of five.", {"intercepted": {4}, "launched": {5}}),
    ("Friday's attack: 158 missiles and drones, 114 shot down.", {"launched": {158}, "intercepted": {114}}),
    ("The governor counts 13 rockets of an MLRS shot down on approach.", {"intercepted": {13}}),
    (
        "Air defence destroyed 61 drones. Of this number: 27 - over the territory of the Bryansk region; nine - over Kursk.",
        {"intercepted": {61, 27, 9}},
    ),
    ("Suppose that ten drones were shot down, which would be generous.", {}),
    ("Defenders down 6 of 9 missiles, 41 of 52 drones", {"intercepted": {6, 41}, "launched": {9, 52}}),
    ("The number of people known to have died in two slides has climbed to 57.", {"killed": {57}}),
    ("The number of those confirmed dead in the flood rose to 41.", {"killed": {41}}),
    ("The council spoke of 29 bodies.", {"killed": {29}}),
    ("The raid left 14 dead, police said; a local elder put it at 22.", {"killed": {14, 22}}),
    ("A driver was shot in the neck in Alma. He remains in critical condition.", {"injured": {1}}),
    ("A driver was shot in the neck in Alma and died. His brother is in hospital with a cold.", {"killed": {1}}),
    ("Three men were wounded in Alma. He remains in critical condition.", {"injured": {3}}),
    ("A man was found shot to death in a ditch.", {"killed": {1}}),
    ("Two women were found stabbed to death.", {"killed": {2}}),
    ("The blast hurt 14. Three are on ventilators.", {"injured": {14, 3}}),
    ("Drivers mourn three of their colleagues.", {"killed": {3}}),
    ("Jets struck the port, dropping about 50 munitions.", {"launched": {50}}),
    ("Not a single rocket was fired at the town.", {"launched": {0}}),
    ("Not a single rocket has been fired at the town since December.", {}),
    ("Over 400 people were hurt as marchers came out in at least 23 of 47 counties.", {"injured": {400}}),
    (
        "A boy was grazed on Friday. Nine people were killed and 17 others hurt in the same bar in 2019.",
        {"injured": {1, 17}, "killed": {9}},
    ),
    ("An elderly couple, 71 and 74, died in the fire.", {"killed": {2}}),
    ("Two brothers (9 and 13) were killed by a mine.", {"killed": {2}}),
    (
        "The ministry put the number of drones destroyed at 92: 37 over Kuban, 24 over the Sea of Azov and 31 over Rostov.",
        {"intercepted": {92}},
    ),
    ("The number of missiles launched at the port reached 40.", {"launched": {40}}),
    ("A mayor was shot dead. His bodyguard was in serious condition.", {"killed": {1}, "injured": {1}}),
    ("A bus was buried. Eleven of the rescued are being treated at the zonal hospital.", {"injured": {11}}),
    ('A post that spoke of "hundreds dead" was false, police said.', {}),
    ("Reports that 40 people had been killed were false.", {}),
    ("Fighting near Homb left no victims.", {"killed": {0}}),
    ("Ten are in hospital; three, with cuts and bruises, were treated where they stood.", {"injured": {10, 3}}),
    ("The enemy sent 96 UAVs, 73 of them neutralised.", {"launched": {96}, "intercepted": {73}}),
    ("Troops neutralised 14 militants near the pass.", {"killed": {14}}),
    ("Nine people were killed. Funeral prayers for five of the victims were offered.", {"killed": {9}}),
    ("A trader, Jan Kask, 48, expired on the way to the clinic.", {"killed": {1}}),
    ("The permit of the two firms expired on Monday.", {}),
    ("A rocket hurt three. Four others were treated for acute anxiety.", {"injured": {3}}),
    ("Five people were treated for panic attacks and minor cuts.", {"injured": {5}}),
    ("Sirens sounded in 40 towns, but there were no reports of injuries.", {"injured": {0}}),
]


@pytest.mark.parametrize(("text", "expected"), FIGURES)
def test_figures_of_the_whole_text(nlp: Any, text: str, expected: dict[str, set[int]]) -> None:
    found: dict[str, set[int]] = {}
    for d in drafts(nlp, text):
        if d.subset_of is None and not d.hypothetical and d.value is not None:
            found.setdefault(d.kind, set()).add(d.value)
    assert found == expected


PARTS = [
    (
        "The shelling killed six civilians (two men, three women, one infant).",
        [(6, False), (2, True), (3, True), (1, True)],
    ),
    ("Of the dead, nine were children and four were women.", [(9, False), (4, True)]),
    (
        "Thirty-one others were injured, 13 of them with live bullets and four with rubber bullets.",
        [(31, False), (13, True), (4, True)],
    ),
    (
        "The boat sank with 26 dead. Nine of those who died were children and 14 were women.",
        [(26, False), (9, True), (14, True)],
    ),
    (
        "Floods killed 27 people. Of the deaths reported, 19 were in Kale, six in Mobe and two in Nyun.",
        [(27, False), (19, True), (6, True), (2, True)],
    ),
    (
        "Floods killed 27 people. Of these, 19 were in Kale, six in Mobe and two in Nyun.",
        [(27, False), (19, True), (6, True), (2, True)],
    ),
    (
        "Floods killed 19 people. Eight of the dead were counted in Lera (5) and Panyi (3).",
        [(19, False), (8, True), (5, True), (3, True)],
    ),
    (
        "Crews downed 117 UAVs: 45 over Bryansk, 30 over Moscow including 28 flying toward the capital, 15 over Kaluga.",
        [(117, False), (45, True), (30, True), (28, True), (15, True)],
    ),
    ("We have 29 dead. Eighteen of them are women and six are children.", [(29, False), (18, True), (6, True)]),
    (
        "The raid hurt nine people. Of the nine wounded, six are civilians and three police officers.",
        [(9, False), (9, False), (6, True), (3, True)],
    ),
    ("Rockets hurt ten people. Of these, five fell in open areas.", [(10, False)]),
    (
        "Crews downed 110 drones: 41 over Belgorod, 15 over Moscow, three of which flew to the capital, and 12 over Kursk.",
        [(110, False), (41, True), (15, True), (3, True), (12, True)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_parts_of_a_toll(nlp: Any, text: str, expected: list[tuple[int, bool]]) -> None:
    assert [(d.value, d.subset_of is not None) for d in drafts(nlp, text)] == expected


ADDED = [
    ("Ana Rojas was shot dead. Two of her guards were also killed.", [1, 3, 2]),
    ("Ana Rojas was shot dead in Lima. The report says that rebels also killed Juan Diaz.", [1, 1]),
    ("Ana Rojas was shot dead. Juan Diaz has also been shot dead.", [1, 1]),
    ("Ana Rojas was shot dead. Her death is one more murder of a judge.", [1]),
]


@pytest.mark.parametrize(("text", "values"), ADDED)
def test_further_victims_are_added_where_they_fell_at_once(nlp: Any, text: str, values: list[int]) -> None:
    assert [d.value for d in drafts(nlp, text) if d.kind == "killed"][: len(values)] == values


SUPPOSED = [
    "He threatened to kill 50 people.",
    "If it exploded, 50 people would die.",
    "They planned to murder the president.",
    "The dam could drown 10,000 people.",
    "He was warned of a plot to kill him.",
]


@pytest.mark.parametrize("text", SUPPOSED)
def test_what_is_only_supposed_is_marked(nlp: Any, text: str) -> None:
    assert all(d.hypothetical for d in drafts(nlp, text))


def test_a_part_points_to_its_whole(nlp: Any) -> None:
    found = drafts(nlp, "A flood hit Lima. Twelve people, including three children, died. The dead included a nurse.")
    whole = next(i for i, d in enumerate(found) if d.value == 12)
    assert [d.subset_of for d in found] == [None, whole, whole]
    assert found[whole].sentence == 1


def test_a_revised_toll_keeps_the_earlier_value(nlp: Any) -> None:
    (draft,) = drafts(nlp, "The death toll rose from 12 to 19.")
    assert (draft.value, draft.revision_of) == (19, 12)


def test_weapon_as_printed_and_place_of_a_figure(nlp: Any) -> None:
    text = "Russia fired 12 Kh-101 missiles. Two people were killed in Kharkiv and three in Odesa."
    found = drafts(nlp, text)
    assert found[0].weapon == "Kh-101"
    assert found[-1].place is not None and text[slice(*found[-1].place)] == "Odesa"
    assert found[-1].scope == "place"


def test_who_says_so(nlp: Any) -> None:
    text = "Six people were killed, according to the health ministry."
    (draft,) = drafts(nlp, text)
    assert draft.attributed is not None and text[slice(*draft.attributed)] == "the health ministry"


def test_a_further_toll_is_marked(nlp: Any) -> None:
    first, second = drafts(nlp, "Eleven people died. Another three people were killed later.")
    assert (first.additional, second.additional) == (False, True)


def test_user_lists_add_and_take_away(nlp: Any, tmp_path: Path) -> None:
    (tmp_path / "quantities.toml").write_text('[verbs]\nkilled = ["zap", "!murder"]\n', encoding="utf-8")
    lexicon = load_quantity_lexicon(tmp_path)
    text = "The beam zapped six soldiers. They murdered two men."
    found = find_quantities(parse_sentences(nlp, split_sentences(text)), lexicon)
    assert stated(found) == [("killed", 6)]


@pytest.mark.parametrize("text", ["", "killed " * 300, "12 killed, " * 200, "\u202e12 убитых", "🙂 12 dead 🙂"])
def test_odd_input_gives_exact_spans(nlp: Any, text: str) -> None:
    for draft in drafts(nlp, text):
        assert text[draft.start : draft.end] == draft.text
