"""Which nouns are weapons that fly, and what a figure of such weapons counts."""

from __future__ import annotations

import re
from typing import Any

from pipeline.events.noun_counts import NounCounts, lemma_of
from pipeline.events.quantity_lexicon import QuantityLexicon

_AIR_WEAPON = re.compile(
    r"\bof (?:air |aerial )?attack\b|\b(?:air|aerial)(?: (?:attack|assault|strike))? (?:means?|weapons?|assets?)\b"
)
_SORTS = frozenset(
    {"attack", "strike", "combat", "decoy", "ballistic", "cruise", "guided", "kamikaze", "reconnaissance"}
)
"""Sorts of weapons: "541 attack and decoy drones"."""
_OF = re.compile(r"\s+(?:out )?of (?:the|its|these|those|them|which)\s+")
_NAME_BEFORE = 45
_LAST_LINK = re.compile(r",|\band\b|\bof\b|\bwith\b")
"""What a designation does not reach over: another item of the list."""
_WORDS = re.compile(r"[A-Za-z][A-Za-z]*(?:[-/]?[A-Za-z0-9]+)*")
_DESIGNATION = re.compile(r"[A-Za-z]{1,12}-?\d{1,4}[A-Za-z]{0,3}(?:/\d{1,4})?s?\Z")


class WeaponWords:
    """The words of weapons in one lexicon."""

    def __init__(self, lexicon: QuantityLexicon) -> None:
        self.lexicon = lexicon

    def weapon_unit(self, noun: Any | None) -> str | None:
        """missile, drone, rocket ... of a noun; None where it is no weapon that flies."""
        if noun is None or (noun.pos_ not in ("NOUN", "PROPN", "X", "NUM", "ADJ") and noun.lower_ != "means"):
            return None
        lemma = lemma_of(noun)
        if lemma in ("mean", "means", "weapon", "asset"):
            near = noun.doc[max(0, noun.i - 4) : noun.i + 4].text.lower()
            return "target" if _AIR_WEAPON.search(near) else None
        modifiers = (
            {c.lower_ for c in noun.children if c.dep_ in ("compound", "amod", "nmod")} if noun.children else set()
        )
        if lemma in ("vehicle", "system", "aircraft", "craft", "plane") and modifiers & {
            "unmanned",
            "uncrewed",
            "pilotless",
        }:
            return "drone"
        if lemma == "munition":
            dropped = noun.head.lemma_.lower() in ("drop", "release", "rain", "fire")
            return "drone" if modifiers & {"loitering", "kamikaze"} else "bomb" if dropped else None
        if lemma in ("boat", "vessel", "craft"):
            return "boat" if modifiers & {"unmanned", "uncrewed", "drone", "kamikaze", "robotic"} else None
        if lemma == "drone" and modifiers & {"sea", "naval", "surface", "maritime"}:
            return "boat"
        if lemma in ("target", "object", "threat"):
            return "target" if modifiers & {"air", "aerial", "airborne", "hostile", "flying"} else None
        if lemma == "round":
            return "shell" if modifiers & {"artillery", "mortar"} else None
        if lemma in ("bomber", "fighter", "artillery"):
            return None
        if lemma in self.lexicon.weapons:
            return self.lexicon.weapons[lemma]
        if lemma == "projectile":
            return "projectile"
        return self._designated(noun.lower_)

    def _designated(self, text: str) -> str | None:
        names = self.lexicon.designations
        head = text.split("-", maxsplit=1)[0]
        for form in (text, text.rstrip("s"), head, head.rstrip("s")) if "-" in text else (text, text.rstrip("s")):
            if form in names:
                if len(form) <= 3 and not any(c.isdigit() for c in text):
                    return None
                return names[form]
        return None

    def _weapon(self, noun: Any | None) -> str | None:
        """The designation as printed, in the words before the noun: "two Iskander-M ballistic missiles"."""
        if noun is None:
            return None
        text = noun.doc.text
        begin = max(0, noun.idx - _NAME_BEFORE)
        before = _LAST_LINK.split(text[begin : noun.idx])[-1]
        own = text[noun.idx : noun.idx + len(noun.text)]
        spans = [m for m in _WORDS.finditer(before + own) if self._names_weapon(m[0])]
        if not spans:
            return None
        named: str = (before + own)[spans[0].start() : spans[-1].end()]
        return named

    def _names_weapon(self, word: str) -> bool:
        known = self._designated(word.lower())
        return known is not None or (_DESIGNATION.match(word) is not None and any(c.isdigit() for c in word))

    def _listed(self, figure: Any, counts: NounCounts) -> tuple[str | None, Any | None]:
        """The weapon that this figure of a list counts, at most six words on."""
        begin = figure.number_end
        if (of := _OF.match(counts.text, begin)) is not None:
            begin = of.end()  # "four of the cruise missiles", "200 of them Shaheds"
        for token in counts.doc:
            if token.idx < begin or token.is_space:
                continue
            if (
                token.idx > figure.number_end + 60
                or (
                    token.pos_ in ("VERB", "AUX", "ADP", "CCONJ")
                    and not token.text[:1].isupper()
                    and token.lower_ != "means"
                    and not (token.lower_ == "and" and token.nbor(-1).lower_ in _SORTS)
                )
                or token.text in ",;.:"
            ):
                return None, None
            unit = self.weapon_unit(token)
            following = token.nbor(1) if token.i + 1 < len(token.doc) else None
            if unit is not None and (following is None or self.weapon_unit(following) is None):
                if (
                    following is not None
                    and following.pos_ == "NOUN"
                    and unit == self.lexicon.weapons.get(token.lower_)
                ):
                    return None, None  # "one of its largest drone attacks"
                return unit, token
        return None, None

    @staticmethod
    def _says_more(counts: NounCounts, start: int, end: int) -> bool:
        """Is there a verb between two figures? Then the second has its own."""
        return any(
            t.pos_ in ("VERB", "AUX") and t.lower_ != "including" and t.tag_ != "VBN" and not t.text[:1].isupper()
            for t in counts.tokens
            if start <= t.idx < end
        )
