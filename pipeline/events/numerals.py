"""Numerals in English text: words and digits to values. No context: what a number counts is `numbers`' question.

Everything here is one pass over a flat list of tokens; nothing looks back or ahead without a bound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

TokenKind = Literal["digits", "word", "mark"]


def listed(text: str) -> list[str]:
    return text.split()


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[^\s\w]|_")
THIN = frozenset("\u00a0\u2009\u202f\u2007")
"""Blanks that group digits: no-break, thin, narrow no-break, figure space."""
DASHES = frozenset("-‐‑–—")

ONES = {
    w: n
    for n, w in enumerate(
        listed(
            """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
    """
        )
    )
}
TENS = {
    w: 10 * n
    for n, w in enumerate(
        listed(
            """
    twenty thirty forty fifty sixty seventy eighty ninety
    """
        ),
        2,
    )
} | {"fourty": 40}
SCALES = {
    "thousand": 1_000,
    "lakh": 100_000,
    "crore": 10_000_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
SHORT_SCALES = {"k": 1_000, "mn": 1_000_000, "mln": 1_000_000, "bn": 1_000_000_000}
PLURALS = {
    "dozens": (24, "dozens"), "scores": (40, "scores"), "hundreds": (200, "hundreds"),
    "thousands": (2_000, "thousands"),
    "millions": (2_000_000, "millions"), "billions": (2_000_000_000, "millions"),
}  # fmt: skip
_VAGUE_SCALES = {
    "dozen": "dozens",
    "hundred": "hundreds",
    "thousand": "thousands",
    "million": "millions",
    "score": "scores",
}
ORDINALS = {
    w: n
    for n, w in enumerate(
    listed(
    """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth
    """
),
        1,
    )
} | {
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80,
    "ninetieth": 90, "hundredth": 100, "thousandth": 1000, "millionth": 1_000_000,
}  # fmt: skip
FRACTIONS = frozenset(
    {
        "half",
        "halves",
        "third",
        "thirds",
        "quarter",
        "quarters",
        "fourth",
        "fourths",
        "fifth",
        "fifths",
        "tenth",
        "tenths",
    }
    | {"sixth", "sixths", "eighth", "eighths"}
)


class Token(NamedTuple):
    start: int
    end: int
    text: str
    low: str
    kind: TokenKind
    gap: str
    """What stands between the token before and this one: "" where they touch."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written. `first` and `last` are token indices, both included."""

    first: int
    last: int
    value: float
    vague: str | None = None
    """few, several, dozens, scores, hundreds, thousands, millions: then `value` is a lower bound."""
    ordinal: bool = False
    words: bool = False
    """Written in words (scale words after digits do not count)."""
    grouped: bool = False
    """With a thousands separator or a scale word: never a year."""


def tokenize(text: str) -> list[Token]:
    """Digit runs, letter runs (with an inner apostrophe) and single marks."""
    found: list[Token] = []
    before = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        piece = match[0]
        kind: TokenKind = "digits" if piece[0].isdigit() else "word" if piece[0].isalpha() else "mark"
        if kind == "digits" and not piece.isdecimal():
            kind = "mark"  # superscripts and the like: no value
        found.append(Token(start, end, piece, piece.lower().replace("’", "'"), kind, text[before:start]))
        before = end
    return found


STARTS = frozenset({*ONES, *TENS, *ORDINALS, *PLURALS, *words("tens a an several many half quarter hundred")})
"""Words that a numeral may begin with."""


def read_numeral(tokens: list[Token], i: int) -> Numeral | None:
    """The longest numeral that begins at token i, or None."""
    token = tokens[i]
    if token.kind == "digits":
        return _digits(tokens, i)
    if token.kind == "word":
        return _words(tokens, i)
    return None


def _at(tokens: list[Token], i: int) -> Token | None:
    return tokens[i] if 0 <= i < len(tokens) else None


def _low(tokens: list[Token], i: int) -> str:
    return tokens[i].low if 0 <= i < len(tokens) else ""


