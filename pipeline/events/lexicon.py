"""The word lists of lexicons/, read once, with a user's own lines laid over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.errors import EventError
from pipeline.events.inflection import noun_forms, verb_forms
from pipeline.events.patterns import PatternSet

FOLDER = Path(__file__).parent / "lexicons"


@dataclass(frozen=True, slots=True)
class Condition:
    """`where:class|class` of triggers.tsv."""

    where: str
    classes: frozenset[str]
    lemmas: frozenset[str]
    negated: bool
    names: bool = False
    numbers: bool = False
    anything: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """One line of triggers.tsv."""

    pos: str
    words: tuple[str, ...]
    """The carrying word first; the others stand after it (before it where `before`)."""
    before: bool
    event_type: str
    sub: str | None
    weight: float
    conditions: tuple[Condition, ...]
    order: int
    """Line number: of equal entries the first whose conditions hold is taken."""

    @property
    def name(self) -> str:
        """How `explain` calls the rule."""
        return f"{self.pos}:{'_'.join(self.words)}>{self.event_type}" + (f"/{self.sub}" if self.sub else "")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the rules look words up in."""

    triggers: dict[str, tuple[Trigger, ...]]
    """Word form in lower case to the entries that it may carry."""
    classes: dict[str, frozenset[str]]
    """Class to lemmas; phrases have `_` for blanks."""
    word_classes: dict[str, frozenset[str]]
    """Lemma to its classes."""
    subtypes: PatternSet
    modes: PatternSet
    """Cues of PLOVER's modes; a label is "TYPE mode"."""
    weapons: PatternSet
    kinds: PatternSet
    """Cues of what caused a toll that is told without a word for its event."""
    text_contexts: PatternSet
    sentence_contexts: PatternSet
    title_contexts: PatternSet
    genres: dict[tuple[str, ...], str]
    """Words at the head of a title, before its colon, to the context of the text: "Film: ...", "Opinion | ..."."""


@lru_cache(maxsize=4)
def load_lexicon(user_folder: Path | None = None) -> Lexicon:
    """Our lists and, where given, those of `user_folder`. Raises EventError naming file and line of a mistake."""
    classes: dict[str, set[str]] = defaultdict(set)
    for line in _lines("classes.tsv", user_folder, 2):
        target = line.fields[0].removeprefix("!")
        words = set(line.fields[1].lower().split())
        if line.fields[0].startswith("!"):
            classes[target] -= words
        else:
            classes[target] |= words
    word_classes: dict[str, set[str]] = defaultdict(set)
    for name, members in classes.items():
        for word in members:
            word_classes[word].add(name)
    contexts = [(n, scope, _number(w), p) for n, scope, w, p in _four(user_folder)]
    return Lexicon(
        triggers=_triggers(user_folder, classes),
        classes={k: frozenset(v) for k, v in classes.items()},
        word_classes={k: frozenset(v) for k, v in word_classes.items()},
        subtypes=PatternSet(
            (f[0], _number(f[1]), f[2]) for f in (x.fields for x in _lines("subtypes.tsv", user_folder, 3))
        ),
        modes=PatternSet(
            (f"{f[0]} {f[1]}", _number(f[2]), f[3]) for f in (x.fields for x in _lines("modes.tsv", user_folder, 4))
        ),
        weapons=PatternSet(
            (f[0], _number(f[1]), f[2]) for f in (x.fields for x in _lines("weapons.tsv", user_folder, 3))
        ),
        kinds=PatternSet((f[0], _number(f[1]), f[2]) for f in (x.fields for x in _lines("kinds.tsv", user_folder, 3))),
        text_contexts=PatternSet((n, w, p) for n, scope, w, p in contexts if scope == "text"),
        sentence_contexts=PatternSet((n, w, p) for n, scope, w, p in contexts if scope == "sentence"),
        title_contexts=PatternSet((n, w, p) for n, scope, w, p in contexts if scope == "title"),
        genres={tuple(p.split()): n for n, scope, _, p in contexts if scope == "genre"},
    )


