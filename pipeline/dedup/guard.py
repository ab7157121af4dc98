"""Telling a copy from a bulletin that fills the same form with another day's figures.

Both share most of their word 3-grams. A copy keeps what stands in the places that a form would fill: numbers,
days, names. A bulletin changes them. So the texts are laid side by side by the words around each filled place,
and what stands in the same place is compared.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

_TOKEN = re.compile(r"\d(?:[\d.,:]{0,14}\d)?|[^\W\d_]+(?:['’][^\W\d_]{1,3})?|[.!?]", re.UNICODE)
_ENDS = frozenset(".!?")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
    *("november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec"),
)
_DAY_WORDS: Mapping[str, str] = {name: name[:3] for name in _WEEKDAYS + _MONTHS}
_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_TENS = ("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBER_WORDS: Mapping[str, str] = {word: str(value) for value, word in enumerate(_UNITS)} | {
    word: str(value * 10) for value, word in enumerate(_TENS, 3)
}
_CONTEXT = 2
_ALIKE = 0.6
"""Two spellings of one name (Kyiv, Kiev; Zelensky, Zelenskyy) share more of their letters than this."""


class Slot(Enum):
    """What a form fills in."""

    NUMBER = "number"
    DAY = "day"
    NAME = "name"


def same_form_other_facts(one: str, other: str) -> bool:
    """True where two similar texts differ as two bulletins do: other days, or mostly other numbers and names in the
    same places, or in nothing but those. Symmetric.
    """
    return other_facts(lay(one), lay(other))


def other_facts(first: Laid, second: Laid) -> bool:
    """`same_form_other_facts` of two texts that are laid out: a text that resembles hundreds is laid out once."""
    same: Counter[Slot] = Counter()
    changed: Counter[Slot] = Counter()
    for place, (kind, value) in first.filled.items():
        found = second.filled.get(place)
        if found is None or found[0] is not kind:
            continue  # reworded around here: says nothing
        (same if _agree(kind, value, found[1]) else changed)[kind] += 1
    total = changed.total()
    if total == 0:
        return False
    if changed[Slot.DAY] and changed[Slot.DAY] >= same[Slot.DAY]:
        return True
    if first.frame == second.frame:
        return True
    numbers = changed[Slot.NUMBER]
    if numbers >= 2 and numbers >= same[Slot.NUMBER]:
        return True
    return total >= 2 and total * 2 >= same.total()


@dataclass(frozen=True, slots=True)
class Laid:
    """A text as a frame of plain words and what fills the places between them."""

    filled: Mapping[tuple[str, ...], tuple[Slot, str]]
    frame: bytes
    """Digest of the plain words in any order: it is only asked whether two are equal."""


def lay(text: str) -> Laid:
    """Lay a text out, to be laid beside others."""
    filled: dict[tuple[str, ...], tuple[Slot, str]] = {}
    doubled: set[tuple[str, ...]] = set()
    words = list(_runs(text))
    plain = [word if kind is None else "\0" for kind, word in words]
    frame = "\0".join(sorted(word for word in plain if word != "\0"))
    padded = ["\1"] * _CONTEXT + plain + ["\1"] * _CONTEXT
    for index, (kind, value) in enumerate(words):
        if kind is None:
            continue
        at = index + _CONTEXT
        # The words on both sides; other filled places among them count as filled, whatever by.
        place = (*padded[at - _CONTEXT : at], kind.value, *padded[at + 1 : at + 1 + _CONTEXT])
        if place in filled:
            doubled.add(place)
        filled[place] = (kind, value)
    for place in doubled:  # a place that comes twice cannot be laid beside another text's
        del filled[place]
    return Laid(filled, hashlib.sha256(frame.encode()).digest())


def _runs(text: str) -> Iterator[tuple[Slot | None, str]]:
    """Words and filled places in order; neighbouring names are one place ("New York")."""
    name: list[str] = []
    begins = True
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in _ENDS:
            begins = True
            continue
        kind, value = _kind(token, begins)
        begins = False
        if kind is Slot.NAME:
            name.append(value)
            continue
        if name:
            yield Slot.NAME, " ".join(name)
            name.clear()
        yield kind, value
    if name:
        yield Slot.NAME, " ".join(name)


def _kind(token: str, begins: bool) -> tuple[Slot | None, str]:
    lowered = token.casefold()
    if token[0].isdigit():
        return Slot.NUMBER, token.replace(",", "").lstrip("0") or "0"
    if lowered in _NUMBER_WORDS:
        return Slot.NUMBER, _NUMBER_WORDS[lowered]
    if lowered in _DAY_WORDS and token[0].isupper() and (lowered != "may" or not begins):
        return Slot.DAY, _DAY_WORDS[lowered]
    if token[0].isupper() and not begins:
        return Slot.NAME, lowered
    return None, lowered


def _agree(kind: Slot, one: str, other: str) -> bool:
    if one == other:
        return True
    if kind is not Slot.NAME:
        return False
    shorter, longer = sorted((one, other), key=lambda name: (len(name), name))
    if set(shorter.split()) & set(longer.split()):
        return True  # a name with and without its title or first name
    return SequenceMatcher(None, shorter[:40], longer[:40], autojunk=False).ratio() > _ALIKE
