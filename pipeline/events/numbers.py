"""Figures in text: what number is stated, how exactly, and what sort of thing it counts.

Pure text, one pass. A `Figure` is low, best and high as docs/records lay down (`nearly 100`: best 100, high
100; `at least 4`: low 4, best 4; `over 100`: low 100), a qualifier, a sense (a count, or a year, an age, money ...)
and a relation to its neighbours (27 of 36, including three, a further two, from 12 to 19).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from pipeline.events import figure_sense
from pipeline.events.figure_sense import Sense
from pipeline.events.numerals import DASHES, STARTS, Numeral, Token, read_numeral, tokenize, words
from pipeline.records import Qualifier

Relation = Literal["whole", "of_total", "subset", "additional", "revised_from", "revised_to"]

_BEFORE, _AFTER = figure_sense.phrases("before"), figure_sense.phrases("after")
_LONGEST = 5
"""Tokens of the longest phrase in the lexicon."""
_STARTS = STARTS | {"no", "not", "neither", "nobody", "none"}
"""Words that a figure may begin with."""
_ZERO_NOUNS = words(
    """
    casualties casualty deaths death injuries injury fatalities fatality victims victim people person civilians
    civilian soldiers soldier personnel troops staff residents passengers bystanders lives life survivors dead wounded
    injured loss losses member members officer officers policeman policemen crew passenger sailor sailors guard guards
    """
)
_MOVES = words(
    """
    rose rise rises rising risen climbed climb climbs climbing increased increase increases increasing jumped
    jumps jump grew grow grows grown growing soared soars raised raises raise raising revised revises revising
    updated updates upgraded lowered fell fall falls dropped drops reduced reduces corrected corrects decreased
    decreases brought brings bringing bring surged surges mounted mounts went up took taking takes put puts
    putting edged swelled ticked
    """
)
_ADDED_BEFORE = frozenset({"further", "another", "additional", "extra"})
_ADDED_AFTER = frozenset({"more", "others", "other", "further", "additional", "extra"})
_PRONOUN_AFTER = words(
    """
    can could must should may might would will has does cannot ought who whose wonders another wants
    """
)
_NO_NOUNS = words(
    """
    is was were are be been has have had can could would will may must might should who whom whose that which in on at
    to for from by with and or but as if when after before more new else left than so because while not
    """
)
_PRONOUN_BEFORE = words(
    """
    the this that every each any which no some only last first next previous latest 's big
    """
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as stated. Offsets are code points into the text given to `find_figures`."""

    start: int
    end: int
    """The whole expression with its qualifier: "at least 24", "100 or so", "no one"."""
    text: str
    number_start: int
    number_end: int
    """The numeral alone: "24", "two dozen"."""
    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier
    sense: Sense
    relation: Relation = "whole"

    @property
    def value(self) -> int | None:
        """The one number that stands for the figure: best, else low, else high."""
        return next((v for v in (self.best, self.low, self.high) if v is not None), None)


def find_figures(text: str) -> list[Figure]:
    """All figures of `text`, in order, not overlapping. Linear in the length of the text."""
    tokens = tokenize(text)
    found: list[Figure] = []
    i = 0
    floor = 0  # tokens before it belong to the figure before
    while i < len(tokens):
        if tokens[i].low not in _STARTS and tokens[i].kind != "digits":
            i += 1
            continue
        zero = _zero(text, tokens, i)
        if zero is not None:
            figure, i = zero
            found.append(figure)
            floor = i
            continue
        numeral = read_numeral(tokens, i)
        if numeral is None:
            i += 1
            continue
        figures, i = _figure(text, tokens, numeral, floor)
        found.extend(figures)
        floor = i
    return found


def _low(tokens: list[Token], i: int) -> str:
    return tokens[i].low if 0 <= i < len(tokens) else ""


