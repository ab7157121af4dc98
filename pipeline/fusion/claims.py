"""What one mention claims: its figures for the happening as a whole, each with its claimant."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.fusion.days import is_long
from pipeline.fusion.types import FusionInput
from pipeline.records import AttributionKind, Quantity, QuantityKind

FigureKey = tuple[QuantityKind, str]
"""Kind and unit."""

UNNAMED = "reports"
"""Claimant of a figure that nobody is named for."""
_OPEN = frozenset(("at_least", "over"))
_LOWERED = re.compile(
    r"\b(?:revis(?:ed|ing|ion)|correct(?:ed|ing|ion)|lowered|downgraded|reduced|adjusted|amended|counted twice"
    r"|cut the (?:death )?toll|not (?:\d+|[a-z]+),? as)\b",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"\b(?:earlier|previous|original|first) (?:version|edition) of this|\b(?:earlier|previous) (?:version|edition) "
    r"(?:incorrectly|wrongly|mistakenly|said|stated|gave|misstated)",
    re.IGNORECASE,
)
"""An editor's note on what the text said before: its figures are nobody's claim any more."""
_RANK: dict[AttributionKind, int] = {"own_official": 0, "witness": 1, "media": 1, "none": 1, "enemy_official": 2}
_SIDES = frozenset(("own_official", "enemy_official"))
_BY_WEAPON = frozenset(("launched", "intercepted", "hit"))
_ARTICLE = re.compile(r"^(?:the|a|an|its|his|her|their) ")


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure as one report gives it."""

    at: datetime
    order: tuple[str, ...]
    """Total order among claims of one instant."""
    report: str
    """The text: copies are one."""
    source: str
    """Publisher."""
    claimant: AttributionKind
    """The side that speaks; `none` where it is the report itself, a witness or an agency."""
    speaker: str
    """Who is named, without case and article; "" where nobody is."""
    name: str
    """The same as printed; "reports" where nobody is."""
    apart: bool
    """Named, and neither an official nor an agency nor a witness: somebody with a view of his own."""
    rank: int
    """0 an official of the side concerned, 1 reports, 2 the enemy."""
    value: int
    """The number that stands for the claim."""
    low: int | None
    best: int | None
    high: int | None
    open: bool
    """At least, over: more are possible."""
    lowered: bool
    """The report says that the figure was corrected."""
    daily: bool
    """A day's total over many places."""
    aside: bool
    """From another sentence than the passage: it may be another happening's."""

    @property
    def named(self) -> bool:
        """Somebody is named whose figure it is."""
        return bool(self.speaker)

    @property
    def exact(self) -> bool:
        """Stated without "about", "at least" or a range."""
        return self.best is not None and self.low == self.best == self.high

    def excludes(self, other: Claim) -> bool:
        """Whether not both can be right; "about" leaves a fifth to both sides."""
        return self._floor > other._ceiling or other._floor > self._ceiling

    @property
    def _floor(self) -> float:
        return self.low if self.low is not None else self.best * 0.8 if self.best is not None else 0

    @property
    def _ceiling(self) -> float:
        if self.open:
            return float("inf")
        return self.high if self.high is not None else self.best * 1.2 if self.best is not None else float("inf")


@dataclass(frozen=True, slots=True)
class Said:
    """A claim with what it is about."""

    key: FigureKey
    weapon: str | None
    """As printed; None for the unit as a whole."""
    claim: Claim


def claims_of(given: FusionInput) -> tuple[Said, ...]:
    """Of each kind and unit the largest figure of each claimant for the whole: no parts, no cumulative sums; a day's
    total only where nothing else is said. What is told of a week and more (but for a flood, a heatwave) is the sum of
    many happenings. What is launched and shot down is also told by weapon; where only the
    weapons are counted, the whole is their sum."""
    if takes_back(given) or (is_long(given.mention) and given.mention.event_type != "DISASTER"):
        return ()
    by_speaker: dict[tuple[FigureKey, AttributionKind, str], list[Quantity]] = defaultdict(list)
    for quantity in given.mention.quantities:
        if quantity.subset_of is None and quantity.scope != "cumulative":
            key = (quantity.kind, quantity.unit)
            by_speaker[key, _side(given, quantity), speaker_of(quantity.attributed_to)].append(quantity)
    lowered = bool(by_speaker) and _LOWERED.search(given.mention.evidence) is not None
    said: list[Said] = []
    for (key, _, _), quantities in sorted(by_speaker.items(), key=lambda entry: entry[0]):
        armed = _largest_by_weapon(quantities) if key[0] in _BY_WEAPON else {}
        parts = [quantity for _, quantity in sorted(armed.items())]
        # "Killed nine people, not twelve as reported": of what a correction names the lower figure is meant.
        choose = min if lowered and not armed else max
        plain = choose((q for q in quantities if q.weapon is None or not armed), key=_size, default=None)
        # "Six missiles, two Iskanders and four Kh-59" has a whole; "two missiles and four Kh-59" has none.
        if plain is not None and _size(plain)[1] >= sum(_size(part)[1] for part in parts):
            said.append(Said(key, None, _claim(given, plain, lowered)))
        else:
            said.append(Said(key, None, _sum(given, [*parts, *([] if plain is None else [plain])], lowered)))
        said += [Said(key, part.weapon, _claim(given, part, lowered)) for part in parts]
    return tuple(said)


