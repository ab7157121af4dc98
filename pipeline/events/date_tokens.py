"""Tokens, number words and the syntax node of the date grammar. One pass over the text, no backtracking."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pipeline.events.date_words import SMALL_NUMBERS, TENS, VAGUE_AMOUNTS

_TOKEN = re.compile(r"\d+(?:st|nd|rd|th|s)?(?![^\W\d_])|\d+|[^\W\d_]+|\S")

PhraseKind = Literal[
    "calendar", "weekday", "unit", "shift", "day", "quarter", "half", "season", "decade", "century", "holiday",
    "weekend", "week_of", "reference", "set", "duration", "time", "overnight", "last_hours", "refused",
]  # fmt: skip
Which = Literal["", "last", "next", "this", "previous", "following", "same"]


class Token(NamedTuple):
    """One word, number or sign with its code-point span."""

    low: str
    raw: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.raw[:1].isupper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What a date expression says, before it is counted from any day."""

    kind: PhraseKind
    rule: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    until: Phrase | None = None
    """The last day of a range."""
    inner: Phrase | None = None
    """What a shift counts from ("two days before Christmas")."""
    weekday: int | None = None
    which: Which = ""
    unit: str = ""
    amount: int | None = None
    """Units of a shift (negative: back) or of a duration; number of a quarter, half, decade or century."""
    vague: bool = False
    from_reference: bool = False
    """Counted from the date last named in the text instead of the day of publication."""
    name: str = ""
    """Holiday, season, PRESENT_REF and the like."""
    part: str = ""
    """TimeML part of the day or clock time, with its T."""
    mod: str = ""
    """START, MID, END."""
    bound: Literal["", "since", "until"] = ""
    prefer: Literal["", "past", "future"] = ""


Match = tuple["Phrase", int]
"""A phrase and the token after it."""


class Reader:
    """The tokens of one text, with what every rule needs."""

    def __init__(self, tokens: list[Token], strict: bool = True) -> None:
        self.tokens = tokens
        self.n = len(tokens)
        self.strict = strict
        self.depth = 0

    def low(self, i: int) -> str:
        return self.tokens[i].low if 0 <= i < self.n else ""

    def raw(self, i: int) -> str:
        return self.tokens[i].raw if 0 <= i < self.n else ""

    def glued(self, i: int) -> bool:
        """Whether token i stands right after the one before it."""
        return 0 < i < self.n and self.tokens[i].start == self.tokens[i - 1].end

    def _core(self, i: int) -> Match | None:
        raise NotImplementedError

    def _shift(self, i: int) -> Match | None:
        raise NotImplementedError


DASH = frozenset("-–—‑−")
REFUSED = Phrase(kind="refused", rule="impossible date")


def possible(phrase: Phrase) -> bool:
    """Whether the calendar has this day; without a year, 29 February is possible."""
    if phrase.month is None or phrase.day is None:
        return True
    if not 1 <= phrase.month <= 12 or phrase.day < 1:
        return False
    return phrase.day <= calendar.monthrange(phrase.year if phrase.year and phrase.year > 0 else 2024, phrase.month)[1]


def tokenize(text: str, start: int, end: int) -> list[Token]:
    return [
        Token(m.group().lower().replace("’", "'"), m.group(), m.start(), m.end())
        for m in _TOKEN.finditer(text, start, end)
    ]


def small_number(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """A cardinal up to 999 in digits or words at token i: (value, next token)."""
    word = tokens[i].low
    if word.isdecimal() and word.isascii() and len(word) <= 3:
        return int(word), i + 1
    if word in TENS:
        value, j = TENS[word], i + 1
        if j < len(tokens) and tokens[j].low == "-":
            j += 1
        if j < len(tokens) and 1 <= SMALL_NUMBERS.get(tokens[j].low, 0) <= 9:
            return value + SMALL_NUMBERS[tokens[j].low], j + 1
        return value, i + 1
    if word in SMALL_NUMBERS:
        return SMALL_NUMBERS[word], i + 1
    return None


def amount(tokens: list[Token], i: int) -> tuple[int | None, int] | None:
    """How many units: a number, "a", "a few", "a couple of", "half a". None for the value means unnamed many."""
    n = len(tokens)
    word = tokens[i].low
    if word in ("a", "an"):
        if i + 1 < n and tokens[i + 1].low in ("few", "couple", "dozen"):
            j = i + 2
            if j < n and tokens[j].low == "of":
                j += 1
            return {"couple": 2, "dozen": 12}.get(tokens[i + 1].low), j
        return 1, i + 1
    if word == "half" and i + 1 < n and tokens[i + 1].low in ("a", "an"):
        return None, i + 2
    if word in VAGUE_AMOUNTS:
        return None, i + 1
    return small_number(tokens, i)


def spelled_year(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """ "nineteen ninety-six", "two thousand (and) three", "twenty twenty-four"."""
    n = len(tokens)
    word = tokens[i].low
    if word in ("eighteen", "nineteen", "twenty") and i + 1 < n:
        head = {"eighteen": 1800, "nineteen": 1900, "twenty": 2000}[word]
        tail = small_number(tokens, i + 1)
        if tail and 10 <= tail[0] <= 99 and not tokens[i + 1].low.isdecimal():
            return head + tail[0], tail[1]
    if word == "two" and i + 1 < n and tokens[i + 1].low == "thousand":
        j = i + 2
        if j < n and tokens[j].low == "and":
            j += 1
        tail = small_number(tokens, j) if j < n else None
        if tail and not tokens[j].low.isdecimal() and tail[0] < 100:
            return 2000 + tail[0], tail[1]
        return 2000, i + 2
    return None
