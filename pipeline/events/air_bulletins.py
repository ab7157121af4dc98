"""Counts of weapons along the words of a sentence, where its grammar gives nothing: bulletins drop verbs and subjects,
list a dozen weapons behind a dash and say "747 drones and four of the missiles were shot down or jammed".

Three kinds of cue decide: brought down, launched, arrived. What arrived ("56 drones struck 37 places") is a count of
neither. A list of counts goes with the cue behind it that has its verb in the passive, else with the one before it in
the same clause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from pipeline.events.numbers import Figure
from pipeline.events.numerals import words

Fate = Literal["intercepted", "launched"]

_DOWNED = (
    r"(?:shot|shoot(?:ing|s)?|brought|bringing|taken|knocked) down|downed|downing|"
    r"downs?(?= (?:\d|all |at least |about |over |[a-z]+ of ))|intercept(?:ed|ing|s)?|"
    r"destroy(?:ed|ing|s)?|neutrali[sz](?:ed|ing)|annihilat(?:ed|ing)|eliminat(?:ed|ing)|jammed|suppress(?:ed|ing)|"
    r"dealt with|repelled|thwarted|foiled|knocked out|(?:did(?:n['’]t| not)|failed to|never) reach(?:ed)? "
    r"(?:their|its|the) (?:intended )?targets?(?=[^.;]{0,80}(?:electronic|jamm|\bEW\b))"
)
_LAUNCHED = (
    r"launch(?:ed|ing|es)?|fir(?:ed|ing|es)|us(?:ed|ing|es)|sen(?:t|ds?|ding)|releas(?:ed|ing)|unleash(?:ed|ing)|"
    r"employ(?:ed|ing)|hurl(?:ed|ing)|dispatch(?:ed|ing)|count(?:ed|s)|listed|detected|recorded|registered|tracked|spotted|"
    r"(?:attack(?:ed|ing|s)?|struck|strik(?:es?|ing)|target(?:ed|ing)?|pound(?:ed|ing))(?: [\w'’-]+){0,6}? (?:with|by)"
)
_ARRIVED = (
    r"impacts?|arrivals?|struck|hits?|reach(?:ed|ing)|(?:got|broke|getting|breaking) through|penetrated|"
    r"crash(?:ed|ing)|fell|falling|came down|debris|wreckage|fragments|pieces|remains|remnants"
)
_CUE = re.compile(
    rf"\b(?:(?P<intercepted>{_DOWNED})|(?P<launched>{_LAUNCHED})|(?P<arrived>{_ARRIVED}))\b", re.IGNORECASE
)
_WEAK = re.compile(r"us(?:ed|ing|es)|sen|releas|employ|dispatch|count|listed|recorded|registered", re.IGNORECASE)
"""Verbs that say nothing of an attack by themselves: weapons are sent to friends too."""
_AGAINST = re.compile(
    r"\b(?:against|attack\w*|strikes? (?:on|at)|overnight|night|enem(?:y|ies)|occupants?|occupiers?|invaders?|"
    r"aggressor|witness(?:es)?|residents)\b",
    re.IGNORECASE,
)
_JOIN = re.compile(r"[\s,&+–—-]*(?:\b(?:and|plus|as well as|along with|together with|also)\b[\s,]*){0,3}\Z")
_CLAUSE = re.compile(r"[;.!?]|:(?=\s)|\b(?:but|while|whereas|however|although)\b")
_PASSIVE = re.compile(r"\b(?:was|were|been|being|got|be)\b[^;:.]{0,60}\Z")
_BRIEF = re.compile(r"[\s,]*(?:of an? [\w-]+ )?(?:(?:more|others?|reportedly|also|allegedly|as) ?){0,3}\Z")
_NO_OBJECT = re.compile(r"\s*(?:[.,;)]|\Z|(?:over|in|by|on|near|above|and|or|at|along|off|before|without)\b)")
""" "5 drones destroyed a house" is another matter than "5 drones destroyed over Kursk"."""
_PART = re.compile(r"[(–—:]|\s-\s|\b(?:including|among them|of (?:which|them|these))\b")
_BARE = re.compile(
    r"[\s,]+(?:(?:more|others?|of (?:them|these|which)|was|were|(?:have|had) been|also) ){0,4}"
    rf"(?P<cue>{_DOWNED})\b",
    re.IGNORECASE,
)
"""A figure whose weapons were named before: "90 destroyed, 70 more suppressed"."""
_WHOLE = re.compile(r"\b(?:out )?of (?:the |its |these |those )?\Z", re.IGNORECASE)
_HALF = re.compile(rf"[\s,]+(?:\w+ ){{0,2}}?(?:no one|\d+|[a-z]+)(?: (?:was|were))? (?:{_DOWNED})\b", re.IGNORECASE)
"""What follows the whole in "of 19 missiles 16 were destroyed"."""
_THEN = re.compile(
    r"(?: (?:and|or) (?!no\b)[a-z-]+(?: [a-z-]+)?)?(?: (?:over|above|in|near) (?:the )?[\w'’-]+(?: [\w'’-]+)?)?"
    r"[\s,(–—-]+(?:of (?:which|them|these),? )?(?P<part>\d+|[a-z]+)"
    rf"(?: (?:of them|of which))?(?: (?:was|were|have been))? (?:{_DOWNED})\b",
    re.IGNORECASE,
)
"""What follows the whole in "158 missiles and drones, 114 shot down"."""
_EVERY_ONE = re.compile(
    r"(?: in (?:all|total))?[\s,–—-]+(?:all|every one|each)(?: of (?:them|which))?(?: (?:was|were|being))?"
    rf" (?:{_DOWNED})\b",
    re.IGNORECASE,
)
"""What follows in "ten drones in all, every one shot down"."""
_OUT_OF_ALL = re.compile(r"\bout of (?:a total of |the )?\Z", re.IGNORECASE)
_PLACED = re.compile(
    r"\s*[-–—:]*\s*(?:over|above|in|near|off) (?:the )?(?:(?:territory|territories|skies|sky|waters?|airspace) of )?"
    r"(?:the )?(?:[\w-]+ )?[A-Z]"
)
_OF_THIS = re.compile(
    r"\W{0,3}(?:of|from|among) (?:this|that|these|those|them|which)(?: (?:number|total|amount|drones|missiles))?"
    r"\b[,:–—-]?",
    re.IGNORECASE,
)
_CAME = re.compile(
    r"\b(?:impacts?|arrivals?|hits|debris|wreckage|fragments|pieces|remains) (?:of|from|by)\b[^.;:]*\Z", re.IGNORECASE
)
_CAME_THROUGH = re.compile(
    r"[\w'’/-]+(?: (?!\b(?:were|was|shot|downed)\b)[\w'’/-]+){1,8}? "
    r"(?:struck|hit|reached|got through|broke through|got past) (?!by\b)",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"[\w'’/-]+(?: (?!shot|down|downed|destroyed|intercepted|and\b)[\w'’/-]+){0,5}?(?:, [^.;:,]{1,40},)? "
    r"(?:(?:were|was|been|got|had|have|are) ){0,2}[\"“”']{0,2}(?:(?:got|were) )?lost\b",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"[\w'’/-]+ of (?:which|them)\b", re.IGNORECASE)
_SUPPOSED = re.compile(r"\W*(?:if|suppose|imagine|say)\b", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:except|except for|all but|save)(?: about)? \Z", re.IGNORECASE)
_BOMBS = words("bomb shell rocket mortar")
_REACH = 120
"""Characters between a list and its cue."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One figure with the weapons that it counts."""

    figure: Figure
    unit: str
    noun: Any | None
    """None where the weapons were named before."""
    end: int
    """Behind the noun."""
    fate: Fate
    trigger: int
    """Offset of the cue."""
    part_of: int | None = None
    """Offset of the figure that this one is a part of."""


