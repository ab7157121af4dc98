"""Parts of a toll: "12 people, including three children", "two of them were police", "among the dead was a priest"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pipeline.events.noun_counts import Count, NounCounts, lemma_of
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
_BEING = words("be lie include number")


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
            if figure.relation == "subset" and figure.start not in told:
                count = self.counts.count(self.counts.doc[index], strict=False)
                if count is not None:
                    self._part(count, self.counts.doc[index])

    def _included(self, token: Any) -> list[Any]:
        if token.lower_ != "among":
            return [c for c in token.children if c.dep_ in ("pobj", "dobj", "pcomp")]
        those = next(
            (c for c in token.children if c.dep_ == "pobj" and c.lower_ in ("them", "whom", "those", "dead")), None
        )
        if those is None:
            return []
        for thing in self.counts.doc[those.i + 1 : those.i + 9]:
            if thing.dep_ in ("dobj", "appos", "nsubj", "attr", "ROOT", "conj", "pobj") and thing.pos_ in (
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
            if d.subset_of is None
            and d.end <= begin
            and d.kind not in ("casualties", "hit")
            and not d.rule.startswith("whole")
        ]
        if count.value is None:
            return
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
        for token in self.counts.tokens:
            if token.lower_ == "among" or (token.lower_ == "of" and token.i == token.sent.start):
                self._among(token)
            elif token.lower_ == "of" and token.head.i in self.counts.roots:
                self._of_them(token)

    def _among(self, token: Any) -> None:
        whole = next((c for c in token.children if c.dep_ == "pobj"), None)
        kind = self._kind_of(whole) if whole is not None else None
        verb = token.head
        if kind is None or lemma_of(verb) not in _BEING:
            return
        things = [c for c in verb.children if c.dep_ in ("nsubj", "attr", "nsubjpass") and c.lower_ != "there"]
        for thing in things[:1]:
            for part in self.counts.parts(thing):
                count = self.counts.count(part, strict=True)
                if count is not None and count.value and self.counts.is_person(count.noun, strict=True):
                    self._back(count, kind, token)

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
        kind = self._kind_of(them)
        self._back(count, kind, token, alone=False)

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

    def _back(self, count: Count, kind: QuantityKind | None, trigger: Any, *, alone: bool = True) -> None:
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
                if d.kind == kind and d.subset_of is None and (d.value or 0) > value
            ]
            self.add(count, kind, "person", (trigger, trigger, "part"), part_of=own[-1] if own else None, again=False)
