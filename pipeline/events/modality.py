"""Whether a reported event happened: occurred, ongoing, attempted, threatened, planned, demanded, denied, hypothetical.

The chain of heads from the trigger to the root is walked once; the nearest word that changes the standing of
the event decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.events.date_words import words
from pipeline.events.sentences import ParsedSentence
from pipeline.events.triggers import Hit, lemma_of
from pipeline.records import Modality

_DENY = words("deny refute dismiss reject disclaim")
_ATTEMPT = words(
    """
    attempt try fail seek foil thwart avert prevent abort botch struggle disrupt stop plot
    """
)
_PLAN = words(
    """
    plan intend prepare schedule vow pledge promise expect order aim mull consider decide set propose
    hope ready
    """
)
_CALL_OFF = words("cancel postpone shelve defer scrap")
_THREAT = words("threaten warn menace threat warning vow swear")
_DEMAND = words(
    """
    demand urge call ask appeal request insist plead beg call_on want must should need
    """
)
_HYPO = words(
    """
    fear risk possibility worry concern avoid danger speculation rumor rumour prospect speculate imagine
    suppose likelihood chance protect protection shelter insulate shield guard deter potential contingency
    hypothetical scenario authorize
    authorise
    """
)
_TO_COME = words(
    "date deadline timetable timeline schedule timeframe roadmap condition preparation arrangement framework"
)
"""Nouns whose "for" leads to what is still to come: "no date for a withdrawal"."""
_PRESUPPOSE = words(
    """
    anniversary aftermath victim survivor perpetrator suspect memory scene site responsibility news wake
    investigation trial report footage video photo mastermind death cause date time day night wave
    series spate toll condemnation reaction relative evidence account charge mourner funeral accusation
    allegation
    """
)
"""Nouns that take their event for granted, whatever stands above them."""
_PRESUPPOSE_VERBS = words(
    """
    investigate probe condemn clarify punish solve avenge mourn deplore denounce regret remember commemorate protest
    lament decry
    """
)
"""Verbs that take the event that is their object for granted: "promised to investigate the murder"."""
_MORE = words(
    """
    escalation intensification resumption expansion increase wave series start beginning continuation
    halt end stop
    """
)
_ANNOUNCE = words(
    """
    declare vow announce promise threaten pledge order signal demand urge propose plan expect
    """
)
_REAL = words(
    """
    allow enable begin start continue manage go proceed help use come appear seem believe say report claim know
    allege suspect have confirm accuse announce tell add result lead cause include involve follow blame
    kill leave think find be see witness carry launch conduct stage describe call_it condemn denounce
    force
    """
)
_HYPO_ADJ = words(
    """
    possible potential hypothetical imminent further future would-be likely eventual impending feared
    threatened
    """
)
_ATTEMPT_ADJ = words(
    """
    attempted foiled thwarted failed averted botched unsuccessful abortive
    """
)
_PLAN_ADJ = words("planned upcoming forthcoming scheduled proposed intended")
_DENY_ADJ = words("denied")
_ONGOING_ADJ = words("ongoing continuing continued unfolding")
_IF = words("if unless whether lest once until")
_NEG_DET = words("no neither zero without nor")


@dataclass(frozen=True, slots=True)
class Standing:
    """Modality, the word that gave it (None: nothing spoke against "occurred") and the name of the rule."""

    modality: Modality
    token: Any
    rule: str


def standing_of(hit: Hit, parsed: ParsedSentence) -> Standing:
    """Modality of what the trigger reports."""
    if hit.trigger.event_type == "THREATEN":
        return Standing("threatened", hit.token, "threat")
    found = _walk(hit.token, parsed) or Standing("occurred", None, "plain")
    if found.rule == "purpose" and hit.trigger.event_type == "DISASTER" and hit.token.pos_ in ("NOUN", "PROPN"):
        return Standing("occurred", None, "plain")  # "raced to hold two wildfires": they burn
    return found


def _walk(trigger: Any, parsed: ParsedSentence) -> Standing | None:
    token = trigger
    came_from: Any = None
    ongoing: Standing | None = None
    for step in range(7):
        own = _own(token, trigger, came_from)
        if own is not None:
            if own.modality == "ongoing":
                ongoing = ongoing or own
            else:
                return own
        head = token.head
        if head == token:
            break
        lemma = lemma_of(head)
        if lemma in _TO_COME and token.dep_ == "prep" and token.lower_ == "for":
            return Standing("planned", head, "to come")
        if lemma in _PRESUPPOSE and token.dep_ in ("prep", "pobj", "compound", "poss", "acl", "relcl"):
            return ongoing
        if lemma in _PRESUPPOSE_VERBS and trigger.pos_ == "NOUN" and token.dep_ in ("dobj", "nsubjpass", "prep"):
            return ongoing
        governed = _governed(token, head, lemma, step)
        if governed is not None:
            return governed
        came_from, token = token, head
        if token.dep_ == "ROOT" and token.pos_ not in ("VERB", "AUX", "NOUN", "PROPN"):
            break
    if ongoing is not None and not parsed.sentence.is_title:
        return ongoing
    return None


def _none_did(subject: Any, verb: Any) -> bool:
    """ "No group", "nobody", "none of the parties", "no one"."""
    if verb.lemma_.lower() in _TOLLS:
        return False
    return subject.lower_ in _NOBODY or any(
        c.dep_ == "det" and c.lower_ in _NEG_DET and c.nbor(1).lower_ not in ("fewer", "less", "more")
        for c in subject.children
    )


_TOLLS = words(
    """
    kill slay wound injure hurt harm die perish shoot arrest detain down intercept destroy drown abduct kidnap capture
    stab bomb
    """
)
"""Verbs whose "nobody" is a toll of none, in an event that took place."""
_NOBODY = frozenset({"nobody", "none", "nothing", "neither", "no-one"})


def _own(token: Any, trigger: Any, came_from: Any) -> Standing | None:
    """What the token's own dependents say: negation, auxiliaries, adjectives, conditionals."""
    perfect = any(c.dep_ == "aux" and c.lower_ in ("have", "'ve") for c in token.children)
    for child in token.children:
        low = child.lower_
        if child == came_from:
            continue
        if child.dep_ == "neg" and low != "only":
            # a negation above the trigger's own clause: "did not say that the attack" leaves the attack alone
            if token == trigger or (
                came_from is not None and came_from.dep_ in ("dobj", "nsubjpass", "attr", "xcomp", "acomp")
            ):
                return Standing("denied", child, "negation")
        elif token == trigger and (
            (child.dep_ == "det" and low in _NEG_DET)
            or (child.dep_ in ("nsubj", "nsubjpass") and _none_did(child, token))
        ):
            return Standing("denied", child, "negation")
        elif low == "yet" and token == trigger.head and any(c.lower_ == "to" for c in trigger.children):
            return Standing("denied", child, "not yet")
        elif child.dep_ == "aux" and child.tag_ == "MD":
            if (
                came_from is not None
                and came_from.dep_ in ("advcl", "nsubj", "prep", "npadvmod", "nsubjpass")
                and token != trigger
            ):
                continue
            if low in ("will", "'ll", "shall", "wo"):
                return Standing("planned", child, "future")
            if low in ("would", "could", "may", "might", "can", "ca"):
                if perfect and low in ("may", "might", "could"):
                    continue
                return Standing("hypothetical", child, "modal verb")
            if low in ("should", "must"):
                return Standing("demanded", child, "modal verb")
        elif child.dep_ == "mark" and low in _IF:
            if came_from is None or came_from.dep_ not in ("nsubj",):
                return Standing("hypothetical", child, "condition")
        elif child.dep_ in ("amod", "compound") and token == trigger:
            if low in _HYPO_ADJ:
                return Standing("hypothetical", child, "adjective")
            if low in _ATTEMPT_ADJ:
                return Standing("attempted", child, "adjective")
            if low in _PLAN_ADJ:
                return Standing("planned", child, "adjective")
            if low in _DENY_ADJ:
                return Standing("denied", child, "adjective")
            if low in _ONGOING_ADJ:
                return Standing("ongoing", child, "adjective")
    if token == trigger and token.tag_ == "VBG":
        for child in token.children:
            if child.dep_ == "aux" and child.lower_ in ("is", "are", "'re", "am"):
                going = token.lower_ == "going"
                return Standing("planned" if going else "ongoing", child, "present progressive")
    return None


