"""What people said about events, applied to groups of mentions: merged, split, corrected.

Corrections name passages (an article version and a stretch of its text), so they find their events again when a newer
parser gives every mention another identifier. They are applied in the order in which they were made, after all
grouping, so the same mentions and corrections give the same events in any order of arrival.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, get_args

from pipeline.errors import UsageError
from pipeline.fusion.features import Item
from pipeline.fusion.grouping import Group
from pipeline.fusion.score import affinity
from pipeline.records import Correction, Event, EventFigure, EventType, Modality, QuantityKind, Recency

_WORDS: dict[str, tuple[str, ...]] = {
    "event_type": get_args(EventType),
    "modality": get_args(Modality),
    "recency": get_args(Recency),
}
_DAYS = ("event_date_start", "event_date_end")
_TEXTS = ("sub_event_type", "place_name", "country", "admin1")
_DEGREES = {"lat": 90.0, "lon": 180.0}
CORRECTABLE = (*_WORDS, *_DAYS, *_TEXTS, *_DEGREES)
_KINDS = frozenset(get_args(QuantityKind))
_LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Override:
    """A value that a person gave, from the moment at which it was given."""

    correction_id: str
    made_at: datetime
    field: str | None
    """None: a merge or a split, which changes no value by itself."""
    value: str | None


@dataclass(eq=False)
class Ruled:
    """Groups and what was ruled on each."""

    groups: list[Group]
    on: dict[int, list[Override]]
    """By id() of the group."""


def standing_corrections(corrections: Iterable[Correction]) -> list[Correction]:
    """Corrections that were not taken back, in the order in which they were made."""
    ordered = _in_order(corrections)
    undone = taken_back(ordered)
    return [c for c in ordered if c.kind != "undo" and c.correction_id not in undone]


def taken_back(corrections: Iterable[Correction]) -> set[str]:
    """The correction_id of those that an undo took back which stands itself."""
    undone: set[str] = set()
    # the last word counts: an undo may itself be undone
    for correction in reversed(_in_order(corrections)):
        if correction.kind == "undo" and correction.correction_id not in undone and correction.other_id:
            undone.add(correction.other_id)
    return undone


def _in_order(corrections: Iterable[Correction]) -> list[Correction]:
    return sorted({c.correction_id: c for c in corrections}.values(), key=lambda c: (c.made_at, c.correction_id))


def parse_value(field: str, value: str) -> object:
    """The value of a field that a person may correct: one of CORRECTABLE, or a figure (killed, launched:drone).

    A figure is a number, `low..high`, or `none`. Raises UsageError in one line for anything else.
    """
    kind, _, unit = field.partition(":")
    if kind in _KINDS:
        if value == "none":
            return None
        low, dots, high = value.partition("..")
        ends = [low, high] if dots else [low, low]
        if not all(end.isascii() and end.isdigit() and len(end) <= 10 and int(end) <= _LARGEST for end in ends):
            raise UsageError(f"{field}={value!r} is no figure", hint="write 12, 10..15 or none")
        numbers = int(ends[0]), int(ends[1])
        if numbers[0] > numbers[1]:
            raise UsageError(f"{field}={value!r} runs backwards", hint="write the lower number first")
        return (*numbers, unit or "person")
    if field not in CORRECTABLE:
        known = ", ".join((*CORRECTABLE, "killed", "injured", "launched:drone"))
        raise UsageError(f"{field!r} cannot be corrected", hint=f"one of {known}, ...")
    if value == "none" and field not in _WORDS:
        return None
    if field in _WORDS and value not in _WORDS[field]:
        raise UsageError(f"{field}={value!r} is unknown", hint=f"one of {', '.join(_WORDS[field])}")
    if field in _DAYS:
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise UsageError(f"{field}={value!r} is no day", hint="write YYYY-MM-DD") from error
    if field in _DEGREES:
        try:
            degrees = float(value)
        except ValueError as error:
            raise UsageError(f"{field}={value!r} is no number of degrees") from error
        if not abs(degrees) <= _DEGREES[field]:
            raise UsageError(f"{field}={value!r} is no number of degrees")
        return degrees
    if field == "country" and not (len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()):
        raise UsageError(f"country={value!r} is no code of three letters", hint="ISO 3166-1 alpha-3, such as UKR")
    return value


def override(event: Event, overrides: Sequence[Override]) -> Event:
    """The event with the values that people gave; a value that no longer fits its field is passed over."""
    for ruled in overrides:
        event = replace(event, corrections=(*event.corrections, ruled.correction_id))
        if ruled.field is None or ruled.value is None:
            continue
        try:
            value: Any = parse_value(ruled.field, ruled.value)
        except UsageError:
            continue
        kind = ruled.field.partition(":")[0]
        event = (
            _with_figure(event, kind, value, ruled.field) if kind in _KINDS else _with_field(event, ruled.field, value)
        )
    return event


def _with_field(event: Event, field: str, value: Any) -> Event:
    changed = replace(event, **{field: value})
    if field in _DAYS:
        start, end = changed.event_date_start, changed.event_date_end
        if start and (end is None or end < start):  # one end alone moves the other with it
            start, end = (start, start) if field == "event_date_start" else (end, end)
        changed = replace(
            changed, event_date_start=start, event_date_end=end, date_precision="day" if start else "unknown"
        )
    if field == "place_name":
        changed = replace(changed, geonames_id=None)
    return changed


def _with_figure(event: Event, kind: str, value: tuple[int, int, str] | None, field: str) -> Event:
    unit = value[2] if value else field.partition(":")[2] or "person"
    old = next((f for f in event.figures if (f.kind, f.unit) == (kind, unit)), None)
    others = [figure for figure in event.figures if figure is not old]
    if value is not None:
        low, high, _ = value
        known: Any = kind
        figure = EventFigure(
            kind=known,
            unit=unit,
            low=low,
            best=low if low == high else None,
            high=high,
            disputed=False,
            sources=old.sources if old else 0,
        )
        others.append(figure)
    figures = tuple(sorted(others, key=lambda f: (f.kind, f.unit)))
    return replace(event, figures=figures, disputed=any(figure.disputed for figure in figures))


def rule(groups: list[Group], corrections: Iterable[Correction]) -> Ruled:
    """Groups with every correction applied whose passages are among their mentions."""
    ruled = Ruled(list(groups), defaultdict(list))
    for correction in standing_corrections(corrections):
        parts = _parts(ruled.groups, correction)
        if not parts[0]:
            continue
        subject = _most(parts[0])
        if correction.kind == "merge":
            if parts[1] and (other := _most(parts[1])) is not subject:
                subject = _merge(ruled, subject, other)
            else:
                continue
        elif correction.kind == "split":
            found = _split(ruled, subject, correction)
            if found is None:
                continue
            ruled.on[id(found)].append(_note(correction))
        ruled.on[id(subject)].append(_note(correction))
    return ruled


def _note(correction: Correction) -> Override:
    return Override(correction.correction_id, correction.made_at, correction.field, correction.value)


def anchored(item: Item, correction: Correction) -> int | None:
    """The part of the correction that speaks of this mention; None where it does not."""
    given = item.given
    best: tuple[int, int] | None = None
    for anchor in correction.anchors:
        if (anchor.article_id, anchor.version) == (given.article_id, given.version):
            shared = min(anchor.end, given.mention.evidence_end) - max(anchor.start, given.mention.evidence_start)
            if shared > 0 and (best is None or (shared, -anchor.part) > best):
                best = (shared, -anchor.part)
    return None if best is None else -best[1]


def _parts(groups: Sequence[Group], correction: Correction) -> tuple[list[Group], list[Group]]:
    """For each part of the correction the groups that hold its mentions."""
    found: tuple[list[Group], list[Group]] = ([], [])
    texts = {(anchor.article_id, anchor.version) for anchor in correction.anchors}
    for group in groups:
        for item in group.items:
            if (item.given.article_id, item.given.version) in texts:
                part = anchored(item, correction)
                if part is not None:
                    found[min(part, 1)].append(group)
    return found


def _most(groups: Sequence[Group]) -> Group:
    """The group that holds most, ties by its earliest mention."""
    count = Counter(id(group) for group in groups)
    return min(groups, key=lambda group: (-count[id(group)], _founder(group)))


def _founder(group: Group) -> tuple[object, ...]:
    return min(item.order for item in group.items)


def _merge(ruled: Ruled, one: Group, other: Group) -> Group:
    host, guest = sorted((one, other), key=_founder)
    merged = Group(min(host.day, guest.day), host.items + guest.items, host.core + guest.core)
    ruled.groups = [group for group in ruled.groups if group is not host and group is not guest] + [merged]
    ruled.on[id(merged)] = sorted(
        ruled.on.pop(id(host), []) + ruled.on.pop(id(guest), []), key=lambda note: (note.made_at, note.correction_id)
    )
    return merged


def _split(ruled: Ruled, subject: Group, correction: Correction) -> Group | None:
    """Take part 1 out of the group; what came later goes where its text went, else where it resembles more."""
    sides: dict[int, list[Item]] = {0: [], 1: []}
    later: list[Item] = []
    for item in sorted(subject.items, key=lambda item: item.order):
        part = anchored(item, correction)
        (later if part is None else sides[min(part, 1)]).append(item)
    if not sides[0] or not sides[1]:
        return None
    known = {part: tuple(items) for part, items in sides.items()}
    for item in later:
        sides[1 if _resembles(item, known[1]) > _resembles(item, known[0]) else 0].append(item)
    taken = Group(min(item.day for item in sides[1]), sides[1], sides[1][:1])
    subject.items = sides[0]
    subject.core = sides[0][:1]
    subject.day = min(item.day for item in sides[0])
    ruled.groups.append(taken)
    return taken


def _resembles(item: Item, members: Sequence[Item]) -> float:
    same_text = 10.0 * any(item.report == member.report for member in members)
    points = [score for member in members if (score := affinity(item, member)) is not None]
    return same_text + max(points, default=-10.0)
