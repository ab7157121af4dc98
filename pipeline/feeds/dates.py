"""Date texts of feeds to UTC: one small grammar that rather refuses than guesses.

Read: RFC 822 and 850 and asctime, ISO 8601 in its extended and basic forms, epoch seconds and milliseconds, and the
local ways of writing a day (`2 janvier 2024 à 10h30`, `2024年1月2日 10:00`, `02.01.2024 10:00`). Refused with a reason:
times without a day, days that do not exist, years before 1990, numbers whose order of day and month is open, and
what lies more than a day in the future of `seen_at`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from pipeline.feeds.months import month_of
from pipeline.records import ArticleDatePrecision

MAX_FUTURE = timedelta(days=1)
FIRST_YEAR = 1990
_MAX_LENGTH = 120

# Names of zones that mean one offset wherever news is written; the rest (IST, AST, BST in Asia) are left open.
_ZONES = {
    name: minutes
    for minutes, names in {
        -600: "hst",
        -540: "akst",
        -480: "pst akdt",
        -420: "mst pdt",
        -360: "cst mdt",
        -300: "est cdt cot pet",
        -240: "edt clt vet",
        -210: "nst",
        -180: "adt brt art uyt",
        -150: "ndt",
        0: "z ut utc gmt wet",
        60: "cet met bst west wat mez",
        120: "cest mest mesz eet cat sast",
        180: "eest msk eat trt",
        210: "irst",
        240: "samt",
        300: "pkt uzt yekt",
        345: "npt",
        360: "bdt",
        420: "wib ict",
        480: "wita hkt sgt myt pht awst",
        540: "jst kst wit",
        570: "acst",
        600: "aest",
        660: "aedt",
        720: "nzst",
        780: "nzdt",
    }.items()
    for name in names.split()
}

_TIME = re.compile(
    r"(?<![\d.:])(?P<h>\d{1,2})(?P<sep>[:h.])(?P<m>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d{1,9})?)?(?!\d)\s{0,2}"
    r"(?P<half>[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
_HOUR_ONLY = re.compile(r"(?<![\d.:/-])(?P<h>\d{1,2})\s{0,1}(?:(?P<half>[ap]\.?m\b\.?)|h\b|uhr\b)", re.IGNORECASE)
_OFFSET = re.compile(r"(?:(?:GMT|UTC?|Z)\s{0,1})?(?P<sign>[+\-−])(?P<h>\d{1,2}):?(?P<m>\d{2})?(?!\d)", re.IGNORECASE)
_ZONE = re.compile(r"^[\s,(\[]{0,3}(?:(?:Uhr|h)\s{1,2})?(?P<name>[A-Za-z]{1,5})\b")
_ISO = re.compile(
    r"(?P<y>\d{4})(?:-(?P<mo>\d{1,2})-(?P<d>\d{1,2})|(?P<mo2>\d{2})(?P<d2>\d{2})(?!\d)|/(?P<mo3>\d{1,2})/(?P<d3>\d{1,2})"
    r"|\.(?P<mo4>\d{1,2})\.(?P<d4>\d{1,2})\.?)"
)
_BASIC_TIME = re.compile(r"^[T\s](?P<h>\d{2})(?P<m>\d{2})(?P<s>\d{2})?(?:[.,]\d{1,9})?(?!\d)")
_WEEK_DATE = re.compile(r"\d{4}-?W\d{2}|^\d{4}-\d{3}$")
_CJK = re.compile(r"(?P<y>\d{4})\s?[年년]\s?(?P<mo>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일号號]?")
_CJK_TIME = re.compile(
    r"(?P<half>上午|下午|午前|午後|오전|오후)?\s?(?P<h>\d{1,2})\s?[時时点點시]\s?(?:(?P<m>\d{1,2})\s?[分분])?"
)
_DAY_FIRST = re.compile(r"(?<!\d)(?P<d>\d{1,2})(?P<sep>[./-])(?P<mo>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})(?!\d)")
_EPOCH = re.compile(r"(?P<s>\d{9,10})(?:(?P<ms>\d{3})|\.\d{1,9})?")
_WORD = re.compile(r"[^\W\d_][^\W\d_\u0300-\u036f]*(?:[\u0900-\u0dff\u0e00-\u0e7f]+)*\.?(?:[^\W\d_]\.)*")
# Numbers that are no part of a time of day; and years that are no zone (+0200).
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?![\d:])")
_YEAR = re.compile(r"(?<![\d:+\-−])\d{4}(?![\d:])")


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date text, read. `at` None: refused, for `trouble`. `zoned` False: the text names no zone."""

    at: datetime | None
    precision: ArticleDatePrecision | None = None
    zoned: bool = True
    offset_minutes: int | None = None
    trouble: Literal["bad_date", "future_date"] | None = None
    detail: str | None = None


