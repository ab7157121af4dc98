"""Parts of tolls, lists of air-defence bulletins, totals over time: what each figure is and what it is a part of."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.events.nlp import load_nlp, parse_sentences
from pipeline.events.quantities import find_quantities
from pipeline.events.sentences import split_sentences

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def nlp() -> Any:
    return load_nlp()


def told(nlp: Any, text: str) -> list[tuple[str, int | None, bool]]:
    """(kind, value, is a part) in text order."""
    found = find_quantities(parse_sentences(nlp, split_sentences(text)), text=text)
    return [(d.kind, d.value, d.subset_of is not None) for d in found if not d.negated and not d.hypothetical]


PARTS = [
    (
        "The office confirmed eight dead: six fighters from the two sides, and two peasants.",
        [("killed", 8, False), ("killed", 6, True), ("killed", 2, True)],
    ),
    (
        "The group listed 42 persons killed: 29 marchers, eight officers, five minors.",
        [("killed", 42, False), ("killed", 29, True), ("killed", 8, True), ("killed", 5, True)],
    ),
    (
        "An air strike killed four people. Two of them were members of the militia, it said.",
        [("killed", 4, False), ("killed", 2, True)],
    ),
    (
        "A strike killed 19 people and wounded 41. Three children were among the dead.",
        [("killed", 19, False), ("injured", 41, False), ("killed", 3, True)],
    ),
    ("Nineteen people died. Of the victims, nine were children.", [("killed", 19, False), ("killed", 9, True)]),
    ("Six others were wounded, two badly.", [("injured", 6, False), ("injured", 2, True)]),
    (
        "Fifty-two persons were taken to hospitals; eight of these have died.",
        [("injured", 52, False), ("killed", 8, False)],
    ),
    ("There had been two deaths and both were looters.", [("killed", 2, False)]),
    (
        "The murder of Anton Berger, an admired friend and a great poet, shook the town.",
        [("killed", 1, False)],
    ),
    (
        "They killed Anton Berger, a priest, teacher, and a poet, along with seven others.",
        [("killed", 8, False), ("killed", 7, True)],
    ),
    ("Two men are held for the murder of Anton Berger: Karl Lind and Jens Holt.", [("killed", 1, False)]),
    ("The photographer died at his home in Graz at the age of 81.", []),
    ("The militia put to death at least 115 people.", [("killed", 115, False)]),
    ("He put the number of bodies recovered at thirty-four.", [("killed", 34, False)]),
    ("Six gunmen were fatally injured in the exchange.", [("killed", 6, False)]),
    ("There had been neither casualties nor damage.", [("casualties", 0, False)]),
    ("On 23 September 28 bodies were found near the town.", [("killed", 28, False)]),
    ("A mine killed 14 people near Gao. Three were children.", [("killed", 14, False), ("killed", 3, True)]),
    (
        "A ferry sank, killing 30. Nine were women, four were under the age of ten.",
        [("killed", 30, False), ("killed", 9, True), ("killed", 4, True)],
    ),
    ("Hail hit 40 cars. Two were new. Three were children.", [("hit", 40, False)]),
    (
        "Antique reported 30 deaths, Capiz 12 and neighbouring Iloilo five.",
        [("killed", 30, False), ("killed", 12, False), ("killed", 5, False)],
    ),
    ("Rescuers counted 30 dead and Channel 4 showed the ruins.", [("killed", 30, False)]),
    (
        "The crash killed nine. Seven of the injured were taken to Jhansi, four of them by helicopter.",
        [("killed", 9, False), ("injured", 7, False), ("injured", 4, True)],
    ),
    (
        "The raid wounded 43 people. Two of the wounded passed away at night.",
        [("injured", 43, False), ("killed", 2, False)],
    ),
    ("A singer of the fifties passed away on Sunday.", []),
    ("Nine gunmen were killed. No member of the police was hurt.", [("killed", 9, False), ("injured", 0, False)]),
    ("Five men were found shot beside the road to Lerdo.", [("killed", 5, False)]),
    ("Two men were found shot but alive beside the road.", []),
    (
        "The mission names the dead as six men and two women.",
        [("killed", 8, False), ("killed", 6, True), ("killed", 2, True)],
    ),
    ("Police identified the other victims as two boys of 17.", []),
    ("The country says it lost 30 civilians to shells.", [("killed", 30, False)]),
]


@pytest.mark.parametrize(("text", "expected"), PARTS, ids=lambda v: v[:40] if isinstance(v, str) else "")
def test_parts_of_tolls(nlp: Any, text: str, expected: list[tuple[str, int, bool]]) -> None:
    assert told(nlp, text) == expected


BULLETINS = [
    (
        "Air defence destroyed 17 drones overnight, the ministry said: 11 over the Pskov region and six over Tver.",
        [("intercepted", 17, False), ("intercepted", 11, True), ("intercepted", 6, True)],
    ),
    (
        "Crews shot down 22 of 28 drones that the army launched overnight.",
        [("intercepted", 22, False), ("launched", 28, False)],
    ),
    (
        "The enemy attacked with 5 Iskander-M ballistic missiles, 40 Kh-101 cruise missiles and 90 Shahed drones.",
        [("launched", 5, False), ("launched", 40, False), ("launched", 90, False)],
    ),
    (
        "Ninety-seven air targets were shot down: 36 Kh-101 cruise missiles, two Kh-59s and 59 attack drones.",
        [("intercepted", 97, False), ("intercepted", 36, True), ("intercepted", 2, True), ("intercepted", 59, True)],
    ),
    (
        "Of these, 21 UAVs were shot down over Bryansk Region, 14 over Kursk Region and four over Tula Region.",
        [("intercepted", 21, False), ("intercepted", 14, False), ("intercepted", 4, False)],
    ),
    (
        "Eighteen drones were shot down over four regions, with five over Bryansk, eleven over Kaluga and two over Tula.",
        [("intercepted", 18, False), ("intercepted", 5, True), ("intercepted", 11, True), ("intercepted", 2, True)],
    ),
    (
        "Shot down or jammed: 14 ballistic missiles, 13 cruise missiles and 315 drones.",
        [("intercepted", 14, False), ("intercepted", 13, False), ("intercepted", 315, False)],
    ),
    ("Ten uncrewed boats heading for the port were destroyed at sea.", [("intercepted", 10, False)]),
    ("The army attacked with an Iskander-M missile and 46 Shahed-type UAVs.", [("launched", 46, False)]),
    ("Fragments of a downed drone broke the windows of two houses.", []),
    (
        "Radar troops spotted 90 aerial assault weapons overnight:\n- 60 Shahed UAVs from Kursk;\n- 28 Kh-101 cruise missiles;\n"
        "- 1 Iskander-M ballistic missile.",
        [("launched", 90, False), ("launched", 60, False), ("launched", 28, False), ("launched", 1, False)],
    ),
    (
        "Air defence shot down last night:\n• 31 Kh-101 cruise missiles;\n• 70 attack drones.",
        [("intercepted", 31, False), ("intercepted", 70, False)],
    ),
    ("The museum shows:\n- 3 cruise missiles;\n- 2 drones.", []),
    ("Three shells fired by rebels landed in a market.", [("launched", 3, False)]),
    (
        "In the Orel district the enemy sent 29 UAVs. In the Mtsensk district, 16 UAVs.",
        [("launched", 29, False), ("launched", 16, False)],
    ),
    (
        "Drones came at night. Near Tula, ten drones in all, every one shot down.",
        [("launched", 10, False), ("intercepted", 10, False)],
    ),
    (
        "In total for the day: 96 UAVs over the region, 73 of them neutralised.",
        [("launched", 96, False), ("intercepted", 73, False)],
    ),
    (
        "The army fired 37 missiles overnight. The air force listed 26 Iskander-Ms, nine Kh-59s and two Kinzhals.",
        [("launched", 37, False), ("launched", 26, False), ("launched", 9, False), ("launched", 2, False)],
    ),
    ("The shop listed two drones and a camera for sale.", []),
    ("Three drones were landed by electronic warfare units.", [("intercepted", 3, False)]),
]


@pytest.mark.parametrize(("text", "expected"), BULLETINS, ids=lambda v: v[:40] if isinstance(v, str) else "")
def test_bulletins(nlp: Any, text: str, expected: list[tuple[str, int, bool]]) -> None:
    found = [t for t in told(nlp, text) if t[0] in ("launched", "intercepted")]
    assert found == expected


SCOPES = [
    ("Since the party was founded in 1985, about 900 of its members have been murdered.", "cumulative"),
    ("Twelve people have been killed by mines since the war began.", "cumulative"),
    ("More than 37,000 people have been killed in the army's offensive.", "cumulative"),
    ("A missile killed 12 people in Kharkiv, the deadliest attack since the start of the war.", "incident"),
    ("Ten people died in the city, which has been shelled since the start of the war.", "incident"),
    ("Monitors put September's toll at 208 dead.", "cumulative"),
    ("The ministry has since reported 639 dead.", "cumulative"),
    ("The mission recorded 226 killed in the month.", "cumulative"),
    ("A think tank counted 444 attacks across the country in 2024 with 685 dead.", "cumulative"),
]


@pytest.mark.parametrize(("text", "scope"), SCOPES)
def test_a_total_over_time_is_told_from_the_toll_of_one_event(nlp: Any, text: str, scope: str) -> None:
    found = find_quantities(parse_sentences(nlp, split_sentences(text)), text=text)
    assert [d.scope for d in found if d.kind == "killed"] == [scope]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("The army sent 5,300 drones and 210 missiles against the country in November.", "cumulative"),
        ("In April the army launched 300 drones and missiles at the capital.", "incident"),
        ("The army sent 1,100 drones on the night of 3 November.", "incident"),
    ],
)
def test_launches_of_a_month_are_a_total(nlp: Any, text: str, scope: str) -> None:
    found = find_quantities(parse_sentences(nlp, split_sentences(text)), text=text)
    assert {d.scope for d in found if d.kind == "launched"} == {scope}
