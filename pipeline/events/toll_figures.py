"""Figures that stand beside a word for them: "a death toll of 12", "the number of wounded rose from 12 to 40"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.events.noun_counts import Count, NounCounts, count_of, lemma_of
from pipeline.events.numbers import Figure
from pipeline.events.numerals import words
from pipeline.events.quantity_lexicon import QuantityLexicon
from pipeline.records import QuantityKind

_PUT = re.compile(r"\bput(?:s|ting)?\b[^.;]{0,40}$")
_REACH = 140
"""Characters between the word and its figure."""
_LINKS = words(
    """
    of to at is was reached reaches exceeded exceeds passed hit : surpassed stands stood topped rose reaching exceeding
    from now be as high – - include included includes
    """
)


@dataclass(frozen=True, slots=True)
class Toll:
    count: Count
    kind: QuantityKind
    trigger: Any
    """Token of the word for the figure."""
    previous: int | None
    """The earlier value, where the sentence gives one."""
    starts: frozenset[int]
    """Where the figures of this toll begin: they are told herewith."""


def find_tolls(counts: NounCounts, lexicon: QuantityLexicon) -> Iterator[Toll]:
    """The tolls of a sentence, in text order."""
    for token in counts.tokens:
        lemma = lemma_of(token)
        if lemma in lexicon.toll_words:
            kind = _kind(token, lemma, counts, lexicon)
            toll = _toll(token, kind, counts, lexicon) if kind is not None else None
            if toll is not None:
                yield toll
                yield from _and_of(token, toll, counts, lexicon)
        elif token.lower_ in ("dead", "wounded", "injured", "missing", "killed", "displaced", "losses"):
            yield from _put_at(token, counts, lexicon)


def _kind(token: Any, lemma: str, counts: NounCounts, lexicon: QuantityLexicon) -> QuantityKind | None:
    """What is counted: "death toll", "number of wounded", "number of people killed"; a toll alone is of the dead."""
    kinds = lexicon.toll_kinds
    for child in token.children:
        if child.dep_ in ("compound", "amod", "nmod") and lemma_of(child) in kinds:
            return kinds[lemma_of(child)]
        if child.dep_ != "prep" or child.lower_ not in ("of", "from", "in"):
            continue
        for thing in (c for c in child.children if c.dep_ == "pobj"):
            word = thing.lower_ if thing.lower_ in kinds else lemma_of(thing)
            if word in kinds and counts.direct(thing) is None:
                return kinds[word]
            for part in (c for c in thing.children if c.dep_ in ("acl", "amod", "relcl")):
                if lemma_of(part) in lexicon.verbs:
                    return lexicon.verbs[lemma_of(part)][0][1]
                if part.lower_ in lexicon.states:
                    return lexicon.states[part.lower_]
    beside = token.nbor(1) if token.i + 1 < len(token.doc) else None
    if beside is not None and beside.lower_ in lexicon.states and lemma in ("number", "total"):
        return lexicon.states[beside.lower_]  # "the number killed"
    told = _OF_PEOPLE.match(counts.text, token.idx)
    if told is not None:
        word = told["what"].lower()
        state = lexicon.states.get(word) or lexicon.toll_kinds.get(word)
        lemmas = word.removesuffix("ed"), word.removesuffix("d")
        ways = [
            way for verbs in (lexicon.verbs, lexicon.intransitive) for lemma in lemmas for way in verbs.get(lemma, ())
        ]
        return state or next((kind for rest, kind in ways if not rest), None)
    return "killed" if lemma == "toll" else None


_OF_PEOPLE = re.compile(
    r"(?:number|total|tally|count)\s+of\s+(?:\w+\s+){1,2}?(?:who\s+)?(?:(?:have|had|has|were|are|been)\s+){0,2}"
    r"(?:(?:known|confirmed|believed|feared|reported|presumed|thought|said)\s+(?:to\s+(?:have\s+(?:been\s+)?|be\s+))?)?"
    r"(?P<what>killed|died|dead|perished|drowned|wounded|injured|abducted|kidnapped|arrested|detained|missing|displaced|captured|evacuated)\b",
    re.IGNORECASE,
)


_BROUGHT_TO = re.compile(
    r"\b(?:br(?:ing|ings|inging|ought)|t(?:ake|akes|aking|ook)|rais(?:e|es|ed|ing)|push(?:es|ed|ing)?|lift(?:s|ed|ing)?)\s+to\s+$"
)
_THE = re.compile(r"\s+(?:the|its|their)\s+(?:(?:confirmed|total|overall|official|current)\s+){0,2}$")


def _brought_to(token: Any, counts: NounCounts) -> Figure | None:
    """ "Taking to 10 the number killed there": the figure stands before its word."""
    for figure in counts.figures:
        if (
            figure.sense == "count"
            and _THE.fullmatch(counts.text, figure.end, token.idx)
            and _BROUGHT_TO.search(counts.text, max(0, figure.start - 30), figure.start)
        ):
            return figure
    return None


def _toll(token: Any, kind: QuantityKind, counts: NounCounts, lexicon: QuantityLexicon) -> Toll | None:
    end = token.idx + len(token.text)
    after = [f for f in counts.figures if f.start >= end and f.start - end < _REACH and f.sense == "count"]
    if _PUT.search(counts.text, max(0, token.idx - 60), token.idx):
        # "puts the death toll since October, when 1,200 were killed, at 40,972"
        at = [f for f in after if counts.text[end : f.start].endswith(" at ")]
        after = at or after
    chosen, previous = _choose(after, counts.text, end)
    if (before := _brought_to(token, counts)) is not None:
        chosen = before
    elif chosen is None or not _linked(counts.text[end : chosen.start]):
        return None
    root = next((counts.doc[i] for i, f in counts.roots.items() if f is chosen), None)
    noun = root.head if root is not None and root.dep_ == "nummod" else None
    if noun is not None and not counts.is_person(noun, strict=True) and lemma_of(noun) not in lexicon.counted:
        return None
    count = Count(
        chosen.low, chosen.best, chosen.high, chosen.qualifier, chosen.start, chosen.end, noun, relation=chosen.relation
    )  # fmt: skip
    told = frozenset(f.start for f in after if f is chosen or f.relation == "revised_from")
    return Toll(count, kind, token, previous, told)


_PUT_AT = re.compile(
    r"\b(?:(?P<put>put(?:s|ting)?)|br(?:ing|ings|inging|ought)|t(?:ake|akes|aking|ook)|rais(?:e|es|ed|ing)|push(?:es|ed|ing)?|"
    r"lift(?:s|ed|ing)?|cut(?:s|ting)?|lower(?:s|ed|ing)?|revis(?:e|es|ed|ing)|correct(?:s|ed|ing)?)\s+"
    r"(?:the|its|their)\s+(?:(?:total|number)\s+of\s+)?(?:confirmed\s+)?$",
    re.IGNORECASE,
)


_OF_THINGS = re.compile(
    r"\s+(?:\w+\s+)?(?:hospital|clinic|facilit(?:y|ie)|cent(?:er|re)|place|town|cit(?:y|ie)|building|hour|day)s?\b"
)
"""What follows the figure in "took the wounded to two hospitals"."""
_NUMBER = re.compile(r" (?:now |already |still )?number ", re.IGNORECASE)
_ENDS = re.compile(r"\s*(?:[.,;:]|$|(?:and|while|so|after|in|by|but)\b)")


def _put_at(token: Any, counts: NounCounts, lexicon: QuantityLexicon) -> Iterator[Toll]:
    """ "It put the wounded at 46", "bringing the dead of the attack to 16", "corrected its losses to six"; "the dead
    now number 112" (where the parser sees a noun)."""
    text, end = counts.text, token.idx + len(token.text)
    verb = _PUT_AT.search(text, max(0, token.idx - 40), token.idx)
    kind = "killed" if token.lower_ == "losses" else lexicon.toll_kinds.get(token.lower_)
    if kind is None:
        return
    following = sorted((f for f in counts.figures if f.start > end), key=lambda f: f.start)
    if verb is None:
        numbered = _NUMBER.match(text, end)
        for figure in following:
            if numbered is not None and figure.start == numbered.end() and _ENDS.match(text, figure.end):
                count = count_of(figure)
                yield Toll(count, kind, token, None, frozenset({figure.start}))
        return
    link = " at " if verb["put"] else " to "
    for figure in (f for f in following if f.sense == "count"):
        between = text[end : figure.start]
        if "." in between or ";" in between or len(between) > _REACH:
            return
        if between.endswith(link) and not _OF_THINGS.match(text, figure.end):
            count = count_of(figure)
            yield Toll(count, kind, token, None, frozenset({figure.start}))
            return