@dataclass(frozen=True, slots=True)
class _Item:
    figure: Figure
    unit: str
    noun: Any
    end: int

    @property
    def value(self) -> int:
        return self.figure.value or 0


def read_bulletin(
    text: str,
    figures: Sequence[Figure],
    weapon: Callable[[Figure], tuple[str | None, Any | None]],
    *,
    unit_before: str | None,
    under_attack: bool,
) -> Iterator[Listed]:
    """The counts of one sentence. `weapon` gives unit and noun of what a figure counts, `unit_before` is that of the
    weapons named last; `under_attack` says that the text has told of launches or interceptions before."""
    if under_attack and unit_before is not None and (of := _OF_THIS.match(text)) is not None:
        yield from _places(text, figures, of.end(), unit_before)
    cues = list(_CUE.finditer(text))
    if not cues or _SUPPOSED.match(text):
        return
    items: list[_Item] = []
    for figure in figures:
        if figure.sense != "count" or figure.value is None or _EXCEPT.search(text, 0, figure.start):
            continue
        if arrived(text, figure.start, under_attack) or text.endswith("every ", 0, figure.start):
            continue
        unit, noun = weapon(figure)
        if unit is not None and noun is not None:
            items.append(_Item(figure, unit, noun, noun.idx + len(noun.text)))
        elif (bare := _BARE.match(text, figure.number_end)) is not None:
            named = items[-1].unit if items else unit_before
            if named is not None and (items or under_attack):
                yield Listed(figure, named, None, figure.number_end, "intercepted", bare.start("cue"))
        elif items and _OUT_OF_ALL.search(text, 0, figure.start) and figure.value >= items[-1].value:
            # "four drones downed over the district out of five"
            between = text[items[-1].end : figure.start]
            downed = next((c for c in cues if items[-1].end <= c.start() < figure.start and c["intercepted"]), None)
            if downed is not None and not _CLAUSE.search(between):
                yield Listed(figure, items[-1].unit, None, figure.number_end, "launched", downed.start())
    for group in _groups(text, items, cues):
        if _WHOLE.search(text, 0, group[-1].figure.start) and _HALF.match(text, group[-1].end):
            yield Listed(*_told(group[-1]), "launched", group[-1].figure.start)
            continue
        if len(group) == 1 and _EVERY_ONE.match(text, group[-1].end):
            yield Listed(*_told(group[-1]), "launched", group[-1].figure.start)
            yield Listed(*_told(group[-1]), "intercepted", group[-1].figure.start)
            continue
        then = _THEN.match(text, group[-1].end)
        part = next((f.value for f in figures if then is not None and f.start == then.start("part")), None)
        if then is not None and part is not None and part <= sum(item.value for item in group):
            yield from (Listed(*_told(sent), "launched", then.start("part")) for sent in group)
            continue
        cue = _cue_of(text, group, cues)
        fate = _fate(cue, group) if cue is not None else None
        if cue is None or fate is None:
            continue
        if fate == "launched" and _WEAK.match(cue[0]) and not (under_attack or _AGAINST.search(text)):
            continue
        whole: _Item | None = None
        for before, item in pairwise([None, *group]):
            assert item is not None
            opens = _PART.search(text, before.end, item.figure.start) if before is not None else None
            holder = before if opens else whole
            if opens and opens[0] != "(":
                whole = before
            inside = holder is not None and item.value <= holder.value and holder.unit in (item.unit, "target")
            share = _share_of(text, item, figures) if fate == "intercepted" else None
            if share is not None:
                yield Listed(share, item.unit, item.noun, item.end, fate, cue.start())
                yield Listed(*_told(item), "launched", cue.start())
                continue
            yield Listed(*_told(item), fate, cue.start(), holder.figure.start if inside and holder else None)


