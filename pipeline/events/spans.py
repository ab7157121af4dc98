"""Checks that every mention must pass, whichever engine made it: spans cut verbatim, offsets in range."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.errors import EventError
from pipeline.records import Mention, TextInput


def checked(text: TextInput, mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions, unchanged. Raises EventError where a span does not cut out what the mention says it does."""
    result = list(mentions)
    seen: set[str] = set()
    for mention in result:
        _check(text.text, mention.evidence_start, mention.evidence_end, mention.evidence, "evidence")
        for actor in mention.actors:
            _check(text.text, actor.start, actor.end, actor.name, "actor")
        for place in mention.places:
            _check(text.text, place.start, place.end, place.name, "place")
        known = {q.quantity_id for q in mention.quantities}
        if len(known) != len(mention.quantities):
            raise EventError("two figures of one mention have the same identifier")
        for quantity in mention.quantities:
            _check(text.text, quantity.start, quantity.end, quantity.text, "quantity")
            if quantity.subset_of is not None and quantity.subset_of not in known:
                raise EventError("a figure is a part of a figure that the mention does not have")
        if not 0.0 <= mention.confidence <= 1.0:
            raise EventError(f"confidence {mention.confidence} is no probability")
        if mention.mention_id in seen:
            raise EventError("two mentions have the same identifier")
        seen.add(mention.mention_id)
    return result


def _check(text: str, start: int, end: int, slice_: str, what: str) -> None:
    if not 0 <= start < end <= len(text) or text[start:end] != slice_:
        raise EventError(f"the span {start}:{end} of a mention's {what} does not cut out {slice_[:40]!r}")