@dataclass(frozen=True, slots=True)
class _Line:
    where: str
    fields: tuple[str, ...]


def _lines(name: str, user_folder: Path | None, count: int) -> Iterator[_Line]:
    folders = [FOLDER] if user_folder is None else [FOLDER, user_folder]
    for folder in folders:
        path = folder / name
        if folder is not FOLDER and not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise EventError(
                f"the lexicon {path.name} cannot be read ({error})", hint="restore or correct the file"
            ) from error
        for number, raw in enumerate(text.splitlines(), 1):
            if not raw.strip() or raw.startswith("#"):
                continue
            fields = tuple(f.strip() for f in raw.split("\t"))
            if len(fields) < count or not all(fields[:count]):
                raise EventError(
                    f"{path.name} line {number} has {len(fields)} fields, {count} are needed",
                    hint="see lexicons/README.md for the format; fields are apart by a tab",
                )
            yield _Line(f"{path.name} line {number}", fields)


def _four(user_folder: Path | None) -> Iterator[tuple[str, str, str, str]]:
    for line in _lines("contexts.tsv", user_folder, 4):
        yield line.fields[0], line.fields[1], line.fields[2], line.fields[3]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise EventError(
            f"the lexicons have {text!r} where a number is needed", hint="see lexicons/README.md"
        ) from error


def _triggers(user_folder: Path | None, classes: dict[str, set[str]]) -> dict[str, tuple[Trigger, ...]]:
    entries: list[Trigger] = []
    dropped: set[tuple[str, str]] = set()
    for order, line in enumerate(_lines("triggers.tsv", user_folder, 6)):
        pos, phrase, event_type, sub, weight, needs = line.fields[:6]
        if pos.startswith("!"):
            dropped.add((pos[1:], phrase))
            continue
        if pos not in ("verb", "noun"):
            raise EventError(f"{line.where}: part of speech {pos!r}", hint="write verb or noun")
        before = phrase.startswith("^")
        words = phrase.removeprefix("^").lower().split()
        if before:
            words = [words[-1], *words[:-1]]
        conditions = tuple(_condition(c, classes, line.where) for c in _split_needs(needs)) if needs != "-" else ()
        entries.append(
            Trigger(
                pos, tuple(words), before, event_type, None if sub == "-" else sub, _number(weight), conditions, order
            )
        )
    forms: dict[str, list[Trigger]] = defaultdict(list)
    for entry in entries:
        if (entry.pos, " ".join(entry.words)) in dropped:
            continue
        for form in verb_forms(entry.words[0]) if entry.pos == "verb" else noun_forms(entry.words[0]):
            forms[form].append(entry)
    # longer phrases first, then those with conditions, then heavier ones: the most telling entry wins
    ranked = {f: sorted(e, key=lambda t: (-len(t.words), -t.weight, t.order)) for f, e in forms.items()}
    return {form: tuple(found) for form, found in ranked.items()}


def _split_needs(text: str) -> list[str]:
    return text.split()


def _condition(text: str, classes: dict[str, set[str]], where_from: str) -> Condition:
    negated = text.startswith("!")
    where, _, values = text.removeprefix("!").partition(":")
    names, lemmas, kinds = False, set(), set()
    numbers = anything = False
    for value in values.split("|") if where != "particle" else [f"'{values}'"]:
        if value == "NAME":
            names = True
        elif value == "NUMBER":
            numbers = True
        elif value == "ANY":
            anything = True
        elif value.startswith("'"):
            lemmas.add(value.strip("'"))
        elif value in classes:
            kinds.add(value)
        else:
            raise EventError(
                f"{where_from}: the class {value!r} is not in classes.tsv", hint="add it or put a word into '…'"
            )
    if where not in ("subj", "obj", "dobj", "of", "any", "mod", "prep", "particle", "head"):
        raise EventError(f"{where_from}: condition on {where!r}", hint="see lexicons/README.md for the places")
    return Condition(where, frozenset(kinds), frozenset(lemmas), negated, names, numbers, anything, text)
