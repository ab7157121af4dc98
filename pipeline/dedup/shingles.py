"""Texts as sets of hashed word 3-grams, many at once.

Words are runs of letters, digits and combining marks, case folded; scripts without spaces give one word a
character. Hashing works on the bytes of a whole batch in numpy: a Python loop over words costs five times as much.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Offsets = NDArray[np.int64]

SHINGLE_WORDS = 3
_BATCH_BYTES = 4_000_000
_MAX_WORDS_BYTES = 400_000
"""Of one text: what stands beyond is not looked at (a book, not news)."""

_NOT_WORD = re.compile(r"[^\w\s]|_")
_UNSPACED = re.compile(
    r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])"
)
_BASE = np.uint64(0x9E3779B97F4A7C15)


def _mix(values: Hashes) -> Hashes:
    """splitmix64's finaliser: every bit of the result depends on every bit of the input."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _tables() -> tuple[NDArray[np.bool_], Hashes]:
    word = np.zeros(256, dtype=bool)
    for code in range(256):
        word[code] = code >= 0x80 or chr(code).isalnum()
    return word, _mix((np.arange(256, dtype=np.uint64) + np.uint64(1)) * _BASE)


_IS_WORD, _BYTE_VALUE = _tables()


@cache
def _powers() -> tuple[Hashes, Hashes]:
    """_BASE ** n and its inverse modulo 2 ** 64, for every n that a batch needs: 70 MB, made when needed."""
    length = _BATCH_BYTES + _MAX_WORDS_BYTES + 2
    inverse = np.uint64(pow(int(_BASE), -1, 1 << 64))
    forward = np.full(length, _BASE, dtype=np.uint64)
    backward = np.full(length, inverse, dtype=np.uint64)
    forward[0] = backward[0] = 1
    return np.cumprod(forward, dtype=np.uint64), np.cumprod(backward, dtype=np.uint64)


def fold(text: str) -> bytes:
    """The text as the hashing reads it: case folded, punctuation gone, UTF-8."""
    folded = text[:_MAX_WORDS_BYTES].casefold()
    if not folded.isascii():
        folded = _UNSPACED.sub(r" \1 ", _NOT_WORD.sub(" ", unicodedata.normalize("NFC", folded)))
        return folded.encode("utf-8", "replace")[:_MAX_WORDS_BYTES]
    return folded.encode("ascii")


def word_hashes(folded: Sequence[bytes]) -> tuple[Hashes, Offsets]:
    """Hash of every word of every text, flat, and where each text begins (one more entry than texts)."""
    joined = np.frombuffer(b" ".join(folded) + b" ", dtype=np.uint8)
    inside = _IS_WORD[joined]
    edges = np.flatnonzero(np.diff(inside, prepend=False, append=False))
    starts, ends = edges[0::2], edges[1::2]
    # A word's hash is a difference of prefix sums, brought to the origin: equal words are equal wherever they stand.
    sums = np.zeros(len(joined) + 1, dtype=np.uint64)
    power, inverse = _powers()
    np.cumsum(_BYTE_VALUE[joined] * power[: len(joined)], dtype=np.uint64, out=sums[1:])
    hashes = _mix((sums[ends] - sums[starts]) * inverse[starts])
    lengths = np.fromiter((len(text) + 1 for text in folded), dtype=np.int64, count=len(folded))
    offsets = np.zeros(len(folded) + 1, dtype=np.int64)
    offsets[1:] = np.searchsorted(starts, np.cumsum(lengths))
    return hashes, offsets


def shingle_hashes(words: Hashes, offsets: Offsets) -> tuple[Hashes, Offsets]:
    """Hash of every run of three words inside one text; texts of fewer words have none."""
    if len(words) < SHINGLE_WORDS:
        return np.zeros(0, dtype=np.uint64), np.zeros_like(offsets)
    runs = words[:-2] * np.uint64(3) + words[1:-1] * np.uint64(0xD6E8FEB86659FD93) + words[2:] * _BASE
    counts = np.maximum(np.diff(offsets) - (SHINGLE_WORDS - 1), 0)
    shingle_offsets = np.zeros_like(offsets)
    np.cumsum(counts, out=shingle_offsets[1:])
    keep = np.ones(len(words), dtype=bool)
    for back in (1, 2):  # the last two words of a text begin no run of their own
        last = offsets[1:] - back
        keep[last[last >= offsets[:-1]]] = False
    return _mix(runs[keep[:-2]]), shingle_offsets


def batches(texts: Sequence[str], size: int = _BATCH_BYTES // 4) -> Iterator[Sequence[str]]:
    """Runs of texts of about `size` characters together."""
    start = total = 0
    for index, text in enumerate(texts):
        length = min(len(text), _MAX_WORDS_BYTES)
        if index > start and total + length > size:
            yield texts[start:index]
            start, total = index, 0
        total += length
    if start < len(texts):
        yield texts[start:]


def jaccard(one: Hashes, other: Hashes) -> float:
    """Share of shingles that two sets have in common, 0 to 1; two empty sets share nothing."""
    shared = overlap(one, other)
    union = len(one) + len(other) - shared
    return shared / union if union else 0.0


def overlap(one: Hashes, other: Hashes) -> int:
    """How many shingles two sorted distinct sets have in common."""
    if not len(one) or not len(other):
        return 0
    if len(one) > len(other):
        one, other = other, one
    at = np.searchsorted(other, one)
    at[at == len(other)] = 0
    return int(np.count_nonzero(other[at] == one))
