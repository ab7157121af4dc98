"""Who says so: the claimant of a figure or a claim, and on which side the claimant stands.

The kinds are relative to those who were hit: an official of the country where it happened is `own_official`, one of
the attacker's side `enemy_official`. Rebels speak for their own side where rebels were hit, else for the enemy's.
A third party (another state, the UN, an aid group, an analyst) is named, but its kind is `none`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pipeline.events.actor_names import ActorBook, Identity
from pipeline.events.actors import phrase_of
from pipeline.events.date_words import words
from pipeline.events.sentences import ParsedSentence
from pipeline.records import AttributionKind

_REPORTING = words(
    "say report claim state add confirm announce tell write note estimate put declare affirm explain "
    "indicate reveal disclose inform assert maintain insist acknowledge admit stress emphasize emphasise "
    "reiterate warn comment post believe count record register show document verify deny allege boast point "
    "specify clarify suggest recount describe relate testify argue cite quote list give release publish "
    "broadcast calculate"
)
_WEAK = words("show put give count list record register release publish deny describe point cite quote believe argue")
"""Verbs that report only where the figure is in what they govern."""
_DOCUMENTS = words(
    "statement report communique communiqué release bulletin post message data figure tally count toll "
    "document dispatch account update briefing broadcast letter article summary information note press"
)
_WITNESSES = words(
    "witness eyewitness resident villager neighbor neighbour survivor local relative bystander passerby "
    "passer-by inhabitant townspeople townsman family mother father brother sister son daughter wife husband "
    "worshipper shopkeeper passenger driver motorist onlooker"
)
_LIVES = frozenset({"life", "victim"})
_OFFICIAL = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY", "HLH"})
_IRREGULAR = frozenset({"REB", "UAF", "CRM"})
_ACCORDING = (("according", "to"), ("as", "per"))
_DEPTH = 25


@dataclass(frozen=True, slots=True)
class Attribution:
    """The claimant of something said. name is None where nobody is named; offsets count into the text."""

    name: str | None
    start: int | None
    end: int | None
    kind: AttributionKind
    canonical_name: str | None
    country: str | None
    """ISO 3166-1 alpha-3."""
    sector: str | None
    """PLOVER sector code."""
    rule: str


NO_ONE = Attribution(None, None, None, "none", None, None, None, "nobody named")


@dataclass(frozen=True, slots=True)
class Sides:
    """Whose claims are own and whose are the enemy's."""

    own_countries: frozenset[str] = frozenset()
    """Countries where it happened, or of those who were hit."""
    enemy_countries: frozenset[str] = frozenset()
    """Countries of who did it."""
    own_sectors: frozenset[str] = frozenset()
    """PLOVER sectors of those who were hit."""


def find_attribution(
    parsed: ParsedSentence,
    start: int,
    end: int,
    book: ActorBook,
    *,
    sides: Sides | None = None,
    carried: Attribution = NO_ONE,
) -> Attribution:
    """The claimant of what stands at start:end of the text, inside `parsed`.

    carried: the claimant of the sentence before, for "he added" and for a sentence that goes on with a quotation.
    """
    first, last = start - parsed.start, end - parsed.start
    inside = [t for t in parsed.doc.tokens if t.idx < last and first < t.idx + len(t.text)]
    if not inside:
        return NO_ONE
    token = inside[-1]
    for candidate in _claimants(token, parsed.doc):
        found = _claim(candidate, parsed, book, sides or Sides(), carried)
        if found is not None:
            return found
    if carried.name is not None and _goes_on(parsed):
        return replace(carried, rule="carried over")
    return NO_ONE


def _claimants(token: Any, doc: Any) -> Iterator[tuple[Any, str]]:
    """Head nouns of possible claimants, the surest first."""
    yield from _according_to(token, doc)
    climbed = token
    for _ in range(_DEPTH):
        parent = climbed.head
        if climbed.pos_ in ("VERB", "AUX") and climbed.lemma_.lower() in _REPORTING:
            yield from _speakers(climbed, token)
        if parent.i == climbed.i:
            break
        climbed = parent
    for verb in doc:
        # a reporting verb beside the figure's clause: "..., police said", joined loosely by the parser
        if verb.pos_ == "VERB" and verb.dep_ in _LOOSE and verb.lemma_.lower() in _STRONG:
            yield from _speakers(verb, token)


_STRONG = _REPORTING - _WEAK
_LOOSE = frozenset({"ROOT", "parataxis", "advcl", "conj", "ccomp", "dep"})


