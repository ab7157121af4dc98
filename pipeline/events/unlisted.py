"""Names of places that no gazetteer lists: "looted in Kitutu", "the locality of Lalomas", "Pont-Sondé".

Small places are where much of what is reported happens. A name in capitals behind a preposition of place, in a
sentence that reports something, is taken for one; it lies where the nearest known place of the text lies, and
says so by having no identifier.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pipeline.events.date_words import words
from pipeline.events.places import ADJECTIVE, PlaceMention
from pipeline.events.sentences import ParsedSentence

_CONFIDENCE = 0.4
_PREPOSITIONS = words("in at near outside inside around")
_TYPES = words(
    """
    town village city locality neighbourhood neighborhood hamlet commune settlement suburb quarter district township
    municipality camp outpost community parish county valley island port base airbase vereda sector prefecture
    """
)
_TYPED = _TYPES | words("territory area zone barrio estate slum junction intersection")
"""Kinds that stand behind a name: "Hodan district"."""
_SITES = words(
    """
    avenue road street square boulevard lane highway bridge junction roundabout market bazaar crossing station terminal
    airport airfield glacier river beach dam prison stadium park mosque cathedral pass strait bay gulf peninsula
    mountains mountain hills reservoir refinery plaza
    """
)
"""Kinds that are part of a name of their own: "Fontanska Road"."""
_BESIDE = _PREPOSITIONS | words("on along down up off across over into through")
_BUILDINGS = words("school mosque church market checkpoint airport university prison stadium cemetery camp")
"""Kinds that a name is told with: "the Abu Nur school"."""
_INTO = words("storm raid overrun enter bomb shell pound invade besiege")
"""What is done to a place much more often than to a person."""
_ENTERED = words(
    "storm attack raid hit strike shell bomb pound overrun seize enter invade burn target shake rock capture"
)
_RAIDS = words("raid airstrike strike shelling bombardment bombing barrage")
"""What falls on places: an attack may be on a person."""
_BEFORE = words("barangay sitio kampung kampong wadi khirbet tell deir kfar mount lake port fort camp")
_NO_PLACE = words(
    """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday ramadan easter christmas eid nowruz diwali muharram ashura islam christianity
    parliament congress senate cabinet government ministry council court assembly commission committee university
    hospital church mosque army police internet twitter telegram facebook whatsapp x god english french arabic russian
    spanish african asian european american house assembly union state federation euros dollars covid twitter tv radio
    """
)
_PERSONS = words(
    """
    president minister mr mrs ms dr prof general colonel major captain lieutenant sergeant governor mayor senator sheikh
    imam pope king queen prince judge inspector commander spokesman spokeswoman
    """
)
_WIDER = re.compile(
    r"(?:-(?:[a-z]{1,3}['’-])?[A-ZÀ-Þ][\w'’]*)+"
    r"|(?: (?:(?:de|del|de la|do|da|dos|das|al|el|ad|ash|ar|ez|es)[ -]|(?:as|an)-)(?:[lL]['’])?[A-ZÀ-Þ][\w'’-]*)+"
)
"""Behind a blank "as" and "an" are English words: "in Odesa Oblast as Russian drones came"."""
_HEAD = re.compile(
    r"(?!(?:In|At|Near|From|To|On|The|Outside|Around|And)\b)[A-ZÀ-Þ][\w'’]* (?:al|el|ad|ash|as|an|ar|ez|es)-$"
)
"""What stands before a known name that is only the end of a longer one: "Aita al-" before Shaab."""
_NAME = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w'’]*(?:-[\w'’]+)*")


def widened(found: Sequence[PlaceMention], text: str) -> list[PlaceMention]:
    """A known name that is only the head of a longer one is the longer, unlisted one: "Pont-Sondé" is not Pont."""
    kept: list[PlaceMention] = []
    for place in found:
        if place.is_demonym or place.precision == "country":
            kept.append(place)
            continue
        match = _WIDER.match(text, place.end)
        later = next((p for p in found if match and match.start() < p.start < match.end()), None)
        if match and later is not None and later.end > match.end():
            match = None
        head = _HEAD.search(text, max(0, place.start - 30), place.start)
        if match is None and head is None:
            kept.append(place)
            continue
        start, end = head.start() if head else place.start, match.end() if match else place.end
        others = [p for p in found if p.start > end or p.end < start]
        others = [p for p in others if not p.is_demonym and not p.is_dateline]
        near = min(others, key=lambda p: abs(p.start - place.start), default=place)
        where = {"lat": near.lat, "lon": near.lon, "country": near.country, "admin1": near.admin1}
        kept.append(_called(place, text, start, end, **where))
    ends = {p.end for p in kept}
    return [p for p in kept if not any(k.start < p.start < k.end for k in kept if k is not p)] if ends else kept


def _called(like: PlaceMention, text: str, start: int, end: int, **more: Any) -> PlaceMention:
    return replace(
        like, start=start, end=end, name=text[start:end], geonames_id=None, canonical_name=None, precision="settlement",
        kind="settlement", population=0, confidence=min(like.confidence, _CONFIDENCE), container=None,
        is_container=False, **more,
    )  # fmt: skip


def named_here(
    parsed: ParsedSentence, known: Sequence[PlaceMention], nearest: PlaceMention | None
) -> list[PlaceMention]:
    """Unlisted names of one sentence; `nearest` is the known place that they are put beside."""
    if nearest is None:
        return []
    found: list[PlaceMention] = []
    for token in parsed.doc:
        span = _span_of(token)
        if span is None:
            continue
        longer = _WIDER.match(parsed.text, span[1])
        span = (span[0], longer.end() if longer else span[1])
        start, end = parsed.start + span[0], parsed.start + span[1]
        street = token.lower_ in _SITES  # "Kutaisi Avenue": the town is a part of its name
        if any(p.start < end and start < p.end for p in (*known, *found) if not (street and p.is_body)):
            continue
        text = parsed.text[span[0] : span[1]]
        found.append(
            replace(
                nearest, start=start, end=end, name=text, geonames_id=None, canonical_name=None,
                admin1=nearest.admin1, precision="settlement", kind="settlement", population=0, confidence=_CONFIDENCE,
                role="location", relation=_relation(token), is_demonym=False, is_metonym=False, is_body=False,
                is_dateline=False, is_container=False, container=None,
            )
        )  # fmt: skip
    return found


def _relation(token: Any) -> str:
    head = token.head.head if token.dep_ == "conj" else token.head
    return head.lower_ if head.pos_ == "ADP" else "in"


def _span_of(token: Any) -> tuple[int, int] | None:
    """Offsets of the unlisted name that ends with the token, or stands before it and says of what kind it is."""
    if token.tag_ == "NN" and token.lower_ in _TYPED | _BUILDINGS and token.i > 0 and token.nbor(-1).tag_ == "NNP":
        return _before_its_kind(token)
    if token.tag_ not in ("NNP", "NNPS"):
        return None
    if token.dep_ == "pobj" and _leads_to_place(token):
        return _name_around(token)
    if token.dep_ == "conj" and token.head.dep_ == "pobj" and token.head.tag_ == "NNP" and _leads_to_place(token.head):
        return _name_around(token)
    if _entered(token):
        return _name_around(token)
    if token.lower_ in _SITES and token.dep_ == "pobj" and token.head.lower_ in _BESIDE and token.text[:1].isupper():
        span = _name_around(token)
        return span if span is not None and span[0] < token.idx else None
    return None


def _before_its_kind(kind: Any) -> tuple[int, int] | None:
    """ "A blast in Hodan district", "gunmen stormed Gidan Dutse community"."""
    first = kind.head if kind.dep_ in ("appos", "conj") else kind
    placed = first.dep_ == "pobj" and first.head.lower_ in _BESIDE
    if not placed and not (kind.dep_ == "dobj" and kind.head.lemma_.lower() in _ENTERED):
        return None
    last = kind.nbor(-1)
    span = _run_of_capitals(last, titled=True)
    if span is None:
        return None
    whole = ADJECTIVE.search(last.text) or kind.lower_ in _BUILDINGS
    return (span[0], kind.idx + len(kind.text)) if whole else span


def _entered(token: Any) -> bool:
    """ "Rebels entered Masau and Mangazi"."""
    thing = token.head if token.dep_ == "conj" and token.head.tag_ == "NNP" else token
    return thing.dep_ == "dobj" and thing.head.pos_ == "VERB" and thing.head.lemma_.lower() in _INTO


def _leads_to_place(token: Any) -> bool:
    preposition = token.head
    if preposition.lower_ in _PREPOSITIONS:
        return True
    if preposition.lower_ in ("on", "of") and preposition.head.lemma_.lower() in _RAIDS:
        return True
    return preposition.lower_ == "of" and preposition.head.lemma_.lower() in _TYPES


def _name_around(token: Any) -> tuple[int, int] | None:
    """Offsets of the run of capitals that ends with the token; None for persons, months, bodies and acronyms."""
    doc = token.doc
    if token.i + 1 < len(doc) and (doc[token.i + 1].text in ("'s", "’s") or doc[token.i + 1].tag_ in ("NN", "NNS")):
        return None  # "in Biden's speech", "in Apple shares"
    return _run_of_capitals(token)


def _run_of_capitals(token: Any, *, titled: bool = False) -> tuple[int, int] | None:
    """`titled`: the name may be that of a person too ("Sheikh Radwan district")."""
    doc = token.doc
    first = token.i
    while (
        first > 0
        and (doc[first - 1].tag_ in ("NNP", "NNPS") or doc[first - 1].text == "-")
        and (doc[first - 1].text == "-" or doc[first - 1].text[:1].isupper())
    ):
        first -= 1
    run = doc[first : token.i + 1]
    low = [t.lower_ for t in run]
    if not run[0].text[:1].isupper() or len(run) > 5 or not _NAME.match(run[0].text):
        return None
    if any(w in _NO_PLACE or (w in _PERSONS and not titled) for w in low):
        return None
    if len(run) == 1 and (run.text.isupper() or len(run.text) < 3):
        return None
    return run[0].idx, token.idx + len(token.text)
