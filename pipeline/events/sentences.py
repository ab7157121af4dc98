"""Sentences with exact offsets, without a model: lines, datelines, abbreviations, quotes, headings.

Linear in the length of the text; no sentence is longer than `MAX_SENTENCE` characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.events.tree import Tree

MAX_SENTENCE = 1500
"""Characters. A longer run without an end is cut at a blank, so that parsing stays linear."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_END = re.compile(r"[.!?…。]+[\"'”’»)\]]{0,3}(?=\s|$|\[)|\.(?=[A-Z“][a-z])|;(?=\s+[A-Z])")
_ABBREVIATIONS = _words(
    """
    mr mrs ms dr prof sr jr st gen col lt maj capt cmdr adm sgt cpl pvt brig rev hon pres gov sen rep min amb insp supt
    messrs mmes dist dept div inc corp ltd co bros vs etc eg ie cf al approx est no nos fig vol pp ft mt ave blvd rd
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun
    spc pfc eng lic msgr fr gens cols drs sens reps govs
    """
)
_AFTER_NUMBER_ONLY = frozenset({"no", "nos", "p", "pp", "fig", "vol"})
_ABBREVIATION_MAY_END = _words(
    "jan feb mar apr jun jul aug sep sept oct nov dec inc corp ltd co etc jr sr sat sun mon fri est al"
)
_COMMON_STARTS = _words(
    "the a an in on at it he she they we i this that these those but and as after police there when while his her"
)
_DAYS = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december gmt est utc eastern moscow kyiv local"
)
_LAST_WORD = re.compile(r"[^\s(\[\"“'‘]{1,20}$")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]\Z")
_TERMINAL = re.compile(r"[.!?…:;,\"”'’)\]]\Z")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SMALL = _words("a an and as at but by for from in into nor of off on or over per the to up via with vs is are be")
_LIST_MARK = re.compile(r"(?:[-*•–—·▪►]\s+|\d{1,2}[.)]\s+)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `text` is the slice start:end of the text that was split, verbatim."""

    index: int
    start: int
    end: int
    text: str
    is_title: bool
    """The text's title, or a heading between paragraphs: telegram style, no full sentence."""
    paragraph: int
    """Number of the paragraph (line), from 0."""


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """A sentence with the parser's reading of it alone."""

    sentence: Sentence
    doc: Tree
    """`token.idx + start` is the offset of a token in the text."""

    @property
    def start(self) -> int:
        return self.sentence.start

    @property
    def end(self) -> int:
        return self.sentence.end

    @property
    def text(self) -> str:
        return self.sentence.text

    @property
    def index(self) -> int:
        return self.sentence.index

    def span(self, first: Any, last: Any | None = None) -> tuple[int, int]:
        """Offsets in the text of a token, or of the run from `first` to `last` (both included)."""
        last = first if last is None else last
        return self.start + first.idx, self.start + last.idx + len(last.text)


def parse_text(sentence: Sentence) -> str:
    """What the parser reads: as long as the sentence, character for character, so that offsets hold.

    Line ends and invisible marks become blanks; so does a dateline, which the parser would take for the subject; a
    sentence in capitals is read in lower case, because the tagger takes words in capitals for names.
    """
    text = _INVISIBLE.sub(" ", sentence.text).translate(_PLAIN_QUOTES)
    if not sentence.is_title and (head := dateline_length(text)):
        text = " " * head + text[head:]
    letters = sum(map(str.isalpha, text))
    if letters > 8 and sum(map(str.isupper, text)) > 0.75 * letters:
        text = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return text


def dateline_length(text: str) -> int:
    """Characters of the dateline that a sentence begins with, the blanks behind it included; 0 where it has none.

    "KYIV, Ukraine (Reuters) - ", "Bogota, 15 Jan 90 (DPA) -- ", "IMPHAL, Jan 13: ", "(CNN) ", "Beirut — ".
    """
    clock = _CLOCK.match(text)
    if clock is not None:
        return clock.end()
    match = _DATELINE.match(text)
    if match is None:
        return 0
    if match["head"] is None:
        return match.end()
    head = _PARENTHESES.sub(" ", match["head"])
    words = _WORD.findall(head)
    if any(w[0].islower() and w not in _IN_DATELINES for w in words) or len(words) > 12:
        return 0
    marked = head != match["head"] or any(c.isdigit() for c in head) or (bool(words) and words[0].isupper())
    if match["colon"]:
        return match.end() if marked and (words[:1] and words[0].isupper()) else 0
    return match.end() if marked or (1 <= len(words) <= 3 and "," not in head[-2:]) else 0


_DATELINE = re.compile(
    r"(?:(?P<head>[^\n:;!?\"“]{2,110}?)(?:(?<=\S) ?(?:--|—|–)|(?<=[\s)])-|(?P<colon>:))\s+|"
    r"\((?:[A-Z][\w/. -]{1,25})\) {0,2}(?:[-—–]+ )?)"
    r"(?:\[[^\]\n]{2,20}\]\s*){0,5}(?=[A-Z0-9\"'“‘])"
)
_CLOCK = re.compile(
    r"\d{1,2}[:.]\d{2}(?: ?(?:a\.?m\.?|p\.?m\.?|GMT|UTC|CET|EST|BST|local time))?(?:\s*[-–—:|])?\s+(?=[A-Z\"“])"
)
"""The hour of an entry of a live page."""
_PARENTHESES = re.compile(r"[(\[][^)\]\n]{1,60}[)\]]")
_IN_DATELINES = _words("of the and de la las los el del da do dos du al en le no date near in may mar")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff]")
_PLAIN_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "`": "'"})


