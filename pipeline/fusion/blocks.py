"""What the warehouse needs to find the mentions that a change can reach, without building them: the constants of
grouping, and how names are compared. `sql/load/blocks.sql` has the same keys as `shelf`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

import polars as pl

from pipeline.fusion.days import COUNTED, FIRM, LOOK_BACK, RECALL, WEEK
from pipeline.fusion.features import DULL, SETTLED, family_of, plain_name, standing_of
from pipeline.fusion.shelf import ASIDE, CELL, COLUMNS, TELLING, longest_word
from pipeline.records import EventType, Modality

_SPACES = r"[\s\x0b\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+"
"""What str.split takes for space."""


@dataclass(frozen=True, slots=True)
class Blocking:
    """Tables and parameters of sql/load/blocks.sql and reach_further.sql."""

    tables: dict[str, pl.DataFrame]
    parameters: dict[str, object]


def blocking(names: Iterable[str]) -> Blocking:
    """Everything that the keys of mentions depend on; `names` are those of their places and actors."""
    families = {event_type: family_of(event_type) for event_type in get_args(EventType)}
    standings = {modality: standing for modality in get_args(Modality) if (standing := standing_of(modality))}
    spelled = sorted(set(names))
    return Blocking(
        tables={
            "kinds": pl.DataFrame(
                {
                    "event_type": list(families),
                    "family": list(families.values()),
                    "settled": [family in SETTLED for family in families.values()],
                }
            ),
            "standings": pl.DataFrame({"modality": list(standings), "standing": list(standings.values())}),
            "spellings": pl.DataFrame(
                {
                    "name": spelled,
                    "plain": [plain_name(name) for name in spelled],
                    "longest": [longest_word(plain_name(name)) for name in spelled],
                    "folded": [name.casefold() for name in spelled],
                },
                schema=dict.fromkeys(("name", "plain", "longest", "folded"), pl.String()),
            ),
            "dull": pl.DataFrame({"word": sorted(DULL)}),
            "neighbours": pl.DataFrame(
                [(up, aside) for up in (-1, 0, 1) for aside in range(-ASIDE, ASIDE + 1)],
                schema={"up": pl.Int32(), "aside": pl.Int32()},
                orient="row",
            ),
        },
        parameters={
            "spaces": _SPACES,
            "counted": COUNTED,
            "back": LOOK_BACK,
            "recall": RECALL,
            "firm": FIRM,
            "long": WEEK,
            "telling": TELLING,
            "cell": CELL,
            "columns": COLUMNS,
        },
    )
