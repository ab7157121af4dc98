"""How sure it is that an event is one happening, told once: 0 to 1.

Begun from the mention that is surest, the doubt that is left shrinks with every further independent source (copies
are one), where an official is named for a figure, and where independent sources give the same one; it grows where no
report states the day, and where claimants exclude each other. The factors were set on written worlds and their
reliability is measured in docs/fusion.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.fusion.features import Item

_ANOTHER_SOURCE = 0.6
_OFFICIAL = 0.4
_SAME_FIGURE = 0.7
_UNDATED = 1.5
_DISPUTED = 1.3
_MOST_DOUBT = 0.9


def confidence_of(items: Sequence[Item], *, disputed: bool) -> float:
    """Confidence of the event that these mentions make, in order of publication."""
    doubt = 1.0 - max(item.given.mention.confidence for item in items)
    doubt *= _ANOTHER_SOURCE ** (independent_sources(items) - 1)
    if any(said.claim.claimant == "own_official" for item in items for said in item.said):
        doubt *= _OFFICIAL
    if _same_figure(items):
        doubt *= _SAME_FIGURE
    if all(item.given.mention.date_basis == "publication" for item in items):
        doubt *= _UNDATED
    if disputed:
        doubt *= _DISPUTED
    return round(1.0 - min(doubt, _MOST_DOUBT), 4)


def independent_sources(items: Sequence[Item]) -> int:
    """Publishers with a text of their own: of copies the first published counts, and no publisher counts twice."""
    first: dict[str, str] = {}
    for item in items:
        first.setdefault(item.report, item.given.source)
    return len(set(first.values()))


def _same_figure(items: Sequence[Item]) -> bool:
    """Whether two independent sources give the same number of more than one."""
    printers: dict[object, set[str]] = defaultdict(set)
    first: dict[str, str] = {}
    for item in items:
        source = first.setdefault(item.report, item.given.source)
        for key, claim in item.claims.items():
            if claim.value > 1:
                printers[key, claim.value].add(source)
    return any(len(sources) > 1 for sources in printers.values())
