"""The date grammar: tokens to phrases, by hand-written descent with bounded look-ahead.

Every rule looks a fixed number of tokens ahead and never behind a match, so the whole is linear in the
length of the text. What a phrase means in days is decided in `date_calendar`.
"""

from __future__ import annotations

import calendar
from dataclasses import replace

from pipeline.events.date_tokens import Phrase, Token, Which, amount, small_number, spelled_year
from pipeline.events.date_words import (
    DAY_PARTS,
    DECADES,
    FULL_WEEKDAYS,
    FUTURE_WORDS,
    HOLIDAY_WORDS,
    HOLIDAYS,
    MONTH_ABBREVIATIONS,
    MONTHS,
    ORDINALS,
    PAST_WORDS,
    PRESENT_WORDS,
    SEASONS,
    SET_WORDS,
    UNITS,
    WEEKDAYS,
    words,
)

Match = tuple[Phrase, int]
"""A phrase and the token after it."""

_WHICH: dict[str, Which] = {
    "last": "last", "past": "last", "next": "next", "coming": "next", "upcoming": "next", "this": "this",
    "current": "this", "previous": "previous", "preceding": "previous", "prior": "previous",
    "following": "following", "ensuing": "following", "same": "same", "that": "same",
}  # fmt: skip
_DEEPEST = 4
"""Dates within dates ("two days before the night of 3 May"); hostile text nests no further."""
_DASH = frozenset("-–—‑−")
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
_FUTURE_VERBS = frozenset(
    ["will", "shall", "would", "ll", "scheduled", "expected", "planned", "plans", "due", "upcoming"]
)


