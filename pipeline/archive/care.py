"""Care of the files: what is there, is it sound, and what to do with what a killed run left behind."""

from __future__ import annotations

import fcntl
import os
import stat
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from pipeline.archive.members import walk
from pipeline.archive.writer import OPEN_SUFFIX, lock_existing, sync_folder
from pipeline.errors import ArchiveError


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFile:
    """One closed file of the archive."""

    name: str
    """Relative to the archive folder, with "/"."""
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A file that a killed run left open and that is closed now."""

    name: str
    """Final name, relative to the archive folder."""
    records: int
    """Whole records kept (the file's own description not counted); 0 means that the file was removed."""
    bytes_cut: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Sums over one file."""

    name: str
    bytes: int
    records: int
    by_type: tuple[tuple[str, int], ...]
    digests_checked: int
    problems: tuple[str, ...]
    """Empty where every record is whole and every digest right."""


def list_files(archive_dir: Path) -> list[ArchiveFile]:
    """Closed files in order of their names, which is the order of their beginnings.

    Every run asks for them, and a year of polls leaves 35,000: pathlib would take six times as long.
    """
    files = []
    for folder, _, names in os.walk(archive_dir):
        inside = os.path.relpath(folder, archive_dir).replace(os.sep, "/")
        for name in names:
            if name.endswith((".warc.gz", ".warc")):
                try:
                    known = os.stat(f"{folder}/{name}")  # noqa: PTH116 - a Path for each file takes longer than the call
                except FileNotFoundError:
                    continue
                if stat.S_ISREG(known.st_mode):
                    files.append(ArchiveFile(name=name if inside == "." else f"{inside}/{name}", bytes=known.st_size))
    return sorted(files, key=attrgetter("name"))


def recover_open_files(archive_dir: Path) -> list[Recovered]:
    """Close what killed runs left open: every whole record stays, the torn end is cut, nothing else changes.

    A file that a living writer holds is left alone; a file without a single capture is removed. Safe to call at
    any time and from several processes at once. Raises ArchiveError where a file cannot be changed.
    """
    recovered = []
    for path in sorted(archive_dir.rglob("*.warc.gz" + OPEN_SUFFIX)):
        fd = lock_existing(path)
        if fd is None:
            continue
        try:
            recovered.append(_close(fd, path, archive_dir))
        except OSError as error:
            raise ArchiveError(
                f"{path.name} cannot be closed ({error.strerror})", hint="check the folder's permissions and free space"
            ) from error
        finally:
            fcntl.flock(fd, fcntl.LOCK_UN)
            os.close(fd)
    return recovered


def _close(fd: int, path: Path, archive_dir: Path) -> Recovered:
    final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
    size = os.fstat(fd).st_size
    end, captures = 0, 0
    with os.fdopen(os.dup(fd), "rb") as file:
        for member in walk(file, 0, size):
            if member.error is not None or member.head[:5] != b"WARC/":
                break
            end = member.offset + member.length
            captures += member.offset > 0  # the first record describes the file
    if captures == 0:
        path.unlink()
    else:
        os.ftruncate(fd, end)
        os.fsync(fd)
        path.rename(final)
    sync_folder(path.parent)
    return Recovered(name=final.relative_to(archive_dir).as_posix(), records=captures, bytes_cut=size - end)


def verify_file(path: Path) -> Verification:
    """Read a file to its end: every member whole, every digest right. Problems are told, never raised."""
    problems: list[str] = []
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(2) == b"\x1f\x8b":
            problems += [f"offset {m.offset}: {m.error}" for m in walk(file, 0, size) if m.error is not None]
    types: dict[str, int] = {}
    checked = 0
    with path.open("rb") as file:
        records = ArchiveIterator(file, check_digests=True)
        try:
            for record in records:
                while record.content_stream().read(1 << 20):
                    pass
                types[record.rec_type] = types.get(record.rec_type, 0) + 1
                checked += record.digest_checker.passed is not None
                if record.digest_checker.passed is False:
                    offset = records.get_record_offset()
                    problems += [f"offset {offset}: {problem}" for problem in record.digest_checker.problems]
        except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
            problems.append(f"reading stopped: {error}")
    return Verification(
        name=path.name,
        bytes=size,
        records=sum(types.values()),
        by_type=tuple(sorted(types.items())),
        digests_checked=checked,
        problems=tuple(problems),
    )
