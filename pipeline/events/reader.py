"""One text from characters to mentions: the order of the rules, each of which lives in a module of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.events.assembly import drafts_of_sentence, put_together
from pipeline.events.confidence import calibrated, score_of
from pipeline.events.date_words import words as date_words
from pipeline.events.drafts import Draft, lie_apart
from pipeline.events.facts import Facts, day_of_writing, facts_of
from pipeline.events.fields import attach
from pipeline.events.gate import load_gate
from pipeline.events.language import unreadable_reason
from pipeline.events.lexicon import Lexicon, load_lexicon
from pipeline.events.mentions import mention_of
from pipeline.events.modality import Standing
from pipeline.events.nlp import parse_sentences
from pipeline.events.patterns import words_of
from pipeline.events.people import People, people_of
from pipeline.events.quantities import find_quantities
from pipeline.events.quantity_lexicon import load_quantity_lexicon
from pipeline.events.recency import TextContext, names_no_day, recency_of, text_context
from pipeline.events.scene import set_scene, settle_days
from pipeline.events.sentences import ParsedSentence, Sentence, split_sentences
from pipeline.events.subtypes import choose
from pipeline.events.toll_events import KINDS, Setting
from pipeline.events.topic import by_their_cause, file_under, topic_of
from pipeline.events.triggers import SentenceView, find_hits
from pipeline.records import Mention, TextInput

_PERSONAL = frozenset({"killed", "injured", "missing", "arrested", "captured", "displaced"})
_NOTE = re.compile(
    r"\W{0,3}(?:(?:correction|clarification|editor['’]s note)s?\s*[:\u2013\u2014-]|"
    r"(?:related(?: (?:story|stories|articles?|coverage))?|read (?:more|also|next)|also read|see also)"
    r"\s*[:|\u2013\u2014-])",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:(?:earlier|previous|original) version of this (?:article|story|report|post|page|headline)|"
    r"this (?:article|story|report|post) (?:was|has been) (?:updated|corrected|amended|edited))\b",
    re.IGNORECASE,
)
"""A note on the text itself, whose figures and events are withdrawn, or a link to another text."""
MAX_SENTENCES = 4000
"""Sentences with a trigger that are parsed of one text; a text of 5 MB is a dump, not an article."""
_CONTEXT = 400
"""Sentences that tell what kind of text it is."""
_TELLING_CUES = 3.0
"""Cues that weigh less than this do not tell the kind of an attack: the sentences around it are asked too."""
_FLOOR = 0.2
"""A mention with a lower score is not given."""
_VERBAL = frozenset({"CONSULT", "SUPPORT", "REQUEST", "REJECT", "ACCUSE", "AGREE", "CONCEDE"})


@dataclass(slots=True)
class Reading:
    """What came of a text, with the working records that `explain` shows."""

    mentions: list[Mention] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    """One for each mention, in the same order."""
    sentences: list[Sentence] = field(default_factory=list)
    unread_reason: str | None = None
    context: TextContext | None = None


def read_text(text: TextInput, nlp: Any, user_lexicons: Path | None, version: str) -> Reading:
    """Read one text with the rules. Time grows with the length of the text."""
    reason = unreadable_reason(text.text, text.body_start, text.language)
    if reason is not None:
        return Reading(unread_reason=reason)
    lexicon = load_lexicon(user_lexicons)
    sentences = split_sentences(text.text, text.body_start, text.title_end)
    words = [() if _is_note(s.text) else words_of(s.text) for s in sentences]
    opening = [s.text for s in sentences[: _LEAD + 1] if s.is_title or s.index == 0 or sentences[s.index - 1].is_title]
    context = text_context(words[:_CONTEXT], lexicon, sentences[0].text if sentences else None, opening)
    reading = Reading(sentences=sentences, context=context)
    if context.suppress is not None:
        return reading
    forecast = load_gate(user_lexicons).forecast(sentences, words)

    telling = forecast.telling[:MAX_SENTENCES]
    parsed, drafts = _parse(nlp, lexicon, sentences, words, telling)
    tells = {i for d in drafts for i in d.sentences} | {i for i in telling if forecast.tolls[i]}
    if not tells:
        return reading
    beside, more = _parse(nlp, lexicon, sentences, words, forecast.beside(tells)[:MAX_SENTENCES])
    parsed = sorted([*parsed, *beside], key=lambda p: p.index)
    drafts = sorted([*drafts, *more], key=lambda d: d.sentences[0])
    reported = [i for d in drafts for i in d.sentences] or [p.index for p in parsed if not p.sentence.is_title]
    quantities = find_quantities(parsed, load_quantity_lexicon(user_lexicons), text=text.text)
    if not reported or not (drafts or quantities):  # nothing that could become an event, as in half of all texts
        return reading
    facts = facts_of(text, sentences, parsed, reported, quantities, user_lexicons)
    datelined = any(p.is_dateline for p in facts.all_places) or any(
        d.is_dateline for k in facts.dates.values() for d in k
    )
    told = frozenset(q.sentence for q in facts.quantities if q.kind in _PERSONAL and q.value)
    told |= {i for d in drafts if d.real and d.event_type in _GRAVE for i in d.sentences}
    if names_no_day(sentences, facts.dates, text.published_date, datelined, told):
        context = replace(context, timeless=True)

    def recalled(index: int) -> bool:
        recency, _ = recency_of(sentences[index].text, None, text.published_date, False, context)
        return recency == "background"

    drafts = attach(drafts, facts, Setting(sentences, words, lexicon, recalled, facts.dates, text.published_date))
    for draft in drafts:
        settle_days(draft, day_of_writing(text, sentences[draft.sentences[0]].start))
        _recall(draft, sentences, text, context, facts)
    _recall_with_others(drafts, sentences)
    by_their_cause(drafts, words, lexicon)
    file_under(topic_of(drafts, sentences), drafts, words, lexicon)
    titles = frozenset(s.index for s in sentences if s.is_title)
    events = [d for d in put_together(_without_titles(drafts, titles), titles) if _worth(d, sentences, lexicon)]
    _keep_tolls(drafts, events, titles)
    events = _with_arrests(events, sentences)
    people: People | None = None
    reading.context = context
    for event in events:
        joined = [w for i in sorted(event.sentences) for w in words[i]]
        event.sub, event.sub_scores = choose(event, joined, lexicon)
        if event.family == "violence" and max(event.sub_scores.values(), default=0.0) < _TELLING_CUES:
            around = sorted({j for i in event.sentences for j in (i - 1, i, i + 1) if 0 <= j < len(words)})
            event.sub, event.sub_scores = choose(event, [w for i in around for w in words[i]], lexicon)
        if _claims_told(event, events):
            continue
        if _vague(event) or _faint(event, sentences) or _generic(event) or not _prominent(event, sentences, events):
            continue
        set_scene(event, sentences, facts, day_of_writing(text, event.key.start))
        score = score_of(event, context, bool(titles & set(event.sentences)), min(event.sentences))
        if score < _FLOOR:
            continue
        people = people or people_of(text, facts, user_lexicons)
        mention = mention_of(event, calibrated(score), text, sentences, facts, people, lexicon, joined, version)
        if len(sentences) >= _ARTICLE and not _political(mention):
            continue
        reading.mentions.append(mention)
        reading.drafts.append(event)
    return _unique(reading)


def _parse(
    nlp: Any, lexicon: Lexicon, sentences: Sequence[Sentence], words: Sequence[Sequence[str]], places: Sequence[int]
) -> tuple[list[ParsedSentence], list[Draft]]:
    """The sentences at these places as trees, and what their triggers report."""
    parsed = parse_sentences(nlp, [sentences[i] for i in places])
    drafts: list[Draft] = []
    for item in parsed:
        view = SentenceView(item, lexicon)
        for draft in drafts_of_sentence(view, find_hits(view)):
            draft.sub, draft.sub_scores = choose(draft, words[item.index], lexicon)
            drafts.append(draft)
    return parsed, drafts


def _is_note(text: str) -> bool:
    return _NOTE.match(text) is not None or ("this " in text.lower() and _CHANGED.search(text) is not None)


def _recall(draft: Draft, sentences: list[Sentence], text: TextInput, context: TextContext, facts: Facts) -> None:
    days = [d for d in draft.dates if d.date_end is not None]
    end = max((d.date_end for d in days), default=None)
    sentence = sentences[draft.sentences[0]]
    draft.recency, draft.recency_rule = recency_of(sentence.text, end, text.published_date, False, context)
    if draft.earlier:
        draft.recency, draft.recency_rule = "background", "so long before the news"
    tolls = [q for _, q in draft.quantities]
    dated = any(d.precision in ("day", "hour") for d in days)  # "this year" only says over what the total runs
    if draft.recency == "current" and tolls and all(q.scope == "cumulative" for q in tolls) and not dated:
        draft.recency, draft.recency_rule = "background", "a total over time"
        if draft.standing.modality == "occurred" and _UP_TO_NOW.search(sentence.text):
            draft.standing = Standing("ongoing", None, "a total up to now")


def _recall_with_others(drafts: list[Draft], sentences: list[Sentence]) -> None:
    """Without a day of its own, below the lead, beside dated events of its type that are all old: it is old too."""
    first = next((s.index for s in sentences if not s.is_title), 0)
    for draft in drafts:
        if draft.dates or draft.recency != "current" or not draft.real or draft.sentences[0] <= first + _LEAD:
            continue
        alike = [d for d in drafts if d.event_type == draft.event_type and d.real]
        dated = [d for d in alike if d.dates]
        if any(d.recency == "current" and d.sentences[0] <= first + _LEAD for d in alike):
            continue
        if dated and all(d.recency == "background" for d in dated):
            draft.recency, draft.recency_rule = "background", "told beside older ones only"


_UP_TO_NOW = re.compile(r"\b(?:since|so far|to date|up to now|until now)\b", re.IGNORECASE)


def _without_titles(drafts: list[Draft], titles: frozenset[int]) -> list[Draft]:
    """Titles and headings confirm what the text reports but report nothing alone, unless nothing else does."""
    body = [d for d in drafts if not titles & set(d.sentences)]
    kinds = {d.event_type for d in body}
    return [d for d in drafts if not titles & set(d.sentences) or d.event_type not in kinds]


def _with_arrests(events: list[Draft], sentences: list[Sentence]) -> list[Draft]:
    """Arrests and finds of weapons far below a report on an attack or a riot are of its culprits: its own figures."""
    first = next((s.index for s in sentences if not s.is_title), 0)
    news = next(
        (
            e
            for e in events
            if e.real and e.recency == "current" and e.event_type in _CRIMES and min(e.sentences) <= first + _LEAD
        ),
        None,
    )
    if news is None:
        return events
    kept = []
    for event in events:
        culprits = event.family in _CULPRITS and event.real and min(event.sentences) > first + _LEAD
        if (
            not culprits
            or not _of_culprits(event)
            or event.recency != "current"
            or lie_apart(event, news)
            or event.fresh
        ):
            kept.append(event)
            continue
        news.quantities.extend(event.quantities)
        news.figure_sentences.update(event.sentences)
    return kept


def _of_culprits(event: Draft) -> bool:
    """Whether those arrested may be who did it: "two men", "a suspect", nobody named; not "illegal immigrants"."""
    seized = [t for h in event.hits for t in h.arguments.objects if t.pos_ in ("NOUN", "PROPN")]
    return event.family == "weapons" or all(t.pos_ == "PROPN" or t.lemma_.lower() in _SUSPECTS for t in seized)


_SUSPECTS = date_words(
    """
    man woman person people suspect gunman attacker assailant shooter bomber driver teenager teen youth boy girl
    member militant fighter protester demonstrator rioter accomplice other individual perpetrator killer gang bandit
    rebel insurgent terrorist owner captain pilot operator neighbour neighbor relative son father husband brother
    """
)
_CRIMES = frozenset({"ASSAULT", "PROTEST"})
_CULPRITS = frozenset({"arrests", "weapons"})


def _keep_tolls(drafts: list[Draft], events: list[Draft], titles: frozenset[int]) -> None:
    """The toll of a title that the text tells only in parts, or not at all, goes to the first event below it."""
    for title in drafts:
        event = next(
            (e for e in events if e.event_type == title.event_type and e.real and e.recency == "current"), None
        )
        if not titles & set(title.sentences) or not title.real or event is None or title in events:
            continue
        for number, told in title.quantities:
            if told.kind not in KINDS or told.subset_of is not None or not told.value:
                continue
            below = [
                q
                for e in events
                if e.event_type == event.event_type and e.recency == "current"
                for _, q in e.quantities
                if q.kind == told.kind and q.scope != "cumulative"
            ]
            if all((q.value or 0) < told.value for q in below):
                event.quantities.append((number, told))
                event.figure_sentences.add(told.sentence)


def _without_musings(events: list[Draft]) -> list[Draft]:
    """Beside an event that happened, "further attacks may follow" is no event of its own."""
    happened = {e.event_type for e in events if e.real}
    return [e for e in events if e.standing.modality != "hypothetical" or e.event_type not in happened]


def _worth(draft: Draft, sentences: list[Sentence], lexicon: Lexicon) -> bool:
    if not draft.dates and _HABIT.search(sentences[draft.sentences[0]].text):
        return False
    found = lexicon.sentence_contexts.find(words_of(sentences[draft.sentences[0]].text))
    return not any(sum(found.get(label, {}).values()) >= 2 for label in ("figurative", "drill", "fiction"))


_HABIT = re.compile(r"\b\d[\d,.]* (?:[\w-]+ ){1,3}(?:a|per|each|every) (?:day|week|month|year|night)\b")
"""What is done so often a day is no happening."""


def _prominent(draft: Draft, sentences: list[Sentence], others: list[Draft]) -> bool:
    """Plain talk ("urged", "condemned", "met") deep in a report on something else is no event of its own."""
    first = next((s.index for s in sentences if not s.is_title), 0)
    if draft.event_type in _PASSING and draft.real and not (draft.dates or draft.quantities):
        # a withdrawal, a deal, a seizure far down in a report on an attack or a flood is its background
        grave = any(d.real and d.event_type in _GRAVE and min(d.sentences) <= first + _TOP for d in others)
        if grave and min(draft.sentences) > first + _TOP:
            return False
    if draft.event_type not in _TALK and draft.family != "crime":
        return True
    if any(h.trigger.weight >= _TELLING for h in draft.hits):
        return True
    if not any(d.real and d.event_type not in _TALK for d in others):
        return True
    return min(draft.sentences) <= first + _LEAD


def _political(mention: Mention) -> bool:
    """What is done by words is an event where a state, an army, a movement or an office does it (PLOVER's actors).

    A singer who praises a singer, an airline that orders jets, tariffs that support a firm are none.
    """
    if mention.event_type not in _BY_WORDS:
        return True
    return any(
        a.role == "actor"
        and a.sector != "BUS"
        and (a.country is not None or (a.sector is not None and a.sector not in _PRIVATE))
        for a in mention.actors
    )


_BY_WORDS = frozenset(
    {"SUPPORT", "ACCUSE", "COOPERATE", "CONSULT", "REQUEST", "REJECT", "THREATEN", "AID", "AGREE", "CONCEDE"}
)
_PRIVATE = frozenset({"CRM", "CVL"})
_ARTICLE = 6
"""Sentences of a text that has room to say who did it."""
_GRAVE = frozenset({"ASSAULT", "DISASTER", "ACCIDENT", "PROTEST"})
_PASSING = frozenset({"AGREE", "RETREAT", "SANCTION", "MOBILIZE"})
_TOP = 4
"""Sentences below the first that may report a second event in passing."""
_TALK = frozenset({"REQUEST", "REJECT", "SUPPORT", "CONSULT", "ACCUSE", "CONCEDE", "AGREE", "AID", "COOPERATE"})
_TELLING = 0.65
_LEAD = 1
"""Sentences below the first that count as the lead."""


def _claims_told(event: Draft, events: list[Draft]) -> bool:
    """Who claims an attack that the text tells elsewhere is its claimant; the claim is no event beside it."""
    if event.event_type != "ACCUSE" or not all(set(h.trigger.words) >= _CLAIMS for h in event.hits):
        return False
    return any(e.event_type == "ASSAULT" and e.real and set(e.sentences) - set(event.sentences) for e in events)


_CLAIMS = frozenset({"responsibility"})
_VAGUE = date_words("violence bloodshed raid sabotage gunfire torture mob unrest offensive")


def _vague(event: Draft) -> bool:
    """Only words like "violence" speak for it, and no figure, date or victim."""
    if event.quantities or event.victims:
        return False
    return all(h.trigger.words[0] in _VAGUE and h.trigger.weight < 0.65 for h in event.hits) and not event.dates


def _faint(event: Draft, sentences: list[Sentence]) -> bool:
    """One word below the lead ("the killings in the country"), without day, figure, victim or town.

    A protest, an accident or a disaster that is only named there, as what something else follows or is about ("hit by
    months of protests", "linked to car crashes"), is none of the news either, wherever it was.
    """
    if event.event_type not in _GRAVE or len(event.hits) > 1 or event.dates or event.quantities or event.victims:
        return False
    first = next((s.index for s in sentences if not s.is_title), 0)
    if min(event.sentences) <= first + _LEAD:
        return False
    if event.event_type == "ASSAULT":
        return all(p.precision == "country" for p in event.places)
    token = event.hits[0].token
    return token.pos_ in ("NOUN", "PROPN") and token.dep_ in _MENTIONED


_MENTIONED = frozenset({"pobj", "conj", "compound", "appos", "nmod", "poss"})


def _generic(event: Draft) -> bool:
    """ "A drone can destroy a tank": nothing in particular that could come about."""
    if event.real or event.event_type == "THREATEN":
        return False
    if event.embedded and event.standing.modality == "hypothetical":
        return True
    return not (event.dates or event.places or event.quantities or event.victims)


def _unique(reading: Reading) -> Reading:
    seen: set[str] = set()
    keep = []
    for i, mention in enumerate(reading.mentions):
        if mention.mention_id not in seen:
            seen.add(mention.mention_id)
            keep.append(i)
    reading.mentions = [reading.mentions[i] for i in keep]
    reading.drafts = [reading.drafts[i] for i in keep]
    return reading