class Grammar:
    """Reads one text. `at(i)` gives the longest date expression that begins with token i.

    strict=False (the span is known to be a date) drops the signs that a bare month, year, number or
    "the quarter" otherwise needs.
    """

    def __init__(self, tokens: list[Token], strict: bool = True) -> None:
        self.tokens = tokens
        self.n = len(tokens)
        self.strict = strict
        self.depth = 0

    def low(self, i: int) -> str:
        return self.tokens[i].low if 0 <= i < self.n else ""

    def raw(self, i: int) -> str:
        return self.tokens[i].raw if 0 <= i < self.n else ""

    def glued(self, i: int) -> bool:
        """Whether token i stands right after the one before it."""
        return 0 < i < self.n and self.tokens[i].start == self.tokens[i - 1].end

    # --- entry -----------------------------------------------------------------------------------------

    def at(self, i: int) -> Match | None:
        """The date expression at token i with its modifiers and, for ranges, its end."""
        match = self._modified(i)
        if match is None:
            return None
        return self._range_tail(match, i)

    def _modified(self, i: int) -> Match | None:
        word = self.low(i)
        j = i + 1 if word == "the" else i
        head = self.low(j)
        if head in ("early", "mid", "late", "middle", "beginning", "start", "end", "earlier", "later", "sometime"):
            match = self._after_modifier(j, head)
            if match:
                return match
        if head in ("morning", "afternoon", "evening", "night", "hours", "week") and self.low(j + 1) == "of":
            match = self._core(j + 2)
            if match and head == "week" and match[0].kind == "calendar":
                return replace(match[0], kind="week_of", rule="week of"), match[1]
            if match and head in DAY_PARTS and match[0].kind in ("calendar", "weekday", "day", "holiday"):
                return replace(match[0], part=DAY_PARTS[head]), match[1]
        if head == "night" and self.low(j + 1) in ("between", "from"):
            match = self._range_words(j + 1)
            if match:
                return replace(match[0], part="TNI"), match[1]
        if head in ("between", "from") and word != "the":
            return self._range_words(i)
        return self._core(i)

    def _after_modifier(self, j: int, head: str) -> Match | None:
        mod = {"early": "START", "beginning": "START", "start": "START", "mid": "MID", "middle": "MID",
               "late": "END", "end": "END"}.get(head, "")  # fmt: skip
        k = j + 1
        if self.low(k) in _DASH or (head in ("beginning", "start", "end", "middle") and self.low(k) == "of"):
            k += 1
        elif head in ("beginning", "start", "end", "middle"):
            return None
        elif head in ("early", "late", "earlier", "later") and self.low(k) in ("on", "in", "into"):
            k += 1
        match = self._core(k)
        if match is None or match[0].kind in ("reference", "set", "duration", "time", "last_hours"):
            return None
        phrase = match[0]
        if head == "later":
            phrase = replace(phrase, prefer="future" if phrase.from_reference else "")
        if mod and (phrase.kind in ("weekday", "day", "overnight", "holiday") or phrase.day is not None):
            return (replace(phrase, part=phrase.part or {"START": "TMO", "END": "TEV"}.get(mod, "TMI"))), match[1]
        return replace(phrase, mod=mod), match[1]

    # --- ranges ----------------------------------------------------------------------------------------

    def _range_words(self, i: int) -> Match | None:
        """ "between 3 and 5 May", "from Monday to Wednesday", "from 2014 to 2016"."""
        joint = ("and",) if self.low(i) == "between" else ("to", "until", "till", "through")
        if self.low(i + 1).isdecimal() and self.low(i + 2) in joint:
            last = self._core(i + 3)
            if last and last[0].kind == "calendar" and last[0].day is not None and len(self.low(i + 1)) <= 2:
                first = replace(last[0], day=int(self.low(i + 1)))
                return (replace(first, until=last[0], rule="range"), last[1]) if _possible(first) else None
        first_match = self._core(i + 1)
        if first_match is None or self.low(first_match[1]) not in joint:
            return None
        last = self._core(first_match[1] + 1)
        if last is None and first_match[0].day is not None:
            last = self._bare_day(first_match[1] + 1, first_match[0])
        if last is None or not _pairs(first_match[0], last[0]):
            return None
        return replace(first_match[0], until=last[0], rule="range"), last[1]

    def _range_tail(self, match: Match, i: int) -> Match:
        """ "Jan. 2-4", "Jan. 30 - Feb. 2", "Monday-Wednesday", "Monday to Tuesday" after a first date."""
        phrase, j = match
        joint = self.low(j)
        if phrase.until is not None or phrase.kind not in ("calendar", "weekday"):
            return match
        if joint not in _DASH and joint not in ("to", "through", "and", "until"):
            return match
        if phrase.kind == "calendar" and phrase.day is not None and phrase.year is None:
            last = self._bare_day(j + 1, phrase)
            if last and (joint in _DASH or (joint in ("to", "and") and not self.low(last[1]).isalpha())):
                return replace(phrase, until=last[0], rule="range"), last[1]
        if joint in ("and", "until") or (joint not in _DASH and phrase.kind == "calendar" and phrase.day is None):
            return match
        tail = self._core(j + 1)
        if tail and _pairs(phrase, tail[0]):
            return replace(phrase, until=tail[0], rule="range"), tail[1]
        return match

    def _bare_day(self, i: int, like: Phrase) -> Match | None:
        """A day of the month of `like` ("Jan. 2-4"), with a year if one follows."""
        word = self.low(i)
        digits = word.rstrip("stndrh")
        if not (digits.isdecimal() and digits.isascii() and len(digits) <= 2):
            return None
        if like.day is not None and int(digits) <= like.day:
            return None
        year, j = self._year_after(i + 1)
        phrase = replace(like, day=int(digits), year=like.year if year is None else year)
        return (phrase, j) if _possible(phrase) else None

    # --- one date --------------------------------------------------------------------------------------

    def _core(self, i: int) -> Match | None:
        word = self.low(i)
        if not word or self.depth >= _DEEPEST:
            return None
        self.depth += 1
        try:
            return self._digits(i) if word[0].isdecimal() else self._wordy(i)
        finally:
            self.depth -= 1

    def _wordy(self, i: int) -> Match | None:
        for rule in (self._holiday, self._weekday, self._month, self._named_day, self._relative, self._ordinal,
                     self._spelled, self._shift, self._words):  # fmt: skip
            match = rule(i)
            if match is not None:
                return match
        return None

    def _digits(self, i: int) -> Match | None:
        word = self.low(i)
        for rule in (self._numeric, self._clock, self._day_month, self._ordinal, self._shift):
            match = rule(i)
            if match is not None:
                return match
        if word.endswith("s") and word[:-1].isdecimal() and len(word) in (3, 5) and word[-2] == "0":
            value = int(word[:-1])
            return Phrase(kind="decade", rule="decade", year=value if value > 100 else 1900 + value), i + 1
        if len(word) == 4 and word.isdecimal() and self._is_year(i):
            return Phrase(kind="calendar", rule="year", year=int(word)), i + 1
        if not self.strict and word.isdecimal() and len(word) <= 2 and 1 <= int(word) <= 31 and self.n == 1:
            return Phrase(kind="day", rule="bare day", day=int(word), from_reference=True), i + 1
        return None

    def _is_year(self, i: int) -> bool:
        year = int(self.low(i))
        if not self.strict:
            return 1000 <= year <= 2200
        after, before = self.low(i + 1), self.low(i - 1)
        if not 1800 <= year <= 2100 or after in _COUNTED or (after in ("%", ":", ".") and self.glued(i + 2)):
            return False
        if before in ("$", "£", "€", "#", ".", "+", ":", "/") or (before == "-" and not self.low(i - 2).isalpha()):
            return False
        return before in _YEAR_CUES or (
            (i + 1 >= self.n or not after.isalpha()) and before not in ("at", "some", "over")
        )

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
        if match and match[0].kind in ("calendar", "weekday", "day", "holiday") and not match[0].part:
            if match[0].kind != "calendar" or match[0].day is not None:
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
        if (self.low(j) in _DASH or self.low(j) in ("and", "to", "&")) and second.isdecimal() and len(second) <= 2:
            if self._month_at(j + 2) and int(second) > int(digits):
                until, j = int(second), j + 2
        if self.low(j) == "of":
            j += 1
        if self.low(j) in _DASH and self.glued(j) and self._month_at(j + 1):
            j += 1
        month = self._month_at(j)
        if month is None or (self.low(j) in ("may", "march") and not self._numbered_month(i, j)):
            return None
        number, k = month
        year, k = self._year_after(k, two_digits=True)
        first = Phrase(kind="calendar", rule="day month", year=year, month=number, day=int(digits))
        if until is not None:
            last = replace(first, day=until)
            return (
                (replace(first, until=last, rule="range"), k) if _possible(first) and _possible(last) else (_REFUSED, k)
            )
        return self._with_part(first, k) if _possible(first) else (_REFUSED, k)

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
        if two_digits and j == i and len(word) == 2 and word.isdecimal() and self.low(j + 1) not in (":", ".", "%"):
            if not self.low(j + 1).isalpha() or self.low(j + 1) in ("at", "by", "and", "to", "in", "the"):
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
        if day and self.raw(i)[:1].isupper() and not (self.low(day[1]) in (":", "%") and self.glued(day[1])):
            counted = before == "in" and self.low(day[1]).isalpha() and self.raw(day[1]).islower()
            if (not counted and self.low(day[1]) not in _COUNTED) or self.low(i - 1) == "on":
                year, k = self._year_after(day[1])
                phrase = Phrase(kind="calendar", rule="month day", year=year, month=number, day=day[0])
                return self._with_part(phrase, k) if _possible(phrase) else (_REFUSED, k)
        k = j + 1 if self.low(j) == "of" and self.low(j + 1).isdecimal() else j
        year, k = self._year_after(k)
        if year is None:
            which = {("last", "year"): "last", ("this", "year"): "this", ("next", "year"): "next"}
            relation = which.get((self.low(j), self.low(j + 1)))
            if relation and self.low(j + 2) != "-":
                inner = Phrase(kind="unit", rule="unit", which=_WHICH[relation], unit="year")
                return Phrase(kind="calendar", rule="month of a year", month=number, inner=inner), j + 2
        if year is None and not self._lone_month(i, word, before, j):
            return None
        return Phrase(kind="calendar", rule="month", year=year, month=number), k if year is not None else j

    def _lone_month(self, i: int, word: str, before: str, j: int) -> bool:
        """Whether a month without day and year is one: "may fire", "they march", "Theresa May", "April Jones"."""
        if not self.strict:
            return True
        if not self.raw(i)[:1].isupper():
            return False
        if word in MONTH_ABBREVIATIONS and j == i + 1:
            return False
        if before in _MONTH_CUES:
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

    def _named_day(self, i: int) -> Match | None:
        word = self.low(i)
        offsets = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
        if word in offsets:
            phrase = Phrase(kind="day", rule=word, amount=offsets[word], part="TNI" if word == "tonight" else "")
            if self.low(i + 1) == ",":
                # "Today, 11 February, at 0900": the stated day names the same day
                dated = self._core(i + 2) if self.low(i + 2)[:1].isdecimal() or self.low(i + 2) in MONTHS else None
                if dated and dated[0].kind == "calendar" and dated[0].day is not None:
                    return dated
            return self._with_part(phrase, i + 1)
        if word == "overnight":
            return self._overnight(i)
        if word in ("noon", "midnight", "midday", "dawn", "daybreak"):
            match = self._with_day(DAY_PARTS[word], i + 1)
            return match if match and match[0].kind != "time" else None
        return None

    def _overnight(self, i: int) -> Match | None:
        nxt = self.low(i + 1)
        if nxt in ("from", "between"):
            match = self._range_words(i + 1)
            if match:
                return replace(match[0], rule="overnight"), match[1]
        k = i + 2 if nxt in ("to", "into", "on") else i + 1
        match = self._core(k)
        if match and match[0].kind in ("weekday", "calendar", "day") and not match[0].until:
            if match[0].kind != "calendar" or match[0].day is not None:
                if nxt in ("to", "into"):
                    return Phrase(kind="overnight", rule="night before", inner=match[0]), match[1]
                return self._range_tail((replace(match[0], part="TNI"), match[1]), i)
        return Phrase(kind="overnight", rule="overnight"), i + 1

    # --- relative --------------------------------------------------------------------------------------

    def _relative(self, i: int) -> Match | None:
        """ "last week", "the next day", "this summer", "that Friday", "the past two years", "the third quarter"."""
        definite = self.low(i) in ("the", "its", "his", "their")
        j = i + 1 if definite else i
        word = self.low(j)
        if word in ("day", "night", "week", "month", "year", "morning", "evening") and self.low(i) == "the":
            match = self._beside(j)
            if match:
                return match
        if word in ("very",) and definite:
            j, word = j + 1, self.low(j + 1)
        which = _WHICH.get(word)
        if which is None:
            return self._definite(i, j) if definite else self._beside(i) if word == "day" else None
        j += 1
        if which in ("this", "same") and self.low(j) in ("past", "coming", "last", "next", "same", "very"):
            if self.low(j) != "very":
                which = _WHICH[self.low(j)] if self.low(j) != "same" else "same"
            j += 1
        counted = amount(self.tokens, j) if j < self.n and self.low(j) not in ("a", "an") else None
        if counted and self.low(counted[1]) == "-":
            counted = (counted[0], counted[1] + 1)
        if counted and self.low(counted[1]) in UNITS:
            return self._past_stretch(which, counted[0], counted[1])
        if self.low(j) == "fiscal" or self.low(j) == "calendar":
            j += 1
        return self._which_unit(which, word, j, definite)

    def _which_unit(self, which: Which, word: str, j: int, definite: bool) -> Match | None:
        unit_word = self.low(j)
        reference = which in ("previous", "following", "same") or (definite and word == "next")
        if unit_word in DAY_PARTS:
            part = DAY_PARTS[unit_word]
            if which == "last" and part in ("TNI", "TEV"):
                return Phrase(kind="day", rule="last night", amount=-1, part=part), j + 1
            if which == "this":
                return Phrase(kind="day", rule="this morning", amount=0, part=part), j + 1
            if reference:
                shift = {"previous": -1, "following": 1, "next": 1}.get(which, 0)
                return Phrase(kind="day", rule=f"{word} day", amount=shift, part=part, from_reference=True), j + 1
            return None
        if unit_word in UNITS and UNITS[unit_word] not in ("second", "minute", "hour"):
            unit = UNITS[unit_word]
            if unit == "year" and self.low(j + 1) == "'" and self.low(j + 2) == "s":
                inner = Phrase(kind="unit", rule="unit", which=which, unit="year")
                match = self._ordinal(j + 3) or (self._lone_quarter(j + 3, inner))
                if match and match[0].kind in ("quarter", "half"):
                    return replace(match[0], inner=inner), match[1]
            if unit == "day" and which in ("last", "this") and not definite:
                return None
            if unit_word.endswith("s") and unit_word != "s":
                name = {"last": "PAST_REF", "next": "FUTURE_REF"}.get(which)
                return (Phrase(kind="reference", rule="vague", name=name), j + 1) if name and not self.strict else None
            phrase = Phrase(kind="weekend" if unit == "weekend" else "unit", rule=f"{word} {unit}", which=which,
                            unit=unit, from_reference=reference)  # fmt: skip
            return phrase, j + 1
        if unit_word in FULL_WEEKDAYS:
            phrase = Phrase(kind="weekday", rule=f"{word} weekday", which=which, weekday=WEEKDAYS[unit_word],
                            from_reference=reference)  # fmt: skip
            if self.low(j + 1) == "," and self.low(j + 2) in MONTHS:
                dated = self._month(j + 2)
                if dated and dated[0].day is not None:
                    return replace(dated[0], weekday=phrase.weekday), dated[1]
            return self._with_part(phrase, j + 1)
        if unit_word in MONTHS and (month := self._month_at(j)) is not None and self.raw(j)[:1].isupper():
            day = self._ordinal_number(month[1], limit=31)
            number, k = month
            phrase = Phrase(kind="calendar", rule=f"{word} month", month=number, which=which,
                            from_reference=reference, day=day[0] if day else None)  # fmt: skip
            return (phrase, day[1] if day else k) if _possible(phrase) else None
        if unit_word in SEASONS:
            return Phrase(kind="season", rule=f"{word} season", which=which, name=SEASONS[unit_word]), j + 1
        holiday = self._holiday(j) if which in ("last", "next", "this") else None
        if holiday:
            return replace(holiday[0], which=which), holiday[1]
        if which in ("last", "this", "next") or self.low(j) in ("second", "first"):
            return self._ordinal(j)
        return None

    def _past_stretch(self, which: Which, count: int | None, j: int) -> Match:
        """ "the past 24 hours", "the last two weeks", "the next few days": a stretch that ends or begins today."""
        sign = -1 if which in ("last", "previous") else 1
        return Phrase(kind="duration", rule="stretch", unit=UNITS[self.low(j)], amount=None if count is None else
                      sign * count, which=which, vague=count is None), j + 1  # fmt: skip

    def _beside(self, j: int) -> Match | None:
        """ "the day before", "the week after", "the day before yesterday", "the night before"."""
        word, side = self.low(j), self.low(j + 1)
        if side not in ("before", "after", "earlier", "later") or word not in UNITS | DAY_PARTS:
            return None
        sign = -1 if side in ("before", "earlier") else 1
        part = DAY_PARTS.get(word, "")
        phrase = Phrase(kind="shift", rule=f"the {word} {side}", unit=UNITS.get(word, "day"), amount=sign,
                        from_reference=True, part=part)  # fmt: skip
        if side in ("before", "after"):
            inner = self._core(j + 2)
            if inner and inner[0].kind in ("calendar", "weekday", "day", "holiday", "shift"):
                return replace(phrase, inner=inner[0], from_reference=False), inner[1]
        return phrase, j + 2

    def _definite(self, i: int, j: int) -> Match | None:
        """After "the": "the weekend", "the year", "the quarter", "the latest period", "the 1st", "the nineties"."""
        word = self.low(j)
        if word == "weekend":
            return Phrase(kind="weekend", rule="the weekend", which=""), j + 1
        if word in DECADES:
            return Phrase(kind="decade", rule="decade", year=1900 + DECADES[word]), j + 1
        if word == "year":
            year = self._year_number(j + 1)
            if year:
                return Phrase(kind="calendar", rule="year", year=year[0]), year[1]
        if word in SEASONS:
            k = j + 1
            year, k = self._year_after(k + 1) if self.low(k) == "of" else self._year_after(k)
            return Phrase(kind="season", rule="season", name=SEASONS[word], year=year), k if year else j + 1
        if word == "'" and self.glued(j + 1):
            digits = self.low(j + 1)
            if len(digits) == 3 and digits.endswith("0s"):
                return Phrase(kind="decade", rule="decade", year=1900 + int(digits[:2])), j + 2
        if word in ("latest", "fiscal"):
            return self._definite(i, j + 1) if self.low(j + 1) in ("quarter", "period", "year") else self._core(j + 1)
        if word in ("year", "quarter", "week", "month", "period") and self.low(j + 1) != "-":
            k = j + 1
            if self.low(k) == "ended" or self.low(k) == "ending":
                return None
            if not self.strict or word != "period":
                which: Which = "same" if word in ("quarter", "period") else "this"
                return Phrase(kind="unit", rule=f"the {word}", which=which, unit="quarter" if word == "period" else word,
                              from_reference=which == "same", vague=True), k  # fmt: skip
            return None
        match = self._core(j) if word not in ("the", "a", "an") else None
        if match and match[0].kind in ("shift", "weekday", "reference", "set", "duration", "time"):
            if not (match[0].kind == "shift" and match[0].from_reference):
                return match if match[0].kind == "reference" else None
        if match is None:
            ordinal = self._ordinal_number(j, limit=31, words=False)
            if ordinal and self.raw(j)[-2:] in ("st", "nd", "rd", "th") and self._ends_phrase(ordinal[1]):
                return Phrase(kind="day", rule="the n-th", day=ordinal[0]), ordinal[1]
        return match

    def _ends_phrase(self, j: int) -> bool:
        """Whether no noun can follow: "on the 1st" but not "the 1st Battalion"."""
        return not self.low(j).isalpha() or self.low(j) in ("and", "to", "at", "when", "of", "but", "in")

    def _year_number(self, i: int) -> tuple[int, int] | None:
        word = self.low(i)
        if len(word) == 4 and word.isdecimal():
            return int(word), i + 1
        return spelled_year(self.tokens, i) if i < self.n else None

    def _lone_quarter(self, i: int, inner: Phrase) -> Match | None:
        if self.low(i) == "quarter":
            return Phrase(kind="unit", rule="quarter", unit="quarter", which="same", from_reference=True), i + 1
        return None

    def _shift(self, i: int) -> Match | None:
        """ "two days ago", "a week earlier", "three days after Christmas", "a year-ago", "48 hours later"."""
        if self.low(i) in ("year", "quarter") and self.low(i + 1) in _DASH and self.low(i + 2) in ("ago", "earlier"):
            k = i + 3
            if self.low(k) in ("quarter", "period", "third", "second", "first", "fourth"):
                inner = self._ordinal(k)
                k = inner[1] if inner else k + 1
            return Phrase(kind="shift", rule="year-ago", unit="year", amount=-1, from_reference=True), k
        count = amount(self.tokens, i)
        if count is None:
            return None
        value, j = count
        if self.low(j) in _DASH:
            j += 1
        if self.low(j) in ("more", "full", "whole"):
            j += 1
        if self.low(j) not in UNITS:
            return None
        unit, j = UNITS[self.low(j)], j + 1
        while self.low(j) == "or" and self.low(j + 1) in ("so", "two", "more") and j < i + 8:
            j += 2
        side = self.low(j)
        base = Phrase(kind="shift", rule="", unit=unit, amount=value, vague=value is None)
        if side in ("ago", "back"):
            name = f"{unit}s ago"
            return replace(base, rule=name, amount=-value if value is not None else -1), j + 1
        if side in ("from", "hence") and (side == "hence" or self.low(j + 1) in ("now", "today")):
            return replace(base, rule="from now", amount=value or 1), j + (1 if side == "hence" else 2)
        if side in ("earlier", "later", "before", "after", "afterward", "afterwards", "previously", "prior"):
            sign = 1 if side in ("later", "after", "afterward", "afterwards") else -1
            moved = replace(base, rule=f"{unit}s {side}", amount=sign * (value or 1), from_reference=True)
            if side in ("before", "after"):
                inner = self._core(j + 1)
                if inner and inner[0].kind in ("calendar", "weekday", "day", "holiday"):
                    return replace(moved, inner=inner[0], from_reference=False), inner[1]
                if inner is None and self.low(j + 1) in ("the", "a", "his", "her", "its", "their"):
                    # counted from a happening that is not a date: "a day after the attack"
                    return replace(moved, name="event"), j + 1
            return moved, j + 1
        if unit == "hour" and value == 24 and self.low(j) in ("period", "to", "ending", "until"):
            k = j + (self.low(j) == "period")
            k += self.low(k) in ("ending", "ended")
            k += self.low(k) in ("to", "until", "till", "at")
            clock = self._core(k) if k > j else None
            if clock and (clock[0].part.startswith("T") or clock[0].kind in ("weekday", "day")):
                inner_day = None if clock[0].kind == "time" else clock[0]
                return Phrase(kind="last_hours", rule="24 hours to", inner=inner_day), clock[1]
        return Phrase(kind="duration", rule="duration", unit=unit, amount=value, vague=True), j

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
        if word in ("twenty", "thirty") and self.low(i + 1) in _DASH and ORDINALS.get(self.low(i + 2), 99) < 10:
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
        number = self._ordinal_number(i, limit=31)
        if number is None or (self.low(i).isdecimal() and year_first is None):
            return None
        value, j = number
        if self.low(j) in _DASH:
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
            return self._with_part(phrase, k) if _possible(phrase) else (_REFUSED, k)
        return None

    def _spelled(self, i: int) -> Match | None:
        year = spelled_year(self.tokens, i)
        if year and (not self.strict or self.low(i - 1) in _YEAR_CUES) and self.low(year[1]) not in _COUNTED:
            return Phrase(kind="calendar", rule="spelled year", year=year[0]), year[1]
        return None

    def _words(self, i: int) -> Match | None:
        """Single words: now, recently, soon, daily, fiscal 1989, the future, each year, summer 2023."""
        word = self.low(i)
        if word in SET_WORDS:
            return Phrase(kind="set", rule="set", name=SET_WORDS[word]), i + 1
        if word in ("every", "each"):
            if self.low(i + 1) in UNITS or self.low(i + 1) in WEEKDAYS or self.low(i + 1) in MONTHS:
                return Phrase(kind="set", rule="set", name=""), i + 2
            return None
        if word == "fiscal" and len(self.low(i + 1)) == 4 and self.low(i + 1).isdecimal():
            return Phrase(kind="calendar", rule="fiscal year", year=int(self.low(i + 1))), i + 2
        if word in SEASONS:
            year, k = self._year_after(i + 1) if self.low(i + 1) != "of" else self._year_after(i + 2)
            if year is not None:
                return Phrase(kind="season", rule="season", name=SEASONS[word], year=year), k
            if not self.strict or (word == "summer" and self.low(i - 1) == "in"):
                return Phrase(kind="season", rule="season", name=SEASONS[word]), i + 1
        if word == "year" and self.low(i + 1) in (*_DASH, "'", "end"):
            k = i + 1
            k += 2 if self.low(k) == "'" else self.low(k) in _DASH
            if self.low(k) == "end":
                return Phrase(kind="unit", rule="year-end", which="this", unit="year", mod="LAST"), k + 1
        if word == "weekend":
            return Phrase(kind="weekend", rule="weekend", which=""), i + 1
        if word in PRESENT_WORDS:
            return Phrase(kind="reference", rule="now", name="PRESENT_REF"), i + 1
        if word in PAST_WORDS:
            return Phrase(kind="reference", rule="recently", name="PAST_REF"), i + 1
        if word in FUTURE_WORDS:
            return Phrase(kind="reference", rule="soon", name="FUTURE_REF"), i + 1
        if word == "future" and self.low(i - 1) in ("the", "near"):
            return Phrase(kind="reference", rule="the future", name="FUTURE_REF"), i + 1
        return None


_REFUSED = Phrase(kind="refused", rule="impossible date")


def _possible(phrase: Phrase) -> bool:
    """Whether the calendar has this day; without a year, 29 February is possible."""
    if phrase.month is None or phrase.day is None:
        return True
    if not 1 <= phrase.month <= 12 or phrase.day < 1:
        return False
    return phrase.day <= calendar.monthrange(phrase.year if phrase.year and phrase.year > 0 else 2024, phrase.month)[1]


def _calendar(rule: str, year: int, month: int, day: int, j: int) -> Match | None:
    phrase = Phrase(kind="calendar", rule=rule, year=year, month=month, day=day)
    return (phrase, j) if 1 <= month <= 12 and 1000 <= year <= 2200 and _possible(phrase) else None


def _pairs(first: Phrase, last: Phrase) -> bool:
    """Whether two dates can be the ends of one range."""
    if first.kind != last.kind or last.until is not None:
        return False
    return (first.day is None) == (last.day is None) and (first.month is None) == (last.month is None)


def leads_forward(word: str) -> bool:
    """Whether a word before a date says that the date is still to come."""
    return word in _FUTURE_VERBS


__all__ = ["Grammar", "Match", "leads_forward", "small_number"]
