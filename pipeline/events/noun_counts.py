"""How many a noun phrase stands for: its figure, or the one that a singular person is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pipeline.events.numbers import Figure, find_figures
from pipeline.events.numerals import words
from pipeline.events.quantity_lexicon import QuantityLexicon
from pipeline.events.sentences import ParsedSentence
from pipeline.records import Qualifier

_NUMERIC_DEPS = frozenset(
    {"nummod", "quantmod", "amod", "compound", "advmod", "det", "predet", "npadvmod", "nmod", "poss"}
)
_SINGLE_DETERMINERS = frozenset({"any", "no", "each", "every", "neither", "either", "many", "several", "some"})
_PERSON_PRONOUNS = frozenset({"he", "she", "him", "her", "i", "me"})
_PERSON_ENDINGS = (
    "man",
    "woman",
    "men",
    "women",
    "ist",
    "eer",
    "person",
    "ian",
    "keeper",
    "worker",
    "holder",
    "maker",
    "ese",
)
_AGENT_ENDINGS = ("er", "or", "ant", "ee", "yst")
_ONE_MORE = frozenset(
    {"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "other"}
)
""" "The third died hours later"."""
_MAX_PARTS = 40
_OF = re.compile(r"\s+(?:out\s+)?of(?:\s+(?:the|some|about|all|its|their))?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of somebody or something. Offsets into the sentence's text."""

    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier
    start: int
    end: int
    noun: Any | None
    """Token of the counted noun; None where it is left out ("about 70 were shot down")."""
    implied: bool = False
    """No numeral: a single victim."""
    relation: str = "whole"
    total: Count | None = None
    """The whole that this is a part of: 36 in "27 of 36 drones"."""
    named: str | None = None
    """A proper name that stands for the single victim."""
    head: Any | None = None
    """Head token of the phrase."""

    @property
    def value(self) -> int | None:
        return next((v for v in (self.best, self.low, self.high) if v is not None), None)


