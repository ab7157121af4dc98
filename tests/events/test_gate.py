"""Which sentences are parsed: all that can report something, few of the rest."""

from __future__ import annotations

import pytest

from pipeline.events.gate import load_gate
from pipeline.events.patterns import words_of
from pipeline.events.sentences import split_sentences


def _chosen(text: str) -> list[str]:
    """Sentences that are parsed where those that may tell of something do."""
    sentences = split_sentences(text)
    forecast = load_gate().forecast(sentences, [words_of(s.text) for s in sentences])
    telling = forecast.telling
    return [sentences[i].text for i in sorted([*telling, *forecast.beside(telling)])] if telling else []


FILLER = "Shops opened at nine. The sun shone over the bay. Children played in the park. "
"""The lead is always read where it may say something: what is asked about stands below it."""


@pytest.mark.parametrize(
    "sentence",
    [
        "Gunmen attacked a village near Jos.",
        "A car-bomb went off in the market.",
        "Six bodies were found in a well.",
        "The death toll rose to 19.",
        "He was slain on his farm.",
        "Thousands fled their homes.",
        "The blast cost 24 lives.",
        "Workers marched through the capital against the new law.",
    ],
)
def test_what_may_report_something_is_read(sentence: str) -> None:
    assert sentence in _chosen(FILLER + sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The ministry has its seat in a white building by the river.",
        "She used the new road every day.",
        "The government became popular because of it.",
        "He was taken by the beauty of the valley.",
        "The country has two international airports.",
        "She went back to her village in 1998.",
    ],
)
def test_what_can_report_nothing_is_not_read(sentence: str) -> None:
    assert sentence not in _chosen(FILLER + sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Two of them were children.",
        "By noon the number was 12.",
        "A unit lost 30 men.",
        "Nine are under observation.",
        "Among the victims was Rosa Diaz.",
        "It hit 3 houses.",
    ],
)
def test_words_that_count_everywhere_are_read_near_something_grave(sentence: str) -> None:
    attack = "Gunmen killed farmers near Jos. "
    assert sentence not in _chosen(FILLER + sentence)
    assert sentence in _chosen(FILLER + attack + sentence)
    assert sentence in _chosen(FILLER + sentence + " " + attack)
    assert sentence not in _chosen(FILLER + attack + "The road is long and old. " * 9 + sentence)


def test_a_text_without_anything_telling_is_not_read_at_all() -> None:
    assert _chosen("The total price of them was 12 dollars. " + FILLER) == []


def test_things_count_where_weapons_are_named() -> None:
    stopped = "Of the 36, crews stopped 27."
    assert stopped not in _chosen(FILLER + "Gunmen came at night. " + stopped)
    assert stopped in _chosen(FILLER + "Drones struck at night. " + stopped)


def test_who_spoke_before_he_added_is_read() -> None:
    spoken = "Ana Ruiz, who is the mayor, told reporters about the fire in the hills."
    added = "He added that rebels had killed six farmers."
    assert spoken in _chosen(f"{FILLER}{spoken} {added}")