def read_date(
    text: str, *, seen_at: datetime, habit_minutes: int | None = None, day_first: bool | None = None
) -> DateReading:
    """Read one date text of a feed that was fetched at `seen_at`.

    A time without a zone is taken in the feed's own zone `habit_minutes` (minutes east of UTC) and keeps its
    precision; where the habit is unknown it is taken as UTC and only its day is claimed. `day_first` decides
    03/04/2024; None leaves it refused.
    """
    text = _plain(text)
    if not text:
        return _bad("no date")
    if len(text) > _MAX_LENGTH:
        return _bad("too long for a date")
    if match := _EPOCH.fullmatch(text):
        at = _epoch(match)
        return _checked(at, "second", True, 0, seen_at) if at else _bad("a number that is no time")
    day = _find_day(text, day_first)
    if isinstance(day, str):
        return _bad(day)
    year, month, date, rest, before = day
    clock = _find_time(rest) or _find_time(before)
    if isinstance(clock, str):
        return _bad(clock)
    hour, minute, second, precision, after = clock or (0, 0, 0, "day", "")
    zone = _find_zone(after) if clock else None
    try:
        days = 0
        if (hour, minute, second) == (24, 0, 0):
            hour, days = 0, 1
        local = datetime(year, month, date, hour, minute, min(second, 59), tzinfo=UTC) + timedelta(days=days)
    except (ValueError, OverflowError):
        return _bad("a day or time that does not exist")
    if clock is None:
        return _checked(local, "day", True, None, seen_at)
    if zone is not None:
        return _checked(local - timedelta(minutes=zone), precision, True, zone, seen_at)
    if habit_minutes is not None:
        return _checked(local - timedelta(minutes=habit_minutes), precision, False, habit_minutes, seen_at)
    reading = _checked(local, "day", False, None, seen_at)
    if reading.trouble == "future_date" and local - timedelta(hours=14) <= seen_at + MAX_FUTURE:
        return _checked(min(local, seen_at), "day", False, None, seen_at)  # a zone east of UTC explains it
    return reading


def _plain(text: str) -> str:
    """One line, digits of every script as 0 to 9, direction marks gone."""
    if text.isascii() and text.isprintable():
        return " ".join(text[:400].split())
    text = unicodedata.normalize("NFKC", text[:400])
    out = []
    for char in text:
        if char.isdigit() and not char.isascii():
            try:
                char = str(unicodedata.digit(char))
            except ValueError:
                continue
        elif unicodedata.category(char) in ("Cf", "Cc") or char.isspace():
            char = " " if char.isspace() or unicodedata.category(char) == "Cc" else ""
        out.append(char)
    return " ".join("".join(out).split())


def _bad(detail: str) -> DateReading:
    return DateReading(None, trouble="bad_date", detail=detail)


def _checked(
    at: datetime, precision: ArticleDatePrecision, zoned: bool, offset: int | None, seen_at: datetime
) -> DateReading:
    if at.year < FIRST_YEAR:
        return _bad(f"the year {at.year} is before {FIRST_YEAR}")
    if at > seen_at + MAX_FUTURE:
        return DateReading(None, trouble="future_date", detail=f"{at:%Y-%m-%d %H:%M} lies in the future")
    return DateReading(at, precision, zoned, offset)


def _epoch(match: re.Match[str]) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(match.group("s")), UTC)
    except (ValueError, OverflowError, OSError):
        return None


_Day = tuple[int, int, int, str, str]


def _find_day(text: str, day_first: bool | None) -> _Day | str:
    """Year, month, day, what follows and what stands before; or why there is none."""
    if _WEEK_DATE.search(text):
        return "week and ordinal dates are not read"
    for pattern in (_CJK, _ISO):
        match = pattern.search(text)
        if match and not text[: match.start()].rstrip()[-1:].isdigit():
            groups = {name: value or "" for name, value in match.groupdict().items()}
            month = next(int(groups[key]) for key in ("mo", "mo2", "mo3", "mo4") if groups.get(key))
            date = next(int(groups[key]) for key in ("d", "d2", "d3", "d4") if groups.get(key))
            return int(groups["y"]), month, date, text[match.end() :], text[: match.start()]
    named = _named_day(text)
    if named is not None:
        return named
    match = _DAY_FIRST.search(text)
    if match:
        first, second, year = int(match.group("d")), int(match.group("mo")), _year(match.group("y"))
        if match.group("sep") == "." or first > 12 or first == second:
            date, month = first, second
        elif second > 12:
            date, month = second, first
        elif day_first is not None:
            date, month = (first, second) if day_first else (second, first)
        else:
            return f"day and month are open in {match.group()}"
        return year, month, date, text[match.end() :], text[: match.start()]
    return "a time without a day" if _TIME.search(text) else "not a date"


