"""Attribution: who says so, and on which side."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from pipeline.events.actor_lexicon import load_actor_lexicon
from pipeline.events.actor_names import ActorBook, Identity
from pipeline.events.attribution import NO_ONE, Attribution, Sides, find_attribution, kind_of
from pipeline.events.nlp import load_nlp, parse_sentences
from pipeline.events.sentences import ParsedSentence, split_sentences

pytestmark = pytest.mark.model
UKRAINE_HIT = Sides(own_countries=frozenset({"UKR"}), enemy_countries=frozenset({"RUS"}))


@cache
def parse(text: str) -> list[ParsedSentence]:
    return parse_sentences(load_nlp(), split_sentences(text))


def claimant(text: str, figure: str, sides: Sides = UKRAINE_HIT, carried: Attribution = NO_ONE) -> Attribution:
    start = text.index(figure)
    parsed = next(p for p in parse(text) if p.start <= start < p.end)
    book = ActorBook(text, load_actor_lexicon(), date(2024, 1, 2))
    return find_attribution(parsed, start, start + len(figure), book, sides=sides, carried=carried)


@pytest.mark.parametrize(
    ("text", "figure", "name", "kind"),
    [
        ("Twelve people were killed, the regional governor said.", "Twelve", "regional governor", "own_official"),
        ("Ukraine's air force said it downed 27 drones.", "27", "Ukraine's air force", "own_official"),
        ("According to Ukraine's air force, 27 drones were shot down.", "27", "Ukraine's air force", "own_official"),
        ("As per Zelenskyy, nearly 100 missiles were fired.", "100", "Zelenskyy", "own_official"),
        ("At least 5 people died, said Oleh Marchuk, the regional governor.", "5", "Oleh Marchuk", "own_official"),
        ("Mayor Ivan Marchuk wrote on Telegram that 4 people were injured.", "4", "Mayor Ivan Marchuk", "own_official"),
        ("The ministry put the toll at 19.", "19", "ministry", "own_official"),
        ("Police reported 3 deaths near the river.", "3", "Police", "own_official"),
        ("Kyiv said 40 missiles were launched.", "40", "Kyiv", "own_official"),
        (
            "Russia's defence ministry said its forces killed 200 soldiers.",
            "200",
            "Russia's defence ministry",
            "enemy_official",
        ),
        (
            "Russia's defence ministry claimed to have destroyed 15 tanks.",
            "15",
            "Russia's defence ministry",
            "enemy_official",
        ),
        ("Moscow denied that 10 civilians were killed.", "10", "Moscow", "enemy_official"),
        ("A statement by the rebels said 30 soldiers were killed.", "30", "rebels", "enemy_official"),
        ("Reuters reported that 8 were hurt.", "8", "Reuters", "media"),
        ("Residents said 6 people were buried.", "6", "Residents", "witness"),
        ("Witnesses told AFP that 3 men fired.", "3", "Witnesses", "witness"),
        ("The UN says 11,000 civilians have been killed.", "11,000", "UN", "none"),
        ("The attack killed 9 people.", "9", None, "none"),
        ("The attack claimed 24 lives.", "24", None, "none"),
        # two claims in one sentence
        (
            "The toll rose to 14, officials said, while the army said 20 rebels had died.",
            "14",
            "officials",
            "own_official",
        ),
        ("The toll rose to 14, officials said, while the army said 20 rebels had died.", "20", "army", "own_official"),
    ],
)
def test_the_claimant_and_its_side(text: str, figure: str, name: str | None, kind: str) -> None:
    found = claimant(text, figure)
    assert (found.name, found.kind) == (name, kind)
    if found.start is not None:
        assert text[found.start : found.end] == found.name


def test_he_added_is_the_claimant_before() -> None:
    text = "Governor Ivan Marchuk said 3 people died. He added that 7 were hurt."
    assert claimant(text, "7").canonical_name == "Ivan Marchuk"


def test_they_said_is_the_claimant_before() -> None:
    before = claimant("Residents said 6 people were buried.", "6")
    after = claimant("They added that 7 were hurt.", "7", carried=before)
    assert (after.name, after.kind) == ("Residents", "witness")


def test_a_quotation_goes_on_without_a_new_claimant() -> None:
    before = claimant("Residents said 6 people were buried.", "6")
    assert claimant('"And 7 were hurt."', "7", carried=before).name == "Residents"
    assert claimant("And 7 were hurt.", "7", carried=before) == NO_ONE


@pytest.mark.parametrize(
    ("country", "sector", "sides", "kind"),
    [
        ("UKR", "GOV", UKRAINE_HIT, "own_official"),
        (None, "COP", UKRAINE_HIT, "own_official"),
        ("RUS", "MIL", UKRAINE_HIT, "enemy_official"),
        ("USA", "GOV", UKRAINE_HIT, "none"),
        (None, "IGO", UKRAINE_HIT, "none"),
        ("COL", "REB", Sides(frozenset({"COL"})), "enemy_official"),
        ("COL", "REB", Sides(frozenset({"COL"}), own_sectors=frozenset({"REB"})), "own_official"),
        ("COL", "MIL", Sides(frozenset({"COL"}), own_sectors=frozenset({"REB"})), "enemy_official"),
        ("COL", "MIL", Sides(frozenset({"COL"}), own_sectors=frozenset({"REB", "CVL"})), "own_official"),
    ],
)
def test_sides(country: str | None, sector: str, sides: Sides, kind: str) -> None:
    assert kind_of(Identity(None, country, sector, "role"), sides) == kind
