"""One figure of an event from all that its reports claim. The rule:

* Counted are figures for the happening as a whole. Parts ("including three children") never add, cumulative sums
  never feed an incident, a day's total only where nothing else is claimed. Of several figures of one kind that one
  text gives for one claimant the largest stands, or the one that it calls a correction.
* Copies of one text are one claim, made when the first of them was published. Who claims: the named claimant, or,
  where nobody is named, the reports together.
* Within one side the later report supersedes the earlier. A figure that has been superseded is an old text printed
  late; it comes back where two texts of officials give it, or two texts after a day in which nobody gave the newer.
* A lower figure than the one that stands is a correction where the report says so ("revised down", "corrected"), where
  it names whose figure it is, where a second text confirms it, or where nobody gave it before and nobody has given the
  higher one for a day.
* "At least" and "over" raise `low` (and `best`, where that lay below), never `high`.
* `best` is the latest standing claim, an official of the side concerned before reports, reports before the enemy.
  `low` and `high` reach as far as standing claims that exclude it.
* Disputed: two named claimants stand with figures that exclude each other. Two sides always stand against each other;
  of one side, a named speaker stands against the others where he gave a higher figure that he has not taken back, or
  another figure in the same text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pipeline.fusion.claims import Claim, FigureKey
from pipeline.fusion.features import Item
from pipeline.records import EventClaim, EventFigure


def _moment(claim: Claim) -> tuple[object, ...]:
    """Order of claims; of those of one instant (dated by a day) the larger is later, and a correction comes last."""
    return claim.at, claim.lowered, claim.value, claim.order


_SIDES = ("own_official", "none", "enemy_official")
"""Whose word leads."""
_LATER = timedelta(days=1)
"""Time after which a lower figure that nobody gave before is a correction: an old text prints an old figure."""
_CLIMB = 1.5
"""Times by which a named speaker of no side may exceed what officials say and still be taken for a later count."""


@dataclass(frozen=True, slots=True)
class Settled:
    """One figure and the claims that it comes from."""

    figure: EventFigure
    lead: Claim
    standing: tuple[Claim, ...]
    """The lead and what stands against it."""


def fuse_figures(items: Sequence[Item]) -> tuple[EventFigure, ...]:
    """Figures of one event in order of kind and unit; `items` in order of publication."""
    return tuple(settled.figure for settled in settle_figures(items).values())


def settle_figures(items: Sequence[Item]) -> Mapping[FigureKey, Settled]:
    """Figures with their claims, in order of kind and unit."""
    claims: dict[FigureKey, list[Claim]] = defaultdict(list)
    for item in items:
        for said in item.said:
            if said.weapon is None:
                claims[said.key].append(said.claim)
    settled = {}
    for key in sorted(claims):
        incident = [claim for claim in claims[key] if not claim.daily]
        sources = _independent(claims[key])
        settled[key] = _settle(key, _distinct(incident or claims[key]), sources)
    return settled


def list_claims(event_id: str, items: Sequence[Item]) -> list[EventClaim]:
    """What each claimant says in the end of each figure, in order of figure, weapon and claimant."""
    settled = settle_figures(items)
    by_claimant: dict[tuple[FigureKey, str, str, str], list[Claim]] = defaultdict(list)
    for item in items:
        for said in item.said:
            claim = said.claim
            by_claimant[said.key, said.weapon or "", claim.claimant, claim.speaker].append(claim)
    found = []
    for (key, weapon, _, _), claims in sorted(by_claimant.items(), key=lambda entry: entry[0]):
        distinct = _distinct([claim for claim in claims if not claim.daily] or claims)
        last = _standing(distinct)
        own = settled.get(key)
        agrees = own is not None and not weapon and not any(last.excludes(claim) for claim in own.standing)
        holders = [claim for claim in claims if claim.value == last.value]
        found.append(
            EventClaim(
                event_id=event_id,
                kind=key[0],
                unit=key[1],
                weapon=weapon or None,
                claimant=min(claims, key=_moment).name,
                side=last.claimant,
                low=last.low,
                best=last.best,
                high=last.high,
                stands=bool(weapon) or agrees or (own is not None and last in own.standing),
                leads=own is not None and not weapon and last == own.lead,
                reports=len({claim.report for claim in holders}),
                sources=tuple(sorted({claim.source for claim in holders})),
                first_at=min(claim.at for claim in holders),
                last_at=max(claim.at for claim in holders),
            )
        )
    return found


def _independent(claims: Iterable[Claim]) -> int:
    """Publishers with a text of their own that states the figure; the first printer of a text that was copied."""
    first: dict[str, str] = {}
    for claim in claims:
        first.setdefault(claim.report, claim.source)
    return len(set(first.values()))


def _distinct(claims: Sequence[Claim]) -> list[Claim]:
    """Claims in order of publication, of each text one for each speaker; what a copy repeats is not said again."""
    by_text: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        place = (claim.at, claim.order[:2], claim.claimant, claim.speaker)
        known = by_text.get(place)
        if known is None or (claim.lowered, claim.value) > (known.lowered, known.value):
            by_text[place] = claim
    seen: set[tuple[object, ...]] = set()
    found = []
    for claim in sorted(by_text.values(), key=_moment):
        said = (claim.report, claim.claimant, claim.speaker, claim.low, claim.best, claim.high, claim.open)
        if said not in seen:
            seen.add(said)
            found.append(claim)
    return found


def _settle(key: FigureKey, claims: Sequence[Claim], sources: int) -> Settled:
    by_side: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_side[claim.claimant].append(claim)
    officials, unnamed = by_side.get("own_official"), by_side.get("none")
    if officials and unnamed:
        # What reports say is no side of its own: they and the officials supersede each other. A far higher figure of
        # somebody else is not a later count: who did it boasts.
        most = _CLIMB * _standing(officials).value + 2
        by_side["none"] = [claim for claim in unnamed if claim.apart and claim.value > most]
        told = [claim for claim in unnamed if not (claim.apart and claim.value > most)]
        by_side["own_official"] = sorted([*officials, *told], key=_moment)
    standing = {name: _standing(found) for name, found in by_side.items() if found}
    lead = standing[min(standing, key=_SIDES.index)]
    rivals = [claim for claim in standing.values() if claim is not lead]
    for name, claim in standing.items():
        rivals += _dissent(claim, [other for other in by_side[name] if other.claimant == claim.claimant])
    against = [rival for rival in rivals if rival.excludes(lead)]
    low, best, high = lead.low, lead.best, lead.high
    for rival in against:
        if low is not None and rival.low is not None:
            low = min(low, rival.low)
        if high is not None:
            high = max(high, rival.high) if rival.high is not None else None if rival.open else high
    figure = EventFigure(
        kind=key[0], unit=key[1], low=low, best=best, high=high, disputed=bool(against), sources=sources
    )
    return Settled(figure, lead, (lead, *sorted(against, key=_moment)))


def _dissent(standing: Claim, claims: Sequence[Claim]) -> list[Claim]:
    """Of one side, what named speakers other than the one who stands hold against him.

    Lower figures of before are not held any more: tolls climb.
    """
    if standing.lowered:
        return []
    last: dict[str, Claim] = {}
    for claim in claims:
        if claim.speaker and claim.speaker != standing.speaker:
            last[claim.speaker] = claim
    found = []
    for claim in last.values():
        together = claim.order[:2] == standing.order[:2]
        if claim.excludes(standing) and (together or (standing.speaker and claim.value > standing.value)):
            found.append(claim)
    return found


def _standing(claims: Sequence[Claim]) -> Claim:
    """What one side says in the end; `claims` in order of publication."""
    current = claims[0]
    heard = current.at
    superseded: set[int] = set()
    doubted: dict[int, set[str]] = defaultdict(set)
    for claim in claims[1:]:
        official = claim.claimant != "none"
        if claim.value == current.value:
            heard = claim.at
            if claim.exact and not current.exact:
                current = claim  # it says more than "about" or "at least" the same
            continue
        if claim.open and claim.value < current.value:
            continue  # at least 20 of 24: nothing new
        if claim.order[:2] == current.order[:2] and claim.value < current.value and not claim.lowered:
            continue  # two speakers in one text: the higher one first, the other against him
        if claim.aside and not current.aside and claim.value < current.value and not claim.lowered:
            continue  # of another sentence, so perhaps another's
        silent = claim.at - heard >= _LATER
        if claim.value in superseded and not claim.lowered:
            # An old text printed late, whoever speaks in it; two texts are not, where the newer figure has died away.
            doubted[claim.value].add(claim.report)
            if len(doubted[claim.value]) < 2 or not (official or silent):
                continue
        anonymous = not (official or claim.named or claim.lowered)
        if anonymous and claim.value < current.value and not current.open and not silent:
            doubted[claim.value].add(claim.report)
            if len(doubted[claim.value]) < 2:
                continue
        doubted.clear()
        superseded.add(current.value)
        current, heard = claim, claim.at
    return current
