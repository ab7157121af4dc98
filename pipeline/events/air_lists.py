"""Counts of weapons that stand in lists: behind a whole, below a colon line by line, place by place without a verb."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.events.air_bulletins import Fate, opens
from pipeline.events.air_weapons import WeaponWords
from pipeline.events.noun_counts import Count, NounCounts, count_of
from pipeline.events.numbers import Figure
from pipeline.events.quantity_lexicon import QuantityLexicon
from pipeline.records import QuantityKind

_ANY_UNIT = frozenset({"target", "projectile", "weapon"})
"""Units that parts of another unit may have."""
_AND_ONE = re.compile(r"(?:\band|\bplus|as well as|along with)\s+$")
LIST_GAP = 90
"""Characters between two figures of one list."""
_JOINS = re.compile(
    r"(?:\b(?:as well as|along with|together with|in addition to|and(?: also)? with|and also)|[,;] plus)\s*$",
    re.IGNORECASE,
)
_JOINED_GAP = 240
"""Where such words lead to the second: names of many launch sites may stand between."""
_OPENS = re.compile(
    r":|\b(?:viz|made up of|consisting of|comprising|namely|including|among them|of which|of them)\b|"
    r"(?<!\balong )(?<!\btogether )(?<!\band )\bwith(?=\s*$)",
    re.IGNORECASE,
)
_AT = re.compile(
    r"\s+(?:each\s+|more\s+)?(?:over|above|in|near|off|across|around|along)\s+"
    r"(?:the\s+(?:territory|skies|waters?)\s+of\s+)?(?:the\s+)?[A-Z]"
)
_OVER = re.compile(r"\b(?:over|above|in|near)\s+(?:the\s+(?:territory|skies|waters?)\s+of\s+)?(?:the\s+)?[A-Z]")
_INCLUDING = re.compile(r"\bincluding $")
_OF_THEM = re.compile(r"\s+of (?:them|which|these)\b")
_BULLET = re.compile(r"\s*[–—•*·-]\s*(?=[\w(])")
_PLACE_ALONE = re.compile(r"(?:In|Over|Above|Near)\s+(?:the\s+)?[A-Z][^,;:.]{2,60}[,:–—]\s+(?=\w)")
_CLOSES = re.compile(r"(?: in (?:all|total))?\s*[.;]?\s*\Z")


@dataclass(frozen=True, slots=True)
class AirCount:
    """A count of things."""

    count: Count
    kind: QuantityKind
    unit: str
    weapon: str | None
    trigger: Any
    last: Any
    rule: str
    part_of: int | None = None
    """Offset of the figure that this one is a part of, of the same kind."""


class AirLists(WeaponWords):
    """Reads on where a list of weapons goes on, by what the text has told before."""

    def __init__(self, lexicon: QuantityLexicon) -> None:
        super().__init__(lexicon)
        self.attacked = False
        """Whether launches or interceptions have been told of."""
        self.sent: set[int] = set()
        """Values told as launched."""
        self.open: Fate | None = None
        """What is said of the weapons that are listed line by line now, below a colon."""

    def _series(self, found: Sequence[AirCount], counts: NounCounts) -> list[AirCount]:
        """With the rest of a list: "17 drones: 11 over Belgorod and six over Kursk", "5 missiles, 40 rockets".

        Read along the words, because the parser loses its way in long lists. Below a colon or "including" they are
        parts.
        """
        items = list(found)
        told = {i.count.start: n for n, i in reversed(list(enumerate(found))) if i.rule != "whole of intercepted"}
        skipped = {i.count.start for i in found if i.rule == "whole of intercepted"}
        whole: AirCount | None = None
        inside = False
        aside = False
        edge = 0
        for figure in sorted((f for f in counts.figures if f.sense == "count"), key=lambda f: f.start):
            between = counts.text[edge : figure.start]
            edge = figure.number_end
            opening = list(_OPENS.finditer(between))
            known = items[told[figure.start]] if figure.start in told else None
            fits = whole is not None and figure.value is not None and figure.value <= (whole.count.value or 0)
            if known is not None:
                part = bool(opening) or (inside and whole is not None and self._may_be_part(known.unit, whole))
                if whole is not None and part and fits and known.kind == whole.kind:
                    items[told[figure.start]] = replace(known, part_of=whole.count.start)
                    inside = True
                else:
                    whole, inside = known, False
                continue
            if whole is None or figure.start in skipped or figure.value is None:
                continue
            if opening:
                between = between[opening[-1].end() :]
            unit, noun = self._listed(figure, counts)
            inside = inside or bool(opening)
            if inside and not opening and unit is not None and not self._may_be_part(unit, whole):
                inside = False  # "149 drones, including 90 Shaheds, and 11 missiles": missiles are no part of drones
            if unit is None and inside and self._is_aside(counts.text, figure, after_opening=bool(opening)):
                aside = True
                continue
            if not inside and unit is None:
                over = list(_OVER.finditer(between))
                if not over or whole.kind != "intercepted" or not _AT.match(counts.text, figure.number_end):
                    continue  # "shot down over four regions"
                # "21 UAVs were shot down over Bryansk, 14 over Kursk": each has its place
                between = between[over[-1].start() :]
            if (
                ";" in between
                or len(between) > (_JOINED_GAP if _JOINS.search(between) else LIST_GAP)
                or (not aside and self._says_more(counts, figure.start - len(between), figure.start))
                or (unit is None and not _AT.match(counts.text, figure.number_end))
                or (inside and not fits)
            ):
                whole, aside = None, False
                continue
            aside = False
            count = count_of(figure, noun)
            items.append(
                AirCount(
                    count, whole.kind, unit or whole.unit, self._weapon(noun), whole.trigger, whole.last, "list",
                    part_of=whole.count.start if inside else None,
                )
            )  # fmt: skip
        return items + self._one_more(items, counts)

    @staticmethod
    def _is_aside(text: str, figure: Figure, *, after_opening: bool) -> bool:
        """ "11 over Moscow, eight of them flying toward the capital, nine over Crimea", "30 over the Moscow Region
        including 28 flying toward Moscow, 15 over Kaluga": some of the item before, after which the list goes on."""
        if _OF_THEM.match(text, figure.number_end):
            return True
        included = after_opening and _INCLUDING.search(text, 0, figure.start) is not None
        return included and not _AT.match(text, figure.number_end)

    def _one_more(self, items: Sequence[AirCount], counts: NounCounts) -> list[AirCount]:
        """ "with three missiles from Belgorod and a Kh-31P from the sea": the last of a list, without a number."""
        if not items:
            return []
        last = max(items, key=lambda i: i.count.start)
        if last.kind == "hit" or last.part_of is not None:
            return []
        begin = last.count.noun.idx if last.count.noun is not None else last.count.end
        for token in counts.tokens:
            if (
                token.idx <= begin
                or token.tag_ not in ("NN", "NNP")
                or token.dep_ in ("nsubj", "nsubjpass", "compound")
            ):
                continue
            if token.idx - begin > LIST_GAP or self._says_more(counts, begin, token.idx):
                break
            one, unit = single(token), self.weapon_unit(token)
            if one is None or unit is None or not _AND_ONE.search(counts.text, 0, one.start):
                continue
            if one.start not in {i.count.start for i in items}:
                weapon = self._weapon(token)
                return [AirCount(one, last.kind, unit, weapon, last.trigger, last.last, "list")]
        return []

    @staticmethod
    def _may_be_part(unit: str, whole: AirCount) -> bool:
        return unit == whole.unit or whole.unit in _ANY_UNIT

    def _in_lines(self, found: Sequence[AirCount], counts: NounCounts) -> list[AirCount]:
        """ "Spotted 448 targets:" and below it, line by line, "- 29 Kh-101 cruise missiles from over Saratov;"."""
        line = _BULLET.match(counts.text)
        if line is None:
            self.open = opens(counts.text)
            return self._without_verb(found, counts)
        first = next((f for f in counts.figures if f.sense == "count" and f.value), None)
        if self.open is None or first is None or first.start != line.end():
            return []
        if any(i.count.start == first.start for i in found):
            return []
        unit, noun = self._listed(first, counts)
        if unit is None:
            return []
        trigger = counts.tokens[0]
        return [AirCount(count_of(first, noun), self.open, unit, self._weapon(noun), trigger, trigger, "line")]

    def _without_verb(self, found: Sequence[AirCount], counts: NounCounts) -> list[AirCount]:
        """ "In the Grayvoron district, 16 UAVs.": the next place of a round-up of places."""
        line = _PLACE_ALONE.match(counts.text)
        first = next((f for f in counts.figures if line is not None and f.start == line.end()), None)
        if first is None or found or not self.attacked or not first.value:
            return []
        unit, noun = self._listed(first, counts)
        if unit is None or noun is None or not _CLOSES.match(counts.text, noun.idx + len(noun.text)):
            return []
        trigger = counts.tokens[0]
        fate: Fate = "launched" if self.sent else "intercepted"
        return [AirCount(count_of(first, noun), fate, unit, self._weapon(noun), trigger, trigger, "line")]


def single(part: Any, *, listed: bool = False) -> Count | None:
    """ "a drone was shot down"; of a list also "16 drones and the ballistic missile"."""
    if part.tag_ not in ("NN", "NNP"):
        return None
    one = ("a", "an", "another", "the") if listed else ("a", "an", "another")
    determiner = next((c for c in part.children if c.dep_ == "det" and c.lower_ in one), None)
    if determiner is None:
        return None
    if determiner.i > 0 and determiner.nbor(-1).lower_ == "not":
        return None  # "not a single rocket"
    return Count(1, 1, 1, "exact", determiner.idx, part.idx + len(part.text), part, implied=True, head=part)