def _next_words(tokens: list[Token], i: int, most: int) -> list[str]:
    """The words behind a token; an abbreviation with its points ("U.S.") is one."""
    found: list[str] = []
    for token in tokens[i + 1 : i + 8]:
        if token.text == "." or (found and len(token.text) == 1 and len(found[-1]) == 1):
            continue
        found.append(token.low)
    return found[:most]


def _zero(text: str, tokens: list[Token], i: int) -> tuple[Figure, int] | None:
    """ "no one", "nobody", "none", "no casualties": zero."""
    low = tokens[i].low
    last = i
    if low == "not" and _low(tokens, i + 1) == "one" and _low(tokens, i + 2) not in ("of", "but", "only"):
        last = i + 1  # "not one was hurt"
    elif low == "not" and _low(tokens, i + 1) == "a" and _low(tokens, i + 2) == "single":
        last = i + 2
    elif (
        low == "no"
        and _low(tokens, i + 1) in ("one", "-")
        and _low(tokens, i + 1 + (_low(tokens, i + 1) == "-")) == "one"
    ):
        last = i + 1 + (_low(tokens, i + 1) == "-")
    elif not (
        low in ("nobody", "none")
        or (low in ("no", "neither") and any(word in _ZERO_NOUNS for word in _next_words(tokens, i, 3)))
    ):
        return None
    span = tokens[i].start, tokens[last].end
    figure = Figure(*span, text[span[0] : span[1]], *span, 0, 0, 0, "exact", "count")
    return figure, last + 1


def _figure(text: str, tokens: list[Token], numeral: Numeral, floor: int) -> tuple[list[Figure], int]:
    """The figures that begin with `numeral` (two of them in "from 12 to 19") and the next token to look at."""
    first, last = numeral.first, numeral.last
    sense = figure_sense.of(text, tokens, numeral)
    second = (
        _second(tokens, numeral)
        if sense not in ("date", "time", "phone", "id", "unit_name", "calibre", "score")
        else None
    )
    if second is not None:
        sense_second = figure_sense.of(text, tokens, second)
        if sense == "count" or (sense == "year") != (sense_second == "year"):
            sense = sense_second
        if _moved(tokens, first) and _low(tokens, first - 1) == "from":
            return [
                _made(text, tokens, numeral, sense, floor, relation="revised_from"),
                _made(text, tokens, second, sense, second.first, relation="revised_to"),
            ], second.last + 1
        if numeral.value < second.value:
            return [_range(text, tokens, numeral, second, sense)], second.last + 1
        if tokens[numeral.last + 1].text in DASHES:  # "2-1" is no range
            sense = "score"
            return [
                _made(text, tokens, numeral, sense, floor),
                _made(text, tokens, second, sense, second.first),
            ], second.last + 1
    return [_made(text, tokens, numeral, sense, floor)], last + 1


def _second(tokens: list[Token], numeral: Numeral) -> Numeral | None:
    """The other end of "10-15", "three to five", "between 10 and 15", "two or three", "from 12 to 19"."""
    j = numeral.last + 1
    link = _low(tokens, j)
    if numeral.ordinal or not link:
        return None
    if link in DASHES:
        if j + 1 >= len(tokens) or (tokens[j].gap and not tokens[j + 1].gap):
            return None
        if tokens[j].gap and link not in "–—":
            return None
        if _low(tokens, j + 1) == "to" and not tokens[j].gap:  # "10-to-15"
            j += 2 if _low(tokens, j + 2) in DASHES else 1
    elif link not in ("to", "or") and not (link == "and" and _low(tokens, numeral.first - 1) == "between"):
        return None
    if (
        link == "to"
        and _low(tokens, j + 1) in ("nearly", "about", "almost", "over", "around", "some", "at")
        and _moved(tokens, numeral.first)
    ):
        j += 2 if _low(tokens, j + 1) == "at" else 1
    if j + 1 >= len(tokens):
        return None
    second = read_numeral(tokens, j + 1)
    if second is None or second.ordinal or (second.vague is not None and numeral.vague is None):
        return None
    if link == "or" and not (numeral.value < second.value <= 3 * numeral.value + 1):
        return None
    return second