class NounCounts:
    """Counts of the noun phrases of one parsed sentence."""

    def __init__(self, parsed: ParsedSentence, lexicon: QuantityLexicon) -> None:
        self.doc = parsed.doc
        self.text = parsed.text
        self.lexicon = lexicon
        self.figures = find_figures(self.text)
        self.tokens: list[Any] = list(self.doc)
        self._direct: dict[int, Figure] = {}
        self.roots: dict[int, Figure] = {}
        """Token that carries the number, to its figure."""
        self._parts_of: dict[int, Figure] = {}
        for figure in self.figures:
            if figure.sense == "count":
                self._place(figure)

    def _place(self, figure: Figure) -> None:
        """Find the noun that the figure counts."""
        inside = [t for t in self._tokens(figure.number_start, figure.number_end) if not t.is_space]
        if not inside:
            return
        places = {t.i for t in inside}
        root = next((t for t in inside if t.head.i not in places), inside[-1])
        self.roots[root.i] = figure
        noun = root
        for _ in range(4):
            head = noun.head
            if head.i == noun.i or noun.dep_ not in _NUMERIC_DEPS or head.i <= noun.i:
                break
            if head.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM", "PRON", "VERB", "SYM", "X") or head.i - noun.i > 12:
                break
            if head.pos_ == "VERB" and noun.dep_ not in ("nummod", "compound"):
                break
            noun = head
        if noun is not root and self.has_state(root):
            noun = root  # "One dead, five hurt in blast": the parser hangs the one on "hurt"
        if noun.dep_ == "quantmod" and noun.head.pos_ == "NUM":
            noun = noun.head
        if noun is root and root.head.i < root.i and root.i + 1 < len(self.doc) and root.nbor(1).tag_ == "NNS":
            noun = root.nbor(1)  # "On 23 September 28 bodies": the parser hangs the number on the month
        if root.head.lower_ in ("taken", "held") and root.head.dep_ == "amod" and root.head.head.i > root.i:
            noun = root.head.head  # "and about 30 taken hostage"
        if figure.relation == "subset" and noun is not root:
            # "55 of 81 missiles" read as one number: the noun is counted by 81, and 55 are a part of them
            of = root.doc[root.i + 1] if root.i + 1 < noun.i else None
            if of is not None and of.lower_ in ("of", "out"):
                self._parts_of[noun.i] = figure
                noun = root
        self._direct.setdefault(noun.i, figure)
        if noun is not root:
            self._direct.setdefault(root.i, figure)

    def has_state(self, number: Any) -> bool:
        """Is a bare number followed by what became of so many ("one dead", but "four dead soldiers")?"""
        if number.i + 1 >= len(self.doc) or number.nbor(1).lower_ not in self.lexicon.states:
            return False
        after = number.nbor(2) if number.i + 2 < len(self.doc) else None
        return after is None or after.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM")

    def _tokens(self, start: int, end: int) -> list[Any]:
        span = self.doc.char_span(start, end, alignment_mode="expand")
        return list(span) if span is not None else []

    def direct(self, token: Any) -> Figure | None:
        """The figure that counts this noun, or that is this token."""
        return self._direct.get(token.i)

    def parts(self, head: Any) -> list[Any]:
        """The phrase's head and what is joined to it: "a man and two children", in text order."""
        found = [head]
        for token in found:
            if len(found) > _MAX_PARTS:
                break
            found.extend(c for c in token.children if c.dep_ in ("conj", "appos") and c.i > token.i and not _aside(c))
        if head.tag_ == "NNP":
            # "the murder of Galan: Ana Ruiz and Jorge Paz are held"
            colon = next((t.i for t in head.doc[head.i + 1 :] if t.text == ":"), len(head.doc))
            found = [t for t in found if t.i < colon]
        if len(found) == 1 or not any(c.dep_ == "cc" for t in found for c in t.children):
            return [head]  # "Galan, senator": an apposition, also where the parser takes it for a list
        return self._joined(head, sorted(found[1:], key=lambda t: t.i))

    def _joined(self, head: Any, others: list[Any]) -> list[Any]:
        """Tell "a man, a woman and a child" from "two men, a teacher and a farmer" and "Galan, a senator and poet"."""
        first = others[0]
        if first.head == head and (first.dep_ == "appos" or head.doc[first.left_edge.i - 1].text == ","):
            own = self.count(head, strict=True)
            rest = [self.count(o, strict=True) for o in others]
            values = [c.value if c is not None else None for c in rest]
            if (
                own is not None
                and not own.implied
                and (
                    (None not in values and own.value == sum(v for v in values if v) and not _unlike(head, others))
                    or _spelled_out(head, others, rest)
                )
            ):
                return [head]
        dropped: set[int] = set()
        for other in others:
            if other.head.i in dropped:
                if not _names_more(other):
                    dropped.add(other.i)
            elif (other.dep_ == "appos" and _describes(other.head, other)) or (
                other is first
                and other.head == head
                and _describes(head, other)
                and head.doc[other.left_edge.i - 1].text == ","
            ):
                dropped.add(other.i)
        return [head, *(o for o in others if o.i not in dropped)]

    def described(self, heads: list[Any]) -> bool:
        """Does one of a list say what the one before it is ("the mayor, a lawyer and a poet")?"""
        for head, other in pairwise(heads):
            joiner = other.doc[other.left_edge.i - 1] if other.left_edge.i > 0 else None
            if joiner is not None and joiner.text == "," and _describes(head, other):
                return True
        head, *others = heads
        own, rest = self.count(head, strict=True), [self.count(h, strict=True) for h in others]
        if own is None or own.implied:
            return False
        if own.value == sum(c.value or 0 for c in rest if c is not None) and not _unlike(head, others):
            return True  # "two brothers, a teacher and a farmer"
        return _spelled_out(head, others, rest)

    def count(self, head: Any, *, strict: bool) -> Count | None:
        """How many the noun phrase of `head` (without what is joined to it) stands for.

        `strict`: the context takes persons only, so that an unknown singular noun is a person too.
        None: no number can be told.
        """
        figure = self.direct(head)
        if figure is not None:
            part = self._parts_of.get(head.i)
            if part is not None:
                return replace(self._of_figure(head, part), noun=head, total=self._of_figure(head, figure))
            return self._of_figure(head, figure)
        lemma = lemma_of(head)
        of = _of_object(head)
        if of is not None and (lemma in self.lexicon.groups or head.pos_ == "NUM"):
            inner = self.count(of, strict=False)
            if inner is not None and not inner.implied:
                return replace(inner, head=head)
            if lemma not in self.lexicon.couples:
                return None
        if lemma in self.lexicon.couples and head.tag_ == "NN":
            start, end = self._span(head)
            return Count(2, 2, 2, "exact", start, end, head, implied=True, head=head)
        if head.lower_ == "both":
            return Count(2, 2, 2, "exact", head.idx, head.idx + len(head.text), None, head=head)
        both = next((c for c in head.children if c.lower_ == "both" and c.dep_ in ("det", "predet", "preconj")), None)
        if both is not None and head.tag_ in ("NNS", "NNPS") and not any(c.dep_ == "conj" for c in head.children):
            return Count(2, 2, 2, "exact", both.idx, both.idx + 4, head, head=head)
        return self._single(head, strict)

    def _of_figure(self, head: Any, figure: Figure) -> Count:
        noun: Any | None = head
        total = None
        root = next((self.doc[i] for i, f in self.roots.items() if f is figure), head)
        if (
            head.i == root.i
            or head.pos_ == "NUM"
            or head.lower_ in ("dozens", "hundreds", "thousands", "scores", "one", "none")
        ):
            noun = None
            of = _of_object(head) or (_of_object(root) if root is not head else None)
            if of is not None:
                noun = of
                whole = self.direct(of)
                if whole is not None and whole is not figure:
                    total = self._of_figure(of, whole)
                    noun = total.noun
            elif (other := self._next_whole(figure)) is not None:
                # "shot down 14 out of 16 missiles", where the parser hangs "out of" on the verb
                total = self._of_figure(*other)
                noun = total.noun
            elif root.dep_ in _NUMERIC_DEPS and root.head.i > root.i and root.head.pos_ == "NOUN":
                noun = root.head
        return Count(
            figure.low, figure.best, figure.high, figure.qualifier, figure.start, figure.end, noun,
            relation=figure.relation, total=total, head=head,
        )  # fmt: skip

    def _next_whole(self, figure: Figure) -> tuple[Any, Figure] | None:
        """The figure after "of" or "out of" that this one is said to be a part of, with its noun."""
        if figure.relation != "subset":
            return None
        later = [(i, f) for i, f in self.roots.items() if f.start > figure.end and f.relation == "of_total"]
        if not later:
            return None
        index, whole = min(later)
        if not _OF.fullmatch(self.text[figure.end : whole.start]):
            return None
        root = self.doc[index]
        return (root.head if root.dep_ == "nummod" else root), whole

    def _single(self, head: Any, strict: bool) -> Count | None:
        """One victim without a numeral: "a soldier", "Galan", "he"."""
        low = head.lower_
        if head.tag_ == "PRP":
            if low not in _PERSON_PRONOUNS:
                return None
            return Count(1, 1, 1, "exact", head.idx, head.idx + len(head.text), head, implied=True, head=head)
        if low == "another" and head.dep_ in ("nsubj", "nsubjpass", "dobj", "conj", "pobj") and strict:
            start, end = head.idx, head.idx + len(head.text)
            return Count(1, 1, 1, "exact", start, end, None, implied=True, relation="additional", head=head)
        if head.tag_ not in ("NN", "NNP", "JJ", "VBG") or (head.tag_ in ("JJ", "VBG") and not strict):
            return None
        children = list(head.children)
        determiner = next((c.lower_ for c in children if c.dep_ == "det"), None)
        if determiner in _SINGLE_DETERMINERS or any(c.dep_ == "nummod" and c.i in self.roots for c in children):
            return None
        lemma = lemma_of(head)
        if lemma in self.lexicon.groups or lemma in self.lexicon.plural_persons:
            return None
        if head.tag_ == "NNP" and lemma not in self.lexicon.persons:
            if (determiner == "the" and not _titled(head, self.lexicon)) or _is_acronym(head.text):
                return None
            start, end = self._span(head)
            if self.text[start : start + 5].lower().startswith(("near ", "in ", "at ", "on ")):
                return None  # "Near Basra, seven soldiers", read as one name
            return Count(1, 1, 1, "exact", start, end, head, implied=True, named=_name(head), head=head)
        if not self.is_person(head, strict=False) and not (strict and _one_more(head, determiner)):
            return None
        if determiner is None and not strict and not any(c.dep_ in ("poss", "compound", "amod") for c in children):
            return None
        start, end = self._span(head)
        other = determiner == "another" or any(c.lower_ in ("other", "further", "additional") for c in children)
        relation = "additional" if other else "whole"
        named = next((_name(c) for c in children if c.dep_ == "appos" and c.tag_ == "NNP"), None)
        return Count(1, 1, 1, "exact", start, end, head, implied=True, relation=relation, named=named, head=head)

    def is_person(self, noun: Any | None, *, strict: bool) -> bool:
        """May this noun be a person? Without a noun ("six were killed"): yes where only persons fit."""
        lexicon = self.lexicon
        if noun is None:
            return strict
        lemma = lemma_of(noun)
        if lemma in lexicon.persons or lemma in lexicon.plural_persons or noun.lower_ in lexicon.plural_persons:
            return True
        if lemma == "old" and any(c.lower_ in ("year", "month", "years", "months") for c in noun.lefts):
            return True  # "a 22-year-old was hit"
        if lemma == "by" and noun.i > 1 and noun.nbor(-2).lower_ in ("passer", "passers"):
            return True
        if noun.tag_ in ("NNP", "NNPS", "PRP", "CD"):
            return noun.tag_ != "PRP" or noun.lower_ not in ("it", "itself")
        if self.is_thing(noun):
            return False
        if lemma.endswith(_PERSON_ENDINGS) and len(lemma) > 4:
            return True
        if any(c.lower_.endswith(("-year-old", "year-old")) or c.lower_ == "old" for c in noun.lefts):
            return True  # "a 35-year-old breeder"
        if lemma.endswith(_AGENT_ENDINGS) and len(lemma) > 5:
            return True
        return strict

    def is_thing(self, noun: Any) -> bool:
        lemma, lexicon = lemma_of(noun), self.lexicon
        return (
            lemma in lexicon.veto_objects
            or lemma in lexicon.animals
            or lemma in lexicon.weapons
            or lemma in lexicon.targets
        )

    def _span(self, head: Any) -> tuple[int, int]:
        """From the determiner to the head, without what follows."""
        first = head
        for child in head.lefts:
            if child.dep_ in ("det", "poss", "amod", "compound", "nummod", "nmod") and child.i < first.i:
                first = min(child.subtree, key=lambda t: t.i)
        return first.idx, head.idx + len(head.text)