def _according_to(token: Any, doc: Any) -> Iterator[tuple[Any, str]]:
    found = []
    lows = [t.lower_ for t in doc]
    for i, pair in enumerate(pairwise(lows)):
        if pair in _ACCORDING:
            named = next((t for t in doc[i + 1].children if t.dep_ == "pobj"), None)
            if named is None:
                named = next((t for t in doc[i + 2 : i + 12] if t.dep_ == "pobj"), None)
            if named is not None:
                found.append((abs(doc[i].i - token.i), named))
    for _, named in sorted(found, key=lambda pair: (pair[0], pair[1].i)):
        yield named, "according to"


def _speakers(verb: Any, token: Any) -> Iterator[tuple[Any, str]]:
    """The subject of a reporting verb, or its agent in the passive; never the figure itself."""
    if verb.lemma_ == "claim" and any(c.dep_ == "dobj" and c.lemma_ in _LIVES for c in verb.children):
        return  # "an attack that claimed 24 lives": no one says so
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    for child in verb.children:
        if passive and child.dep_ == "agent":
            yield from ((t, f"{verb.lemma_} by") for t in child.children if t.dep_ == "pobj")
        elif child.left_edge.i <= token.i <= child.right_edge.i:
            continue
        elif child.dep_ == "nsubj" or (passive and verb.lemma_.lower() == "quote" and child.dep_ == "nsubjpass"):
            yield child, f"subject of {verb.lemma_}"
    if not any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children):
        head = verb.head
        if verb.dep_ in ("conj", "advcl", "xcomp") and head.i != verb.i:
            yield from (
                (c, f"subject of {verb.lemma_}")
                for c in head.children
                if c.dep_ == "nsubj" and not (c.left_edge.i <= token.i <= c.right_edge.i)
            )


def _claim(
    candidate: tuple[Any, str], parsed: ParsedSentence, book: ActorBook, sides: Sides, carried: Attribution
) -> Attribution | None:
    """Describe one claimant; None where it is none (a thing, an "it")."""
    head, rule = candidate
    head = _author(head)
    if head.tag_ in ("WP", "WDT") and head.head.dep_ == "relcl":
        head = head.head.head
    start, end = phrase_of(head, parsed)
    identity = book.describe(start, end)
    witness = head.lemma_.lower() in _WITNESSES
    if head.pos_ == "PRON":
        if identity.rule != "pronoun":
            if carried.name is not None and head.lower_ in ("he", "she", "they", "it"):
                return replace(carried, rule="pronoun for the claimant before")
            return None
    elif head.pos_ not in ("NOUN", "PROPN") or not (
        witness or identity.sector or identity.canonical_name or head.pos_ == "PROPN" or head.lemma_.lower() in _SOURCES
    ):
        return None
    name = parsed.text[start - parsed.start : end - parsed.start]
    kind = "witness" if witness else kind_of(identity, sides)
    return Attribution(name, start, end, kind, identity.canonical_name, identity.country, identity.sector, rule)


_SOURCES = words(
    "source spokesman spokeswoman spokesperson official authority analyst expert group organization monitor"
)


def _author(head: Any) -> Any:
    """Whose document it is: "a statement by the army", "the ministry's report"."""
    if head.lemma_.lower() not in _DOCUMENTS:
        return head
    for child in head.children:
        if child.dep_ in ("poss", "compound", "amod") and child.pos_ in ("NOUN", "PROPN"):
            return child
    for child in head.children:
        if child.dep_ in ("prep", "acl", "agent"):
            for inner in child.subtree:
                if inner.dep_ == "pobj" and inner.head.lower_ in ("by", "from", "of"):
                    return inner
    return head


def kind_of(identity: Identity, sides: Sides) -> AttributionKind:
    """On which side a claimant stands."""
    sector, country = identity.sector, identity.country
    if sector == "MED":
        return "media"
    if sector in ("CVL", "LAB", "AGR", "REF", "REL"):
        return "witness"
    if sector in _IRREGULAR:
        return "own_official" if sides.own_sectors & _IRREGULAR else "enemy_official"
    if sector in _OFFICIAL or (sector is None and country is not None):
        if country is None:
            return "own_official"
        if country in sides.own_countries:
            irregulars_only = bool(sides.own_sectors) and sides.own_sectors <= _IRREGULAR
            return "enemy_official" if irregulars_only and sector in ("MIL", "COP") else "own_official"
        if country in sides.enemy_countries:
            return "enemy_official"
        return "none"
    return "none"


def _goes_on(parsed: ParsedSentence) -> bool:
    """Whether a sentence continues the one before: it opens inside a quotation, or is one."""
    text = parsed.text.strip()
    return text.startswith(('"', "“", "``", "''")) or (text.endswith(('"', "”", "''")) and text.count('"') % 2 == 1)
