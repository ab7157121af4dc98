"""Which sentences are worth a parse: told from their words alone, because a parse costs more than all else together.

A sentence is parsed where a trigger of the lexicon may report an event (its words stand there, and for each condition
of the entry a word that may meet it), where a word of the figure lists may make a toll of what stands beside it, and
where what it says may be asked for by another sentence that is parsed: the lead, and who spoke just before "he added".
The forecast errs on the side of parsing: forms stand for all lemmas that they may have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.events.date_words import words as word_set
from pipeline.events.inflection import noun_forms, verb_forms
from pipeline.events.lexicon import Condition, Lexicon, load_lexicon
from pipeline.events.quantity_lexicon import QuantityLexicon, load_quantity_lexicon
from pipeline.events.sentences import Sentence

_WEIGHT = 0.3
"""A trigger of at least this weight makes a sentence worth a parse."""
_LEAD = 3
"""Sentences of the body that others take their place and day from."""
_PHRASE = 6
"""Words within which the next word of a phrase stands."""
_MEMORY = 100_000
"""Words whose readings are kept."""
_STEM = 4
"""Letters of a beginning that is taken for the whole word, whatever its ending."""
_NUMBER = re.compile(r"\d")
_NUMBERS = word_set(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions
    dozen dozens score scores several few couple half both pair no none nobody each single another all many most some
    """
)
_COUNTED_ONLY = frozenset({"launched", "intercepted", "hit"})
"""Kinds of things: without a number they are no figure."""
_IRREGULAR = {
    "slay": "slew slain", "fly": "flew flown", "shoot": "shot", "strike": "struck stricken", "sink": "sank sunk",
    "hold": "held", "take": "took taken", "send": "sent", "flee": "fled", "bring": "brought", "lose": "lost",
    "die": "dying", "seize": "seizure", "bury": "buried", "body": "bodies", "life": "lives", "go": "went gone",
    "leave": "left", "find": "found", "dig": "dug", "see": "saw seen", "lie": "lay lain lying",
}  # fmt: skip
_CONDITIONS = word_set(
    """
    hospital clinic harm condition treat treatment hospitalise hospitalize admit surgery burn wound fracture observation
    care account medical ventilator intubate
    survive sacrifice price battle custody bar unharmed unhurt uninjured admitted bruise cut
    """
)
"""Words for the state of people that a figure may count."""
_SPEAKERS = word_set("he she they it")
_SPOKEN = word_set(
    """
    say said says saying add added adds tell told tells report reported reports claim claimed claims state stated states
    confirm confirmed confirms announce announced announces note noted notes write wrote explain explained explains
    declare declared affirm affirmed insist insisted warn warned indicate indicated reveal revealed according
    """
)
_QUOTED = ('"', "“", "``", "''")


class _Entry(NamedTuple):
    """What must stand in a sentence for one trigger."""

    rest: tuple[str, ...]
    before: bool
    needs: tuple[frozenset[str], ...]
    """For each condition the labels of which one must stand there."""


class _Toll(NamedTuple):
    """What must stand beside the word of one figure rule."""

    rest: tuple[str, ...]
    number: bool
    weapon: bool


class _Word(NamedTuple):
    """All that the gate knows of one word."""

    entries: tuple[_Entry, ...]
    labels: frozenset[str]
    """Classes that it may be of, and "=lemma" for lemmas that conditions name."""
    tolls: tuple[_Toll, ...]
    number: bool
    weapon: bool
    plain: bool
    """Whether a trigger or a figure rule may begin with it at all."""


