"""The small pattern language of the lexicons: words in lower case, `*` for any ending, `a|b`, `..` for a gap.

Patterns are matched against a sentence's words, not its characters: time grows with words times patterns that
begin with one of them, never with a backtracking search.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"[^\W_]+(?:[-'’&][^\W_]+)*|\d+(?:-\d+)+")
GAP = 4
"""Words that `..` may pass over."""
_KEPT = 50_000
"""Words of which a set of patterns keeps what may begin with them."""


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, hyphened ones whole, possessives without their ending."""
    return [word[:-2] if word.endswith("'s") else word for word in map(_plain, _WORD.findall(text))]


def any_of(texts: Iterable[str], wild: Mapping[str, str] | None = None) -> str:
    """The source of a pattern that matches any of the texts, in capitals or not, the longer before its beginning.

    It says for each letter which ones may follow, so that a place where none of hundreds of texts stands costs a look
    at one letter; alternatives that are written out beside each other, with IGNORECASE, are all tried there.

    wild: characters that stand for a pattern of their own.
    """
    tree: dict[str, Any] = {}
    for text in texts:
        node = tree
        for letter in text.lower():
            node = node.setdefault(letter, {})
        node[""] = {}
    return _source(tree, wild or {})


def _source(node: Mapping[str, Any], wild: Mapping[str, str]) -> str:
    parts = [
        wild.get(letter, _either_case(letter)) + _source(after, wild)
        for letter, after in sorted(node.items())
        if letter
    ]
    if "" in node:
        parts.append("")
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})" if parts else ""


# as IGNORECASE has it: letters that have one of these for their capital or small form
_KIN = {"i": "\u0130\u0131", "k": "\u212a", "s": "\u017f"}


def _either_case(letter: str) -> str:
    forms = sorted({letter, letter.upper()})
    return f"[{''.join(forms)}{_KIN.get(letter, '')}]" if len(forms) > 1 else re.escape(letter)


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


@dataclass(frozen=True, slots=True)
class _Slot:
    exact: frozenset[str]
    prefixes: tuple[str, ...]
    gap_before: bool

    def accepts(self, word: str) -> bool:
        return word in self.exact or (bool(self.prefixes) and word.startswith(self.prefixes))


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of a lexicon, with what it stands for."""

    slots: tuple[_Slot, ...]
    label: str
    weight: float
    source: str

    def matches_at(self, words: Sequence[str], i: int) -> bool:
        """Whether the pattern begins at word `i` (whose first slot is known to fit)."""
        position = i + 1
        for slot in self.slots[1:]:
            last = min(position + (GAP if slot.gap_before else 0), len(words) - 1)
            while position <= last and not slot.accepts(words[position]):
                position += 1
            if position > last:
                return False
            position += 1
        return True


class PatternSet:
    """Patterns by their first word."""

    def __init__(self, lines: Iterable[tuple[str, float, str]]) -> None:
        self._exact: dict[str, list[Pattern]] = defaultdict(list)
        self._prefix: dict[str, list[tuple[str, Pattern]]] = defaultdict(list)
        self._known: dict[str, tuple[Pattern, ...]] = {}
        for label, weight, text in lines:
            pattern = Pattern(_slots(text), label, weight, text)
            for word in sorted(pattern.slots[0].exact):
                self._exact[word].append(pattern)
            for prefix in pattern.slots[0].prefixes:
                self._prefix[prefix[:3]].append((prefix, pattern))

    def find(self, words: Sequence[str]) -> dict[str, dict[str, float]]:
        """label to {pattern: weight}, each pattern once however often it occurs."""
        found: dict[str, dict[str, float]] = defaultdict(dict)
        known = self._known
        for i, word in enumerate(words):
            patterns = known.get(word)
            if patterns is None:
                patterns = self._beginning_with(word)
            for pattern in patterns:
                if pattern.matches_at(words, i):
                    found[pattern.label][pattern.source] = pattern.weight
        return found

    def _beginning_with(self, word: str) -> tuple[Pattern, ...]:
        """The patterns whose first word it may be; kept for the next time."""
        if len(self._known) >= _KEPT:
            self._known.clear()
        prefixed = (pattern for prefix, pattern in self._prefix.get(word[:3], ()) if word.startswith(prefix))
        found = self._known[word] = (*self._exact.get(word, ()), *prefixed)
        return found


def _slots(text: str) -> tuple[_Slot, ...]:
    slots: list[_Slot] = []
    gap = False
    for part in text.split():
        if part == "..":
            gap = True
            continue
        alternatives = part.split("|")
        prefixes = tuple(a[:-1] for a in alternatives if a.endswith("*") and len(a) > 3)
        exact = frozenset(a.rstrip("*") for a in alternatives if not (a.endswith("*") and len(a) > 3))
        slots.append(_Slot(exact, prefixes, gap))
        gap = False
    if not slots:
        raise ValueError(f"empty pattern: {text!r}")
    return tuple(slots)
