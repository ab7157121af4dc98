"""What an event said over knowledge time: by publication, and by this database's own captures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from pipeline.fusion.features import Item, figures_key
from pipeline.fusion.profile import build_event
from pipeline.fusion.rulings import Override, override
from pipeline.records import Event, EventRevision

_EVERY_STEP = 100
"""Publications of one event that are each replayed; of an event with more, those that say something new."""


class Past:
    """The states of one event, each built once."""

    def __init__(self, event_id: str, members: Sequence[Item], overrides: Sequence[Override]) -> None:
        """`members` in order of publication."""
        self._event_id = event_id
        self._members = members
        self._overrides = overrides
        self._built: dict[frozenset[int], Event] = {}

    def published(self) -> list[EventRevision]:
        """What could be known at each moment, had everything been read when it was published."""
        return self._replay(range(len(self._members)), lambda item: item.given.published_at)

    def captured(self) -> list[EventRevision]:
        """What this database could say at each moment, from the reports that it held."""
        order = sorted(range(len(self._members)), key=lambda n: (captured_at(self._members[n]), n))
        return self._replay(order, captured_at)

    def _replay(self, order: Sequence[int], moment: Callable[[Item], datetime]) -> list[EventRevision]:
        """Revisions; they do not list their mentions, `membership` and the times of the reports tell them."""
        steps: list[tuple[datetime, frozenset[int]]] = []
        seen: set[object] = set()
        for index, number in enumerate(order):
            item = self._members[number]
            weapon = item.given.mention.weapon
            last = index == len(order) - 1
            says = (item.points, item.regions, weapon, item.doers, item.targets, figures_key(item), item.span)
            new = says not in seen
            seen.add(says)
            if not last and moment(self._members[order[index + 1]]) == moment(item):
                continue
            if index >= _EVERY_STEP and not last and not new:
                continue
            steps.append((moment(item), frozenset(order[: index + 1])))
        # What a person said counts from the moment at which it was said.
        for ruled in self._overrides:
            known = [held for at, held in steps if at <= ruled.made_at]
            if known and all(at != ruled.made_at for at, _ in steps):
                steps.append((ruled.made_at, known[-1]))
                steps.sort(key=lambda step: step[0])
        ends: list[datetime | None] = [at for at, _ in steps[1:]]
        return [
            EventRevision(known_from=at, known_to=end, event=self._event(held, at))
            for (at, held), end in zip(steps, [*ends, None], strict=True)
        ]

    def _event(self, held: frozenset[int], at: datetime) -> Event:
        if held not in self._built:
            members = [self._members[number] for number in sorted(held)]
            self._built[held] = build_event(self._event_id, members, with_mentions=False)
        return override(self._built[held], [ruled for ruled in self._overrides if ruled.made_at <= at])


def captured_at(item: Item) -> datetime:
    """When this database first held the report; a report is never held before it is published."""
    captured = item.given.captured_at
    return item.given.published_at if captured is None else max(captured, item.given.published_at)