def count_of(figure: Figure, noun: Any | None = None, *, head: Any | None = None) -> Count:
    """The count that a figure is, of what `noun` names, where what stands around it has been read already."""
    return Count(figure.low, figure.best, figure.high, figure.qualifier, figure.start, figure.end, noun, head=head)


def _aside(token: Any) -> bool:
    """A number between commas after a name is an age, a bracket an acronym: no further victim."""
    return bool(token.dep_ == "appos" and (token.tag_ == "CD" or (token.i > 0 and token.nbor(-1).text == "(")))


def _describes(head: Any, other: Any) -> bool:
    """Does "other" after a comma say what "head" is ("Galan, a senator"), rather than name one more?"""
    determiner = next((c.lower_ for c in other.children if c.dep_ == "det"), None)
    if head.tag_ in ("NNS", "NNPS"):
        return False  # "the six monks, a woman, and her daughter"
    owner = next((c for c in other.children if c.dep_ == "poss"), None)
    if any(c.dep_ == "nummod" for c in other.children) or other.tag_ in ("NNS", "NNPS", "CD"):
        return False
    if owner is not None and not (head.tag_ == "NNP" and owner.tag_ != "PRP$" and other.tag_ == "NN"):
        return False  # but "Carlos Ruiz, the town's mayor"
    if head.tag_ == "NNP" and owner is not None:
        return True
    if head.tag_ == "NNP":
        # "Galan, Senator and presidential hopeful": a title in capitals without a name
        return other.tag_ != "NNP" or determiner is not None or (other.pos_ == "PROPN" and _bare_title(other))
    if other.tag_ == "NNP" and determiner is None and head.tag_ == "NN":
        return True  # "his son, William"
    own = next((c.lower_ for c in head.children if c.dep_ in ("det", "poss")), None)
    return own in ("the", "his", "her", "their") and determiner in ("a", "an", "the")


