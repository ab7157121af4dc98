"""What of a mention is compared: kind of happening, place, weapon, actors, figures, words."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from operator import itemgetter

from pipeline.fusion.claims import Claim, FigureKey, Said, claims_of, largest_claims
from pipeline.fusion.days import Span, anchor_day, borrows_day, is_long, recalls, span_of
from pipeline.fusion.hazards import hazards_of
from pipeline.fusion.types import FusionInput
from pipeline.records import EventType, Mention, MentionPlace, Modality, Quantity

NEAR_KM = 25.0
_POINTS = frozenset(("site", "settlement", "district"))

_FAMILIES: Mapping[EventType, str] = {
    "ASSAULT": "violence",
    "DISASTER": "disaster",
    "ACCIDENT": "disaster",
    "AGREE": "accord",
    "COOPERATE": "accord",
    "CONSULT": "accord",
    "AID": "aid",
    "SUPPORT": "aid",
    "CONCEDE": "concede",
    "RETREAT": "concede",
    "PROTEST": "protest",
}
"""Types that one happening is reported under; every other type stands for itself."""

_MODALITIES: Mapping[Modality, str] = {
    "occurred": "happened",
    "ongoing": "happened",
    "attempted": "attempted",
    "denied": "denied",
}

_WEAPONS: Mapping[str, str] = {
    **dict.fromkeys(("drone", "air_strike", "aircraft", "glide_bomb", "aerial_bomb", "helicopter"), "air"),
    **dict.fromkeys(("missile", "rocket"), "missile"),
    **dict.fromkeys(("artillery", "mortar", "shell", "shelling", "tank", "mlrs"), "guns"),
    **dict.fromkeys(("ied", "bomb", "car_bomb", "suicide_bomb", "mine", "landmine", "grenade", "explosive"), "bomb"),
    **dict.fromkeys(("small_arms", "firearm", "gun", "rifle"), "gunfire"),
    **dict.fromkeys(("knife", "blade", "machete", "melee"), "blade"),
    **dict.fromkeys(("vehicle", "ramming"), "vehicle"),
    **dict.fromkeys(("arson", "fire"), "fire"),
    **dict.fromkeys(("chemical", "poison"), "chemical"),
}
"""What clashes with what, but for missiles (`score`)."""

_MANY = 3
"""Places from which on a mention tells of a wave; two are often the ends of a road."""
_LAUNCHED = ("launched", "intercepted")
PHYSICAL = frozenset(("violence", "disaster"))
"""Families of happenings with tolls."""
TOLLED = PHYSICAL | {"COERCE"}
"""Families whose happenings have victims."""
SETTLED = TOLLED | {"protest"}
"""Families whose happenings are mistaken for each other: who is held at a march, a strike that hits a town."""
_ELSEWHERE = re.compile(r"\b(?:separate|separately|elsewhere|in another|in a different|a second)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,30}")
_DULL_WORDS = """
the and that was were has have had its his her their with from for after before into over also been being who which
while when where said says say told according would could will more than about near least most some two three four
five six seven eight nine ten people person man men woman women killed injured wounded dead died death attack attacks
attacked hit struck city region town village area official officials authorities local reported report monday
tuesday wednesday thursday friday saturday sunday not but out are this they them there one other another during
against between all early late night morning evening day days
"""
DULL = frozenset(_DULL_WORDS.split())
"""Words of nearly every report: that two share them says nothing."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One place as it is compared."""

    key: str
    """GeoNames id, or the folded name where it is not resolved."""
    names: frozenset[str]
    """As printed and as the gazetteer has it, without case and accents."""
    printed: str
    """As printed, without case and accents."""
    name_words: tuple[frozenset[str], ...]
    """The words of each name, as `Item.words` has them; names without any are left out."""
    lat: float | None
    lon: float | None
    country: str | None
    admin1: str | None
    level: int
    """3 a point (site, settlement, district), 2 a region, 1 a country."""
    resolved: bool
    """The gazetteer knows it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One mention, taken apart once."""

    given: FusionInput
    family: str
    standing: str
    """happened, attempted or denied: these never join."""
    day: date
    span: Span
    long: bool
    background: bool
    points: tuple[Spot, ...]
    regions: tuple[Spot, ...]
    countries: frozenset[str]
    means: frozenset[str]
    """Kinds of weapons; of a disaster or an accident what came over people: a quake is no crash."""
    doers: frozenset[str]
    targets: frozenset[str]
    doer_countries: frozenset[str]
    claims: Mapping[FigureKey, Claim]
    """Figures for the happening as a whole, of each kind the largest: what mentions are compared by."""
    said: tuple[Said, ...]
    """All that the mention claims, for each claimant and weapon."""
    words: frozenset[str]
    report: str
    """The article, or the cluster of copies that it belongs to."""
    placed: bool
    """The passage itself names a place; else the place is that of a sentence before it."""
    wave: bool
    """An attack on several places at once, or one told by what was launched: not the same as a hit on one of them."""

    @property
    def launched(self) -> bool:
        """Counts what was launched or shot down."""
        return any(kind in _LAUNCHED for kind, _ in self.claims)

    @property
    def bare(self) -> bool:
        """Says no place of its own and no other event: "Another 47 were injured." """
        if self.placed or self.wave or not (self.family in TOLLED or (self.family == "protest" and self.claims)):
            return False
        return _ELSEWHERE.search(self.given.mention.evidence) is None

    @property
    def fragment(self) -> bool:
        """Bare, and without a day: it speaks of what was told before it."""
        mention = self.given.mention
        undated = mention.event_date_start is None or mention.date_basis == "publication"
        return self.bare and (undated or borrows_day(mention))

    @property
    def order(self) -> tuple[object, ...]:
        """Total order by publication, that no order of arrival can change."""
        return self.given.published_at, self.given.article_id, self.given.version, self.given.mention.mention_id


