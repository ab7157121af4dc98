"""Where names of places may stand in a text: words, and the runs of words that the gazetteer knows.

One pass over the words; every run of up to six words that begins and ends like a name is looked up, all in one go.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.events.gazetteer import Gazetteer, Place, normalise
from pipeline.events.place_lexicon import PlaceLexicon, words_of

MAX_WORDS = 6
MAX_LETTERS = 60
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*|[\u0300-\u036f]+[^\W_]*(?:[\u0300-\u036f]+[^\W_]*)*")
_APOSTROPHES = frozenset("'’‘ʼ`´")
_HYPHENS = frozenset("-‐‑")
_ARTICLES = words_of("al el ad an ar as ash at az es ez ed il la le de del los las san santa o d l")
_LINKS = _ARTICLES | words_of(
    """
    of the and upon on in am der den dem im ob bei van von op aan het un i s y e ey eh du des les sur sous en au
    aux da do dos das di del della degli dei e a am ab bin ben ibn abu umm om ul us uz zum zur unter over by
    next under sub nad pod na pri
    """
)
_EXPAND = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "pt": "point", "sto": "santo", "sta": "santa"}
_SHORT = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,3}\Z")


@dataclass(slots=True)
class Words:
    """A text as words: parallel lists, so that a page costs little."""

    text: str
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """Normalised."""
    capital: list[bool] = field(default_factory=list)
    """Begins with a capital, or is of a script without capitals."""
    gaps: list[str] = field(default_factory=list)
    """How a word is joined to the one before: " " blank, "-" hyphen, "'" apostrophe, "." full stop, "" not at all."""
    first: list[bool] = field(default_factory=list)
    """Begins a sentence, so that its capital says nothing."""
    shouting: bool = False
    """The whole text is in capitals."""

    def word(self, i: int) -> str:
        return self.text[self.starts[i] : self.ends[i]]

    def at(self, offset: int) -> int:
        """The word that begins last at or before `offset`; -1 before the first."""
        return bisect_right(self.starts, offset) - 1

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(slots=True)
class Hit:
    """A run of words that may name a place."""

    begin: int
    """First word."""
    end: int
    """After the last word."""
    key: str
    rows: list[tuple[int, int]]
    """(gazetteer row, kind of name)."""
    aliases: tuple[Place, ...] = ()
    demonym: Place | None = None
    unknown: bool = False
    """Not in the gazetteer; the words around say that it is a place ("the village of NAME")."""
    abbreviation: bool = False
    """Stands behind a comma as the short form of a state."""


@lru_cache(maxsize=50_000)
def _key(word: str) -> str:
    return normalise(word)


def read_words(text: str, start: int = 0, stop: int | None = None) -> Words:
    """The words of `text` from `start` up to `stop`."""
    words = Words(text)
    starts, ends, keys, capitals = words.starts, words.ends, words.keys, words.capital
    gaps, firsts = words.gaps, words.first
    before = start
    letters = upper = 0
    for match in _WORD.finditer(text, start, len(text) if stop is None else stop):
        begin, end = match.span()
        if end - begin > MAX_LETTERS:
            before = end
            continue
        word = text[begin:end]
        gap = text[before:begin]
        if gap == " ":
            joint, first = " ", not starts
        else:
            if len(gap) > 4:
                gap = "\n\n" if "\n" in gap[:200] else "     "
            joint, first, dotted = _joint(gap)
            if dotted and _SHORT.search(text, max(0, before - 4), before):
                joint, first = ".", False
            first = first or not starts
        head = word[0]
        small = head.lower()
        starts.append(begin)
        ends.append(end)
        keys.append(_key(word))
        capitals.append(head != small or (head.isalpha() and small == head.upper()))
        gaps.append(joint)
        firsts.append(first)
        if end - begin > 1 and head.isalpha():
            letters += 1
            upper += word.isupper()
        before = end
    words.shouting = letters > 8 and upper > 0.6 * letters
    return words


@lru_cache(maxsize=4096)
def _joint(gap: str) -> tuple[str, bool, bool]:
    """How two words are joined, whether a sentence or the like begins, whether it may be the dot of a short word."""
    first = any(c in gap for c in '\n.!?"“”:;—([')
    dotted = gap in (".", ". ", ".\u00a0", ".-")
    if len(gap) == 1:
        if gap in "\u00a0\u202f":
            return " ", first, dotted
        if gap == "\n":
            return "\n", first, dotted
        if gap in _HYPHENS:
            return "-", first, dotted
        return ("'" if gap in _APOSTROPHES else ""), first, dotted
    if gap in ("  ", "' ", "’ "):
        return " ", first, dotted
    if gap in (" \n", "\n ", "\r\n"):
        return "\n", first, dotted
    return ("-" if gap == "- " else ""), first, dotted


def find_hits(words: Words, gazetteer: Gazetteer, lexicon: PlaceLexicon) -> list[Hit]:
    """The longest known names, from left to right, none overlapping another."""
    total = len(words)
    wanted: dict[str, int] = {}
    spans: list[list[tuple[int, str]]] = []
    for i in range(total):
        spans.append(_runs_from(words, i, wanted, lexicon) if _may_begin(words, i) else [])
    rows = gazetteer.lookup_keys(list(wanted))
    hits: list[Hit] = []
    i = 0
    while i < total:
        if not spans[i] and not (i and words.capital[i - 1]):  # no name, and no "Tex." behind one
            i += 1
            continue
        hit = _longest(words, i, spans[i], wanted, rows, lexicon)
        if hit is None:
            i += 1
        else:
            hits.append(hit)
            i = hit.end
    return _with_unknown(words, hits, lexicon)


_PLACE_OF = words_of("village town city hamlet settlement suburb township district municipality port county province")
_PLACE_AFTER = words_of(
    """
    village town hamlet settlement township neighborhood neighbourhood district raion commune municipality
    """
)
_NEAR = words_of("in near outside at around")


def _with_unknown(words: Words, hits: list[Hit], lexicon: PlaceLexicon) -> list[Hit]:
    """Names in no list that stand as a place: "the village of NAME", "NAME district", "near NAME, Texas"."""
    taken = [False] * (len(words) + 1)
    begins: dict[int, Hit] = {}
    for hit in hits:
        taken[hit.begin : hit.end] = [True] * (hit.end - hit.begin)
        begins[hit.begin] = hit
    more: list[Hit] = []
    i = 0
    total = len(words)
    while i < total:
        if taken[i] or not words.capital[i] or not _nameable(words, i, lexicon):
            i += 1
            continue
        end = i + 1
        while (
            end < min(total, i + 4)
            and words.gaps[end] in (" ", "-")
            and not taken[end]
            and _nameable(words, end, lexicon)
        ):
            end += 1
        if _stands_as_place(words, i, end, begins, lexicon):
            more.append(Hit(i, end, " ".join(words.keys[i:end]), [], unknown=True))
        i = end
    return sorted(hits + more, key=lambda hit: hit.begin) if more else hits


def _nameable(words: Words, i: int, lexicon: PlaceLexicon) -> bool:
    key = words.keys[i]
    if not words.capital[i] or len(key) < 3 or key.isdigit() or words.word(i).isupper():
        return False
    lists = (
        lexicon.stop,
        lexicon.body,
        lexicon.title,
        lexicon.common,
        lexicon.masthead,
        lexicon.division,
        lexicon.demonyms,
    )
    return not any(key in members for members in lists)


def _stands_as_place(words: Words, begin: int, end: int, begins: dict[int, Hit], lexicon: PlaceLexicon) -> bool:
    before = words.keys[begin - 1] if begin and words.gaps[begin] == " " else ""
    if before == "of" and begin >= 2 and words.keys[begin - 2] in _PLACE_OF and not words.capital[begin - 2]:
        return True
    if end < len(words) and words.gaps[end] == " " and words.keys[end] in _PLACE_AFTER and not words.capital[end]:
        return words.keys[begin] not in lexicon.first
    outer = begins.get(end)
    if before in _NEAR and outer is not None and outer.demonym is None:
        return words.text[words.ends[end - 1] : words.starts[end]] == ", "
    outer = begins.get(end + 1) or begins.get(end + 2)
    if before in _NEAR and outer is not None and outer.demonym is None and words.keys[end] == "in":
        return words.text[words.ends[end - 1] : words.starts[outer.begin]] in (" in ", " in the ")
    return False


def _may_begin(words: Words, i: int) -> bool:
    if words.capital[i]:
        return not (i and words.gaps[i] == "'" and words.keys[i] in ("s", "t", "re", "ve", "ll", "d", "m"))
    return (
        words.keys[i] in _ARTICLES
        and i + 1 < len(words)
        and words.gaps[i + 1] in ("-", "'", " ")
        and words.capital[i + 1]
    )


def _runs_from(words: Words, i: int, wanted: dict[str, int], lexicon: PlaceLexicon) -> list[tuple[int, str]]:
    """(end, key) of the runs that begin at word i; the keys are noted in `wanted`."""
    runs: list[tuple[int, str]] = []
    key = ""
    expanded = ""
    for j in range(i, min(i + MAX_WORDS, len(words))):
        if j > i:
            joint = words.gaps[j]
            if joint == "" or (joint == "." and words.first[j] and len(words.keys[j - 1]) > 3):
                break
            glue = "" if joint == "'" else " "
            key = f"{key}{glue}{words.keys[j]}"
            expanded = f"{expanded}{glue}{_EXPAND.get(words.keys[j], words.keys[j])}"
        else:
            key = words.keys[i]
            expanded = _EXPAND.get(key, key)
        if not words.capital[j]:
            if words.keys[j] not in _LINKS and not (j > i and words.gaps[j] in ("-", "'")):
                # a small word ends the name, but for names of our lists ("Zaporizhzhia nuclear power plant")
                if j > i and key in lexicon.aliases:
                    runs.append((j + 1, key))
                if not _continues(key, lexicon):
                    break
                continue
            if words.gaps[j] != "-" or words.keys[j] in ("based", "bound", "born"):
                continue
        if j == i and len(key) == 1:
            continue
        runs.append((j + 1, key))
        wanted.setdefault(key, len(wanted))
        if expanded != key:
            runs.append((j + 1, expanded))
            wanted.setdefault(expanded, len(wanted))
    return runs


def _continues(key: str, lexicon: PlaceLexicon) -> bool:
    return key in lexicon.alias_starts


def _longest(
    words: Words,
    i: int,
    runs: list[tuple[int, str]],
    wanted: dict[str, int],
    rows: list[list[tuple[int, int]]],
    lexicon: PlaceLexicon,
) -> Hit | None:
    if (short := _abbreviation(words, i, lexicon)) is not None:
        return short
    for end, key in reversed(runs):
        if end - i == 1 and key in lexicon.stop and key not in lexicon.aliases and key not in lexicon.demonyms:
            continue
        if words.keys[i] in ("the", "a") and key not in lexicon.with_article:
            continue
        if end - i > 1 and key in lexicon.stop:
            return None
        verbatim = words.text[words.starts[i] : words.ends[end - 1]]
        aliases = lexicon.aliases.get(key, ())
        spellings = lexicon.exact.get(key)
        if spellings is not None and (words.shouting or verbatim not in spellings):
            aliases = ()
            if verbatim.isupper() or key in lexicon.stop or words.shouting:
                continue
        demonym = lexicon.demonyms.get(key)
        found = rows[wanted[key]] if key in wanted else []
        if not (found or aliases or demonym):
            continue
        if _is_acronym(words, i, end, verbatim) and not aliases:
            continue
        return Hit(i, end, key, found, aliases, demonym)
    return None


def _is_acronym(words: Words, begin: int, end: int, verbatim: str) -> bool:
    """ELN, UNO: capitals of up to three letters inside ordinary text are a body, not a village."""
    return end - begin == 1 and not words.shouting and verbatim.isupper() and verbatim.isascii() and len(verbatim) <= 3


def _abbreviation(words: Words, i: int, lexicon: PlaceLexicon) -> Hit | None:
    """ "Tex." or "TX" behind a name and a comma, "Calif." behind the letter of a party, "S.C." behind an article."""
    if not i:
        return None
    between = words.text[words.ends[i - 1] : words.starts[i]]
    party = between == "-" and words.word(i - 1) in ("D", "R", "I")
    article = between == " " and words.keys[i - 1] in ("the", "in")
    if not (party or article or (words.capital[i - 1] and between == ", ")):
        return None
    text, key, end = words.text, words.keys[i], i + 1
    stop = words.ends[i]
    if (
        end < len(words)
        and words.gaps[end] == "."
        and len(key) == 1
        and len(words.keys[end]) <= 2
        and words.capital[end]
    ):
        key, stop = f"{key} {words.keys[end]}", words.ends[end]
        end += 1
    place = lexicon.abbreviations.get(key)
    if place is None:
        return None
    dotted = text[stop : stop + 1] == "."
    postal = not article and end == i + 1 and len(key) == 2 and text[words.starts[i] : stop].isupper()
    if not (party or postal or (dotted and (not article or end == i + 2))):
        return None
    return Hit(i, end, key, [], (place,), abbreviation=True)
