"""Which of the dates, figures and places of a sentence belong to which event."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pipeline.events import event_dates
from pipeline.events.date_words import words
from pipeline.events.dates import DateExpr
from pipeline.events.drafts import Draft, lie_apart
from pipeline.events.event_dates import ancestors, distance
from pipeline.events.facts import Facts
from pipeline.events.intervals import date_earlier, earlier_clause
from pipeline.events.places import PlaceMention
from pipeline.events.quantities import QuantityDraft
from pipeline.events.sentences import ParsedSentence
from pipeline.events.toll_events import AIR_KINDS, KINDS, Setting, draft_of, of_another

_PRECISION = {"hour": 0, "day": 0, "week": 2, "month": 3, "year": 5, "unknown": 6}

_BODILY = frozenset({"violence", "DISASTER", "ACCIDENT", "PROTEST", "abduction", "sexual", "property"})
_FAMILIES: dict[str, frozenset[str]] = {
    "killed": _BODILY,
    "injured": _BODILY,
    "casualties": _BODILY,
    "missing": _BODILY | {"RETREAT"},
    "captured": frozenset({"violence", "abduction", "arrests"}),
    "arrested": frozenset({"arrests", "PROTEST", "COERCE", "crime", "weapons", "violence"}),
    "displaced": frozenset({"DISASTER", "violence", "ACCIDENT", "COERCE", "PROTEST"}),
    "rescued": frozenset({"DISASTER", "ACCIDENT", "abduction", "violence", "AID", "crime"}),
    "launched": frozenset({"violence"}),
    "intercepted": frozenset({"violence"}),
    "hit": frozenset({"violence", "DISASTER", "ACCIDENT", "property", "PROTEST"}),
}
"""Kind of figure to the families of events that may have it."""
_POINTS_BACK = 4
"""Sentences that "the attack took place on ..." looks back for its event."""
_BACK = 6
"""Sentences that a figure looks back for its event."""


def attach(drafts: Sequence[Draft], facts: Facts, setting: Setting) -> list[Draft]:
    """Give each draft of one sentence what its sentence says, and stray figures to the event before them.

    Returns the drafts in text order, with those that a figure carries alone.
    """
    by_sentence: dict[int, list[Draft]] = {}
    for draft in drafts:
        by_sentence.setdefault(draft.sentences[0], []).append(draft)
    for draft in drafts:
        parsed = facts.parsed[draft.sentences[0]]
        if not draft.earlier:
            _attach_date(draft, parsed, facts)
        _attach_places(draft, by_sentence[draft.sentences[0]], parsed, facts)
        _keep_apart(draft, by_sentence[draft.sentences[0]], parsed)
    _lend_dates(by_sentence, facts)
    for here in by_sentence.values():
        _share_day(here)
    date_earlier(drafts, setting.sentences, facts.dates, setting.published)
    titles = {s.index for s in setting.sentences if s.is_title}
    carried: list[Draft] = []
    for number, quantity in enumerate(facts.quantities):
        if quantity.negated or quantity.hypothetical or quantity.value is None:
            continue
        target = _owner(quantity, by_sentence, facts, titles)
        if target is None or quantity.sentence not in target.sentences:
            target = _carried(quantity, target, by_sentence, facts, setting)
            if target is not None and target.hits[0].trigger.pos == "toll" and not target.quantities:
                carried.append(target)
        if target is not None:
            target.quantities.append((number, quantity))
            if quantity.sentence not in target.sentences:
                if quantity.sentence not in target.figure_sentences and not by_sentence.get(quantity.sentence):
                    _places_of_figures(target, facts.parsed[quantity.sentence], facts)
                target.figure_sentences.add(quantity.sentence)
    return sorted((*drafts, *carried), key=lambda d: d.sentences[0]) if carried else list(drafts)


def _keep_apart(draft: Draft, here: Sequence[Draft], parsed: ParsedSentence) -> None:
    """Places of the clause behind "N days after" are those of the older event, all others are not."""
    clause = earlier_clause(parsed.text) if any(d.earlier for d in here) else None
    if clause is not None:
        inside = [clause[0] <= p.start - parsed.start < clause[1] for p in draft.places]
        draft.places = [p for p, within in zip(draft.places, inside, strict=True) if within == draft.earlier]


def _carried(
    quantity: QuantityDraft,
    target: Draft | None,
    by_sentence: dict[int, list[Draft]],
    facts: Facts,
    setting: Setting,
) -> Draft | None:
    """The event for a figure whose sentence has none: the one told before, or one that the figure carries."""
    if quantity.kind not in KINDS or not quantity.value or quantity.subset_of is not None:
        return target
    if quantity.kind in AIR_KINDS and target is not None and not setting.sentences[target.sentences[0]].is_title:
        return target
    parsed = facts.parsed[quantity.sentence]
    token = token_at(parsed, quantity.trigger_start)
    if token is None or setting.sentences[quantity.sentence].is_title:
        return target
    day = _day_for(token, parsed, facts)
    titled = target is not None and setting.sentences[target.sentences[0]].is_title
    apart = False
    if target is not None and not titled:
        stub = draft_of(quantity, parsed, setting, target.event_type)
        if stub is not None:
            _attach_places(stub, [stub], parsed, facts)
            paragraph = {setting.sentences[i].paragraph for i in target.sentences}
            apart = lie_apart(stub, target) and setting.sentences[quantity.sentence].paragraph not in paragraph
    if target is not None and not titled and not apart and not of_another(quantity, day, target, setting):
        return target
    # a title reports nothing alone, so the figure carries what it announced
    draft = draft_of(quantity, parsed, setting, target.event_type if target is not None and titled else None)
    if draft is None:
        return target
    by_sentence.setdefault(quantity.sentence, []).append(draft)
    _attach_date(draft, parsed, facts)
    _attach_places(draft, [draft], parsed, facts)
    return draft


def _day_for(token: Any, parsed: ParsedSentence, facts: Facts) -> DateExpr | None:
    """The day that the sentence gives for what this token tells."""
    usable = _usable(parsed, facts)
    return next((d for d in usable if _rank_of(d, [token], parsed) is not None), None)


# --- dates ---------------------------------------------------------------------------------------------


def _share_day(here: Sequence[Draft]) -> None:
    """A protest takes the day of what was done to it in the same sentence: "fired on marchers on Tuesday"."""
    dated = [d for d in here if d.dates and d.real and d.event_type == "ASSAULT" and not (d.aside or d.earlier)]
    for draft in here:
        if draft.event_type == "PROTEST" and draft.real and not draft.dates and dated:
            draft.dates = list(dated[0].dates)


def _usable(parsed: ParsedSentence, facts: Facts) -> list[DateExpr]:
    """The days of a sentence that may be those of a happening; "since Oct. 10, when 19 died" names one too."""
    found = []
    for day in facts.dates.get(parsed.index, []):
        if day.kind != "date" or day.is_dateline:
            continue
        if day.precision not in ("day", "hour") and _RANKED.search(parsed.text, 0, day.start - parsed.start):
            continue  # "the third blast in the belt this year" was not the whole year long
        if not day.bound:
            found.append(day)
        elif day.bound == "since" and day.date_start and _WHEN.match(parsed.text, day.end - parsed.start):
            found.append(replace(day, bound="", date_end=day.date_start))
    return found


_RANKED = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th)|latest|deadliest|worst|"
    r"biggest|largest|heaviest|bloodiest)\b[^.;:,]{0,60}$",
    re.IGNORECASE,
)


def _attach_date(draft: Draft, parsed: ParsedSentence, facts: Facts) -> None:
    usable = _usable(parsed, facts)
    ranked = sorted(
        ((rank, d.start, d) for d in usable if (rank := _date_rank(d, draft, parsed)) is not None), key=lambda r: r[:2]
    )
    if ranked:
        draft.dates = [ranked[0][2]]
    elif draft.event_type in _SPOKEN:
        tokens = [h.token for h in draft.hits]
        tied = [(event_dates.tie(d, parsed), d) for d in usable if d.precision in ("day", "hour")]
        steps = [(n, d.start, d) for t, d in tied if t and (n := event_dates.of_its_telling(t, tokens)) is not None]
        draft.dates = [min(steps, key=lambda s: s[:2])[2]] if steps else []


def _lend_dates(by_sentence: dict[int, list[Draft]], facts: Facts) -> None:
    """The day of "the explosion occurred on 16 January" goes to the event without a day that was told before it."""
    for index, expr in facts.pointed.items():
        for back in range(_POINTS_BACK + 1):
            told = [d for d in by_sentence.get(index - back, []) if d.family in _BODILY and d.real]
            if told and not any(d.dates for d in told):
                told[-1].dates = [expr]
            if told:
                break


def _date_rank(expr: DateExpr, draft: Draft, parsed: ParsedSentence) -> float | None:
    """How surely a date is the event's own, less is surer; None for the day of a report or of something else."""
    found = _rank_of(expr, [h.token for h in draft.hits], parsed)
    return None if found is None else found + _PRECISION[expr.precision]


