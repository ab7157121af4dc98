"""Dates that are counted from another day: yesterday, last week, the day before, two weeks ago."""

from __future__ import annotations

from dataclasses import replace

from pipeline.events.date_absolute import Absolute, names_a_day
from pipeline.events.date_tokens import DASH, Match, Phrase, Which, amount, possible
from pipeline.events.date_words import (
    DAY_PARTS,
    DECADES,
    FULL_WEEKDAYS,
    FUTURE_WORDS,
    MONTHS,
    PAST_WORDS,
    PRESENT_WORDS,
    SEASONS,
    SET_WORDS,
    UNITS,
    WEEKDAYS,
    words,
)

_WHICH: dict[str, Which] = {
    "last": "last", "past": "last", "next": "next", "coming": "next", "upcoming": "next", "this": "this",
    "current": "this", "previous": "previous", "preceding": "previous", "prior": "previous",
    "following": "following", "ensuing": "following", "same": "same", "that": "same",
}  # fmt: skip

_OF_NIGHT = words(
    "bus buses coach train trains ferry ferries flight flights journey trip trips voyage drive stay stays guest guests "
    "shelter shelters accommodation delivery parking bag low lows temperature temperatures shift shifts"
)
"""What an overnight one is of a kind, whatever night it was."""


class Relative(Absolute):
    """Rules for dates that are counted from the day of publication or from the date last named."""

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

    def _range_words(self, i: int) -> Match | None:
        """Given by the grammar that this is a part of."""
        raise NotImplementedError

    def _overnight(self, i: int) -> Match | None:
        nxt = self.low(i + 1)
        if nxt in _OF_NIGHT:
            return None
        if nxt in ("from", "between"):
            match = self._range_words(i + 1)
            if match:
                return replace(match[0], rule="overnight"), match[1]
        k = i + 2 if nxt in ("to", "into", "on") else i + 1
        match = self._core(k)
        if match and names_a_day(match[0]):
            if nxt in ("to", "into"):
                return Phrase(kind="overnight", rule="night before", inner=match[0]), match[1]
            return replace(match[0], part="TNI"), match[1]
        return Phrase(kind="overnight", rule="overnight"), i + 1

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
        if self.strict and self.raw(j)[:1].isupper() and self.raw(j)[1:].islower() and unit_word in UNITS:
            return None  # "This Week", "Next Decade": a name
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
            return (phrase, day[1] if day else k) if possible(phrase) else None
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
        if count is None:
            return Phrase(kind="reference", rule="vague", name="PAST_REF" if sign < 0 else "FUTURE_REF"), j + 1
        stretch = Phrase(kind="duration", rule="stretch", unit=UNITS[self.low(j)], amount=sign * count, which=which)
        return stretch, j + 1

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
        if word in DECADES and self.low(i) == "the":
            return Phrase(kind="decade", rule="decade", year=1900 + DECADES[word]), j + 1
        if word == "year":
            numbered = self._year_number(j + 1)
            if numbered:
                return Phrase(kind="calendar", rule="year", year=numbered[0]), numbered[1]
        if word in SEASONS:
            k = j + 1
            year, k = self._year_after(k + 1) if self.low(k) == "of" else self._year_after(k)
            return Phrase(kind="season", rule="season", name=SEASONS[word], year=year), k if year else j + 1
        if word == "'" and self.glued(j + 1):
            digits = self.low(j + 1)
            if len(digits) == 3 and digits.endswith("0s"):
                return Phrase(kind="decade", rule="decade", year=1900 + int(digits[:2])), j + 2
        if word == "full" and self.low(j + 1) in UNITS:
            return self._definite(i, j + 1)
        if word in ("latest", "fiscal"):
            return self._definite(i, j + 1) if self.low(j + 1) in ("quarter", "period", "year") else self._core(j + 1)
        if word in ("year", "quarter", "week", "month", "period") and self.low(j + 1) != "-":
            k = j + 1
            if self.low(i) != "the" and word != "quarter":
                return None
            if not self.strict or word != "period" or self.low(j - 1) == "latest":
                reported = word in ("quarter", "period")
                unit = "quarter" if reported else word
                phrase = Phrase(kind="unit", rule=f"the {word}", unit=unit, from_reference=reported, vague=True)
                return replace(phrase, which="same" if reported else "this"), k
            return None
        match = self._core(j) if word not in ("the", "a", "an") else None
        if match and match[0].kind == "reference":
            return match
        if match and match[0].kind in ("calendar", "holiday") and match[0].until is None:
            return None  # "the Jan. 2 raid": the article is the raid's
        if match and match[0].kind in ("shift", "weekday", "set", "duration", "time"):
            return match if match[0].kind == "shift" and match[0].from_reference else None
        if match is None:
            ordinal = self._ordinal_number(j, limit=31, words=False)
            if ordinal and self.raw(j)[-2:] in ("st", "nd", "rd", "th") and self._ends_phrase(ordinal[1]):
                return Phrase(kind="day", rule="the n-th", day=ordinal[0]), ordinal[1]
        return match

    def _ends_phrase(self, j: int) -> bool:
        """Whether no noun can follow: "on the 1st" but not "the 1st Battalion"."""
        return not self.low(j).isalpha() or self.low(j) in ("and", "to", "at", "when", "of", "but", "in")

    def _lone_quarter(self, i: int, inner: Phrase) -> Match | None:
        if self.low(i) == "quarter":
            return Phrase(kind="unit", rule="quarter", unit="quarter", which="same", from_reference=True), i + 1
        return None

    def _shift(self, i: int) -> Match | None:
        """ "two days ago", "a week earlier", "three days after Christmas", "a year-ago", "48 hours later"."""
        if self.low(i) in ("year", "quarter") and self.low(i + 1) in DASH and self.low(i + 2) in ("ago", "earlier"):
            k = i + 3
            if self.low(k) in ("quarter", "period", "third", "second", "first", "fourth"):
                inner = self._ordinal(k)
                k = inner[1] if inner else k + 1
            return Phrase(kind="shift", rule="year-ago", unit="year", amount=-1, from_reference=True), k
        count = amount(self.tokens, i)
        if count is None:
            return None
        value, j = count
        if self.low(j) in DASH:
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
        if word == "year" and self.low(i + 1) in (*DASH, "'", "end"):
            k = i + 1
            k += 2 if self.low(k) == "'" else self.low(k) in DASH
            if self.low(k) == "end":
                return Phrase(kind="unit", rule="year-end", which="this", unit="year", mod="LAST"), k + 1
        if word == "weekend":
            return Phrase(kind="weekend", rule="weekend", which=""), i + 1
        if word in PRESENT_WORDS:
            return Phrase(kind="reference", rule="now", name="PRESENT_REF"), i + 1
        if word in PAST_WORDS and (word in ("recently", "lately") or not self.strict):
            return Phrase(kind="reference", rule="recently", name="PAST_REF"), i + 1
        if word in FUTURE_WORDS and self.low(i + 1) not in ("as", "after", "before"):
            return Phrase(kind="reference", rule="soon", name="FUTURE_REF"), i + 1
        if word in ("recent", "coming", "these") and self.low(i + 1) in UNITS and self.low(i + 1).endswith("s"):
            name = {"recent": "PAST_REF", "coming": "FUTURE_REF", "these": "PRESENT_REF"}[word]
            return Phrase(kind="reference", rule="vague", name=name), i + 2
        if word == "past" and self.low(i - 1) == "the" and self.low(i - 2) == "in" and not self.low(i + 1).isalpha():
            return Phrase(kind="reference", rule="the past", name="PAST_REF"), i + 1
        if word == "future" and self.low(i - 1) in ("the", "near"):
            return Phrase(kind="reference", rule="the future", name="FUTURE_REF"), i + 1
        return None