def _range(text: str, tokens: list[Token], low: Numeral, high: Numeral, sense: Sense) -> Figure:
    first = low.first - 1 if _low(tokens, low.first - 1) in ("between", "from") else low.first
    bottom = low.value
    if high.grouped and not low.grouped and bottom < 1000 <= high.value:
        # "10 to 15 million": the scale word stands once
        for factor in (1e9, 1e6, 1e3):
            if high.value >= factor and bottom * factor < high.value and high.value % factor == 0:
                bottom *= factor
                break
    start, end = tokens[first].start, tokens[high.last].end
    number = tokens[low.first].start, end
    relation = _relation(tokens, first, high.last)
    return Figure(start, end, text[start:end], *number, _int(bottom), None, _int(high.value), "range", sense, relation)


def _made(
    text: str, tokens: list[Token], numeral: Numeral, sense: Sense, floor: int, *, relation: Relation | None = None
) -> Figure:
    first, last = numeral.first, numeral.last
    qualifier: str = "exact"
    if not numeral.ordinal:
        first, last, qualifier = _qualified(tokens, numeral, floor)
    start, end = tokens[first].start, tokens[last].end
    number = tokens[numeral.first].start, tokens[numeral.last].end
    low, best, high, kind = _bounds(numeral, qualifier)
    if sense == "count":
        relation = relation or _relation(tokens, first, last)
        if tokens[numeral.first].low == "one" and relation == "whole" and _pronoun(tokens, numeral):
            sense = "pronoun"
    return Figure(start, end, text[start:end], *number, low, best, high, kind, sense, relation or "whole")


def _qualified(tokens: list[Token], numeral: Numeral, floor: int) -> tuple[int, int, str]:
    """The span with the qualifiers around the numeral, and what they say."""
    first, last = numeral.first, numeral.last
    said: list[str] = []
    while True:
        for width in range(min(_LONGEST, first - floor), 0, -1):
            phrase = _BEFORE.get(" ".join(t.low for t in tokens[first - width : first]))
            if phrase is not None and _plain(tokens[first - width + 1 : first + 1]):
                said.append(phrase)
                first -= width
                break
        else:
            break
        if len(said) == 3:
            break
    dash = 1 if last + 1 < len(tokens) and tokens[last + 1].text in "-+" and not tokens[last + 1].gap else 0
    if dash and tokens[last + 1].text == "+":
        return first, last + 1, "at_least"
    for width in range(min(4, len(tokens) - last - 1 - dash), 0, -1):
        a = last + 1 + dash
        phrase = _AFTER.get(" ".join(t.low for t in tokens[a : a + width]))
        if phrase is not None and _plain(tokens[a : a + width]):
            said.insert(0, phrase)
            last = a + width - 1
            break
    strong = [s for s in said if s not in ("exact", "about")]
    weak = [s for s in said if s == "about"]
    return first, last, (strong or weak or ["exact"])[0]


def _plain(tokens: list[Token]) -> bool:
    """No line end or mark between the words of a phrase."""
    return all("\n" not in t.gap and t.text not in ",;:." for t in tokens)


def _bounds(numeral: Numeral, qualifier: str) -> tuple[int | None, int | None, int | None, Qualifier]:
    value = _int(numeral.value)
    match numeral.vague:
        case "few" | "several":
            return None, None, None, cast("Qualifier", numeral.vague)
        case "couple":
            return None, value, None, "about"
        case None:
            pass
        case vague:
            if qualifier in ("up_to", "nearly"):
                return None, None, value, "up_to"
            return value, None, None, cast("Qualifier", vague)
    match qualifier:
        case "at_least":
            return value, value, None, "at_least"
        case "over":
            return value, None, None, "over"
        case "about":
            return None, value, None, "about"
        case "nearly":
            return None, value, value, "nearly"
        case "up_to":
            return None, None, value, "up_to"
    return value, value, value, "exact"


