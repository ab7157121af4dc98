"""What people said about events: kept in a file of the home folder and in the warehouse, and applied by every run.

The file `corrections.jsonl` outlives the warehouse, as the archive does; what one of the two lacks it gets from the
other. A line is one correction as JSON; nothing is ever taken out, an undo is a line of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError, home_error
from pipeline.frames import corrections_frame
from pipeline.fusion import parse_value
from pipeline.identity import content_id
from pipeline.records import Anchor, Correction
from pipeline.settings import Settings
from pipeline.warehouse import Warehouse, open_warehouse

_KINDS = ("merge", "split", "correct", "undo")
_ANCHORS = 50
"""Passages by which a merge or a corrected value finds its event again, the earliest."""
_FARTHEST = 400
"""Days between two events that may be merged; all days between them are related together."""
_LONGEST = 1_000_000
"""Characters of a line: thousands of passages."""


def corrections_file(settings: Settings) -> Path:
    """Where the corrections of a home folder stand."""
    return settings.home / "corrections.jsonl"


def new_correction(
    kind: str,
    event_id: str,
    *,
    why: str,
    made_at: datetime,
    anchors: Iterable[Anchor],
    other_id: str | None = None,
    field: str | None = None,
    value: str | None = None,
) -> Correction:
    """A correction with its identifier. Raises UsageError where it says nothing that can be applied."""
    if kind not in _KINDS:
        raise UsageError(f"a correction is one of {', '.join(_KINDS)}, not {kind!r}")
    why = " ".join(why.split())
    if not why:
        raise UsageError("a correction needs a reason", hint="give --why with a few words and the source")
    if kind == "correct":
        parse_value(field or "", value or "")
    held = tuple(sorted(set(anchors), key=lambda a: (a.part, a.article_id, a.version, a.start, a.end)))
    parts = (kind, event_id, other_id, field, value, why, made_at.astimezone(UTC).isoformat(), held)
    known: Any = kind
    return Correction(
        correction_id=content_id("correction", *parts),
        kind=known,
        event_id=event_id,
        other_id=other_id,
        field=field,
        value=value,
        why=why,
        made_at=made_at.astimezone(UTC),
        anchors=held,
    )


def to_line(correction: Correction) -> str:
    """One correction as a line of JSON."""
    row = asdict(correction) | {"made_at": correction.made_at.isoformat()}
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


def read_corrections(path: Path) -> list[Correction]:
    """Corrections of a file of JSON lines, each with the identifier that its content has.

    Raises UsageError naming the line that is none, and the error of the home folder where the file cannot be read.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            return list(_read_lines(path.name, lines))
    except OSError as error:
        raise home_error(error, path) from error


def _read_lines(name: str, lines: Iterable[str]) -> Iterator[Correction]:
    wanted = {f.name for f in fields(Correction)} - {"correction_id"}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            if len(line) > _LONGEST:
                raise ValueError("too long")
            row = json.loads(line)
            missing = sorted(wanted - set(row))
            if missing:
                raise ValueError(f"{missing[0]} is missing")
            texts = [row[key] for key in ("kind", "event_id", "why")]
            more = [row[key] for key in ("other_id", "field", "value")]
            if not all(isinstance(t, str) for t in texts) or not all(t is None or isinstance(t, str) for t in more):
                raise ValueError("a field that should be text is none")
            made_at = datetime.fromisoformat(row["made_at"])
            if made_at.tzinfo is None:
                raise ValueError("made_at has no time zone")
            yield new_correction(
                row["kind"],
                row["event_id"],
                why=row["why"],
                made_at=made_at,
                anchors=[_anchor(entry) for entry in row["anchors"]],
                other_id=row["other_id"],
                field=row["field"],
                value=row["value"],
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, UsageError) as error:
            raise UsageError(
                f"{name}, line {number} is no correction ({error})",
                hint="a line is what `dateline event export` writes",
            ) from error


