"""Words that report events: found by form before parsing, confirmed by part of speech and neighbours after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.events.arguments import Arguments, arguments
from pipeline.events.date_words import words
from pipeline.events.lexicon import Condition, Lexicon, Trigger
from pipeline.events.sentences import ParsedSentence

_PHRASE_GAP = 4
_OBJECT_GAP = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """One trigger in one sentence."""

    sentence: int
    token: Any
    trigger: Trigger
    arguments: Arguments
    start: int
    end: int


class SentenceView:
    """A parsed sentence with what the conditions ask for, worked out once."""

    def __init__(self, parsed: ParsedSentence, lexicon: Lexicon) -> None:
        self.parsed = parsed
        self.lexicon = lexicon
        self.lemmas = [lemma_of(t) for t in parsed.doc]
        self.lemma_set = frozenset(self.lemmas)
        pairs = {f"{a}_{b}" for a, b in zip(self.lemmas, self.lemmas[1:], strict=False)}
        known = lexicon.word_classes
        self.classes = frozenset().union(*(known[w] for w in (self.lemma_set | pairs) if w in known))
        self._pairs = pairs

    def has(self, condition: Condition, tokens: Sequence[Any]) -> bool:
        """Whether one of the tokens is in the classes or is one of the lemmas."""
        for token in tokens:
            lemma = self.lemmas[token.i]
            if condition.anything or lemma in condition.lemmas:
                return True
            classes = self.lexicon.word_classes.get(lemma, frozenset())
            if classes & condition.classes:
                return True
            if (
                token.i
                and self.lexicon.word_classes.get(f"{self.lemmas[token.i - 1]}_{lemma}", frozenset())
                & condition.classes
            ):
                return True
            if token.pos_ == "PROPN" and any(
                self.lexicon.word_classes.get(self.lemmas[c.i], frozenset()) & condition.classes
                for c in token.children
                if c.dep_ in _OF_A_NAME and c.i < token.i
            ):
                return True  # "the ferry Kalinaw Star", "MV Aegis"
            if condition.names and (token.pos_ == "PROPN" or (token.i and token.text[:1].isupper())):
                return True
            if condition.numbers and (token.like_num or any(c.dep_ == "nummod" for c in token.children)):
                return True
        return False

    def holds(self, condition: Condition, token: Any, args: Arguments) -> bool:
        """Whether a condition of triggers.tsv holds for the trigger token."""
        if condition.where == "any":
            own = self.lemmas[token.i]
            found = bool(condition.lemmas & (self.lemma_set - {own} if own in condition.lemmas else self.lemma_set))
            if not found and self.classes & condition.classes:
                found = any(
                    self.lexicon.word_classes.get(w, frozenset()) & condition.classes
                    for i, w in enumerate(self.lemmas)
                    if i != token.i
                ) or any(self.lexicon.word_classes.get(w, frozenset()) & condition.classes for w in self._pairs)
            if not found and condition.names:
                found = any(t.pos_ == "PROPN" for t in self.parsed.doc)
        elif condition.where == "subj":
            found = self.has(condition, args.subjects)
        elif condition.where == "obj":
            extra = [t for p in ("on", "at", "into", "against", "of") for t in args.prepositional.get(p, [])]
            found = self.has(condition, [*args.objects, *extra])
        elif condition.where == "dobj":
            found = self.has(condition, [*args.objects, *(c for c in args.clauses if c.dep_ == "ccomp")])
        elif condition.where == "of":
            tokens = args.prepositional.get("of", [])
            found = not tokens or self.has(condition, tokens)
        elif condition.where == "mod":
            found = self.has(condition, args.modifiers)
        elif condition.where == "prep":
            found = self.has(condition, [t for items in args.prepositional.values() for t in items])
        elif condition.where == "particle":
            found = bool(condition.lemmas & args.particles)
        else:
            found = self.has(condition, [token.head.head if token.dep_ == "pobj" else token.head])
        return found != condition.negated


_OF_A_NAME = ("compound", "nmod", "amod")


def lemma_of(token: Any) -> str:
    """Lemma in lower case; names lose a plural s, because the lemmatizer leaves them as they are."""
    lemma: str = token.lemma_.lower() or token.lower_
    if token.pos_ == "PROPN" and len(lemma) > 4 and lemma.endswith("s") and not lemma.endswith(("ss", "us", "is")):
        return lemma[:-1]
    return lemma


_WORK = re.compile(
    r"(?<![\w'])(['\"])(?=[A-Z])"
    r"(?:(?:[A-Z][\w'’-]*|of|the|and|a|an|in|on|to|for|\d+)[ ,:]{1,2}){1,7}[A-Z][\w’-]*[.!?]?\1(?!\w)"
)
"""The title of a work: two to eight words in quotes, each with a capital."""


def find_hits(view: SentenceView) -> list[Hit]:
    """Triggers of one sentence, at most one for each token."""
    parsed = view.parsed
    hits: list[Hit] = []
    taken: set[int] = set()
    works = (
        [m.span() for m in _WORK.finditer(parsed.doc.text)] if "'" in parsed.doc.text or '"' in parsed.doc.text else []
    )
    for token in parsed.doc:
        entries = view.lexicon.triggers.get(token.lower_)
        if not entries or token.i in taken or any(a <= token.idx < b for a, b in works):
            continue
        if token.lower_ == "march" and _is_month(token):
            continue
        args: Arguments | None = None
        for entry in entries:
            if not _fits(entry, token, parsed.sentence.is_title):
                continue
            span = _phrase(entry, token, view)
            if span is None:
                continue
            args = args or arguments(token)
            if all(view.holds(c, token, args) for c in entry.conditions):
                start, end = parsed.span(parsed.doc[span[0]], parsed.doc[span[1]])
                hits.append(Hit(parsed.index, token, entry, args, start, end))
                within = range(span[0], span[1] + 1)
                taken.update(within if entry.before or len(within) < 4 else _own(entry, token, within, view))
                break
    return hits


_BEFORE_A_MONTH = words(
    "since in by until till last early late mid this next from between of during before after through"
)


def _is_month(token: Any) -> bool:
    """ "Wages pending since March", "12 March", "March 2024"."""
    if not token.text[:1].isupper():
        return False
    before = token.nbor(-1) if token.i else None
    after = token.nbor(1) if token.i + 1 < len(token.doc) else None
    if after is not None and after.text.isdigit():
        return True
    return before is not None and (before.lower_ in _BEFORE_A_MONTH or before.text.isdigit())


def _own(entry: Trigger, token: Any, within: range, view: SentenceView) -> list[int]:
    """The words of the entry itself: "set ... on fire" is no fire beside it, what was set on fire may be a trigger."""
    return [i for i in within if i == token.i or view.lemmas[i] in entry.words]


_NO_HAPPENING = words(
    """
    avoidance prevention insurance insurer test testing safety course assistance assist detection protection
    preparedness resilience mitigation readiness season zone rate statistic law bill legislation policy simulator
    simulation barrier performance interview diet dummy preparation proofing drill gear helmet vest extinguisher
    hydrant engine truck code
    station pit place escape exit starter sale
    """
)
"""Heads before which the name of an event names a kind of thing: collision avoidance, a fire extinguisher."""


def _fits(entry: Trigger, token: Any, is_title: bool) -> bool:
    """Part of speech; in titles, where the tagger takes most words for names, either will do."""
    pos = token.pos_
    if entry.pos == "noun" and token.dep_ == "compound":
        beside = (token.head, *token.doc[token.i + 1 : token.i + 2])
        if any(lemma_of(noun) in _NO_HAPPENING for noun in beside):
            return False
    if entry.pos == "verb":
        if pos == "VERB" or (pos == "ADJ" and token.tag_ in ("VBN", "VBD")):
            return True
        return bool(is_title and pos == "PROPN" and token.lower_.endswith(("ed", "es", "s", "ing")) and token.i > 0)
    return bool(pos in ("NOUN", "PROPN"))


def _phrase(entry: Trigger, token: Any, view: SentenceView) -> tuple[int, int] | None:
    """First and last token of the entry's words around `token`; None where they do not stand there."""
    i = token.i
    if len(entry.words) == 1:
        return i, i
    doc = token.doc
    if entry.before:
        back = len(entry.words) - 1
        if i < back:
            return None
        ok = all(
            view.lemmas[i - back + k] == entry.words[1 + k] or doc[i - back + k].lower_ == entry.words[1 + k]
            for k in range(back)
        )
        return (i - back, i) if ok else None
    position, last = i + 1, i
    for word in entry.words[1:]:
        limit = min(position + _OBJECT_GAP, len(doc))
        while position < limit and not (view.lemmas[position] == word or doc[position].lower_ == word):
            if doc[position].is_punct or doc[position].pos_ in ("VERB", "SCONJ"):
                return None
            position += 1
        if position >= limit:
            return None
        last = position
        position += 1
    return i, last
