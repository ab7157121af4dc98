"""Actors: who is meant by a name, a title or a word; who did it, and to whom."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import EventError
from pipeline.events.actor_lexicon import load_actor_lexicon
from pipeline.events.actor_names import ActorBook, Identity
from pipeline.events.actors import as_records, find_actors
from pipeline.events.nlp import load_nlp, parse_sentences
from pipeline.events.sentences import ParsedSentence, split_sentences

DAY = date(2024, 1, 16)


@cache
def parse(text: str) -> list[ParsedSentence]:
    return parse_sentences(load_nlp(), split_sentences(text))


def describe(text: str, words: str, day: date | None = DAY) -> Identity:
    """Who the last occurrence of `words` in `text` is."""
    start = text.rindex(words)
    return ActorBook(text, load_actor_lexicon(), day).describe(start, start + len(words))


@pytest.mark.parametrize(
    ("words", "canonical", "country", "sector"),
    [
        ("Hamas fighters", "Hamas", "PSE", "REB"),
        ("FMLN guerrillas", "Farabundo Marti National Liberation Front", "SLV", "REB"),
        ("members of the Shining Path", "Shining Path", "PER", "REB"),
        ("suspected Boko Haram militants", "Boko Haram", "NGA", "REB"),
        ("al-Shabab", "Al-Shabaab", "SOM", "REB"),
        ("the U.N. Security Council", "United Nations Security Council", None, "IGO"),
        ("the IDF", "Israel Defense Forces", "ISR", "MIL"),
        ("Reuters", "Reuters", None, "MED"),
        ("the Kremlin", "Kremlin", "RUS", "GOV"),
        ("Russia", "Russia", "RUS", "GOV"),
        ("the US", "United States", "USA", "GOV"),
        ("Kyiv", "Ukraine", "UKR", "GOV"),
        ("Russian forces", "Armed forces of Russia", "RUS", "MIL"),
        ("the Ukrainian army", "Armed forces of Ukraine", "UKR", "MIL"),
        ("two Israeli soldiers", None, "ISR", "MIL"),
        ("Palestinians", None, "PSE", "CVL"),
        ("dozens of Palestinians", None, "PSE", "CVL"),
        ("Palestinian leaders", None, "PSE", "GOV"),
        ("the rebels", None, None, "REB"),
        ("masked men", None, None, "UAF"),
        ("five children", None, None, "CVL"),
        ("a police spokesman", None, None, "COP"),
        ("the leader of the rebels", None, None, "REB"),
        ("army officers", None, None, "MIL"),
        ("intelligence officials", None, None, "SPY"),
        ("a Turkish newspaper", None, "TUR", "MED"),
        ("refugees fleeing the war", None, None, "REF"),
        ("two doctors", None, None, "HLH"),
        ("the blue bicycle", None, None, None),
        ("is", None, None, None),
    ],
)
def test_names_and_words(words: str, canonical: str | None, country: str | None, sector: str | None) -> None:
    found = describe(f"It was {words}.", words)
    assert (found.canonical_name, found.country, found.sector) == (canonical, country, sector)


_MEETING = (
    "Russian President Vladimir Putin met Ukraine's Defence Minister Rustem Umerov. Lt. Col. Juan Perez Lopez left. "
    "The mayor, Carlos Ruiz, stayed. Ana Gomez, a spokeswoman for the police, spoke. Former president Luis Mora slept. "
)


@pytest.mark.parametrize(
    ("words", "canonical", "country", "sector"),
    [
        ("Putin", "Vladimir Putin", "RUS", "GOV"),
        ("the Russian president", "Vladimir Putin", "RUS", "GOV"),
        ("Umerov", "Rustem Umerov", "UKR", "GOV"),
        ("Perez", "Juan Perez Lopez", None, "MIL"),
        ("the mayor", "Carlos Ruiz", None, "GOV"),
        ("Ruiz", "Carlos Ruiz", None, "GOV"),
        ("Gomez", "Ana Gomez", None, "COP"),
        ("Mora", "Luis Mora", None, "ELI"),
        ("the French president", "Emmanuel Macron", "FRA", "GOV"),
    ],
)
def test_people_of_the_text(words: str, canonical: str, country: str | None, sector: str) -> None:
    found = describe(_MEETING + f"Then {words} wept.", words)
    assert (found.canonical_name, found.country, found.sector) == (canonical, country, sector)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("President Zelensky spoke in Kyiv. He left", "Volodymyr Zelenskyy"),
        ("Foreign Minister Ana Gomez met Putin. She left", "Ana Gomez"),
        ("The dam broke. He left", None),
    ],
)
def test_he_and_she_are_the_person_who_opened_a_sentence(text: str, canonical: str | None) -> None:
    assert describe(text, text.split()[-2]).canonical_name == canonical


@pytest.mark.parametrize(
    ("day", "holder"),
    [
        (date(1990, 3, 1), "George Bush"),
        (date(2023, 3, 1), "Joe Biden"),
        (date(2025, 3, 1), "Donald Trump"),
        (None, "Donald Trump"),
    ],
)
def test_an_office_has_its_holder_on_the_day(day: date | None, holder: str) -> None:
    assert describe("It was the American president.", "the American president", day).canonical_name == holder


def test_a_family_name_alone_counts_only_near_the_term() -> None:
    assert describe("Then Castillo met Barco.", "Barco", date(1989, 5, 1)).canonical_name == "Virgilio Barco"
    assert describe("Then Castillo met Barco.", "Barco", date(2024, 5, 1)).canonical_name is None


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "trigger", "actors", "targets"),
    [
        ("Russian forces shelled Kharkiv, killing two civilians.", "shelled", ["Russian forces"], []),
        (
            "Two policemen were killed by Shining Path guerrillas.",
            "killed",
            ["Shining Path guerrillas"],
            ["Two policemen"],
        ),
        ("Guerrillas who attacked the town killed three soldiers.", "killed", ["Guerrillas"], ["three soldiers"]),
        ("The bombing of the embassy by Hezbollah shook the city.", "bombing", ["Hezbollah"], ["embassy"]),
        ("Israel's air strikes on Gaza went on.", "strikes", ["Israel"], ["Gaza"]),
        ("A rebel attack left four soldiers dead.", "attack", ["rebel"], ["four soldiers"]),
        ("A Russian drone hit a school in Odesa.", "hit", ["Russian"], ["school"]),
        ("Missiles fired by the Houthis struck a tanker.", "struck", ["Houthis"], []),
        ("The FMLN launched an attack on the barracks.", "attack", ["FMLN"], []),
        ("The ELN claimed responsibility for the attack.", "attack", ["ELN"], []),
        ("Police blamed the bombing on the Taliban.", "bombing", ["Taliban"], []),
        ("The army suffered an ambush by insurgents.", "ambush", ["insurgents"], ["army"]),
        ("Hamas vowed to attack Israeli settlers.", "attack", ["Hamas"], ["Israeli settlers"]),
        ("The governor used the vote as a pretext to arrest activists.", "arrest", ["governor"], ["activists"]),
        ("Gunmen shot dead a journalist in Karachi.", "shot", ["Gunmen"], ["journalist"]),
        ("The mayor, Carlos Ruiz, was kidnapped by masked men.", "kidnapped", ["masked men"], ["mayor, Carlos Ruiz"]),
        ("Troops and police clashed with protesters in Dhaka.", "clashed", ["Troops", "police"], ["protesters"]),
        ("French and Egyptian warships shelled the port.", "shelled", ["French", "Egyptian warships"], []),
        ("France imposed sanctions on Iran.", "imposed", ["France"], ["Iran"]),
        ("Russia demanded that Turkey close the straits.", "demanded", ["Russia"], ["Turkey"]),
        ("President Zelensky accused Russia of murder.", "accused", ["President Zelensky"], ["Russia"]),
        ("A blast at a market wounded six shoppers.", "wounded", [], ["six shoppers"]),
        ("The storm damaged a bridge.", "damaged", [], []),
        ("A wave of attacks by rebels.", "attacks", ["rebels"], []),
    ],
)
def test_who_did_it_to_whom(text: str, trigger: str, actors: list[str], targets: list[str]) -> None:
    (parsed,) = parse(text)
    token = next(t for t in parsed.doc if t.text == trigger)
    found = find_actors(token, parsed, ActorBook(text, load_actor_lexicon(), DAY))
    assert [s.name for s, _ in found if s.role == "actor"] == actors
    assert [s.name for s, _ in found if s.role == "target"] == targets
    for span, _ in found:
        assert text[span.start : span.end] == span.name
        assert span.rule


@pytest.mark.model
def test_records_carry_spans_and_identity() -> None:
    text = "On Friday, Ukraine's air force shot down nine Russian drones."
    (parsed,) = parse(text)
    token = next(t for t in parsed.doc if t.text == "shot")
    rows = as_records(find_actors(token, parsed, ActorBook(text, load_actor_lexicon(), DAY)))
    assert next((r.role, r.name, r.country, r.sector) for r in rows) == ("actor", "Ukraine's air force", "UKR", "MIL")
    assert text[rows[0].start : rows[0].end] == rows[0].name


def test_a_user_adds_groups_roles_offices_and_leaders(tmp_path: Path) -> None:
    (tmp_path / "actors.toml").write_text(
        '[group.REB]\n"Free Hill Front" = ["UTO", "FHF"]\n[role]\nUAF = "hillman raider"\n'
        '[office]\n"high warden" = "GOV"\n[leader.UTO]\n"Ada Quill" = ["high warden", "2020-01", "", "Quill"]\n',
        encoding="utf-8",
    )
    lexicon = load_actor_lexicon(tmp_path)
    text = "FHF met Quill and some raiders."
    book = ActorBook(text, lexicon, DAY)
    assert book.describe(0, 3) == Identity("Free Hill Front", "UTO", "REB", "group")
    assert book.describe(8, 13).canonical_name == "Ada Quill"
    assert book.describe(18, 30).sector == "UAF"
    assert lexicon.holder("high warden", "UTO", DAY) is not None


@pytest.mark.parametrize("mistake", ["[group.REB", '[group.REB]\n"X" = ["nowhere"]', '[leader.UTO]\n"X" = ["a"]'])
def test_a_mistake_in_a_user_list_is_named(tmp_path: Path, mistake: str) -> None:
    (tmp_path / "actors.toml").write_text(mistake, encoding="utf-8")
    with pytest.raises(EventError):
        load_actor_lexicon(tmp_path)


_WORDS = "President|Vladimir|Putin|the|Russian|of|,|.|-|Hamas|U.N.|'s|he|de|La|Al|\u202e|🙂|\n|army|former|Київ|42|II"


@given(st.lists(st.sampled_from(_WORDS.split("|")), max_size=60).map(" ".join), st.data())
def test_any_text_can_be_read_and_asked(text: str, data: Any) -> None:
    book = ActorBook(text, load_actor_lexicon(), DAY)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = book.describe(start, end)
    assert found.country is None or len(found.country) == 3
    assert found == ActorBook(text, load_actor_lexicon(), DAY).describe(start, end)
