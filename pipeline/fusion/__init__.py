"""Fusion: which mentions tell of one happening, what it says, and what was known when.

`fuse` is a pure function of the set of mentions, local in time: see `affected_span` and `input_span`.
"""

from __future__ import annotations

from pipeline.fusion.blocks import Blocking, blocking
from pipeline.fusion.days import REACH, affected_span, anchor_day, input_span
from pipeline.fusion.fuse import fuse
from pipeline.fusion.lineage import Succession, successions
from pipeline.fusion.rulings import CORRECTABLE, parse_value, taken_back
from pipeline.fusion.stories import StoryInput, group_stories
from pipeline.fusion.types import FusionInput, FusionResult

__all__ = [
    "CORRECTABLE",
    "REACH",
    "Blocking",
    "FusionInput",
    "FusionResult",
    "StoryInput",
    "Succession",
    "affected_span",
    "anchor_day",
    "blocking",
    "fuse",
    "group_stories",
    "input_span",
    "parse_value",
    "successions",
    "taken_back",
]
