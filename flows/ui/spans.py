"""Text with marked spans, cut into pieces that a template writes out one after the other. Offsets are code points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.brief.words import shown


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that lies within the same spans."""

    text: str
    passage: bool
    figure: bool
    begins: tuple[int, ...]
    """Numbers of the passages that begin here."""


def pieces(text: str, passages: Sequence[tuple[int, int]], figures: Sequence[tuple[int, int]]) -> list[Piece]:
    """Cut `text` at the ends of passages and figures, which may overlap; spans outside the text are cut to it.

    The pieces joined are `shown(text)`.
    """
    clean = shown(text)
    length = len(clean)
    within = [(max(0, a), min(length, b)) for a, b in passages]
    counted = [(max(0, a), min(length, b)) for a, b in figures]
    cuts = sorted({0, length, *(p for a, b in (*within, *counted) if a < b for p in (a, b))})
    begins: dict[int, list[int]] = {}
    for number, (a, b) in enumerate(within):
        if a < b:
            begins.setdefault(a, []).append(number)
    found = []
    passage_depth, figure_depth = _depths(within), _depths(counted)
    inside = marked = 0
    for start, end in pairwise(cuts):
        inside += passage_depth.get(start, 0)
        marked += figure_depth.get(start, 0)
        found.append(Piece(clean[start:end], inside > 0, marked > 0, tuple(begins.get(start, ()))))
    return found


def _depths(spans: Sequence[tuple[int, int]]) -> dict[int, int]:
    """How many more spans lie over the text from each point on."""
    change: dict[int, int] = {}
    for a, b in spans:
        if a < b:
            change[a] = change.get(a, 0) + 1
            change[b] = change.get(b, 0) - 1
    return change
