"""Which sentences are worth a parse: told from their words alone, because a parse costs more than all else together.

In a first round sentences are parsed where a trigger of the lexicon may report an event (its words stand there, and
for each condition of the entry a word that may meet it), and where a word of the figure lists may make a toll of what
stands beside it. The forecast errs on the side of parsing: forms stand for all lemmas that they may have.

Where something was told, a second round reads what it may ask for: the lead, who spoke just before "he added", and,
close to it, words that count people and things everywhere ("12 of them", "a total of", "lost").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.events.condition_figures import THEY_WERE
from pipeline.events.date_words import words as word_set
from pipeline.events.inflection import noun_forms, verb_forms
from pipeline.events.lexicon import Condition, Lexicon, load_lexicon
from pipeline.events.quantity_lexicon import QuantityLexicon, load_quantity_lexicon
from pipeline.events.sentences import Sentence

_WEIGHT = 0.3
"""A trigger of at least this weight makes a sentence worth a parse."""
_NEAR = 6
"""Sentences around one that tells of something in which words like "lost" or "them" are read."""
_LEAD = 3
"""Sentences of the body that others take their place and day from."""
_PHRASE = 6
"""Words within which the next word of a phrase stands."""
_MEMORY = 100_000
"""Words whose readings are kept."""
_STEM = 4
"""Letters of a beginning that is taken for the whole word, whatever it is derived with."""
_DERIVED = word_set("s d ed es ing ings er ers or ors ion ions ation ations al als ment ments ure ures y ies ied")
"""What follows the beginning in words that are derived of it: "treat-ment", but not "count-ry", "inter-national"."""
_NUMBER = re.compile(r"\d")
_NUMBERS = word_set(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions
    dozen dozens score scores several few couple half both pair no none nobody each single another all many most some
    """
)
_SHOT = ("launched", "intercepted")
_WAVES = ("barrage", "salvo", "swarm", "volley", "wave", "attack")
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
    harm condition treat treatment admit surgery burn wound fracture observation care account medical survive sacrifice
    price battle custody bar unharmed unhurt uninjured admitted bruise cut
    """
)
"""Words for the state of people that a figure may count."""
_PATIENTS = word_set("hospital clinic hospitalise hospitalize ventilator intubate")
"""Words for people who are certainly hurt."""
_MILD = frozenset("SUPPORT CONSULT COOPERATE AID REQUEST ACCUSE REJECT SANCTION CONCEDE AGREE".split())  # noqa: SIM905
"""Types of events that have no victims."""
_WEAK_KINDS = frozenset({"rescued", "hit", "launched", "intercepted"})
_WEAK = word_set("lose loss use victim")
"""Words of grave figures that mostly say something else."""
_ADVERBS = {"back": word_set("to in into on onto at from up down then home and with out there here when again of")}
"""Verbs of the lists that are adverbs before these words."""
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

    rest: tuple[frozenset[str], ...]
    """For each further word of the phrase its forms."""
    before: bool
    needs: tuple[frozenset[str], ...]
    """For each condition the labels of which one must stand there."""
    grave: bool
    """Whether an event of its type may have victims."""


class _Toll(NamedTuple):
    """What must stand beside the word of one figure rule."""

    rest: tuple[frozenset[str], ...]
    """For each further word the forms of which one must stand there."""
    number: bool
    weapon: bool
    weak: bool
    """Whether it says something only near what is told elsewhere; of weapons, where none is named in the sentence."""


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


@dataclass(frozen=True, slots=True)
class Forecast:
    """What each sentence of one text may tell, by its words; the lists are as long as `sentences`."""

    sentences: Sequence[Sentence]
    words: Sequence[Sequence[str]]
    plain: Sequence[bool]
    """Whether a trigger or a figure rule may begin here at all."""
    reports: Sequence[bool]
    """Whether a trigger may report an event here."""
    tolls: Sequence[bool]
    """Whether a toll may stand here, by a word that says so wherever it stands."""
    figures: Sequence[bool]
    """Whether any figure may stand here."""

    @property
    def telling(self) -> list[int]:
        """Places of sentences that are worth a parse whatever the others say, in order."""
        return [i for i in range(len(self.sentences)) if self.reports[i] or self.tolls[i]]

    def beside(self, told: Collection[int]) -> list[int]:
        """Places of further sentences that are worth one where those at the places `told` tell of something: figures
        near them, the lead, and who spoke before "he added"."""
        near = {j for i in told for j in range(i - _NEAR, i + _NEAR + 1)}
        telling = set(self.telling)
        wanted = [
            i in telling or (i in near and (self.figures[i] or THEY_WERE.match(sentence.text) is not None))
            for i, sentence in enumerate(self.sentences)
        ]
        first = next((i for i, s in enumerate(self.sentences) if not s.is_title), 0)
        for i, sentence in enumerate(self.sentences):
            if wanted[i] or not self.plain[i]:
                continue
            lead = (sentence.is_title and i < 2) or first <= i < first + _LEAD
            wanted[i] = lead or (i + 1 < len(wanted) and wanted[i + 1] and self._heard(i))
        return [i for i, is_wanted in enumerate(wanted) if is_wanted and i not in telling]

    def _heard(self, i: int) -> bool:
        """Whether the next sentence goes on with what someone says in this one."""
        sentence, following, words = self.sentences[i], self.sentences[i + 1], self.words[i + 1]
        if following.paragraph != sentence.paragraph or _SPOKEN.isdisjoint(self.words[i]):
            return False
        said = not _SPEAKERS.isdisjoint(words) and not _SPOKEN.isdisjoint(words)
        return said or following.text.startswith(_QUOTED) or following.text.endswith(('"', "”", "''"))


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
        self._tolls: dict[str, list[_Toll]] = {}
        for first, toll in _toll_rules(figures):
            for form in _family(first):
                self._tolls.setdefault(form, []).append(toll)
        self._weapons = {f for w in figures.weapons for f in _forms(w.split()[0])}
        self._weapons |= {f for w in figures.designations if len(w) > 3 for f in _forms(w.split()[0])}
        self._known: dict[str, _Word] = {}

    def forecast(self, sentences: Sequence[Sentence], words: Sequence[Sequence[str]]) -> Forecast:
        """What the sentences may tell; `words` are those of each, in lower case."""
        parts = [self._parts(found) for found in words]
        armed = any(word.weapon for found in parts for _, word in found)
        reports = [self._reports(found) for found in parts]
        strong = [self._counts(found, armed, weak=False) for found in parts]
        grave = any(reports) or any(strong)
        return Forecast(
            sentences,
            words,
            [any(word.plain for _, word in found) for found in parts],
            [report is not None for report in reports],
            strong,
            [
                count or (grave and self._counts(found, armed, weak=True))
                for count, found in zip(strong, parts, strict=True)
            ],
        )

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
        entries = [
            _Entry(
                tuple(_family(word) for word in entry.words[1:]),
                entry.before,
                tuple(_labels(c) for c in entry.conditions if _forecast(c)),
                entry.event_type not in _MILD,
            )
            for entry in self._lexicon.triggers.get(word, ())
            if entry.weight >= _WEIGHT
        ]
        tolls = tuple(dict.fromkeys(self._tolls.get(word, ())))
        self._known[word] = _Word(
            tuple(dict.fromkeys(entries)),
            frozenset(labels),
            tolls,
            bool(_NUMBER.search(word)) or word in _NUMBERS,
            word in self._weapons or (bool(_NUMBER.search(word)) and not word[0].isdigit()),
            bool(entries or tolls),
        )

    def _reports(self, parts: Sequence[tuple[str, _Word]]) -> bool | None:
        """Whether triggers may report a grave event here; None where they may report none at all."""
        labels: frozenset[str] | None = None
        found: bool | None = None
        for at, (text, word) in enumerate(parts):
            if text in _ADVERBS and at + 1 < len(parts) and parts[at + 1][0] in _ADVERBS[text]:
                continue
            for entry in word.entries:
                if entry.rest and not _stands(entry, parts, at):
                    continue
                if entry.needs:
                    if labels is None:
                        labels = frozenset().union(*(w.labels for _, w in parts))
                    if any(labels.isdisjoint(need) for need in entry.needs):
                        continue
                if entry.grave:
                    return True
                found = False
        return found

    def _counts(self, parts: Sequence[tuple[str, _Word]], armed: bool, *, weak: bool) -> bool:
        """Whether a figure may stand here; `armed`: weapons are named somewhere in the text; `weak`: weak words too."""
        words: frozenset[str] | None = None
        number = weapon = False
        for _, word in parts:
            for toll in word.tolls:
                if words is None:
                    words = frozenset(text for text, _ in parts)
                    number, weapon = any(w.number for _, w in parts), any(w.weapon for _, w in parts)
                if (toll.weapon and not armed) or (toll.weak and not weak and not (toll.weapon and weapon)):
                    continue
                if toll.number and not number and not (toll.weapon and weapon):
                    continue
                if not any(words.isdisjoint(rest) for rest in toll.rest):
                    return True
        return False


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


@lru_cache(maxsize=20_000)
def _family(lemma: str) -> frozenset[str]:
    """All words that may be forms of the lemma or derived of it."""
    stem = _stem(lemma)
    derived = frozenset(stem + ending for ending in _DERIVED) if len(stem) >= _STEM else frozenset()
    return _forms(lemma) | {lemma} | derived


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
        near = {word for word, _ in parts[max(0, at - 2 * len(entry.rest) - 2) : at]}
        return not any(near.isdisjoint(rest) for rest in entry.rest)
    position = at + 1
    for rest in entry.rest:
        limit = min(position + 2 * _PHRASE, len(parts))
        while position < limit and parts[position][0] not in rest:
            position += 1
        if position >= limit:
            return False
        position += 1
    return True


def _toll_rules(figures: QuantityLexicon) -> list[tuple[str, _Toll]]:
    """(lemma of the rule's first word, what it needs) for every way in which a figure is read."""
    rules: list[tuple[str, _Toll]] = []

    def add(
        word: str, kind: str | None, rest: Sequence[Iterable[str]] = (), *, number: bool, weapon: bool = False
    ) -> None:
        first = word.split(maxsplit=1)[0]
        weak = kind is None or kind in _WEAK_KINDS or (first in _WEAK and not rest)
        forms = tuple(frozenset().union(*map(_family, words)) for words in rest)
        rules.append((first, _Toll(forms, number, weapon, weak)))

    for phrases in (figures.verbs, figures.intransitive):
        for first, ways in phrases.items():
            for rest, kind in ways:
                add(first, kind, [(word,) for word in rest], number=kind in _COUNTED_ONLY, weapon=kind in _SHOT)
    for word, kind in (*figures.states.items(), *figures.nominal.items()):
        add(word, kind, number=kind in _COUNTED_ONLY)
    for word, kind in figures.counted.items():
        add(word, kind, number=True, weapon=kind in _SHOT)
    for word in figures.toll_words | _CONDITIONS | {"them"}:  # "Two of them were children"
        add(word, None, number=True)
    for word in _PATIENTS:  # "three are in hospital"
        add(word, "injured", number=True)
    for word in figures.bodies:
        add(word, None, number=False)
        add(word, "killed", (figures.finding,), number=False)
    add("victim", None, number=False)
    for word in figures.taking:
        add(word, "killed", (("life", "victim"),), number=False)
    for word in ("these", "those"):
        add(word, None, (("of",),), number=True)
    flying = {word for word, unit in figures.weapons.items() if unit in ("missile", "drone", "rocket", "bomb")}
    flying |= {word for word, unit in figures.designations.items() if unit in ("missile", "drone") and len(word) > 3}
    for word in (*_WAVES, *flying):  # "9 Geran-2 drones, 5 guided bombs"
        add(word, None, number=True, weapon=True)
    return rules
