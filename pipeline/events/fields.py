"""What stands around an event in the text: dates, figures, places, actors; and the finished mention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.events.dates import DateExpr, find_dates
from pipeline.events.drafts import Draft
from pipeline.events.sentences import ParsedSentence, Sentence
from pipeline.events.subtypes import QUAD
from pipeline.identity import content_id, digest
from pipeline.records import Mention, TextInput


@dataclass(slots=True)
class Facts:
    """Everything found in the text that is not an event, by sentence."""

    dates: dict[int, list[DateExpr]] = field(default_factory=dict)
    quantities: dict[int, list[Any]] = field(default_factory=dict)
    places: dict[int, list[Any]] = field(default_factory=dict)
    parsed: dict[int, ParsedSentence] = field(default_factory=dict)
    text_digest: str = ""


def facts_of(text: TextInput, sentences: Sequence[Sentence], parsed: Sequence[ParsedSentence]) -> Facts:
    """Find dates, figures and places once for the whole text."""
    facts = Facts(text_digest=digest(text.text.encode("utf-8", "surrogatepass")))
    facts.parsed = {p.index: p for p in parsed}
    by_sentence(find_dates(text.text, text.published_date, start=text.body_start), sentences, facts.dates)
    return facts


def by_sentence(found: Sequence[Any], sentences: Sequence[Sentence], into: dict[int, list[Any]]) -> None:
    """Sort spans into the sentences that they stand in; both are in text order."""
    k = 0
    for item in found:
        while k < len(sentences) and sentences[k].end <= item.start:
            k += 1
        if k < len(sentences) and sentences[k].start <= item.start:
            into.setdefault(sentences[k].index, []).append(item)


def attach(drafts: Sequence[Draft], facts: Facts) -> None:
    """Give each draft of one sentence what its sentence says."""
    for draft in drafts:
        index = draft.sentences[0]
        usable = [d for d in facts.dates.get(index, []) if d.kind == "date" and not d.is_dateline and not d.bound]
        if usable:
            at = draft.key.start
            draft.dates = [min(usable, key=lambda d: (abs(d.start - at), d.start))]


def mention_of(
    draft: Draft, confidence: float, text: TextInput, sentences: Sequence[Sentence], facts: Facts, version: str
) -> Mention:
    """The record of a finished draft."""
    key = draft.key
    sentence = sentences[key.sentence]
    start, end = sentence.start, sentence.end
    days = [d for d in draft.dates if d.date_start is not None]
    best = min(
        days,
        key=lambda d: (("hour", "day", "week", "month", "year", "unknown").index(d.precision), d.start),
        default=None,
    )
    return Mention(
        mention_id=content_id(
            text.article_id,
            facts.text_digest,
            start,
            end,
            draft.event_type,
            draft.family,
            draft.standing.modality,
            key.start,
            version,
        ),
        event_type=draft.event_type,
        sub_event_type=draft.sub,
        quad_class=QUAD[draft.event_type],
        modality=draft.standing.modality,
        recency=draft.recency,
        event_date_start=best.date_start if best else text.published_date,
        event_date_end=best.date_end if best else text.published_date,
        date_precision=best.precision if best else ("day" if text.published_date else "unknown"),
        date_basis=best.basis if best else "publication",
        date_text=best.text if best else None,
        weapon=(),
        evidence_start=start,
        evidence_end=end,
        evidence=text.text[start:end],
        confidence=confidence,
        found_by=key.trigger.name,
        parser_version=version,
    )