_AND_OF = re.compile(
    r",?\s+and\s+(?:that\s+|those\s+)?(?:of\s+)?(?:the\s+)?(?P<noun>wounded|injured|missing|dead|injuries|displaced)\s+(?:at|to|was|is|:)\s+"
)


def _and_of(token: Any, toll: Toll, counts: NounCounts, lexicon: QuantityLexicon) -> Iterator[Toll]:
    """ "put the number of dead at 45 and of wounded at 110": the second number under the same word."""
    match = _AND_OF.match(counts.text, toll.count.end)
    figure = next(
        (f for f in counts.figures if match is not None and f.start == match.end() and f.sense == "count"), None
    )
    if match is None or figure is None:
        return
    noun = match["noun"].lower()
    kind = lexicon.toll_kinds.get(noun) or lexicon.toll_kinds.get(noun.removesuffix("ies") + "y")
    if kind is not None and kind != toll.kind:
        count = count_of(figure)
        yield Toll(count, kind, token, None, frozenset({figure.start}))


def _choose(figures: list[Figure], text: str, end: int) -> tuple[Figure | None, int | None]:
    """The figure of the toll, and the one that it replaces."""
    chosen: Figure | None = None
    for figure in figures:
        between = text[end : figure.start]
        if ";" in between or figure.relation in ("subset", "revised_from"):
            continue
        if between.split()[-1:] == ["by"]:
            continue  # "rose by seven"
        if figure.relation == "revised_to":
            chosen = figure
            break
        chosen = chosen or figure
    previous = next((f.value for f in figures if f.relation == "revised_from"), None)
    return chosen, previous


def _linked(between: str) -> bool:
    """Does what stands between the word and the number say that the number is the toll?"""
    return ":" in between or not _LINKS.isdisjoint(between.lower().split())
