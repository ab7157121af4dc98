"""Excerpts: pairs of texts of which one may hold the other, found by a sample of their 3-grams.

MinHash sees similarity, and a short excerpt is not similar to its source. A 3-gram is in the sample of every text
that holds it or of none (one in sixteen, by its hash), so what two texts share of their samples tells what they
share.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.dedup.shingles import Hashes
from pipeline.dedup.signatures import Pairs

_ONE_IN = np.uint64(16)
_COMMON = 40
"""Texts from which on a 3-gram is a phrase of the language or of a site's boilerplate and tells nothing."""


def sampled_pairs(sets: Sequence[Hashes]) -> Pairs:
    """Pairs (i, j), i < j, of texts that share at least two sampled 3-grams that few others have."""
    samples = [s[s % _ONE_IN == 0] for s in sets]
    owners = np.repeat(np.arange(len(sets)), [len(s) for s in samples])
    hashes = np.concatenate(samples) if samples else np.zeros(0, dtype=np.uint64)
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    edges = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1], [True]))) if len(hashes) else owners
    sizes = np.diff(edges)
    count = max(len(sets), 1)
    found = [np.zeros(0, dtype=np.int64)]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= _COMMON)]):
        groups = owners[edges[:-1][sizes == size][:, None] + np.arange(size)]
        left, right = np.triu_indices(int(size), 1)
        found.append((groups[:, left] * count + groups[:, right]).ravel())
    codes, shared = np.unique(np.concatenate(found), return_counts=True)
    codes = codes[shared >= 2]
    return np.stack((codes // count, codes % count), axis=1)