def _digits(tokens: list[Token], i: int) -> Numeral | None:
    token = tokens[i]
    if len(token.text) > 15:
        return None
    j = i
    digits = token.text
    grouped = False
    # "1,200", "1 200" with a thin blank, "12 000" with a plain one, "1'200"
    while len(digits) <= 12 and len(token.text) <= 3 and token.text[0] != "0":
        mark, group = _at(tokens, j + 1), _at(tokens, j + 2)
        if mark and group and mark.text in ",'" and not mark.gap and not group.gap and _is_group(tokens, j + 2):
            digits, j, grouped = digits + group.text, j + 2, True
        elif (
            mark
            and (mark.gap in THIN or (mark.gap == " " and _plain_blank_groups(tokens, i, j + 1)))
            and _is_group(tokens, j + 1)
        ):
            digits, j, grouped = digits + mark.text, j + 1, True
        else:
            break
    value = float(int(digits))
    dot, after = _at(tokens, j + 1), _at(tokens, j + 2)
    if dot and after and dot.text == "." and not dot.gap and after.kind == "digits" and not after.gap:
        second = _at(tokens, j + 3)
        more = second is not None and second.text == "." and not second.gap and _is_group(tokens, j + 4)
        if more and not grouped and _is_group(tokens, j + 2) and len(token.text) <= 3:
            # "1.200.000": dots that group
            while _low(tokens, j + 1) == "." and not tokens[j + 1].gap and _is_group(tokens, j + 2):
                digits, j, grouped = digits + tokens[j + 2].text, j + 2, True
            value = float(int(digits))
        elif (
            not grouped
            and _is_group(tokens, j + 2)
            and len(token.text) <= 3
            and token.text[0] != "0"
            and _people(tokens, j + 3)
        ):
            value, j, grouped = float(int(digits + after.text)), j + 2, True
        elif (
            second is None
            or second.text != "."
            or second.gap
            or _low(tokens, j + 4) == ""
            or tokens[j + 4].kind != "digits"
        ):
            value, j = float(f"{digits}.{after.text[:6]}"), j + 2
    return _scaled(tokens, i, j, value, grouped)


def _scaled(tokens: list[Token], i: int, j: int, value: float, grouped: bool) -> Numeral:
    """A scale word or an ordinal ending after digits: "1.2 million", "3 dozen", "30k", "72nd"."""
    scale = _at(tokens, j + 1)
    if scale and not scale.gap and scale.low in ("st", "nd", "rd", "th"):
        return Numeral(i, j + 1, value, ordinal=True)
    factor = 0
    last = j + 1
    if scale and scale.low in SCALES:
        factor = SCALES[scale.low]
    elif scale and scale.low in ("hundred", "dozen"):
        factor = 100 if scale.low == "hundred" else 12
    elif scale and not scale.gap and scale.low in SHORT_SCALES:
        factor = SHORT_SCALES[scale.low]
    elif scale and scale.text == "-" and not scale.gap and _low(tokens, j + 2) in SCALES:
        factor, last = SCALES[_low(tokens, j + 2)], j + 2
    if factor and value < 1e6:
        return Numeral(i, last, value * factor, grouped=True)
    return Numeral(i, j, value, grouped=grouped)


def _is_group(tokens: list[Token], i: int) -> bool:
    token = _at(tokens, i)
    following = _at(tokens, i + 1)
    return (
        token is not None
        and token.kind == "digits"
        and len(token.text) == 3
        and not (
            following is not None
            and following.kind == "word"
            and not following.gap
            and following.low not in SHORT_SCALES
        )
    )


def _plain_blank_groups(tokens: list[Token], first: int, group: int) -> bool:
    """ "12 000 people": only where nothing before says that the first digits are a day, a year or a name."""
    before = _at(tokens, first - 1)
    if before is None:
        return True
    return (
        not (before.kind == "word" and before.text[0].isupper())
        and before.text not in ".,:-/"
        and tokens[group].text[-2:] == "00"
    )


