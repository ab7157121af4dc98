"""One event, one mention: triggers to drafts, drafts on the same happening put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.events.date_words import words
from pipeline.events.drafts import REAL, TERRITORY, VERBAL, Draft, family_of, lie_apart
from pipeline.events.intervals import earlier_clause
from pipeline.events.modality import Standing, standing_of
from pipeline.events.patterns import words_of
from pipeline.events.triggers import Hit, SentenceView, lemma_of

_FRESH = re.compile(
    r"\b(?:another|separate(?:ly)?|elsewhere|meanwhile|a second|other (?:attacks?|strikes?|incidents?)|also on|"
    r"in a different|in a similar|hours later|earlier (?:this|in the)|last (?:month|week|year)|the previous)\b",
    re.IGNORECASE,
)
_BACK_POINTING = frozenset({"the", "this", "that", "these", "those", "such", "both", "its", "their"})
_STRENGTH = {
    "occurred": 5,
    "ongoing": 4,
    "attempted": 3,
    "threatened": 2,
    "planned": 2,
    "demanded": 2,
    "denied": 1,
    "hypothetical": 0,
}
_AIR = frozenset({"air/drone strike", "shelling/artillery/missile attack", "air defence interception"})
_BOMB = frozenset({"remote explosive/landmine/ied", "suicide bomb", "grenade"})
_VAGUE = frozenset({"attack", "armed clash"})


def drafts_of_sentence(view: SentenceView, hits: Sequence[Hit]) -> list[Draft]:
    """The events that one sentence reports, in text order."""
    groups: dict[tuple[str, str], Draft] = {}
    older = earlier_clause(view.parsed.text)
    for hit in hits:
        standing = standing_of(hit, view.parsed)
        family = family_of(hit)
        kind: str = "real" if standing.modality in REAL else standing.modality
        if family == "violence" and _aside(hit, hits):
            kind += " aside"
        if older is not None and older[0] <= hit.start - view.parsed.start < older[1] and kind.startswith("real"):
            kind = "real earlier"
        known = groups.get((family, kind))
        if known is None:
            groups[(family, kind)] = Draft(
                event_type=hit.trigger.event_type,  # type: ignore[arg-type]
                family=family,
                hits=[hit],
                sentences=[view.parsed.index],
                standing=standing,
                anaphoric=_points_back(hit),
                fresh=bool(_FRESH.search(view.parsed.text)),
                aside=kind.endswith("aside"),
                earlier=kind.endswith("earlier"),
            )
        else:
            known.hits.append(hit)
            known.anaphoric = known.anaphoric and _points_back(hit)
            if known.standing.token is None and standing.token is not None and known.real:
                known.standing = standing
    drafts = _rank(_one_happening(list(groups.values()), view))
    asides = [d for d in drafts if d.aside or d.earlier]
    for draft in drafts:
        draft.apart = draft.apart or draft.earlier
        if asides and not (draft.aside or draft.earlier) and draft.family == "violence" and draft.real:
            draft.apart = True
    drafts = asides + [d for d in drafts if not (d.aside or d.earlier)]
    claimed = any(d.event_type == "ACCUSE" and "responsibility" in h.trigger.words for d in drafts for h in d.hits)
    for draft in drafts:
        if claimed and draft.family == "violence" and draft.real:
            draft.anaphoric = True  # "claimed responsibility and said it had killed 45": what the text tells already
        if draft.event_type in VERBAL:
            draft.speakers = frozenset(
                t.lower_ for h in draft.hits for t in h.arguments.subjects if t.pos_ == "PROPN" and t.text[:1].isupper()
            )
        draft.victims = frozenset(name for hit in draft.hits for name in _victims(hit, view))
    return drafts


_PERSONAL = words(
    """
    kill murder assassinate execute shoot gun slay behead stab kidnap abduct assassination murder
    killing slaying kidnapping abduction execution wound injure arrest detain beheading torture beat
    strangle hack death die rape hostage
    """
)


_NO_NAMES = words(
    """
    january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday secretary lieutenant sergeant colonel major captain
    general bishop archbishop department americans salvadorans colombians peruvians israelis
    palestinians ukrainians russians jews muslims christians americans university
    """
)


def _victims(hit: Hit, view: SentenceView) -> list[frozenset[str]]:
    """The parts of the names of the persons that a deed was done to, one set a person."""
    if hit.trigger.words[0] not in _PERSONAL:
        return []
    names = []
    tokens = hit.arguments.objects if hit.trigger.words[0] != "die" else hit.arguments.subjects
    if hit.token.pos_ == "NOUN":
        tokens = [*tokens, *(t for t in hit.arguments.subjects if t.dep_ == "poss")]
    for token in tokens:
        for part in (token, *(c for c in token.children if c.dep_ == "appos" and c.nbor(-1).text != ":")):
            if part.pos_ == "PROPN" and part.text[:1].isupper() and len(part.text) > 2 and part.ent_type == 0:
                low = part.lower_
                if {low, low[:-1], low[:-3] + "man"}.isdisjoint(view.lexicon.word_classes) and low not in _NO_NAMES:
                    names.append(frozenset({low, *_given(part, view)}))
    return names


def _given(name: Any, view: SentenceView) -> Iterator[str]:
    """The parts before the last name: no titles, no office."""
    for part in name.lefts:
        low = part.lower_
        if (
            part.dep_ == "compound"
            and part.pos_ == "PROPN"
            and part.text[:1].isupper()
            and len(low) > 2
            and {low, low[:-1], low[:-3] + "man"}.isdisjoint(view.lexicon.word_classes)
            and low not in _NO_NAMES
        ):
            yield low


def _same_person(a: frozenset[str], b: frozenset[str]) -> bool:
    """ "Galan" and "Luis Carlos Galan Sarmiento" are one; "Luis Galan" and "Maria Galan" are not."""
    return a <= b or b <= a or len(a & b) >= 2


def _same_victim(event: Draft, draft: Draft) -> bool:
    towns = {w for d in (event, draft) for p in d.places for w in p.name.lower().split()}
    return any(_same_person(a, b) for a in event.victims for b in draft.victims if not (a & b) <= towns)


_CONSEQUENCE = words(
    """
    kill wound injure hurt die destroy damage level flatten disappear demolish explosion blast explode
    hit strike
    """
)
"""Words that tell what came of an event: beside an earthquake or a crash they are no assault."""
_BY_CAUSE = ("DISASTER", "ACCIDENT")


def _one_happening(drafts: list[Draft], view: SentenceView) -> list[Draft]:
    """Drafts of one sentence that are sides of one thing become one."""
    by_family = {(d.family, d.real): d for d in drafts if not (d.aside or d.earlier)}
    older = {(d.family, d.real): d for d in drafts if d.earlier}
    for cause in _BY_CAUSE:
        harm, what = older.get(("violence", True)), older.get((cause, True))
        if harm is not None and what is not None and all(h.trigger.words[0] in _CONSEQUENCE for h in harm.hits):
            absorb(what, harm)
            drafts = [d for d in drafts if d is not harm]
    violence = by_family.get(("violence", True))
    for family in _BY_CAUSE:
        target = by_family.get((family, True))
        if violence and target and all(h.trigger.words[0] in _CONSEQUENCE for h in violence.hits):
            first, effect = (violence, target) if _by_arms(violence, view) else (target, violence)
            absorb(first, effect)
            drafts = [d for d in drafts if d is not effect]
            violence = None
    protest = by_family.get(("PROTEST", True))
    if protest is not None:
        for other in list(drafts):
            if (
                other is protest
                or other.earlier
                or not other.real
                or other.family not in ("violence", "arrests", "property")
            ):
                continue
            if other.family == "violence" and not _within_protest(other, view):
                continue
            if other.family == "property" and not _done_by_crowd(other, view):
                continue
            absorb(protest, other)
            drafts = [d for d in drafts if d is not other]
    if any(d.event_type == "THREATEN" for d in drafts):
        # what is threatened is told by the threat
        drafts = [
            d
            for d in drafts
            if d.event_type != "ASSAULT" or d.standing.modality not in ("threatened", "planned", "hypothetical")
        ]
    real = {d.family for d in drafts if d.real}
    drafts = [
        d
        for d in drafts
        if d.real
        or d.family not in real
        or d.standing.rule not in ("purpose", "plan", "possibility", "modal verb", "condition")
    ]
    takeover, retreat = by_family.get(("violence", True)), by_family.get(("RETREAT", True))
    if takeover is not None and retreat is not None and takeover in drafts and _takes_place(takeover):
        absorb(takeover, retreat)
        drafts = [d for d in drafts if d is not retreat]
    return drafts


def _by_arms(violence: Draft, view: SentenceView) -> bool:
    """Whether what hit was a weapon: the block that came down then is part of the attack."""
    if not any(h.trigger.words[0] in ("strike", "hit") for h in violence.hits):
        return False
    cues = view.lexicon.kinds.find(words_of(view.parsed.text)).get("ASSAULT", {})
    return max(cues.values(), default=0.0) >= _WEAPON


_WEAPON = 3.0
"""What kinds.tsv gives a weapon."""
_TAKE = words(
    """
    capture seize control recapture retake occupy take regain free liberate
    """
)


def _takes_place(draft: Draft) -> bool:
    return any(h.trigger.words[0] in _TAKE for h in draft.hits)


def _within_protest(draft: Draft, view: SentenceView) -> bool:
    """Violence done to protesters or by them belongs to the protest."""
    classes = view.lexicon.word_classes
    for hit in draft.hits:
        if hit.trigger.words[0] in ("clash", "fire_on"):
            return True
        around = [*hit.arguments.subjects, *hit.arguments.objects]
        for token in around:
            if "protester" in classes.get(lemma_of(token), frozenset()) or lemma_of(token) in (
                "protest",
                "demonstration",
                "rally",
            ):
                return True
    return all(
        h.trigger.words[0] in _CONSEQUENCE or h.trigger.words[0] in ("fire", "open", "shoot", "beat", "attack")
        for h in draft.hits
    )


def _done_by_crowd(draft: Draft, view: SentenceView) -> bool:
    classes = view.lexicon.word_classes
    return any("protester" in classes.get(lemma_of(t), frozenset()) for h in draft.hits for t in h.arguments.subjects)


def _rank(drafts: list[Draft]) -> list[Draft]:
    """A draft whose words hang below another's is context there: "sanctions over the bombing"."""
    for draft in drafts:
        draft.embedded = any(_below(draft, other) for other in drafts if other is not draft)
    return drafts


