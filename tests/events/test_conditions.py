"""Figures by the state that people are in, lists of the dead, and datelines that the parser must not read."""

from __future__ import annotations

import pytest

from pipeline.events.nlp import load_nlp, parse_sentences
from pipeline.events.quantities import find_quantities
from pipeline.events.sentences import dateline_length, split_sentences

pytestmark = pytest.mark.model

CASES = [
    ("Three people remain in hospital.", [("injured", 3, False)]),
    ("At least 30 patients were being treated at the al-Nasr hospital for burns.", [("injured", 30, False)]),
    ("Another 13 people received treatment, most of them for breathing difficulties.", [("injured", 13, False)]),
    ("Four others are at the General Hospital, Gusau, with gunshot wounds, he said.", [("injured", 4, False)]),
    ("Seven patients were discharged from hospital on Monday.", [("injured", 7, False)]),
    ("A man of 52 got shrapnel wounds.", [("injured", 1, False)]),
    (
        "Twelve people were taken to hospital, two of them in critical condition.",
        [("injured", 12, False), ("injured", 2, True)],
    ),
    (
        "Eleven people, among them four children, died and 32 sought medical help.",
        [("killed", 11, False), ("killed", 4, True), ("injured", 32, False)],
    ),
    (
        "Twelve were wounded. Two of the wounded were in grave condition.",
        [("injured", 12, False), ("injured", 2, True)],
    ),
    ("Of the injured, 12 were given first aid at a clinic.", [("injured", 12, False)]),
    (
        "Nine people died. The blast is reported to account for five of the civilian deaths.",
        [("killed", 9, False), ("killed", 5, True)],
    ),
    (
        "The dead were a 26-year-old barman and two brothers visiting from Lviv.",
        [("killed", 3, False), ("killed", 2, True)],
    ),
    (
        "Four people died. The dead were a 26-year-old barman and two brothers visiting from Lviv.",
        [("killed", 4, False), ("killed", 2, True)],
    ),
    ("There was no loss of life and no damage.", [("killed", 0, False)]),
    ("Three people were killed and another was injured.", [("killed", 3, False), ("injured", 1, False)]),
    (
        "A blast went off, leaving at least five people dead and 13 others wounded, police said.",
        [("killed", 5, False), ("injured", 13, False)],
    ),
    ("A couple in their forties were found dead.", [("killed", 2, False)]),
    (
        "The ministry put the number of dead at 45 and of wounded at 110.",
        [("killed", 45, False), ("injured", 110, False)],
    ),
    ("About 40 launches were identified from across the border.", [("launched", 40, False)]),
    ("Air defences destroyed 39 targets over the region.", [("intercepted", 39, False)]),
    ("One missile came down in a field and dug a crater.", []),
    (
        "A jet dropped two bombs on a school, killing 19 people, twelve of whom were children, a local group said.",
        [("launched", 2, False), ("killed", 19, False), ("killed", 12, True)],
    ),
    (
        "A strike killed seven officers, two generals among them.",
        [("killed", 7, False), ("killed", 2, True)],
    ),
    (
        "The chief said six children were among the 34 people wounded in the town.",
        [("injured", 6, True), ("injured", 34, False)],
    ),
    (
        "Nine people were killed, three couples of pensioners among them, and 13 were injured.",
        [("killed", 9, False), ("injured", 13, False)],
    ),
    (
        "Four people were killed in Odesa, where a house caught fire, and three in Kharkiv, officials said.",
        [("killed", 4, False), ("killed", 3, False)],
    ),
    (
        "Ten members of the group and a soldier were killed.",
        [("killed", 11, False), ("killed", 10, True)],
    ),
    (
        "Officials put the number of martyrs at 59 and that of the wounded at more than 150.",
        [("killed", 59, False), ("injured", 150, False)],
    ),
    ("Rescuers found more bodies, bringing the dead of the attack to 16.", [("killed", 16, False)]),
    ("The number of people abducted near Ankara on 2 September has risen to four.", [("captured", 4, False)]),
    ("The army corrected its losses in the fighting near Sittwe last Monday to 6.", [("killed", 6, False)]),
    ("Near Basra in Iraq, seven soldiers died in fighting.", [("killed", 7, False)]),
    ("Zaporizhzhia lost eight residents when a missile cut down one corner of a house.", [("killed", 8, False)]),
    ("Six others were cut by glass there.", [("injured", 6, False)]),
    ("Not fewer than 15 persons were feared killed.", [("killed", 15, False)]),
    ("The army admitted the loss of four of its own.", [("killed", 4, False)]),
    ("The firm reported a loss of 12 million. It hid the loss of four lorries.", []),
    (
        "Russia launched 149 attack drones, including about 90 Shahed-type UAVs, and 11 ballistic missiles.",
        [("launched", 149, False), ("launched", 90, True), ("launched", 11, False)],
    ),
    (
        "Fifty-two people were taken to hospitals in Zaria; eight of these have since died.",
        [("injured", 52, False), ("killed", 8, False)],
    ),
    (
        "A man of about fifty died. Two sisters aged 61 and 66 were killed.",
        [("killed", 1, False), ("killed", 2, False)],
    ),
    (
        "Nearly 100 missiles were fired, with a large majority of about 70 being shot down.",
        [("launched", 100, False), ("intercepted", 70, False)],
    ),
    ("Army says most of 65 missiles intercepted", [("launched", 65, False)]),
    ("Ships of the coalition reported neither damage nor injuries.", [("injured", 0, False)]),
    ("Nobody was harmed.", [("injured", 0, False)]),
    ("Officials recorded 3,103 suspected cases of cholera and 46 deaths.", []),
    ("He suffered a stroke in custody and is in hospital.", []),
    ("In the next game we got 300 virtual sailors killed.", []),
    ("People laid flowers in memory of a dead opposition leader.", []),
    # no people in a state
    ("There were 242 people on board. All except one are dead.", []),
    ("Eleven of the dead have been identified.", []),
    ("A nurse who sheltered with 40 others in the cellar of a clinic told of it.", []),
    ("The hospital has 200 beds and 30 doctors.", []),
    ("More than 20 ambulances took them to hospitals in the city.", []),
    ("Two bodies were taken to the hospital.", [("killed", 2, False)]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0][:40] for c in CASES])