def _rank_of(expr: DateExpr, tokens: Sequence[Any], parsed: ParsedSentence) -> float | None:
    tied = event_dates.tie(expr, parsed)
    if tied is None:
        return None
    when = _WHEN.match(parsed.text, expr.end - parsed.start)
    if when is not None and any(0 <= t.idx - when.end() <= _CLAUSE for t in tokens):
        return 0.3  # "19 July 2023, when five people were killed"
    return event_dates.rank(tied, tokens)


_WHEN = re.compile(r",?\s+(?:when|on which|the day that)\b")
_CLAUSE = 120
"""Characters of the clause after "when" that its event stands in."""


# --- figures -------------------------------------------------------------------------------------------


def _owner(
    quantity: QuantityDraft, by_sentence: dict[int, list[Draft]], facts: Facts, titles: set[int]
) -> Draft | None:
    """The event of the figure's own sentence, else the one told before it, else after; a title's only at last."""
    families = _FAMILIES[quantity.kind]
    here = [d for d in by_sentence.get(quantity.sentence, []) if d.family in families]
    parsed = facts.parsed[quantity.sentence]
    token = token_at(parsed, quantity.trigger_start)
    if here and token is not None:
        chain = ancestors(token)
        return min(
            here, key=lambda d: (not d.real, min(distance(chain, ancestors(h.token)) for h in d.hits), d.key.start)
        )
    title: Draft | None = None
    for step in (*range(-1, -1 - _BACK, -1), 1, 2):
        found = [d for d in by_sentence.get(quantity.sentence + step, []) if d.family in families and d.real]
        if not found:
            continue
        if quantity.sentence + step not in titles or quantity.sentence in titles:
            return found[-1] if step < 0 else found[0]
        title = title or found[-1]
    return title


