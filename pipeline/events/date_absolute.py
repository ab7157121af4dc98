"""Dates that name a day, month or year: digits, months, weekdays, holidays, clock times, ordinals."""

from __future__ import annotations

from dataclasses import replace

from pipeline.events.date_tokens import DASH, REFUSED, Match, Phrase, Reader, Which, possible, spelled_year
from pipeline.events.date_words import (
    DAY_PARTS,
    FULL_WEEKDAYS,
    HOLIDAY_WORDS,
    HOLIDAYS,
    MONTH_ABBREVIATIONS,
    MONTHS,
    ORDINALS,
    WEEKDAYS,
    words,
)

_NEWSPAPER = words(
    "times telegraph mail express herald mirror post tribune independent star sun world people standard "
    "citizen nation monitor mercury vision observer league"
)
_COUNTED = words(
    "people persons person civilians soldiers troops men women children police policemen officers rebels "
    "guerrillas fighters militants dead deaths killed wounded injured casualties victims drones missiles "
    "rockets shells houses homes km kilometers kilometres miles meters metres dollars percent pounds euros "
    "members prisoners hostages students workers employees farmers residents protesters refugees families "
    "votes seats jobs tons tonnes gmt hours local edt est utc cet"
)
_MONTH_CUES = words(
    "in of since until till by last next this early late mid during from through before after between around "
    "that following previous -"
)
_YEAR_CUES = _MONTH_CUES | words("year fiscal and to the ( , – — ' s for than a its his their")
_AFTER_YEAR = words("at by and to in the on when as for from with")
_WHICH_YEAR: dict[str, Which] = {"last": "last", "this": "this", "next": "next"}


