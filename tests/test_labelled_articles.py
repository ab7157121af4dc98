"""The labelled articles of benchmarks/labelled: the set agrees with itself, and the parser reads all of it."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipeline.dated_text import split_dated_text

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
FOLDER = BENCHMARKS / "labelled"
SCRIPT = BENCHMARKS / "accuracy_articles.py"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the benchmarks are not beside the tests")

STRATA = {"air_attack", "strike", "clash", "protest", "disaster", "coerce", "speech", "negative"}
WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
OTHER_WORDS = {
    0: r"\b(?:no|nobody|none|nor|neither|without|not|never|unhurt)\b",
    1: r"\ban?\b|\banother\b",
    12: r"\bdozen\b",
    24: r"\bdozens\b|\btwenty-four\b",
}
"""How a figure may be told besides its digits and its word; 1 is often a person and no number at all."""


def gold() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / "gold.jsonl").read_text(encoding="utf-8").splitlines()]


def text_of(article: dict[str, Any]) -> str:
    return (FOLDER / "texts" / f"{article['id']}.txt").read_text(encoding="utf-8")


def events() -> Iterator[tuple[dict[str, Any], str, dict[str, Any]]]:
    for article in gold():
        text = text_of(article)
        for event in article["events"]:
            yield article, text, event


def in_words(value: int) -> str:
    """Up to a million: "twenty-nine", "two hundred", "fourteen thousand"; "" for what nobody spells out."""
    if value < len(WORDS):
        return WORDS[value]
    if value < 100:
        return TENS[value // 10 - 2] + (f"-{WORDS[value % 10]}" if value % 10 else "")
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if value >= size and value % size == 0 and value // size < 100:
            return f"{in_words(value // size)} {name}"
    if 100 < value < 1000:
        first = "(?:a|one)" if value < 200 else in_words(value // 100)
        return f"{first} hundred(?: and)? {in_words(value % 100)}"
    return ""


def told(value: int, text: str) -> bool:
    """Whether a figure stands in a text, in digits or in words."""
    text = text.casefold()
    patterns = [rf"(?<![\d,.]){value:,}(?!\d|,\d)"]
    if word := in_words(value):
        patterns.append(rf"\b{word}(?:th|s)?\b")
    if value in (100, 1000):
        patterns.append(r"\b(?:a |one )?hundreds?\b" if value == 100 else r"\b(?:a |one )?thousands?\b")
    if value in OTHER_WORDS:
        patterns.append(OTHER_WORDS[value])
    return any(re.search(pattern, text) for pattern in patterns)


def test_every_text_has_its_line_and_every_line_its_text():
    ids = [article["id"] for article in gold()]
    assert len(ids) == len(set(ids)) == 183
    assert sorted(ids) == sorted(path.stem for path in (FOLDER / "texts").glob("*.txt"))
    assert {article["stratum"] for article in gold()} == STRATA


def test_every_text_begins_with_its_date_and_a_title():
    for article in gold():
        text = text_of(article)
        assert re.match(r" date \d{4}-\d\d-\d\d \S", text), article["id"]
        parts = split_dated_text(text)
        assert parts.published_date is not None, article["id"]
        assert text[parts.title_start : parts.title_end].strip(), article["id"]


def test_names_of_places_stand_in_the_text():
    for article, text, event in events():
        for place in event["places"]:
            assert place["name"] in text, (article["id"], place)
            assert place["role"] in {"location", "origin", "dateline"}, (article["id"], place)


def test_figures_stand_in_the_text():
    for article, text, event in events():
        for figure in event["quantities"]:
            main = figure["value"] if figure["value"] is not None else figure["low"]
            assert main is not None, (article["id"], figure)
            for value in (main, *figure["also_stated"]):
                assert told(value, text), (article["id"], figure["kind"], value)


def test_days_are_in_order_and_not_after_publication():
    for article, text, event in events():
        published = split_dated_text(text).published_date
        start, end = event["date_start"], event["date_end"]
        assert (start is None) == (end is None) == (event["date_precision"] == "unknown"), article["id"]
        if start is not None:
            assert date.fromisoformat(start) <= date.fromisoformat(end), article["id"]
            if event["modality"] == "planned" or event["date_precision"] in ("month", "year"):
                end = start  # what is to come, and the month or year that the article falls in
            assert date.fromisoformat(end) <= published or event["modality"] == "planned", article["id"]


def test_articles_without_a_current_event_have_none():
    for article, _, event in events():
        if article["stratum"] == "negative":
            assert event["recency"] == "background", article["id"]


@pytest.fixture(scope="module")
def measure() -> ModuleType:
    spec = importlib.util.spec_from_file_location("accuracy_articles_benchmark", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def article_of(measure: ModuleType, found: list[dict[str, Any]]) -> Any:
    """One article of two figures, one place and one day, with what was found in it."""
    toll = {"kind": "killed", "unit": "person", "value": 9, "low": None, "also_stated": [14]}
    bound = {"kind": "injured", "unit": "person", "value": None, "low": 24, "also_stated": []}
    event = {
        "type": "ASSAULT", "sub_type": None, "modality": "occurred", "recency": "current", "date_start": "2024-05-07",
        "date_end": "2024-05-08", "date_precision": "day", "places": [{"name": "OSLO", "role": "location"}],
        "quantities": [toll, bound],
    }  # fmt: skip
    return measure.Article("x", "strike", "A bomb went off.", (event,), tuple(found))


def mention(**changes: Any) -> dict[str, Any]:
    row = {
        "event_type": "ASSAULT", "modality": "occurred", "recency": "current", "event_date_start": "2024-05-07",
        "places": [{"name": "Oslo", "role": "location"}], "quantities": [], "confidence": 0.7,
        "evidence": "A bomb", "evidence_start": 0, "evidence_end": 6,
    }  # fmt: skip
    return row | changes


def figure(kind: str, best: int | None, low: int | None = None, scope: str = "incident") -> dict[str, Any]:
    return {"kind": kind, "best": best, "low": low, "high": None, "scope": scope}


@pytest.mark.parametrize(
    ("figures", "right", "wrong"),
    [
        ([figure("killed", 9), figure("injured", None, 24)], 2, 0),
        ([figure("killed", 9), figure("killed", 9)], 1, 0),
        ([figure("killed", 14)], 1, 0),
        ([figure("killed", 9), figure("killed", 14)], 1, 0),
        ([figure("killed", 8)], 0, 1),
        ([figure("killed", 8, scope="none")], 0, 0),
        ([figure("displaced", 8)], 0, 0),
    ],
)
def test_counts(measure: ModuleType, figures: list[dict[str, Any]], right: int, wrong: int):
    article = article_of(measure, [mention(quantities=figures)])
    wanted, found = measure.counts(article, measure.COUNTS)
    assert len(wanted) == 2
    assert (len(wanted & found), len(found - wanted)) == (right, wrong)


@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({}, True),
        ({"event_type": "PROTEST"}, False),
        ({"event_date_start": "2024-05-08", "places": []}, True),
        ({"event_date_start": "2024-05-06"}, True),
        ({"event_date_start": "2024-05-06", "places": []}, False),
        ({"event_date_start": None, "places": []}, False),
    ],
)
def test_a_mention_matches(measure: ModuleType, changes: dict[str, Any], right: bool):
    article = article_of(measure, [mention(**changes)])
    assert measure.matches(article.found[0], article.gold[0]) is right
    assert measure.reliability([article])[2]["right"] == float(right)


def test_a_span_that_does_not_cut_out_is_counted(measure: ModuleType):
    assert measure.spans(article_of(measure, [mention(), mention(evidence_end=7)])) == (1, 2)


@pytest.mark.model
def test_the_whole_set_is_read_and_every_span_is_verbatim(measure: ModuleType):
    result = measure.run(FOLDER)
    assert result["articles"] == 183
    assert result["spans_verbatim"]["of"] > 0
    assert result["spans_verbatim"]["n"] == result["spans_verbatim"]["of"]
    assert sum(row["mentions"] for row in result["reliability"]) == result["spans_verbatim"]["of"]