def _places(text: str, figures: Sequence[Figure], start: int, unit: str) -> Iterator[Listed]:
    """Where so many of them were brought down: "Of this number: 27 - over the territory of the Bryansk region"."""
    for figure in figures:
        if figure.start >= start and figure.value and _PLACED.match(text, figure.number_end):
            yield Listed(figure, unit, None, figure.number_end, "intercepted", figure.start)


def _share_of(text: str, item: _Item, figures: Sequence[Figure]) -> Figure | None:
    """The 22 of "shoots down 22 of 28 drones"."""
    of = _WHOLE.search(text, 0, item.figure.start)
    if of is None:
        return None
    before = (f for f in figures if f.number_end <= of.start() and not text[f.number_end : of.start()].strip())
    return next((f for f in before if f.value is not None and f.value <= item.value), None)


def _told(item: _Item) -> tuple[Figure, str, Any, int]:
    return item.figure, item.unit, item.noun, item.end


def arrived(text: str, start: int, attacked: bool) -> bool:
    """Whether the figure at `start` counts what came through or was lost: "impacts of 5 missiles", "three drones were
    lost in location"; and where the launches have been told before, "56 drones struck 37 places"."""
    if _CAME.search(text, max(0, start - 60), start) or _LOST.match(text, start):
        return True
    return (attacked or _OF_THEM.match(text, start) is not None) and _CAME_THROUGH.match(text, start) is not None