def _governed(token: Any, head: Any, lemma: str, step: int) -> Standing | None:
    """What the word above says of the one below it."""
    dep = token.dep_
    infinitive = dep in ("xcomp", "ccomp", "acl", "advcl", "relcl") and any(
        c.lower_ == "to" and c.dep_ == "aux" for c in token.children
    )
    if head.pos_ in ("VERB", "AUX", "NOUN", "ADJ", "PROPN"):
        content = dep in (
            "dobj",
            "xcomp",
            "ccomp",
            "pobj",
            "prep",
            "pcomp",
            "nsubjpass",
            "acl",
            "compound",
            "oprd",
            "obj",
            "poss",
        )
        if (
            dep == "prep"
            and head.pos_ == "VERB"
            and token.lower_ not in ("on", "for", "of", "to", "from", "against", "with")
        ):
            content = False
        if content:
            # the agent of a noun is no content: "the attack plot", "a plan of attack" are
            if lemma in _DENY and dep != "nsubjpass" and token.lower_ != "for":
                return Standing("denied", head, "denial")
            if lemma in _ATTEMPT and (
                dep in ("xcomp", "dobj", "nsubjpass", "prep", "acl", "compound", "pcomp") or head.pos_ == "NOUN"
            ):
                if lemma in ("attempt", "try", "plot") and head.pos_ == "NOUN" and dep == "nsubj":
                    return None
                return Standing("attempted", head, "attempt")
            if lemma in _THREAT and (infinitive or dep in ("dobj", "prep", "ccomp", "compound", "acl", "pcomp")):
                if lemma in ("warn", "warning") and dep == "ccomp" and not _future(token):
                    return None
                return Standing("threatened", head, "threat")
            if lemma in _DEMAND and (
                infinitive or (dep == "prep" and token.lower_ in ("for", "on")) or _should(token, dep, lemma)
            ):
                if lemma in ("call", "want", "need", "ask") and not (
                    infinitive or (dep == "prep" and token.lower_ == "for")
                ):
                    return None
                return Standing("demanded", head, "demand")
            off = lemma == "call" and any(c.lower_ == "off" for c in head.children)
            if (off or lemma in _CALL_OFF) and dep in ("dobj", "nsubjpass"):
                return Standing("planned", head, "called off")
            if lemma in _PLAN and (
                infinitive
                or (
                    dep in ("dobj", "prep", "compound", "pcomp")
                    and lemma
                    in (
                        "plan",
                        "prepare",
                        "schedule",
                        "threaten",
                        "mull",
                        "consider",
                        "order",
                        "propose",
                        "promise",
                        "vow",
                        "pledge",
                    )
                )
            ):
                if lemma == "order" and head.pos_ == "NOUN" and not infinitive:
                    return None
                return Standing("planned", head, "plan")
            if lemma in _MORE and lemma_of(head.head) in _ANNOUNCE:
                return Standing("planned", head.head, "announced")
            if lemma in _HYPO and dep not in ("nsubjpass",):
                return Standing("hypothetical", head, "possibility")
        if (
            lemma in ("possible", "likely", "ready", "able", "capable", "unlikely", "impossible", "afraid", "willing")
            and infinitive
        ):
            return Standing("hypothetical", head, "possibility")
    if infinitive and lemma not in _REAL and lemma not in ("pretext", "operation") and dep in ("advcl", "acl", "xcomp"):
        if dep == "xcomp" and lemma in ("allege", "report", "suspect", "believe"):
            return None
        if dep == "acl" and head.pos_ in ("NOUN", "PROPN") and lemma in ("pretext", "man", "person", "first", "one"):
            return None
        return Standing("planned", head, "purpose")
    return None


def _future(token: Any) -> bool:
    return any(
        c.dep_ == "aux" and c.lower_ in ("will", "would", "could", "may", "might", "can", "to") for c in token.children
    )


def _should(token: Any, dep: str, lemma: str) -> bool:
    if lemma in ("demand", "insist", "request") and dep in ("ccomp", "dobj"):
        return True
    return lemma == "urge" and dep == "dobj"