_YOUNG = words("child boy girl baby infant toddler teenager minor son daughter pupil schoolchild schoolboy schoolgirl")
_FEMALE = words("woman girl wife mother daughter sister grandmother nun widow")
_MALE = words("man boy husband father son brother grandfather priest")
_FORCES = words(
    "soldier troop policeman policewoman officer serviceman gendarme militant fighter rebel guerrilla militiaman"
)
_CIVIL = (
    words(
        "civilian villager bystander passer-by driver teacher nurse farmer student guard resident passenger journalist"
    )
    | _YOUNG
    | _FEMALE
)
_APART = (
    (_YOUNG, words("woman man adult mother father grandmother grandfather wife husband teacher driver nurse")),
    (_FEMALE, _MALE | words("soldier policeman") - words("priest")),
    (_MALE, _FEMALE),
    (_FORCES, _CIVIL),
)


def _unlike(head: Any, others: list[Any]) -> bool:
    """Are some of the others not what the head is ("four children, three women and a man")?"""
    lemma = lemma_of(head)
    return any(lemma in some and any(lemma_of(o) in rest for o in others) for some, rest in _APART)


_TITLES = words(
    """
    senator president minister secretary director governor mayor commander general colonel rector leader chief member
    ambassador deputy judge bishop archbishop professor editor owner manager chairman congressman spokesman candidate
    """
)


