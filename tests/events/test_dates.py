"""Dates: which words are a date, and which days they mean."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events.dates import DateExpr, find_dates, resolve_spans, timex_value

TUESDAY = date(2024, 1, 16)


def only(text: str, anchor: date | None = TUESDAY) -> DateExpr:
    found = [e for e in find_dates(text, anchor) if e.kind == "date"]
    assert len(found) == 1, [e.text for e in found]
    return found[0]


def days(text: str, anchor: date | None = TUESDAY) -> list[tuple[str, str | None, str | None]]:
    return [
        (e.text, e.date_start and e.date_start.isoformat(), e.date_end and e.date_end.isoformat())
        for e in find_dates(text, anchor)
        if e.kind == "date"
    ]


@pytest.mark.parametrize(
    ("text", "words", "first", "last", "precision", "basis"),
    [
        # weekdays: the latest one, today included
        ("A mine exploded on Friday near the dam.", "Friday", "2024-01-12", "2024-01-12", "day", "relative"),
        ("Tuesday's blast shook the port.", "Tuesday", "2024-01-16", "2024-01-16", "day", "relative"),
        ("They were shot last Tuesday.", "last Tuesday", "2024-01-09", "2024-01-09", "day", "relative"),
        ("They were shot last Friday.", "last Friday", "2024-01-12", "2024-01-12", "day", "relative"),
        ("The raid came late Monday.", "late Monday", "2024-01-15", "2024-01-15", "day", "relative"),
        ("A bus burned on Sunday night.", "Sunday night", "2024-01-14", "2024-01-14", "day", "relative"),
        ("The two sides will meet on Friday.", "Friday", "2024-01-19", "2024-01-19", "day", "relative"),
        ("Talks are set to resume Thursday.", "Thursday", "2024-01-18", "2024-01-18", "day", "relative"),
        ("The truce holds until Saturday.", "Saturday", None, "2024-01-20", "day", "relative"),
        ("A march is due next Friday.", "next Friday", "2024-01-19", "2024-01-19", "day", "relative"),
        # named days
        ("The dam broke yesterday.", "yesterday", "2024-01-15", "2024-01-15", "day", "relative"),
        ("The dam broke yesterday morning.", "yesterday morning", "2024-01-15", "2024-01-15", "day", "relative"),
        ("Sirens sounded earlier today.", "earlier today", "2024-01-16", "2024-01-16", "day", "relative"),
        ("Sirens sounded this morning.", "this morning", "2024-01-16", "2024-01-16", "day", "relative"),
        ("The town was hit last night.", "last night", "2024-01-15", "2024-01-15", "day", "relative"),
        ("The town was hit overnight.", "overnight", "2024-01-15", "2024-01-16", "day", "relative"),
        ("They struck overnight on Jan. 2.", "overnight on Jan. 2", "2024-01-02", "2024-01-02", "day", "stated"),
        ("They struck overnight into Sunday.", "overnight into Sunday", "2024-01-13", "2024-01-14", "day", "relative"),
        (
            "He died the day before yesterday.",
            "the day before yesterday",
            "2024-01-14",
            "2024-01-14",
            "day",
            "relative",
        ),
        # days and months
        ("Early on Jan. 2 a depot burned.", "Early on Jan. 2", "2024-01-02", "2024-01-02", "day", "stated"),
        ("A depot burned on 2 January.", "2 January", "2024-01-02", "2024-01-02", "day", "stated"),
        ("A depot burned on December 30.", "December 30", "2023-12-30", "2023-12-30", "day", "stated"),
        ("The vote will be held on March 3.", "March 3", "2024-03-03", "2024-03-03", "day", "stated"),
        ("It fell on the 3rd of May 2019.", "3rd of May 2019", "2019-05-03", "2019-05-03", "day", "stated"),
        ("It fell on May 3rd, 2019.", "May 3rd, 2019", "2019-05-03", "2019-05-03", "day", "stated"),
        ("It was 30 may 89 when he died.", "30 may 89", "1989-05-30", "1989-05-30", "day", "stated"),
        ("He was seized on Friday, Jan. 12.", "Friday, Jan. 12", "2024-01-12", "2024-01-12", "day", "stated"),
        ("He was seized on Friday the 5th.", "Friday the 5th", "2024-01-05", "2024-01-05", "day", "relative"),
        ("Three died on the 1st.", "the 1st", "2024-01-01", "2024-01-01", "day", "relative"),
        ("At 6 a.m. on Jan. 2 it began.", "6 a.m. on Jan. 2", "2024-01-02", "2024-01-02", "hour", "stated"),
        ("It began at 0430 GMT on 2 January.", "0430 GMT on 2 January", "2024-01-02", "2024-01-02", "hour", "stated"),
        ("It was Sept. 11, 2001.", "Sept. 11, 2001", "2001-09-11", "2001-09-11", "day", "stated"),
        ("The 9/11 attacks changed much.", "9/11", "2001-09-11", "2001-09-11", "day", "stated"),
        (
            "On the last day of May 1970 it shook.",
            "the last day of May 1970",
            "1970-05-31",
            "1970-05-31",
            "day",
            "stated",
        ),
        (
            "It fell on the first day of January.",
            "the first day of January",
            "2024-01-01",
            "2024-01-01",
            "day",
            "stated",
        ),
        # holidays
        ("Fireworks fell on New Year's Eve.", "New Year's Eve", "2023-12-31", "2023-12-31", "day", "stated"),
        ("A church was hit on Christmas Day.", "Christmas Day", "2023-12-25", "2023-12-25", "day", "stated"),
        ("The 2019 Easter bombings were recalled.", "2019 Easter", "2019-04-21", "2019-04-21", "day", "stated"),
        ("It happened on Easter Sunday.", "Easter Sunday", "2023-04-09", "2023-04-09", "day", "stated"),
        # figures
        ("The list of 2024-01-02 names them.", "2024-01-02", "2024-01-02", "2024-01-02", "day", "stated"),
        ("The list of 13/01/2024 names them.", "13/01/2024", "2024-01-13", "2024-01-13", "day", "stated"),
        ("The list of 01/13/2024 names them.", "01/13/2024", "2024-01-13", "2024-01-13", "day", "stated"),
        ("The list of 13.01.2024 names them.", "13.01.2024", "2024-01-13", "2024-01-13", "day", "stated"),
        ("The list of 16/01/2024 names them.", "16/01/2024", "2024-01-16", "2024-01-16", "day", "stated"),
        # ranges
        ("Ten died between 3 and 5 January.", "between 3 and 5 January", "2024-01-03", "2024-01-05", "day", "stated"),
        ("Ten died on Jan. 2-4.", "Jan. 2-4", "2024-01-02", "2024-01-04", "day", "stated"),
        (
            "Ten died on the night of 3-4 January.",
            "the night of 3-4 January",
            "2024-01-03",
            "2024-01-04",
            "day",
            "stated",
        ),
        (
            "Fighting from Dec. 30 to Jan. 2 was heavy.",
            "from Dec. 30 to Jan. 2",
            "2023-12-30",
            "2024-01-02",
            "day",
            "stated",
        ),
        (
            "Fighting from Friday to Sunday was heavy.",
            "from Friday to Sunday",
            "2024-01-12",
            "2024-01-14",
            "day",
            "relative",
        ),
        ("From 2014 to 2016 he was in jail.", "From 2014 to 2016", "2014-01-01", "2016-12-31", "year", "stated"),
        # longer stretches
        ("He was jailed last week.", "last week", "2024-01-08", "2024-01-14", "week", "relative"),
        ("The storm hit at the weekend.", "the weekend", "2024-01-13", "2024-01-14", "week", "relative"),
        ("He was jailed two weeks ago.", "two weeks ago", "2024-01-01", "2024-01-07", "week", "relative"),
        ("He was jailed three days ago.", "three days ago", "2024-01-13", "2024-01-13", "day", "relative"),
        ("The clash in October left scars.", "October", "2023-10-01", "2023-10-31", "month", "stated"),
        ("He was jailed last month.", "last month", "2023-12-01", "2023-12-31", "month", "relative"),
        ("The war since February 2022 goes on.", "February 2022", "2022-02-01", "2024-01-16", "month", "stated"),
        ("He was jailed in 2019.", "2019", "2019-01-01", "2019-12-31", "year", "stated"),
        ("He was jailed in the 1990s.", "the 1990s", "1990-01-01", "1999-12-31", "year", "stated"),
        ("He was jailed in late 2021.", "late 2021", "2021-09-01", "2021-12-31", "year", "stated"),
        (
            "Output rose in the third quarter of 2023.",
            "the third quarter of 2023",
            "2023-07-01",
            "2023-09-30",
            "month",
            "stated",
        ),
        ("It burned in the summer of 2022.", "the summer of 2022", "2022-06-01", "2022-08-31", "month", "stated"),
        (
            "In the 24-hour period to 6 a.m. Tuesday 12 fell.",
            "the 24-hour period to 6 a.m. Tuesday",
            "2024-01-15",
            "2024-01-16",
            "day",
            "relative",
        ),
    ],
)
def test_one_date(text: str, words: str, first: str | None, last: str | None, precision: str, basis: str) -> None:
    found = only(text)
    assert found.text.lower().removeprefix("the ") == words.lower().removeprefix("the ")
    assert text[found.start : found.end] == found.text
    assert (found.date_start and found.date_start.isoformat()) == first
    assert (found.date_end and found.date_end.isoformat()) == last
    assert (found.precision, found.basis) == (precision, basis)
    assert not found.is_dateline


@pytest.mark.parametrize(
    "text",
    [
        "The guards may fire at will.",
        "They march through the square.",
        "The Sunday Times said so.",
        "It was the second shot.",
        "They fled on 31 June.",
        "They fled on 30 February 2024.",
        "Theresa May spoke.",
        "April Jones spoke.",
        "It lies 1990 km away and cost $2019.",
        "At least 2000 people fled.",
        "The 1st Battalion held the hill.",
        "He is 24 and lives at number 12.",
        "Read page 3/4 of it.",
        "The score was 2-1.",
        "The text of 03/04/2019 is open to two readings.",
        "Call 555-1234 now",
        "He fired a second time.",
        "",
        "   \n\t",
    ],
)
def test_no_date(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # counted from the date last named
        (
            "The mayor was shot on Jan. 3. Two days earlier he had been warned.",
            [("Jan. 3", "2024-01-03"), ("Two days earlier", "2024-01-01")],
        ),
        (
            "The mayor was shot on Jan. 3. He died the next day.",
            [("Jan. 3", "2024-01-03"), ("the next day", "2024-01-04")],
        ),
        (
            "On Jan. 3 they struck. The day before, a truce had failed.",
            [("Jan. 3", "2024-01-03"), ("The day before", "2024-01-02")],
        ),
        (
            "On 3 May 2019 he fell. A week later they fled.",
            [("3 May 2019", "2019-05-03"), ("A week later", "2019-05-06")],
        ),
        ("On 3 May 2019 he fell. That day 5 died.", [("3 May 2019", "2019-05-03"), ("That day", "2019-05-03")]),
        (
            "On 3 May 2019 he fell, as on the previous Sunday.",
            [("3 May 2019", "2019-05-03"), ("previous Sunday", "2019-04-28")],
        ),
        # people counted behind a month are no day of it
        ("In May 12 people were killed.", [("May", "2023-05-01")]),
        ("On May 12 rebels attacked.", [("May 12", "2023-05-12")]),
        # a stated day beside "today"
        ("Today, 11 January, at 0900, troops came.", [("Today, 11 January", "2024-01-11")]),
    ],
)
def test_dates_in_context(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(words.removeprefix("the "), first) for words, first, _ in days(text)]
    assert found == [(words.removeprefix("the "), first) for words, first in expected]


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("Bogota, 15 Jan 90 (DPA) -- A bomb went off on Friday.", "15 Jan 90"),
        ("KYIV, Jan 2 (Reuters) - Two drones fell on Friday.", "Jan 2"),
        ("SAN JOSE DE LAS LAJAS, Jan. 2 — Two men fell on Friday.", "Jan. 2"),
        ("Ceasefire broken\n\nTRIPOLI, Libya, 2 January (AFP) - Two fell on Friday.", "2 January"),
        ("Lima, 9 mar 89 (EFE) -- [text] Two fell on Friday.", "9 mar 89"),
        ("Published: 2 January 2024\nTwo fell on Friday.", "2 January 2024"),
        ("Two fell on Friday.\nUpdated on Jan. 2, 2024", "Jan. 2, 2024"),
    ],
)
def test_the_head_of_a_news_text_is_the_day_of_writing(text: str, dateline: str) -> None:
    found = find_dates(text, TUESDAY)
    assert [e.text for e in found if e.is_dateline] == [dateline]
    assert [e.text for e in found if not e.is_dateline] == ["Friday"]


@pytest.mark.parametrize(
    "text", ["Jan. 2 - Two villages burned.", "In Kyiv, Jan. 2 was a quiet day.", "On Jan. 2 (a Tuesday) it fell."]
)
def test_an_event_date_is_no_dateline(text: str) -> None:
    assert not any(e.is_dateline for e in find_dates(text, TUESDAY))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It is shelled daily.", "set"),
        ("It is shelled every day.", "set"),
        ("They fight on Mondays.", "set"),
        ("It took three days.", "duration"),
        ("He is now free.", "reference"),
        ("It was recently rebuilt.", "reference"),
        ("Ten fell in the past 24 hours.", "duration"),
    ],
)
def test_what_dates_no_event(text: str, kind: str) -> None:
    assert [e.kind for e in find_dates(text, TUESDAY)] == [kind]


def test_a_stretch_up_to_now_has_days() -> None:
    (found,) = find_dates("Ten fell in the past 24 hours.", TUESDAY)
    assert (found.date_start, found.date_end) == (date(2024, 1, 15), TUESDAY)


@pytest.mark.parametrize(
    ("text", "value"),
    [("He fell on Friday.", "XXXX-WXX-5"), ("He fell yesterday.", "XXXX-XX-XX"), ("He fell on Jan. 2.", "XXXX-01-02")],
)
def test_without_an_anchor_relative_dates_stay_open(text: str, value: str) -> None:
    found = only(text, None)
    assert (found.date_start, found.date_end, found.precision) == (None, None, "unknown")
    assert timex_value(found) == value


def test_a_dateline_with_a_year_is_the_anchor_where_none_is_given() -> None:
    found = find_dates("Bogota, 15 Jan 90 (DPA) -- A bomb went off on Friday.", None)
    assert found[1].date_start == date(1990, 1, 12)


@pytest.mark.parametrize(
    ("words", "anchor", "value"),
    [
        ("last week", date(1998, 3, 4), "1998-W09"),
        ("the third quarter", date(1989, 11, 2), "1989-Q3"),
        ("the first half of 2023", date(2024, 1, 2), "2023-H1"),
        ("last summer", date(2024, 1, 2), "2023-SU"),
        ("the nineties", date(2024, 1, 2), "199X"),
        ("nineteen ninety-six", date(1998, 1, 2), "1996"),
        ("the 20th century", date(1998, 1, 2), "19"),
        ("now", date(1998, 1, 2), "PRESENT_REF"),
        ("recent years", date(1998, 1, 2), "PAST_REF"),
        ("the near future", date(1998, 1, 2), "FUTURE_REF"),
        ("late November", date(1998, 1, 2), "1997-11"),
        ("Wednesday night", date(1998, 1, 2), "1997-12-31TNI"),
        ("a year ago", date(1998, 1, 2), "1997"),
        ("year-end", date(1998, 1, 2), "1998-12-31"),
        ("25", date(1998, 1, 26), "1998-01-25"),
        ("blue", date(1998, 1, 26), None),
    ],
)
def test_values_of_given_spans(words: str, anchor: date, value: str | None) -> None:
    (found,) = resolve_spans(words, anchor, [(0, len(words))])
    assert (timex_value(found) if found else None) == value


def test_the_verb_may_be_told_by_the_caller() -> None:
    text = "Polls close Friday."
    (found,) = find_dates(text, TUESDAY, tense_at=lambda start, end: "future" if text[start:end] == "Friday" else "")
    assert found.date_start == date(2024, 1, 19)
    assert found.forward


def test_part_of_a_text() -> None:
    text = " date 2024-01-02 A bomb fell on Friday. Another on Sunday."
    found = find_dates(text, TUESDAY, start=17, end=text.index("Another"))
    assert [(e.text, text[e.start : e.end]) for e in found] == [("Friday", "Friday")]


_PIECES = (
    "Jan. 2|May|may|31 June|Friday|last|next|the night of|overnight|into|two|days|before|yesterday|2024-01-02|13/13/13|"
    "between 3 and 5|to|6 a.m.|on|from|since|until|noon|,|-|–|(|)|.|1st|1990s|’90s|Christmas|24-hour period|quarter|"
    "Київ|\u202e|🙂|999999999999|0000-00-00|week|ago"
)


@given(
    st.lists(st.sampled_from(_PIECES.split("|")), max_size=40).map(" ".join),
    st.dates(date(1, 1, 1), date(9999, 12, 31)) | st.none(),
)
def test_any_text_gives_ordered_verbatim_possible_dates(text: str, anchor: date | None) -> None:
    found = find_dates(text, anchor)
    ends = [0] + [e.end for e in found]
    for before, expr in zip(ends, found, strict=False):
        assert before <= expr.start < expr.end
        assert text[expr.start : expr.end] == expr.text
        if expr.date_start and expr.date_end:
            assert expr.date_start <= expr.date_end
    assert found == find_dates(text, anchor)


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_a_full_date_means_itself_on_any_day(day: date, anchor: date) -> None:
    for form in (day.isoformat(), f"{day.day} {day:%B} {day.year}", f"{day:%b}. {day.day}, {day.year}"):
        form = form.replace("May.", "May")
        assert only(f"It fell on {form}.", anchor).date_start == day


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.integers(0, 6))
def test_a_weekday_is_within_the_last_seven_days(anchor: date, weekday: int) -> None:
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[weekday]
    found = only(f"He was shot on {name}.", anchor)
    assert found.date_start is not None
    assert found.date_start.weekday() == weekday
    assert 0 <= (anchor - found.date_start).days < 7
