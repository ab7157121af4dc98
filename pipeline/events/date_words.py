"""The words of the date grammar: months, weekdays, units, number words, parts of the day, holidays.

Keys are lower case. Nothing here depends on the day on which it runs.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def words(text: str) -> frozenset[str]:
    """The words of a blank-separated list."""
    return frozenset(text.split())


MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

MONTH_ABBREVIATIONS = words("jan feb mar apr jun jul aug sept sep oct nov dec")

AMBIGUOUS_MONTHS = frozenset({"may", "march", "mar", "jan", "sept", "sep", "august", "dec", "april", "june"})
"""Months that are also a verb, a name or an adjective: alone they need a sign that a month is meant."""

WEEKDAYS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "monday mon", "tuesday tue tues", "wednesday wed weds", "thursday thu thur thurs", "friday fri",
            "saturday sat", "sunday sun",
        )
    )
    for name in names.split()
}  # fmt: skip

FULL_WEEKDAYS = frozenset(name for name in WEEKDAYS if name.endswith("day"))

UNITS: dict[str, str] = {
    "second": "second", "seconds": "second", "minute": "minute", "minutes": "minute", "hour": "hour",
    "hours": "hour", "day": "day", "days": "day", "night": "day", "nights": "day", "week": "week", "weeks": "week",
    "weekend": "weekend", "weekends": "weekend", "fortnight": "fortnight", "fortnights": "fortnight",
    "month": "month", "months": "month", "quarter": "quarter", "quarters": "quarter", "year": "year",
    "years": "year", "decade": "decade", "decades": "decade", "century": "century", "centuries": "century",
}  # fmt: skip

_CARDINALS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
SMALL_NUMBERS: dict[str, int] = {word: value for value, word in enumerate(_CARDINALS.split())}
TENS: dict[str, int] = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip

VAGUE_AMOUNTS = frozenset({"several", "few", "some", "many", "numerous", "couple"})

_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS: dict[str, int] = {word: value for value, word in enumerate(_ORDINALS.split(), start=1)}
ORDINALS["thirtieth"] = 30

DECADES: dict[str, int] = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "nineties": 90,
}  # fmt: skip

DAY_PARTS: dict[str, str] = {
    "morning": "TMO", "dawn": "TMO", "daybreak": "TMO", "sunrise": "TMO", "noon": "T12:00", "midday": "TMI",
    "noontime": "T12:00", "lunchtime": "TMI", "afternoon": "TAF", "evening": "TEV", "dusk": "TEV", "sunset": "TEV",
    "night": "TNI", "overnight": "TNI", "midnight": "T24:00", "nighttime": "TNI",
}  # fmt: skip
"""TimeML's parts of the day."""

SEASONS: dict[str, str] = {
    "spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI", "springtime": "SP",
    "summertime": "SU", "wintertime": "WI",
}  # fmt: skip
SEASON_MONTHS: dict[str, tuple[int, int]] = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}
"""First and last month, northern hemisphere; a winter is named after the year in which it begins."""

PRESENT_WORDS = frozenset({"now", "currently", "presently", "nowadays"})
PAST_WORDS = frozenset({"recently", "previously", "formerly", "lately"})
FUTURE_WORDS = frozenset({"soon", "shortly"})
SET_WORDS: dict[str, str] = {
    "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "fortnightly": "P2W", "monthly": "P1M", "quarterly": "P1Q",
    "yearly": "P1Y", "annually": "P1Y", "hourly": "PT1H",
}  # fmt: skip