_TITLE_PARTS = words(
    "deputy vice assistant prime foreign defense defence interior former executive first second chief acting"
)
_RANKS = words(
    """
    lieutenant captain major sergeant corporal admiral dr mr mrs ms msgr monsignor father sir rev reverend attorney
    comrade priest reporter journalist magistrate inspector
    """
)


def _bare_title(token: Any) -> bool:
    return token.lower_ in _TITLES and all(
        c.lower_ in _TITLES or c.lower_ in _TITLE_PARTS for c in token.children if c.dep_ == "compound"
    )


def _spelled_out(head: Any, others: list[Any], rest: list[Count | None]) -> bool:
    """Do the others say who the counted ones are ("three men: A, B and C", "two bodies, one burnt and the other")?"""
    first = others[0]
    if any(t.text == ":" for t in head.doc[head.i + 1 : first.left_edge.i + 1]):
        return True
    if any(c is not None and c.value == 1 and not c.implied for c in rest[:1]):
        return any(t.lower_ == "other" for t in head.doc[first.i : first.i + 12])
    return len(others) > 1 and all(c is not None and c.named for c in rest)


def _names_more(token: Any) -> bool:
    """After a description that was left out: is this one more victim ("Galan, a senator, and two guards")?"""
    described = any(c.dep_ == "det" and c.lower_ in ("a", "an") for c in token.children)
    if (token.tag_ == "NNP" and not described) or any(c.dep_ in ("nummod", "poss") for c in token.children):
        return not _bare_title(token)
    if token.head.dep_ == "conj" and token.tag_ not in ("NNS", "NNPS"):
        return False  # "Galan, a priest, teacher, and a poet": the comma belongs to the list of what he was
    joiner = next((c for c in token.head.children if c.dep_ == "cc"), None)
    return joiner is not None and joiner.i > 0 and joiner.nbor(-1).text == ","


def lemma_of(token: Any) -> str:
    """Lemma in lower case; the plural of a name is brought to its singular too."""
    lemma: str = token.lemma_.lower()
    if lemma == "corps" and token.tag_ == "NNS":
        return "corpse"  # as the library has it, "corpses" are several corps
    if token.tag_ in ("NNPS", "NNP") and lemma.endswith("s") and len(lemma) > 3 and token.tag_ == "NNPS":
        return lemma[:-1]
    return lemma


def _one_more(head: Any, determiner: str | None) -> bool:
    """ "The third died hours later", "a fifth, a boy of six, died": but a fifth of them is a share."""
    if head.lower_ not in _ONE_MORE:
        return False
    return determiner == "the" or (determiner == "a" and head.lower_ != "other" and _of_object(head) is None)


def _of_object(token: Any) -> Any | None:
    for child in token.children:
        if child.dep_ == "prep" and child.i > token.i:
            if child.lower_ == "of":
                return next((c for c in child.children if c.dep_ == "pobj"), None)
            if child.lower_ == "out":
                return next(
                    (c for p in child.children if p.lower_ == "of" for c in p.children if c.dep_ == "pobj"), None
                )
    return None


def _titled(head: Any, lexicon: QuantityLexicon) -> bool:
    return any(
        c.dep_ in ("compound", "amod", "nmod")
        and (lemma_of(c) in lexicon.persons or c.lower_ in ("late", "rev.", "rev"))
        for c in head.children
    )


def _is_acronym(text: str) -> bool:
    return len(text) > 1 and text.isupper()


def _name(head: Any) -> str:
    titles = [c.i for c in head.lefts if c.lower_ in _TITLES or c.lower_ in _RANKS]
    after = max(titles, default=-1)
    first = min((c.i for c in head.lefts if c.dep_ == "compound" and c.tag_ == "NNP" and c.i > after), default=head.i)
    return str(head.doc[first : head.i + 1].text)
