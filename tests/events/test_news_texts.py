"""Whole texts: what is news and what is told beside it, round-ups, notes, titles, older events behind "N days after"."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.events import RuleEngine, load_engine, text_input
from pipeline.records import Mention

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def engine() -> RuleEngine:
    return load_engine()


def read(engine: RuleEngine, text: str) -> list[Mention]:
    return engine.read(text_input(text, "case", None).input)


def figures(mention: Mention) -> set[tuple[str, int | None]]:
    return {(q.kind, q.best if q.best is not None else q.low) for q in mention.quantities}


def test_what_lay_days_before_the_news_is_recalled_with_its_own_day(engine: RuleEngine) -> None:
    found = read(
        engine,
        " date 2025-03-25 Blast kills two in Lahore\n\n"
        "A bomb killed two people in a market in Lahore on Monday, police said.\n\n"
        "It came 16 days after a car bombing in Quetta killed 27 people.\n\n"
        "A day after a drone strike on Sumy killed five, missiles hit Kharkiv on Sunday and wounded nine.\n",
    )
    told = {next(p.name for p in m.places if p.role == "location"): m for m in found}
    assert (told["Lahore"].recency, told["Lahore"].event_date_start) == ("current", date(2025, 3, 24))
    assert (told["Quetta"].recency, told["Quetta"].event_date_start) == ("background", date(2025, 3, 8))
    assert (told["Sumy"].recency, told["Sumy"].event_date_start) == ("background", date(2025, 3, 22))
    assert [p.name for p in told["Sumy"].places] == ["Sumy"]
    assert (told["Kharkiv"].recency, told["Kharkiv"].event_date_start) == ("current", date(2025, 3, 23))
    assert figures(told["Quetta"]) == {("killed", 27)}


def test_days_after_the_attack_itself_are_no_older_event(engine: RuleEngine) -> None:
    found = read(
        engine,
        " date 2025-03-27 Lahore blast: third death\n\n"
        "A bomb killed two people in a market in Lahore on Monday, police said.\n\n"
        "Two days after the attack, a man died of his wounds.\n",
    )
    assert {m.recency for m in found} == {"current"}


ROUND_UP = (
    " date 2025-09-22 The week in brief\n\n"
    "In Guayaquil, Ecuador, dock workers held a protest over pay last Thursday.\n\n"
    "Floods in Herat, Afghanistan, killed 15 people on Saturday.\n\n"
    "Drones and missiles killed 43 people in Chernihiv on Sunday.\n\n"
    "In Athens, Greece, police arrested 31 suspects on Saturday.\n\n"
    "In Arequipa, Peru, a suicide bomber killed 3 people.\n\n"
    "In Basra, Iraq, a factory fire killed four workers on Tuesday.\n"
)


@pytest.mark.parametrize(
    ("place", "event_type", "toll"),
    [
        ("Guayaquil", "PROTEST", set()),
        ("Herat", "DISASTER", {("killed", 15)}),
        ("Chernihiv", "ASSAULT", {("killed", 43)}),
        ("Athens", "COERCE", {("arrested", 31)}),
        ("Arequipa", "ASSAULT", {("killed", 3)}),
        ("Basra", "ACCIDENT", {("killed", 4)}),
    ],
)
def test_lines_of_a_round_up_keep_type_toll_and_day(
    engine: RuleEngine, place: str, event_type: str, toll: set[tuple[str, int]]
) -> None:
    (mention,) = [m for m in read(engine, ROUND_UP) if any(p.name == place for p in m.places)]
    assert mention.event_type == event_type
    assert figures(mention) == toll
    if place == "Arequipa":
        assert mention.date_basis == "publication"  # no day of another line


def test_a_note_on_the_text_is_no_event(engine: RuleEngine) -> None:
    found = read(
        engine,
        " date 2025-09-22 Blast in Lahore\n\n"
        "A bomb killed 12 people in a market in Lahore on Sunday, police said.\n\n"
        "Correction: An earlier version of this article said that 15 people had been killed. The number is 12.\n",
    )
    assert [figures(m) for m in found] == [{("killed", 12)}]


def test_a_toll_that_only_the_title_sums_up_is_kept(engine: RuleEngine) -> None:
    found = read(
        engine,
        " date 2025-09-22 Seven killed as gunmen raid Nigerian village\n\n"
        "Gunmen attacked a village near Maru on Sunday. Four farmers were killed, a resident said.\n",
    )
    assert ("killed", 7) in figures(found[0])
    assert ("killed", 4) in figures(found[0])


def test_a_toll_below_a_title_that_tells_the_event(engine: RuleEngine) -> None:
    found = read(
        engine,
        " date 2025-09-22 Roadside device hits wedding minibus in Mali\n\n"
        "A minibus with guests of a wedding ran over a device on the track to Menaka on Saturday.\n\n"
        "At least seven passengers died on the spot.\n",
    )
    assert {("killed", 7)} == set().union(*(figures(m) for m in found))


ESSAY = (
    " date 2024-05-20 The long shadow of a famous case\n\n"
    "A man who held six women captive in his cellar is at the centre of a new book. The author never met him. "
    "She read the files of the court for years. The neighbours tortured themselves with questions. "
    "He killed two of the women, the files say. One of them was buried in a garden. "
    "The book tells how the police failed to see it. It is a sad story, and a long one.\n"
)


def test_a_text_that_names_no_day_reports_no_news(engine: RuleEngine) -> None:
    assert all(m.recency == "background" for m in read(engine, ESSAY))


def test_the_same_with_a_day_in_its_lead_is_news(engine: RuleEngine) -> None:
    text = ESSAY.replace(
        "He killed two of the women, the files say.", "He killed two women on Sunday, the police said."
    )
    assert any(m.recency == "current" for m in read(engine, text))


@pytest.mark.parametrize(
    "sentence",
    [
        "The mother of the singer praised the new album on Sunday.",
        "Tariffs have strengthened the firm's standing since Monday, an analyst said.",
        "On Sunday her fans called the show 'The Tortured Hearts of Summer' a triumph.",
    ],
)
def test_words_of_private_people_are_no_event(engine: RuleEngine, sentence: str) -> None:
    filler = "The hall was full. The music was loud. People sang along. The night was warm. It ended late."
    assert read(engine, f" date 2025-09-22 A concert\n\n{sentence} {filler}\n") == []


def test_a_ministry_that_blames_a_state_is_one(engine: RuleEngine) -> None:
    filler = "The talks were long. The hall was full. The doors were shut. The night was warm. It ended late."
    found = read(
        engine,
        f" date 2025-09-22 Kigali rejects charge\n\nThe Congolese government accused Rwanda on Sunday of sending troops. {filler}\n",
    )
    assert [m.event_type for m in found] == ["ACCUSE"]


@pytest.mark.parametrize(
    ("sentence", "own"),
    [
        ("Two suspects were arrested near the border.", False),
        ("The president used the holiday to round up suspected illegal immigrants.", True),
    ],
)
def test_arrests_below_an_attack(engine: RuleEngine, sentence: str, own: bool) -> None:
    found = read(
        engine,
        " date 2025-09-22 Blast in Lahore\n\nA bomb killed 12 people in a market in Lahore on Sunday, police said.\n\n"
        f"Shops stayed shut. The road was closed. Schools were empty. {sentence}\n",
    )
    assert (any(m.event_type == "COERCE" for m in found)) is own
    if not own:
        assert ("arrested", 2) in figures(found[0])


def test_news_without_a_day_that_says_who_tells_it(engine: RuleEngine) -> None:
    found = read(
        engine,
        " date 2025-03-25 Idlib under fire\n\n"
        "Artillery fire hit blocks of flats in Idlib, leaving three people dead, a hospital spokesman said.\n\n"
        "The shells fell near a market. Shops were burning. Rescuers searched the rubble. Nobody claimed the attack.\n\n"
        "It came 16 days after a car bombing in Quetta killed 27 people. The road is closed.\n",
    )
    assert [(m.recency, figures(m)) for m in found] == [("current", {("killed", 3)}), ("background", {("killed", 27)})]


@pytest.mark.parametrize(
    ("text", "event_type", "sub", "toll"),
    [
        (
            "A coach left the road near Puno on Sunday and fell into a gorge. Nine were wounded.",
            "ACCIDENT",
            "accident",
            9,
        ),
        ("A bus fell into a ravine near Puno on Sunday, killing six people.", "ACCIDENT", "accident", 6),
        ("Four people lost their lives near Puno on Sunday as a bus and a lorry collided.", "ACCIDENT", "accident", 4),
        ("A boundary wall came down in Puno on Sunday, killing four worshippers.", "ACCIDENT", "accident", 4),
        ("Lightning strikes killed 12 people in Bihar on Sunday.", "DISASTER", "disaster", 12),
        ("A house collapsed when a shell hit it in Goma on Sunday, killing three.", "ASSAULT", None, 3),
        (
            "An apartment block came down after a missile strike on Kharkiv on Sunday, killing three.",
            "ASSAULT",
            None,
            3,
        ),
        ("Gunmen opened fire on a bus near Puno on Sunday, killing six people.", "ASSAULT", None, 6),
        ("A man drove a car into a crowd in Puno on Sunday, killing six people.", "ASSAULT", None, 6),
        ("Six people were killed on a bus in Karachi on Sunday, police said.", "ASSAULT", None, 6),
    ],
)
def test_harm_is_of_the_kind_of_its_cause(
    engine: RuleEngine, text: str, event_type: str, sub: str | None, toll: int
) -> None:
    found = read(engine, f" date 2025-09-22 {text}\n")
    assert [m.event_type for m in found] == [event_type]
    assert sub in (None, found[0].sub_event_type)
    assert toll in {q.best for q in found[0].quantities}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The death toll from the shelling of Goma rose to six on Saturday.", None),
        ("On Saturday the number of people killed in a bombing in Goma climbed to 19.", None),
        ("Officials put the death toll from a quake in Goma at 40 on Saturday.", None),
        ("The death toll from Friday's earthquake in Goma reached 40 on Saturday.", date(2025, 9, 19)),
        ("At least nine passengers died when an overnight bus crashed in Goma on Saturday.", date(2025, 9, 20)),
    ],
)
def test_the_day_a_toll_was_counted_is_not_that_of_the_event(engine: RuleEngine, text: str, day: date | None) -> None:
    (found,) = read(engine, f" date 2025-09-22 {text}\n")
    assert found.date_basis == "publication" if day is None else found.event_date_start == day


def test_a_share_in_a_title_is_what_was_shot_down(engine: RuleEngine) -> None:
    found = read(
        engine,
        " date 2024-03-04 Air defence shoots down 22 of 28 drones overnight\n\n"
        "Air defence units shot down 22 of 28 Shahed-type drones that Russia launched overnight on Monday, the air force said.\n\n"
        "In Odesa, falling debris set a warehouse on fire. No one was hurt, the city's military administration said.\n",
    )
    told = [q for m in found for q in m.quantities]
    assert {(q.kind, q.best) for q in told} == {("intercepted", 22), ("launched", 28), ("injured", 0)}
    assert len([m for m in found if "Odesa" in {p.name for p in m.places}]) == 1


NOBODY_DID = [
    "No group has claimed responsibility.",
    "No one has claimed responsibility for it so far.",
    "None of the parties has signed the accord.",
    "Nobody accepted the offer of a truce.",
    "No sanctions were imposed on the company.",
    "The two sides have yet to sign an agreement.",
    "The text contains no date for a withdrawal of the rebels.",
    "The nurses stayed put despite a heavy downpour.",
    "The clerks have gone without wages since March and demand their pay.",
]


@pytest.mark.parametrize("sentence", NOBODY_DID)
def test_what_nobody_did_is_no_event(engine: RuleEngine, sentence: str) -> None:
    found = read(
        engine, f" date 2024-05-06 Report from Lagos\n\nOfficials spoke to reporters on Monday.\n\n{sentence}\n"
    )
    assert not [m for m in found if m.modality in ("occurred", "ongoing") and m.recency == "current"]


def test_nobody_is_a_toll_of_an_attack_that_took_place(engine: RuleEngine) -> None:
    (found,) = read(
        engine, " date 2024-05-06 Drones over Odesa\n\nDrones struck a depot in Odesa on Sunday. Nobody was hurt.\n"
    )
    assert (found.modality, figures(found)) == ("occurred", {("injured", 0)})


SAID_ON = [
    ("Israel and Iran have agreed on a ceasefire, the president announced late on Sunday.", "AGREE", date(2024, 5, 5)),
    ("The two ministers on Saturday signed a declaration of principles in Doha.", "AGREE", date(2024, 5, 4)),
    ("Nurses sat on a dharna at the ministry on Sunday, demanding their wages.", "PROTEST", date(2024, 5, 5)),
]


@pytest.mark.parametrize(("sentence", "kind", "day"), SAID_ON)
def test_what_is_done_by_saying_it_has_the_day_it_was_said(
    engine: RuleEngine, sentence: str, kind: str, day: date
) -> None:
    found = read(engine, f" date 2024-05-07 News in brief\n\n{sentence}\n")
    assert (kind, day) in {(m.event_type, m.event_date_start) for m in found}
    assert {m.modality for m in found if m.event_type == kind} == {"occurred"}


BLASTS = [
    ("Twelve people died in an explosion at a mosque in Peshawar on Sunday.", "ASSAULT"),
    ("Eight workers died on Sunday in a blast at a fireworks factory in Sivakasi.", "ACCIDENT"),
    ("The death toll from the blast in Kabul rose to 19 on Sunday.", "ASSAULT"),
]


@pytest.mark.parametrize(("sentence", "kind"), BLASTS)
def test_a_blast_is_of_the_kind_that_its_place_tells(engine: RuleEngine, sentence: str, kind: str) -> None:
    found = read(engine, f" date 2024-05-06 News in brief\n\n{sentence}\n")
    assert {m.event_type for m in found} == {kind}
