"""Copies: which article versions repeat others, over a span of days.

`find_duplicates` is a pure function of the set of articles: the order of arrival and the split into batches make
no difference.
"""

from __future__ import annotations

from pipeline.dedup.clusters import NEAR, find_duplicates, similar_pairs
from pipeline.dedup.index import CopyIndex
from pipeline.dedup.signatures import Signed, sign

__all__ = ["NEAR", "CopyIndex", "Signed", "find_duplicates", "sign", "similar_pairs"]