def _anchor(entry: Any) -> Anchor:
    anchor = Anchor(**entry)
    numbers = (anchor.part, anchor.start, anchor.end)
    if not all(isinstance(n, int) and 0 <= n < 2**31 for n in numbers) or anchor.part > 1:
        raise ValueError("a passage has no proper bounds")
    if not (isinstance(anchor.article_id, str) and isinstance(anchor.version, str)):
        raise ValueError("a passage names no article")
    return anchor


def write_corrections(path: Path, corrections: Iterable[Correction]) -> None:
    """Replace the file as a whole."""
    fresh = path.with_name(path.name + ".new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            file.writelines(to_line(correction) + "\n" for correction in corrections)
        fresh.replace(path)
    except OSError as error:
        raise home_error(error, path.parent) from error


def sync_corrections(settings: Settings, warehouse: Warehouse, added: Iterable[Correction] = ()) -> int:
    """Bring file and table together, with what is added; the number of corrections that the table did not hold.

    The days of what they speak of are related again at the next run.
    """
    path = corrections_file(settings)
    held = warehouse.corrections()
    known = {correction.correction_id for correction in held}
    filed = read_corrections(path) if path.is_file() else []
    new = {c.correction_id: c for c in [*filed, *added] if c.correction_id not in known}
    if new:
        warehouse.add_corrections(corrections_frame(new.values()))
    every = sorted([*held, *new.values()], key=lambda c: (c.made_at, c.correction_id))
    if {c.correction_id for c in filed} != {c.correction_id for c in every}:
        write_corrections(path, every)
    return len(new)


def held_corrections(settings: Settings) -> list[Correction]:
    """All corrections of a home, oldest first."""
    with open_warehouse(settings, "corrections") as warehouse:
        sync_corrections(settings, warehouse)
        return warehouse.corrections()


def import_corrections(settings: Settings, path: Path) -> int:
    """Take in what another home exported; the number of corrections that were new."""
    added = read_corrections(path)
    with open_warehouse(settings, "corrections") as warehouse:
        return sync_corrections(settings, warehouse, added)


def record_correction(
    settings: Settings,
    kind: str,
    event_id: str,
    *,
    why: str,
    made_at: datetime,
    other_id: str | None = None,
    field: str | None = None,
    value: str | None = None,
    articles: Sequence[str] = (),
    mentions: Sequence[str] = (),
) -> Correction:
    """Note what somebody says about an event of the warehouse, with the passages that it speaks of.

    `articles` (addresses or article_id) and `mentions` are what a split takes out. Raises UsageError where the
    event has no such reports, or nothing else would be left.
    """
    with open_warehouse(settings, "corrections") as warehouse:
        anchors: list[Anchor] = []
        if kind != "undo":
            held = warehouse.passages(event_id)
            if not held:
                raise UsageError(f"the warehouse has no event {event_id}", hint="run `dateline run` first")
            wanted = {*articles, *mentions}
            missing = wanted - {name for passage in held for name in passage.names}
            if missing:
                raise UsageError(f"{min(missing)} is no report of this event", hint="`dateline event ID` shows them")
            for passage in held:
                anchors.append(passage.anchor(1 if passage.names & wanted else 0))
            if kind == "split" and len({anchor.part for anchor in anchors}) < 2:
                raise UsageError("a split must leave something on both sides")
            if kind != "split":
                anchors = anchors[:_ANCHORS]
            if kind == "merge" and other_id is not None:
                other = warehouse.passages(other_id)[:_ANCHORS]
                if not other:
                    raise UsageError(f"the warehouse has no event {other_id}", hint="run `dateline run` first")
                days = [passage.day for passage in (*held, *other)]
                if (max(days) - min(days)).days > _FARTHEST:
                    raise UsageError(f"events more than {_FARTHEST} days apart are not one happening")
                anchors += [passage.anchor(1) for passage in other]
        made = new_correction(
            kind, event_id, why=why, made_at=made_at, anchors=anchors, other_id=other_id, field=field, value=value
        )
        sync_corrections(settings, warehouse, [made])
    return made