def _people(tokens: list[Token], i: int) -> bool:
    """Is token i a plural noun such as people? Then "1.200" before it cannot be a decimal."""
    word = _low(tokens, i)
    return word in (
        "people",
        "civilians",
        "soldiers",
        "troops",
        "refugees",
        "residents",
        "men",
        "women",
        "children",
        "dead",
        "killed",
    )


def _words(tokens: list[Token], i: int) -> Numeral | None:
    low = tokens[i].low
    vague = _vague(tokens, i)
    if vague is not None:
        return vague
    if low == "half":
        return _half(tokens, i)
    if (
        low == "quarter"
        and _low(tokens, i + 1) == "of"
        and _low(tokens, i + 2) in ("a", "one")
        and _low(tokens, i + 3) in SCALES
    ):
        return Numeral(i, i + 3, SCALES[_low(tokens, i + 3)] / 4, words=True, grouped=True)
    if low in ("a", "an"):
        following = _low(tokens, i + 1)
        if following not in ("hundred", "thousand", "million", "billion", "dozen") and not (
            following == "score" and _low(tokens, i + 2) == "of"
        ):
            return None
        if _low(tokens, i + 2) in PLURALS:
            return None
        return _sum(tokens, i + 1, i, 1)
    if low in ONES or low in TENS or low == "hundred":
        return _sum(tokens, i, i, 0)
    if low in ORDINALS:
        return Numeral(i, i, ORDINALS[low], ordinal=True, words=True)
    return None


def _vague(tokens: list[Token], i: int) -> Numeral | None:
    """Dozens, hundreds of thousands, several hundred, a few dozen, a few, several, a handful, a couple, a pair."""
    low = tokens[i].low
    if low in PLURALS or low == "tens":
        return _plural(tokens, i)
    if low not in ("a", "several", "many"):
        return None
    words = (low, _low(tokens, i + 1), _low(tokens, i + 2))
    last, value, kind = -1, 0.0, ""
    if low in ("several", "many"):
        last, value, kind = i, 3, "several"
    elif words[1] in ("few", "handful"):
        last, value, kind = i + 1, 3, "few"
    elif words[1] == "couple":
        if words[2] in ("in", "and", "with", "who", "were", "was", "from", "have", "had", "both", "whose", ""):
            return None  # "a couple in their forties": two who are married
        last, value, kind = i + 1, 2, "couple"
    elif words[1] == "pair" and words[2] == "of":
        return Numeral(i, i + 2, 2, words=True)
    elif words[1] == "trio" and words[2] == "of":
        return Numeral(i, i + 2, 3, words=True)
    else:
        return None
    following = last + 1
    if _low(tokens, following) == "of" and words[1] in ("couple", "handful") and low == "a":
        following += 1
    scale = _low(tokens, following)
    if scale in _VAGUE_SCALES:
        if scale == "score" and _low(tokens, following + 1) != "of":
            return None
        factor = {"dozen": 12, "hundred": 100, "score": 20}.get(scale) or SCALES[scale]
        end = following
        if scale == "hundred" and _low(tokens, following + 1) in SCALES:
            factor, end = factor * SCALES[_low(tokens, following + 1)], following + 1
        return Numeral(i, end, 2 * factor, vague=_VAGUE_SCALES[scale], words=True, grouped=True)
    if low == "many":
        return None  # "many people" gives no number
    if kind == "couple":
        return Numeral(i, following - 1, 2, vague="couple", words=True)
    return Numeral(i, following - 1 if kind == "few" and words[1] == "handful" else last, value, vague=kind, words=True)


