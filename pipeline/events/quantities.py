"""The figures of the events of a text: how many were killed, injured, launched, intercepted, by what the sentence says.

Reads spaCy's trees of the sentences and the figures of `numbers`; one draft for each figure, with the place of
its words and of the word that makes it a toll. Rules and lists only, so each draft can be told why it is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from pipeline.events.air_counts import AirReader
from pipeline.events.condition_figures import THEY_WERE, Condition, find_conditions
from pipeline.events.noun_counts import Count, NounCounts, count_of, lemma_of
from pipeline.events.noun_lists import list_after, list_before
from pipeline.events.numerals import words
from pipeline.events.quantity_drafts import QuantityDraft
from pipeline.events.quantity_lexicon import QuantityLexicon, load_quantity_lexicon
from pipeline.events.quantity_parts import PartsReader
from pipeline.events.quantity_scope import is_negated, place_of
from pipeline.events.quantity_triggers import PERSON_KINDS, Victims, find_victims
from pipeline.events.sentences import ParsedSentence
from pipeline.events.toll_figures import find_tolls
from pipeline.events.toll_sums import add_up
from pipeline.records import Qualifier, QuantityKind

_FIGHTING = words(
    """
    soldier troop troops man men serviceman servicewoman fighter militant guerrilla rebel sailor marine policeman
    paratrooper combatant militiaman airman peacekeeper civilian
    """
)
_KIN = words(
    "relative son daughter child brother sister cousin parent grandchild sibling colleague comrade neighbour neighbor"
)
_AMONG_THEM = re.compile(r"\b(?:among|of) (?:them|whom)\b")
_MOST = re.compile(
    r"[,(–—-]\s*(?:(?:nearly|almost)\s+)?(?:most|many|all|some|half|a majority|mostly|the majority|several)\s*\Z"
)
_OF_WEAPONS = frozenset({"verb neutralise", "verb neutralize", "verb eliminate", "verb annihilate", "verb liquidate"})
_ANXIOUS = re.compile(r"treated for (?:[\w-]+ ){0,2}?(?:anxiety|panic)\b(?!(?: attacks?)? (?:and|or)\b)")
_IN_CARE = re.compile(r"^verb (?:be|take|rush|bring|admit|treat|receive)$")
_WOUND = re.compile(
    r"\b(?:wound|injur|burn|shot|shoot|stab|hurt|beat|struck|hit|fracture|shrapnel|bullet|blast|explosion|critical|grave|cuts?\b|bruis|concuss|lacerat|machete|knife|splinter)",
    re.IGNORECASE,
)
_DIED = re.compile(
    r"(?:\s(?!and|or|but|who|were|was)[\w’'-]+){0,3}(?:\saged\s\d+(?:\sand\s\d+)?)?(?:,[^,.;]{2,30}){0,2},?"
    r"\s(?:died|perished|(?:bled|burn(?:ed|t)|froze|choked)\sto\sdeath)\b"
)
_THEIR_NUMBER = re.compile(
    r"\b(?:their|that|this|the)\s+(?P<number>number|figure|total|tally|count)\s+(?:(?:has|had|have)\s+)?"
    r"(?:(?:since|later|now|soon|then|already)\s+)?"
    r"(?:gone\s+up|went\s+up|risen|rose|grown|grew|climbed|increased|reached|jumped|swelled|swollen)\s+(?:to\s+)?(?=\S)",
    re.IGNORECASE,
)
_PULLED_THROUGH = re.compile(
    r"\W{0,2}(?P<who>He|She)\s+(?:is|was|remains|remained|lies|lay|has\s+been)\s+(?:\w+\s+){0,2}?(?:in|on|under)\s+"
    r"(?:an?\s+|the\s+)?(?:[\w-]+\s+(?:(?:but|and)\s+\w+\s+)?){0,2}?(?:condition|hospital|care|support|coma|surgery)\b"
)
_IN_DANGER = re.compile(
    r"\W{0,2}(?P<who>(?:His|Her|Their|The|A|Another)\s+(?:[\w-]+\s+)?(?P<noun>[a-z]+))\s+(?:is|was|remains|remained)\s+"
    r"(?:\w+\s+)?in\s+(?:an?\s+)?(?:extremely\s+|very\s+)?(?:critical|serious|grave|life-threatening)\s+(?:but\s+\w+\s+)?condition\b"
)
_STRUCK = re.compile(
    r"\b(?:was|were|been|being)\s+(?:\w+\s+){0,2}?(?:shot|stabbed|struck|hit|knifed|beaten|attacked|bitten)\b"
)
_PUT_IT_AT = re.compile(r"\bput(?:s|ting)?\s+(?:it|this|that|the\s+(?:number|figure|total))\s+at\s+", re.IGNORECASE)
_NUMBER_REACH = 2
"""Sentences between those who are counted and "their number"."""
_WITH_WOUNDS = re.compile(r"\s+with\s+(?:[\w-]+\s+){0,2}(?:burns?|injur(?:y|ies)|wounds?|fractures?)\b")
_UNREAL = words("virtual simulated fictional imaginary fictitious")
_SICK = re.compile(
    r"\b(?:cases? of|cholera|measles|dengue|malaria|ebola|covid\S*|mpox|virus|"
    r"outbreak|epidemic|infections?|diphtheria|plague)\b",
    re.IGNORECASE,
)
_RESIDENTS = words("resident inhabitant villager civilian townsman")
_AT_SEA = re.compile(r"\b(?:sank|sunk|sinking|capsiz|shipwreck|aboard|on board|went down|foundered)", re.IGNORECASE)
_PEACEFULLY = re.compile(
    r"\b(?:in (?:his|her|their) sleep|peacefully|at (?:his|her) (?:home|residence)|at the age of|aged \d{2}|"
    r"after (?:a|an) (?:long|short|brief|lengthy) (?:illness|disease)|of natural causes)\b"
)
"""What is said of a death in bed."""
__all__ = ["QuantityDraft", "drafts_by_sentence", "find_quantities"]


def find_quantities(
    sentences: Sequence[ParsedSentence], lexicon: QuantityLexicon | None = None, *, text: str | None = None
) -> list[QuantityDraft]:
    """The figures of these sentences of one text, in text order.

    Sentences without a hint of a toll are passed over, so it does no harm to give all that were parsed.
    With the `text` that the offsets count into, tolls told in two steps get their sum too.
    """
    lexicon = lexicon or load_quantity_lexicon()
    found: list[QuantityDraft] = []
    air = AirReader(lexicon)
    last: ParsedSentence | None = None
    for parsed in sentences:
        if lexicon.hints.search(parsed.text) or THEY_WERE.match(parsed.text):
            reader = _SentenceReader(parsed, lexicon, air, found)
            reader.after = last.text if last is not None and last.index == parsed.index - 1 else ""
            found.extend(reader.read())
        else:
            air.skip(parsed)
        last = parsed
    return found if text is None else add_up(found, text)


class _SentenceReader(PartsReader):
    """The drafts of one sentence; `before` are those of the sentences before it."""

    def __init__(
        self, parsed: ParsedSentence, lexicon: QuantityLexicon, air: AirReader, before: list[QuantityDraft]
    ) -> None:
        super().__init__(parsed, lexicon, before, NounCounts(parsed, lexicon), air.weapon_unit)
        self.air = air

    def read(self) -> list[QuantityDraft]:
        for toll in find_tolls(self.counts, self.lexicon):
            source = (toll.trigger, toll.trigger, "toll")
            self.add(toll.count, toll.kind, "person", source, revision=toll.previous)
            self.taken.update(toll.starts)
        self._put_it_at()
        self._their_number()
        found = list(find_victims(self.counts, self.lexicon))
        for victims in found:
            if victims.kind in PERSON_KINDS and not any(_died_of(victims, other) for other in found):
                self._persons(victims)
        for item in self.air.read(found, self.counts):
            source = (item.trigger, item.last, item.rule)
            whole = None if item.part_of is None else self.index_of(item.kind, item.part_of)
            self.add(item.count, item.kind, item.unit, source, weapon=item.weapon, part_of=whole)
        self.subsets()
        self.breakdowns()
        self._conditions()
        self._casualties()
        return self.finished()

    def _their_number(self) -> None:
        """ "By noon their number had gone up to eight": of those that were told of last."""
        match = _THEIR_NUMBER.search(self.counts.text)
        if match is None:
            return
        figure = next((f for f in self.counts.figures if f.number_start == match.end() and f.sense == "count"), None)
        told = [d for d in self.before if d.unit == "person" and d.subset_of is None and d.value]
        if figure is None or not told or self.parsed.index - told[-1].sentence > _NUMBER_REACH:
            return
        word = next(t for t in self.counts.tokens if t.idx >= match.start("number"))
        count = count_of(figure)
        if figure.qualifier == "up_to":  # "gone up to eight": it is eight
            count = replace(count, low=figure.high, best=figure.high, qualifier="exact", start=figure.number_start)
        self.add(count, told[-1].kind, "person", (word, word, "toll"), revision=told[-1].value)

    def _put_it_at(self) -> None:
        """ "14 were left dead, police said; a local leader put it at 22": another figure for the same."""
        match = _PUT_IT_AT.search(self.counts.text)
        if match is None:
            return
        figure = next((f for f in self.counts.figures if f.start == match.end() and f.sense == "count"), None)
        here = [d for d in self.drafts if d.rule == "toll"]
        before = [d for d in self.before if self.parsed.index - d.sentence <= 1]
        told = [d for d in (*before, *here) if d.unit == "person" and d.subset_of is None and d.value]
        kind = told[-1].kind if told else _kind_before(self.counts.text[: match.start()], self.lexicon)
        if figure is None or kind is None:
            return
        word = next(t for t in self.counts.tokens if t.idx >= match.start())
        count = count_of(figure)
        self.add(count, kind, "person", (word, word, "toll"))

    # --- persons ----------------------------------------------------------------------------------

    def _persons(self, victims: Victims) -> None:
        head = victims.heads[0]
        how = (victims.trigger, victims.last, victims.how)
        if head.lower_ in ("anyone", "anybody") and (is_negated(victims.trigger) or _without(victims.trigger)):
            zero = Count(0, 0, 0, "exact", head.idx, head.idx + len(head.text), None)
            self.add(zero, victims.kind, "person", how)
            return
        read, unnumbered = self._read(victims)
        if not read:
            for part in unnumbered[:1]:
                some = Count(None, None, None, "some", part.idx, part.idx + len(part.text), part, implied=True)
                self.add(some, victims.kind, "person", how)
            return
        placed = [c for c in read if c.noun is None and c.head is not None and place_of(c.head)]
        if len(read) == 1 or placed:
            for count in read:
                self.add(count, victims.kind, "person", how)
            if len(read) == 1 and read[0].value == 0:
                self._zeros(head, victims)
            return
        if any(c.value == 0 for c in read):
            return
        whole = _sum(read, open_end=bool(unnumbered))
        index = self.add(whole, victims.kind, "person", how, names=_names(read))
        if index is not None:
            for count in read:
                if not count.implied:
                    self.add(count, victims.kind, "person", how, part_of=index)

    def _read(self, victims: Victims) -> tuple[list[Count], list[Any]]:
        """The counts of the list of victims, and the nouns of it that have no number."""
        parts: list[Any] = []
        heads = [h for h in victims.heads if h == victims.heads[0] or h.dep_ != "dobj"]
        for head in heads:
            if head.dep_ == "conj" and self._other_kind(head, victims.kind):
                continue
            for part in self._listed_with(head, victims) or self.counts.parts(head):
                if part not in parts and (part == head or not self._other_kind(part, victims.kind)):
                    parts.append(part)
        read: list[Count] = []
        unnumbered: list[Any] = []
        for part in self._stretch(parts, victims.trigger):
            if part.lower_ == "both" and part is not parts[0]:
                continue  # "two deaths, and both were looters"
            count = self.counts.count(part, strict=victims.strict)
            if count is None:
                if part.tag_ in ("NNS", "NNPS") and self.counts.is_person(part, strict=False):
                    unnumbered.append(part)
                continue
            if count.start in self.taken and count.relation.startswith("revised"):
                continue
            if self._fits(count, victims):
                read.append(count)
        return read, unnumbered

    def _listed_with(self, head: Any, victims: Victims) -> list[Any] | None:
        """The list of victims that this one is in, where it reads as one along the words; else None."""
        before = victims.trigger.i > head.i
        if not victims.strict or victims.trigger == head:
            return None
        heads = (list_before if before else list_after)(head, victims.trigger)
        if heads is None:
            return None
        found = [self.counts.count(h, strict=True) for h in heads]
        if any(
            c is None
            or c.value is None
            or not self.counts.is_person(c.noun, strict=True)
            or (c.noun is None and place_of(c.head) is not None)
            for c in found
        ) or self.counts.described(heads):
            return None
        if victims.trigger.dep_ in ("acl", "amod") and not all(
            self.counts.is_person(c.noun, strict=False) for c in found if c is not None
        ):
            return None  # "53 clashes and 12 soldiers killed"
        return heads

    def _stretch(self, parts: list[Any], trigger: Any) -> list[Any]:
        """ "five people dead and 13 others wounded", read as one list: a part that has its state is for that state."""
        text = self.counts.text
        if len(parts) > 1 and _AMONG_THEM.match(text, parts[-1].idx + len(parts[-1].text) + 1):
            parts = parts[:1]  # "ten people, a woman and her two children among them"
        for earlier, later in pairwise(parts):
            told = _AMONG_THEM.search(text, earlier.idx, later.idx)
            if told is not None and "(" in text[earlier.idx : told.start()]:
                continue  # "three soldiers (two of them conscripts), a nurse and two children"
            if told is not None and told.end() + 1 >= later.left_edge.idx:
                # "100 people, among them 20 children and nine aid workers, were killed"
                parts = [p for p in parts if p.i <= earlier.i]
                break
            if told is not None and _MOST.search(text, earlier.idx, told.start()):
                # "killed 1,500 people, most of them women and children"
                parts = [p for p in parts if p.i <= earlier.i]
                break
            if told is not None:
                # "nine were killed, three couples among them, and 13 were injured"
                parts = [p for p in parts if p.i >= later.i]
        stated = {}
        for part in parts:
            for child in part.rights:
                if child.dep_ in ("amod", "acl") and child.lower_ in self.lexicon.states:
                    stated[part.i] = child.i
        before = [part for part, state in stated.items() if state < trigger.i]
        if before and len(parts) > 1:
            parts = [p for p in parts if p.i > max(before)]
        ends = [part for part, state in stated.items() if state == trigger.i]
        return [p for p in parts if not ends or p.i <= ends[0]] or parts

    def _other_kind(self, part: Any, kind: str) -> bool:
        """ "3 dead and 10 wounded": the second part is of another kind."""
        for token in (part, *(c for c in part.children if c.dep_ in ("acl", "amod"))):
            other = self.lexicon.states.get(token.lower_) or self.lexicon.counted.get(lemma_of(token))
            if other is not None and other != kind:
                return True
        before = part.nbor(-1) if part.tag_ == "CD" and part.i else None
        if before is not None and before.lower_ in self.lexicon.states and before.i != part.head.i:
            return self.lexicon.states[before.lower_] != kind  # "martyred 12 and injured 27", read as one list
        if kind == "killed" and _WITH_WOUNDS.match(self.counts.text, part.idx + len(part.text)):
            return True  # "11 fatalities and 30 persons with burns"
        following = part.doc[part.i + 1] if part.tag_ == "CD" and part.i + 1 < len(part.doc) else None
        other = self.lexicon.states.get(following.lower_) if following is not None else None
        return other is not None and other != kind

    def _fits(self, count: Count, victims: Victims) -> bool:
        noun = count.noun
        if lemma_of(victims.trigger) == "lose" and victims.how != "life" and victims.kind == "killed":
            if not victims.trigger.i < count.head.i if count.head is not None else False:
                return _AT_SEA.search(self.counts.text) is not None  # "the ferry sank, and 304 were lost"
            # "lost 31,000 soldiers", "Kryvyi Rih lost eight residents", but "lost three players to injury"
            town = any(c.dep_ == "nsubj" and c.tag_ == "NNP" for c in victims.trigger.children)
            mourned = (_FIGHTING | _RESIDENTS if town else _FIGHTING) | _KIN
            return noun is not None and not count.implied and lemma_of(noun) in mourned
        if victims.how in _OF_WEAPONS and self._of_weapons(count):
            return False
        if self._told_otherwise(count, victims) or (victims.how == "verb mourn" and count.implied):
            return False
        if victims.how == "verb treat" and _ANXIOUS.match(self.counts.text, victims.trigger.idx):
            return False
        if count.implied and victims.kind == "injured" and _IN_CARE.search(victims.how) and not self._hurt():
            return False  # "he had a stroke and is in hospital"
        if count.implied and victims.how.startswith("state ") and victims.trigger.dep_ == "amod":
            return False  # "in memory of a dead leader"
        if noun is not None and any(c.lower_ in _UNREAL for c in noun.children if c.dep_ == "amod"):
            return False  # "got 300 virtual sailors killed"
        if (
            victims.kind == "killed"
            and victims.how.startswith(("count ", "verb die"))
            and _SICK.search(self.counts.text)
        ):
            return False  # "3,103 cases of cholera and 46 deaths"
        if victims.how == "noun loss":
            own = count.end + 8 >= self.parsed.text.find("of its own", count.end) >= 0
            return own or (noun is not None and not count.implied and lemma_of(noun) in _FIGHTING | _RESIDENTS)
        if noun is None:
            # "killed seven rebels, captured three"
            return victims.strict or (not count.implied and any(d.unit == "person" for d in self.drafts))
        if noun.lower_ in ("these", "those", "them", "whom") and not count.implied and victims.strict:
            return True  # "eight of these have died"
        lemma = lemma_of(noun)
        if victims.how.startswith("count ") and not self.counts.is_person(noun, strict=False):
            # "18 deaths and 32 confirmed cases"
            return lemma in self.lexicon.counted or lemma in self.lexicon.states or noun.lower_ in self.lexicon.states
        if victims.kind in ("rescued", "injured") and (lemma in self.lexicon.bodies or lemma == "life"):
            return False
        if (
            lemma in self.lexicon.counted
            or lemma in self.lexicon.states
            or lemma in ("life", "victim")
            or lemma in self.lexicon.bodies
        ):
            return True
        if lemma in self.lexicon.groups and not count.implied:
            return lemma in ("family", "crew", "couple", "pair", "group")
        if lemma in self.lexicon.natural or (count.implied and lemma_of(victims.trigger) in ("massacre", "slaughter")):
            return False
        if (
            count.implied
            and victims.last.lower_ == "hospital"
            and any(lemma_of(t) == "die" for t in self.counts.tokens)
        ):
            return False  # "was rushed to hospital, where he died"
        if victims.how.startswith(("verb die", "noun death")) and count.implied and self._natural(victims.trigger):
            return False
        return self.counts.is_person(noun, strict=victims.strict)

    def _told_otherwise(self, count: Count, victims: Victims) -> bool:
        """ "Two men aged 43 and 61 died and five people were taken to hospital", where the parser gives the verbs each
        other's subjects: who died is not who was taken, and who dies stands before the verb."""
        trigger = victims.trigger
        if (
            victims.how == "verb die"
            and count.implied
            and count.start > trigger.idx
            and not self.counts.text.endswith((" as did ", " as has "), 0, count.start)
        ):
            return any(c.dep_ == "nsubj" and c.i < trigger.i for c in trigger.children)
        if victims.kind != "injured" or trigger.idx <= count.end:
            return False
        died = _DIED.match(self.counts.text, count.end)
        return died is not None and died.end() <= trigger.idx

    def _of_weapons(self, count: Count) -> bool:
        """ "96 UAVs over the region, 73 of them neutralised": them are the UAVs."""
        if count.noun is not None and count.noun.lower_ not in ("them", "which", "these", "those"):
            return False
        return any(t.idx < count.start and self.weapon_unit(t) is not None for t in self.counts.tokens)

    def _hurt(self) -> bool:
        """Does the sentence speak of a wound, or of what wounds?"""
        return _WOUND.search(self.counts.text) is not None

    def _natural(self, trigger: Any) -> bool:
        end = trigger.idx + len(trigger.text)
        if _PEACEFULLY.search(self.parsed.text, end, end + 90):
            return True
        return any(
            lemma_of(t) in self.lexicon.natural
            for p in trigger.children
            if p.dep_ == "prep" and p.lower_ in ("of", "from", "after")
            for t in p.subtree
        )

    def _zeros(self, head: Any, victims: Victims) -> None:
        """ "no deaths or injuries": the second one is zero too."""
        for part in self.counts.parts(head)[1:]:
            kind = self.lexicon.counted.get(lemma_of(part)) or self.lexicon.states.get(part.lower_)
            if kind is not None and self.counts.direct(part) is None:
                zero = Count(0, 0, 0, "exact", part.idx, part.idx + len(part.text), part)
                self.add(zero, kind, "person", (part, part, victims.how))

    def _conditions(self) -> None:
        """Who is in hospital, "of the dead", in critical condition; after all else, for what nothing else has told."""
        for index, figure in self.counts.roots.items():
            # "nine wounded, 11 blocks were damaged", where the parser hangs the nine on the blocks
            after = self.counts.doc[index + 1] if index + 1 < len(self.counts.doc) else None
            start = self.parsed.start + figure.start
            if after is not None and after.lower_ in self.lexicon.states and figure.start in self.taken:
                kept = [d for d in self.drafts if d.kind != "hit" or d.start != start or d.subset_of is not None]
                if len(kept) < len(self.drafts) and not any(d.subset_of is not None for d in self.drafts):
                    self.drafts = kept
                    self.taken.discard(figure.start)
        spans = [(d.start - self.parsed.start, d.end - self.parsed.start) for d in self.drafts]
        told = {f.start for f in self.counts.figures if any(a <= f.start < b for a, b in spans)} | self.taken
        for item in find_conditions(self.counts, self.lexicon, told):
            source = (item.trigger, item.trigger, "condition")
            if item.listed:
                self._listed_victims(item, source)
            elif not item.part:
                self.add(item.count, item.kind, "person", source, again=False)
            elif (whole := self._whole_here(item.kind, item.count)) is not None:
                self.add(item.count, item.kind, "person", source, part_of=whole, again=False)
            elif self._others_before(item):
                self.add(item.count, item.kind, "person", source, again=False)
            else:
                # "of that number, 127 were women": of whatever it was
                self.back(item.count, None if item.kind == "casualties" else item.kind, item.trigger)
        self._pulled_through()
        self._somebody_in_danger()
        self.subsets()  # "22 others sought medical help, five of them children"

    def _pulled_through(self) -> None:
        """ "A senator was shot in the head. He remains in critical condition": he was wounded."""
        match = _PULLED_THROUGH.match(self.counts.text)
        if match is None or not _STRUCK.search(self.after):
            return
        told = {d.kind for d in self.before if d.sentence == self.parsed.index - 1}
        if told & {"killed", "injured"} or any(d.kind == "injured" for d in self.drafts):
            return
        self._one_is_hurt(*match.span("who"), match.start("who"))

    def _somebody_in_danger(self) -> None:
        """ "His bodyguard was in serious condition"."""
        match = _IN_DANGER.match(self.counts.text)
        if match is None or match["noun"] not in self.lexicon.persons:
            return
        if any(d.kind == "injured" and self.parsed.index - d.sentence <= 1 for d in (*self.before, *self.drafts)):
            return
        self._one_is_hurt(*match.span("who"), match.start("noun"))

    def _one_is_hurt(self, start: int, end: int, noun: int) -> None:
        """One victim without a number: from `start` to `end`, the noun or pronoun at `noun`."""
        token = next(t for t in self.counts.tokens if t.idx >= noun)
        one = Count(1, 1, 1, "exact", start, end, token, implied=True, head=token)
        self.add(one, "injured", "person", (token, token, "condition"), again=False)

    def _others_before(self, item: Condition) -> bool:
        """ "37 were detained, and 26 of them had injuries": a part of them, but the first that are hurt."""
        told = [d for d in self.drafts if d.subset_of is None and d.end <= self.parsed.start + item.count.start]
        return bool(told) and told[-1].kind in ("arrested", "captured", "rescued", "displaced")

    def _listed_victims(self, item: Condition, source: tuple[Any, Any, str]) -> None:
        """ "The dead were a nurse and her two sons": parts of the toll told before, else a toll with its parts."""
        whole = _sum(item.listed, open_end=False)
        if self.has_whole(item.kind, whole.value or 0):
            for count in item.listed:
                if not count.implied:
                    self.back(count, item.kind, item.trigger)
            return
        index = self.add(whole, item.kind, "person", source, again=False)
        for count in item.listed:
            if index is not None and not count.implied:
                self.add(count, item.kind, "person", source, part_of=index)

    def _whole_here(self, kind: str, count: Count) -> int | None:
        begin = self.parsed.start + count.start
        for index in range(len(self.drafts) - 1, -1, -1):
            whole = self.drafts[index]
            if whole.kind == kind and whole.subset_of is None and whole.end <= begin:
                return index if (whole.value or 0) > (count.value or 0) else None
        return None

    def _casualties(self) -> None:
        """Casualties beside injuries are the dead."""
        text = self.parsed.text.lower()
        if (
            any(d.kind == "injured" and d.subset_of is None for d in self.drafts)
            and not any(d.kind == "killed" for d in self.drafts)
            and "including" not in text
        ):
            self.drafts = [replace(d, kind="killed") if d.kind == "casualties" else d for d in self.drafts]