def _int(value: float) -> int:
    return int(value + 0.5)


def _moved(tokens: list[Token], i: int) -> bool:
    """A verb of change stands in the ten tokens before i, in the same clause."""
    for k in range(i - 1, max(-1, i - 11), -1):
        if tokens[k].text in ".;:!?":
            return False
        if tokens[k].low in _MOVES:
            return True
    return False


def _relation(tokens: list[Token], first: int, last: int) -> Relation:
    before, after = _low(tokens, first - 1), _low(tokens, last + 1)
    if before in ("a", "an", "the", "other"):
        before_that = _low(tokens, first - 2)
    else:
        before_that = before
    if before in _ADDED_BEFORE or after in _ADDED_AFTER or (after == "people" and _low(tokens, last + 2) == "more"):
        return "additional"
    if before == "from" and (_moved(tokens, first - 1) or _low(tokens, first - 2) in ("up", "down")):
        return "revised_from"
    if before == "to" and _moved(tokens, first - 1):
        return "revised_to"
    if before == "of" and _of_whole(tokens, first - 2, -1):
        return "of_total"
    if (
        before in ("the", "its", "their", "all")
        and _low(tokens, first - 2) == "of"
        and _of_whole(tokens, first - 3, -1)
    ):
        return "of_total"
    if after == "of" or (after == "out" and _low(tokens, last + 2) == "of"):
        j = last + (2 if after == "of" else 3)
        if _low(tokens, j) in ("them", "whom", "which", "those", "these", "the", "us", "their", "its", "his"):
            return "subset"
        if _starts_number(tokens, j):
            return "subset"
    if before_that in ("including", "include", "includes", "included", "among", "comprising"):
        return "subset"
    if _among(tokens, first):
        return "subset"
    return "whole"


def _among(tokens: list[Token], first: int) -> bool:
    """ "including at least three", "among them 12", "of whom 20", "of which about 70" """
    for k in range(first - 1, max(-1, first - 4), -1):
        low = tokens[k].low
        if low in ("including", "includes", "included"):
            return True
        if low in ("whom", "which", "them", "those", "these") and _low(tokens, k - 1) in ("of", "among"):
            return True
        if tokens[k].kind != "word" and tokens[k].text != ",":
            return False
    return False


def _starts_number(tokens: list[Token], j: int) -> bool:
    """A number within the next four tokens, with nothing but qualifiers before it."""
    for k in range(j, min(j + 4, len(tokens))):
        numeral = read_numeral(tokens, k)
        if numeral is not None:
            return not numeral.ordinal
        if tokens[k].low not in _SMALL_WORDS:
            return False
    return False


_SMALL_WORDS = words(
    """
    the a an about around some nearly almost at least more than over up to total of roughly all its their
    """
)


def _of_whole(tokens: list[Token], i: int, step: int) -> bool:
    """Is token i the end of a number, or "out" after one? Then "of 36" names the whole of it."""
    if _low(tokens, i) == "out":
        i += step
    if i < 0:
        return False
    token = tokens[i]
    return token.kind == "digits" or (
        token.kind == "word"
        and any(
            (n := read_numeral(tokens, k)) is not None and n.last == i and not n.vague for k in (i, i - 2) if k >= 0
        )
    )


def _pronoun(tokens: list[Token], numeral: Numeral) -> bool:
    """ "one" that stands for someone or for a thing named before: not a count."""
    if numeral.first != numeral.last:
        return False
    before, after = _low(tokens, numeral.first - 1), _low(tokens, numeral.last + 1)
    if before in _PRONOUN_BEFORE and (not after.isalpha() or after in _NO_NOUNS):
        return True
    if after in _PRONOUN_AFTER and before not in ("and", ","):
        return True
    return after == "another" or (before == "a" and after not in _ADDED_AFTER)
