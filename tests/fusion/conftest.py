from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from pipeline.fusion import FusionInput
from pipeline.identity import content_id
from pipeline.records import Mention, MentionActor, MentionPlace, Quantity

DAY = date(2026, 3, 2)
# name: (id, lat, lon, country, admin1, precision); the towns are invented and lie where no two are near
PLACES = {
    "Odrava": (101, 48.0, 30.0, "XXA", "West", "settlement"),
    "Odrava Port": (102, 48.05, 30.1, "XXA", "West", "site"),
    "Belmor": (103, 49.5, 33.0, "XXA", "East", "settlement"),
    "Tiska": (104, 50.4, 30.5, "XXA", "North", "settlement"),
    "West": (110, 48.2, 30.2, "XXA", "West", "admin1"),
    "East": (111, 49.4, 33.2, "XXA", "East", "admin1"),
    "Arland": (120, 49.0, 31.0, "XXA", None, "country"),
    "Kolm": (201, 60.0, 10.0, "XXB", "Fjell", "settlement"),
    "Borland": (220, 61.0, 11.0, "XXB", None, "country"),
    "Nowhere": (None, None, None, None, None, "settlement"),
}


def place(name: str) -> MentionPlace:
    number, lat, lon, country, admin1, precision = PLACES[name]
    return MentionPlace(
        role="location",
        name=name,
        geonames_id=number,
        canonical_name=name,
        lat=lat,
        lon=lon,
        country=country,
        admin1=admin1,
        precision=precision,
        confidence=0.9,
        start=0,
        end=len(name),
    )


def quantity(kind: str, value: object, **changes: object) -> Quantity:
    low, best, high = value if isinstance(value, tuple) else (value, value, value)
    unit = "drone" if kind in ("launched", "intercepted") else "person"
    values: dict[str, object] = {
        "quantity_id": content_id(kind, value, repr(sorted(changes.items()))),
        "kind": kind,
        "unit": unit,
        "weapon": None,
        "low": low,
        "best": best,
        "high": high,
        "qualifier": "exact",
        "subset_of": None,
        "scope": "incident",
        "attributed_to": None,
        "attribution_kind": "none",
        "start": 0,
        "end": 1,
        "text": "x",
    }
    return Quantity(**(values | changes))


@pytest.fixture
def say() -> Callable[..., FusionInput]:
    """One mention: where, what figures, stated on which day, published how many hours after DAY began, by whom."""

    def make(
        where: str | tuple[str, ...] = "Odrava",
        *,
        killed: object = None,
        injured: object = None,
        figures: tuple[Quantity, ...] = (),
        on: date | None = DAY,
        until: date | None = None,
        hours: float = 20,
        source: str = "herald",
        actor: tuple[str, str | None] | None = None,
        target: str | None = None,
        kind: str = "ASSAULT",
        weapon: tuple[str, ...] = ("missile",),
        cluster: str | None = None,
        text: str = "A missile struck the grain terminal",
        **changes: object,
    ) -> FusionInput:
        names = (where,) if isinstance(where, str) else where
        counted = [quantity(k, v) for k, v in (("killed", killed), ("injured", injured)) if v is not None]
        published = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC) + timedelta(hours=hours)
        stated = on is not None
        day = on or published.date()
        actors = []
        if actor is not None:
            actors.append(
                MentionActor(
                    role="actor", name=actor[0], canonical_name=actor[0], country=actor[1], sector=None, start=0, end=1
                )
            )
        if target is not None:
            actors.append(
                MentionActor(
                    role="target", name=target, canonical_name=target, country=None, sector=None, start=0, end=1
                )
            )
        values: dict[str, object] = {
            "event_type": kind,
            "sub_event_type": None,
            "quad_class": "material conflict",
            "modality": "occurred",
            "recency": "current",
            "event_date_start": day,
            "event_date_end": until or day,
            "date_precision": "day",
            "date_basis": "stated" if stated else "publication",
            "date_text": None,
            "weapon": weapon,
            "evidence_start": 0,
            "evidence_end": len(text),
            "evidence": text,
            "confidence": 0.8,
            "found_by": "rule",
            "parser_version": "1",
            "actors": tuple(actors),
            "places": tuple(place(name) for name in names if name),
            "quantities": (*counted, *figures),
        } | changes
        article = content_id(source, hours, names, text)
        values["mention_id"] = content_id(article, repr(sorted(values.items(), key=lambda entry: entry[0])))
        return FusionInput(
            mention=Mention(**values),
            article_id=article,
            version="v",
            source=source,
            published_at=published,
            cluster_id=cluster,
        )

    return make


@pytest.fixture
def figure() -> Callable[..., Quantity]:
    return quantity