def opens(text: str) -> Fate | None:
    """What a sentence that ends with a colon says of the weapons that the lines below it list; None where it ends
    otherwise or says neither."""
    if not text.rstrip().endswith(":"):
        return None
    cue = next((c for c in reversed(list(_CUE.finditer(text))) if not c["arrived"]), None)
    if cue is None or (cue["launched"] and _WEAK.match(cue[0]) and not _AGAINST.search(text)):
        return None
    return "intercepted" if cue["intercepted"] else "launched"


def downed_after(text: str, start: int) -> bool:
    """Whether the first passive verb behind `start` brings down."""
    cue = next((c for c in _CUE.finditer(text, start) if _PASSIVE.search(text, start, c.start())), None)
    return cue is not None and cue["intercepted"] is not None


def _groups(text: str, items: Sequence[_Item], cues: Sequence[re.Match[str]]) -> Iterator[list[_Item]]:
    """Runs of items that one cue counts for: joined as a list, or as parts behind a dash, a colon or in brackets."""
    group: list[_Item] = []
    for item in items:
        if group:
            between = text[group[-1].end : item.figure.start]
            joined = _JOIN.match(between) or (len(between) < _REACH and not _CLAUSE.search(between.rstrip()[:-1]))
            if not joined or any(group[-1].end <= cue.start() < item.figure.start for cue in cues):
                yield group
                group = []
        group.append(item)
    if group:
        yield group


def _cue_of(text: str, group: Sequence[_Item], cues: Sequence[re.Match[str]]) -> re.Match[str] | None:
    first, last = group[0].figure.start, group[-1].end
    for cue in cues:
        if cue.start() >= last:
            between = text[last : cue.start()]
            brief = _BRIEF.match(between) and _NO_OBJECT.match(
                text, cue.end()
            )  # "5 drones destroyed a house" is another matter
            if len(between) < _REACH and not _CLAUSE.search(between) and (brief or _PASSIVE.search(between)):
                return cue
            break
    for cue in reversed(cues):
        if cue.end() <= first:
            between = text[cue.end() : first]
            clause = _CLAUSE.search(between)
            colon = clause is not None and clause[0] == ":" and not between[clause.end() :].strip()
            return cue if len(between) < _REACH and (clause is None or colon) else None
    return None


def _fate(cue: re.Match[str], group: Sequence[_Item]) -> Fate | None:
    """None for what arrived; bombs that fell were dropped."""
    if cue["intercepted"]:
        return "intercepted"
    if cue["arrived"]:
        return "launched" if cue[0].lower() == "fell" and all(item.unit in _BOMBS for item in group) else None
    return "launched"