def _plural(tokens: list[Token], i: int) -> Numeral | None:
    low = tokens[i].low
    scale = _low(tokens, i + 2) if _low(tokens, i + 1) == "of" else ""
    if low in ("tens", "hundreds") and scale in ("thousands", "millions", "billions"):
        base = PLURALS[scale][0] * (10 if low == "tens" else 100)
        return Numeral(i, i + 2, base, vague=PLURALS[scale][1], words=True, grouped=True)
    if low == "tens":
        return Numeral(i, i, 20, vague="dozens", words=True) if _low(tokens, i + 1) == "of" else None
    if low == "scores" and _low(tokens, i + 1) in (":", "and", ",", "for", "in", "a", "an", "at"):
        return None  # of a match, or the verb
    value, vague = PLURALS[low]
    return Numeral(i, i, value, vague=vague, words=True, grouped=True)


def _half(tokens: list[Token], i: int) -> Numeral | None:
    following = _low(tokens, i + 1)
    j = i + 2 if following in ("a", "-") else i + 1
    scale = _low(tokens, j)
    factor = SCALES.get(scale, 12 if scale == "dozen" else 0)
    return Numeral(i, j, factor / 2, words=True, grouped=True) if factor else None


def _sum(tokens: list[Token], i: int, first: int, start: float) -> Numeral | None:
    """Number words from token i on: "one hundred and twenty-three thousand". `start` is 1 after "a"."""
    total = 0.0
    current = start
    last = -1
    kind = ""  # of the word read last: unit, ten, hundred, scale
    grouped = False
    j = i
    while j < len(tokens):
        k = j
        if last >= 0:
            if tokens[j].text in DASHES and not tokens[j].gap and j + 1 < len(tokens) and not tokens[j + 1].gap:
                if (
                    not (kind == "ten" and ONES.get(_low(tokens, j + 1), 99) in range(1, 10))
                    and _low(tokens, j + 1) not in SCALES
                ):
                    break
                k = j + 1
            elif tokens[j].low == "and":
                if kind not in ("hundred", "scale") or not _and_goes_on(tokens, j + 1):
                    break
                k = j + 1
        word = tokens[k].low
        if (
            word in ONES
            and kind in ("", "hundred", "scale", "ten")
            and not (kind == "ten" and ONES[word] not in range(1, 10))
        ):
            if start and kind == "":
                break
            current, kind = current + ONES[word], "unit"
        elif word in TENS and kind in ("", "hundred", "scale") and not (start and kind == ""):
            current, kind = current + TENS[word], "ten"
        elif word == "hundred" and kind in ("", "unit", "ten"):
            current, kind, grouped = max(current, 1) * 100, "hundred", True
        elif word == "dozen" and kind in ("", "unit", "ten") and current:
            return Numeral(first, k, total + current * 12, words=True, grouped=True)
        elif word == "score" and current and kind in ("", "unit") and _low(tokens, k + 1) in ("of", "and"):
            return Numeral(first, k, total + current * 20, words=True, grouped=True)
        elif word in SCALES and (current or kind):
            total, current, kind, grouped = total + max(current, 1) * SCALES[word], 0, "scale", True
        elif word in ORDINALS and kind == "ten" and ORDINALS[word] < 10 and k > j:
            return Numeral(first, k, total + current + ORDINALS[word], ordinal=True, words=True)
        else:
            break
        last = k
        j = k + 1
        if kind == "" or total > 1e15:
            break
    if last < 0:
        return None
    value = total + current
    # "one and a half million", "a million and a half"
    if (
        [_low(tokens, last + n) for n in (1, 2, 3)] == ["and", "a", "half"]
        and _low(tokens, last + 4) in SCALES
        and not grouped
    ):
        return Numeral(first, last + 4, (value + 0.5) * SCALES[_low(tokens, last + 4)], words=True, grouped=True)
    return Numeral(first, last, value, words=True, grouped=grouped)


def _and_goes_on(tokens: list[Token], i: int) -> bool:
    """After "hundred and": a smaller number word that is not itself counted ("two hundred and five soldiers")."""
    word = _low(tokens, i)
    return word in TENS or (word in ONES and _low(tokens, i + 1) not in ("others", "more", "other"))
