"""Wording of figures, places, days and links."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.brief import words
from pipeline.brief.compose import headline
from pipeline.brief.markdown import escape


@pytest.mark.parametrize(
    ("low", "best", "high", "said"),
    [
        (24, 24, 24, "24"),
        (0, 0, 0, "0"),
        (None, None, None, ""),
        (4, 4, None, "at least 4"),
        (24, None, None, "at least 24"),
        (None, 100, 100, "up to 100"),
        (None, 70, None, "about 70"),
        (10, None, 15, "10–15"),
        (12, 14, 19, "12–19"),
        (1200, 1200, 1200, "1\u202f200"),
    ],
)
def test_a_figure_says_what_its_source_said(low: int | None, best: int | None, high: int | None, said: str) -> None:
    assert words.span(low, best, high) == said


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://wire.example/a?b=1#c", True),
        ("http://127.0.0.1:8080/x", True),
        ("HTTPS://WIRE.example/", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<script>1</script>", False),
        ("file:///etc/passwd", False),
        ("//wire.example/x", False),
        ("https://", False),
        ("https://user:pass@wire.example/", False),
        ('https://wire.example/"onmouseover=1', False),
        ("https://wire.example/<b>", False),
        ("https://wire.example:notaport/", False),
        ("https://[::1", False),
        ("https://wire.example/\u202egpj.exe", False),
        ("https://wire.example/" + "a" * 3000, False),
        (None, False),
        ("", False),
    ],
)
def test_only_addresses_of_the_web_are_links(url: str | None, kept: bool) -> None:
    assert words.web_link(url) == (url if kept else None)


@given(st.text())
def test_what_is_shown_keeps_its_length_and_acts_on_nothing(text: str) -> None:
    shown = words.shown(text)
    assert len(shown) == len(text)
    assert not set(shown) & set("\x00\x1b\x7f\x85\u202a\u202b\u202d\u202e\u2066\u2067\u2068\ufeff")


@given(st.text(max_size=300), st.integers(5, 120))
def test_a_short_text_is_one_line_within_its_length(text: str, length: int) -> None:
    cut = words.short(text, length)
    assert len(cut) <= length
    assert "\n" not in cut
    assert "\r" not in cut


@given(st.text(max_size=200))
def test_escaped_markdown_opens_nothing(text: str) -> None:
    line = escape(text)
    assert "\n" not in line
    assert "<" not in line
    assert "://" not in line
    for mark in "*_`[]|~":
        for place in (k for k, c in enumerate(line) if c == mark):
            behind = len(line[:place]) - len(line[:place].rstrip("\\"))
            assert behind % 2 == 1, line


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (("Attack", "Sumy, Ukraine", "", ""), "Attack in Sumy, Ukraine"),
        (("Talks", "", "Mali", "Niger"), "Talks: Mali – Niger"),
        (("Talks", "", "", ""), "Talks, place not stated"),
    ],
)
def test_headings_come_from_fields(event: tuple[str, str, str, str], said: str) -> None:
    assert headline(*event) == said


@pytest.mark.parametrize(
    ("kind", "sub", "said"),
    [
        ("ASSAULT", "shelling/artillery/missile attack", "Shelling, artillery or missile attack"),
        ("ASSAULT", "remote explosive/landmine/ied", "Remote explosive, landmine or IED"),
        ("CONSULT", None, "Talks"),
        ("SOMETHING", None, "Something"),
    ],
)
def test_kinds_of_events_in_words(kind: str, sub: str | None, said: str) -> None:
    assert words.what(kind, sub) == said


def test_counts_of_people_are_no_names() -> None:
    given_names = ["46 people", "At least 12 soldiers", "MYKOLAIV - Fourteen people", "Wagner Group", ""]
    assert words.names(given_names) == "Wagner Group"
    assert words.names(["a", "b", "c", "d", "e"], 3) == "a, b, c and 2 more"


@pytest.mark.parametrize(
    ("start", "end", "precision", "said"),
    [
        (date(2024, 3, 5), date(2024, 3, 5), "day", "5 March"),
        (date(2024, 3, 5), date(2024, 3, 6), "day", "5–6 March"),
        (date(2024, 2, 28), date(2024, 3, 1), "week", "28 February – 1 March"),
        (date(2024, 3, 1), date(2024, 3, 31), "month", "in March 2024"),
        (None, date(2024, 3, 5), "day", "by 5 March"),
        (None, None, "unknown", "day not stated, reported 6 March"),
    ],
)
def test_days_in_words(start: date | None, end: date | None, precision: str, said: str) -> None:
    assert words.when(start, end, precision, datetime(2024, 3, 6, 12, tzinfo=UTC)) == said
