"""The plan of a backfill: what would be read, what of it is done, what it costs.

It stands in the ledger, so that it outlives the run."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flows.context import RunContext
from flows.source_tools import LiveTools
from pipeline.identity import content_id
from pipeline.sources import Source, SourceRequest
from pipeline.warehouse import open_warehouse
from pipeline.warehouse.ledger import Plan, PlannedUnit, known_units, save_plan, stored_plan

_GROWTH = 0.35
"""Bytes of warehouse and snapshot that a byte of packed archive brings, measured by benchmarks/backfill.py; both are
written anew when they are published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a plan would do."""

    units: int
    done: int
    left: int
    bytes_left: int | None
    """To read; None where the sources do not say how large they are."""
    free: int
    """Bytes free where the home folder lies."""
    days: Counter[str]
    """Pieces that are left, by day; those of no day as `-`."""

    def lines(self) -> Iterator[str]:
        yield f"plan: {self.units} pieces, {self.done} done before, {self.left} to read"
        if self.bytes_left is not None and self.left:
            most = round(self.bytes_left * (1 + _GROWTH))
            yield (
                f"to read: {_size(self.bytes_left)}; disk: at most about {_size(most)} more "
                f"(archive {_size(self.bytes_left)}, warehouse and snapshot {_size(most - self.bytes_left)}), "
                f"{_size(self.free)} free"
            )
        elif self.left:
            yield f"how much there is to read is known only when it is read; {_size(self.free)} free on the disk"


def make_plan(
    run: RunContext, source: Source, request: SourceRequest, tools: LiveTools
) -> tuple[Plan, list[PlannedUnit]]:
    """The plan of a request: the stored one where it was begun and not finished, else a new one."""
    scope = source.scope(request)
    asked = {
        "paths": list(request.paths),
        "hosts": sorted(request.hosts),
        "feeds": sorted(request.feeds),
        "window": request.window,
    }
    text = json.dumps(asked, ensure_ascii=False)
    plan = Plan(
        plan_id=content_id("plan", source.name, scope, request.first, request.last, text),
        source=source.name,
        scope=scope,
        first=request.first,
        last=request.last,
        request=text,
    )
    with open_warehouse(run.settings, "backfill") as warehouse:
        stored = stored_plan(warehouse, plan.plan_id)
        known = known_units(warehouse, source.name, scope)
    if stored is not None:
        return plan, stored
    units: dict[str, PlannedUnit] = {}
    for unit in source.units(request, tools):
        state, position = known.get(unit.key, ("planned", 0))
        units[unit.key] = PlannedUnit(
            key=unit.key, where=unit.where, day=unit.day, size=unit.size, state=state, position=position
        )
    return plan, sorted(units.values(), key=lambda unit: (unit.day is not None, unit.day or date.min))


def keep_plan(run: RunContext, plan: Plan, units: Sequence[PlannedUnit]) -> None:
    """Write the plan into the ledger."""
    with open_warehouse(run.settings, "backfill") as warehouse:
        save_plan(warehouse, plan, units)


def forecast(run: RunContext, units: Sequence[PlannedUnit]) -> Forecast:
    """What the plan would read and how much room it needs."""
    left = [unit for unit in units if unit.state != "done"]
    sizes = [unit.size - unit.position for unit in left if unit.size is not None]
    place = run.settings.home
    while not place.exists():
        place = place.parent
    return Forecast(
        units=len(units),
        done=len(units) - len(left),
        left=len(left),
        bytes_left=sum(sizes) if len(sizes) == len(left) else None,
        free=shutil.disk_usage(place).free,
        days=Counter(unit.day.isoformat() if unit.day else "-" for unit in left),
    )


def partitions(units: Sequence[PlannedUnit], size: int) -> Iterator[tuple[str, list[PlannedUnit]]]:
    """The pieces that are left, a partition a day; those of no day by `size` of them."""
    group: list[PlannedUnit] = []
    for unit in units:
        if unit.state == "done":
            continue
        if group and (unit.day != group[0].day or (unit.day is None and len(group) >= size)):
            yield _label(group), group
            group = []
        group.append(unit)
    if group:
        yield _label(group), group


def _label(group: Sequence[PlannedUnit]) -> str:
    day = group[0].day
    return f"{day}" if day is not None else f"{len(group)} files" if len(group) > 1 else "1 file"


def _size(n: int) -> str:
    for unit, step in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)):
        if n >= step:
            return f"{n / step:.1f} {unit}"
    return f"{n} bytes"
