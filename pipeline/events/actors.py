"""Who did it, and to whom: actor and target phrases around a word that reports an event.

The dependency tree says which phrases stand where (`arguments`); the lists say which of them are someone
(`actor_names`). Things that act for someone give way to their owner: of "a Russian drone hit the depot" the actor
is "Russian", of "missiles fired by the rebels" it is "the rebels".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from pipeline.events.actor_names import ActorBook, Identity
from pipeline.events.arguments import Arguments, arguments, with_conjuncts
from pipeline.events.date_words import MONTHS, UNITS, WEEKDAYS, words
from pipeline.events.sentences import ParsedSentence
from pipeline.records import ActorRole, MentionActor

_INSTRUMENTS = words(
    "missile drone rocket shell bomb bombing strike airstrike attack raid shelling fire artillery "
    "plane shahed uav barrage salvo mortar gunfire bombardment assault "
    "offensive operation explosion blast bullet projectile ship car vehicle truck boat device shot "
    "incursion invasion ambush hit"
)
_CARRIERS = words(
    "launch carry conduct stage mount commit perpetrate make wage unleash order begin start continue resume "
    "step intensify announce plan threaten lead execute direct undertake deliver inflict suspend halt stop"
)
_SUFFERERS = words("suffer sustain face repel thwart foil survive undergo receive endure withstand")
_ADMIT = words("responsibility credit")
_BLAME = words("blame accuse attribute suspect")
_LIGHT_HEADS = words(
    "member group number dozen hundred thousand score pair team column unit crowd majority handful some"
)
_NAME_PARTS = frozenset({"compound", "amod", "nmod", "poss", "nummod", "case", "quantmod", "flat", "advmod", "punct"})
_TIMES = frozenset(WEEKDAYS) | frozenset(MONTHS) | frozenset(UNITS)
_TARGET_PREPOSITIONS = frozenset({"on", "upon", "against", "at", "of", "with", "between", "to", "into"})
_COOPERATION = frozenset({"with", "between"})

_COMPLEMENT = "in the complement"

Found = tuple[ActorRole, Any, str]
"""Role, head token, rule."""


@dataclass(frozen=True, slots=True)
class ActorSpan:
    """One phrase with its role; offsets count into the text."""

    role: ActorRole
    start: int
    end: int
    name: str
    """Verbatim slice start:end."""
    rule: str


def find_actors(token: Any, parsed: ParsedSentence, book: ActorBook) -> list[tuple[ActorSpan, Identity]]:
    """Actors and targets of the event that `token` (a verb or an event noun of `parsed`) reports.

    Phrases that the lists cannot place (things, places, unknown words) are left out, except proper names of persons.
    The order is that of the text; a phrase is never both actor and target.
    """
    if token.dep_ in ("aux", "auxpass") and token.head.pos_ == "VERB":
        token = token.head
    found: list[tuple[ActorSpan, Identity]] = []
    for candidate in _roles(token):
        _add(found, candidate, parsed, book)
    if not any(span.role == "target" for span, _ in found):
        for head in _further(token):
            _add(found, ("target", head, _COMPLEMENT), parsed, book)
    return sorted(found, key=lambda pair: (pair[0].start, pair[0].role))


def as_records(found: Iterable[tuple[ActorSpan, Identity]]) -> tuple[MentionActor, ...]:
    """The rows of mention_actors."""
    return tuple(
        MentionActor(
            role=span.role,
            name=span.name,
            canonical_name=identity.canonical_name,
            country=identity.country,
            sector=identity.sector,
            start=span.start,
            end=span.end,
        )
        for span, identity in found
    )


def _add(found: list[tuple[ActorSpan, Identity]], candidate: Found, parsed: ParsedSentence, book: ActorBook) -> None:
    """Describe one candidate and keep it, unless it is no one or stands in a phrase that is known already."""
    role, head, rule = candidate
    for phrase in _owners(head, role):
        for span, identity in _described(phrase, role, rule, parsed, book):
            if rule == _COMPLEMENT and identity.country is None and identity.canonical_name is None:
                continue
            if not any(s.start < span.end and span.start < s.end for s, _ in found):
                found.append((span, identity))


# --- which phrases ---------------------------------------------------------------------------------------


def _roles(token: Any) -> Iterator[Found]:
    """Candidates, the surest first."""
    args = arguments(token)
    if token.pos_ in ("VERB", "AUX"):
        yield from _of_verb(token, args)
    else:
        yield from _of_noun(token, args)


def _of_verb(token: Any, args: Arguments) -> Iterator[Found]:
    for head in args.subjects:
        yield "actor", head, "passive agent" if args.passive else "subject"
    for head in args.objects:
        yield "target", head, "passive subject" if args.passive else "object"
    if not args.objects:
        for child in token.children:
            if child.dep_ == "npadvmod" and child.i > token.i:  # an object that the parser took for "six hours"
                yield "target", child, "object"
    if not args.subjects:
        for head in _controllers(token):
            yield "actor", head, "controlled subject"
    for name in sorted(_TARGET_PREPOSITIONS & set(args.prepositional)):
        for head in args.prepositional[name]:
            yield "target", head, f"after {name}"


def _further(token: Any) -> list[Any]:
    """Nouns in what a verb of saying or doing governs: "demanded that Israel withdraw", "suspended aid to Bosnia"."""
    heads: list[Any] = []
    level = [token]
    for _ in range(_DEEPEST):
        level = [c for t in level for c in t.children if c.dep_ in _GOVERNED and c.i > token.i][:_WIDEST]
        heads.extend(
            c for c in level if c.pos_ in ("NOUN", "PROPN") and not (c.dep_ == "pobj" and c.head.lower_ in _WHERE)
        )
        level = [c for c in level if not (c.dep_ == "prep" and c.lower_ in _WHERE)]
    return heads


_DEEPEST, _WIDEST = 5, 12
_FARTHEST = 8
"""Steps from an event noun up to the verb that carries it."""
_GOVERNED = frozenset(
    {"ccomp", "xcomp", "dobj", "prep", "pobj", "dative", "poss", "nsubj", "nsubjpass", "conj", "compound"}
)
_WHERE = frozenset({"in", "at", "near", "since", "during", "after", "before", "by", "over", "despite", "as"})


_CONTROLLED = frozenset({"xcomp", "advcl", "pcomp", "conj", "acl", "ccomp", "prep"})


def _controllers(token: Any) -> list[Any]:
    """The subject of the verb that a bare "to attack", "by attacking" hangs on."""
    head = token
    # "used it as a pretext to round up migrants": past the noun to the verb that governs it
    purpose = token.dep_ == "acl" and any(c.tag_ == "TO" for c in token.children)
    for _ in range(6 if purpose else 4):
        if head.head.i == head.i or not (head.dep_ in _CONTROLLED or (purpose and head.dep_ in ("pobj", "dobj"))):
            return []
        head = head.head
        subjects = [t for c in head.children if c.dep_ == "nsubj" for t in with_conjuncts(c)]
        if subjects:
            return subjects
        if head.dep_ == "acl" and head.tag_ in ("VBG", "TO"):
            return [head.head]
    return []


def _of_noun(token: Any, args: Arguments) -> Iterator[Found]:
    """ "the rebels' attack on X", "Russian strikes on X", "a strike by X", "X carried out an attack on Y"."""
    for head in args.subjects:
        yield "actor", head, "by or possessive"
    for child in args.modifiers:
        yield "actor", child, "modifier"
    yield from _of_carrier(token)
    for inner in token.subtree:
        # "the bombing of the embassy by X": the parser may hang "by" on the embassy
        if inner.dep_ in ("pobj", "conj") and inner.head.lower_ == "by" and inner.head.dep_ in ("prep", "agent"):
            yield "actor", inner, "by, further in"
    for name in sorted(_TARGET_PREPOSITIONS & set(args.prepositional)):
        for head in args.prepositional[name]:
            yield ("actor" if name in _COOPERATION else "target"), head, f"noun after {name}"
    for child in token.children:
        if child.dep_ in ("acl", "relcl") and child.lemma_.lower() in _CARRIERS | _BLAME:
            inner = arguments(child)
            for head in inner.subjects:
                yield "actor", head, "clause on the noun"


def _of_carrier(token: Any) -> Iterator[Found]:
    """The verb that an event noun hangs on: launched, carried out, claimed responsibility for, suffered, blamed on."""
    head = token.head
    noun = token
    for _ in range(_FARTHEST):
        # tokens are compared by number: spaCy makes a new object at each look
        if head.pos_ not in ("NOUN", "ADP") or head.head.i == head.i or noun.i - head.i >= _FARTHEST:
            break
        if head.lemma_.lower() in _ADMIT:
            verb = head.head
            for subject in arguments(verb).subjects if verb.pos_ == "VERB" else []:
                yield "actor", subject, "claims responsibility"
            return
        if head.pos_ == "NOUN" and head.lemma_.lower() not in _LIGHT_HEADS | {"series", "wave", "campaign", "spate"}:
            break
        noun, head = head, head.head
    if head.pos_ != "VERB":
        return
    lemma = head.lemma_.lower()
    args = arguments(head)
    if lemma in _BLAME:
        args.prepositional.setdefault("on", []).extend(
            t for c in noun.children if c.lower_ == "on" for t in c.children if t.dep_ == "pobj"
        )
    if lemma in _CARRIERS and (noun.dep_ in ("dobj", "nsubjpass", "pobj", "conj")):
        for subject in args.subjects:
            yield "actor", subject, f"subject of {lemma}"
    elif lemma in _SUFFERERS and noun.dep_ in ("dobj", "pobj"):
        for subject in args.subjects:
            yield "target", subject, f"subject of {lemma}"
        for agent in args.prepositional.get("by", []):
            yield "actor", agent, f"by, after {lemma}"
    elif lemma in _BLAME:
        pointed = args.prepositional.get("on", []) or ([] if args.passive else args.objects)
        if lemma == "attribute":
            pointed = args.prepositional.get("to", [])
        for accused in pointed:
            if accused.i != noun.i:
                yield "actor", accused, "blamed"
    elif noun.dep_ == "nsubj" and args.objects and lemma not in ("be", "come", "follow", "begin", "start", "last"):
        # "the explosion wounded two soldiers": the object of what the event does is its target
        for head_noun in args.objects:
            yield "target", head_noun, "object of the event"


def _owners(head: Any, role: Literal["actor", "target", "claimant"]) -> list[Any]:
    """The phrase itself, or whose thing it is: "a Russian drone", "missiles fired by X", "Israel's air strikes"."""
    if head.lemma_.lower() not in _INSTRUMENTS or head.pos_ not in ("NOUN", "PROPN"):
        return [head]
    if role == "target":
        return []
    owners: list[Any] = []
    for child in head.children:
        if child.dep_ in ("poss", "amod", "compound", "nmod"):
            owners.append(child)
            owners.extend(c for c in child.children if c.dep_ in ("amod", "compound", "poss", "conj"))
        elif child.dep_ == "acl" and child.tag_ == "VBN":
            owners.extend(arguments(child).subjects)
        elif child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from"):
            owners.extend(c for c in child.children if c.dep_ == "pobj")
    return owners


# --- who they are ----------------------------------------------------------------------------------------


def phrase_of(head: Any, parsed: ParsedSentence) -> tuple[int, int]:
    """Offsets of the phrase of a head noun: its modifiers before it, an "of" phrase behind it, no article."""
    first = last = head
    for child in head.children:
        if child.i < head.i and child.dep_ in _NAME_PARTS and not child.is_punct:
            left = child.left_edge
            while left.i < child.i and (left.tag_ in ("DT", "PDT") or left.is_punct or left.is_space):
                left = left.nbor(1)
            first = left if left.i < first.i else first
    if head.lemma_.lower() in _LIGHT_HEADS or head.pos_ == "PROPN" or head.lemma_.lower() in _PART_WORDS:
        for child in head.children:
            if child.i > head.i and child.dep_ == "prep" and child.lower_ in ("of", "for", "from"):
                inner = next((c for c in child.children if c.dep_ == "pobj"), None)
                if inner is not None and inner.i - head.i <= 6:
                    last = inner
                break
    while first.i < head.i and (first.tag_ in ("DT", "PRP$") or first.is_punct or first.is_space):
        first = first.nbor(1)
    return parsed.span(first, last)


_PART_WORDS = words(
    "member leader chief head spokesman spokeswoman spokesperson commander fighter soldier official "
    "representative minister president governor mayor force army ministry government supporter troop "
    "militant inspector"
)


def _described(
    head: Any, role: ActorRole, rule: str, parsed: ParsedSentence, book: ActorBook
) -> list[tuple[ActorSpan, Identity]]:
    """The phrase of a head noun with who it is; "French and Egyptian warships" are two."""
    if head.pos_ not in ("NOUN", "PROPN", "PRON", "ADJ", "NUM") or head.tag_ in ("WDT", "WP", "EX"):
        return []
    if head.lower_ in _TIMES:
        return []
    start, end = phrase_of(head, parsed)
    identity = book.describe(start, end)
    if not (identity.sector or identity.country or identity.canonical_name):
        return []
    if head.lemma_.lower() in book.lexicon.not_actors and identity.rule not in ("group", "known person", "person"):
        return []
    if rule == "modifier" and identity.rule == "capital":
        return []
    identity, end = _with_apposition(head, identity, end, parsed, book)
    found: list[tuple[ActorSpan, Identity]] = []
    for (first, stop), country in _coordinated(head, parsed, book):
        if start <= first and stop < end:
            one = replace(identity, country=country, canonical_name=None)
            found.append((_span(role, (first, stop), rule, one, parsed), one))
            start = stop
    if found:
        while start < end and not parsed.text[start - parsed.start].isupper():
            start += 1  # past " and " to the second of two modifiers
        identity = book.describe(start, end)
    found.append((_span(role, (start, end), rule, identity, parsed), identity))
    return found


def _span(role: ActorRole, span: tuple[int, int], rule: str, identity: Identity, parsed: ParsedSentence) -> ActorSpan:
    start, end = span
    name = parsed.text[start - parsed.start : end - parsed.start]
    return ActorSpan(role, start, end, name, f"{rule}; {identity.rule}")


def _with_apposition(
    head: Any, identity: Identity, end: int, parsed: ParsedSentence, book: ActorBook
) -> tuple[Identity, int]:
    """ "the mayor, Carlos Ruiz": one phrase, with the name of the person and the office's sector."""
    for child in head.children:
        if (
            child.dep_ == "appos"
            and child.pos_ == "PROPN"
            and identity.rule.startswith(("role", "holder"))
            and child.i - head.i <= 6
        ):
            start, stop = phrase_of(child, parsed)
            other = book.describe(start, stop)
            name = other.canonical_name or parsed.text[start - parsed.start : stop - parsed.start]
            merged = Identity(name, other.country or identity.country, identity.sector or other.sector, "apposition")
            return merged, stop
    return identity, end


def _coordinated(head: Any, parsed: ParsedSentence, book: ActorBook) -> Iterator[tuple[tuple[int, int], str]]:
    """First parts of "U.S. and Russian negotiators": the span of the modifier and the country that it names."""
    for child in head.children:
        if child.i < head.i and child.dep_ in ("amod", "compound", "nmod") and child.text[:1].isupper():
            joined = [c for c in child.children if c.dep_ == "conj" and c.text[:1].isupper() and c.i < head.i]
            if not joined:
                continue
            span = parsed.span(child)
            country = book.describe(*span).country
            if country and book.describe(*parsed.span(joined[0])).country not in (None, country):
                yield span, country
