"""A growing index of signatures: which texts of millions may a new text be a copy of?

252 bytes of signature and 8 of key a text, nothing else: the bands are looked through when they are asked for, a batch
of new texts at a time. Slots stand side by side in memory, text after text: what no new text has in one slot of a band
is out after one look, and of a million texts few are left to compare. The file is the two arrays, so
the answers after a restart are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from pipeline.dedup.shingles import Hashes, jaccard
from pipeline.dedup.signatures import BANDS, ROWS, SLOTS, Signatures, Signed, band_keys, sign
from pipeline.errors import DatelineError

_MAGIC = f"dateline copies 1, rensa {int(RMinHash.ALGORITHM_VERSION)}, {SLOTS} slots\n".encode()
_LEAST_SHINGLES = 10
_CROWD = 200
"""Texts in one bucket of which a new text is compared with these many, the first to come."""
_SLACK = 0.15
_CHUNK = 1 << 16
"""Texts that are read and written at a time."""


def _empty(size: int) -> Signatures:
    return np.zeros((size, SLOTS), dtype=np.uint16, order="F")


def _alike(known: Signatures, rows: Signatures, band: int) -> NDArray[np.int64]:
    """Known texts each of whose slots in the band some of the rows have."""
    hits: NDArray[np.int64] | None = None
    for column in range(band * ROWS, (band + 1) * ROWS):
        wanted = np.zeros(1 << 16, dtype=np.bool_)
        wanted[rows[:, column]] = True
        if hits is None:
            hits = np.flatnonzero(wanted[known[:, column]])
        else:
            hits = hits[wanted[known[hits, column]]]
    return np.zeros(0, dtype=np.int64) if hits is None else hits


class CopyIndex:
    """Signatures of texts under keys that the caller chooses (64-bit numbers, each once)."""

    def __init__(self) -> None:
        self._rows: Signatures = _empty(1024)
        self._keys: NDArray[np.int64] = np.zeros(1024, dtype=np.int64)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def nbytes(self) -> int:
        """Bytes that the indexed texts take."""
        return self._count * (SLOTS * 2 + 8)

    def add(self, keys: Sequence[int], texts: Sequence[str] | Signed) -> None:
        """Take texts in. Texts of fewer than ten 3-grams are passed over: nothing can be said of them."""
        signed = sign(texts)
        self._append(np.asarray(keys, dtype=np.int64), signed.rows, signed.sets)

    def near(
        self, texts: Sequence[str] | Signed, read: Callable[[Sequence[int]], Iterable[str]], least: float = 0.5
    ) -> list[tuple[int, int, float]]:
        """Indexed texts that share at least `least` of their word 3-grams with these: (position, key, Jaccard).

        In order of position and key. `read` gives the texts of keys, in their order: candidates are compared exactly.
        """
        signed = sign(texts)
        if not self._count or not len(signed):
            return []
        rows, sets = signed.rows, signed.sets
        pairs = self._candidates(rows, sets, least - _SLACK)
        found = []
        for position, row in pairs:
            (text,) = read([int(self._keys[row])])
            (other,) = sign([text]).sets
            similarity = jaccard(sets[position], other)
            if similarity >= least:
                found.append((position, int(self._keys[row]), similarity))
        return sorted(found)

    def save(self, path: Path) -> None:
        """Write the index; a file that stands there is replaced as a whole."""
        temporary = path.with_name(path.name + ".new")
        with temporary.open("wb") as file:
            file.write(_MAGIC)
            file.write(self._count.to_bytes(8, "little"))
            file.write(self._keys[: self._count].astype("<i8").tobytes())
            for start in range(0, self._count, _CHUNK):
                file.write(self._rows[start : min(start + _CHUNK, self._count)].astype("<u2").tobytes())
        temporary.replace(path)

    @classmethod
    def load(cls, path: Path) -> CopyIndex:
        """Read what `save` wrote. Raises DatelineError where the file is no index or was made by another version."""
        index = cls()
        with path.open("rb") as file:
            head = file.read(len(_MAGIC) + 8)
            count = int.from_bytes(head[len(_MAGIC) :], "little")
            whole = len(head) + count * (SLOTS * 2 + 8)
            if not head.startswith(_MAGIC) or path.stat().st_size != whole:
                raise DatelineError(
                    f"{path.name} is no index of copies, or one of another version", hint="delete it; it is made again"
                )
            index._keys = np.fromfile(file, dtype="<i8", count=count).astype(np.int64)
            index._rows = _empty(count)
            for start in range(0, count, _CHUNK):
                part = min(_CHUNK, count - start)
                read = np.fromfile(file, dtype="<u2", count=part * SLOTS).reshape(part, SLOTS)
                index._rows[start : start + part] = read
        index._count = count
        return index

    def _append(self, keys: NDArray[np.int64], rows: Signatures, sets: Sequence[Hashes]) -> None:
        keep = np.fromiter((len(s) >= _LEAST_SHINGLES for s in sets), dtype=bool, count=len(sets))
        keys, rows = keys[keep], rows[keep]
        wanted = self._count + len(keys)
        if wanted > len(self._keys):
            size = max(wanted, len(self._keys) + len(self._keys) // 4)
            grown = _empty(size)
            grown[: self._count] = self._rows[: self._count]
            self._rows = grown
            self._keys = np.concatenate((self._keys, np.zeros(size - len(self._keys), dtype=np.int64)))
        self._rows[self._count : wanted] = rows
        self._keys[self._count : wanted] = keys
        self._count = wanted

    def _candidates(self, rows: Signatures, sets: Sequence[Hashes], least: float) -> list[tuple[int, int]]:
        usable = np.flatnonzero([len(s) >= _LEAST_SHINGLES for s in sets])
        if not len(usable):
            return []
        known = self._rows[: self._count]
        found: list[NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
        width = np.int64(self._count)
        for band in range(BANDS):
            wanted = band_keys(rows[usable], band)
            order = np.argsort(wanted, kind="stable")
            distinct, starts = np.unique(wanted[order], return_index=True)
            ends = np.append(starts[1:], len(wanted))
            hits = _alike(known, rows[usable], band)
            held = band_keys(known[hits], band)
            slot = np.searchsorted(distinct, held)
            slot[slot == len(distinct)] = 0
            same = distinct[slot] == held
            hits, buckets = hits[same], slot[same]
            by_bucket = np.argsort(buckets, kind="stable")
            edges = np.flatnonzero(np.diff(buckets[by_bucket], prepend=-1, append=-1))
            for begin, end in pairwise(edges.tolist()):
                members = hits[by_bucket[begin : min(end, begin + _CROWD)]]
                bucket = buckets[by_bucket[begin]]
                askers = usable[order[starts[bucket] : ends[bucket]]]
                found.append((askers[:, None] * width + members[None, :]).ravel())
        codes = np.unique(np.concatenate(found))
        result = []
        for start in range(0, len(codes), 1 << 16):
            block = codes[start : start + (1 << 16)]
            agree = np.count_nonzero(rows[block // width] == known[block % width], axis=1)
            kept = block[agree >= least * SLOTS]
            result += list(zip((kept // width).tolist(), (kept % width).tolist(), strict=True))
        return result
