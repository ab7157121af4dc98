"""What a number in the text is: a count, or part of a date, an age, a weapon's name, a telephone number ..."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from pipeline.events.numerals import DASHES, FRACTIONS, Numeral, Token, words

Sense = Literal[
    "count", "ordinal", "year", "date", "time", "age", "money", "percent", "measure", "calibre", "unit_name", "phone",
    "score", "duration", "rate", "attribute", "id", "pronoun",
]  # fmt: skip

_MONTHS = words(
    """
    january february march april may june july august september october november december jan feb mar apr jun
    jul aug sep sept oct nov dec
    """
)
_YEAR_BEFORE = words(
    """
    in since of by until till from before after during early late mid for the and through to between around
    about year spring summer autumn fall winter end beginning start ' back
    """
)
_CURRENCY = frozenset("$€£¥₴₽₹₪₩₦")
_CURRENCY_CODES = frozenset({"rs", "inr", "pkr", "usd", "eur", "ksh", "kes", "ugx", "php", "uah"})
_ATTACHED_UNITS = frozenset(
    {"mm", "cm", "m", "km", "kg", "kt", "mw", "kv", "ft", "g", "mph", "kph", "kw", "gw", "hp", "l", "km²"}
)
_MOSTLY_OTHER = frozenset({"m", "ha", "won", "rand", "real", "dong", "sets", "min", "am", "local", "games", "points"})
"""Units that are common words too: units only right after digits."""
_MONTH_VERBS = frozenset({"may", "march"})
_COMMON_NAMES = words(
    """
    line group part case point points km kilometer kilometre mile mine well house file team plant camp station
    road cell region
    """
)
"""Of the lexicon's numbered nouns, those that stand before a number by chance too: only in capitals."""
_COUNTED = words(
    """
    people persons civilians soldiers troops missiles drones rockets shells bombs men women children killed dead
    wounded injured others more policemen fighters militants refugees residents houses homes buildings deaths
    casualties victims aircraft uavs passengers workers students police were have had of
    """
)


PARENTS = words("father mother parent dad mum mom grandfather grandmother")
_VERBS_TOO = words("killed wounded injured had have were was left")
_AFTER_THE_ONE = words("of in that which who at on from near before after and but with by")


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, Any]:
    path = resources.files("pipeline.events") / "lexicons" / "quantities_numbers.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def phrases(section: str) -> dict[str, str]:
    """Phrase to qualifier."""
    return {phrase: qualifier for qualifier, listed in _lexicon()[section].items() for phrase in listed}


_UNITS: dict[str, Sense] = {word: sense for sense, listed in _lexicon()["units"].items() for word in listed}
_FORMATIONS = frozenset(_lexicon()["names"]["formations"])
_NUMBERED = frozenset(_lexicon()["names"]["numbered"])
_MODELS = frozenset(_lexicon()["names"]["models"])


def _low(tokens: list[Token], i: int) -> str:
    return tokens[i].low if 0 <= i < len(tokens) else ""


def of(text: str, tokens: list[Token], numeral: Numeral) -> Sense:
    """The sense of the numeral in its place. Looks at most six tokens to each side."""
    first, last = numeral.first, numeral.last
    attached = _attached(tokens, numeral)
    if attached is not None:
        return attached
    before, after = _low(tokens, first - 1), _low(tokens, last + 1)
    if before == "of" and _low(tokens, first - 2) in PARENTS:
        return "attribute"  # "a father of three"
    if before == "the" and _low(tokens, first) == "one" and after in _AFTER_THE_ONE:
        return "pronoun"  # "and the one of 1960"
    if numeral.ordinal:
        return _ordinal(tokens, numeral)
    if (
        before in _CURRENCY
        or before in _CURRENCY_CODES
        or after in _CURRENCY
        or (before == "us" and _low(tokens, first - 1) == "$")
    ):
        return "money"
    if _is_date(tokens, numeral):
        return "date"
    by_unit = _by_unit(tokens, numeral)
    if by_unit is not None:
        return by_unit
    if _is_age(tokens, numeral):
        return "age"
    if (after in FRACTIONS and after not in ("half", "quarter", "fourth")) or before in FRACTIONS:
        return "rate"
    if after == "in" and _low(tokens, last + 2) in (
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
    ):
        return "rate"
    if _is_name(text, tokens, numeral):
        return "unit_name"
    if _is_year(tokens, numeral):
        return "year"
    return "count"