def family_of(event_type: EventType) -> str:
    """The kind of happening that mentions of this type are compared as."""
    return _FAMILIES.get(event_type, event_type)


def standing_of(modality: Modality) -> str | None:
    """Happened, attempted or denied; None for what did not happen."""
    return _MODALITIES.get(modality)


def item_of(given: FusionInput) -> Item | None:
    """The mention as it is compared; None where it tells of nothing that happened (a threat, a plan, a demand)."""
    standing = standing_of(given.mention.modality)
    if standing is None:
        return None
    given = replace(given, mention=_own(given.mention))
    mention = given.mention
    spots = sorted(
        {_spot(place) for place in mention.places if place.role == "location"}, key=lambda s: (s.level, s.key)
    )
    points = tuple(spot for spot in spots if spot.level == 3)
    regions = tuple(spot for spot in spots if spot.level == 2)
    countries = frozenset(spot.country for spot in spots if spot.country is not None)
    said = claims_of(given)
    claims = largest_claims(said)
    actors = [(actor.role, actor.canonical_name or actor.name, actor.country) for actor in mention.actors]
    told = {word for place in mention.places for word in _WORD.findall(place.name.casefold())}
    launched = any(kind in _LAUNCHED for kind, _ in claims)
    words = frozenset(_WORD.findall(mention.evidence.casefold()))
    family = family_of(mention.event_type)
    means = {group for name in mention.weapon if (group := _WEAPONS.get(name))}
    return Item(
        given=given,
        family=family,
        standing=standing,
        day=anchor_day(mention, given.published_at),
        span=span_of(mention, given.published_at),
        long=is_long(mention),
        background=recalls(mention, given.published_at),
        points=points,
        regions=regions,
        countries=countries,
        means=frozenset(means) | (hazards_of(words) if family == "disaster" else frozenset()),
        doers=frozenset(name.casefold() for role, name, _ in actors if role == "actor"),
        targets=frozenset(name.casefold() for role, name, _ in actors if role == "target"),
        doer_countries=frozenset(country for role, _, country in actors if role == "actor" and country),
        claims=claims,
        said=said,
        # Names of places are compared as places.
        words=words - DULL - told,
        report=given.cluster_id or given.article_id,
        placed=any(place.role == "location" and _inside(mention, place.start) for place in mention.places),
        wave=launched or len(points) + len(regions) >= _MANY,
    )