def _below(draft: Draft, other: Draft) -> bool:
    heads = {h.token.i for h in other.hits}
    for hit in draft.hits:
        token, steps = hit.token, 0
        while token.head != token and steps < 12:
            if token.dep_ in ("conj",) and token.pos_ == "VERB":
                return False
            token = token.head
            steps += 1
            if token.i in heads:
                break
        else:
            return False
    return True


_OTHER_TIME = words(
    """
    preceding before following after retaliation response revenge retaliate since despite ahead
    aftermath
    """
)


def _aside(hit: Hit, hits: Sequence[Hit]) -> bool:
    """Another event named to place this one in time: "after the strike on Belgorod", "in retaliation for the raid"."""
    if hit.token.pos_ not in ("NOUN", "PROPN"):
        return False
    others = [h for h in hits if h is not hit and family_of(h) == "violence" and h.trigger.words[0] not in _CONSEQUENCE]
    if not others or not (hit.arguments.objects or hit.arguments.subjects):
        return False
    inside = {t.i for t in hit.token.subtree}
    if all(h.token.i in inside for h in others):
        return False
    token = hit.token
    for _ in range(5):
        if token.head == token:
            return False
        token = token.head
        if any(h.token == token for h in others):
            return False
        if token.lower_ in _OTHER_TIME:
            return True
    return False