# --- places --------------------------------------------------------------------------------------------

_SPOKEN = frozenset({"ACCUSE", "REJECT", "REQUEST", "SUPPORT", "THREATEN", "SANCTION", "AGREE", "CONCEDE"})
_AT = frozenset({"in", "at", "near", "outside", "inside"})
_OVER = _AT | {"over", "above", "off"}


def _attach_places(draft: Draft, together: Sequence[Draft], parsed: ParsedSentence, facts: Facts) -> None:
    for place in facts.places.get(parsed.index, []):
        if not _may_be_scene(place) or place.end <= _dateline_end(parsed, facts):
            continue
        if draft.event_type in _SPOKEN and place.relation not in _AT:
            continue  # "accused Israel": a side, not a scene
        token = token_at(parsed, place.start)
        if token is None or not _scene_token(parsed, token, place):
            continue
        chain = ancestors(token)
        mine = min(distance(chain, ancestors(h.token)) for h in draft.hits)
        others = [min(distance(chain, ancestors(h.token)) for h in d.hits) for d in together if d is not draft]
        if not others or mine <= min(others) + 1:
            draft.places.append(place)
    if not draft.places and draft.event_type not in _SPOKEN:
        draft.places += _governed(parsed, facts)


def _governed(parsed: ParsedSentence, facts: Facts) -> list[PlaceMention]:
    """The town whose mayor tells of it: "the mayor of Rubizh said two workers had died"."""
    found = []
    for place in facts.places.get(parsed.index, []):
        if place.precision == "country" or place.is_demonym or place.is_dateline or place.is_metonym:
            continue
        token = token_at(parsed, place.start)
        while token is not None and token.dep_ in ("compound", "amod", "nmod") and token.head.i > token.i:
            token = token.head
            if token.lemma_.lower() in _LOCAL:
                break
        if token is None:
            continue
        officer = token
        if token.dep_ == "pobj" and token.head.lower_ in ("of", "in") and token.head.i > 0:
            officer = token.head.head
        if officer.lemma_.lower() in _LOCAL and officer.dep_ in ("nsubj", "pobj", "appos", "compound"):
            found.append(place)
    return found[:1]


_LOCAL = words("mayor governor prefect administrator councillor councilor alderman sheriff")


def _places_of_figures(draft: Draft, parsed: ParsedSentence, facts: Facts) -> None:
    """Where the figures of a sentence that has no event of its own were counted: "Two more died in Salif"."""
    if not draft.real or draft.recency == "background":
        return
    known = {p.name for p in draft.places}
    for place in facts.places.get(parsed.index, []):
        if not _may_be_scene(place) or place.precision == "country" or place.relation not in _OVER:
            continue
        token = token_at(parsed, place.start)
        if token is not None and _scene_token(parsed, token, place) and place.name not in known:
            draft.places.append(place)
    if len(draft.places) == len(known):
        draft.places += [p for p in _governed(parsed, facts) if p.name not in known]


