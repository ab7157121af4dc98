"""Figures: value, qualifier, sense and relation, by table; and the laws that hold for any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events.numbers import Figure, find_figures


def one(text: str) -> Figure:
    figures = find_figures(text)
    assert len(figures) == 1, figures
    return figures[0]


VALUES = [
    ("24 people died", (24, 24, 24, "exact"), "24"),
    ("twenty-four people died", (24, 24, 24, "exact"), "twenty-four"),
    ("twenty four people died", (24, 24, 24, "exact"), "twenty four"),
    ("nearly 100 missiles", (None, 100, 100, "nearly"), "nearly 100"),
    ("almost two hundred shells", (None, 200, 200, "nearly"), "almost two hundred"),
    ("just under 50 rockets", (None, 50, 50, "nearly"), "just under 50"),
    ("close to 30 houses", (None, 30, 30, "nearly"), "close to 30"),
    ("at least 4 dead", (4, 4, None, "at_least"), "at least 4"),
    ("no fewer than four dead", (4, 4, None, "at_least"), "no fewer than four"),
    ("not less than 12 dead", (12, 12, None, "at_least"), "not less than 12"),
    ("a minimum of four casualties", (4, 4, None, "at_least"), "a minimum of four"),
    ("12 or more people", (12, 12, None, "at_least"), "12 or more"),
    ("100+ people", (100, 100, None, "at_least"), "100+"),
    ("100-plus people", (100, 100, None, "at_least"), "100-plus"),
    ("over 100 injured", (100, None, None, "over"), "over 100"),
    ("more than a hundred injured", (100, None, None, "over"), "more than a hundred"),
    ("in excess of 1,000 homes", (1000, None, None, "over"), "in excess of 1,000"),
    ("about 70 drones", (None, 70, None, "about"), "about 70"),
    ("some 40 fighters", (None, 40, None, "about"), "some 40"),
    ("around 40 fighters", (None, 40, None, "about"), "around 40"),
    ("roughly 40 fighters", (None, 40, None, "about"), "roughly 40"),
    ("an estimated 3,000 fighters", (None, 3000, None, "about"), "an estimated 3,000"),
    ("a hundred or so villagers", (None, 100, None, "about"), "a hundred or so"),
    ("100-odd villagers", (None, 100, None, "about"), "100-odd"),
    ("up to 100 people", (None, None, 100, "up_to"), "up to 100"),
    ("as many as 60 people", (None, None, 60, "up_to"), "as many as 60"),
    ("no more than 60 people", (None, None, 60, "up_to"), "no more than 60"),
    ("fewer than ten people", (None, None, 10, "up_to"), "fewer than ten"),
    ("at least some 40 people", (40, 40, None, "at_least"), "at least some 40"),
    ("dozens of people", (24, None, None, "dozens"), "dozens"),
    ("scores of people", (40, None, None, "scores"), "scores"),
    ("hundreds of people", (200, None, None, "hundreds"), "hundreds"),
    ("thousands of people", (2000, None, None, "thousands"), "thousands"),
    ("tens of thousands of people", (20_000, None, None, "thousands"), "tens of thousands"),
    ("hundreds of thousands of people", (200_000, None, None, "thousands"), "hundreds of thousands"),
    ("several hundred people", (200, None, None, "hundreds"), "several hundred"),
    ("a few dozen people", (24, None, None, "dozens"), "a few dozen"),
    ("a couple of hundred people", (200, None, None, "hundreds"), "a couple of hundred"),
    ("a couple of people", (None, 2, None, "about"), "a couple of"),
    ("a few people", (None, None, None, "few"), "a few"),
    ("a handful of people", (None, None, None, "few"), "a handful of"),
    ("several people", (None, None, None, "several"), "several"),
    ("two dozen people", (24, 24, 24, "exact"), "two dozen"),
    ("a dozen people", (12, 12, 12, "exact"), "a dozen"),
    ("half a dozen people", (6, 6, 6, "exact"), "half a dozen"),
    ("half a million people", (500_000, 500_000, 500_000, "exact"), "half a million"),
    ("1.2 million people", (1_200_000, 1_200_000, 1_200_000, "exact"), "1.2 million"),
    ("one and a half million people", (1_500_000, 1_500_000, 1_500_000, "exact"), "one and a half million"),
    ("two hundred and five people", (205, 205, 205, "exact"), "two hundred and five"),
    ("three thousand four hundred people", (3400, 3400, 3400, "exact"), "three thousand four hundred"),
    ("12,345 people", (12_345, 12_345, 12_345, "exact"), "12,345"),
    ("12\u2009345 people", (12_345, 12_345, 12_345, "exact"), "12\u2009345"),
    ("12\u00a0345 people", (12_345, 12_345, 12_345, "exact"), "12\u00a0345"),
    ("12 000 people", (12_000, 12_000, 12_000, "exact"), "12 000"),
    ("1.200 people", (1200, 1200, 1200, "exact"), "1.200"),
    ("1.200.000 items", (1_200_000, 1_200_000, 1_200_000, "exact"), "1.200.000"),
    ("30k people", (30_000, 30_000, 30_000, "exact"), "30k"),
    ("between 10 and 15 people", (10, None, 15, "range"), "between 10 and 15"),
    ("10-15 people", (10, None, 15, "range"), "10-15"),
    ("10 – 15 people", (10, None, 15, "range"), "10 – 15"),
    ("10 to 15 people", (10, None, 15, "range"), "10 to 15"),
    ("three to five people", (3, None, 5, "range"), "three to five"),
    ("two or three people", (2, None, 3, "range"), "two or three"),
    ("10 to 15 million people", (10_000_000, None, 15_000_000, "range"), "10 to 15 million"),
    ("a pair of gunmen", (2, 2, 2, "exact"), "a pair of"),
    ("no one was hurt", (0, 0, 0, "exact"), "no one"),
    ("nobody was hurt", (0, 0, 0, "exact"), "nobody"),
    ("there were no casualties", (0, 0, 0, "exact"), "no"),
    ("no one else was hurt", (0, 0, 0, "exact"), "no one"),
]


@pytest.mark.parametrize(("text", "values", "span"), [c for c in VALUES if c[1]])
def test_value_qualifier_and_span(text: str, values: tuple[object, ...], span: str) -> None:
    figure = one(text)
    assert (figure.low, figure.best, figure.high, figure.qualifier) == values
    assert figure.text == span
    assert figure.sense == "count"


SENSES = [
    ("in 2022 the front moved", "2022", "year"),
    ("since February 2022 they fought", "2022", "year"),
    ("2000 people marched", "2000", "count"),
    ("in 1999 it ended", "1999", "year"),
    ("back in the 1980s", "1980", "year"),
    ("on Jan. 2 the siren", "2", "date"),
    ("on 2 January the siren", "2", "date"),
    ("on 2024-01-02 the siren", "2024", "date"),
    ("5 to 7 May it rained", "5", "date"),
    ("at 14:30 the siren", "14", "time"),
    ("at 6 a.m. the siren", "6", "time"),
    ("at 0600 GMT the siren", "0600", "time"),
    ("a 34-year-old woman", "34", "age"),
    ("a boy aged 12 died", "12", "age"),
    ("Olena Koval, 34, a nurse", "34", "age"),
    ("Olena Koval (34) was there", "34", "age"),
    ("he is 34 years old", "34", "age"),
    ("worth $12 million", "12 million", "money"),
    ("12 million dollars", "12 million", "money"),
    ("45% of them", "45", "percent"),
    ("45 per cent of them", "45", "percent"),
    ("10 km east of it", "10", "measure"),
    ("three miles away", "three", "measure"),
    ("a 500-kilogram bomb", "500", "measure"),
    ("7 tons of flour", "7", "measure"),
    ("155mm shells", "155", "calibre"),
    ("a 120-mm mortar", "120", "calibre"),
    ("an F-16 fighter", "16", "unit_name"),
    ("a Kh-101 missile", "101", "unit_name"),
    ("Shahed-136 drones", "136", "unit_name"),
    ("Shahed 136 drones", "136", "unit_name"),
    ("the 72nd Brigade", "72nd", "unit_name"),
    ("School No. 5 burned", "5", "unit_name"),
    ("on Route 9 near it", "9", "unit_name"),
    ("MH17 was lost", "17", "unit_name"),
    ("the 14th attack this week", "14th", "ordinal"),
    ("the third attack", "third", "ordinal"),
    ("for three days", "three", "duration"),
    ("a 24-hour curfew", "24", "duration"),
    ("two more weeks", "two", "duration"),
    ("a five-storey block", "five", "attribute"),
    ("two-thirds of it", "two", "rate"),
    ("one in five homes", "one", "rate"),
    ("shot three times", "three", "rate"),
    ("call 555-123-4567 now", "555", "phone"),
    ("they won 2-1 there", "2", "score"),
    ("one can see it", "one", "pronoun"),
    ("said that one civilian died", "one", "count"),
    ("said that one of them died", "one", "count"),
    ("this one is new", "one", "pronoun"),
    ("the only one left", "one", "pronoun"),
    ("one died in hospital", "one", "count"),
    ("one soldier died", "one", "count"),
    ("one of the soldiers died", "one", "count"),
    ("12 may have died", "12", "count"),
]


@pytest.mark.parametrize(("text", "number", "sense"), SENSES)
def test_sense(text: str, number: str, sense: str) -> None:
    by_number = {text[f.number_start : f.number_end]: f.sense for f in find_figures(text)}
    assert by_number.get(number) == sense, find_figures(text)


RELATIONS = [
    ("27 of 36 drones were downed", [(27, "subset"), (36, "of_total")]),
    ("27 out of 36 drones were downed", [(27, "subset"), (36, "of_total")]),
    ("about 70 of the nearly 100 missiles", [(70, "subset"), (100, "of_total")]),
    ("12 people, including three children", [(12, "whole"), (3, "subset")]),
    ("12 people, including at least three children", [(12, "whole"), (3, "subset")]),
    ("12 people, three of them children", [(12, "whole"), (3, "subset")]),
    ("40 rockets, of which 30 were stopped", [(40, "whole"), (30, "subset")]),
    ("one of the 12 soldiers", [(1, "subset"), (12, "of_total")]),
    ("a further three died", [(3, "additional")]),
    ("another 12 were hurt", [(12, "additional")]),
    ("12 others were hurt", [(12, "additional")]),
    ("12 more people were hurt", [(12, "additional")]),
    ("the toll rose from 12 to 19", [(12, "revised_from"), (19, "revised_to")]),
    ("the toll rose to 19 from 12", [(19, "revised_to"), (12, "revised_from")]),
    ("the toll stood at 19, up from 12", [(19, "whole"), (12, "revised_from")]),
    ("officials raised the toll to 19", [(19, "revised_to")]),
    ("the toll climbed to at least 19", [(19, "revised_to")]),
]


@pytest.mark.parametrize(("text", "expected"), RELATIONS)
def test_relation(text: str, expected: list[tuple[int, str]]) -> None:
    assert [(f.value, f.relation) for f in find_figures(text)] == expected


NOT_FIGURES = ["a man", "an hour ago", "many people", "everyone", "phone home", ""]


@pytest.mark.parametrize("text", NOT_FIGURES)
def test_no_figure(text: str) -> None:
    assert find_figures(text) == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("0123456789 ,.-–%$:abntwo oehudrifv\n\u2009'/()"), max_size=80))
def test_spans_are_verbatim_ordered_and_apart(text: str) -> None:
    figures = find_figures(text)
    for figure in figures:
        assert text[figure.start : figure.end] == figure.text
        assert figure.start <= figure.number_start < figure.number_end <= figure.end
        bounds = [v for v in (figure.low, figure.best, figure.high) if v is not None]
        assert bounds == sorted(bounds)
    assert all(a.end <= b.start for a, b in pairwise(figures))


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=0, max_value=999_999_999))
def test_digits_with_and_without_separators_agree(value: int) -> None:
    grouped = one(f"{value:,} people")
    assert (grouped.low, grouped.best, grouped.high) == (value, value, value)
    assert one(f"{value:,} people".replace(",", "\u202f")).best == value


UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def spelled(value: int) -> str:
    if value < 20:
        return UNITS.split()[value]
    if value < 100:
        return TENS.split()[value // 10 - 2] + (f"-{UNITS.split()[value % 10]}" if value % 10 else "")
    if value < 1000:
        rest = f" and {spelled(value % 100)}" if value % 100 else ""
        return f"{UNITS.split()[value // 100]} hundred{rest}"
    rest = f" {spelled(value % 1000)}" if value % 1000 else ""
    return f"{spelled(value // 1000)} thousand{rest}"


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=1, max_value=999_999))
def test_number_words_are_read_back(value: int) -> None:
    assert one(f"{spelled(value)} people").best == value
