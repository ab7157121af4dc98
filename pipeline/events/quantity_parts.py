"""Parts of a toll: "12 people, including three children", "two of them were police", "among the dead was a priest"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from pipeline.events.condition_figures import OF_THE, PASSED_AWAY, hurt_behind
from pipeline.events.noun_counts import Count, NounCounts, count_of, lemma_of
from pipeline.events.numbers import Figure
from pipeline.events.numerals import words
from pipeline.events.quantity_drafts import DraftList, QuantityDraft
from pipeline.events.quantity_lexicon import QuantityLexicon
from pipeline.events.sentences import ParsedSentence
from pipeline.records import QuantityKind

_EARLIER = 3
"""Sentences between a whole and a part that only points back to it."""
_THEM = frozenset({"them", "whom", "those", "these", "which"})
_VICTIMS = frozenset({"victim", "casualty"})
_PERSON_WHOLES = words("killed injured missing captured arrested displaced rescued casualties")
_NOUN_GAP = 30
_BRACKET = 90
"""Characters to the bracket behind a counted noun, and inside of it."""
_BACK = 60
"""Characters between a whole and the list of its parts."""
_BADLY = re.compile(
    r"\s+(?:of\s+(?:them|whom)\s+)?(?:badly|seriously|gravely|severely|critically|lightly|slightly|fatally|critical)\b"
)
_BESIDE = re.compile(r"(?:\s+[\w'’-]+){1,3}?\s+(?:among|amongst)\s+(?:them|whom)\b|\s+of\s+whom\b")
_PREPOSITION = re.compile(
    r"\s+(?:more\s+)?(?:with|by|in|from|over|above|on|near|at|off|outside|along|across|around|inside|to)\s"
)
_OF_THEM_AT = re.compile(rf"\s+of\s+(?:them|which|whom|those){_PREPOSITION.pattern}")
_JOINED = re.compile(r"(?:,|,?\s+and)\s+(?:(?:a\s+)?further\s+|another\s+)?$")
_LEFT_OUT = re.compile(r"(?:\s+[a-z]+){0,2}(?:,\s+(?:and\s+)?|\s+and\s+)(?:[a-z]+\s+)?(?:[A-Z][\w'’-]+\s+){1,3}(?=\S)")
"""From one place's toll to the next place's."""
_CLOSES = re.compile(r"\s*(?:[.,;]|and\b|$)")
_TELLS = re.compile(
    r"\b(?:count|report|record|confirm|register|list|log|ha[sd]|saw|suffer)(?:ed|s|ing)?\s+(?:(?:at\s+least|about|some)\s+)?$"
)
_OF_WHOM = re.compile(r"\s+of\s+(?:whom|them|these|those|which)\b")
_AMONG_DEPS = frozenset({"dobj", "appos", "nsubj", "attr", "ROOT", "conj", "pobj"})
_BEING = words("be lie include number")


def _counted(root: Any) -> Any | None:
    """The noun that a number stands before; None for a bare number ("six of them")."""
    return root.head if root.dep_ in ("nummod", "quantmod") and root.head.i > root.i else None


_ONE_OF_A_KIND = re.compile(
    r"one of (?:the|its|their|his|her) (?:\w+[ -]){0,2}?(?:most|least|worst|best|few|\w{3,}est|first|last|many)\b",
    re.IGNORECASE,
)
""" "One of the deadliest bombings" is nobody."""


class PartsReader(DraftList):
    """The drafts of one sentence with what it says of parts; `before` are the drafts of the sentences before it."""

    def __init__(
        self,
        parsed: ParsedSentence,
        lexicon: QuantityLexicon,
        before: Sequence[QuantityDraft],
        counts: NounCounts,
        weapon_unit: Callable[[Any], str | None],
    ) -> None:
        super().__init__(parsed, lexicon, len(before))
        self.before = before
        self.counts = counts
        self.weapon_unit = weapon_unit

    def index_of(self, kind: QuantityKind, start: int) -> int | None:
        """The draft of this sentence that tells the figure at this offset in it."""
        begin = self.parsed.start + start
        return next((i for i, d in enumerate(self.drafts) if d.kind == kind and d.start == begin), None)

    def subsets(self) -> None:
        """ "12 people, including three children and a priest", "12 people, three of them children"."""
        for token in self.counts.tokens:
            if token.lower_ not in ("including", "among", "include", "included", "includes"):
                continue
            for thing in self._included(token):
                for part in self.counts.parts(thing):
                    count = self.counts.count(part, strict=False)
                    if count is not None and self.counts.is_person(count.noun, strict=True):
                        self._part(count, token)
        told = {d.start - self.parsed.start for d in self.drafts}
        for index, figure in self.counts.roots.items():
            if figure.relation == "subset" and _ONE_OF_A_KIND.match(self.counts.text, figure.start):
                continue
            if figure.relation == "subset" and self._hurt_instead(figure):
                continue
            like = self._like_the_part_before(figure)
            if (like or figure.relation == "subset") and figure.start not in told:
                count = self.counts.count(self.counts.doc[index], strict=False)
                if count is not None:
                    self._part(count, self.counts.doc[index])
            elif figure.relation == "subset" and _OF_WHOM.match(self.counts.text, figure.number_end):
                self._lies_within(self.parsed.start + figure.start)

    def _hurt_instead(self, figure: Figure) -> bool:
        """ "37 were detained, and 26 of them had injuries": a figure of its own, of the hurt."""
        state = hurt_behind(self.counts.text, figure)
        whole = next((d for d in reversed(self.drafts) if d.subset_of is None and d.unit == "person"), None)
        return state and whole is not None and whole.kind in ("arrested", "captured", "rescued", "displaced")

    def _like_the_part_before(self, figure: Figure) -> bool:
        """ "13 of them with live bullets and four with rubber bullets", "20 of them over Bryansk, nine over Kursk"."""
        text = self.counts.text
        if figure.relation != "whole" or _PREPOSITION.match(text, figure.end) is None:
            return False
        earlier = [f for f in self.counts.figures if f.end <= figure.start and f.sense == "count"]
        first = next((f for f in reversed(earlier) if f.relation == "subset"), None)
        if first is None or _OF_THEM_AT.match(text, first.number_end) is None:
            return False
        between = text[first.end : figure.start]
        return _JOINED.search(between) is not None and not self._verb_between(first.end, figure.start)

    def _lies_within(self, start: int) -> None:
        """ "147 were injured, nine of whom were in intensive care": of the same kind, and told before it."""
        for n, part in enumerate(self.drafts):
            if part.start != start or part.subset_of is not None or part.value is None:
                continue
            wholes = [
                i
                for i, d in enumerate(self.drafts)
                if (d.kind, d.unit) == (part.kind, part.unit)
                and d.subset_of is None
                and d.end <= start
                and (d.value or 0) > part.value
            ]
            if wholes:
                self.drafts[n] = replace(part, subset_of=wholes[-1])

    def _included(self, token: Any) -> list[Any]:
        if token.lower_ != "among":
            return [c for c in token.children if c.dep_ in ("pobj", "dobj", "pcomp")]
        those = next(
            (c for c in token.children if c.dep_ == "pobj" and c.lower_ in ("them", "whom", "those", "dead")), None
        )
        if those is None:
            return []
        for thing in self.counts.doc[those.i + 1 : those.i + 9]:
            if thing.dep_ in _AMONG_DEPS and thing.pos_ in (
                "NOUN",
                "PROPN",
                "NUM",
            ):
                return [thing]
        return []

    def _part(self, count: Count, trigger: Any) -> None:
        begin = self.parsed.start + count.start
        wholes = [
            (i, d)
            for i, d in enumerate(self.drafts)
            if (d.subset_of is None or d.rule == "part")
            and d.end <= begin
            and d.kind not in ("casualties", "hit")
            and not d.rule.startswith("whole")
        ]
        if count.value is None:
            return
        wholes.sort(key=lambda item: item[1].end)  # the nearest before it
        if count.noun is not None and count.noun.lower_ == "whom":
            wholes = [(i, d) for i, d in wholes if d.unit == "person"] or wholes
        if not wholes:
            self._part_of_earlier(count, trigger)
            return
        index, whole = wholes[-1]
        if (
            whole.value is None
            or whole.value < count.value
            or (whole.value == count.value and whole.qualifier == "exact")
        ):
            return
        if count.total is not None and count.noun is not None and not self.counts.is_person(count.noun, strict=False):
            return  # "400 were injured as marchers came out in 23 of 47 counties"
        if whole.unit != "person":
            unit = self.weapon_unit(count.noun)
            if count.noun is not None and unit is None and count.noun.lower_ not in ("them", "which"):
                return
            self.add(count, whole.kind, unit or whole.unit, (trigger, trigger, "including"), part_of=index, again=False)
            return
        if (
            count.noun is not None
            and count.noun.lower_ not in ("them", "whom", "those")
            and not self.counts.is_person(count.noun, strict=True)
        ):
            return
        self.add(count, whole.kind, "person", (trigger, trigger, "including"), part_of=index, again=False)

    def _part_of_earlier(self, count: Count, trigger: Any) -> None:
        """ "The dead included two women": a part of the toll of a sentence before."""
        subject = next((c for c in trigger.children if c.dep_ == "nsubj"), None)
        if trigger.lower_ not in ("include", "included", "includes") or subject is None:
            return
        kind = self.lexicon.states.get(subject.lower_) or self.lexicon.counted.get(lemma_of(subject))
        if kind is None and lemma_of(subject) == "victim":
            kind = "killed"
        if kind is None:
            return
        near = [
            i
            for i, d in enumerate(self.before)
            if d.kind == kind
            and d.subset_of is None
            and self.parsed.index - d.sentence <= 4
            and (d.value or 0) > (count.value or 0)
        ]
        if near:
            self.add(count, kind, "person", (trigger, trigger, "including"), earlier=near[-1], again=False)

    # --- parts without "including" ------------------------------------------------------------------

    def breakdowns(self) -> None:
        """ "Two of them were police", "three children were among the dead", "of the victims, nine were women"."""
        self._beside()
        for token in self.counts.tokens:
            if token.lower_ == "among" or (token.lower_ == "of" and token.i == token.sent.start):
                self._among(token)
            elif token.lower_ == "of" and token.head.i in self.counts.roots:
                self._of_them(token)

            elif token.lower_ == "included" and token.tag_ == "VBN":
                self._before_included(token)
            elif token.pos_ == "VERB" and lemma_of(token) in ("number", "total"):
                self._numbering(token)
        self._listed()
        self._how_badly()
        self._left_out()

    def _beside(self) -> None:
        """ "Seven officers, two generals among them", "19 people, twelve of whom were children": along the words."""
        for index, figure in self.counts.roots.items():
            if figure.start in self.taken or not figure.value:
                continue
            match = _BESIDE.match(self.counts.text, figure.end)
            noun = _counted(self.counts.doc[index])
            groups = self.lexicon.couples | self.lexicon.groups
            if match is not None and (noun is None or lemma_of(noun) not in groups):
                count = self.counts.count(self.counts.doc[index], strict=True)
                if count is not None and self.counts.is_person(noun, strict=True):
                    self._part(replace(count, noun=None), self.counts.doc[index])

    def _before_included(self, token: Any) -> None:
        """ "Over 300 civilians, ten medical staff included, were killed"."""
        part = next((f for f in reversed(self.counts.figures) if f.end <= token.idx and f.sense == "count"), None)
        if part is None or token.idx - part.end > _BACK or "," in self.counts.text[part.end : token.idx]:
            return
        root = next((self.counts.doc[i] for i, f in self.counts.roots.items() if f is part), None)
        count = self.counts.count(root, strict=True) if root is not None else None
        if count is not None and part.start not in self.taken:
            self._part(count, token)

    def _numbering(self, token: Any) -> None:
        """ "The injured number 565"."""
        subject = next((c for c in token.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        kind = self._kind_of(subject) if subject is not None else None
        number = next((c for c in token.children if c.i > token.i and c.i in self.counts.roots), None)
        count = self.counts.count(number, strict=True) if kind is not None and number is not None else None
        if count is not None and kind is not None:
            self.add(count, kind, "person", (token, token, "toll"))

    def _listed(self) -> None:
        """ "42 persons killed: 29 demonstrators, eight members of the security forces, five minors"."""
        for index, whole in enumerate(self.drafts):
            if whole.unit != "person" or whole.subset_of is not None or (whole.value or 0) < 2:
                continue
            after = whole.end - self.parsed.start
            text = self.counts.text
            colon = text.find(":", after, after + _BACK)
            close = len(text)
            if (bracket := text.find("(", after, after + _NOUN_GAP)) >= 0:
                # "six civilians (two men, three women, one infant)"
                colon, close = bracket, text.find(")", bracket, bracket + _BRACKET)
            if colon < 0 or close < 0 or ";" in text[after:colon]:
                continue
            rest = whole.value or 0
            edge = colon
            for figure in sorted((f for f in self.counts.figures if f.sense == "count"), key=lambda f: f.start):
                if figure.start < colon or figure.start > close or not figure.value:
                    continue
                told = next((i for i, d in enumerate(self.drafts) if d.start == self.parsed.start + figure.start), None)
                if told is not None and self.drafts[told].kind != whole.kind:
                    break
                if figure.value > rest or self._verb_between(edge, figure.start):
                    break
                edge = figure.end
                root = next((self.counts.doc[i] for i, f in self.counts.roots.items() if f is figure), None)
                count = self.counts.count(root, strict=True) if root is not None else None
                if count is None or not self.counts.is_person(_counted(root), strict=True):
                    continue
                rest -= figure.value
                if told is None:
                    self.add(count, whole.kind, "person", (root, root, "list"), part_of=index)
                elif told != index:
                    self.drafts[told] = replace(self.drafts[told], subset_of=index)

    def _verb_between(self, start: int, end: int) -> bool:
        return any(t.pos_ in ("VERB", "AUX") and t.tag_ != "VBN" for t in self.counts.tokens if start <= t.idx < end)

    def _left_out(self) -> None:
        """ "Jajarkot counted 101 dead and neighbouring Rukum West 52": the verb and the noun are said once."""
        chain: int | None = None
        for figure in self.counts.figures:
            if figure.sense != "count" or figure.start in self.taken or not figure.value or not self.drafts:
                continue
            last = self.drafts[-1]
            link = _LEFT_OUT.match(self.counts.text, last.end - self.parsed.start)
            if link is None or link.end() != figure.start or not _CLOSES.match(self.counts.text, figure.end):
                continue
            told = chain == last.start or _TELLS.search(self.counts.text, 0, last.start - self.parsed.start) is not None
            root = next((self.counts.doc[i] for i, f in self.counts.roots.items() if f is figure), None)
            if told and root is not None and last.unit == "person" and last.subset_of is None:
                self.add(count_of(figure, head=root), last.kind, "person", (root, root, "list"))
                chain = self.drafts[-1].start

    def _how_badly(self) -> None:
        """ "Six others were wounded, two badly"."""
        for figure in self.counts.figures:
            if figure.sense != "count" or figure.start in self.taken or not figure.value:
                continue
            if not _BADLY.match(self.counts.text, figure.end):
                continue
            begin = self.parsed.start + figure.start
            hurt = [
                i for i, d in enumerate(self.drafts) if d.kind == "injured" and d.subset_of is None and d.end <= begin
            ]
            root = next((self.counts.doc[i] for i, f in self.counts.roots.items() if f is figure), None)
            if hurt and root is not None and (self.drafts[hurt[-1]].value or 0) > figure.value:
                self.add(count_of(figure, head=root), "injured", "person", (root, root, "part"), part_of=hurt[-1])

    def _among(self, token: Any) -> None:
        whole = next((c for c in token.children if c.dep_ == "pobj"), None)
        kind = self._kind_of(whole) if whole is not None else None
        if kind is None and whole is not None and whole.lower_ == "them":
            # "gave no figures for the dead but said that three policemen were among them"
            named = [
                t for t in self.counts.tokens if t.i < token.i and t.lower_ in ("dead", "wounded", "injured", "victims")
            ]
            kind = self._kind_of(named[-1]) if named else None
        verb = token.head
        told = self._told_whole(whole) if kind is None and whole is not None else None
        if (kind is None and told is None) or lemma_of(verb) not in _BEING:
            return
        things = [c for c in verb.children if c.dep_ in ("nsubj", "attr", "nsubjpass") and c.lower_ != "there"]
        for thing in things[:1]:
            for part in self.counts.parts(thing):
                count = self.counts.count(part, strict=True)
                if count is None or not count.value or not self.counts.is_person(count.noun, strict=True):
                    continue
                if told is not None and count.start not in self.taken:
                    self.add(count, self.drafts[told].kind, "person", (token, token, "part"), part_of=told)
                elif kind is not None:
                    self.back(count, kind, token)

    def _told_whole(self, noun: Any) -> int | None:
        """The toll of this sentence that "the 34 people wounded" is, told by its own figure."""
        figure = self.counts.direct(noun)
        if figure is None:
            return None
        begin = self.parsed.start + figure.start
        return next(
            (
                i
                for i, d in enumerate(self.drafts)
                if d.start == begin and d.subset_of is None and d.kind in _PERSON_WHOLES
            ),
            None,
        )

    def _of_them(self, token: Any) -> None:
        them = next((c for c in token.children if c.dep_ == "pobj"), None)
        number = token.head
        if them is None or (them.lower_ not in _THEM and self._kind_of(them) is None):
            return
        count = self.counts.count(number, strict=False)
        if count is None or not count.value or count.start in self.taken:
            return
        if number.dep_ not in ("nsubj", "nsubjpass") or any(
            self.parsed.start + count.start >= d.end for d in self.drafts
        ):
            return  # the whole stands in this sentence: told by `subsets`
        if PASSED_AWAY.match(self.counts.text, them.idx + len(them.text)):
            return  # "two of the wounded passed away"
        if any(f.end < count.start and OF_THE.match(self.counts.text, f.end) for f in self.counts.figures):
            return  # "seven of the injured are critical, four of them in Jammu"
        kind = self._kind_of(them)
        self.back(count, kind, token, alone=False)

    def _kind_of(self, noun: Any) -> QuantityKind | None:
        """What "the dead", "the injured", "the victims", "those killed" are."""
        if any(c.dep_ == "nummod" for c in noun.children):
            return None
        if noun.lower_ in ("those", "people", "persons"):
            told = next((c for c in noun.children if c.dep_ in ("acl", "relcl")), None)
            verbs = self.lexicon.verbs.get(lemma_of(told), ()) if told is not None else ()
            return next((kind for rest, kind in verbs if not rest), None)
        if lemma_of(noun) in _VICTIMS:
            return "killed"
        return self.lexicon.states.get(noun.lower_) or self.lexicon.counted.get(lemma_of(noun))

    def has_whole(self, kind: QuantityKind, value: int) -> bool:
        """Was a toll of this kind told shortly before that these may be the parts, or all, of?"""
        near = [d for d in self.before if self.parsed.index - d.sentence <= _EARLIER]
        return any(d.kind == kind and d.subset_of is None and (d.value or 0) >= value for d in near)

    def back(self, count: Count, kind: QuantityKind | None, trigger: Any, *, alone: bool = True) -> None:
        """Add a part of the last whole of this kind; where none was told, `alone` lets the part stand."""
        value = count.value or 0
        for index in range(len(self.before) - 1, -1, -1):
            whole = self.before[index]
            if self.parsed.index - whole.sentence > (_EARLIER if kind else 1):
                break
            if (
                whole.subset_of is None
                and not whole.negated
                and (whole.kind == kind if kind else whole.kind in _PERSON_WHOLES)
                and (whole.value or 0) > value
            ):
                self.add(count, whole.kind, whole.unit, (trigger, trigger, "part"), earlier=index, again=False)
                return
        if alone and kind is not None:
            own = [
                i
                for i, d in enumerate(self.drafts)
                if d.kind == kind and d.subset_of is None and (d.value or 0) > value and d.rule != "part"
            ]
            self.add(count, kind, "person", (trigger, trigger, "part"), part_of=own[-1] if own else None, again=False)
