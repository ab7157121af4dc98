"""Rewriting the archive's files: many small ones into few, and records that must go. Safe to kill at any moment.

New files are written beside the old ones under a name that nobody reads. Then a journal says what is to happen; from
there on the work can only be finished: `finish` renames, has the index brought up to it, and takes the old files away,
and does so again from the start where it was interrupted.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from pipeline.archive import format as fmt
from pipeline.archive.care import ArchiveFile
from pipeline.archive.members import walk
from pipeline.archive.writer import sync_folder
from pipeline.errors import ArchiveError, UsageError, home_error
from pipeline.urls import canonical_url

JOURNAL = "rewrite.json"
TOMBSTONES = "tombstones.jsonl"
_PART = ".part"
_HEAD = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """What the journal says. All names are relative to the archive."""

    parts: tuple[tuple[str, str], ...]
    """(name under which a new file is written, its final name)."""
    moved: tuple[tuple[str, str, int], ...]
    """Compacting: (old file, new file, bytes of the new file before the old one's first record)."""
    removed: tuple[str, ...]
    """Files that go when the index knows of it."""
    forgotten: tuple[str, ...]
    """Takedown: canonical addresses whose rows go."""
    captures: tuple[str, ...]
    """Takedown: captures whose rows go, whatever their address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grave:
    """One line of the list of takedowns."""

    url: str
    url_key: str
    reason: str
    at: datetime


# --- the journal -----------------------------------------------------------------------------------


def pending_rewrite(archive_dir: Path) -> Rewrite | None:
    """A rewrite that was begun and must be finished. Without one, parts that a killed run left are taken away.

    Raises ArchiveError where the journal cannot be read.
    """
    journal = archive_dir / JOURNAL
    if not journal.exists():
        if archive_dir.is_dir():
            for part in archive_dir.rglob(f"*{_PART}"):
                part.unlink(missing_ok=True)
        return None
    try:
        fields = json.loads(journal.read_text(encoding="utf-8"))
        names = {name: tuple(tuple(x) if isinstance(x, list) else x for x in value) for name, value in fields.items()}
        return Rewrite(**names)  # type: ignore[arg-type]
    except (OSError, ValueError, TypeError) as error:
        raise ArchiveError(f"{journal} cannot be read ({error})", hint="restore it from a backup") from error


def finish(archive_dir: Path, rewrite: Rewrite, index: Callable[[Rewrite], None]) -> None:
    """Carry out what the journal says, as often as it takes. `index` brings the database up to it, repeatably."""
    try:
        for part, final in rewrite.parts:
            if (archive_dir / part).exists():
                (archive_dir / part).replace(_inside(archive_dir, final))
                sync_folder((archive_dir / final).parent)
        index(rewrite)
        for name in rewrite.removed:
            _inside(archive_dir, name).unlink(missing_ok=True)
        (archive_dir / JOURNAL).unlink(missing_ok=True)
        sync_folder(archive_dir)
    except OSError as error:
        raise home_error(error, archive_dir) from error


def begin(archive_dir: Path, rewrite: Rewrite) -> None:
    """Write the journal: from here on the rewrite happens, also after a kill."""
    _replace_file(archive_dir / JOURNAL, json.dumps(asdict(rewrite)).encode())


def _inside(archive_dir: Path, name: str) -> Path:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise ArchiveError(f"{name} is not a name inside the archive")
    return archive_dir / path


def _replace_file(path: Path, data: bytes) -> None:
    fresh = path.with_name(path.name + _PART)
    try:
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise home_error(error, path) from error


# --- many into few ---------------------------------------------------------------------------------


def compact(archive_dir: Path, files: Sequence[ArchiveFile], *, max_bytes: int) -> tuple[Rewrite | None, list[str]]:
    """Write the small files of each month together, record by record as they are; the rewrite, and files left alone
    because they are damaged. Nothing has happened to the archive yet: `begin` and `finish` do that."""
    parts, moved, damaged = [], [], []
    for group in _groups(files, max_bytes):
        final = _free_name(archive_dir, group[0].name)
        part = final + _PART
        kept: list[tuple[str, int]] = []
        try:
            with (archive_dir / part).open("wb") as out:
                for file in group:
                    base = out.tell()
                    if _append_whole(archive_dir / file.name, out):
                        kept.append((file.name, base))
                    else:
                        out.truncate(base)
                        out.seek(base)
                        damaged.append(file.name)
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise home_error(error, archive_dir / part) from error
        if len(kept) < 2:
            (archive_dir / part).unlink()
            continue
        parts.append((part, final))
        moved += [(name, final, base) for name, base in kept]
    if not parts:
        return None, damaged
    removed = tuple(name for name, _, _ in moved)
    rewrite = Rewrite(parts=tuple(parts), moved=tuple(moved), removed=removed, forgotten=(), captures=())
    return rewrite, damaged


def _groups(files: Iterable[ArchiveFile], max_bytes: int) -> list[list[ArchiveFile]]:
    """Files of one month that fit together, in the order of their names; groups of one are none."""
    groups: list[list[ArchiveFile]] = []
    size = 0
    for file in files:
        if file.bytes > max_bytes // 2 or not file.name.endswith(".warc.gz"):
            continue
        month = PurePosixPath(file.name).parent
        if groups and PurePosixPath(groups[-1][0].name).parent == month and size + file.bytes <= max_bytes:
            groups[-1].append(file)
            size += file.bytes
        else:
            groups.append([file])
            size = file.bytes
    return [group for group in groups if len(group) > 1]


def _free_name(archive_dir: Path, first: str) -> str:
    path = PurePosixPath(first)
    moment = path.name.partition("-")[0]
    number = 0
    while (archive_dir / (name := str(path.with_name(f"{moment}-compact-{number:05d}.warc.gz")))).exists():
        number += 1
    return name


def _append_whole(path: Path, out: object) -> bool:
    """Copy a file whose members are all whole; False, and some of it written, where one is not."""
    size = path.stat().st_size
    with path.open("rb") as file:
        for member in walk(file, 0, size, head_bytes=5):
            if member.error is not None or member.head != b"WARC/":
                return False
            file.seek(member.offset)
            out.write(file.read(member.length))  # type: ignore[attr-defined]
    return True


# --- records that must go --------------------------------------------------------------------------


def without(
    archive_dir: Path, records: dict[str, set[int]], url_keys: frozenset[str], captures: Sequence[str]
) -> tuple[Rewrite, int]:
    """Rewrite files without the records of these addresses, and without those at the given offsets; the rewrite, and
    how many records go. `records` names every file that is to be looked at."""
    parts, removed, gone = [], [], 0
    for name, offsets in sorted(records.items()):
        path = _inside(archive_dir, name)
        part = name + _PART
        kept = dropped = 0
        size = path.stat().st_size
        try:
            with path.open("rb") as file, (archive_dir / part).open("wb") as out:
                if file.read(2) != b"\x1f\x8b":
                    raise ArchiveError(f"{name} is not packed record by record", hint="recompress it with warcio first")
                for member in walk(file, 0, size, head_bytes=_HEAD):
                    if member.offset in offsets or _is_of(member.head, url_keys):
                        dropped += 1
                        continue
                    file.seek(member.offset)
                    out.write(file.read(member.length))
                    kept += member.offset > 0
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise home_error(error, path) from error
        gone += dropped
        if not dropped or not kept:
            (archive_dir / part).unlink()
        if dropped:
            if kept:
                parts.append((part, name))
            else:
                removed.append(name)
    rewrite = Rewrite(
        parts=tuple(parts),
        moved=(),
        removed=tuple(removed),
        forgotten=tuple(sorted(url_keys)),
        captures=tuple(sorted(captures)),
    )
    return rewrite, gone


def _is_of(head: bytes, url_keys: frozenset[str]) -> bool:
    """Whether a record is of one of the addresses, or was reached by a link that is one."""
    block = head.partition(b"\r\n\r\n")[0]
    for line in block.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() in (b"warc-target-uri", fmt.VIA.lower().encode()):
            try:
                if canonical_url(fmt.decode(value).strip().strip("<>")) in url_keys:
                    return True
            except UsageError:
                continue
    return False


# --- takedowns -------------------------------------------------------------------------------------


def read_tombstones(archive_dir: Path) -> list[Grave]:
    """Addresses that were taken down, in the order of the list. Raises ArchiveError where a line cannot be read."""
    path = archive_dir / TOMBSTONES
    if not path.exists():
        return []
    found: dict[str, Grave] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
            at = datetime.fromisoformat(fields["at"])
            grave = Grave(url=str(fields["url"]), url_key=str(fields["url_key"]), reason=str(fields["reason"]), at=at)
        except (ValueError, KeyError, TypeError) as error:
            raise ArchiveError(
                f"{path}:{number} is no takedown ({error})", hint="correct or remove the line"
            ) from error
        found.setdefault(grave.url_key, grave)
    return list(found.values())


def add_tombstone(archive_dir: Path, grave: Grave) -> None:
    """Add an address to the list of takedowns, which lies beside the files and goes with them into every backup."""
    graves = [g for g in read_tombstones(archive_dir) if g.url_key != grave.url_key]
    lines = [
        json.dumps({"url": g.url, "url_key": g.url_key, "reason": g.reason, "at": g.at.isoformat()}, ensure_ascii=False)
        for g in (*graves, grave)
    ]
    archive_dir.mkdir(parents=True, exist_ok=True)
    _replace_file(archive_dir / TOMBSTONES, ("\n".join(lines) + "\n").encode())
