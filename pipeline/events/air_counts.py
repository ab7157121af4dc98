"""How many missiles, drones and rockets were launched and brought down, how many buildings and vehicles were hit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pipeline.events.air_bulletins import arrived, downed_after, read_bulletin
from pipeline.events.air_lists import LIST_GAP, AirCount, AirLists, single
from pipeline.events.noun_counts import Count, NounCounts, count_of, lemma_of
from pipeline.events.numerals import words
from pipeline.events.quantity_lexicon import QuantityLexicon
from pipeline.events.quantity_triggers import Victims, is_passive
from pipeline.events.sentences import ParsedSentence
from pipeline.records import QuantityKind

_DOWNING = frozenset({"intercept", "down", "downing", "interception"})
_WEAK_DOWNING = words(
    """
    destroy neutralize neutralise suppress jam thwart repel stop disable deal eliminate
    """
)
_DOWN = frozenset({"down"})
_BELOW_TEN = words("two three four five six seven eight nine")
_THEM = frozenset({"them", "which", "those", "these"})
_SEEN = words("launch notice sight observe detect record register track spot identify count find")
"""Verbs that make an air target or a projectile one that was launched."""
_NOTICED = frozenset({"notice", "sight", "observe"})
_SHOT_UNITS = frozenset({"missile", "drone", "rocket", "bomb", "shell", "target", "mortar", "boat", "projectile"})
_ATTACKS = frozenset(
    [
        "attack",
        "strike",
        "assault",
        "raid",
        "barrage",
        "salvo",
        "wave",
        "swarm",
        "volley",
        "bombardment",
        "offensive",
        "shelling",
        "onslaught",
        "hail",
        "fleet",
        "flurry",
        "batch",
        "launch",
        "blitz",
        "target",
        "hit",
        "pound",
        "bombard",
        "shell",
        "bombing",
        "package",
        "torrent",
        "formation",
        "series",
        "group",
    ]
)
_COMING = frozenset(
    [
        "attack",
        "target",
        "fly",
        "enter",
        "cross",
        "head",
        "approach",
        "participate",
        "swarm",
        "come",
        "take",
        "travel",
        "fire",
        "aim",
        "involve",
        "strike",
        "reach",
        "penetrate",
        "violate",
        "violated",
        "race",
        "descend",
        "swoop",
    ]
)
_HOLDING = words(
    """
    involve include comprise consist contain feature see use
    """
)
_HEADING = re.compile(
    r"\W{0,3}(?:in (?:total|all),? |total )?(?:shot down|downed|destroyed|intercepted|neutrali[sz]ed|jammed|suppressed)"
    r"(?:\s*(?:or|and|/)\s*(?:\w+ ){0,2}?(?:jammed|suppressed|destroyed|downed|lost))?\s*:?",
    re.IGNORECASE,
)
_ALL = re.compile(r"\ball (?:the |of the )?(?=[\w(])", re.IGNORECASE)
_OUT_OF = re.compile(r"\s+(?:out )?of (?:the )?")
_NUMBER_OF = re.compile(
    r"\bnumber of (?:[\w-]+ ){0,3}?(?P<what>[\w-]+) (?P<done>destroyed|downed|shot down|intercepted|neutrali[sz]ed|"
    r"jammed|launched|fired|used|sent)\b[^.;:]{0,60}?(?:\bat|\bto|\bwas|\breached|:) $"
)
_SENT = re.compile(r"launched|fired|used|sent")
_FALLING = frozenset({"shell", "bomb", "rocket", "missile", "mortar", "projectile"})
_MOST_OF = re.compile(r"\b(?:most|many|some|half|part|percent|%|bulk) of (?:the |its |these )?$", re.IGNORECASE)


def _by_air_defence(victims: Victims) -> bool:
    """ "Air defences destroyed 39 targets": what they destroy was in the air."""
    subject = next((c for c in victims.trigger.children if c.dep_ == "nsubj"), None)
    if subject is None or lemma_of(victims.trigger) not in _WEAK_DOWNING:
        return False
    return any(h.lower_ == "targets" for h in victims.heads) and "air def" in " ".join(
        t.lower_ for t in subject.subtree
    )


class AirReader(AirLists):
    """Reads the sentences of a text in order: "about 70" means the weapons that were named last."""

    def __init__(self, lexicon: QuantityLexicon) -> None:
        super().__init__(lexicon)
        self.unit: str | None = None
        self.age = 0
        self.launched: Count | None = None
        self.downed: set[int] = set()
        """Values told as brought down: "of the 128 drones" may mean these."""

    def skip(self, parsed: ParsedSentence) -> None:
        self.age += 1
        self.open = None

    def read(self, listed: Sequence[Victims], counts: NounCounts) -> list[AirCount]:
        """The counts of one sentence, whose triggers are `listed`."""
        if self.age > 3:
            self.unit = self.launched = None
        found: list[AirCount] = []
        seen: set[tuple[str, int]] = set()
        told: set[int] = set()
        for victims in listed:
            if victims.kind not in ("launched", "intercepted", "hit"):
                continue
            if victims.kind == "hit" and (self._brought_down(victims) or _by_air_defence(victims)):
                victims = replace(victims, kind="intercepted")
            for head in victims.heads:
                for item in self._things(victims, head, counts):
                    key = (item.kind, item.count.start)
                    if key not in seen:
                        seen.add(key)
                        told.add(item.count.start)
                        found.append(item)
                        if item.kind == "launched" and self.launched is None:
                            self.launched = item.count  # "eight missiles, all of which were intercepted"
                            if item.count.value is not None:
                                self.sent.add(item.count.value)
        found.extend(self._numbered(found, counts))
        found.extend(self._headed(found, counts))
        told.update(i.count.start for i in found)
        for item in self._nominal(counts):
            if item.count.start not in told:
                told.add(item.count.start)
                found.append(item)
        # "shot down 77 drones sent from the east": how many were sent is not said (but of "a drone sent from there")
        downed = {i.count.start for i in found if i.kind == "intercepted"}
        found = [
            i
            for i in found
            if i.kind != "launched"
            or i.count.start not in downed
            or i.trigger.dep_ not in ("acl", "relcl")
            or i.count.implied
        ]
        wholes = {i.count.start for i in found if i.rule == "whole of intercepted"}
        found = [i for i in found if i.kind != "intercepted" or i.count.start not in wholes]
        found = self._series(found, counts)
        found = self._along_words(found, counts)
        found.extend(self._in_lines(found, counts))
        last = next((u for t in reversed(counts.tokens) if (u := self.weapon_unit(t))), None)
        self.age += 1
        if last is not None:
            self.unit, self.age = last, 0
        launched = [i.count for i in found if i.kind == "launched"]
        if launched:
            self.launched = launched[0]
        self.sent.update(c.value for c in launched if c.value is not None)
        self.downed.update(i.count.value for i in found if i.kind == "intercepted" and i.count.value is not None)
        self.attacked = self.attacked or any(i.kind in ("launched", "intercepted") for i in found)
        return found

    def _along_words(self, found: Sequence[AirCount], counts: NounCounts) -> list[AirCount]:
        """With what the grammar did not give, and without what came through."""
        items = [i for i in found if i.kind == "hit" or not arrived(counts.text, i.count.start, self.attacked)]
        items = [i for i in items if i.rule != "whole of intercepted" or i.count.value not in self.downed]
        told = {i.count.start for i in items}
        listed_here: set[tuple[str, int]] = set()
        for listed in read_bulletin(
            counts.text,
            counts.figures,
            lambda figure: self._listed(figure, counts),
            unit_before=self.unit,
            under_attack=self.attacked,
        ):
            figure = listed.figure
            key = (listed.fate, figure.start)
            if figure.start in told or key in listed_here:
                continue
            listed_here.add(key)
            trigger = next((t for t in reversed(counts.tokens) if t.idx <= listed.trigger), counts.tokens[0])
            count = count_of(figure, listed.noun)
            known = listed.part_of is not None and any(i.count.start == listed.part_of for i in items)
            items.append(
                AirCount(
                    count, listed.fate, listed.unit, self._weapon(listed.noun), trigger, trigger, "bulletin",
                    part_of=listed.part_of if known else None,
                )
            )  # fmt: skip
        wholes = {i.count.start for i in items if i.kind == "launched"}
        return [
            replace(item, kind="intercepted")
            if item.kind == "launched" and self._part_downed(item, counts, wholes)
            else item
            for item in items
        ]

    @staticmethod
    def _part_downed(item: AirCount, counts: NounCounts, wholes: set[int]) -> bool:
        """ "six out of eight missiles fired from ships were shot down": the six are those that were brought down."""
        of = _OUT_OF.match(counts.text, item.count.end)
        return of is not None and of.end() in wholes and downed_after(counts.text, of.end())

    def _brought_down(self, victims: Victims) -> bool:
        """ "of which 144 were hit", "ten uncrewed boats were destroyed": what flies alone is hit by defenders."""
        trigger = victims.trigger
        if not any(c.dep_ in ("nsubjpass", "auxpass") for c in trigger.children):
            return False
        units = [self.weapon_unit(h) for h in victims.heads]
        if any(units):
            return units[0] not in ("aircraft", "bomb", "shell")
        pointing = any(t.lower_ in _THEM for h in victims.heads for t in h.subtree)
        return pointing and self.unit is not None and self.launched is not None

    # --- after a verb -----------------------------------------------------------------------------

    def _things(self, victims: Victims, head: Any, counts: NounCounts) -> Iterator[AirCount]:
        parts = counts.parts(head)
        for part in parts:
            count = counts.count(part, strict=False) or single(part, listed=len(parts) > 1)
            if count is not None and count.total is not None and victims.trigger.dep_ in ("acl", "relcl"):
                count = count.total  # "55 of 81 missiles fired": 81 were fired
            if count is None and part.lower_ in ("all", "which", "them"):
                count = self._all(part, victims)
            if count is None or (count.value is None and count.qualifier not in ("few", "several")):
                continue
            if count.implied and part is not head and not any(c.dep_ in ("det", "amod") for c in part.children):
                continue  # "653 Shaheds, Gerberas and decoys of other kinds"
            unit = self._unit(count, part, victims, counts)
            if unit is None or (lemma_of(victims.trigger) == "land" and unit in _FALLING):
                continue  # drones may be made to land, "three shells landed in a field"
            weapon = self._weapon(count.noun)
            kind = victims.kind
            if kind == "launched" and lemma_of(victims.trigger) == "send" and _given(victims.trigger):
                continue
            if kind == "launched" and lemma_of(victims.trigger) in _NOTICED and not is_passive(victims.trigger):
                continue  # "visitors noticed 40 drones at the air show"
            if count.implied and victims.trigger.dep_ == "amod":
                continue  # "fragments of a downed drone"
            if (
                kind == "intercepted"
                and count.noun is not None
                and _MOST_OF.search(counts.text, max(0, count.start - 20), count.start)
            ):
                yield AirCount(count, "launched", unit, weapon, victims.trigger, victims.last, "whole of intercepted")
                continue  # "most of 65 missiles were intercepted"
            if count.implied and (
                kind == "hit" or lemma_of(victims.trigger) in ("drop", "send", "use", "deploy", "fly")
            ):
                continue
            if kind == "hit":
                yield AirCount(count, kind, unit, weapon, victims.trigger, victims.last, victims.how)
                continue
            yield AirCount(count, kind, unit, weapon, victims.trigger, victims.last, victims.how)
            if kind == "intercepted":
                whole = count.total or self._fronted(part, counts, count)
                if whole is None and count.value not in self.sent and _ALL.match(counts.text, count.start):
                    whole = count  # "brought down all three missiles"
                if whole is count:
                    yield AirCount(count, "launched", unit, weapon, victims.trigger, victims.last, "all of them")
                elif whole is not None:
                    yield AirCount(
                        whole, "launched", unit, weapon, victims.trigger, victims.last, "whole of intercepted"
                    )

    def _all(self, part: Any, victims: Victims) -> Count | None:
        """ "36 drones, all of which were shot down": the number named before."""
        if self.launched is None or victims.kind != "intercepted" or part.lower_ != "all":
            return None
        if part.i and part.nbor(-1).lower_ in ("nearly", "almost", "practically"):
            return None
        if part.i + 1 < len(part.doc) and part.nbor(1).lower_ in ("but", "except"):
            return None  # "all but 14 were shot down"
        return replace(self.launched, start=part.idx, end=part.idx + len(part.text), noun=None, head=part, total=None)

    def _fronted(self, part: Any, counts: NounCounts, count: Count) -> Count | None:
        """ "Of the 36 drones, 27 were shot down"."""
        for token in counts.doc[: part.i]:
            if token.lower_ == "of" and (token.i == 0 or token.head.pos_ == "VERB"):
                thing = next((c for c in token.children if c.dep_ == "pobj"), None)
                if thing is not None and self.weapon_unit(thing):
                    whole = counts.count(thing, strict=False)
                    if whole is not None and (whole.value or 0) >= (count.value or 0) and not whole.implied:
                        return whole
        return None

    def _unit(self, count: Count, part: Any, victims: Victims, counts: NounCounts) -> str | None:
        verb = lemma_of(victims.trigger)
        noun = count.noun
        if victims.kind == "hit":
            if noun is None or self.weapon_unit(noun) is not None:
                return None
            return self.lexicon.targets.get(lemma_of(noun))
        unit = self.weapon_unit(noun) if noun is not None else None
        if unit is None and noun is not None and lemma_of(noun) == "target" and _by_air_defence(victims):
            return "target" if victims.kind == "intercepted" else None
        if unit is None and victims.how == "count launch":
            # "about 40 launches were identified"
            seen = victims.trigger.head
            return self._context_unit(part, counts) or ("projectile" if lemma_of(seen) in _SEEN else None)
        strong = (
            verb in _DOWNING or victims.last.lower_ in _DOWN
            if victims.kind == "intercepted"
            else verb in ("launch", "fire")
        )
        if unit is None:
            if noun is not None and noun.tag_ not in ("CD", "DT", "PRP") and noun.lower_ not in _THEM:
                return None
            if not strong and not (
                verb in _WEAK_DOWNING
                and (noun is None or noun.lower_ in _THEM)
                and not count.implied
                and count.qualifier != "some"
                and self.age <= 1
            ):
                return None
            return self._context_unit(part, counts)
        if victims.kind == "intercepted" and not strong and unit not in _SHOT_UNITS:
            return None
        if victims.kind == "launched" and unit in ("aircraft", "target"):
            return unit if verb in _SEEN and unit == "target" else None
        return unit

    def _context_unit(self, part: Any, counts: NounCounts) -> str | None:
        for token in reversed(list(counts.doc[: part.i])):
            unit = self.weapon_unit(token)
            if unit is not None:
                return unit
        if self.unit is not None:
            return self.unit
        for token in counts.doc[part.i :]:
            unit = self.weapon_unit(token)
            if unit is not None:
                return unit
        return None

    # --- without a verb of launching --------------------------------------------------------------

    def _nominal(self, counts: NounCounts) -> Iterator[AirCount]:
        """ "an attack with 36 drones", "a barrage of 40 rockets", "36 drones attacked", "the attack involved 36"."""
        for index, figure in counts.roots.items():
            root = counts.doc[index]
            noun = root
            for _ in range(3):
                if noun.dep_ in ("nummod", "quantmod", "amod", "compound", "advmod") and noun.head.i > noun.i:
                    noun = noun.head
            count = counts.count(noun, strict=False)
            if count is None or count.start != figure.start or count.noun is None:
                continue
            unit = self.weapon_unit(count.noun)
            if unit is None or unit == "aircraft" or figure.value is None:
                continue
            trigger = self._attack(noun)
            outer = noun
            while trigger is None and outer.dep_ == "conj" and outer.head.i < outer.i:
                outer = outer.head  # "attacked with a missile and 46 drones"
                trigger = self._attack(outer)
            if trigger is None and unit == "target":
                trigger = noun  # "the account gave 151 aerial targets"
            if trigger is not None:
                for part in counts.parts(noun):
                    other = count if part.i == noun.i else counts.count(part, strict=False)
                    if other is None or other.noun is None or other.implied:
                        continue
                    other_unit = self.weapon_unit(other.noun)
                    if other_unit is not None:
                        yield AirCount(
                            other, "launched", other_unit, self._weapon(other.noun), trigger, trigger, "attack with"
                        )

    def _numbered(self, found: Sequence[AirCount], counts: NounCounts) -> list[AirCount]:
        """ "Put the number of drones destroyed at 92", "the number of missiles launched reached 40"."""
        told = {i.count.start for i in found}
        added = []
        for figure in counts.figures:
            match = _NUMBER_OF.search(counts.text, max(0, figure.start - LIST_GAP), figure.start)
            if match is None or figure.sense != "count" or figure.start in told:
                continue
            unit = self.weapon_unit(next(t for t in counts.tokens if t.idx >= match.start("what")))
            if unit is None:
                continue
            trigger = next(t for t in counts.tokens if t.idx >= match.start("done"))
            kind: QuantityKind = "launched" if _SENT.match(match["done"]) else "intercepted"
            count = count_of(figure)
            added.append(AirCount(count, kind, unit, None, trigger, trigger, "number of"))
        return added

    def _headed(self, found: Sequence[AirCount], counts: NounCounts) -> Iterator[AirCount]:
        """ "Shot down: 14 missiles and 315 drones" as bulletins have it, without a subject."""
        match = _HEADING.match(counts.text)
        if match is None or any(i.kind == "intercepted" for i in found):
            return
        first = next((f for f in counts.figures if f.sense == "count" and f.start >= match.end()), None)
        if first is None or first.value is None or first.start - match.end() > 25:
            return
        unit, noun = self._listed(first, counts)
        count = Count(first.low, first.best, first.high, first.qualifier, first.start, first.end, noun)
        trigger = counts.tokens[0]
        yield AirCount(
            count, "intercepted", unit or self.unit or "target", self._weapon(noun), trigger, trigger, "heading"
        )  # fmt: skip

    def _attack(self, noun: Any) -> Any | None:
        if noun.head.pos_ == "VERB" and any(c.lower_ == "down" for c in noun.head.children):
            return None  # "one missile came down in a field"
        head = noun.head
        if noun.dep_ == "pobj":
            outer = head.head
            if (
                head.lower_ in ("with", "by", "of", "using", "involving", "from", "including")
                and lemma_of(outer) in _ATTACKS
            ):
                if head.lower_ == "by" and lemma_of(outer) in ("hit", "strike") and self._few(noun):
                    return None  # "the car was hit by two missiles": what hit, not how many were fired
                if head.lower_ == "of" and lemma_of(outer) in ("target", "hit", "launch", "attack"):
                    return None
                return outer
            if head.lower_ in ("using", "involving"):
                return head
            if head.lower_ == "with" and outer.pos_ == "VERB" and any(lemma_of(t) in _ATTACKS for t in outer.children):
                return outer
            return None
        if noun.dep_ in ("dobj", "attr") and lemma_of(head) in _HOLDING:
            subjects = [c for c in head.children if c.dep_ in ("nsubj", "nsubjpass")] or [head.head]
            return head if any(lemma_of(s) in _ATTACKS or lemma_of(s) == "use" for s in (*subjects, head)) else None
        if noun.dep_ in ("nsubj", "nsubjpass") and lemma_of(head) in _COMING:
            return head
        return None

    @staticmethod
    def _few(noun: Any) -> bool:
        return any(c.dep_ == "nummod" and (c.lower_ in _BELOW_TEN or c.text in "23456789") for c in noun.children)


def _given(verb: Any) -> bool:
    """ "sent 100 missiles to Kyiv", with nothing said of an attack: weapons for a friend."""
    ways = {c.lower_ for c in verb.children if c.dep_ in ("prep", "dative")}
    return bool(ways & {"to"}) and not ways & {"against", "at", "over", "into", "toward", "towards"}
