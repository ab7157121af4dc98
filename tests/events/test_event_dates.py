"""Which date of a sentence is the day of an event in it."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from pipeline.events.dates import DateExpr, find_dates
from pipeline.events.event_dates import pointed, rank
from pipeline.events.nlp import load_nlp, parse_sentences
from pipeline.events.sentences import ParsedSentence, split_sentences

TUESDAY = date(2024, 1, 16)


@cache
def parse(text: str) -> ParsedSentence:
    (parsed,) = parse_sentences(load_nlp(), split_sentences(text))
    return parsed


def best_date(text: str, trigger: str) -> str | None:
    parsed = parse(text)
    event = next(t for t in parsed.doc if t.text == trigger)

    def tie(expr: DateExpr) -> float | None:
        inside = [t for t in parsed.doc if t.idx < expr.end and expr.start < t.idx + len(t.text)]
        return rank(next((t for t in reversed(inside) if t.head not in inside), inside[-1]), [event])

    ranked = [(r, e.start, e.text) for e in find_dates(text, TUESDAY) if (r := tie(e)) is not None]
    return min(ranked)[2] if ranked else None


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("Gunmen killed two guards on Friday.", "killed", "Friday"),
        ("On Friday, gunmen killed two guards.", "killed", "Friday"),
        ("Two guards were killed on Friday when a bomb exploded.", "exploded", "Friday"),
        ("Two guards were killed when a bomb exploded on Friday.", "killed", "Friday"),
        ("The attack took place on Friday.", "attack", "Friday"),
        ("The attack on Friday killed two guards.", "attack", "Friday"),
        ("The Jan. 2 raid left two dead.", "raid", "Jan. 2"),
        ("Troops carried out a raid on Friday.", "raid", "Friday"),
        ("Rebels stormed the town on Friday and killed two guards.", "killed", "Friday"),
        ("Police said on Monday that gunmen killed two guards on Friday.", "killed", "Friday"),
        # the day of the report, of the reaction, of the arrest
        ("Police said today that gunmen killed two guards.", "killed", None),
        ("The minister condemned today the murder of two guards.", "murder", None),
        ("Police on Monday arrested a man over the murder of two guards.", "murder", None),
        ("Two guards were killed, police said on Monday.", "killed", None),
        ("The murder was condemned on Monday.", "murder", None),
        # the day of another event
        ("After the 7 January vote gunmen killed two guards.", "killed", None),
    ],
)
def test_the_day_of_the_event(text: str, trigger: str, expected: str | None) -> None:
    assert best_date(text, trigger) == expected


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("A bomb went off. The explosion occurred at 2350 on 14 January.", {1: date(2024, 1, 14)}),
        ("Two died. The incident happened late Sunday.", {1: date(2024, 1, 14)}),
        ("Two died. The attack came after a vote on Sunday in the far north of the land and a long and bitter quarrel.", {1: date(2024, 1, 14)}),
        ("Two died. The attack was condemned on Sunday.", {}),
        ("Two died. The army attacked on Sunday.", {}),
        ("Two died. The explosion occurred last month.", {}),
    ],
)  # fmt: skip
def test_sentences_that_only_tell_when(text: str, days: dict[int, date]) -> None:
    sentences = split_sentences(text)
    dates: dict[int, list[DateExpr]] = {}
    for expr in find_dates(text, TUESDAY):
        dates.setdefault(next(s.index for s in sentences if s.start <= expr.start < s.end), []).append(expr)
    assert {k: e.date_start for k, e in pointed(sentences, dates).items()} == days


def test_below_a_dateline_today_is_its_day() -> None:
    text = "TRIPOLI, 12 Jan (AFP) -- Two men were shot today. They had been seized on Wednesday."
    found = [e.date_start for e in find_dates(text, TUESDAY) if not e.is_dateline]
    assert found == [date(2024, 1, 12), date(2024, 1, 10)]


def test_the_same_moment_in_another_zone_is_no_second_date() -> None:
    text = "It went off at 2230 on 11 January [0230 GMT on 12 January] near the port."
    assert [e.date_start for e in find_dates(text, TUESDAY)] == [date(2024, 1, 11)]


@pytest.mark.parametrize(
    ("sentence", "word", "before"),
    [
        ("The talks were called off in the aftermath of an attack on the port.", "attack", True),
        ("Police tightened controls following the bombing of a cafe.", "bombing", True),
        ("Preceding the raid on the depot, a barrage was fired at the airfield.", "barrage", True),
        ("Preceding the raid on the depot, a barrage was fired at the airfield.", "raid", False),
        ("A bomb killed six people at a market.", "bomb", False),
        ("The minister resigned, and following protests the bombing of the camp stopped.", "resigned", False),
    ],
)
def test_events_that_only_set_another_in_time(sentence: str, word: str, before: bool) -> None:
    from pipeline.events.event_dates import is_before

    assert is_before(sentence, sentence.index(word)) is before
