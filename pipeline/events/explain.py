"""Why a mention says what it says: its sentences with the spans marked, and the rule behind each field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pipeline.events.drafts import Draft
from pipeline.events.engine import RuleEngine
from pipeline.events.files import read_texts
from pipeline.events.mentions import chosen_date, kept_quantities
from pipeline.events.reader import Reading
from pipeline.records import Mention, Quantity, TextInput


@dataclass(frozen=True, slots=True)
class Mark:
    """One span of the text and what it was read as. Offsets count into the text."""

    start: int
    end: int
    label: str
    """trigger, actor, target, claimant, place, date, or the kind of a figure."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of a mention, its value as text, and the rule that gave it."""

    field: str
    value: str
    rule: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that led to one mention."""

    mention: Mention
    sentences: tuple[tuple[int, int], ...]
    """Spans of the sentences that report the event."""
    marks: tuple[Mark, ...]
    rules: tuple[FieldRule, ...]


def explain(text: TextInput, reading: Reading) -> list[Explanation]:
    """One explanation for each mention of a reading, in the same order."""
    return [_explained(m, d, reading) for m, d in zip(reading.mentions, reading.drafts, strict=True)]


def _explained(mention: Mention, draft: Draft, reading: Reading) -> Explanation:
    wanted = sorted({*draft.sentences, *draft.figure_sentences})
    spans = tuple((reading.sentences[i].start, reading.sentences[i].end) for i in wanted)
    marks = [Mark(h.start, h.end, f"trigger {h.trigger.name}") for h in draft.hits]
    marks += [Mark(a.start, a.end, a.role) for a in mention.actors]
    marks += [Mark(p.start, p.end, f"place {p.canonical_name or p.name}") for p in mention.places]
    marks += [Mark(q.start, q.end, q.kind) for q in mention.quantities]
    day = chosen_date(draft)
    if day is not None:
        marks.append(Mark(day.start, day.end, "date"))
    return Explanation(
        mention, spans, tuple(sorted(set(marks), key=lambda m: (m.start, m.end, m.label))), _rules(mention, draft)
    )


def _rules(mention: Mention, draft: Draft) -> tuple[FieldRule, ...]:
    key = draft.key
    best = sorted(draft.sub_scores.items(), key=lambda item: (-item[1], item[0]))[:3]
    cues = ", ".join(f"{name} {score:g}" for name, score in best if score > 0)
    standing = draft.standing
    why = f"{standing.rule}: {standing.token.text!r}" if standing.token is not None else "nothing speaks against it"
    day = chosen_date(draft)
    rows = [
        FieldRule("event_type", mention.event_type, f"{key.trigger.name}, weight {key.trigger.weight:g}"),
        FieldRule("sub_event_type", mention.sub_event_type or "-", f"cues: {cues}" if cues else "given by the trigger"),
        FieldRule("modality", mention.modality, why),
        FieldRule("recency", mention.recency, draft.recency_rule),
        FieldRule(
            "event_date",
            f"{mention.event_date_start or '-'} to {mention.event_date_end or '-'} ({mention.date_precision})",
            f"{day.rule}: {day.text!r}" if day is not None else "no date stands near it: day of publication",
        ),
        FieldRule(
            "confidence", f"{mention.confidence:g}", f"{len(draft.hits)} triggers in {len(draft.sentences)} sentences"
        ),
    ]
    rows += [
        FieldRule(
            a.role,
            f"{a.name} ({a.canonical_name or '-'}, {a.country or '-'}, {a.sector or '-'})",
            draft.notes.get(f"{a.role} {a.name}", "attribution"),
        )
        for a in mention.actors
    ]
    rows += [
        FieldRule(
            "place",
            f"{p.name} ({p.canonical_name or '-'}, {p.country or '-'}, {p.precision})",
            f"gazetteer {p.geonames_id}, {p.confidence:.2f}",
        )
        for p in mention.places
    ]
    drafts = {(q.start, q.end, q.kind): q for _, q in kept_quantities(draft)}
    for quantity in mention.quantities:
        source = drafts.get((quantity.start, quantity.end, quantity.kind))
        rows.append(FieldRule(quantity.kind, _figure(quantity), source.rule if source is not None else "-"))
    return tuple(rows)


def _figure(quantity: Quantity) -> str:
    bounds = "/".join("-" if v is None else str(v) for v in (quantity.low, quantity.best, quantity.high))
    part = ", part of a whole" if quantity.subset_of else ""
    said = f", says {quantity.attributed_to}" if quantity.attributed_to else ""
    return f"{quantity.text!r} {bounds} {quantity.qualifier}, {quantity.unit}, {quantity.scope}{part}{said}"


def render(text: TextInput, reading: Reading) -> str:
    """The explanations as plain text, spans in square brackets with their labels."""
    if reading.unread_reason is not None:
        return f"not read: {reading.unread_reason}"
    if not reading.mentions:
        return "no event"
    blocks = []
    for number, item in enumerate(explain(text, reading), 1):
        lines = [f"{number}. {item.mention.event_type} / {item.mention.sub_event_type or '-'}"]
        lines += [f"   {_marked(text.text, span, item.marks)}" for span in item.sentences]
        width = max(len(r.field) for r in item.rules)
        lines += [f"   {r.field:<{width}}  {r.value}  <- {r.rule}" for r in item.rules]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


_WIDE = frozenset({"actor", "target", "claimant", "place"})


def _marked(text: str, span: tuple[int, int], marks: Sequence[Mark]) -> str:
    """The sentence with its marks; of marks that overlap figures, words and days go first, then the longest."""
    start, end = span
    inside = sorted(
        (m for m in marks if start <= m.start and m.end <= end),
        key=lambda m: (m.label.split()[0] in _WIDE, m.start - m.end, m.start, m.label),
    )
    chosen: list[Mark] = []
    for mark in inside:
        if not any(mark.start < c.end and c.start < mark.end for c in chosen):
            chosen.append(mark)
    chosen.sort(key=lambda m: m.start)
    edges = [start, *(e for m in chosen for e in (m.start, m.end)), end]
    parts = []
    for k, (a, b) in enumerate(pairwise(edges)):
        piece = text[a:b]
        parts.append(f"[{piece}|{chosen[k // 2].label}]" if k % 2 else piece)
    return " ".join("".join(parts).split())


def explain_files(paths: Sequence[str], engine: RuleEngine, fallback: date | None = None) -> Iterator[str]:
    """What `dateline parse --explain` prints, one block a text."""
    for item in read_texts(paths, fallback):
        yield f"== {item.path}\n{render(item.input, engine.reading(item.input))}\n"
