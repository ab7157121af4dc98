"""Tokens, number words and the syntax node of the date grammar. One pass over the text, no backtracking."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, overload

from pipeline.events.date_words import SMALL_NUMBERS, TENS, VAGUE_AMOUNTS

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:st|nd|rd|th|s)?(?![^\W\d_])|\d+|\S")

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


class Tokens(Sequence[Token]):
    """The tokens of text[start:end]. `lows` is what the grammar looks at; the rest is made on demand."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.spans = [m.span() for m in _TOKEN.finditer(text, start, end)]
        plain = text.replace("’", "'")
        self.lows = [plain[a:b].lower() for a, b in self.spans]

    def __len__(self) -> int:
        return len(self.spans)

    @overload
    def __getitem__(self, i: int) -> Token: ...
    @overload
    def __getitem__(self, i: slice) -> list[Token]: ...
    def __getitem__(self, i: int | slice) -> Token | list[Token]:
        if isinstance(i, slice):
            return [self[k] for k in range(*i.indices(len(self.spans)))]
        start, end = self.spans[i]
        return Token(self.lows[i], self.text[start:end], start, end)


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

    def __init__(self, tokens: Tokens, strict: bool = True) -> None:
        self.tokens = tokens
        self.lows = tokens.lows
        self.n = len(tokens)
        self.strict = strict
        self.depth = 0

    def low(self, i: int) -> str:
        return self.lows[i] if 0 <= i < self.n else ""

    def raw(self, i: int) -> str:
        return self.tokens[i].raw if 0 <= i < self.n else ""

    def glued(self, i: int) -> bool:
        """Whether token i stands right after the one before it."""
        return 0 < i < self.n and self.tokens.spans[i][0] == self.tokens.spans[i - 1][1]

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


def small_number(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """A cardinal up to 999 in digits or words at token i: (value, next token)."""
    word = tokens.lows[i]
    if word.isdecimal() and word.isascii() and len(word) <= 3:
        return int(word), i + 1
    if word in TENS:
        value, j = TENS[word], i + 1
        if j < len(tokens) and tokens.lows[j] == "-":
            j += 1
        if j < len(tokens) and 1 <= SMALL_NUMBERS.get(tokens.lows[j], 0) <= 9:
            return value + SMALL_NUMBERS[tokens.lows[j]], j + 1
        return value, i + 1
    if word in SMALL_NUMBERS:
        return SMALL_NUMBERS[word], i + 1
    return None


def amount(tokens: Tokens, i: int) -> tuple[int | None, int] | None:
    """How many units: a number, "a", "a few", "a couple of", "half a". None for the value means unnamed many."""
    n = len(tokens)
    word = tokens.lows[i]
    if word in ("a", "an"):
        if i + 1 < n and tokens.lows[i + 1] in ("few", "couple", "dozen"):
            j = i + 2
            if j < n and tokens.lows[j] == "of":
                j += 1
            return {"couple": 2, "dozen": 12}.get(tokens.lows[i + 1]), j
        return 1, i + 1
    if word == "half" and i + 1 < n and tokens.lows[i + 1] in ("a", "an"):
        return None, i + 2
    if word in VAGUE_AMOUNTS:
        return None, i + 1
    return small_number(tokens, i)


def spelled_year(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """ "nineteen ninety-six", "two thousand (and) three", "twenty twenty-four"."""
    n = len(tokens)
    word = tokens.lows[i]
    if word in ("eighteen", "nineteen", "twenty") and i + 1 < n:
        head = {"eighteen": 1800, "nineteen": 1900, "twenty": 2000}[word]
        tail = small_number(tokens, i + 1)
        if tail and 10 <= tail[0] <= 99 and not tokens.lows[i + 1].isdecimal():
            return head + tail[0], tail[1]
    if word == "two" and i + 1 < n and tokens.lows[i + 1] == "thousand":
        j = i + 2
        if j < n and tokens.lows[j] == "and":
            j += 1
        tail = small_number(tokens, j) if j < n else None
        if tail and not tokens.lows[j].isdecimal() and tail[0] < 100:
            return 2000 + tail[0], tail[1]
        return 2000, i + 2
    return None