_FIXED_HOLIDAYS: dict[str, tuple[int, int]] = {
    "new year's eve": (12, 31), "new year's day": (1, 1), "new year": (1, 1), "new year's": (1, 1),
    "new years eve": (12, 31), "new years day": (1, 1),
    "epiphany": (1, 6), "orthodox christmas": (1, 7), "orthodox christmas day": (1, 7),
    "orthodox christmas eve": (1, 6), "valentine's day": (2, 14), "defender of the fatherland day": (2, 23),
    "international women's day": (3, 8), "women's day": (3, 8), "saint patrick's day": (3, 17),
    "st. patrick's day": (3, 17), "april fools' day": (4, 1), "april fool's day": (4, 1), "may day": (5, 1),
    "labour day": (5, 1), "cinco de mayo": (5, 5), "victory day": (5, 9), "ve day": (5, 8), "bastille day": (7, 14),
    "assumption day": (8, 15), "all saints' day": (11, 1), "all souls' day": (11, 2), "armistice day": (11, 11),
    "veterans day": (11, 11), "remembrance day": (11, 11), "halloween": (10, 31), "guy fawkes night": (11, 5),
    "st. nicholas day": (12, 6), "human rights day": (12, 10), "christmas eve": (12, 24), "christmas": (12, 25),
    "christmas day": (12, 25), "boxing day": (12, 26), "st. stephen's day": (12, 26), "juneteenth": (6, 19),
    "nowruz": (3, 21), "world refugee day": (6, 20), "anzac day": (4, 25), "st. george's day": (4, 23),
    "holy innocents' day": (12, 28), "fourth of july": (7, 4),
}  # fmt: skip

_EASTER_HOLIDAYS: dict[str, int] = {
    "ash wednesday": -46, "palm sunday": -7, "maundy thursday": -3, "holy thursday": -3, "good friday": -2,
    "holy saturday": -1, "easter": 0, "easter sunday": 0, "easter monday": 1, "pentecost": 49, "whit monday": 50,
    "ascension day": 39, "corpus christi": 60,
}  # fmt: skip

_NTH_WEEKDAY_HOLIDAYS: dict[str, tuple[int, int, int]] = {
    # month, weekday, n-th of the month (-1: last)
    "martin luther king day": (1, 0, 3), "presidents' day": (2, 0, 3), "mother's day": (5, 6, 2),
    "memorial day": (5, 0, -1), "father's day": (6, 6, 3), "labor day": (9, 0, 1), "columbus day": (10, 0, 2),
    "thanksgiving": (11, 3, 4), "thanksgiving day": (11, 3, 4), "black friday": (11, 3, 4), "election day": (11, 0, 1),
}  # fmt: skip

HOLIDAYS: frozenset[str] = frozenset(_FIXED_HOLIDAYS) | frozenset(_EASTER_HOLIDAYS) | frozenset(_NTH_WEEKDAY_HOLIDAYS)
HOLIDAY_WORDS = max(len(name.replace(".", " .").replace("'", " '").split()) for name in HOLIDAYS)

STARTS: frozenset[str] = (
    frozenset(MONTHS)
    | frozenset(WEEKDAYS)
    | frozenset(name + "s" for name in FULL_WEEKDAYS)
    | frozenset(SMALL_NUMBERS)
    | frozenset(TENS)
    | frozenset(ORDINALS)
    | frozenset(SEASONS)
    | frozenset(SET_WORDS)
    | frozenset(DECADES)
    | frozenset(name.replace("'", " ").split()[0].rstrip(".") for name in HOLIDAYS)
    | VAGUE_AMOUNTS
    | PRESENT_WORDS
    | PAST_WORDS
    | FUTURE_WORDS
    | words(
        "today tonight yesterday tomorrow overnight noon midnight midday dawn daybreak early mid late middle beginning "
        "start end earlier later sometime morning afternoon evening night hours week day between from last past next "
        "coming upcoming this current previous preceding prior following ensuing same that the a an its his their half "
        "every each fiscal year quarter weekend latest recent these future full very latter"
    )
)
"""Words with which a date expression can begin; everything else is passed over."""


def easter(year: int) -> date:
    """Western Easter Sunday of `year` (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th `weekday` (Monday 0) of a month; n = -1 is the last one."""
    if n < 0:
        last = date(year, month, calendar.monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def holiday(name: str, year: int) -> date | None:
    """The day of a holiday in `year`; None for an unknown name."""
    if name in _FIXED_HOLIDAYS:
        month, day = _FIXED_HOLIDAYS[name]
        return date(year, month, day)
    if name in _EASTER_HOLIDAYS:
        return easter(year) + timedelta(days=_EASTER_HOLIDAYS[name])
    if name in _NTH_WEEKDAY_HOLIDAYS:
        month, weekday, n = _NTH_WEEKDAY_HOLIDAYS[name]
        day_of = nth_weekday(year, month, weekday, n)
        return day_of + timedelta(days=1) if name in ("black friday", "election day") else day_of
    return None
