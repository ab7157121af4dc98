"""What a date text says: an instant where it states one, a day where it states a day, nothing where it is unclear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from pipeline.records import ArticleDatePrecision

EARLIEST = date(1990, 1, 1)
"""Nothing on the web was published earlier; older dates are template values (1970-01-01, 0001-01-01)."""
CLOCK_SKEW = timedelta(hours=2)
"""How far after its capture a page may say it was published: publishers' clocks and scheduled posts."""

_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T\s]{1,3}(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,12})?)?"
    r"\s{0,3}(Z|UTC|GMT|[+-]\d{2}:?\d{0,2}(?::\d{2})?)?)?",
    re.IGNORECASE,
)
_HALF_DAY = re.compile(r"\s{0,3}([ap])\.?m\b\.?", re.IGNORECASE)
_ZONE = re.compile(r"\s{0,3}(Z|UTC|GMT|[+-]\d{2}:?\d{2})\b", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{4})?")
_EPOCH = re.compile(r"[01]?\d{9}(?:\d{3})?")
_RFC822 = re.compile(r"(?:[A-Za-z]{3,9},?\s)?\s{0,3}\d{1,2}\s[A-Za-z]{3,9}\s\d{4}\s\d{1,2}:\d{2}", re.IGNORECASE)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[,T\s-]{1,5}(\d{1,2})[:.](\d{2})(?::(\d{2}))?)?")
_SLASHED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?:\s{1,3}(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_TO_STRING = re.compile(  # JavaScript: Fri May 03 2024 10:00:00 GMT+0200; Java: Fri May 03 10:00:00 UTC 2024
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (?:(\d{4}) )?(\d{2}):(\d{2}):(\d{2})"
    r" ?(?:GMT|UTC|[A-Z]{3,4})? ?([+-]\d{4})? ?(\d{4})?"
)
_MONTHS = dict(
    zip(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), range(1, 13), strict=True)
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A publication time as one source states it."""

    day: date
    """The calendar day as written, in the writer's own zone."""
    at: datetime | None
    """The instant in UTC; None where only a day is stated or the zone is not."""
    local: datetime | None
    """The time as written, without zone, where a time is stated."""
    precision: ArticleDatePrecision

    @property
    def utc_day(self) -> date:
        """The UTC date of the instant, or the day as written."""
        return self.at.date() if self.at else self.day


def parse_stamp(text: str) -> Stamp | None:
    """Read a machine-written date (ISO 8601 and its neighbours, RFC 822, epoch seconds or milliseconds)."""
    text = text.strip()[:80]
    if not text:
        return None
    try:
        return _compact(text) or _iso(text) or _epoch(text) or _rfc822(text) or _other(text)
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> Stamp | None:
    match = _ISO.match(text)
    if not match or (match.end() < len(text) and text[match.end()].isdigit()):
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    whole = date(int(year), int(month), int(day))
    if hour is None:
        # "2024-05-03T" and "2024-05-03 xyz" state a day; "2024-05-03T99:99" is noise but its day stands.
        return Stamp(whole, None, None, "day")
    half = _HALF_DAY.match(text, match.end())
    if half and 1 <= int(hour) <= 12:
        hour = str(int(hour) % 12 + (12 if half[1].lower() == "p" else 0))
        rest = _ZONE.match(text, half.end())
        zone = rest[1] if rest else zone
    return _timed(whole, hour, minute, second, zone)


def _compact(text: str) -> Stamp | None:
    match = _COMPACT.fullmatch(text)
    if not match or not match[1].startswith(("19", "20")):
        return None
    return _timed(date(int(match[1]), int(match[2]), int(match[3])), match[4], match[5], match[6], match[7])


def _timed(day: date, hour: str, minute: str, second: str | None, zone: str | None) -> Stamp:
    add = timedelta(0)
    if hour == "24" and minute == "00":
        hour, add = "0", timedelta(days=1)
    local = datetime(day.year, day.month, day.day, int(hour), int(minute), min(int(second or 0), 59)) + add  # noqa: DTZ001
    precision: ArticleDatePrecision = "minute" if second is None else "second"
    offset = _offset(zone)
    if offset is None:
        return Stamp(local.date(), None, local, precision)
    return Stamp(local.date(), (local - offset).replace(tzinfo=UTC), local, precision)


def _offset(zone: str | None) -> timedelta | None:
    if not zone:
        return None
    if zone.upper() in ("Z", "UTC", "GMT"):
        return timedelta(0)
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4] or 0))
    if offset > timedelta(hours=14):
        return None
    return -offset if zone[0] == "-" else offset


def _epoch(text: str) -> Stamp | None:
    if not _EPOCH.fullmatch(text):
        return None
    seconds = int(text) // 1000 if len(text) >= 12 else int(text)
    at = datetime.fromtimestamp(seconds, UTC)
    return Stamp(at.date(), at, at.replace(tzinfo=None), "second")


def _rfc822(text: str) -> Stamp | None:
    if not _RFC822.match(text):
        return None
    parsed = parsedate_to_datetime(text)
    precision: ArticleDatePrecision = "second" if text.count(":") >= 2 else "minute"
    if parsed.tzinfo is None:
        return Stamp(parsed.date(), None, parsed, precision)
    return Stamp(parsed.date(), parsed.astimezone(UTC), parsed.replace(tzinfo=None), precision)


def _other(text: str) -> Stamp | None:
    match = _DOTTED.match(text)
    if match:
        day = date(int(match[3]), int(match[2]), int(match[1]))
        return _timed(day, match[4], match[5], match[6], None) if match[4] else Stamp(day, None, None, "day")
    match = _SLASHED.match(text)
    if match:
        day = date(int(match[1]), int(match[2]), int(match[3]))
        return _timed(day, match[4], match[5], match[6], None) if match[4] else Stamp(day, None, None, "day")
    match = _TO_STRING.match(text)
    if match and match[1] in _MONTHS and (match[3] or match[8]):
        day = date(int(match[3] or match[8]), _MONTHS[match[1]], int(match[2]))
        zone = match[7] or ("UTC" if re.search(r"\b(?:GMT|UTC)\b", match[0]) else None)
        return _timed(day, match[4], match[5], match[6], zone)
    return None


def refusal(stamp: Stamp, captured_at: datetime) -> str | None:
    """Why this cannot be when a page captured at `captured_at` was published: "future_date", "bad_date" or None.

    A day is given the 14 hours by which the first time zone is ahead of UTC; a time without a zone likewise.
    """
    if stamp.utc_day < EARLIEST:
        return "bad_date"
    if stamp.at is not None:
        return "future_date" if stamp.at > captured_at + CLOCK_SKEW else None
    latest = captured_at.astimezone(UTC) + timedelta(hours=14)
    if stamp.local is not None:
        return "future_date" if stamp.local > latest.replace(tzinfo=None) else None
    return "future_date" if stamp.day > latest.date() else None