def _named_day(text: str) -> _Day | None:
    """Days whose month is a word: `Tue, 02 Jan 2024 …`, `2 de enero de 2024`, `January 2nd, 2024`, `2024. január 2.`

    The order "day month year" is looked for first, over all words: "mar" is also a Tuesday in half of Europe.
    """
    months = [(word, month) for word in _WORD.finditer(text) if (month := month_of(word.group())) is not None]
    for word, month in months:
        before, after = text[: word.start()], text[word.end() :]
        date, year = _last_number(before), _first_number(after)
        if date is None or len(date.group()) > 2:
            continue
        if year is None:
            year = _YEAR.search(after)  # 22 Nov 13:14:05 2026
            rest = f"{after[: year.start()]} {after[year.end() :]}" if year else ""
        else:
            rest = after[year.end() :]
        if year and len(year.group()) in (2, 4):
            return _year(year.group()), month, int(date.group()), rest, before[: date.start()]
    for index, (word, month) in enumerate(months):
        before, after = text[: word.start()], text[word.end() :]
        date = _first_number(after)
        if date is None or len(date.group()) > 2:
            continue
        leading = _last_number(before)
        if leading and len(leading.group()) == 4:  # 2024. január 2.
            return int(leading.group()), month, int(date.group()), after[date.end() :], ""
        until = months[index + 1][0].start() - word.end() if index + 1 < len(months) else len(after)
        year = _YEAR.search(after, date.end(), until)
        if year:  # January 2nd, 2024; Tue Jan 2 10:00:00 2024
            rest = f"{after[date.end() : year.start()]} {after[year.end() :]}"
            return int(year.group()), month, int(date.group()), rest, before
    return None


def _last_number(before: str) -> re.Match[str] | None:
    """The last number before a month's name that is not part of a time of day."""
    found = [
        number
        for number in _NUMBER.finditer(before)
        if ":" not in before[max(number.start() - 1, 0) : number.end() + 1]
    ]
    return found[-1] if found else None


def _first_number(after: str) -> re.Match[str] | None:
    """The number that follows a month's name with at most a short word between."""
    match = re.match(r"[\s,./'-]{0,3}(?:(?:de|del|of|da|i|г\.?)\s{1,2})?(?=\d)", after)
    return _NUMBER.match(after, match.end()) if match else None


def _year(text: str) -> int:
    year = int(text)
    if len(text) <= 2:
        return year + (1900 if year >= 69 else 2000)
    return year


_Clock = tuple[int, int, int, ArticleDatePrecision, str]


def _find_time(text: str) -> _Clock | str | None:
    """Hour, minute, second, precision and what follows; None where there is no time; a reason where it is wrong."""
    if match := _BASIC_TIME.match(text):
        second = match.group("s")
        return int(match["h"]), int(match["m"]), int(second or 0), "second" if second else "minute", text[match.end() :]
    if match := _CJK_TIME.search(text):
        hour = int(match["h"])
        if match["half"] in ("下午", "午後", "오후") and hour < 12:
            hour += 12
        return hour, int(match["m"] or 0), 0, "minute" if match["m"] else "hour", text[match.end() :]
    match = _TIME.search(text)
    half = match and match["half"]
    if match:
        hour, minute, second = int(match["h"]), int(match["m"]), int(match["s"] or 0)
        precision: ArticleDatePrecision = "second" if match["s"] else "minute"
    else:
        match = _HOUR_ONLY.search(text)
        if not match:
            return None
        half = match["half"]
        hour, minute, second, precision = int(match["h"]), 0, 0, "hour"
    if half:
        if not 1 <= hour <= 12:
            # "22:10 PM" is a clock of 24 hours with a needless half; "00:10 AM" means midnight.
            if hour > 23 or (hour == 0 and half[0] in "pP"):
                return "a time that does not exist"
        else:
            hour = hour % 12 + (12 if half[0] in "pP" else 0)
    if hour > 24 or minute > 59 or second > 60:
        return "a time that does not exist"
    return hour, minute, second, precision, text[match.end() :]


def _find_zone(after: str) -> int | None:
    """Minutes east of UTC that the text names, None where it names none that is certain."""
    if match := _OFFSET.search(after):
        hours, minutes = int(match["h"]), int(match["m"] or 0)
        if hours <= 14 and minutes < 60:
            total = hours * 60 + minutes
            return total if match["sign"] == "+" else -total
        return None
    if match := _ZONE.match(after):
        return _ZONES.get(match["name"].lower())
    return None


def zone_of(minutes: int) -> timezone:
    """The fixed zone so many minutes east of UTC."""
    return timezone(timedelta(minutes=minutes))