class Gate:
    """The forecast for one pair of lexicons. What it learns of words is kept."""

    def __init__(self, lexicon: Lexicon, figures: QuantityLexicon) -> None:
        self._lexicon = lexicon
        self._labels: dict[str, set[str]] = {}
        for lemma, classes in lexicon.word_classes.items():
            for form in _forms(lemma.rsplit("_", 1)[-1]):
                self._labels.setdefault(form, set()).update(classes)
        conditions = [c for entries in lexicon.triggers.values() for entry in entries for c in entry.conditions]
        for lemma in sorted({lemma for condition in conditions for lemma in condition.lemmas}):
            for form in _forms(lemma):
                self._labels.setdefault(form, set()).add(f"={lemma}")
        self._toll_forms: dict[str, set[_Toll]] = {}
        self._toll_stems: dict[str, set[_Toll]] = {}
        for first, toll in _toll_rules(figures):
            for form in _forms(first):
                self._toll_forms.setdefault(form, set()).add(toll)
            if len(stem := _stem(first)) >= _STEM:
                self._toll_stems.setdefault(stem, set()).add(toll)
        self._longest = max(map(len, self._toll_stems), default=0)
        self._weapons = {f for w in figures.weapons for f in _forms(w.split()[0])}
        self._weapons |= {f for w in figures.designations if len(w) > 3 for f in _forms(w.split()[0])}
        self._known: dict[str, _Word] = {}

    def chosen(self, sentences: Sequence[Sentence], words: Sequence[Sequence[str]]) -> list[Sentence]:
        """The sentences to parse, in order; `words` are those of each."""
        parts = [self._parts(found) for found in words]
        armed = any(word.weapon for found in parts for _, word in found)
        wanted = [self._reports(found) or self._counts(found, armed) for found in parts]
        first = next((i for i, s in enumerate(sentences) if not s.is_title), 0)
        for i, sentence in enumerate(sentences):
            if wanted[i] or not any(word.plain for _, word in parts[i]):
                continue
            lead = (sentence.is_title and i < 2) or first <= i < first + _LEAD
            wanted[i] = lead or (i + 1 < len(sentences) and self._heard(i, wanted, sentences, words))
        return [sentence for sentence, is_wanted in zip(sentences, wanted, strict=True) if is_wanted]

    def _parts(self, words: Iterable[str]) -> list[tuple[str, _Word]]:
        """Words as the parser cuts them at hyphens, each with what is known of it."""
        known = self._known
        found = []
        for word in words:
            if word not in known:
                self._learn(word)
            found.append((word, known[word]))
            if "-" in word:
                for part in word.split("-"):
                    if part not in known:
                        self._learn(part)
                    found.append((part, known[part]))
        return found

    def _learn(self, word: str) -> None:
        if len(self._known) >= _MEMORY:
            self._known.clear()
        labels = set(self._labels.get(word, ()))
        for lemma in guesses(word):
            labels.update(self._lexicon.word_classes.get(lemma, ()))
        entries = {
            _Entry(entry.words[1:], entry.before, tuple(_labels(c) for c in entry.conditions if _forecast(c)))
            for entry in self._lexicon.triggers.get(word, ())
            if entry.weight >= _WEIGHT
        }
        tolls = self._tolls_of(word)
        self._known[word] = _Word(
            tuple(sorted(entries, key=repr)),
            frozenset(labels),
            tolls,
            bool(_NUMBER.search(word)) or word in _NUMBERS,
            word in self._weapons or (bool(_NUMBER.search(word)) and not word[0].isdigit()),
            bool(entries or tolls),
        )

    def _tolls_of(self, word: str) -> tuple[_Toll, ...]:
        found = set(self._toll_forms.get(word, ()))
        for length in range(_STEM, min(len(word), self._longest) + 1):
            found.update(self._toll_stems.get(word[:length], ()))
        return tuple(sorted(found))

    def _reports(self, parts: Sequence[tuple[str, _Word]]) -> bool:
        """Whether a trigger may report an event here."""
        labels: frozenset[str] | None = None
        for at, (_, word) in enumerate(parts):
            for entry in word.entries:
                if entry.rest and not _stands(entry, parts, at):
                    continue
                if entry.needs:
                    if labels is None:
                        labels = frozenset().union(*(w.labels for _, w in parts))
                    if any(labels.isdisjoint(need) for need in entry.needs):
                        continue
                return True
        return False

    def _counts(self, parts: Sequence[tuple[str, _Word]], armed: bool) -> bool:
        """Whether a figure may stand here; `armed`: weapons are named somewhere in the text."""
        number: bool | None = None
        for _, word in parts:
            for toll in word.tolls:
                if toll.weapon and not armed:
                    continue
                if toll.number:
                    if number is None:
                        number = any(w.number for _, w in parts)
                    if not number and not (toll.weapon and any(w.weapon for _, w in parts)):
                        continue
                if all(any(_may_be(other, rest) for other, _ in parts) for rest in toll.rest):
                    return True
        return False

    @staticmethod
    def _heard(i: int, wanted: Sequence[bool], sentences: Sequence[Sentence], words: Sequence[Sequence[str]]) -> bool:
        """Whether the next sentence, which is parsed, goes on with what someone says in this one."""
        following = sentences[i + 1]
        if not wanted[i + 1] or following.paragraph != sentences[i].paragraph or _SPOKEN.isdisjoint(words[i]):
            return False
        said = not _SPEAKERS.isdisjoint(words[i + 1]) and not _SPOKEN.isdisjoint(words[i + 1])
        return said or following.text.startswith(_QUOTED) or following.text.endswith(('"', "”", "''"))


