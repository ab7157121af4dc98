"""The word lists of the figures of an event: `lexicons/quantities*.toml`, and a user's additions to them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, cast

from pipeline.errors import EventError
from pipeline.events.patterns import any_of
from pipeline.records import QuantityKind

_FILES = ("quantities.toml", "quantities_nouns.toml")
Phrases = Mapping[str, tuple[tuple[tuple[str, ...], QuantityKind], ...]]
"""First lemma to (further words, kind)."""


@dataclass(frozen=True, slots=True)
class QuantityLexicon:
    """Lemmas in lower case; see the TOML files for what each list holds."""

    verbs: Phrases
    intransitive: Phrases
    states: Mapping[str, QuantityKind]
    counted: Mapping[str, QuantityKind]
    nominal: Mapping[str, QuantityKind]
    toll_words: frozenset[str]
    toll_kinds: Mapping[str, QuantityKind]
    taking: frozenset[str]
    bodies: frozenset[str]
    finding: frozenset[str]
    veto_objects: frozenset[str]
    animals: frozenset[str]
    natural: frozenset[str]
    governors: frozenset[str]
    cumulative: re.Pattern[str]
    cumulative_subjects: frozenset[str]
    perfect_subjects: frozenset[str]
    """What has killed so many up to now, where it *has* done so."""
    daily_total: re.Pattern[str]
    persons: frozenset[str]
    plural_persons: frozenset[str]
    groups: frozenset[str]
    couples: frozenset[str]
    weapons: Mapping[str, str]
    designations: Mapping[str, str]
    targets: Mapping[str, str]
    hints: re.Pattern[str]
    """Matches a text that may hold a figure of an event: beginnings of the trigger words."""


def load_quantity_lexicon(user_folder: Path | None = None) -> QuantityLexicon:
    """The lists of the package, with those of `user_folder/quantities.toml` and `quantities_nouns.toml` added.

    Raises EventError where a user's file cannot be read.
    """
    return _load(user_folder)


@lru_cache(maxsize=4)
def _load(user_folder: Path | None) -> QuantityLexicon:
    data: dict[str, Any] = {}
    for name in _FILES:
        text = (resources.files("pipeline.events") / "lexicons" / name).read_text(encoding="utf-8")
        _add(data, tomllib.loads(text))
        path = user_folder / name if user_folder is not None else None
        if path is not None and path.is_file():
            try:
                _add(data, tomllib.loads(path.read_text(encoding="utf-8")))
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
                raise EventError(
                    f"{path} cannot be read ({error})", hint="see the lists of the package for its format"
                ) from error
    return _build(data)


def _add(data: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Lists grow, tables are merged; "!word" takes a word out."""
    for key, value in more.items():
        if isinstance(value, Mapping):
            _add(data.setdefault(key, {}), value)
        else:
            kept = data.setdefault(key, [])
            for word in value:
                if not isinstance(word, str):
                    raise TypeError(f"{key}: {word!r} is no text")
                if word.startswith("!"):
                    kept[:] = [w for w in kept if w != word[1:]]
                else:
                    kept.append(word.lower())


def _build(data: Mapping[str, Any]) -> QuantityLexicon:
    veto, scope, life, person = data["veto"], data["scope"], data["life"], data["person"]
    return QuantityLexicon(
        verbs=_phrases(data["verbs"]),
        intransitive=_phrases(data["intransitive"]),
        states=_kinds(data["states"]),
        counted=_kinds(data["counted"]),
        nominal=_kinds(data["nominal"]),
        toll_words=frozenset(data["tolls"]["words"]),
        toll_kinds=_kinds(data["tolls"]["kinds"]),
        taking=frozenset(life["taking"]),
        bodies=frozenset(life["bodies"]),
        finding=frozenset(life["finding"]),
        veto_objects=frozenset(veto["objects"]),
        animals=frozenset(veto["animals"]),
        natural=frozenset(veto["natural"]),
        governors=frozenset(veto["governors"]),
        cumulative=_patterns(scope["cumulative"]),
        cumulative_subjects=frozenset(scope["cumulative_subjects"]),
        perfect_subjects=frozenset(scope["perfect_subjects"]),
        daily_total=_patterns(scope["daily_total"]),
        persons=frozenset(person["roles"]),
        plural_persons=frozenset(person["plural"]),
        groups=frozenset(person["groups"]),
        couples=frozenset(person["couples"]),
        weapons=_units(data["weapons"]),
        designations=_units(data["designations"]),
        targets=_units(data["targets"]),
        hints=_hints(data),
    )


def _phrases(section: Mapping[str, list[str]]) -> Phrases:
    found: dict[str, list[tuple[tuple[str, ...], QuantityKind]]] = {}
    for kind, entries in section.items():
        for entry in entries:
            first, *rest = entry.split()
            found.setdefault(first, []).append((tuple(rest), cast("QuantityKind", kind)))
    # the longer phrase first: "shoot down" before "shoot"
    return {k: tuple(sorted(v, key=lambda e: -len(e[0]))) for k, v in found.items()}


def _kinds(section: Mapping[str, list[str]]) -> dict[str, QuantityKind]:
    return {word: cast("QuantityKind", kind) for kind, listed in section.items() for word in listed}


def _units(section: Mapping[str, list[str]]) -> dict[str, str]:
    return {word: unit for unit, listed in section.items() for word in listed}


_WILD = {
    " ": "[ \u00a0]",
    "*": "[\\w-]{0,12}",
    "#": (
        "(?i:\\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
        "few|several|couple of)"
    ),
}


def _patterns(entries: Iterable[str]) -> re.Pattern[str]:
    """One pattern of all; "*" ends a word form, "#" is a number. Every part is bounded, so that matching is linear."""
    return re.compile(rf"\b{any_of(entries, _WILD)}(?!\w)")


def _hints(data: Mapping[str, Any]) -> re.Pattern[str]:
    stems: set[str] = {
        "killed",
        "slain",
        "slew",
        "dead",
        "lives",
        "life",
        "shot",
        "hid",
        "held",
        "struck",
        "bod",
        "corpse",
        "remains",
    }
    for section in ("verbs", "intransitive", "states", "counted", "nominal"):
        for listed in data[section].values():
            stems.update(_stem(entry.split()[0]) for entry in listed)
    stems.update(_stem(w) for w in (*data["tolls"]["words"], *data["life"]["taking"]))
    stems |= {
        "sank",
        "took",
        "taken",
        "sent",
        "fled",
        "flew",
        "flown",
        "brought",
        "lost",
        "dying",
        "barrage",
        "salvo",
        "swarm",
        "volley",
        "wave",
        "attack",
        "of them",
        "unharmed",
        "custody",
        "behind bars",
        "uninjured",
        "unhurt",
        "of whom",
        "of those",
        "Of those",
        "Of these",
        "the victims",
        "among",
        "hospital",
        "condition",
        "first aid",
        "surgery",
        "no victims",
        "ventilator",
        "life support",
        " it at ",
        "number at ",
        "figure at ",
        "medical",
        "surviv",
        "supreme",
        "ultimate",
        "battling",
        "cut by",
        "bruised",
        "grazed",
        "scalded",
        "to death",
        "harmed",
        "admission",
        "treatment",
        "treated",
        "missile",
        "drone",
        "rocket",
        "uav",
        "shahed",
        "target",
        "projectile",
        "bomb",
        "kab",
        "munition",
        "iskander",
        "kalibr",
        "geran",
    }
    return re.compile(r"\b" + any_of(stems))


def _stem(lemma: str) -> str:
    return lemma[:-1] if len(lemma) > 3 and lemma[-1] in "ey" else lemma