def test_figures_of_a_state(text: str, expected: list[tuple[str, int, bool]]) -> None:
    drafts = find_quantities(parse_sentences(load_nlp(), split_sentences(text)), text=text)
    assert [(d.kind, d.value, d.subset_of is not None) for d in drafts] == expected


DATELINES = [
    ("QUITO, April 23 - At least seven people died.", "QUITO, April 23 - "),
    ("OUAGADOUGOU (Agencies) - Around 20 people died.", "OUAGADOUGOU (Agencies) - "),
    ("Bogota, 15 Jan 90 (DPA) -- [text] In an action", "Bogota, 15 Jan 90 (DPA) -- [text] "),
    ("PORT-AU-PRINCE, Haiti (AP) — Gunmen", "PORT-AU-PRINCE, Haiti (AP) — "),
    ("IMPHAL, Jan 13: At least two", "IMPHAL, Jan 13: "),
    ("(CNN) — At least two", "(CNN) — "),
    ("(CNN)At least two", "(CNN)"),
    ("Beirut — Israeli strikes", "Beirut — "),
    ("Three people - two men and a boy - died", ""),
    ("Kyiv: two dead", ""),
    ("Mortar shells – Two people died", ""),
    ("At least 20 people -- most of them women -- died", ""),
    ("The dead: Ali, 4", ""),
]


@pytest.mark.parametrize(("text", "head"), DATELINES, ids=[c[0][:30] for c in DATELINES])
def test_dateline_is_told_from_the_sentence(text: str, head: str) -> None:
    assert text[: dateline_length(text)] == head


def test_offsets_hold_behind_a_dateline() -> None:
    text = "QUITO, April 23 - At least seven people died and five are missing."
    (parsed,) = parse_sentences(load_nlp(), split_sentences(text))
    for token in parsed.doc:
        start, end = parsed.span(token)
        assert text[start:end] == token.text
    assert [(d.kind, d.value) for d in find_quantities([parsed], text=text)] == [("killed", 7), ("missing", 5)]
