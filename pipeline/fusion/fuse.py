"""From mentions to events, their members and their history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from pipeline.fusion.days import LOOK_BACK
from pipeline.fusion.features import PHYSICAL, Item, figures_key, item_of
from pipeline.fusion.grouping import Group, group
from pipeline.fusion.profile import build_event
from pipeline.fusion.types import FusionInput, FusionResult
from pipeline.identity import content_id
from pipeline.records import Event, EventRevision

_EVERY_STEP = 100
"""Publications of one event that are each replayed; of an event with more, those that say something new."""


def fuse(mentions: Sequence[FusionInput], *, keep: tuple[date, date] | None = None) -> FusionResult:
    """Events of these mentions. The same set gives the same result in any order; a mention given twice counts once.

    With `keep` (first and last day, as `affected_span` gives them) only the events filed under these days are
    returned; `mentions` must then hold all mentions anchored in `input_span`.

    Revisions replay knowledge time: who belongs to an event is judged by all that is known today, and what the event
    said at a moment is built from those of its mentions that were published by then. So an event has one identity
    through its whole history, and no revision knows a figure before its report.
    """
    distinct = {given.mention.mention_id: given for given in sorted(mentions, key=_order)}
    items = [item for given in distinct.values() if (item := item_of(given)) is not None]
    events: list[Event] = []
    revisions: list[EventRevision] = []
    membership: dict[str, str] = {}
    days: dict[str, date] = {}
    hosts = _hosts(items)
    groups = group(item for item in items if item.given.mention.mention_id not in hosts)
    _follow(groups, items, hosts)
    for found in groups:
        if keep is not None and not keep[0] <= found.day <= keep[1]:
            continue
        members = sorted(found.items, key=lambda item: item.order)
        event_id = content_id("event", members[0].given.mention.mention_id)
        events.append(build_event(event_id, members))
        revisions += _history(event_id, members)
        days[event_id] = found.day
        for item in members:
            membership[item.given.mention.mention_id] = event_id
    events.sort(key=lambda event: event.event_id)
    revisions.sort(key=lambda revision: (revision.event.event_id, revision.known_from))
    return FusionResult(
        events=events,
        membership={mention_id: membership[mention_id] for mention_id in sorted(membership)},
        revisions=revisions,
        days={event_id: days[event_id] for event_id in sorted(days)},
    )


def _order(given: FusionInput) -> tuple[datetime, str, str, str]:
    return given.published_at, given.article_id, given.version, given.mention.mention_id


def _hosts(items: Sequence[Item]) -> dict[str, str]:
    """For each fragment the mention before it in the same text: what it goes on to tell of."""
    texts: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        if item.family in PHYSICAL:
            texts[item.given.article_id, item.given.version].append(item)
    hosts: dict[str, str] = {}
    for found in texts.values():
        found.sort(key=lambda item: (item.given.mention.evidence_start, item.given.mention.mention_id))
        for index, item in enumerate(found):
            if not item.fragment:
                continue
            # Sentences on days long past are passed over: who looks at these days only does not see them.
            before = (other for other in reversed(found[:index]) if not other.fragment and _goes_with(item, other))
            host = next(before, None)
            if host is not None:
                hosts[item.given.mention.mention_id] = host.given.mention.mention_id
    return hosts


def _goes_with(fragment: Item, host: Item) -> bool:
    return host.standing == fragment.standing and abs((host.day - fragment.day).days) <= LOOK_BACK


def _follow(groups: Sequence[Group], items: Sequence[Item], hosts: Mapping[str, str]) -> None:
    """Put each fragment where the mention before it went.

    It adds figures of kinds that the mention before it does not give. Of a kind that is given already it speaks of
    somebody else: an earlier count, the other side's dead, one of the victims.
    """
    told = {item.given.mention.mention_id: item for item in items}
    place = {item.given.mention.mention_id: found for found in groups for item in found.items}
    for item in items:
        host = hosts.get(item.given.mention.mention_id)
        if host is not None:
            new = {key: claim for key, claim in item.claims.items() if key not in told[host].claims}
            place[host].items.append(replace(item, claims=new))


def _history(event_id: str, members: Sequence[Item]) -> list[EventRevision]:
    """Revisions of one event; they do not list their mentions, `membership` and publication times tell them."""
    steps: list[tuple[datetime, Event]] = []
    seen: set[object] = set()
    for index, item in enumerate(members):
        last = index == len(members) - 1
        says = (item.points, item.regions, item.weapons, item.doers, item.targets, figures_key(item), item.span)
        new = says not in seen
        seen.add(says)
        if not last and members[index + 1].given.published_at == item.given.published_at:
            continue
        if index >= _EVERY_STEP and not last and not new:
            continue
        steps.append((item.given.published_at, build_event(event_id, members[: index + 1], with_mentions=False)))
    ends: list[datetime | None] = [moment for moment, _ in steps[1:]]
    return [
        EventRevision(known_from=moment, known_to=end, event=event)
        for (moment, event), end in zip(steps, [*ends, None], strict=True)
    ]