def _points_back(hit: Hit) -> bool:
    token = hit.token
    if token.pos_ != "NOUN":
        return False
    return any(c.dep_ in ("det", "poss") and c.lower_ in _BACK_POINTING for c in token.children)


def put_together(drafts: Sequence[Draft], titles: frozenset[int]) -> list[Draft]:
    """Join drafts on the same happening; the order of first reports is kept."""
    events: list[Draft] = []
    for draft in drafts:
        partner = None
        for event in reversed(events):
            if same_happening(event, draft, titles):
                partner = event
                break
        if partner is None:
            events.append(draft)
        else:
            absorb(partner, draft)
    return events


def same_happening(event: Draft, draft: Draft, titles: frozenset[int]) -> bool:
    """Whether a later draft speaks of an event that is already known."""
    if event.event_type != draft.event_type:
        return False
    if event.family != draft.family:
        return _taken_and_killed(event, draft)
    if event.real != draft.real or (draft.earlier and set(event.sentences) & set(draft.sentences)):
        return False
    if not event.real and event.standing.modality != draft.standing.modality:
        return False
    if _dies(event) and _dies(draft) and _same_victim(event, draft):
        return True  # nobody dies twice, whatever day a sentence seems to give
    if _dates_conflict(event, draft):
        return False
    if (draft.apart or draft.aside) and (set(event.sentences) & set(draft.sentences) or lie_apart(event, draft)):
        return False
    if event.speakers and draft.speakers and not event.speakers & draft.speakers:
        return False
    if event.victims and draft.victims:
        return _same_victim(event, draft)
    if draft.anaphoric:
        return True
    if _toll(event) and _toll(event) == _toll(draft) and not lie_apart(event, draft):
        return True
    if event.recency != draft.recency:
        return False
    if event.family == "violence" and _subs_conflict(event.sub, draft.sub):
        return False
    if _places_conflict(event, draft) or (event.family == "violence" and _across(event, draft)):
        return False
    if draft.fresh and not draft.anaphoric:
        return False
    return not _tolls_conflict(event, draft)