def _attached(tokens: list[Token], numeral: Numeral) -> Sense | None:
    """What touches the number on the left or right decides: F-16, 155mm, 12-member, 14:30, 2024-01-02."""
    first, last = numeral.first, numeral.last
    token = tokens[first]
    digits = token.kind == "digits"
    before = tokens[first - 1] if first and not token.gap else None
    after = tokens[last + 1] if last + 1 < len(tokens) and not tokens[last + 1].gap else None
    beyond = tokens[last + 2] if after is not None and last + 2 < len(tokens) and not tokens[last + 2].gap else None
    if digits and before is not None:
        if before.kind == "word" or before.text == "_":
            return "unit_name"
        two = tokens[first - 2] if first > 1 and not before.gap else None
        if before.text in DASHES and two is not None:
            if two.kind == "word" and (two.text[0].isupper() or len(two.text) <= 2):
                return "unit_name"  # F-16, Kh-101
            if two.kind == "digits":
                return _digit_chain(tokens, first, last)
            if two.low in ("mid", "pre", "post"):
                return "year"
        if before.text in "+#/\\=@&":
            return "phone" if before.text == "+" else "id"
        if before.text in ".:,/" and two is not None and two.kind == "digits":
            return "time" if before.text == ":" else "date" if before.text != "," else "id"
        if before.text == ".":
            return "calibre"
    if after is None:
        return None
    if digits and after.kind == "word" and not numeral.ordinal:
        if after.low in ("am", "pm"):
            return "time"
        if after.low == "mm":
            return "calibre" if numeral.value >= 4 else "measure"
        if after.low in _ATTACHED_UNITS:
            return "measure"
        if after.low in ("s", "'s"):
            return "year" if 1000 <= numeral.value < 2100 or numeral.value % 10 == 0 else "attribute"
        if after.low in ("x", "h", "st", "nd", "rd", "th"):
            return "attribute"
        if after.low not in ("k", "mn", "bn", "mln") and numeral.last == numeral.first:
            return "unit_name"  # 9K720, 152b
    if after.text in DASHES and beyond is not None:
        if beyond.kind == "digits" and digits:
            return _digit_chain(tokens, first, last)
        if beyond.kind == "word":
            return _compound(tokens, last + 2)
    if digits and after.text in ":/." and beyond is not None and beyond.kind == "digits":
        return "time" if after.text == ":" else "date"
    if after.text == "%":
        return "percent"
    if after.text in "°′":
        return "measure"
    if after.text in "'\"" and beyond is not None and beyond.kind == "digits":
        return "measure"
    return None


def _compound(tokens: list[Token], i: int) -> Sense | None:
    """The word joined by a hyphen: "24-hour", "34-year-old", "155-mm", "12-member"; "100-odd" stays a count."""
    low = tokens[i].low
    if low in ("odd", "plus", "something", "to", "or", "and", "million", "billion", "thousand", "hundred"):
        return None
    if low in ("year", "month", "week", "day") and _low(tokens, i + 1) in DASHES and _low(tokens, i + 2) == "old":
        return "age"
    if low in FRACTIONS:
        return "rate"
    if low in ("mm", "millimeter", "millimetre", "caliber", "calibre"):
        return "calibre"
    if tokens[i - 1].text in "–—" and tokens[i].kind == "word":
        return None  # a dash that sets off, not one that joins
    return _UNITS.get(low, "attribute")


def _digit_chain(tokens: list[Token], first: int, last: int) -> Sense | None:
    """Digits joined by dashes: "10-15" is left to the range rule; more than two, or long ones, are no range."""
    a = first
    while (
        a >= 2
        and tokens[a - 1].text in DASHES
        and tokens[a - 2].kind == "digits"
        and not tokens[a].gap
        and not tokens[a - 1].gap
        and first - a < 8
    ):
        a -= 2
    b = last
    while (
        b + 2 < len(tokens)
        and tokens[b + 1].text in DASHES
        and tokens[b + 2].kind == "digits"
        and not tokens[b + 1].gap
        and not tokens[b + 2].gap
        and b - last < 8
    ):
        b += 2
    parts = [t.text for t in tokens[a : b + 1] if t.kind == "digits"]
    if (
        a
        and not tokens[a].gap
        and (
            tokens[a - 1].kind == "word"
            or (tokens[a - 1].text in DASHES and a > 1 and tokens[a - 2].kind == "word" and not tokens[a - 1].gap)
        )
    ):
        return "unit_name"
    if len(parts) == 3 and len(parts[0]) == 4 and int(parts[1]) <= 12:
        return "date"
    if len(parts) > 2:
        return "phone"
    if (
        len(parts) == 2
        and len(parts[0]) == 4
        and parts[0][:2] in ("19", "20")
        and (len(parts[1]) == 2 or parts[1][:2] in ("19", "20"))
    ):
        return "year"
    if len(parts) == 2 and parts[1].startswith("0") and parts[1] != "0":
        return "id"
    return None


