"""The draft of one figure, and the list of those of one sentence while it is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pipeline.events.noun_counts import Count, lemma_of
from pipeline.events.numerals import words
from pipeline.events.periods import counts_a_month
from pipeline.events.quantity_lexicon import QuantityLexicon
from pipeline.events.quantity_scope import (
    agent_of,
    is_hypothetical,
    is_negated,
    place_of,
    scope_of,
    speaker_of,
    told_of_before,
)
from pipeline.events.sentences import ParsedSentence
from pipeline.records import Qualifier, QuantityKind, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityDraft:
    """One figure of one sentence, before it is given to an event. Offsets count into the whole text."""

    sentence: int
    """`Sentence.index`."""
    kind: QuantityKind
    unit: str
    weapon: str | None
    """As printed: Kh-101, Shahed-136."""
    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier
    subset_of: int | None
    """Index into the list of the whole that this is a part of."""
    scope: Scope
    negated: bool
    """ "did not kill the six"; a stated zero ("no one was killed") is not negated but 0."""
    hypothetical: bool
    """Wanted, planned, threatened, conditional: nothing that happened by this sentence."""
    additional: bool
    """ "a further three": on top of a figure named before."""
    implied: bool
    """A single victim without a numeral: "a soldier", "Galan"; also a sum with such a part."""
    revision_of: int | None
    """The earlier value in "rose from 12 to 19"."""
    attributed: tuple[int, int] | None
    """Who says so, where the sentence itself tells."""
    start: int
    end: int
    text: str
    trigger_start: int
    trigger_end: int
    rule: str
    victim: str | None
    """Lemma of the counted noun ("soldier", "missile")."""
    name: str | None
    """A proper name that stands for the single victim."""
    names: tuple[str, ...] = ()
    voice: str | None = None
    """Last word of who says so, in lower case; none for a pronoun."""
    place: tuple[int, int] | None = None
    """The place named with this figure alone ("three in Odesa")."""

    @property
    def value(self) -> int | None:
        """The one number that stands for the figure: best, else low, else high."""
        return next((v for v in (self.best, self.low, self.high) if v is not None), None)


_RUNAWAYS = words(
    """
    gunman attacker assailant suspect driver killer robber thief bandit militant rebel insurgent terrorist jihadist
    fighter prisoner inmate detainee convict kidnapper perpetrator shooter bomber smuggler soldier trooper guard escapee
    """
)


def _runs_away(count: Count) -> bool:
    """ "The driver fled", "two gunmen fled on a motorcycle": who gets away is not displaced."""
    return count.implied or (count.noun is not None and lemma_of(count.noun) in _RUNAWAYS)


class DraftList:
    """The drafts of one sentence; `base` is the index of its first one in the list of the text."""

    def __init__(self, parsed: ParsedSentence, lexicon: QuantityLexicon, base: int) -> None:
        self.parsed = parsed
        self.lexicon = lexicon
        self.base = base
        self.drafts: list[QuantityDraft] = []
        self.used: set[tuple[str, int]] = set()
        """(kind, start) of what is told already."""
        self.taken: set[int] = set()
        """Starts of the numerals that are told already."""
        self.after = ""
        """The sentence before this one."""

    def add(
        self,
        count: Count,
        kind: QuantityKind,
        unit: str,
        source: tuple[Any, Any, str],
        *,
        weapon: str | None = None,
        part_of: int | None = None,
        earlier: int | None = None,
        revision: int | None = None,
        names: tuple[str, ...] = (),
        again: bool = True,
    ) -> int | None:
        """Add a draft; its index in the sentence, or None where it is there already."""
        trigger, last, rule = source
        if kind == "displaced" and _runs_away(count):
            return None
        key = (kind, count.start)
        if not again and count.start in self.taken and not self._only_fled(count.start, kind):
            return None
        if part_of is None and key in self.used:
            return None
        if part_of is not None and any(
            d.start - self.parsed.start == count.start and d.kind == kind and d.subset_of is not None
            for d in self.drafts
        ):
            return None
        if (
            rule != "toll"
            and count.start in self.taken
            and any(d.rule == "toll" and d.start - self.parsed.start == count.start for d in self.drafts)
        ):
            return None
        self.used.add(key)
        self.taken.add(count.start)
        offset = self.parsed.start
        scope = scope_of(self.parsed.text, trigger, agent_of(trigger), self.lexicon)
        if count.implied and count.value == 1:
            scope = "incident"  # one victim is no total of a year
        elif (
            (part_of is not None and self.drafts[part_of].scope == "cumulative")
            or (scope == "incident" and told_of_before(trigger, self.after, self.lexicon))
            or (scope == "incident" and kind in ("launched", "intercepted") and counts_a_month(self.parsed.text))
        ):
            scope = "cumulative"
        if scope == "cumulative" and count.value == 0:
            return None  # "the ninth coup since 2020, one of them without a death"
        place = place_of(count.head) if count.head is not None and count.noun is None else None
        if place is not None and scope == "incident":
            scope = "place"
        speaker = speaker_of(trigger)
        self.drafts.append(
            QuantityDraft(
                sentence=self.parsed.index, kind=kind, unit=unit, weapon=weapon,
                low=count.low, best=count.best, high=count.high, qualifier=count.qualifier,
                subset_of=-1 - earlier if earlier is not None else part_of, scope=scope,
                negated=count.value != 0 and is_negated(trigger),
                hypothetical=is_hypothetical(trigger, self.lexicon),
                additional=count.relation == "additional" or _also(trigger),
                implied=count.implied, revision_of=revision,
                attributed=self.parsed.span(*speaker) if speaker is not None else None,
                voice=speaker[1].lower_ if speaker is not None and speaker[1].pos_ != "PRON" else None,
                start=offset + count.start, end=offset + count.end, text=self.parsed.text[count.start : count.end],
                trigger_start=offset + min(trigger.idx, last.idx),
                trigger_end=offset + max(trigger.idx + len(trigger.text), last.idx + len(last.text)),
                rule=rule, victim=lemma_of(count.noun) if count.noun is not None else None,
                name=count.named, names=names or ((count.named,) if count.named else ()),
                place=self.parsed.span(*place) if place is not None else None,
            )
        )  # fmt: skip
        return len(self.drafts) - 1

    def _only_fled(self, start: int, kind: QuantityKind) -> bool:
        """ "four children who had fled last month were among the dead": the figure is of the dead too."""
        told = {d.kind for d in self.drafts if d.start - self.parsed.start == start}
        return kind in ("killed", "injured") and told == {"displaced"}

    def finished(self) -> list[QuantityDraft]:
        """In text order, a whole before its parts; `subset_of` counts into the list of the text."""
        order = sorted(range(len(self.drafts)), key=lambda i: (self.drafts[i].start, -self.drafts[i].end, i))
        where = {old: new for new, old in enumerate(order)}
        found = []
        for i in order:
            draft = self.drafts[i]
            whole = draft.subset_of
            if whole is not None:
                # below zero: a draft of a sentence before, by its index in the list of the text
                draft = replace(draft, subset_of=-1 - whole if whole < 0 else self.base + where[whole])
            found.append(draft)
        return found


def _also(trigger: Any) -> bool:
    """ "was also killed": beside somebody named before.

    Not "rebels also killed ..." nor "has also been shot dead": what somebody did further is of another occasion.
    """
    return (
        trigger.pos_ == "VERB"
        and any(c.lower_ in ("also", "too", "likewise") for c in trigger.children if c.dep_ == "advmod")
        and not any(c.dep_ == "aux" and c.lower_ in ("has", "have") for c in trigger.children)
        and not (any(c.dep_ == "dobj" for c in trigger.children) and any(c.dep_ == "nsubj" for c in trigger.children))
    )