def takes_back(given: FusionInput) -> bool:
    """Whether the passage is an editor's note on what the text said before."""
    return _TAKEN_BACK.search(given.mention.evidence) is not None


def largest_claims(said: Iterable[Said]) -> dict[FigureKey, Claim]:
    """Of each kind and unit the largest claim for the whole, whoever makes it: what mentions are compared by."""
    found: dict[FigureKey, Claim] = {}
    for each in said:
        if each.weapon is None:
            known = found.get(each.key)
            if known is None or (not each.claim.daily, each.claim.value) > (not known.daily, known.value):
                found[each.key] = each.claim
    return found


def size_of(low: int | None, best: int | None, high: int | None) -> int:
    """The number that stands for a figure: best, else low, else high; -1 where it has none."""
    return next((value for value in (best, low, high) if value is not None), -1)


def speaker_of(name: str | None) -> str:
    """A claimant's name as it is compared; "" for None."""
    return _ARTICLE.sub("", " ".join((name or "").casefold().split()))


def _side(given: FusionInput, quantity: Quantity) -> AttributionKind:
    """Who speaks: a side of the conflict, or nobody in particular. Who did it speaks of the other side's dead."""
    if quantity.attributed_to is None:
        return "none"
    if quantity.attribution_kind in _SIDES:
        return quantity.attribution_kind
    mention = given.mention
    if quantity.attribution_kind != "none" or mention.event_type != "ASSAULT":
        return "none"
    speaker = speaker_of(quantity.attributed_to)
    if any(actor.role == "actor" and speaker_of(actor.name) == speaker for actor in mention.actors):
        return "enemy_official"
    lands = {a.country for a in mention.actors if a.role == "claimant" and speaker_of(a.name) == speaker and a.country}
    here = {place.country for place in mention.places if place.role == "location" and place.country}
    here |= {actor.country for actor in mention.actors if actor.role == "target" and actor.country}
    if lands and not here and quantity.kind in ("launched", "intercepted"):
        doers = {actor.country for actor in mention.actors if actor.role == "actor"}
        return "none" if lands & doers else "own_official"  # who says what came down says it of his own sky
    return "enemy_official" if lands and here and not lands & here else "none"


def _largest_by_weapon(quantities: Iterable[Quantity]) -> dict[str, Quantity]:
    found: dict[str, Quantity] = {}
    for quantity in quantities:
        weapon = quantity.weapon
        if weapon is not None and (weapon not in found or _size(quantity) > _size(found[weapon])):
            found[weapon] = quantity
    return found


def _size(quantity: Quantity) -> tuple[bool, int, int]:
    return quantity.scope != "daily_total", size_of(quantity.low, quantity.best, quantity.high), -quantity.start


def _claim(given: FusionInput, quantity: Quantity, lowered: bool) -> Claim:
    side = _side(given, quantity)
    return Claim(
        at=given.published_at,
        order=(given.article_id, given.version, given.mention.mention_id, f"{quantity.start:09}"),
        report=given.cluster_id or given.article_id,
        source=given.source,
        claimant=side,
        speaker=speaker_of(quantity.attributed_to),
        name=quantity.attributed_to or UNNAMED,
        apart=quantity.attributed_to is not None and quantity.attribution_kind == "none",
        rank=_RANK[side],
        value=size_of(quantity.low, quantity.best, quantity.high),
        low=quantity.low,
        best=quantity.best,
        high=quantity.high,
        open=quantity.qualifier in _OPEN,
        lowered=lowered,
        daily=quantity.scope == "daily_total",
        aside=not given.mention.evidence_start <= quantity.start < given.mention.evidence_end,
    )


def _sum(given: FusionInput, parts: Sequence[Quantity], lowered: bool) -> Claim:
    """The whole of parts that one passage counts by weapon."""

    def total(values: Sequence[int | None]) -> int | None:
        counted = [value for value in values if value is not None]
        return sum(counted) if len(counted) == len(values) else None

    first = _claim(given, min(parts, key=lambda q: q.start), lowered)
    low = total([size_of(q.low, q.best, q.high) if q.low is None else q.low for q in parts])
    best, high = total([q.best for q in parts]), total([q.high for q in parts])
    values = {name: getattr(first, name) for name in Claim.__slots__}
    values |= {"value": size_of(low, best, high), "low": low, "best": best, "high": high}
    return Claim(**values | {"open": any(q.qualifier in _OPEN for q in parts)})