def _kind_before(text: str, lexicon: QuantityLexicon) -> QuantityKind | None:
    """The kind of the last word of harm in these words."""
    found = (lexicon.states.get(w) for w in reversed(re.findall(r"[a-z]+", text)))
    return next((kind for kind in found if kind in ("killed", "injured", "missing")), None)


def _died_of(hurt: Victims, other: Victims) -> bool:
    """ "stabbed and killed", "two people wounded in the clashes have died": what was done to them killed them."""
    return (
        hurt.kind == "injured"
        and other.kind == "killed"
        and hurt.heads[:1] == other.heads[:1]
        and hurt.trigger.i < other.trigger.i
        and (
            lemma_of(hurt.trigger) not in ("wound", "injure", "hurt")
            or (hurt.trigger.dep_ == "acl" and hurt.trigger.head == other.heads[0])
        )
    )


def _without(trigger: Any) -> bool:
    return any(t.lower_ == "without" for t in (trigger.head, trigger.head.head))


def _names(counts: Sequence[Count]) -> tuple[str, ...]:
    return tuple(c.named for c in counts if c.named)


def _noun_end(count: Count) -> int:
    if count.noun is None:
        return count.end
    return max(count.end, int(count.noun.idx) + len(count.noun.text))


def _sum(counts: Sequence[Count], *, open_end: bool) -> Count:
    """One figure for "a man and two children". `open_end`: parts without a number stand beside it."""
    counts = sorted(counts, key=lambda c: c.start)
    value = sum(c.value or 0 for c in counts)
    exact = all(c.qualifier == "exact" for c in counts)
    vague = any(c.value is None for c in counts)
    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier
    if exact and not open_end:
        low = best = high = value
        qualifier = "exact"
    elif open_end or vague or any(c.high is None and c.best is not None and c.low is not None for c in counts):
        low, best, high, qualifier = value, value, None, "at_least"
    elif any(c.qualifier in ("over", "dozens", "scores", "hundreds", "thousands", "millions") for c in counts):
        low, best, high, qualifier = value, None, None, "over"
    else:
        low, best, high, qualifier = None, value, None, "about"
    return Count(
        low, best, high, qualifier, counts[0].start, max(_noun_end(c) for c in counts), counts[0].noun,
        implied=any(c.implied for c in counts), head=counts[0].head,
    )  # fmt: skip


def drafts_by_sentence(drafts: Sequence[QuantityDraft]) -> Iterator[tuple[int, list[QuantityDraft]]]:
    """(sentence index, its drafts) in order."""
    group: list[QuantityDraft] = []
    for draft in drafts:
        if group and group[0].sentence != draft.sentence:
            yield group[0].sentence, group
            group = []
        group.append(draft)
    if group:
        yield group[0].sentence, group
