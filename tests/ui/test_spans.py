"""Marked spans: the text stays whole, and exactly what is read is marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flows.ui.spans import pieces
from pipeline.brief.words import shown

SPANS = st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=6)


@given(st.text(max_size=50), SPANS, SPANS)
def test_pieces_are_the_text_and_marks_are_the_spans(
    text: str, passages: list[tuple[int, int]], figures: list[tuple[int, int]]
) -> None:
    found = pieces(text, passages, figures)
    assert "".join(piece.text for piece in found) == shown(text)
    at = 0
    for piece in found:
        for k in range(at, at + len(piece.text)):
            assert piece.passage == any(a <= k < b for a, b in passages)
            assert piece.figure == any(a <= k < b for a, b in figures)
        at += len(piece.text)


def test_a_passage_is_numbered_where_it_begins() -> None:
    found = pieces("One two three", [(4, 13), (0, 7)], [(8, 13)])
    assert [(p.text, p.begins) for p in found] == [("One ", (1,)), ("two", (0,)), (" ", ()), ("three", ())]
    assert [p.figure for p in found] == [False, False, False, True]
