"""The words that make a number a toll, and the noun phrases that they say it of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipeline.events.figure_sense import PARENTS
from pipeline.events.noun_counts import NounCounts, lemma_of
from pipeline.events.numerals import words
from pipeline.events.quantity_lexicon import QuantityLexicon
from pipeline.records import QuantityKind

PERSON_KINDS: frozenset[str] = words(
    """
    killed injured casualties missing captured arrested displaced rescued
    """
)
_LOOSE_VERBS = words(
    """
    capture seize take hold eliminate finish save burn cut relocate round snatch execute down land annihilate liquidate
    shoot lose drown decapitate bring neutralise neutralize
    """
)
"""Verbs that take things as often as persons: an unknown noun is no victim of theirs."""
_BADLY = frozenset({"badly", "severely", "seriously", "critically", "fatally"})
_LINKING = words(
    """
    be remain become seem stay lie get appear find leave report feel fear believe presume declare confirm
    pronounce arrive drop fall turn list go
    """
)  # fmt: skip
_STATE_DEPS = words(
    """
    acomp oprd xcomp ccomp attr advcl conj acl amod advmod
    """
)
_SUBJECTS = ("nsubj", "nsubjpass", "csubj")


@dataclass(frozen=True, slots=True)
class Victims:
    """Somebody or something that a trigger is said of."""

    kind: QuantityKind
    trigger: Any
    last: Any
    """Last token of the trigger: "down" of "shot down"."""
    heads: tuple[Any, ...]
    """Heads of the noun phrases, together one list; each with its conjuncts still to be read."""
    strict: bool
    """Only persons fit here."""
    how: str
    """Rule that found it."""


def find_victims(counts: NounCounts, lexicon: QuantityLexicon) -> Iterator[Victims]:
    """Every trigger of the sentence with those it concerns, in text order."""
    for token in counts.tokens:
        if token.is_punct or token.is_space:
            continue
        lemma = lemma_of(token)
        if token.tag_[:2] == "VB" or (token.pos_ in ("VERB", "AUX", "ADJ") and lemma in lexicon.verbs):
            yield from _of_verb(token, lemma, counts, lexicon)
        if lemma in lexicon.states or token.lower_ in lexicon.states:
            yield from _of_state(token, counts, lexicon)
        if token.tag_[:2] == "NN" or token.pos_ == "NOUN":
            yield from _of_noun(token, lemma, counts, lexicon)


def _of_verb(token: Any, lemma: str, counts: NounCounts, lexicon: QuantityLexicon) -> Iterator[Victims]:
    transitive = lexicon.verbs.get(lemma, ())
    used: set[str] = set()
    for rest, kind in transitive:
        last = _follows(token, rest)
        if last is None or (used and not rest):
            continue
        if rest:
            used.add(kind)
        heads = objects_of(token, counts)
        if heads:
            strict = lemma not in _LOOSE_VERBS or (bool(rest) and lemma != "cut")
            strict = strict or any(c.lower_ in _BADLY for c in token.children)  # "another was badly burned"
            # "injuring a couple and their son", where the parser joins the son to the verb
            joined = [c for c in token.children if c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN") and c.i > token.i]
            heads = [*heads, *joined, *_along_with(token, heads[0]), *_as_were(token)]
            if any(c.lower_ in ("fatally", "mortally") for c in token.children) or (
                token.i > 0 and token.nbor(-1).lower_ == "fatally"
            ):
                kind = "killed"
            yield Victims(kind, token, last, tuple(heads), strict, f"verb {lemma}")
            yield from _further(Victims(kind, token, last, (), strict, f"verb {lemma}"), counts)
    for rest, kind in lexicon.intransitive.get(lemma, ()):
        last = _follows(token, rest)
        if last is None or (not rest and kind != "displaced" and _children(token, "dobj")):
            continue
        heads = subjects_of(token)
        if heads:
            heads = [*heads, *_along_with(token, heads[0]), *_as_were(token)]
            strict = kind in ("killed", "injured") and lemma != "expire"  # a permit expires too
            yield Victims(kind, token, last, tuple(heads), strict, f"verb {lemma}")
            yield from _further(Victims(kind, token, last, (), strict, f"verb {lemma}"), counts)
    if lemma in lexicon.taking or lemma in ("include", "number", "be"):
        yield from _of_life(token, lemma, lexicon)


def _further(victims: Victims, counts: NounCounts) -> Iterator[Victims]:
    """ "two people were killed in Kharkiv and three in Odesa": a bare number joined to the verb."""
    for child in victims.trigger.children:
        if (
            child.dep_ == "conj"
            and child.pos_ == "NUM"
            and child.i in counts.roots
            and not _OWN_VERB.match(counts.text, child.idx + len(child.text))
        ):
            yield replace(victims, heads=(child,))


_OWN_VERB = re.compile(
    r"(?: more| others?| people)?(?:, (?:including|among them|or|about|some) [^,;.]{1,60},)?"
    r" (?:were|was|have|had|are|suffered|sustained|received)\b"
)
""" "four died and 11 more, including a child, were taken to hospital": the 11 have a verb of their own."""


def _follows(token: Any, rest: tuple[str, ...]) -> Any | None:
    """The last word of a phrase whose further words stand within six tokens after the verb."""
    at = token
    for word in rest:
        window = token.doc[at.i + 1 : at.i + 7]
        found = next((t for t in window if t.lower_ == word or t.lemma_.lower() == word), None)
        if found is None:
            return None
        if word in ("down", "out", "off", "up") and found.head.i != token.i:
            return None
        at = found
    return at


def _along_with(trigger: Any, victim: Any) -> list[Any]:
    """ "Rivera was killed along with two guards", "together with his wife"."""
    found: list[Any] = []
    if " with " not in trigger.doc.text:
        return found
    for token in trigger.doc[1:]:
        if token.lower_ != "with" or token.nbor(-1).lower_ not in ("along", "together"):
            continue
        at = token
        for _ in range(3):
            at = at.head
            if at in (trigger, victim):
                found.extend(c for c in token.children if c.dep_ == "pobj")
                break
    return found


def _as_were(trigger: Any) -> list[Any]:
    """ "14 inmates were hurt, as were two officers", "two women died, as did a boy"."""
    for clause in trigger.children:
        if clause.dep_ == "advcl" and clause.i > trigger.i and clause.lower_ in ("were", "was", "did", "have", "had"):
            subjects = _children(clause, "nsubj", "nsubjpass")
            if clause.nbor(-1).lower_ == "as" and subjects and subjects[0].i > clause.i:
                return subjects[:1]
    return []


def _children(token: Any, *deps: str) -> list[Any]:
    return [c for c in token.children if c.dep_ in deps]


def is_passive(token: Any) -> bool:
    if any(c.dep_ in ("nsubjpass", "auxpass") for c in token.children):
        return True
    # a participle with an object of its own is a verb that was misread: "armed men killed 132 people in Solhan"
    return (
        token.tag_ == "VBN"
        and (token.dep_ in ("acl", "amod", "oprd", "relcl") or (token.dep_ == "xcomp" and token.head.lemma_ == "find"))
        and not _children(token, "aux", "nsubj", "dobj")
    )


def objects_of(token: Any, counts: NounCounts) -> list[Any]:
    """Heads of what a transitive verb is done to: object, passive subject, what a participle hangs on."""
    children = list(token.children)
    if is_passive(token):
        if (number := _stranded_number(token)) is not None:
            return [number]
        subjects = [
            c
            for c in children
            if c.dep_ in ("nsubjpass", "nsubj")
            or (c.dep_ == "npadvmod" and c.i < token.i and c.tag_ == "NNS" and counts.direct(c) is not None)
        ]
        if subjects:
            return _all_subjects([_of_misread_clause(s) or s for s in subjects])
        if token.dep_ in ("acl", "relcl", "amod"):
            return [] if token.head.pos_ in ("VERB", "AUX") else [token.head]
        return _outer_subject(token)
    if (thing := _of_misread_clause(token)) is not None:
        return [thing]
    found = [c for c in children if c.dep_ in ("dobj", "obj") and not _begins_a_clause(c)]
    if not found and token.tag_ == "VBG" and any(c.dep_ == "det" for c in children):
        # "the gunning down of five men"
        of = [p for c in children for p in (c, *c.children) if p.lower_ == "of" and p.dep_ == "prep"]
        found = [g for p in of[:1] for g in p.children if g.dep_ == "pobj"]
    if not found:
        # "shot down 27 of 36 drones": the parser calls bare numbers adverbs
        particles = [g for c in children if c.lower_ in ("down", "off") and c.i > token.i for g in c.children]
        found = [
            c
            for c in (*children, *particles)
            if c.i > token.i
            and (
                (
                    c.dep_ in ("npadvmod", "attr", "oprd", "appos", "dep")
                    and c.i in counts.roots
                    and not (c.i + 1 < len(c.doc) and c.nbor(1).lower_ in counts.lexicon.states)
                )
                or (c.dep_ == "npadvmod" and c.tag_ == "NNP" and token.tag_ == "VBD")
            )
        ]
    if found:
        # two objects side by side are one phrase that the parser cut ("36 Shahed-136 / drones")
        return [antecedent(found[0]), *(f for f in found[1:] if f.i == found[0].i + 1)]
    subject = next((c for c in children if c.dep_ == "nsubj"), None)
    if token.dep_ == "amod" and token.tag_ in ("VBN", "VBD", "JJ") and token.head.pos_ in ("NOUN", "PROPN"):
        return [token.head]
    if token.tag_ in ("VBN", "VBD") and subject is not None and not _children(token, "ccomp", "xcomp", "prt"):
        # "12 people killed in blast", "six were killed and 12 injured": the auxiliary is left out
        if not any(c.dep_ == "aux" and c.lower_ in ("have", "has", "had") for c in children):
            elliptic = token.dep_ == "conj" and is_passive(token.head)
            if counts.direct(subject) is not None or elliptic:
                return [subject]
        return []
    if subject is None and token.dep_ == "conj" and token.head.pos_ == "VERB":
        if token.tag_ == "VBN" and is_passive(token.head):
            return _outer_subject(token)
        return []
    if token.tag_ in ("VB", "VBD", "VBG", "VBN", "VBZ", "VBP"):
        # "attacked and killed two soldiers" read as two verbs with the object on the later one
        later = next((c for c in children if c.dep_ == "conj" and c.pos_ == "VERB"), None)
        if later is not None and not _children(later, "nsubj") and any(c.dep_ == "cc" for c in children):
            shared = _children(later, "dobj")
            if shared and later.tag_ == token.tag_ and later.i - token.i < 4:
                return [antecedent(shared[0])]
        if (
            token.dep_ == "relcl"
            and subject is not None
            and subject.tag_ not in ("WDT", "WP")
            and token.head.pos_ != "VERB"
        ):
            return [token.head]
        if subject is not None and token.tag_ in ("VBD", "VBZ", "VBP") and token.i + 1 < len(token.doc):
            # "the blast killed General A, deputy head of the office": an object that was read into another clause
            noun = _next_noun(token.nbor(1))
            if noun is not None:
                return [noun]
        following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
        figure = next((t for t in token.doc[token.i + 1 : token.i + 5] if t.i in counts.roots), None)
        if following is not None and figure is not None and token.tag_ == "VBG" and token.i < figure.i:
            return [_noun_of(figure)]
    return []


def _of_misread_clause(token: Any) -> Any | None:
    """ "A missile fired at Israel was intercepted": the parser takes the participle for the subject, and the noun for
    its own subject."""
    if token.tag_ not in ("VBN", "VBD"):
        return None
    stranded = any(
        _children(c, "auxpass") and not _children(c, *_SUBJECTS, "mark")
        for c in _children(token, "ccomp")
        if c.i > token.i
    )
    if token.dep_ not in (*_SUBJECTS, "csubjpass") and not stranded:
        return None
    own = _children(token, "nsubj", "nsubjpass")
    return own[0] if len(own) == 1 and own[0].i < token.i and not _children(token, "dobj", "aux") else None


def _next_noun(token: Any) -> Any | None:
    """The head of the noun phrase that begins with this token."""
    head = None
    for at in token.doc[token.i : token.i + 10]:
        if at.pos_ in ("NOUN", "PROPN"):
            head = at
        elif at.pos_ not in ("DET", "ADJ", "NUM") and at.tag_ not in ("PRP$", "POS"):
            break
    return head


def _all_subjects(subjects: list[Any]) -> list[Any]:
    """A list before the verb that the parser did not see as one: "six monks, their cook and her son were killed"."""
    first = antecedent(subjects[0])
    if first is not subjects[0]:
        return [first]
    kin = next((c for c in first.children if c.dep_ == "appos" and any(g.tag_ == "WP$" for g in c.children)), None)
    if kin is not None:
        return [kin]  # "said Ana Quispe, whose son was hit in the back", read as one clause
    told = [s for s in subjects if not any(c.dep_ == "acl" and c.tag_ == "VBN" for c in s.children)]
    if len(subjects) > 1 and told:
        subjects = told  # "11 injured in Donetsk, three were injured": the first has its own verb
    return [s for s in subjects if s.tag_ not in ("WDT", "WP", "EX")] or [first]


def _noun_of(figure: Any) -> Any:
    token = figure
    for _ in range(3):
        if token.dep_ in ("nummod", "quantmod", "compound", "amod", "advmod") and token.head.i > token.i:
            token = token.head
    return token


def _stranded_number(verb: Any) -> Any | None:
    """ "Six people drowned and 13 were unaccounted for", "of 12 missiles launched overnight nine were downed": a bare
    number before the auxiliary that the parser gives to the verb before it."""
    if any(c.dep_ in _SUBJECTS for c in verb.children):
        return None
    at = verb.i - 1 if verb.pos_ == "VERB" else verb.i
    while at > 0 and (verb.doc[at].pos_ in ("AUX", "ADV") or verb.doc[at].dep_ in ("aux", "auxpass", "neg")):
        at -= 1
    number = verb.doc[at]
    return number if _begins_a_clause(number) and verb.doc[at + 1].i <= verb.i else None


def _begins_a_clause(number: Any) -> bool:
    """A number that hangs on a word before it, though an auxiliary follows it at once."""
    if number.tag_ != "CD" or number.head.i >= number.i or number.i + 1 >= len(number.doc):
        return False
    return number.nbor(1).lower_ in ("were", "was", "are", "had", "have") and number.dep_ in (
        "dobj",
        "conj",
        "dep",
        "npadvmod",
    )


def subjects_of(token: Any) -> list[Any]:
    if (number := _stranded_number(token)) is not None:
        return [number]
    own = [c for c in token.children if c.dep_ in _SUBJECTS]
    if own:
        return _all_subjects(own)
    if token.dep_ in ("acl", "relcl") and token.head.pos_ in ("NOUN", "PROPN", "PRON", "NUM"):
        return [token.head]
    return _outer_subject(token)


def _outer_subject(token: Any) -> list[Any]:
    """The subject of the clause that this verb shares it with: "were hit and killed", "are reported to have died"."""
    at = token
    for _ in range(4):
        if at.dep_ not in ("conj", "xcomp", "oprd", "advcl", "pcomp", "prep", "ccomp", "acomp", "dep", "attr"):
            return []
        outer = at.head
        if outer is at:
            return []
        if (
            outer.dep_ in ("acl", "relcl")
            and not _children(outer, *_SUBJECTS)
            and outer.head.pos_ in ("NOUN", "PROPN", "NUM")
        ):
            return [outer.head]
        if at.dep_ in ("oprd", "xcomp", "ccomp", "acomp"):
            objects = [c for c in outer.children if c.dep_ == "dobj" and c.i < token.i]
            if objects:
                return [antecedent(objects[0])]
        subjects = [c for c in outer.children if c.dep_ in _SUBJECTS]
        if subjects and outer.pos_ in ("VERB", "AUX"):
            if at.dep_ == "ccomp" and outer.lemma_ in ("say", "report", "claim", "announce", "state", "add", "note"):
                return []
            return [antecedent(subjects[0])]
        at = outer
    return []


def antecedent(token: Any) -> Any:
    """ "who", "which" and "that" stand for the noun that their clause hangs on."""
    if token.tag_ in ("WDT", "WP") or (token.lower_ == "that" and token.dep_ in _SUBJECTS and token.pos_ != "NOUN"):
        clause = token.head
        for _ in range(4):
            if clause.dep_ in ("relcl", "acl"):
                return clause.head
            if clause.head.i == clause.i:
                break
            clause = clause.head
    return token


_CLAUSE_WORDS = 20
_WERE_HARMED = re.compile(
    r"(?:, [^,.;]{1,40} among them,)?(?: and [^,.;]{1,40}?)?"
    r" (?:were|was|had been|have been) (?:killed|shot|executed|murdered|wounded)\b"
)
_FREEING = frozenset({"free", "release", "liberate"})
_HARMING = frozenset({"kill", "die", "execute", "murder", "behead", "wound", "injure", "shoot", "perish"})


def _fate_of(captives: Any) -> str | None:
    """What became of hostages: "freed", "harmed", or None where they are counted as such."""
    if captives.tag_ != "NNS":
        return None
    if lemma_of(captives) not in ("hostage", "captive", "abductee"):
        return None
    verb = captives.head
    if lemma_of(verb) in _FREEING and (captives.dep_ == "dobj") != is_passive(verb):
        return "freed"
    if lemma_of(verb) in _HARMING and captives.dep_ in ("dobj", "nsubj", "nsubjpass"):
        return "harmed"
    after = captives.doc[captives.i + 1 : captives.i + _CLAUSE_WORDS].text
    return "harmed" if _WERE_HARMED.match(after) else None


def _parent_of_some(state: Any) -> Any | None:
    """ "left a woman and a father of three dead": the head of the list, which the parser ends before "of"."""
    if state.dep_ != "pobj" or state.head.lower_ != "of" or state.head.head.lower_ not in PARENTS:
        return None
    first = state.head.head
    while first.dep_ == "conj" and first.head.pos_ == "NOUN":
        first = first.head
    return first


def _of_state(token: Any, counts: NounCounts, lexicon: QuantityLexicon) -> Iterator[Victims]:
    """ "12 dead", "left three wounded", "were found dead", "are still missing", "five wounded soldiers"."""
    kind = lexicon.states.get(token.lower_) or lexicon.states[lemma_of(token)]
    fate = _fate_of(token)
    if fate == "harmed":
        return  # "two hostages had been killed"
    if fate == "freed":
        kind = "rescued"
    if counts.direct(token) is not None:
        yield Victims(kind, token, token, (token,), True, f"state {token.lower_}")
        return
    if (parent := _parent_of_some(token)) is not None:
        yield Victims(kind, token, token, (parent,), True, f"state {token.lower_}")
        return
    before = token.nbor(-1) if token.i else None
    if (
        before is not None
        and before.i in counts.roots
        and (before.head.i <= before.i or before.head == token or counts.has_state(before))
    ):
        # "149 dead and 600 wounded", whatever the parser makes of the second number
        yield Victims(kind, token, token, (before,), True, f"state {token.lower_}")
        return
    head = token.head
    if (
        token.dep_ == "amod"
        and token.pos_ in ("ADJ", "VERB")
        and head.pos_ in ("NOUN", "PROPN")
        and lemma_of(head) not in lexicon.bodies
    ):
        if kind in ("killed", "injured") and token.tag_ not in ("VBN",):
            yield Victims(kind, token, token, (head,), False, f"state {token.lower_}")
        return
    if (token.tag_ in ("VB", "VBD", "VBP", "VBZ", "VBG") and token.lower_ != "missing") or (
        token.tag_ == "VBN" and token.dep_ not in ("oprd", "acomp")
    ):
        return  # read as a verb
    if token.dep_ in _STATE_DEPS or token.lower_ == "missing":
        own = _children(token, "nsubj", "nsubjpass")
        own = own or [s for a in _children(token, "aux") for s in _children(a, "nsubj", "nsubjpass")]
        if own:
            yield Victims(kind, token, token, (antecedent(own[0]),), True, f"state {token.lower_}")
            return
        at = token
        if token.dep_ == "conj" and token.head.pos_ in ("ADJ", "VERB") and token.head.dep_ in ("acomp", "oprd"):
            at = token.head
        if at.head.lemma_.lower() in _LINKING or at.head.pos_ == "AUX":
            objects = (
                _children(at.head, "dobj") if at.head.lemma_.lower() in ("leave", "find", "report", "turn") else []
            )
            heads = [antecedent(objects[0])] if objects else subjects_of(at.head)
            if heads:
                heads = [*heads, *_along_with(at.head, heads[0]), *_along_with(token, heads[0])]
                yield Victims(kind, token, token, tuple(heads), True, f"state {token.lower_}")


def _of_noun(token: Any, lemma: str, counts: NounCounts, lexicon: QuantityLexicon) -> Iterator[Victims]:
    if lemma in lexicon.counted and counts.direct(token) is not None:
        if _fate_of(token) is not None:
            return
        yield Victims(lexicon.counted[lemma], token, token, (token,), True, f"count {lemma}")
        return
    if lemma in lexicon.nominal and token.dep_ not in ("compound", "nmod"):
        heads = _nominal_victims(token)
        if heads:
            yield Victims(
                lexicon.nominal[lemma], token, token, tuple(heads), lemma not in ("capture", "seizure"), f"noun {lemma}"
            )
    if lemma in lexicon.bodies:
        yield from _of_body(token, counts, lexicon)


def _nominal_victims(token: Any) -> list[Any]:
    """ "the killing of six priests", "his murder", "Galan's assassination", "the Galan murder"."""
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ == "of":
            # one or more: "the murder of A and of B"
            phrases = [child, *(p for p in (*child.children, *token.children) if p.lower_ == "of" and p.i > child.i)]
            found = [c for p in phrases for c in p.children if c.dep_ == "pobj"]
            if found:
                return found
    if (apart := _of_apart(token)) is not None:
        return [apart]
    possessive = [c for c in token.children if c.dep_ == "poss"]
    if possessive:
        return possessive if possessive[0].lower_ in ("his", "her") or possessive[0].pos_ in ("NOUN", "PROPN") else []
    if lemma_of(token) not in ("murder", "assassination", "killing", "kidnapping", "abduction", "slaying"):
        return []
    return [c for c in token.children if c.dep_ == "compound" and c.tag_ == "NNP"][-1:]


def _of_apart(token: Any) -> Any | None:
    """ "The murder, in July 2005, of some 59 migrants"."""
    if token.i + 1 >= len(token.doc) or token.nbor(1).text != ",":
        return None
    for of in token.doc[token.i + 2 : token.i + 9]:
        if of.text == "," and of.i + 1 < len(token.doc) and of.nbor(1).lower_ == "of":
            return next((c for c in of.nbor(1).children if c.dep_ == "pobj"), None)
        if of.pos_ in ("VERB", "AUX") or of.text in ";:":
            return None
    return None


_MORGUE = re.compile(
    r"\w+\s+(?:(?:were|are|lay|lie|had been|have been)\s+)?"
    r"(?:at|in)\s+(?:[\w'’-]+\s+){0,4}(?:morgue|mortuary|hospital|rubble|streets?)\b"
)


_GIVING_BACK = frozenset({"return", "repatriate", "repatriation", "exchange", "swap", "handover"})


def _given_back(body: Any, verb: Any) -> bool:
    """Are the dead handed over from one side to the other?"""
    if lemma_of(verb) in _GIVING_BACK:
        return True
    return lemma_of(verb) in ("hand", "turn", "give") and any(
        c.lower_ in ("over", "back") for c in verb.children if c.dep_ in ("prt", "advmod", "prep")
    )


def _of_body(token: Any, counts: NounCounts, lexicon: QuantityLexicon) -> Iterator[Victims]:
    """ "the bodies of 12 people were found", "found six bodies"."""
    verb = token.head
    if token.dep_ == "pobj":
        verb = token.head.head
    found = any(
        v is not None and v.lemma_.lower() in lexicon.finding
        for v in (verb, *(c for c in token.children if c.dep_ in ("acl", "relcl")))
    )
    counted = counts.direct(token) is not None
    if _given_back(token, verb):
        return  # "handed over the bodies of 6,000 soldiers": they were counted when they fell
    if counted and verb.lemma_ == "be" and any(c.dep_ == "expl" for c in verb.children):
        found = True  # "there were 11 bodies along the road"
    named = next((c for p in token.children if p.lower_ == "of" for c in p.children if c.dep_ == "pobj"), None)
    if not found and named is not None and counts.direct(named) is not None:
        yield Victims("killed", token, token, (named,), False, "bodies")  # "walk among the bodies of 13 men"
        return
    if not found and not (counted and _MORGUE.search(token.doc.text, token.idx)):
        return
    if counted:
        yield Victims("killed", token, token, (token,), True, "bodies")
        return
    of = next((c for p in token.children if p.lower_ == "of" for c in p.children if c.dep_ == "pobj"), None)
    if of is not None:
        yield Victims("killed", token, token, (of,), True, "bodies")
    else:
        owner = next((c for c in token.children if c.dep_ == "poss"), None)
        if owner is not None and owner.tag_ != "PRP$":
            yield Victims("killed", token, token, (owner,), True, "bodies")


def _costs_whom(verb: Any, life: Any) -> Any | None:
    """ "cost 19 soldiers their lives"."""
    if not any(c.dep_ == "poss" and c.lower_ in ("their", "his", "her") for c in life.children):
        return None
    return next((t for t in verb.rights if t.i < life.i and t.dep_ in ("dative", "dobj", "iobj", "nsubj", "dep")), None)


def _of_life(token: Any, lemma: str, lexicon: QuantityLexicon) -> Iterator[Victims]:
    """ "claimed 24 lives", "cost the lives of six", "12 people lost their lives", "claimed 12 victims"."""
    if lemma not in lexicon.taking:
        return
    objects = _children(token, "dobj", "nsubjpass")
    for thing in objects:
        what = lemma_of(thing)
        if what not in ("life", "victim"):
            continue
        of = next((c for p in thing.children if p.lower_ == "of" for c in p.children if c.dep_ == "pobj"), None)
        if of is not None and what == "life":
            yield Victims("killed", token, thing, (of,), True, "life")
        elif lemma == "cost" and (whose := _costs_whom(token, thing)) is not None:
            yield Victims("killed", token, thing, (whose,), True, "life")
        elif lemma in ("lose", "lay") and any(
            c.dep_ == "poss" and c.lower_ in ("their", "his", "her") for c in thing.children
        ):
            heads = subjects_of(token)
            if heads:
                yield Victims("killed", token, thing, tuple(heads), True, "life")
        else:
            yield Victims("killed", token, thing, (thing,), True, "life")