def split_sentences(text: str, start: int = 0, title_end: int | None = None) -> list[Sentence]:
    """Sentences of text[start:], in order.

    `title_end`: offset where the title line ends, where the text begins (from `start`) with its title. The
    line counts as a title only if it looks like one, because some texts have all in their first line.
    """
    found: list[Sentence] = []
    text_end = len(text.rstrip())
    for paragraph, (a, b) in enumerate(_paragraphs(text, start)):
        line = text[a:b]
        is_title = _is_heading(line) and (b < text_end if paragraph == 0 else True)
        if title_end is not None and paragraph == 0 and b <= title_end + 1:
            is_title = is_title or (not line.endswith((".", ".”", '."')) and len(line) < 200 and b < text_end)
        spans = [(a, b)] if is_title and b - a <= MAX_SENTENCE else _sentences(text, a, b)
        for s, e in spans:
            found.append(Sentence(len(found), s, e, text[s:e], is_title, paragraph))
    return found


def _paragraphs(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Lines, blank ones left out; lines that were wrapped at a fixed width are put together again."""
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text, start)]
    wrapped = _looks_wrapped(text, lines)
    open_line: tuple[int, int] | None = None
    for a, b in lines:
        if open_line is not None:
            gap = text[open_line[1] : a]
            joined = gap.count("\n") == 1 and (
                (wrapped and not _LIST_MARK.match(text, a))
                or (text[a].islower() and not _TERMINAL.search(text, max(open_line[0], open_line[1] - 1), open_line[1]))
                or text[open_line[1] - 1] == ","
            )
            if joined:
                open_line = (open_line[0], b)
                continue
            yield open_line
        open_line = (a, b)
    if open_line is not None:
        yield open_line


_LINE = re.compile(r"[^\s](?:[^\n\r]*[^\s])?")


def _looks_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Most lines are followed at once by another, are 45 to 110 long and end inside a sentence."""
    inner = full = 0
    for (a, b), (c, _) in pairwise(lines):
        if text.count("\n", b, c) == 1:
            inner += 1
            full += 45 <= b - a <= 110 and text[b - 1] not in '.!?”"'
    return inner >= 4 and full > 0.6 * inner


def _is_heading(line: str) -> bool:
    if len(line) > 140 or _TERMINAL.search(line):
        return False
    words = _WORD.findall(line)
    if not 1 <= len(words) <= 18:
        return False
    big = [w for w in words if w.lower() not in _SMALL]
    return len(words) <= 12 or sum(w[0].isupper() for w in big) > 0.7 * len(big)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of one paragraph."""
    a = start
    for match in _END.finditer(text, start, end):
        if match.end() <= a or not _is_end(text, a, match, end):
            continue
        yield from _bounded(text, a, match.end())
        a = match.end()
    yield from _bounded(text, a, end)


def _is_end(text: str, start: int, match: re.Match[str], end: int) -> bool:
    rest = text[match.end() : match.end() + 12].lstrip()
    if not rest or match.end() >= end:
        return True
    following = rest[0]
    mark = match[0]
    if following.islower():
        return False
    if following in ",;:)" or (following in "-–—" and not mark.startswith(("!", "?"))):
        return False
    if mark == ";":
        return False
    if mark.startswith((".", "…")) and not mark.startswith(("..", "…")):
        before = _LAST_WORD.search(text, max(start, match.start() - 20), match.start())
        word = before[0] if before else ""
        low = word.lower().rstrip(".")
        if low in _AFTER_NUMBER_ONLY and following.isdigit():
            return False
        next_word = (_WORD.match(rest) or [""])[0].lower()
        if low in _ABBREVIATIONS and low not in _AFTER_NUMBER_ONLY:
            if low not in _ABBREVIATION_MAY_END:
                return False
            return following.isalpha() and next_word in _COMMON_STARTS
        if _INITIALS.match(word):
            # "U.S. President" goes on; "in the U.S. The strike" ends; "a.m. on" was caught above
            return next_word in _COMMON_STARTS or (
                low in {"a.m", "p.m"} and following.isupper() and next_word not in _DAYS
            )
        if word.isdigit() and len(word) <= 2 and match.start() - len(word) == start:
            return False  # "1. Kyiv": a list number
    return True


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without blanks around it, cut into pieces of at most MAX_SENTENCE."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SENTENCE:
        cut = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        cut = start + MAX_SENTENCE if cut < 0 else cut
        yield start, cut
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end