@lru_cache(maxsize=4)
def load_gate(user_folder: Path | None = None) -> Gate:
    """The gate for our lists and, where given, those of `user_folder`."""
    return Gate(load_lexicon(user_folder), load_quantity_lexicon(user_folder))


def guesses(word: str) -> tuple[str, ...]:
    """Possible lemmas of a form, without a tagger."""
    found = [word]
    if word.endswith("s"):
        found.append(word[:-1])
        if word.endswith("es"):
            found.append(word[:-2])
        if word.endswith("ies"):
            found.append(word[:-3] + "y")
    for ending in ("ed", "ing"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            found += [stem, stem + "e"]
            if len(stem) > 2 and stem[-1] == stem[-2]:
                found.append(stem[:-1])
    if word.endswith("men"):
        found.append(word[:-3] + "man")
    return tuple(found)


@lru_cache(maxsize=20_000)
def _forms(lemma: str) -> frozenset[str]:
    extra = _IRREGULAR.get(lemma, "").split()
    return (
        noun_forms(lemma) | verb_forms(lemma) | frozenset(extra) if len(lemma) > 2 else frozenset({lemma, lemma + "s"})
    )


@lru_cache(maxsize=50_000)
def _may_be(word: str, lemma: str) -> bool:
    """Whether the word may be a form of the lemma."""
    if word == lemma or word in _forms(lemma):
        return True
    stem = _stem(lemma)
    return len(stem) >= _STEM and word.startswith(stem)


def _stem(lemma: str) -> str:
    return lemma[:-1] if lemma[-1:] in ("e", "y") else lemma


def _forecast(condition: Condition) -> bool:
    """Whether the words tell that a condition cannot be met; names and numbers are left to the parser."""
    return not (condition.negated or condition.names or condition.numbers)


def _labels(condition: Condition) -> frozenset[str]:
    return condition.classes | {f"={lemma}" for lemma in condition.lemmas}


def _stands(entry: _Entry, parts: Sequence[tuple[str, _Word]], at: int) -> bool:
    """Whether the further words of a phrase stand where they may."""
    if entry.before:
        near = [word for word, _ in parts[max(0, at - 2 * len(entry.rest) - 2) : at]]
        return all(any(_may_be(word, rest) for word in near) for rest in entry.rest)
    position = at + 1
    for rest in entry.rest:
        limit = min(position + 2 * _PHRASE, len(parts))
        while position < limit and not _may_be(parts[position][0], rest):
            position += 1
        if position >= limit:
            return False
        position += 1
    return True


def _toll_rules(figures: QuantityLexicon) -> list[tuple[str, _Toll]]:
    """(lemma of the rule's first word, what it needs) for every way in which a figure is read."""
    rules: list[tuple[str, _Toll]] = []
    for phrases in (figures.verbs, figures.intransitive):
        for first, ways in phrases.items():
            rules += [
                (first, _Toll(rest, kind in _COUNTED_ONLY, kind in ("launched", "intercepted"))) for rest, kind in ways
            ]
    rules += [(word, _Toll((), kind in _COUNTED_ONLY, False)) for word, kind in figures.states.items()]
    rules += [(word, _Toll((), True, kind in ("launched", "intercepted"))) for word, kind in figures.counted.items()]
    rules += [(word, _Toll((), kind in _COUNTED_ONLY, False)) for word, kind in figures.nominal.items()]
    rules += [(word, _Toll((), True, False)) for word in figures.toll_words]
    rules += [(word, _Toll((), False, False)) for word in (*figures.bodies, "victim")]
    rules += [(word, _Toll((what,), False, False)) for word in figures.taking for what in ("life", "victim")]
    rules += [(word, _Toll((), True, False)) for word in _CONDITIONS]  # "three are in hospital"
    rules.append(("them", _Toll((), True, False)))  # "Two of them were children"
    rules += [(word, _Toll(("of",), True, False)) for word in ("these", "those")]
    rules += [(word, _Toll((), True, True)) for word in ("barrage", "salvo", "swarm", "volley", "wave", "attack")]
    flying = {word for word, unit in figures.weapons.items() if unit in ("missile", "drone", "rocket", "bomb")}
    flying |= {word for word, unit in figures.designations.items() if unit in ("missile", "drone") and len(word) > 3}
    rules += [(word, _Toll((), True, True)) for word in sorted(flying)]  # "9 Geran-2 drones, 5 guided bombs"
    return [(first.split()[0], toll) for first, toll in rules]
