"""Who does what to whom around one word, read off the dependency tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.events.date_words import words

_OBJECT_PREPOSITIONS = frozenset({"on", "of", "against", "at", "into", "in", "for"})
_MAX_CONJ = 12
_PAST = frozenset({"VBD", "VBN"})
_BESIDE = 3
"""Words from a verb to the one that it shares an object with: "killed and wounded 20"."""


@dataclass(slots=True)
class Arguments:
    """Tokens around a trigger; each list in text order."""

    subjects: list[Any] = field(default_factory=list)
    objects: list[Any] = field(default_factory=list)
    modifiers: list[Any] = field(default_factory=list)
    prepositional: dict[str, list[Any]] = field(default_factory=dict)
    particles: set[str] = field(default_factory=set)
    clauses: list[Any] = field(default_factory=list)
    """Heads of that- and to-clauses that hang on the word."""
    passive: bool = False


def with_conjuncts(token: Any) -> list[Any]:
    """The token and what is joined to it by "and", "or", commas."""
    found = [token]
    for other in found:
        if len(found) > _MAX_CONJ:
            break
        found.extend(c for c in other.children if c.dep_ in ("conj", "appos"))
    return found


def _prepositions(token: Any) -> Iterator[tuple[str, Any]]:
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative") and child.pos_ == "ADP":
            for inner in child.children:
                if inner.dep_ in ("pobj", "pcomp"):
                    for item in with_conjuncts(inner):
                        yield child.lower_, item
                elif inner.dep_ == "prep":  # "out of", "from among"
                    for item in inner.children:
                        if item.dep_ == "pobj":
                            yield inner.lower_, item


def of_verb(token: Any) -> Arguments:
    """Arguments of a verb, passive and relative clauses and shared subjects resolved."""
    args = Arguments()
    children = list(token.children)
    args.passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in children) or (
        token.tag_ == "VBN" and token.dep_ in ("acl", "relcl", "amod") and not any(c.dep_ == "nsubj" for c in children)
    )
    for child in children:
        if child.dep_ in ("nsubj", "csubj"):
            args.subjects.extend(with_conjuncts(child))
        elif child.dep_ == "nsubjpass" or (child.dep_ in ("dobj", "obj", "dative", "oprd") and child.pos_ != "ADP"):
            args.objects.extend(with_conjuncts(child))
        elif child.dep_ == "prt":
            args.particles.add(child.lower_)
        elif child.dep_ in ("ccomp", "xcomp"):
            args.clauses.append(child)
        elif child.dep_ in ("npadvmod", "advmod", "amod"):
            args.modifiers.append(child)
    for name, item in _prepositions(token):
        args.prepositional.setdefault(name, []).append(item)
    if args.passive:
        args.subjects.extend(args.prepositional.get("by", []))
    _borrow(token, args)
    args.subjects = _counted([_antecedent(t) for t in args.subjects])
    args.objects = _counted([_antecedent(t) for t in args.objects])
    return args


_MEASURES = words(
    """
    number total group dozen hundred thousand score amount part majority member unit series swathe rest handful
    couple pair quantity cache company most many some all half one two three four five wave kind crowd control
    """
)


def _counted(tokens: list[Any]) -> list[Any]:
    """After "a number of barracks" the barracks too."""
    extra: list[Any] = []
    for token in tokens:
        if token.lemma_.lower() in _MEASURES or token.like_num:
            extra.extend(item for name, item in _prepositions(token) if name == "of")
        for child in token.children:
            if child.dep_ == "acl" and child.lemma_ in ("contain", "include", "carry"):
                extra.extend(c for c in child.children if c.dep_ == "dobj")
    for token in list(extra):
        if token.lemma_.lower() in _MEASURES:
            extra.extend(item for name, item in _prepositions(token) if name == "of")
    return tokens + extra


def _borrow(token: Any, args: Arguments) -> None:
    """Take subject or object from where a clause hangs: "attacked and killed", "troops who shot", "missiles fired"."""
    if not args.objects and not args.passive:
        for other in token.children:
            if other.dep_ == "conj" and {other.tag_, token.tag_} <= _PAST and other.i - token.i <= _BESIDE:
                args.objects.extend(c for c in other.children if c.dep_ == "dobj" and c.i > other.i)
    if token.dep_ in ("acl", "relcl") and token.head.pos_ in ("NOUN", "PROPN", "PRON"):
        if token.dep_ == "acl":
            if token.tag_ == "VBN":
                args.objects.append(token.head)
            elif token.tag_ == "VBG" or (token.tag_ == "VBD" and not args.subjects):
                args.subjects.append(token.head)  # a past tense is no participle: "a boat carrying 70 overturned"
        elif not args.subjects and not args.passive:
            args.subjects.append(token.head)
        elif not args.objects:
            args.objects.append(token.head)
    elif token.dep_ == "amod" and token.head.pos_ in ("NOUN", "PROPN"):
        (args.objects if token.tag_ == "VBN" else args.subjects).append(token.head)
    elif (
        token.dep_ in ("conj", "xcomp", "advcl", "pcomp") and not args.subjects and not (args.passive and args.objects)
    ):
        head = token.head
        for _ in range(4):
            if head.pos_ in ("VERB", "AUX"):
                outer_passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in head.children)
                subjects = [c for c in head.children if c.dep_ in ("nsubj", "nsubjpass")]
                if subjects:
                    target = (
                        args.objects
                        if (args.passive or (outer_passive and token.tag_ == "VBN" and token.dep_ == "conj"))
                        else args.subjects
                    )
                    for subject in subjects:
                        target.extend(with_conjuncts(subject))
                    return
            if head.dep_ in ("relcl", "acl") and head.head.pos_ in ("NOUN", "PROPN"):
                args.subjects.append(head.head)
                return
            if head.head == head:
                return
            head = head.head


def _antecedent(token: Any) -> Any:
    """ "who", "which", "that" stand for the noun that their clause hangs on."""
    if token.tag_ in ("WDT", "WP", "WP$") or (token.lower_ == "that" and token.pos_ in ("PRON", "SCONJ")):
        clause = token.head
        for _ in range(3):
            if clause.dep_ == "relcl":
                return clause.head
            clause = clause.head
    return token


def of_noun(token: Any) -> Arguments:
    """Arguments of an event noun: "Russian missile attack on Odesa by …", and of the verb that carries it."""
    args = Arguments()
    for child in token.children:
        if child.dep_ in ("compound", "amod", "nmod"):
            args.modifiers.append(child)
            args.modifiers.extend(c for c in child.children if c.dep_ in ("compound", "amod", "nmod", "conj"))
        elif child.dep_ == "poss":
            args.subjects.append(child)
        elif child.dep_ in ("acl", "relcl"):
            args.clauses.append(child)
    for name, item in _prepositions(token):
        args.prepositional.setdefault(name, []).append(item)
        if name == "by":
            args.subjects.append(item)
        elif name in _OBJECT_PREPOSITIONS:
            args.objects.append(item)
    return args


def arguments(token: Any) -> Arguments:
    """Arguments of a trigger token by its part of speech."""
    return of_verb(token) if token.pos_ in ("VERB", "AUX") else of_noun(token)
