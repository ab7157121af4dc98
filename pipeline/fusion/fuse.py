"""From mentions to events, their members and their history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from pipeline.fusion.claims import takes_back
from pipeline.fusion.days import RECALL
from pipeline.fusion.features import TOLLED, Item, item_of, same_spot
from pipeline.fusion.figures import list_claims
from pipeline.fusion.grouping import Group, group
from pipeline.fusion.history import Past
from pipeline.fusion.profile import build_event
from pipeline.fusion.rulings import override, rule
from pipeline.fusion.types import FusionInput, FusionResult
from pipeline.identity import content_id
from pipeline.records import Correction, Event, EventClaim, EventRevision


def fuse(
    mentions: Sequence[FusionInput],
    *,
    keep: tuple[date, date] | None = None,
    corrections: Sequence[Correction] = (),
) -> FusionResult:
    """Events of these mentions. The same set gives the same result in any order; a mention given twice counts once.

    With `keep` (first and last day, as `affected_span` gives them) only the events filed under these days are
    returned; `mentions` must then hold all mentions anchored in `input_span`. `corrections` are what people said.

    Revisions replay knowledge time: who belongs to an event is judged by all that is known today, and what the event
    said at a moment is built from those of its mentions that were published by then. So an event has one identity
    through its whole history, and no revision knows a figure before its report.
    """
    distinct = {given.mention.mention_id: given for given in sorted(mentions, key=_order)}
    items = [item for given in distinct.values() if (item := item_of(given)) is not None]
    events: list[Event] = []
    revisions: list[EventRevision] = []
    captured: list[EventRevision] = []
    claims: list[EventClaim] = []
    membership: dict[str, str] = {}
    days: dict[str, date] = {}
    hosts = _hosts(items)
    alone = (item for item in items if item.given.mention.mention_id not in hosts)
    groups = group(item for item in alone if not takes_back(item.given))
    _follow(groups, items, hosts)
    ruled = rule(groups, corrections)
    for found in ruled.groups:
        if keep is not None and not keep[0] <= found.day <= keep[1]:
            continue
        members = sorted(found.items, key=lambda item: item.order)
        event_id = content_id("event", members[0].given.mention.mention_id)
        overrides = ruled.on.get(id(found), [])
        events.append(override(build_event(event_id, members), overrides))
        past = Past(event_id, members, overrides)
        revisions += past.published()
        captured += past.captured()
        claims += list_claims(event_id, members)
        days[event_id] = found.day
        for item in members:
            membership[item.given.mention.mention_id] = event_id
    events.sort(key=lambda event: event.event_id)
    for history in (revisions, captured):
        history.sort(key=lambda revision: (revision.event.event_id, revision.known_from))
    claims.sort(key=lambda claim: claim.event_id)
    return FusionResult(
        events=events,
        membership={mention_id: membership[mention_id] for mention_id in sorted(membership)},
        revisions=revisions,
        captured=captured,
        claims=claims,
        days={event_id: days[event_id] for event_id in sorted(days)},
    )


def _order(given: FusionInput) -> tuple[datetime, str, str, str]:
    return given.published_at, given.article_id, given.version, given.mention.mention_id


def _hosts(items: Sequence[Item]) -> dict[str, str]:
    """For each fragment the mention that it goes on from: one with a place in the same sentence, else the one before
    it in the same text."""
    texts: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        if item.family in _HOSTS:
            texts[item.given.article_id, item.given.version].append(item)
    hosts: dict[str, str] = {}
    for found in texts.values():
        found.sort(key=lambda item: (item.given.mention.evidence_start, item.given.mention.mention_id))
        for index, item in enumerate(found):
            if not item.bare:
                continue
            here = item.given.mention.evidence_start
            around = [other for other in found if other.given.mention.evidence_start == here and not other.bare]
            # Sentences on days long past are passed over: who looks at these days only does not see them.
            before = [other for other in reversed(found[:index]) if not other.bare] if item.fragment else []
            host = next((other for other in around + before if _goes_with(item, other)), None)
            if host is not None:
                hosts[item.given.mention.mention_id] = host.given.mention.mention_id
    return hosts


_HOSTS = TOLLED | {"PROTEST", "protest"}
"""Families that a sentence on victims or arrests may go on from."""


def _goes_with(fragment: Item, host: Item) -> bool:
    if takes_back(host.given) or host.standing != fragment.standing or abs((host.day - fragment.day).days) > RECALL:
        return False
    if fragment.points and host.points and not any(same_spot(a, b) for a in fragment.points for b in host.points):
        return False
    if fragment.means and host.means and not fragment.means & host.means:
        return False
    return not (fragment.doer_countries and host.doer_countries and not fragment.doer_countries & host.doer_countries)


def _follow(groups: Sequence[Group], items: Sequence[Item], hosts: Mapping[str, str]) -> None:
    """Put each fragment where the mention before it went.

    It adds figures of kinds that the mention before it does not give. Of a kind that is given already it speaks of
    somebody else: an earlier count, the other side's dead, one of the victims.
    """
    told = {item.given.mention.mention_id: item for item in items}
    place = {item.given.mention.mention_id: found for found in groups for item in found.items}
    for item in items:
        host = hosts.get(item.given.mention.mention_id)
        if host in place:
            new = {key: claim for key, claim in item.claims.items() if key not in told[host].claims}
            said = tuple(each for each in item.said if each.key in new)
            place[host].items.append(replace(item, claims=new, said=said))
