"""What a text is about, for sentences that only tell what came of it: "Three people were killed", "a roof collapsed".

In a report on an earthquake such a sentence is no assault, in one on an air raid it is no accident, and in one on a
riot the broken windows belong to the protest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.events.date_words import words
from pipeline.events.drafts import Draft, lie_apart
from pipeline.events.lexicon import Lexicon
from pipeline.events.sentences import Sentence

_CAUSES = ("ASSAULT", "DISASTER", "ACCIDENT", "PROTEST")
_HARM = words(
    """
    kill wound injure hurt die dead death body destroy damage level flatten toll casualty lose miss missing find found
    """
)
"""Words for what came of an event, whatever it was."""
_RUIN = words("collapse catch blaze fire inferno explosion explode blast hit strike flood burn crash detonate")
"""Words that may be accidents of their own, or what an air raid or a quake did."""
_RIOT = words(
    """
    shoot fire open beat stab loot torch burn set ransack vandalise vandalize pillage arson looting vandalism arrest
    detain detention round clash throw hurl storm attack injure
    """
)
"""What protesters do and what is done to them."""
_OF_WAR = words("missile drone airstrike bomb bombing shell shelling rocket suicide ambush landmine ied")
_FOLLOWS = 0.4
"""What a word counts that an attack may have brought about too: a fire, a collapse."""
_TOP = 6
"""Sentences that say what a text is about."""
_FAR = 40
"""Sentences after which the topic no longer speaks for a bare consequence."""


def topic_of(drafts: Sequence[Draft], sentences: Sequence[Sentence]) -> str | None:
    """The type of event that the title and the first sentences speak of most, of those that have victims."""
    scores = dict.fromkeys(_CAUSES, 0.0)
    for draft in drafts:
        index = draft.sentences[0]
        if not draft.real or index > _TOP or draft.event_type not in scores:
            continue
        share = 2.0 if sentences[index].is_title else 1.0 / (1 + index / 3)
        for hit in draft.hits:
            if hit.trigger.words[0] not in _HARM and hit.trigger.pos != "toll":
                may_follow = draft.event_type in ("ACCIDENT", "DISASTER") and hit.trigger.words[0] in _RUIN
                scores[draft.event_type] += share * hit.trigger.weight * (_FOLLOWS if may_follow else 1.0)
    causes = {h.trigger.words[0] for d in drafts if d.event_type == "DISASTER" for h in d.hits}
    if scores["ACCIDENT"] > 0 and causes <= _WEATHER | _HARM:
        scores["DISASTER"] = 0.0
    best = max(_CAUSES, key=lambda t: scores[t])
    return best if scores[best] > 0 else None


def file_under(topic: str | None, drafts: Sequence[Draft], text: Sequence[Sequence[str]], lexicon: Lexicon) -> None:
    """Give drafts that only tell of harm or ruin the type of the text's topic. `text`: words of each sentence."""
    if topic is None:
        return
    topical = [d for d in drafts if d.real and d.event_type == topic]
    for draft in drafts:
        if not draft.real or draft.event_type == topic or draft.recency != "current" or draft.sentences[0] > _FAR:
            continue
        if topical and all(lie_apart(draft, d) for d in topical):
            continue  # a round-up: its own place, its own event
        said = {h.trigger.words[0] for h in draft.hits}
        cues = lexicon.kinds.find(text[draft.sentences[0]])
        weights = {label: sum(found.values()) for label, found in cues.items()}
        if topic in ("DISASTER", "ACCIDENT"):
            harmed = draft.family == "violence" and said <= _HARM and not weights.get("ASSAULT")
            ruin = _HARM | _RUIN | (_WEATHER if topic == "ACCIDENT" else frozenset())
            if harmed or (draft.event_type in ("DISASTER", "ACCIDENT") and said <= ruin):
                _refile(draft, topic)
        elif topic == "ASSAULT" and draft.event_type == "ACCIDENT" and said <= _HARM | _RUIN:
            draft.event_type, draft.family = "ASSAULT", "violence"
        elif topic == "PROTEST" and draft.family in _PROTEST_FAMILIES and said <= _HARM | _RIOT and not said & _OF_WAR:
            _refile(draft, topic)


def by_their_cause(drafts: Sequence[Draft], text: Sequence[Sequence[str]], lexicon: Lexicon) -> None:
    """Harm that nobody is said to have done is of what is told around it: "A bus fell into a ravine, killing six"."""
    for draft in drafts:
        if draft.family != "violence" or not draft.real or draft.recency != "current":
            continue
        doers = {_what(t, lexicon) for h in draft.hits for t in h.arguments.subjects}
        if any(h.trigger.words[0] not in _HURT for h in draft.hits) or not all(
            lexicon.word_classes.get(d, frozenset()) & _THINGS for d in doers
        ):
            continue
        index = draft.sentences[0]
        scores = dict.fromkeys(_CAUSES, 0.0)
        for j in range(max(index - _AROUND, 0), min(index + _AROUND + 1, len(text))):
            for label, found in lexicon.kinds.find(text[j]).items():
                scores[label] += sum(found.values()) * (1.0 if j == index else 0.5)
        best = max(_CAUSES, key=lambda t: scores[t])
        if best in ("DISASTER", "ACCIDENT") and scores[best] >= _CLEAR and not scores["ASSAULT"]:
            _refile(draft, best)


def _what(doer: Any, lexicon: Lexicon) -> str:
    """What somebody or something is: of a name the noun before it ("the ferry Kalinaw Star")."""
    if doer.pos_ == "PROPN":
        for child in doer.children:
            if (
                child.dep_ in ("compound", "nmod")
                and lexicon.word_classes.get(child.lemma_.lower(), frozenset()) & _THINGS
            ):
                return str(child.lemma_.lower())
    return str(doer.lemma_.lower())


_HURT = words("kill wound injure hurt")
_THINGS = frozenset({"vehicle", "structure"})
"""What kills without meaning to."""
_AROUND = 2
"""Sentences to each side that may say what happened."""
_CLEAR = 3.0
"""What the words of an accident must count."""

_PROTEST_FAMILIES = frozenset({"violence", "property", "arrests"})
_WEATHER = words("rain lightning storm downpour rainstorm monsoon drought heatwave")
"""What brings accidents about: where an accident is told too, that is the event."""


def _refile(draft: Draft, topic: str) -> None:
    draft.event_type = topic  # type: ignore[assignment]
    draft.family = topic
