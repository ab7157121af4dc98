"""What a figure covers and how it is said: one incident or a total over time, denied, supposed, by whom, where."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from pipeline.events.noun_counts import lemma_of
from pipeline.events.numerals import words
from pipeline.events.periods import THIS_YEAR, spans_of_time
from pipeline.events.quantity_lexicon import QuantityLexicon
from pipeline.records import Scope

_MODALS = words(
    """
    could would should might can must will shall 'll 'd wo
    """
)
_MAY = frozenset({"may", "might", "could"})
_CONDITIONS = frozenset({"if", "unless", "lest", "whether"})
_SAYING = frozenset(
    [
        "say",
        "report",
        "tell",
        "announce",
        "claim",
        "state",
        "add",
        "note",
        "confirm",
        "write",
        "declare",
        "estimate",
        "put",
        "acknowledge",
        "admit",
        "allege",
        "insist",
        "inform",
        "disclose",
        "reveal",
        "assert",
        "maintain",
    ]
)
_PLACE_PREPOSITIONS = frozenset({"in", "at", "near", "outside", "around", "across"})


def scope_of(text: str, trigger: Any, subject: Any | None, lexicon: QuantityLexicon) -> Scope:
    """daily_total and cumulative by the phrases of the sentence, or by what did it ("the war has killed ...")."""
    if subject is not None and _goes_on(subject, lexicon):
        return "cumulative"
    if _in_a_war(trigger, subject, lexicon) or _of_many(trigger) or _WORST.search(text):
        return "cumulative"
    spans, this_year, daily = _spans_of_time(text, lexicon.cumulative, lexicon.daily_total)
    if any(_covers(start, trigger) for start in spans) or _ever_since(trigger):
        return "cumulative"
    if this_year and not _one_thing(subject) and any(_covers(start, trigger) for start in this_year):
        return "cumulative"
    if daily:
        return "daily_total"
    return "incident"


def told_of_before(trigger: Any, before: str, lexicon: QuantityLexicon) -> bool:
    """ "They have attacked almost daily since May. The attacks have led to 31 deaths": the total of that span."""
    if not before or not any(_spans_of_time(before, lexicon.cumulative, lexicon.daily_total)[0]):
        return False
    verb = next((t for t in (trigger, *trigger.ancestors) if t.pos_ == "VERB"), None)
    if verb is None or not any(c.dep_ == "aux" and c.lower_ == "have" for c in verb.children):
        return False
    subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None or subject.tag_ != "NNS" or lemma_of(subject) not in _ATTACKS:
        return False
    return any(c.lower_ in ("the", "these", "those", "such") for c in subject.children if c.dep_ in ("det", "amod"))


_ATTACKS = words(
    "attack strike raid clash bombing bombardment airstrike assault hostility incursion battle ambush killing"
)


_WORST = re.compile(
    r"\b(?:deadliest|worst|bloodiest|highest|most violent|most deadly)\s+(?:single\s+)?"
    r"(?:week|month|quarter|year|season)\b",
    re.IGNORECASE,
)
""" "May was the deadliest month this year, with 183 killed": of a month."""


@lru_cache(maxsize=256)
def _spans_of_time(
    text: str, cumulative: re.Pattern[str], daily: re.Pattern[str]
) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
    """Where a sentence names a long span, where the year or month that goes on, and whether it names the span of a
    day; once for all figures of it."""
    listed = [m.start() for m in cumulative.finditer(text) if not text.startswith(" age", m.end())]
    this_year = tuple([m.start() for m in THIS_YEAR.finditer(text)])
    return (*listed, *spans_of_time(text)), this_year, daily.search(text) is not None


_UNITS_OF_TIME = frozenset({"day", "week", "month", "year", "decade"})


def _goes_on(subject: Any, lexicon: QuantityLexicon) -> bool:
    """Does it go on for so long that its toll is a total ("the war", "months of unrest")?"""
    if lemma_of(subject) in lexicon.cumulative_subjects or subject.lower_ in lexicon.cumulative_subjects:
        return True
    return (
        subject.tag_ == "NNS"
        and lemma_of(subject) in _UNITS_OF_TIME
        and any(c.dep_ == "prep" and c.lower_ == "of" for c in subject.children)
    )


def _one_thing(subject: Any | None) -> bool:
    """ "A bomb", "the quake": it kills once."""
    return subject is not None and subject.tag_ == "NN"


def _in_a_war(trigger: Any, subject: Any | None, lexicon: QuantityLexicon) -> bool:
    """ "37,000 have been killed in Israel's offensive", "a war in which 15,000 have died", "the toll of the war"."""
    if trigger.pos_ in ("NOUN", "PROPN"):
        return _of_a_war(trigger)
    clause = trigger
    for _ in range(_MAX_CLIMB):
        if clause.dep_ == "relcl":
            return lemma_of(clause.head) in lexicon.cumulative_subjects and _of_its_head(clause)
        if clause.head is clause or clause.pos_ in ("NOUN", "PROPN"):
            break
        clause = clause.head
    if trigger.pos_ != "VERB" or not any(c.dep_ == "aux" and c.lemma_ == "have" for c in trigger.children):
        return False
    if subject is not None and lemma_of(subject) in lexicon.perfect_subjects:
        return True
    for preposition in trigger.children:
        if preposition.dep_ in ("prep", "agent") and preposition.lower_ in ("in", "during", "by", "since"):
            for thing in preposition.children:
                if lemma_of(thing) in lexicon.cumulative_subjects or lemma_of(thing) in lexicon.perfect_subjects:
                    return True
    return False


def _of_many(trigger: Any) -> bool:
    """ "The group has carried out at least ten bombings, in which 315 people were killed"."""
    clause = next((t for t in (trigger, *trigger.ancestors) if t.dep_ in ("relcl", "advcl", "ccomp")), None)
    if clause is None or not _of_its_head(clause):
        return False
    things = clause.head
    if clause.dep_ != "relcl":  # "in which" read as said of the verb
        things = next((c for c in clause.head.children if c.dep_ == "dobj" and c.i < clause.i), clause.head)
    if things.tag_ != "NNS":
        return False
    listed = (things, *things.ancestors)
    if not any(c.dep_ in ("nummod", "amod") for t in listed if t.tag_ == "NNS" for c in t.children):
        return False
    verb = next((t for t in things.ancestors if t.pos_ in ("VERB", "AUX")), None)
    if verb is None or lemma_of(verb) not in _COMMITTING:
        return False
    if any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children):
        return True
    return lemma_of(verb) in _TALLYING or _FOR_LONG.search(trigger.doc.text) is not None


_FOR_LONG = re.compile(
    r"\b(?:during|over|in|within) (?:the|that|this|its|their) (?:same )?(?:truce|cease-?fire|period|campaign|"
    r"months?|weeks?|years?|time|offensive)\b"
)
""" "334 airstrikes during the truce, in which 398 people were killed"."""
_COMMITTING = words(
    "carry commit stage launch conduct perpetrate mount claim execute see record register count witness suffer"
)
_TALLYING = words("see record register count witness")
""" "The country saw 143 attacks in August, in which 194 people lost their lives"."""
_WARS = frozenset({"war", "conflict", "insurgency", "genocide"})


def _of_a_war(toll: Any) -> bool:
    """ "the toll of the war", "the number of people killed in the conflict"."""
    return any(t.i > toll.i and lemma_of(t) in _WARS for t in toll.subtree)


def _of_its_head(clause: Any) -> bool:
    """Does the clause tell what happened in the thing it hangs on ("in which", "where", "that has left")?"""
    return any(t.tag_ in ("WDT", "WP", "WRB") for t in clause.subtree if t.i <= clause.i)


_MAX_CLIMB = 12
_RANKING = frozenset({"first", "second", "third", "fourth", "fifth", "sixth", "latest", "such", "only"})


def _covers(start: int, trigger: Any) -> bool:
    """Does the span of time that begins at this character belong to the trigger?

    Not in "the deadliest attack this year" or "a town that has been shelled since the start of the war": there it
    tells something of another noun.
    """
    doc = trigger.doc
    span = doc.char_span(start, start + 1, alignment_mode="expand")
    if not span:
        return True
    token = span[0]
    above = {trigger.i, *(t.i for t in trigger.ancestors)}
    for _ in range(_MAX_CLIMB):
        if token.i == trigger.i or token.head == token:
            return not _told_after(trigger, token)
        if token.i in above and token.pos_ in ("VERB", "AUX"):
            return not _told_after(trigger, token)
        if token.tag_ in ("JJS", "RBS") or (token.lower_ in _RANKING and token.i not in above):
            return False
        if token.pos_ in ("NOUN", "PROPN") and token.i not in above and _ranked(token):
            return False
        if token.dep_ in ("relcl", "acl") and token.i not in above and trigger.i not in {t.i for t in token.subtree}:
            return _touches(token.head, trigger)
        token = token.head
    return True


def _told_after(trigger: Any, verb: Any) -> bool:
    """ "The bus had been repaired over the past month before it crashed, killing 12": the span is of another clause."""
    at = trigger
    while at.i != verb.i and at.head is not at:
        if at.dep_ == "advcl" and any(c.dep_ in ("mark", "advmod") and c.lower_ in _AFTER for c in at.children):
            return True
        at = at.head
    return False


_AFTER = frozenset({"before", "when", "until", "after"})


def _ranked(noun: Any) -> bool:
    return any(c.tag_ in ("JJS", "RBS") or c.lower_ in _RANKING for c in noun.children if c.i < noun.i)


def _touches(noun: Any, trigger: Any) -> bool:
    """Is the noun a victim of the trigger ("the 900 who have died since ... were killed")?"""
    return noun.i == trigger.i or (noun.head.i == trigger.i and noun.dep_ in ("nsubjpass", "dobj", "nsubj", "pobj"))


def _ever_since(trigger: Any) -> bool:
    """ "900 have been murdered since the party was founded": a total up to now, whatever the clause tells."""
    verb = trigger if trigger.pos_ in ("VERB", "AUX") else trigger.head
    if verb.pos_ not in ("VERB", "AUX") or not any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children):
        return False
    for child in verb.children:
        if child.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "since" for c in child.children):
            return True
        if child.dep_ == "prep" and child.lower_ == "since":
            return not any(t.lower_ in _HOURS_AGO for t in child.subtree)
    return False


_HOURS_AGO = words(
    """
    monday tuesday wednesday thursday friday saturday sunday yesterday today midnight noon dawn dusk morning evening
    night afternoon daybreak sunrise sunset a.m. p.m. am pm
    """
)


def agent_of(trigger: Any) -> Any | None:
    """The subject of the verb, for an active one, or that of the verb it is joined to; the noun that the participle
    hangs on."""
    if trigger.pos_ == "ADJ" and trigger.head.pos_ == "VERB" and trigger.i > trigger.head.i:
        return agent_of(trigger.head)  # "the insurgency has left 40,000 dead"
    if trigger.pos_ not in ("VERB", "AUX"):
        return None
    for child in trigger.children:
        if child.dep_ == "nsubj":
            if child.tag_ in ("WDT", "WP") and trigger.dep_ == "relcl":
                return trigger.head
            return child
    if trigger.dep_ == "acl" and trigger.tag_ == "VBG":
        return trigger.head
    if (
        trigger.dep_ == "conj"
        and trigger.head.i < trigger.i
        and not any(c.dep_ == "nsubjpass" for c in trigger.children)
    ):
        return agent_of(trigger.head)  # "the war has killed 70,000 people and wounded 150,000"
    return None


def is_negated(trigger: Any) -> bool:
    return any(c.dep_ == "neg" for c in trigger.children)


_RECOUNTING = frozenset(
    {"recall", "remember", "note", "say", "report", "tell", "state", "add", "find", "show", "learn"}
)


_TAKEN_FOR_GRANTED = frozenset({"after", "since", "because", "although", "though"})
_TO_BE_SEEN = re.compile(
    r"(?:are|were|is|was)\s+(?:still\s+)?(?:being\s+(?:investigated|verified|checked|looked\s+into)|unconfirmed|under\s+investigation)"
    r"|(?:has|have|had)\s+(?:yet\s+to\s+be|not\s+(?:yet\s+)?been)\s+(?:confirmed|verified)"
)
_MORE_OF_THEM = frozenset({"further", "more", "other", "additional", "possible", "suspected", "another"})


def _generic(trigger: Any) -> bool:
    """ "A drone jammed over a field may be counted as": of drones in general, and nothing that happened."""
    thing, verb = trigger.head, trigger.head.head
    if trigger.dep_ != "acl" or thing.dep_ not in _SUBJECTS or verb.pos_ not in ("VERB", "AUX"):
        return False
    modal = any(c.dep_ == "aux" and c.lower_ in _MODALS | _MAY for c in verb.children)
    perfect = any(c.dep_ == "aux" and c.lower_ == "have" for c in verb.children)
    return modal and not perfect and any(c.lower_ in ("a", "an", "any") for c in thing.children if c.dep_ == "det")


_SUBJECTS = ("nsubj", "nsubjpass")


_FALSE = re.compile(
    r"\b(?:posts?|rumou?rs?|reports?|claims?|messages?|videos?)\b[^.;]{0,140}?\b(?:was|were|is|are|proved)\s+(?:\w+\s+)?"
    r"(?:false|fake|untrue|a\s+hoax|baseless|unfounded|fabricated)\b",
    re.IGNORECASE,
)


def is_hypothetical(trigger: Any, lexicon: QuantityLexicon) -> bool:
    """Wanted, feared, planned, conditional or future: not a toll of something that happened."""
    at = trigger
    if _generic(trigger) or _FALSE.search(trigger.doc.text):
        return True
    if trigger.dep_ in _SUBJECTS and any(c.lower_ in _MORE_OF_THEM for c in trigger.children):
        # "four further deaths are being investigated"
        end = trigger.idx + len(trigger.text)
        if _TO_BE_SEEN.match(trigger.doc.text, end + 1):
            return True
    if trigger.pos_ in ("NOUN", "PROPN"):
        # "investigate the murder of six": a noun takes for granted that it happened, but for "threaten the murder of"
        outer = trigger.head.head if trigger.dep_ == "pobj" else trigger.head
        return (
            trigger.dep_ in ("dobj", "pobj")
            and lemma_of(outer) in lexicon.governors
            and outer.lemma_ not in ("ask", "about", "call")
        )
    for _ in range(5):
        for child in at.children:
            if child.dep_ == "aux" and child.lower_ in _MODALS:
                perfect = any(c.lower_ == "have" for c in at.children if c.dep_ == "aux")
                if not (child.lower_ in _MAY and perfect):
                    return True
            if child.dep_ == "mark" and child.lower_ in _CONDITIONS:
                return True
        outer = at.head
        if outer is at:
            return False
        to_verb = any(c.lower_ == "to" and c.dep_ == "aux" for c in at.children)
        if lemma_of(outer) == "fear" and any(c.dep_ == "auxpass" for c in outer.children):
            return False  # "15 were feared killed": a first toll
        if lemma_of(outer) in lexicon.governors:
            if at.dep_ in ("xcomp", "pcomp", "prep") or (at.dep_ in ("acl", "relcl") and to_verb):
                return True
            if at.dep_ == "ccomp" and lemma_of(outer) in (
                "threaten",
                "vow",
                "fear",
                "plan",
                "hope",
                "wish",
                "suppose",
                "imagine",
            ):
                return True
        if at.dep_ == "ccomp" and lemma_of(outer) in _RECOUNTING:
            return False  # "it will be recalled that 200 were massacred"
        if at.dep_ == "advcl" and to_verb:
            return True  # purpose: "to kill civilians"
        if at.dep_ == "advcl" and any(c.lower_ in _TAKEN_FOR_GRANTED for c in at.children if c.dep_ == "mark"):
            return False  # "to ask for protection after two of them were shot"
        if at.dep_ in ("relcl", "acl", "amod", "nsubj", "nsubjpass", "ROOT"):
            return False
        at = outer
    return False


def speaker_of(trigger: Any) -> tuple[Any, Any] | None:
    """First and last token of who says it, where the sentence itself says so."""
    for token in trigger.doc if "ccording to" in trigger.doc.text else ():
        if token.lower_ == "according" and token.i + 1 < len(token.doc) and token.doc[token.i + 1].lower_ == "to":
            span = _phrase(next((c for c in token.doc[token.i + 1].children if c.dep_ == "pobj"), None))
            if span is not None:
                return span
    at = trigger
    for _ in range(8):
        outer = at.head
        if outer is at:
            break
        if lemma_of(outer) in _SAYING and (at.dep_ in ("ccomp", "xcomp") or (at.dep_ == "conj" and _that_clause(at))):
            return _phrase(next((c for c in outer.children if c.dep_ in ("nsubj", "nsubjpass")), None))
        at = outer
    for child in at.children:
        if child.dep_ in ("parataxis", "ccomp") and lemma_of(child) in _SAYING:
            return _phrase(next((c for c in child.children if c.dep_ == "nsubj"), None))
    return None


def _that_clause(verb: Any) -> bool:
    """ "said that A, and that B": B is said too, though the parser joins it to "said"."""
    return any(c.lower_ == "that" and c.dep_ == "mark" for c in verb.children)


def _phrase(head: Any | None) -> tuple[Any, Any] | None:
    if head is None or head.tag_ in ("WDT", "WP", "PRP"):
        return None
    inside = [t for t in head.subtree if t.i <= head.i or t.dep_ in ("compound", "flat")]
    return inside[0], head


def place_of(token: Any) -> tuple[Any, Any] | None:
    """ "three in Odesa": the name after a preposition that hangs on the figure itself."""
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in _PLACE_PREPOSITIONS:
            name = next((c for c in child.children if c.dep_ == "pobj" and c.tag_ in ("NNP", "NNPS")), None)
            if name is not None:
                first = min((c.i for c in name.lefts if c.dep_ == "compound"), default=name.i)
                return token.doc[first], name
    return None
