"""Which events a rule is about, and what of them is worth telling again. Pure: rows and times in, decisions out."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.settings import AlertRule, AlertSettings

_EARTH_KM = 6371.0088
SHARE = 0.1  # a figure that changes by less than a tenth is not worth a second message


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance between two points in degrees, as the SQL macro of the same name has it."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = (
        math.sin((phi2 - phi1) / 2) ** 2
        + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def matches(rule: AlertRule, event: Mapping[str, Any]) -> bool:
    """Does a row of sql/alerts/candidates.sql meet every condition of the rule?"""
    return (
        event["modality"] in rule.modalities
        and (not rule.countries or event["country"] in rule.countries)
        and (not rule.types or event["event_type"] in rule.types or event["sub_event_type"] in rule.types)
        and (not rule.actors or _named(rule.actors, [*(event["actor_names"] or ()), *(event["target_names"] or ())]))
        and (not rule.place or _named((rule.place,), [event["place_name"], event["admin1"]]))
        and _near(rule, event)
        and (event["killed_n"] or 0) >= rule.killed
        and (event["injured_n"] or 0) >= rule.injured
        and (event["sources"] or 0) >= rule.sources
        and (event["confidence"] or 0) >= rule.confidence
        and (not rule.keywords or any(_has_words(words, event["texts"] or "") for words in rule.keywords))
        and (not rule.toll_jump or _jump(event) >= rule.toll_jump)
    )


def _named(wanted: tuple[str, ...], names: list[str | None]) -> bool:
    held = [name.casefold() for name in names if name]
    return any(part.casefold() in name for part in wanted for name in held)


def _near(rule: AlertRule, event: Mapping[str, Any]) -> bool:
    if rule.lat is None or rule.lon is None or rule.km is None:
        return True
    if event["lat"] is None or event["lon"] is None:
        return False
    return distance_km(rule.lat, rule.lon, event["lat"], event["lon"]) <= rule.km


def _has_words(words: str, text: str) -> bool:
    """All words of one keyword, whole, whatever their case."""
    return all(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) for word in words.split())


def _jump(event: Mapping[str, Any]) -> int:
    """By how many dead the toll rose since readers saw the event last; 0 for an event that is new to them."""
    return (event["killed_n"] or 0) - (event["killed_before"] or 0) if event["seen_before"] else 0


def change(was: Mapping[str, Any], event: Mapping[str, Any]) -> str | None:
    """What is materially other than what was told, in words; None where nothing is."""
    parts = []
    if was["modality"] != event["modality"]:
        parts.append(f"was {was['modality']}, is {event['modality']}")
    for kind in ("killed", "injured"):
        before, now = was[kind], event[f"{kind}_n"]
        if before != now and (before is None or now is None or abs(now - before) >= max(1, SHARE * before)):
            parts.append(f"{kind}: {_number(before)}, now {_number(now)}")
    if event["disputed"] and not was["disputed"]:
        parts.append("rival figures stand")
    return "; ".join(parts) or None


def _number(value: int | None) -> str:
    return "nobody said" if value is None else str(value)


def is_quiet(settings: AlertSettings, now: datetime) -> bool:
    """Is `now` within the quiet hours of the settings' time zone? They may cross midnight."""
    if not settings.quiet_from or not settings.quiet_to:
        return False
    here = now.astimezone(ZoneInfo(settings.time_zone)).time()
    start, end = time.fromisoformat(settings.quiet_from), time.fromisoformat(settings.quiet_to)
    return start <= here < end if start <= end else here >= start or here < end