def _ordinal(tokens: list[Token], numeral: Numeral) -> Sense:
    following = tokens[numeral.last + 1] if numeral.last + 1 < len(tokens) else None
    if following is None:
        return "ordinal"
    if following.low in _MONTHS or (following.low == "of" and _low(tokens, numeral.last + 2) in _MONTHS):
        return "date"
    if _low(tokens, numeral.first - 1) in _MONTHS:
        return "date"
    if following.low in _FORMATIONS and following.text[0].isupper():
        return "unit_name"
    return "ordinal"


def _is_date(tokens: list[Token], numeral: Numeral) -> bool:
    if numeral.words or numeral.grouped or not (1 <= numeral.value <= 31 and numeral.value.is_integer()):
        return False
    first, last = numeral.first, numeral.last
    before, after = _low(tokens, first - 1), _low(tokens, last + 1)
    if before == ".":
        before = _low(tokens, first - 2)
    if before in _MONTHS:
        # "on 23 September 28 bodies were found": the month has its day already
        has_day = first >= 2 and tokens[first - 2].kind == "digits" and len(tokens[first - 2].text) <= 2
        return not (has_day and _word(after))
    if after in _MONTHS:
        # "12 may have died": a month only in capitals
        return (after not in _MONTH_VERBS) or tokens[last + 1].text[0].isupper()
    # "2 to 5 May", "2 and 3 January"
    return (
        after in ("to", "and", "or", "-", "–")
        and _low(tokens, last + 3) in _MONTHS
        and tokens[last + 3].text[0].isupper()
        and tokens[last + 2].kind == "digits"
    )


def _by_unit(tokens: list[Token], numeral: Numeral) -> Sense | None:
    last = numeral.last
    after = _low(tokens, last + 1)
    if not after:
        return None
    if after in ("a", "p") and _low(tokens, last + 2) == "." and _low(tokens, last + 3) == "m":
        return "time"
    # "a year-old" is caught before; here "34 years old", "three more days", "50 square km"
    j = last + 1
    if (
        after in ("more", "consecutive", "straight", "full", "whole", "long", "successive", "and", "million", "billion")
        and _low(tokens, j + 1) in _UNITS
    ):
        if after == "and":
            return None
        j += 1
    if after == "per" and _low(tokens, last + 2) == "cent":
        return "percent"
    sense = _UNITS.get(_low(tokens, j))
    if sense is None or (_low(tokens, j) == "barrel" and _low(tokens, j + 1) in ("bomb", "bombs")):
        return None
    if sense == "duration" and _low(tokens, j + 1) == "old":
        return "age"
    if sense == "duration" and _low(tokens, j + 1) == "of" and _low(tokens, j + 2) == "age":
        return "age"
    if sense == "time":
        if after in ("local",) and _low(tokens, j + 1) != "time":
            return None
        return "time"
    if after in _MOSTLY_OTHER and tokens[numeral.first].kind != "digits":
        return None
    return sense


_AFTER_DAY = words("to and or at in on when by after before the as")


def _word(low: str) -> bool:
    return low.isalpha() and low not in _AFTER_DAY


def _after_aged(tokens: list[Token], at: int) -> bool:
    """Does the list of numbers that ends here begin with "aged"?"""
    for back in range(at, max(-1, at - _AGES), -1):
        if tokens[back].low in ("aged", "ages"):
            return True
        if tokens[back].kind != "digits" and tokens[back].low not in (",", "and", "to"):
            return False
    return False


_AGES = 24
"""Tokens of such a list."""