class Absolute(Reader):
    """Rules for dates that are named."""

    def _digits(self, i: int) -> Match | None:
        word = self.low(i)
        for rule in (self._numeric, self._clock, self._day_month, self._ordinal, self._shift):
            match = rule(i)
            if match is not None:
                return match
        if word.endswith("s") and word[:-1].isdecimal() and len(word) in (3, 5) and word[-2] == "0":
            value = int(word[:-1])
            return Phrase(kind="decade", rule="decade", year=value if value > 100 else 1900 + value), i + 1
        if len(word) == 4 and word.isdecimal() and self.low(i + 1) in ("quarter", "period") and self._is_year(i):
            return Phrase(kind="unit", rule="quarter of a year", which="same", unit="quarter", year=int(word),
                          from_reference=True), i + 2  # fmt: skip
        if len(word) == 4 and word.isdecimal() and self._is_year(i):
            named = self._holiday(i + 1)
            if named is not None and named[0].kind == "holiday" and named[0].year is None:
                return replace(named[0], year=int(word)), named[1]  # "the 2019 Easter bombings"
            return Phrase(kind="calendar", rule="year", year=int(word)), i + 1
        if not self.strict and word.isdecimal() and len(word) <= 2 and 1 <= int(word) <= 31 and self.n == 1:
            return Phrase(kind="day", rule="bare day", day=int(word), from_reference=True), i + 1
        return None

    def _is_year(self, i: int) -> bool:
        year = int(self.low(i))
        if not self.strict:
            return 1000 <= year <= 2200
        after, before = self.low(i + 1), self.low(i - 1)
        if not 1800 <= year <= 2100 or after in _COUNTED or after == "%":
            return False
        if after in (":", ".", ",") and self.low(i + 2)[:1].isdecimal() and self.glued(i + 1) and self.glued(i + 2):
            return False
        if before in ("$", "£", "€", "#", ".", "+", ":", "/") or (before == "-" and not self.low(i - 2).isalpha()):
            return False
        if before in _YEAR_CUES:
            return True
        if before in ("at", "some", "about", "over", "nearly", "least", "almost", "only", "to", "killed", "wounded"):
            return False
        # "his unsuccessful 1996 campaign", but not "Orion 1980"
        return 1900 <= year <= 2050 and not (self.raw(i - 1)[:1].isupper() and before.isalpha())

    def _numeric(self, i: int) -> Match | None:
        """ISO dates, slashes and dots, the compact 19980303; ISO times may follow."""
        word = self.low(i)
        if len(word) == 8 and word.isdecimal() and word.isascii() and word[:2] in ("19", "20"):
            return _calendar("compact date", int(word[:4]), int(word[4:6]), int(word[6:]), i + 1)
        if len(word) == 6 and not self.strict and word.isdecimal():
            return _calendar("compact date", 1900 + int(word[:2]), int(word[2:4]), int(word[4:]), i + 1)
        sign = self.low(i + 1)
        parts = [word, self.low(i + 2), self.low(i + 4)]
        if sign not in ("-", "/", ".", "–", "‑") or not self.glued(i + 1) or not self.glued(i + 2):
            return None
        if not all(p.isdecimal() and p.isascii() and len(p) <= 4 for p in parts[:2]):
            return None
        if self.low(i + 3) != sign or not self.glued(i + 4) or not parts[2].rstrip("t").isdecimal():
            if word == "9" and parts[1] == "11" and sign == "/":
                return _calendar("9/11", 2001, 9, 11, i + 3)
            return None
        a, b, c = (int(p.rstrip("t")) for p in parts)
        j = i + 5
        if len(word) == 4 and sign != ".":
            return self._iso_time(_calendar("ISO date", a, b, c, j))
        if len(parts[2]) not in (2, 4) or max(len(word), len(parts[1])) > 2:
            return None
        year = c if c > 99 else 2000 + c if c < 50 else 1900 + c
        if sign == ".":
            return _calendar("day.month.year", year, b, a, j)
        if a > 12 or b > 12 or a == b:
            month, day = (b, a) if a > 12 else (a, b)
            return _calendar("slashes", year, month, day, j)
        if 1 <= a <= 12 and 1 <= b <= 12:
            # 03/04/2024 is read only where one of its two readings falls beside the day of publication
            return Phrase(kind="calendar", rule="slashes, ambiguous", year=year, month=a, day=b, vague=True), j
        return None

    def _iso_time(self, match: Match | None) -> Match | None:
        if match is None or self.low(match[1]) != "t" or not self.glued(match[1] + 1):
            return match
        j = match[1] + 1
        if self.low(j + 1) == ":" and self.low(j).isdecimal() and self.low(j + 2).isdecimal():
            return replace(match[0], part=f"T{self.low(j)}:{self.low(j + 2)}"), j + 3
        return match

    def _clock(self, i: int) -> Match | None:
        """A clock time, alone or with its day: "6 a.m. on Jan. 2", "10:35 p.m. Friday", "0900 GMT"."""
        word, minute, j = self.low(i), 0, i + 1
        if not (word.isdecimal() and word.isascii() and len(word) <= 4):
            return None
        hour = int(word)
        marked = False
        if len(word) == 4:
            hour, minute = divmod(hour, 100)
            if self.low(j) not in ("gmt", "utc", "hours", "hrs", "est", "edt", "cet", "z") or hour > 24 or minute > 59:
                return None
            marked = True
        elif self.low(j) in (":", ".") and self.low(j + 1).isdecimal() and len(self.low(j + 1)) == 2 and self.glued(j):
            minute, marked = int(self.low(j + 1)), self.low(j) == ":"
            j += 2
        if self.low(j) in ("a", "p") and self.low(j + 1) == "." and self.low(j + 2) == "m":
            hour, j, marked = hour % 12 + 12 * (self.low(j) == "p"), j + 3, True
            j += self.low(j) == "."
        elif self.low(j) in ("am", "pm"):
            hour, j, marked = hour % 12 + 12 * (self.low(j) == "pm"), j + 1, True
        elif self.low(j) == "o" and self.low(j + 1) == "'" and self.low(j + 2) == "clock":
            j, marked = j + 3, True
        if not marked or hour > 24 or minute > 59:
            return None
        while self.low(j) in (
            "gmt",
            "utc",
            "est",
            "edt",
            "cet",
            "local",
            "time",
            "hours",
            "hrs",
            "z",
            "moscow",
            "kyiv",
        ):
            j += 1
        return self._with_day(f"T{hour:02d}:{minute:02d}", j)

    def _with_day(self, part: str, j: int) -> Match | None:
        """A time of the day and the day that follows it, if one does."""
        k = j + 1 if self.low(j) in ("on", ",", "of") else j
        match = self._core(k)
        if match and not match[0].part and names_a_day(match[0]):
            return replace(match[0], part=part), match[1]
        return Phrase(kind="time", rule="clock time", part=part), j

    def _day_month(self, i: int) -> Match | None:
        """ "2 January 2024", "the 2nd of May", "15 Jan 90", "2-4 May", "3 and 4 May"."""
        digits = self.low(i).rstrip("stndrh")
        if not (digits.isdecimal() and digits.isascii() and len(digits) <= 2):
            return None
        j = i + 1
        until: int | None = None
        second = self.low(j + 1).rstrip("stndrh")
        joined = (self.low(j) in DASH or self.low(j) in ("and", "to", "&")) and second.isdecimal() and len(second) <= 2
        if joined and self._month_at(j + 2) and int(second) > int(digits):
            until, j = int(second), j + 2
        if self.low(j) == "of":
            j += 1
        if self.low(j) in DASH and self.glued(j) and self._month_at(j + 1):
            j += 1
        month = self._month_at(j)
        if month is None or (self.low(j) in ("may", "march") and not self._numbered_month(i, j)):
            return None
        number, k = month
        year, k = self._year_after(k, two_digits=True)
        inner, k = self._named_year(k) if year is None else (None, k)
        first = Phrase(kind="calendar", rule="day month", year=year, month=number, day=int(digits), inner=inner)
        if until is not None:
            last = replace(first, day=until)
            return (replace(first, until=last, rule="range"), k) if possible(first) and possible(last) else (REFUSED, k)
        return self._with_part(first, k) if possible(first) else (REFUSED, k)

    def _counts(self, j: int) -> bool:
        """Whether the number before token j is a share or a clock time ("Oct. 10:30", "May 5%")."""
        return self.low(j) == "%" or (self.low(j) == ":" and self.glued(j) and self.low(j + 1).isdecimal())

    def _numbered_month(self, i: int, j: int) -> bool:
        """Whether "15 may" is a day: written large, or with a year ("30 may 89"), or after "on" or "of"."""
        if self.raw(j)[:1].isupper():
            return True
        return self._year_after(j + 1, two_digits=True)[0] is not None or self.low(i - 1) in ("on", ",", "since")

    def _month_at(self, i: int) -> tuple[int, int] | None:
        """A month's name and its dot: (number, next token)."""
        word = self.low(i)
        if word not in MONTHS:
            return None
        j = i + 1
        if word in MONTH_ABBREVIATIONS and self.low(j) == "." and self.glued(j):
            j += 1
        return MONTHS[word], j

    def _year_after(self, i: int, two_digits: bool = False) -> tuple[int | None, int]:
        """A year right after a day or month, perhaps behind a comma: (year or None, next token)."""
        j = i + 1 if self.low(i) == "," else i
        word = self.low(j)
        if len(word) == 4 and word.isdecimal() and 1000 <= int(word) <= 2200 and self.low(j + 1) not in _COUNTED:
            return int(word), j + 1
        if two_digits and j == i and len(word) == 2 and word.isdecimal():
            after = self.low(j + 1)
            counts = after in (":", ".", "%") or (after.isalpha() and after not in _AFTER_YEAR)
            if not counts or (after == "." and not self.low(j + 2).isdecimal()):
                return (2000 if int(word) < 50 else 1900) + int(word), j + 1
        if word == "'" and len(self.low(j + 1)) == 2 and self.low(j + 1).isdecimal() and self.glued(j + 1):
            value = int(self.low(j + 1))
            return (2000 if value < 50 else 1900) + value, j + 2
        spelled = spelled_year(self.tokens, j) if word in ("nineteen", "twenty", "two") else None
        return spelled if spelled else (None, i)

    def _month(self, i: int) -> Match | None:
        month = self._month_at(i)
        if month is None:
            return None
        number, j = month
        word, before = self.low(i), self.low(i - 1)
        day = self._ordinal_number(j, limit=31)
        if day is None and self.low(j) == "the":
            day = self._ordinal_number(j + 1, limit=31)
        if day and self.raw(i)[:1].isupper() and not self._counts(day[1]):
            counted = before == "in" and self.low(day[1]).isalpha() and self.raw(day[1]).islower()
            if (not counted and self.low(day[1]) not in _COUNTED) or self.low(i - 1) == "on":
                year, k = self._year_after(day[1])
                inner, k = self._named_year(k) if year is None else (None, k)
                phrase = Phrase(kind="calendar", rule="month day", year=year, month=number, day=day[0], inner=inner)
                return self._with_part(phrase, k) if possible(phrase) else (REFUSED, k)
        k = j + 1 if self.low(j) == "of" and self.low(j + 1).isdecimal() else j
        year, k = self._year_after(k)
        if year is None:
            inner, k = self._named_year(j)
            if inner is not None:
                return Phrase(kind="calendar", rule="month of a year", month=number, inner=inner), k
        if year is None and not self._lone_month(i, word, before, j):
            return None
        return Phrase(kind="calendar", rule="month", year=year, month=number), k if year is not None else j

    def _named_year(self, i: int) -> tuple[Phrase | None, int]:
        """ "last year", "of this year" behind a day or month: (the year's phrase or None, next token)."""
        j = i + 1 if self.low(i) == "of" else i
        which = _WHICH_YEAR.get(self.low(j))
        if which is None or self.low(j + 1) != "year" or self.low(j + 2) in ("-", "'"):
            return None, i
        return Phrase(kind="unit", rule="unit", which=which, unit="year"), j + 2

    def _lone_month(self, i: int, word: str, before: str, j: int) -> bool:
        """Whether a month without day and year is one: "may fire", "they march", "Theresa May", "April Jones"."""
        if not self.strict:
            return True
        if not self.raw(i)[:1].isupper():
            return False
        if word in MONTH_ABBREVIATIONS and j == i + 1:
            return False
        if before in _MONTH_CUES or (before == "the" and self.raw(j).isalpha() and self.raw(j).islower()):
            return True
        if word in ("may", "march", "august"):
            return False
        follows = self.raw(j)
        named = follows[:1].isupper() and follows.isalpha() and follows.lower() not in WEEKDAYS
        return not (named and word in ("april", "june")) and not (self.raw(i - 1)[:1].isupper() and before.isalpha())

    def _weekday(self, i: int) -> Match | None:
        word = self.low(i)
        number = WEEKDAYS.get(word)
        if number is None:
            if not (word.endswith("days") and word[:-1] in FULL_WEEKDAYS):
                return None
            return Phrase(kind="set", rule="every weekday", name="XXXX-WXX-" + str(WEEKDAYS[word[:-1]] + 1)), i + 1
        if self.raw(i)[:1].isupper() and self.low(i + 1) in _NEWSPAPER and self.raw(i + 1)[:1].isupper():
            return None
        if self.low(i - 1) in ("bloody", "black", "ruby", "super") and self.raw(i - 1)[:1].isupper():
            return None
        j = i + 1
        short = word not in FULL_WEEKDAYS
        if short and self.low(j) == "." and self.glued(j):
            j += 1
        k = j + 1 if self.low(j) in (",", "(") else j
        if self.low(k) == "the" or self.low(k) == "on":
            k += 1
        dated = None
        if self.low(k)[:1].isdecimal():
            dated = self._numeric(k) or self._day_month(k)
        elif self.low(k) in MONTHS:
            dated = self._month(k)
        if dated and dated[0].kind == "calendar" and dated[0].day is not None and dated[0].until is None:
            end = dated[1] + 1 if self.low(j) == "(" and self.low(dated[1]) == ")" else dated[1]
            return replace(dated[0], weekday=number), end
        if short or (self.strict and not self.raw(i)[:1].isupper() and self.raw(i) != word):
            return None
        if self.low(j) == "the" and (ordinal := self._ordinal_number(j + 1, limit=31)) and ordinal[0] > 0:
            phrase = Phrase(kind="day", rule="weekday the n-th", day=ordinal[0], weekday=number)
            return self._with_part(phrase, ordinal[1])
        return self._with_part(Phrase(kind="weekday", rule="weekday", weekday=number), j)

    def _with_part(self, phrase: Phrase, j: int) -> Match:
        """The part of the day after a day: "Monday night", "Jan. 2 at 6 a.m.", "Tuesday overnight"."""
        word = self.low(j)
        if word in DAY_PARTS and (word != "overnight" or phrase.kind != "holiday"):
            return replace(phrase, part=DAY_PARTS[word]), j + 1
        if word == "at" and self.low(j + 1)[:1].isdecimal():
            clock = self._clock(j + 1)
            if clock and clock[0].kind == "time":
                return replace(phrase, part=clock[0].part), clock[1]
        return phrase, j

    def _holiday(self, i: int) -> Match | None:
        if not self.raw(i)[:1].isupper() and self.strict:
            return None
        name, best = "", None
        for k in range(i, min(i + HOLIDAY_WORDS, self.n)):
            gap = "" if (self.glued(k) and k > i) or k == i else " "
            name += gap + self.low(k)
            if name in HOLIDAYS:
                best = (name, k + 1)
        if best is None or (best[0] in ("new year", "new year's") and self.low(best[1]) == "resolution"):
            return None
        if self.low(best[1]) in ("agreement", "accord", "accords", "island", "islands", "party"):
            return None
        if self.low(best[1]) == "week":
            return Phrase(kind="week_of", rule="week of a holiday", name=best[0]), best[1] + 1
        year, j = self._year_after(best[1])
        return self._with_part(Phrase(kind="holiday", rule="holiday", name=best[0], year=year), j)

    def _ordinal_number(self, i: int, limit: int, words: bool = True) -> tuple[int, int] | None:
        """1 to limit: "2", "2nd", "second", "twenty-first"."""
        word = self.low(i)
        digits = word.rstrip("stndrh")
        if digits.isdecimal() and digits.isascii() and len(digits) <= 2:
            return (int(digits), i + 1) if int(digits) <= 99 else None
        if not words:
            return None
        if word in ORDINALS:
            return (ORDINALS[word], i + 1) if ORDINALS[word] <= limit else None
        if word in ("twenty", "thirty") and self.low(i + 1) in DASH and ORDINALS.get(self.low(i + 2), 99) < 10:
            return {"twenty": 20, "thirty": 30}[word] + ORDINALS[self.low(i + 2)], i + 3
        return None

    def _ordinal(self, i: int) -> Match | None:
        """ "third quarter (of 1990)", "first half", "20th century", "first of May", "third-quarter"."""
        word = self.low(i)
        if word in ("the", "a"):
            return None
        year_first: int | None = None
        if (
            len(word) == 4
            and word.isdecimal()
            and self.low(i + 1) in ORDINALS
            and self.low(i + 2) in ("quarter", "half")
        ):
            year_first, i = int(word), i + 1
        if word in ("last", "latter", "second", "first") and (self.low(i + 1), self.low(i + 2)) == ("half", "of"):
            year, end = self._year_after(i + 3)
            if year is not None:
                return Phrase(kind="half", rule="half", amount=1 if word == "first" else 2, year=year), end
        number = self._ordinal_number(i, limit=31)
        if number is None or (self.low(i).isdecimal() and year_first is None):
            return None
        value, j = number
        if self.low(j) in DASH:
            j += 1
        unit = self.low(j)
        if unit in ("quarter", "half") and value <= (4 if unit == "quarter" else 2):
            k = j + 1
            if unit == "half" and self.low(k) != "of" and self.strict:
                return None
            year, end = self._year_after(k + 1) if self.low(k) == "of" else self._year_after(k)
            year = year_first or year
            inner = None
            if year is None and self.low(k) == "of":
                held = self._core(k + 1)
                if held and held[0].unit == "year":
                    inner, end = held[0], held[1]
            kept = end if (year is not None and year_first is None) or inner else k
            return Phrase(kind="quarter" if unit == "quarter" else "half", rule=unit, amount=value, year=year,
                          inner=inner), kept  # fmt: skip
        if unit == "century":
            return Phrase(kind="century", rule="century", amount=value), j + 1
        if unit == "of" and (month := self._month_at(j + 1)) is not None:
            year, k = self._year_after(month[1])
            phrase = Phrase(kind="calendar", rule="day of month", year=year, month=month[0], day=value)
            return self._with_part(phrase, k) if possible(phrase) else (REFUSED, k)
        return None

    def _spelled(self, i: int) -> Match | None:
        year = spelled_year(self.tokens, i)
        if year and self.low(year[1]) not in _COUNTED:
            return Phrase(kind="calendar", rule="spelled year", year=year[0]), year[1]
        return None

    def _year_number(self, i: int) -> tuple[int, int] | None:
        word = self.low(i)
        if len(word) == 4 and word.isdecimal():
            return int(word), i + 1
        return spelled_year(self.tokens, i) if i < self.n else None


def names_a_day(phrase: Phrase) -> bool:
    """Whether a phrase is one day, to which a time of the day may be added."""
    if phrase.kind == "calendar":
        return phrase.day is not None and phrase.until is None
    return phrase.kind in ("weekday", "day", "holiday") and phrase.until is None


def _calendar(rule: str, year: int, month: int, day: int, j: int) -> Match | None:
    phrase = Phrase(kind="calendar", rule=rule, year=year, month=month, day=day)
    return (phrase, j) if 1 <= month <= 12 and 1000 <= year <= 2200 and possible(phrase) else None
