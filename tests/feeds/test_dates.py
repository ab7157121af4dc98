"""Date texts as feeds write them: read to the second they mean, or refused."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.feeds.dates import read_date
from pipeline.feeds.months import month_of

FUZZ = int(os.environ.get("DATELINE_FUZZ", "1"))  # how many times the usual number of inputs

SEEN = datetime(2024, 6, 1, 12, tzinfo=UTC)

# text -> UTC as "YYYY-MM-DD HH:MM:SS", precision
READ = [
    ("Tue, 02 Jan 2024 10:15:30 GMT", "2024-01-02 10:15:30", "second"),
    ("Tue, 02 Jan 2024 10:15:30 +0200", "2024-01-02 08:15:30", "second"),
    ("Tue, 2 Jan 24 10:15 EST", "2024-01-02 15:15:00", "minute"),
    ("Tue,02 Jan 2024 10:15:30 Z", "2024-01-02 10:15:30", "second"),
    ("02 Jan 2024 10:15:30 -0000", "2024-01-02 10:15:30", "second"),
    ("Tue, 02 Jan 2024 10:15:30 GMT+3", "2024-01-02 07:15:30", "second"),
    ("Tue, 02 Jan 2024 10:15:30 UTC+05:30", "2024-01-02 04:45:30", "second"),
    ("Mon, 02 Jan 2024 24:00:00 GMT", "2024-01-03 00:00:00", "second"),  # wrong weekday, midnight at the day's end
    ("Tuesday, 02-Jan-24 10:15:30 GMT", "2024-01-02 10:15:30", "second"),
    ("Tue Jan  2 10:15:30 2024 GMT", "2024-01-02 10:15:30", "second"),
    ("Tue Jan 2 10:15:30 GMT 2024", "2024-01-02 10:15:30", "second"),
    ("Tue Jan 02 10:15:30 +0200 2024", "2024-01-02 08:15:30", "second"),
    ("Tue 2 Jan 10:15:30 2024 GMT", "2024-01-02 10:15:30", "second"),
    ("Tue  2 Jan 10:15:30 UTC 2024", "2024-01-02 10:15:30", "second"),
    ("2-Jan-2024 10:15:30 +0000", "2024-01-02 10:15:30", "second"),
    ("Tue, 02 Jan 2024 10:15:30.123 +0000 (UTC)", "2024-01-02 10:15:30", "second"),
    ("Sun, 31 Mar 2024 23:59:60 GMT", "2024-03-31 23:59:59", "second"),
    ("2024-01-02T10:15:30Z", "2024-01-02 10:15:30", "second"),
    ("2024-01-02T10:15:30.999999+02:00", "2024-01-02 08:15:30", "second"),
    ("2024-01-02T10:15:30-0330", "2024-01-02 13:45:30", "second"),
    ("2024-01-02T10:15Z", "2024-01-02 10:15:00", "minute"),
    ("2024-01-02 10:15:30 +0300", "2024-01-02 07:15:30", "second"),
    ("2024-01-02t10:15:30z", "2024-01-02 10:15:30", "second"),
    ("20240102T101530Z", "2024-01-02 10:15:30", "second"),
    ("2024/01/02 10:15:30 +0900", "2024-01-02 01:15:30", "second"),
    ("2024-1-2 9:05:00 UTC", "2024-01-02 09:05:00", "second"),
    ("1704190530", "2024-01-02 10:15:30", "second"),
    ("1704190530123", "2024-01-02 10:15:30", "second"),
    ("2024-01-02", "2024-01-02 00:00:00", "day"),
    ("20240102", "2024-01-02 00:00:00", "day"),
    ("Tue, 02 Jan 2024", "2024-01-02 00:00:00", "day"),
    ("January 2nd, 2024", "2024-01-02 00:00:00", "day"),
    ("Jan. 2, 2024 at 10:15 a.m. EST", "2024-01-02 15:15:00", "minute"),
    ("January 2, 2024, 10:15 PM PST", "2024-01-03 06:15:00", "minute"),
    ("12:05 AM EST, January 2, 2024", "2024-01-02 05:05:00", "minute"),
    ("Di, 02 Mär 2024 10:15:30 +0100", "2024-03-02 09:15:30", "second"),
    ("2. Januar 2024, 10:15 Uhr MEZ", "2024-01-02 09:15:00", "minute"),
    ("mar 02 gennaio 2024 10:15:30 +0100", "2024-01-02 09:15:30", "second"),
    ("mar., 02 janv. 2024 10:15:30 +0100", "2024-01-02 09:15:30", "second"),
    ("2 février 2024", "2024-02-02 00:00:00", "day"),
    ("mar, 02 ene 2024 10:15:30 +0100", "2024-01-02 09:15:30", "second"),
    ("2 de agosto de 2023", "2023-08-02 00:00:00", "day"),
    ("Вт, 02 янв 2024 10:15:30 +0300", "2024-01-02 07:15:30", "second"),
    ("2 січня 2024 10:15:30 +0200", "2024-01-02 08:15:30", "second"),
    ("2 stycznia 2024", "2024-01-02 00:00:00", "day"),
    ("2 Ocak 2024", "2024-01-02 00:00:00", "day"),
    ("2 Ιανουαρίου 2024", "2024-01-02 00:00:00", "day"),
    ("2024. január 2.", "2024-01-02 00:00:00", "day"),
    ("٢ يناير ٢٠٢٤", "2024-01-02 00:00:00", "day"),
    ("2 जनवरी 2024", "2024-01-02 00:00:00", "day"),
    ("2024年1月2日 10時15分 +0900", "2024-01-02 01:15:00", "minute"),
    ("2024年1月2日", "2024-01-02 00:00:00", "day"),
    ("2024년 1월 2일", "2024-01-02 00:00:00", "day"),
    ("02.01.2024", "2024-01-02 00:00:00", "day"),
    ("25/12/2023 10:15 +0000", "2023-12-25 10:15:00", "minute"),
    ("12/25/2023 10:15 +0000", "2023-12-25 10:15:00", "minute"),
    ("  Tue, 02 Jan 2024\n 10:15:30 GMT ", "2024-01-02 10:15:30", "second"),
    ("２０２４－０１－０２T10:15:30Z", "2024-01-02 10:15:30", "second"),
    ("Mon, 03 Jun 2024 00:00:00 +1400", "2024-06-02 10:00:00", "second"),
    ("2024-06-01T13:00:00Z", "2024-06-01 13:00:00", "second"),  # an hour ahead: a clock, not a lie
]

REFUSED = [
    ("10:00 PM", "bad_date"),
    ("0000-00-00 00:00:00", "bad_date"),
    ("0000-00-00", "bad_date"),
    ("Mon, 01 Jan 0001 00:00:00 +0000", "bad_date"),
    ("Thu, 01 Jan 1970 00:00:00 GMT", "bad_date"),
    ("0", "bad_date"),
    ("-62135596800", "bad_date"),
    ("100000000", "bad_date"),
    ("1704190530123456", "bad_date"),
    ("31 Feb 2024 10:00:00 GMT", "bad_date"),
    ("2023-02-29", "bad_date"),
    ("2024-13-01", "bad_date"),
    ("2024-01-02T25:00:00Z", "bad_date"),
    ("2024-01-02T10:61:00Z", "bad_date"),
    ("03/04/2024", "bad_date"),
    ("2024-W05-2", "bad_date"),
    ("2 Jan 10:15:30", "bad_date"),
    ("2 Jan 10:15:30 +0200", "bad_date"),
    ("Jan 2024", "bad_date"),
    ("Jan 2 10:15", "bad_date"),
    ("yesterday", "bad_date"),
    ("2 hours ago", "bad_date"),
    ("Invalid Date", "bad_date"),
    ("[object Object]", "bad_date"),
    ("Tuesday", "bad_date"),
    ("2024", "bad_date"),
    ("2 listopada", "bad_date"),
    ("", "bad_date"),
    ("   ", "bad_date"),
    ("x" * 5000, "bad_date"),
    ("Tue, 02 Jan 2099 10:00:00 GMT", "future_date"),
    ("4102444800", "future_date"),
    ("2024-06-02T12:00:01Z", "future_date"),
]


@pytest.mark.parametrize(("text", "expected", "precision"), READ)
def test_what_is_read(text: str, expected: str, precision: str) -> None:
    reading = read_date(text, seen_at=SEEN)
    assert reading.at is not None, reading.detail
    assert (f"{reading.at:%Y-%m-%d %H:%M:%S}", reading.precision) == (expected, precision)
    assert reading.at.tzinfo is UTC


@pytest.mark.parametrize(("text", "trouble"), REFUSED, ids=lambda value: value[:40])
def test_what_is_refused(text: str, trouble: str) -> None:
    reading = read_date(text, seen_at=SEEN)
    assert (reading.at, reading.trouble) == (None, trouble)
    assert reading.detail


@pytest.mark.parametrize(
    "text", ["2024-01-02 10:15:30", "Tue, 02 Jan 2024 10:15:30", "02.01.2024 10:15", "2 Jan 2024 10:15 IST"]
)
def test_a_time_without_a_zone_is_the_feeds_or_only_a_day(text: str) -> None:
    alone = read_date(text, seen_at=SEEN)
    assert (alone.precision, alone.zoned, alone.at and f"{alone.at:%Y-%m-%d}") == ("day", False, "2024-01-02")
    known = read_date(text, seen_at=SEEN, habit_minutes=180)
    assert known.at is not None
    assert (f"{known.at:%H:%M}", known.zoned, known.offset_minutes) == ("07:15", False, 180)
    assert known.precision in ("second", "minute")


@pytest.mark.parametrize(("day_first", "expected"), [(True, "2024-04-03"), (False, "2024-03-04")])
def test_the_order_of_day_and_month_is_never_guessed(day_first: bool, expected: str) -> None:
    reading = read_date("03/04/2024", seen_at=SEEN, day_first=day_first)
    assert reading.at is not None
    assert f"{reading.at:%Y-%m-%d}" == expected


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("mar", 3),
        ("MÄRZ", 3),
        ("août", 8),
        ("Sept.", 9),
        ("listopada", None),
        ("листопада", 11),
        ("kesäkuuta", 6),
        ("x", None),
        ("", None),
        ("lis", None),
        ("دجنبر", 12),
        ("мая", 5),
        ("gru", 12),
        ("listopad", None),
        ("lip", None),
        ("studenoga", 11),
        ("prosinca", 12),
    ],
)
def test_names_of_months(name: str, month: int | None) -> None:
    assert month_of(name) == month


@settings(max_examples=300 * FUZZ, deadline=None)
@given(st.datetimes(datetime(1990, 1, 1), datetime(2024, 5, 31)), st.integers(-14 * 4, 14 * 4))
def test_standard_forms_come_back_as_they_went_in(local: datetime, quarters: int) -> None:
    offset = timedelta(minutes=15 * quarters)
    sign, whole = ("-" if quarters < 0 else "+"), abs(15 * quarters)
    zone = f"{sign}{whole // 60:02}{whole % 60:02}"
    local = local.replace(microsecond=0)
    expected = local.replace(tzinfo=UTC) - offset
    if expected.year < 1990:
        return
    days, months = (
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    )
    for text in (
        f"{local:%Y-%m-%dT%H:%M:%S}{zone}",
        f"{local:%Y-%m-%d %H:%M:%S} {zone[:3]}:{zone[3:]}",
        f"{days[local.weekday()]}, {local.day:02} {months[local.month - 1]} {local.year} {local:%H:%M:%S} {zone}",
        f"{local:%Y%m%dT%H%M%S}{zone}",
    ):
        assert read_date(text, seen_at=SEEN).at == expected, text


@settings(max_examples=1500 * FUZZ, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet="0123456789-/:.,T Z+apmJanFebUTC月日年時", max_size=40),
        st.lists(
            st.sampled_from(
                [
                    "Tue",
                    "Jan",
                    "02",
                    "2024",
                    "10:15",
                    "PM",
                    "24:00",
                    "+0200",
                    "EST",
                    "31",
                    "13/13/2024",
                    "0000-00-00",
                    "２",
                    "٣",
                    "年",
                    "-",
                ]
            ),
            max_size=9,
        ).map(" ".join),
    ),
    st.none() | st.integers(-900, 900),
)
def test_any_text_is_a_time_within_bounds_or_a_reason(text: str, habit: int | None) -> None:
    reading = read_date(text, seen_at=SEEN, habit_minutes=habit)
    if reading.at is None:
        assert reading.trouble
        assert reading.detail
    else:
        assert datetime(1989, 12, 30, tzinfo=UTC) <= reading.at <= SEEN + timedelta(days=1)
        assert reading.precision