def _is_age(tokens: list[Token], numeral: Numeral) -> bool:
    first, last = numeral.first, numeral.last
    before, after = _low(tokens, first - 1), _low(tokens, last + 1)
    if before in ("aged", "age", "ages") or (
        before in ("between", "from", "of", "over", "under", "about")
        and _low(tokens, first - 2) in ("aged", "age", "ages")
    ):
        return True
    if _low(tokens, first - 2) in ("aged", "ages") and before in ("and", "to"):
        return True
    listed = {_low(tokens, first - 3), _low(tokens, first - 4), _low(tokens, first - 5)}
    if before in ("and", "to") and numeral.value <= 120 and listed & {"aged", "ages"}:
        return True
    if before in (",", "and", "to") and numeral.value <= 120 and _after_aged(tokens, first - 1):
        return True
    of = first - 2 if before in ("about", "around", "some", "nearly", "almost") else first - 1
    if _low(tokens, of) == "of" and _low(tokens, of - 1) in (
        "man",
        "woman",
        "boy",
        "girl",
        "child",
        "youth",
        "teenager",
    ):
        return after not in ("people", "men", "women", "children")  # "a man of 52", "a woman of about fifty"
    if numeral.words or numeral.grouped or not 0 < numeral.value <= 120 or numeral.last != numeral.first:
        return False
    if _ages_of_several(tokens, first):
        return True
    # "Olena Koval, 34, a nurse": a name, a comma, a number, a mark
    if before in (",", "(") and first >= 2 and after in (",", ")", ".", ";", "") and tokens[first].kind == "digits":
        name = tokens[first - 2]
        if before == "(" and after == ")":
            return name.kind == "word" and name.text[0].isupper() and name.low not in _MONTHS
        if name.kind == "word" and name.text[0].isupper() and name.low not in _MONTHS and after != ".":
            return True
        return name.low in (
            "man",
            "woman",
            "boy",
            "girl",
            "son",
            "daughter",
            "brother",
            "sister",
            "wife",
            "husband",
            "child",
        ) and after in (",", ")")
    return False


def _ages_of_several(tokens: list[Token], at: int) -> bool:
    """ "An elderly couple, 71 and 74, died", "two brothers (9 and 13)": a list of numbers alone behind people."""
    begin, end = at, at
    while begin > 0 and (tokens[begin - 1].kind == "digits" or tokens[begin - 1].low in (",", "(", "and")):
        begin -= 1
    while end + 1 < len(tokens) and (tokens[end + 1].kind == "digits" or tokens[end + 1].low in (",", "and")):
        end += 1
    inside = tokens[begin : end + 1]
    numbers = [t for t in inside if t.kind == "digits"]
    if begin == 0 or len(numbers) < 2 or inside[0].low not in (",", "(") or not any(t.low == "and" for t in inside):
        return False
    closed = inside[-1].low == "," or _low(tokens, end + 1) in (")", ".", ";", "")
    return closed and tokens[begin - 1].low in _SEVERAL


_SEVERAL = words(
    """
    couple couples brothers sisters sons daughters children boys girls twins men women siblings parents teenagers
    students cousins friends pupils kids grandchildren grandsons granddaughters spouses pensioners teens victims
    """
)


def _is_name(text: str, tokens: list[Token], numeral: Numeral) -> bool:
    first, last = numeral.first, numeral.last
    before = tokens[first - 1] if first else None
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if after is not None and after.low in _FORMATIONS and after.text[0].isupper() and not numeral.words:
        return True
    if before is None:
        return False
    if before.text == "." and first >= 2 and tokens[first - 2].low in ("no", "nos"):
        return tokens[first].kind == "digits"
    if before.text == "№":
        return True
    if before.low in ("no", "nos") or before.low in ("number", "numbers"):
        return tokens[first].kind == "digits" and before.low != "no"
    if before.low in _MODELS and (before.text[0].isupper() or before.text.isupper()):
        return not numeral.grouped
    if before.low in _NUMBERED and (before.text[0].isupper() or tokens[first].kind == "digits"):
        if before.low in _COMMON_NAMES and not before.text[0].isupper():
            return False
        return not numeral.grouped and not _counts(after)
    return False


def _counts(after: Token | None) -> bool:
    return after is not None and after.low in _COUNTED


def _is_year(tokens: list[Token], numeral: Numeral) -> bool:
    if numeral.words or numeral.grouped or numeral.last != numeral.first or len(tokens[numeral.first].text) != 4:
        return False
    if not 1000 <= numeral.value < 2100:
        return False
    after = tokens[numeral.last + 1] if numeral.last + 1 < len(tokens) else None
    before = _low(tokens, numeral.first - 1)
    if before in (".", ","):
        before = _low(tokens, numeral.first - 2) if _low(tokens, numeral.first - 2) in _MONTHS else before
    if before in _MONTHS:
        return True
    if tokens[numeral.first - 1].kind == "digits" and numeral.first >= 2 and _low(tokens, numeral.first - 2) in _MONTHS:
        return True
    if (
        numeral.first >= 2
        and before == ","
        and tokens[numeral.first - 2].kind == "digits"
        and _low(tokens, numeral.first - 3) in _MONTHS
    ):
        return True
    if before in ("in", "of", "since") and after is not None and after.low in _VERBS_TOO:
        return True  # "the quake of 2010 killed 526 people"
    if _counts(after):
        return False
    if numeral.value >= 1900:
        return True
    return before in ("in", "since", "of", "year")
