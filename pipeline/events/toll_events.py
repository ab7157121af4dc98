"""Tolls without a word for their event: "Seven passengers died on the spot" is an event though nothing says of what.

A figure of dead or injured is given to an event that was told before it. Where there is none, or where the
sentence speaks of another day or recalls an older happening, the figure carries an event of its own; what kind of
event that is, the words around it say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pipeline.events.arguments import arguments
from pipeline.events.dates import DateExpr
from pipeline.events.drafts import Draft
from pipeline.events.lexicon import Lexicon, Trigger
from pipeline.events.modality import Standing
from pipeline.events.quantities import QuantityDraft
from pipeline.events.sentences import ParsedSentence, Sentence
from pipeline.events.triggers import Hit

KINDS = frozenset({"killed", "injured", "launched", "intercepted"})
"""Figures that may carry an event."""
AIR_KINDS = frozenset({"launched", "intercepted"})
"""Figures that only an attack may have."""
_WEIGHT = 0.62
_WINDOW = 3
"""Sentences to each side that may say what happened."""
_SAME_NEWS = timedelta(days=4)
"""A figure with a day more than this before the report is not of an event that is told without a day."""
_TYPES = ("ASSAULT", "DISASTER", "ACCIDENT")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the text while its figures are given to events."""

    sentences: Sequence[Sentence]
    words: Sequence[Sequence[str]]
    """Words of each sentence in lower case."""
    lexicon: Lexicon
    recalled: Callable[[int], bool]
    """Whether the sentence of this index speaks of an older happening."""
    dates: Mapping[int, Sequence[DateExpr]]
    published: Any


def of_another(quantity: QuantityDraft, day: DateExpr | None, event: Draft, setting: Setting) -> bool:
    """Does a figure, whose own sentence gives `day`, belong to another event than this one?"""
    if quantity.kind not in KINDS or quantity.subset_of is not None or not quantity.value:
        return False
    if setting.recalled(quantity.sentence) and not setting.recalled(event.sentences[0]):
        return True
    if day is None or day.date_end is None or day.date_start is None:
        return False
    told = [d for d in event.dates if d.date_start is not None and d.date_end is not None]
    if told:
        return all(d.date_end < day.date_start or day.date_end < d.date_start for d in told)
    return setting.published is not None and setting.published - day.date_end > _SAME_NEWS


def draft_of(
    quantity: QuantityDraft, parsed: ParsedSentence, setting: Setting, announced: str | None = None
) -> Draft | None:
    """The event that a figure carries; None where nothing around it tells what kind of event it was.

    announced: type of the event that the title tells of.
    """
    if quantity.kind in AIR_KINDS:
        event_type: str | None = "ASSAULT"
    else:
        event_type = announced if announced in _TYPES else _kind(quantity.sentence, setting)
    token = next(
        (t for t in parsed.doc if parsed.start + t.idx + len(t.text) > quantity.trigger_start and not t.is_space), None
    )
    if event_type is None or token is None:
        return None
    trigger = Trigger("toll", (token.lemma_.lower(),), False, event_type, None, _WEIGHT, (), 0)
    hit = Hit(parsed.index, token, trigger, arguments(token), quantity.trigger_start, quantity.trigger_end)
    return Draft(
        event_type=event_type,  # type: ignore[arg-type]
        family="violence" if event_type == "ASSAULT" else event_type,
        hits=[hit],
        sentences=[parsed.index],
        standing=Standing("occurred", None, "toll"),
    )


def _kind(index: int, setting: Setting) -> str | None:
    """The type that most speaks for, in the sentence first, then in its neighbours and the title."""
    scores = dict.fromkeys(_TYPES, 0.0)
    near = [j for j in range(index - _WINDOW, index + _WINDOW + 1) if 0 <= j < len(setting.words)]
    title = [s.index for s in setting.sentences[:2] if s.is_title and s.index not in near]
    for j in (*near, *title):
        share = 1.0 if j == index else 0.5
        for label, cues in setting.lexicon.kinds.find(setting.words[j]).items():
            if label in scores:
                scores[label] += share * sum(cues.values())
    best = max(_TYPES, key=lambda t: scores[t])
    return best if scores[best] > 0 else None
