"""How things are worded in the brief and the pages: figures, kinds of events, places, days. Pure functions of values.

Nothing here escapes markup: that is done where text becomes HTML or markdown. `shown` takes out what no escaping
reaches: control characters, and marks that turn the direction of the text around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from pipeline.brief.outlines import country_names

Group = Literal["violence", "disaster", "unrest", "politics"]
GROUPS: tuple[tuple[Group, str], ...] = (
    ("violence", "Attacks and fighting"),
    ("disaster", "Disasters and accidents"),
    ("unrest", "Protest and arrests"),
    ("politics", "Politics and diplomacy"),
)
GROUP_NAMES: dict[str, str] = dict(GROUPS)
_GROUP_OF: dict[str, Group] = {
    "ASSAULT": "violence",
    "DISASTER": "disaster",
    "ACCIDENT": "disaster",
    "PROTEST": "unrest",
    "COERCE": "unrest",
}
_ROOT_WORDS = {
    "AGREE": "agreement",
    "CONSULT": "talks",
    "SUPPORT": "support",
    "CONCEDE": "concession",
    "COOPERATE": "cooperation",
    "AID": "aid",
    "RETREAT": "withdrawal",
    "REQUEST": "appeal",
    "ACCUSE": "accusation",
    "REJECT": "refusal",
    "THREATEN": "threat",
    "PROTEST": "protest",
    "SANCTION": "sanctions",
    "MOBILIZE": "mobilisation",
    "COERCE": "coercion",
    "ASSAULT": "attack",
    "DISASTER": "disaster",
    "ACCIDENT": "accident",
}
_KIND_ORDER = (
    "killed",
    "casualties",
    "injured",
    "missing",
    "captured",
    "arrested",
    "displaced",
    "rescued",
    "launched",
    "intercepted",
    "hit",
)
# C0 and C1 controls, lone surrogates, marks that embed, override or isolate a direction, and the BOM
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_COUNTED = re.compile(
    r"(at least|more than|up to|about|around|nearly|almost|over|some|dozens|scores|hundreds|thousands|people|persons|"
    r"fourteen|fifteen|twenty|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|many|men|women|\d)\b|\d",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"^[A-Z][A-Z .,']{2,40} [-–—] ")
_SPACES = re.compile(r"\s+")


def shown(text: object) -> str:
    """Text from outside as it may be shown: each character that works unseen becomes U+FFFD, so offsets stay."""
    return "" if text is None else _UNSEEN.sub("\ufffd", str(text))


def short(text: object, length: int) -> str:
    """`shown`, on one line, cut at a word near `length` characters."""
    line = _SPACES.sub(" ", shown(text)).strip()
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    space = cut.rfind(" ", length * 2 // 3)
    return (cut[:space] if space > 0 else cut).rstrip(" ,;:–-") + "…"


def web_link(url: object) -> str | None:
    """The address where it is one of the web and nothing else; None for javascript:, data:, file: and what is odd."""
    text = str(url or "")
    if not text or len(text) > 2000 or _UNSEEN.search(text) or any(c in text for c in " \t\n\"'<>\\`"):
        return None
    try:
        parts = urlsplit(text)
        port_is_a_number = parts.port is None or parts.port > 0
    except ValueError:
        return None
    good = parts.scheme.lower() in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return text if good and port_is_a_number else None


def group_of(event_type: str) -> Group:
    """The group that an event type is drawn in."""
    return _GROUP_OF.get(event_type, "politics")


def what(event_type: str, sub_event_type: str | None) -> str:
    """Name of a kind of event, beginning with a capital letter."""
    name = sub_event_type or _ROOT_WORDS.get(event_type, event_type.lower())
    name = name.replace("landmine/ied", "landmine or IED").replace("remote explosive/", "remote explosive, ")
    first, *middle = name.split("/")
    words = first if not middle else ", ".join([first, *middle[:-1]]) + " or " + middle[-1]
    return words[:1].upper() + words[1:]


def country(code: str | None) -> str:
    """Usual English name of an ISO 3166-1 alpha-3 code; the code itself where it is unknown, "" for none."""
    return country_names().get(code, code) if code else ""


def where(place: str | None, code: str | None, precision: str | None = None) -> str:
    """ "Sumy, Ukraine"; the country alone where no more is known; "" where nothing is."""
    land = country(code)
    name = short(place, 80)
    if not name or precision == "country" or name == land:
        return land or name
    return f"{name}, {land}" if land else name


def number(n: int) -> str:
    """With a thin gap at thousands."""
    return f"{n:,}".replace(",", "\u202f")


def span(low: int | None, best: int | None, high: int | None) -> str:
    """A figure in words: "21", "at least 30", "about 70", "up to 100", "12–19". "" where nothing is said."""
    if low is None and best is None and high is None:
        return ""
    if low is not None and low == high:
        return number(low)
    if low is not None and high is not None:
        return f"{number(low)}–{number(high)}"
    if low is not None:
        return f"at least {number(low)}"
    if high is not None:
        return f"up to {number(high)}"
    return f"about {number(best or 0)}"


def figure_name(kind: str, unit: str) -> str:
    """ "killed", "drones launched"."""
    if unit == "person":
        return kind
    plural = unit if unit.endswith("s") or unit == "aircraft" else f"{unit}s"
    return f"{plural} {kind}".replace("_", " ")


def figure_order(kind: str, unit: str) -> tuple[int, int, str]:
    """Sorts figures: tolls of persons first, in the order of harm."""
    place = _KIND_ORDER.index(kind) if kind in _KIND_ORDER else len(_KIND_ORDER)
    return (0 if unit == "person" else 1, place, unit)


def names(values: Iterable[str] | None, most: int = 3) -> str:
    """Some names, and how many more. Counts of people ("at least 12 people") are figures, not names."""
    bare = (_DATELINE.sub("", str(value)).strip() for value in values or ())
    listed = [short(value, 60) for value in bare if value and not _COUNTED.match(value)]
    rest = len(listed) - most
    return ", ".join(listed[:most]) + (f" and {rest} more" if rest > 0 else "")


def day(value: date, *, weekday: bool = False, year: bool = True) -> str:
    """ "6 March 2024", with the weekday in front where asked."""
    text = f"{value.day} {_MONTHS[value.month - 1]}" + (f" {value.year}" if year else "")
    return f"{_WEEKDAYS[value.weekday()]}, {text}" if weekday else text


def days(first: date, last: date, *, year: bool = True) -> str:
    """One day or a stretch of days in words."""
    if first == last:
        return day(first, year=year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, year=year)}"
    return f"{day(first, year=year and first.year != last.year)} – {day(last, year=year)}"


def when(start: date | None, end: date | None, precision: str, reported: datetime) -> str:
    """When an event happened, as far as the sources say."""
    if start is None and end is None:
        return f"day not stated, reported {day(reported.astimezone(UTC).date(), year=False)}"
    first, last = start or end, end or start
    assert first is not None and last is not None
    if start is None:
        return f"by {day(last, year=False)}"
    if precision == "year":
        return f"in {first.year}"
    if precision == "month":
        return f"in {_MONTHS[first.month - 1]} {first.year}"
    return days(first, last, year=False)


def moment(value: datetime, *, day_only: bool = False) -> str:
    """ "6 Mar 2024, 16:15 UTC"."""
    at = value.astimezone(UTC)
    text = f"{at.day} {_MONTHS[at.month - 1][:3]} {at.year}"
    return text if day_only else f"{text}, {at:%H:%M} UTC"


def window_words(start: datetime, end: datetime) -> str:
    """The days of a window [start, end)."""
    first, last = start.astimezone(UTC).date(), (end.astimezone(UTC) - timedelta(microseconds=1)).date()
    return day(first, weekday=True) if first == last else days(first, last)


def count(n: int, one: str, many: str | None = None) -> str:
    """ "1 source", "3 sources"."""
    return f"{number(n)} {one if n == 1 else many or one + 's'}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