def _dies(draft: Draft) -> bool:
    return any(h.trigger.words[0] in _LETHAL for h in draft.hits)


_LETHAL = words(
    """
    kill murder assassinate execute slay gun behead assassination killing slaying execution beheading die death
    strangle hack
    """
)


def _taken_and_killed(event: Draft, draft: Draft) -> bool:
    """Someone is abducted and found dead: one event."""
    if {event.family, draft.family} != {"abduction", "violence"} or not (event.real and draft.real):
        return False
    return _same_victim(event, draft)


def _subs_conflict(a: str | None, b: str | None) -> bool:
    if a is None or b is None or a == b or a in _VAGUE or b in _VAGUE:
        return False
    return not any(a in group and b in group for group in (_AIR, _BOMB, TERRITORY))


def _dates_conflict(a: Draft, b: Draft) -> bool:
    first, second = _stated(a), _stated(b)
    if first and not second and any(d.date_end and (first[0] - d.date_end).days > _LONG_BEFORE for d in b.dates):
        return True  # "the disaster recalls the collapse of 2019"
    return bool(first and second and (first[1] < second[0] or second[1] < first[0]))


_LONG_BEFORE = 31
"""Days between an event and a month or a year that ended before it, beyond which they are not the same."""


def _stated(draft: Draft) -> tuple[Any, Any] | None:
    days = [d for d in draft.dates if d.date_start and d.date_end and d.precision in ("day", "hour")]
    return (min(d.date_start for d in days), max(d.date_end for d in days)) if days else None


def _places_conflict(a: Draft, b: Draft) -> bool:
    """Each has a toll of its own, and all settlements of one lie far from all of the other."""
    return bool(_toll(a) and _toll(b)) and lie_apart(a, b)


def _across(a: Draft, b: Draft) -> bool:
    """The second has figures of its own, in towns or regions of another country: the other side's attack."""
    if not any(q.kind in _OWN and q.scope in ("incident", "place") and q.value for _, q in b.quantities):
        return False
    first, second = ({p.country for p in d.places if p.role == "location" and p.precision != "country"} for d in (a, b))
    return bool(first and second and not first & second)


_OWN = frozenset({"killed", "injured", "launched", "intercepted"})


def _tolls_conflict(a: Draft, b: Draft) -> bool:
    """Different counts of dead in sentences that stand apart speak of different events."""
    if b.anaphoric:
        return False
    if any(q.rule == "toll" and q.kind == "killed" and q.scope == "incident" for _, q in b.quantities):
        return False  # "taking the death toll to four": of what was told before
    first, second = _toll(a), _toll(b)
    return bool(first and second and not first & second) and not _rival(a, b)


def _rival(a: Draft, b: Draft) -> bool:
    """Another count by another voice, without a place or a day of its own: "the army said 84 had been massacred"."""
    if b.dates or any(p.role == "location" for p in b.places):
        return False
    here, there = _voices(b), _voices(a)
    return bool(here and there) and here.isdisjoint(there)


def _voices(draft: Draft) -> set[str]:
    """Who says how many were killed; nobody where one of the counts is nobody's."""
    said = [q.voice for _, q in draft.quantities if q.kind == "killed" and q.value and q.subset_of is None]
    return {voice for voice in said if voice is not None} if all(said) else set()


def _toll(draft: Draft) -> set[int]:
    return {
        q.value
        for _, q in draft.quantities
        if q.kind == "killed" and q.value and q.subset_of is None and q.scope in ("incident", "place") and not q.implied
    }


def absorb(event: Draft, draft: Draft) -> None:
    """Add what a further sentence says of a known event."""
    event.hits.extend(draft.hits)
    if draft.family == "abduction" and event.family == "violence":
        event.family, event.sub = draft.family, draft.sub
    event.sentences.extend(i for i in draft.sentences if i not in event.sentences)
    event.dates.extend(draft.dates)
    event.places.extend(draft.places)
    event.quantities.extend(draft.quantities)
    event.victims |= draft.victims
    event.speakers |= draft.speakers
    event.figure_sentences |= draft.figure_sentences
    if _STRENGTH[draft.standing.modality] > _STRENGTH[event.standing.modality]:
        event.standing = draft.standing


__all__ = ["Standing", "absorb", "drafts_of_sentence", "put_together", "same_happening"]
