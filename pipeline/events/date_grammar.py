"""The date grammar: tokens to phrases, by hand-written descent with bounded look-ahead.

Every rule looks a fixed number of tokens ahead and never behind a match, so the whole is linear in the
length of the text. What a phrase means in days is decided in `date_calendar`. This module has the modifiers
and ranges around one date; the dates themselves are in `date_absolute` and `date_relative`.
"""

from __future__ import annotations

import calendar
from dataclasses import replace

from pipeline.events.date_relative import Relative
from pipeline.events.date_tokens import DASH, Match, Phrase, possible
from pipeline.events.date_words import DAY_PARTS, STARTS, UNITS, words

_NEEDS_MORE = words(
    "the a an its his their this that these same some many few several half from between early late mid end start "
    "beginning middle earlier later one two three four five six seven eight nine ten last past next morning afternoon "
    "evening night hours week day year quarter current previous prior following coming second first half every each "
    "recent sometime zero couple"
)
_FOLLOWS = (
    STARTS
    | UNITS.keys()
    | DAY_PARTS.keys()
    | words("' period calendar full very - – of on in into before after ago dozen thousand")
)
_DEEPEST = 4
"""Dates within dates ("two days before the night of 3 May"); hostile text nests no further."""


class Grammar(Relative):
    """Reads one text. `at(i)` gives the longest date expression that begins with token i.

    strict=False (the span is known to be a date) drops the signs that a bare month, year, number or
    "the quarter" otherwise needs.
    """

    def at(self, i: int) -> Match | None:
        """The date expression at token i with its modifiers and, for ranges, its end."""
        match = self._modified(i)
        if match is None:
            return None
        return self._range_tail(match, i)

    def may_start(self, i: int) -> bool:
        """A quick look that spares `at` most words: whether a date can begin with token i."""
        word = self.lows[i]
        if word[0].isdecimal():
            return True
        if word not in STARTS:
            return False
        if word not in _NEEDS_MORE:
            return True
        after = self.low(i + 1)
        return after in _FOLLOWS or after[:1].isdecimal()

    def _modified(self, i: int) -> Match | None:
        word = self.low(i)
        j = i + 1 if word == "the" else i
        head = self.low(j)
        if head in ("early", "mid", "late", "middle", "beginning", "start", "end", "earlier", "later", "sometime"):
            match = self._after_modifier(j, head)
            if match:
                return match
        if head in ("first", "last") and self.low(j + 1) == "day" and self.low(j + 2) == "of":
            match = self._core(j + 3)
            if match and match[0].kind == "calendar" and match[0].month is not None and match[0].day is None:
                return _edge_of_month(match[0], head), match[1]
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
        if head in ("earlier", "later") and [self.low(k + x) for x in range(3)] == ["in", "the", "day"]:
            return Phrase(kind="day", rule="later in the day", amount=0, from_reference=True), k + 3
        if self.low(k) in DASH or (head in ("beginning", "start", "end", "middle") and self.low(k) == "of"):
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

    def _range_words(self, i: int) -> Match | None:
        """ "between 3 and 5 May", "from Monday to Wednesday", "from 2014 to 2016"."""
        joint = ("and",) if self.low(i) == "between" else ("to", "until", "till", "through")
        if self.low(i + 1).isdecimal() and self.low(i + 2) in joint:
            last = self._core(i + 3)
            if last and last[0].kind == "calendar" and last[0].day is not None and len(self.low(i + 1)) <= 2:
                first = replace(last[0], day=int(self.low(i + 1)))
                return (replace(first, until=last[0], rule="range"), last[1]) if possible(first) else None
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
        if joint not in DASH and joint not in ("to", "through", "and", "until"):
            return match
        if phrase.kind == "calendar" and phrase.day is not None and phrase.year is None:
            last = self._bare_day(j + 1, phrase)
            if last and (joint in DASH or (joint in ("to", "and") and not self.low(last[1]).isalpha())):
                return replace(phrase, until=last[0], rule="range"), last[1]
        if joint in ("and", "until") or (joint not in DASH and phrase.kind == "calendar" and phrase.day is None):
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
        return (phrase, j) if possible(phrase) else None

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


def _edge_of_month(month: Phrase, which: str) -> Phrase:
    """ "The last day of May 1970"; February without a year has 28 days."""
    assert month.month is not None
    year = month.year if month.year and month.year > 0 else 2023
    day = 1 if which == "first" else calendar.monthrange(year, month.month)[1]
    return replace(month, day=day, rule="edge of a month")


def _pairs(first: Phrase, last: Phrase) -> bool:
    """Whether two dates can be the ends of one range."""
    if first.kind != last.kind or last.until is not None:
        return False
    return (first.day is None) == (last.day is None) and (first.month is None) == (last.month is None)