def _own(mention: Mention) -> Mention:
    """The mention without what it has from other sentences where its own passage says it: the town of the line above
    in a round-up, an older count two sentences on."""
    told = {(q.kind, q.unit) for q in mention.quantities if _inside(mention, q.start)}
    launched = any(kind in _LAUNCHED for kind, _ in told)
    places = [place for place in mention.places if place.role != "location" or _inside(mention, place.start)]
    if not any(place.role == "location" for place in places):
        # What was launched in a night was not launched at the town of the next sentence.
        places = [place for place in mention.places if not launched or place.precision not in _POINTS]
    quantities = [
        _attributed(mention, quantity)
        for quantity in mention.quantities
        if _inside(mention, quantity.start)
        # A count of what was launched goes on to the dead of one town.
        or ((quantity.kind, quantity.unit) not in told and (quantity.kind in _LAUNCHED or not launched))
    ]
    return replace(mention, places=tuple(places), quantities=tuple(quantities))


def _attributed(mention: Mention, quantity: Quantity) -> Quantity:
    """A passage in which one speaker from another country reports speaks with his figures throughout."""
    claimants = [actor for actor in mention.actors if actor.role == "claimant"]
    if quantity.attributed_to is not None or len(claimants) != 1 or not _inside(mention, quantity.start):
        return quantity
    here = {place.country for place in mention.places if place.role == "location" and place.country}
    if claimants[0].country is None or not here or claimants[0].country in here:
        return quantity
    return replace(quantity, attributed_to=claimants[0].name)


def _inside(mention: Mention, start: int) -> bool:
    return mention.evidence_start <= start < mention.evidence_end


def figures_key(item: Item) -> tuple[tuple[FigureKey, int | None, int | None, int | None, str], ...]:
    """What the item claims, to be compared with what others claim."""
    return tuple((key, c.low, c.best, c.high, c.claimant) for key, c in sorted(item.claims.items(), key=itemgetter(0)))


def kilometres(one: Spot, other: Spot) -> float | None:
    """Distance on the sphere; None where one of them has no coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    first, second = math.radians(one.lat), math.radians(other.lat)
    turn = math.radians(other.lon - one.lon)
    half = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(turn / 2) ** 2
    return 12742.0 * math.asin(math.sqrt(min(1.0, half)))


def same_spot(one: Spot, other: Spot) -> bool:
    """The same place, or two points not more than 25 km apart."""
    if one.key == other.key:
        return True
    if (one.resolved != other.resolved or not one.resolved) and one.names & other.names:
        return True
    if one.level != 3 or other.level != 3:
        return False
    distance = kilometres(one, other)
    return distance is not None and distance <= NEAR_KM


def _spot(place: MentionPlace) -> Spot:
    names = frozenset(plain_name(name) for name in (place.name, place.canonical_name) if name)
    known = place.geonames_id is not None
    return Spot(
        key=f"g{place.geonames_id}" if known else f"n{plain_name(place.canonical_name or place.name)}",
        names=names,
        printed=plain_name(place.name),
        name_words=tuple(sorted({w for name in names if (w := frozenset(_WORD.findall(name)))}, key=sorted)),
        # Where a place lies that the gazetteer does not know is a guess from the places around it: its name counts.
        lat=place.lat if known else None,
        lon=place.lon if known else None,
        country=place.country if known else None,
        admin1=place.admin1 if known else None,
        resolved=known,
        level=3 if place.precision in _POINTS else 2 if place.precision == "admin1" else 1,
    )


@lru_cache(maxsize=50_000)
def plain_name(name: str) -> str:
    """A name as it is compared: without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