_WEAPON_NAMES = words(
    """
    iskander kinzhal kalibr grad shahed geran lancet patriot patriots katyusha qassam scud oreshnik
    tochka smerch uragan himars tomahawk javelin bayraktar leopard abrams storm shadow fateh zircon
    sarmat buk
    """
)
"""Weapons that bear names which the gazetteer knows as places."""
_DOERS = frozenset({"nsubj", "agent", "poss", "compound", "amod", "nmod"})


def _scene_token(parsed: ParsedSentence, token: Any, place: PlaceMention) -> bool:
    """A place that acts ("Russia fired"), owns or only describes is no scene."""
    if _ROAD_TO.search(parsed.text, max(0, place.start - parsed.start - 40), place.start - parsed.start):
        return False
    if place.name.lower() in _WEAPON_NAMES or parsed.text.startswith(" time", place.end - parsed.start):
        return False  # "between 23:00 Moscow time and 06:00"
    head = token
    while (
        head.dep_ in ("compound", "amod", "nmod", "det")
        and parsed.start + head.head.idx < place.end
        and head.head.i > head.i
    ):
        head = head.head  # the last word of a name of several words
    if _elsewhere(head, place):
        return False
    if any(c.dep_ == "relcl" and any(g.lower_ == "where" for g in c.children) for c in head.children):
        return True  # "Kryvyi Rih, where 20 people were killed, was spared"
    if place.precision != "country":
        return head.dep_ not in ("nsubj", "agent") or place.relation is not None
    if head.dep_ in _DOERS:
        return False
    return not (head.dep_ == "pobj" and head.head.lower_ in ("by", "from", "with", "between"))


_CARE = words("hospital clinic facility morgue hospitals clinics centre center mortuary")
_CARRY = words("evacuate fly take transfer bring rush airlift transport carry move send flee")
_ROADS = words("road highway route motorway railway line flight bridge way border pipeline bus train")
_ROAD_TO = re.compile(
    r"\b(?:roads?|highways?|routes?|motorways?|railways?|lines?|flights?|way|bridge|pipeline)\s+(?:to|towards?|for)\s+$"
)
_RULERS = words(
    """
    premier president minister king queen leader government parliament republic sultanate kingdom emirate army
    ministry embassy ambassador citizen chancellor people nation authority mission spokesman head
    """
)
_BRANCHES = words("branch affiliate wing arm franchise chapter offshoot subsidiary bureau correspondent")
_SEATED = words("ministry government embassy presidency parliament cabinet consulate")
_SAYING = words("say tell announce report confirm state declare put count add deny condemn claim note")
"""A town in which one of those has its seat, and speaks: "the health ministry in Beirut said"."""


def _elsewhere(head: Any, place: PlaceMention) -> bool:
    """Where the hurt were brought, where a road leads, whose minister spoke: no scene of what is told."""
    preposition = head.head
    if head.dep_ != "pobj":
        return False
    on = preposition.head
    lemma = on.lemma_.lower()
    if lemma in _BRANCHES or (lemma == "feel" and preposition.lower_ in ("in", "as")):
        return True  # "al Qaeda's branch in the Sahel", "the tremor was felt in Izmir"
    if preposition.lower_ in ("to", "toward", "towards"):
        return lemma in _CARRY or lemma in _ROADS
    if preposition.lower_ in ("in", "at") and lemma in _SEATED and on.dep_ == "nsubj" and on.head.lemma_ in _SAYING:
        return True
    if preposition.lower_ in ("in", "at", "near") and on.pos_ in ("NOUN", "PROPN"):
        outer = on.head.head.lemma_.lower() if on.dep_ == "pobj" else ""
        return on.lower_ in _CARE and (outer in _CARRY or outer == "be")
    return preposition.lower_ == "of" and lemma in _RULERS and place.precision in ("country", "admin1")


_DATELINE = re.compile(r"\s(?:--|—|–|-)\s")


def _dateline_end(parsed: ParsedSentence, facts: Facts) -> int:
    """Where the dateline of this sentence ends, 0 where it has none."""
    if not any(p.is_dateline for p in facts.places.get(parsed.index, [])):
        return 0
    match = _DATELINE.search(parsed.text, 0, 120)
    return parsed.start + match.end() if match else 0


def _may_be_scene(place: PlaceMention) -> bool:
    if place.role != "location" or place.is_demonym or place.is_metonym or place.is_body or place.is_dateline:
        return False
    return place.kind != "continent"


# --- trees ---------------------------------------------------------------------------------------------


def token_at(parsed: ParsedSentence, offset: int) -> Any:
    """The token that stands at an offset of the text."""
    for token in parsed.doc:
        if parsed.start + token.idx + len(token.text) > offset and not token.is_space:
            return token
    return None
