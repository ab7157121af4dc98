"""Reading captures back: the index of a file, and payloads by offset.

FastWARC reads first, being several times as fast; where it refuses, warcio reads what it can. A record that
neither reads is a failure, and the walk goes on at the next sound record.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast, get_args

from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType
from warcio.archiveiterator import ArchiveIterator as SlowIterator
from warcio.exceptions import ArchiveLoadFailed

from pipeline.archive import format as fmt
from pipeline.archive.members import GZIP_MAGIC, find_member, member_at
from pipeline.archive.writer import OPEN_SUFFIX, url_key
from pipeline.errors import ArchiveError, UsageError
from pipeline.identity import content_id, digest
from pipeline.records import Capture, CaptureKind, Failure, Origin, Payload, Unchanged

Resolver = Callable[[Capture], Capture | None]
"""From a revisit to the capture that holds its payload (by content_digest); None where it is not known."""

MAX_RECORD_BYTES = 64_000_000
"""Of one record, packed and unpacked. Far above what is ever fetched; foreign files hold larger ones."""
_MAX_REVISITS = 8
_PIECE = 1 << 20
SHARED_MEMBER = "several records in one gzip member: they have no offsets of their own"
_WANTED = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit
_INDEXED = _WANTED | WarcRecordType.metadata
_READ_ERRORS = (OSError, ValueError, EOFError, ArchiveLoadFailed, RuntimeError)


@dataclass(frozen=True, slots=True)
class _Head:
    """What the index needs of one record."""

    kind: str
    headers: Mapping[str, str]
    """Names in lower case; of several with one name the first."""
    http: Mapping[str, str]
    status: int | None
    payload_digest: str | None
    unchanged: bytes | None = None
    """Block of a record that tells of feeds that answered 304."""


def read_index(
    path: Path, archive_dir: Path, *, at: datetime | None = None, unchanged: list[Unchanged] | None = None
) -> Iterator[Capture | Failure]:
    """Captures of one file in the order they stand, streaming; a Failure for each part that cannot be read.

    Equal to what the writer returned for our own files. Foreign files: kind `page`, origin `warc`. `at` dates the
    failures (default: when the file was last changed). Feeds that answered 304 are no captures: they are added to
    `unchanged`, where a list is given. Raises ArchiveError where the file cannot be opened.
    """
    name = path.relative_to(archive_dir).as_posix().removesuffix(OPEN_SUFFIX)
    try:
        size = path.stat().st_size
        when = at or datetime.fromtimestamp(path.stat().st_mtime, UTC)
        file = path.open("rb")
    except OSError as error:
        raise ArchiveError(f"{name} cannot be opened ({error.strerror})") from error

    def failure(offset: int, detail: str) -> Failure:
        return Failure(stage="archive", item=f"{name}:{offset}", reason="broken_record", detail=detail, at=when)

    with file:
        if size == 0:
            yield failure(0, "empty file")
            return
        packed = file.read(2) == GZIP_MAGIC[:2]
        position = 0
        while position < size:
            start = position
            walked = _fast(file, start, size, packed)
            while True:
                try:
                    offset, length, head = next(walked)
                except StopIteration as stop:
                    position, problem = stop.value
                    break
                if head is None:
                    continue
                if head.unchanged is None:
                    yield _capture(head, name, offset, length) or failure(offset, "no usable date or address")
                elif unchanged is not None:
                    try:
                        unchanged += fmt.read_unchanged(head.unchanged)
                    except ValueError as error:
                        yield failure(offset, f"feeds that answered 304: {error}")
            if problem == SHARED_MEMBER:
                yield failure(position, problem)
                position += member_at(file, position).length if position <= start else 0
                continue
            if position >= size:
                break
            if not packed:
                yield failure(position, problem)
                break
            # FastWARC stopped here: a member that is whole is read by the other library, else it is passed over.
            member = member_at(file, position)
            if member.error is None:
                slow = _slow(file, position, member.length)
                if isinstance(slow, str):
                    yield failure(position, slow)
                elif slow.kind in ("response", "resource", "revisit"):
                    capture = _capture(slow, name, position, member.length)
                    yield capture or failure(position, "no usable date or address")
                position += member.length
            else:
                following = find_member(file, position + 1, size)
                yield failure(position, f"{member.error}; {following - position} bytes passed over")
                position = following


def _fast(
    file: BinaryIO, start: int, size: int, packed: bool
) -> Generator[tuple[int, int, _Head | None], None, tuple[int, str]]:
    """Records as FastWARC reads them: (offset, length, head, or None for a record the index does not hold).

    A record is given out only when its end is known: the beginning of the next one, or its own member's end.
    Returns where reading stopped and why; `size` where all was read.
    """
    file.seek(start)
    position = start
    last: _Head | None = None
    seen, expected = False, 0
    try:
        for record in ArchiveIterator(file, parse_http=False):
            offset = record.stream_pos
            if seen:
                if offset <= position:
                    return position, SHARED_MEMBER
                yield position, offset - position, last
            position, seen = offset, True
            expected = record.content_length
            last = _head(record) if record.record_type & _INDEXED else None
    except _READ_ERRORS as error:
        return position, str(error)
    if not seen:
        return start, "nothing that can be read as a WARC record"
    if not packed:
        file.seek(position)
        if position + file.read(1 << 16).find(b"\r\n\r\n") + 4 + expected > size:
            return position, "cut off"
        yield position, size - position, last
        return size, ""
    if position >= size:
        return position, SHARED_MEMBER  # it stands behind another one, in a member that has ended
    member = member_at(file, position)
    if member.error is not None:
        return position, member.error
    yield position, member.length, last
    return position + member.length, "not a gzip member"


def _head(record: WarcRecord) -> _Head | None:
    headers = _first_of(record.headers)
    ours = fmt.ORIGIN.lower() in headers
    if record.record_type == WarcRecordType.metadata:
        if not ours or headers.get("content-type") != fmt.UNCHANGED:
            return None
        return _Head("metadata", headers, {}, None, None, _bounded(record))
    stated = headers.get("warc-payload-digest", "")
    http: Mapping[str, str] = {}
    status = None
    body_digest: str | None = None
    if record.is_http:
        record.parse_http(auto_decode="none" if ours else "all")
        status = record.http_headers.status_code
        if not ours or "warc-identified-payload-type" not in headers:
            http = _first_of(record.http_headers)
    if ours and stated.startswith("sha256:"):
        body_digest = stated.removeprefix("sha256:")
    elif record.record_type != WarcRecordType.revisit:
        body_digest = digest(_bounded(record))
    return _Head(headers.get("warc-type", "").strip().lower(), headers, http, status, body_digest)


def _first_of(headers: HeaderMap) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers.items_bytes():
        found.setdefault(fmt.decode(name).lower(), fmt.decode(value))
    return found


def _slow(file: BinaryIO, offset: int, length: int) -> _Head | str:
    """One member by warcio, which also knows ARC; what is wrong with it where that does not read it either."""
    if length > MAX_RECORD_BYTES:
        return "too large to read"
    file.seek(offset)
    try:
        for record in SlowIterator(io.BytesIO(file.read(length)), arc2warc=True):
            headers = {str(name).lower(): str(value) for name, value in reversed(record.rec_headers.headers)}
            http: Mapping[str, str] = {}
            status = None
            if record.http_headers is not None:
                http = {str(name).lower(): str(value) for name, value in reversed(record.http_headers.headers)}
                code = record.http_headers.get_statuscode()
                status = int(code) if code and code.isdigit() else None
            body = record.content_stream().read(MAX_RECORD_BYTES + 1)
            if len(body) > MAX_RECORD_BYTES:
                return "too large to read"
            return _Head(str(record.rec_type), headers, http, status, digest(body))
    except _READ_ERRORS as error:
        return f"neither library reads it: {error}"
    return "no record in it"


def _capture(head: _Head, name: str, offset: int, length: int) -> Capture | None:
    headers = head.headers
    url = headers.get("warc-target-uri")
    moment = fmt.parse_warc_date(headers.get("warc-date", ""))
    if not url or moment is None:
        return None
    url = fmt.safe_url(url.strip("<>"))
    # A foreign revisit names its payload by whatever digest its writer used: kept as it stands, to be looked up.
    payload_digest = head.payload_digest or headers.get("warc-payload-digest", "")
    kind, origin = headers.get(fmt.KIND.lower()), headers.get(fmt.ORIGIN.lower())
    mime = headers.get("warc-identified-payload-type")
    if mime is None:
        mime = fmt.media_type((headers if head.kind == "resource" else head.http).get("content-type"))
    try:
        key = url_key(url)
    except UsageError:
        return None
    return Capture(
        capture_id=content_id(url, moment.isoformat(), payload_digest),
        kind=cast(CaptureKind, kind) if kind in get_args(CaptureKind) else "page",
        url=url,
        url_key=key,
        via=headers.get(fmt.VIA.lower()),
        fetched_at=moment,
        status=head.status,
        mime=mime,
        content_digest=payload_digest,
        origin=cast(Origin, origin) if origin in get_args(Origin) else "warc",
        warc_filename=name,
        warc_record_offset=offset,
        warc_record_length=length,
        revisit=head.kind == "revisit",
        archived_at=fmt.parse_warc_date(headers.get(fmt.ARCHIVED.lower(), "")),
    )


def read_payload(archive_dir: Path, capture: Capture, resolve: Resolver | None = None) -> Payload:
    """One capture with its bytes. A revisit's bytes come from the capture that `resolve` names.

    Raises ArchiveError where the file is missing, the record cannot be read, or its digest is not the index's.
    """
    with _open(archive_dir, capture) as file:
        return _payload(archive_dir, file, capture, resolve, _MAX_REVISITS)


def read_payloads(
    archive_dir: Path, captures: Iterable[Capture], resolve: Resolver | None = None, *, at: datetime | None = None
) -> Iterator[Payload | Failure]:
    """Many captures, by file and offset, each file opened once; a capture that cannot be read is a Failure.

    `at` dates the failures (default: when the capture was fetched).
    """
    ordered = sorted(captures, key=attrgetter("warc_filename", "warc_record_offset"))
    for _, grouped in groupby(ordered, key=attrgetter("warc_filename")):
        group = list(grouped)
        file: BinaryIO | None = None
        try:
            if _stand_close(group):
                with contextlib.suppress(ArchiveError):  # it is told below, for each capture of the file
                    file = _open(archive_dir, group[0])
                    done = 0
                    for payload in _in_passing(file, group):
                        done += 1
                        yield payload
                    group = group[done:]
            for capture in group:
                try:
                    file = file or _open(archive_dir, capture)
                    yield _payload(archive_dir, file, capture, resolve, _MAX_REVISITS)
                except ArchiveError as error:
                    yield Failure(
                        stage="archive",
                        item=f"{capture.warc_filename}:{capture.warc_record_offset}",
                        reason="broken_record",
                        detail=str(error),
                        at=at or capture.fetched_at,
                    )
        finally:
            if file is not None:
                file.close()


def _stand_close(group: Sequence[Capture]) -> bool:
    """Whether reading straight through the file is cheaper than opening a reader for each record."""
    if len(group) < 4 or any(capture.revisit for capture in group):
        return False
    first, last = group[0], group[-1]
    span = last.warc_record_offset + last.warc_record_length - first.warc_record_offset
    return span < 2 * sum(capture.warc_record_length for capture in group)


def _in_passing(file: BinaryIO, group: Sequence[Capture]) -> Iterator[Payload]:
    """Payloads of captures that stand behind each other, up to the first that is not what the index says.

    Each is given out when the next record has begun: then its checksum has been looked at.
    """
    base = group[0].warc_record_offset
    file.seek(base)
    packed = file.read(2) == GZIP_MAGIC[:2]
    file.seek(base)
    place = 0
    ready: Payload | None = None
    try:
        for record in ArchiveIterator(file, record_types=_WANTED, parse_http=False):
            if ready is not None:
                yield ready
                ready = None
                place += 1
            if place == len(group):
                return
            capture, position = group[place], record.stream_pos
            if position < capture.warc_record_offset:
                continue
            if position > capture.warc_record_offset or record.content_length > MAX_RECORD_BYTES:
                return
            if record.is_http:
                record.parse_http(auto_decode="all")
            http = _pairs(record.http_headers) if record.is_http_parsed else ()
            body = _bounded(record)
            if not (packed and _named_in(record, capture)) and digest(body) != capture.content_digest:
                return
            ready = Payload(capture=capture, body=body, headers=tuple((name.lower(), value) for name, value in http))
    except _READ_ERRORS:
        return  # what is left is read record by record, which finds out what is wrong
    if ready is not None:
        yield ready


def _named_in(record: WarcRecord, capture: Capture) -> bool:
    """Whether our own writer's digest of the payload stands in the record and is the index's."""
    headers = record.headers
    return (
        headers.get("WARC-Payload-Digest") == f"sha256:{capture.content_digest}" and headers.get(fmt.ORIGIN) is not None
    )


def _open(archive_dir: Path, capture: Capture) -> BinaryIO:
    name = PurePosixPath(capture.warc_filename)
    if name.is_absolute() or ".." in name.parts:
        raise ArchiveError(f"{capture.warc_filename} is not a name inside the archive")
    path = archive_dir / name
    try:
        # A file that is still written is read under its temporary name.
        return (path if path.exists() else path.with_name(path.name + OPEN_SUFFIX)).open("rb")
    except OSError as error:
        raise ArchiveError(
            f"{capture.warc_filename} cannot be opened ({error.strerror})",
            hint="restore the file, or take its captures out of the index",
            url=capture.url,
        ) from error


def _payload(archive_dir: Path, file: BinaryIO, capture: Capture, resolve: Resolver | None, depth: int) -> Payload:
    if capture.warc_record_length > MAX_RECORD_BYTES:
        raise ArchiveError("record too large to read", url=capture.url)
    try:
        file.seek(capture.warc_record_offset)
        data = file.read(capture.warc_record_length)
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{capture.warc_filename} cannot be read ({error})", url=capture.url) from error
    if len(data) < capture.warc_record_length:
        raise ArchiveError(f"{capture.warc_filename} ends before the record does", url=capture.url)
    headers, body, proven = _content(data, capture)
    if capture.revisit:
        origin = resolve(capture) if resolve is not None and depth > 0 else None
        if origin is None or origin.capture_id == capture.capture_id:
            raise ArchiveError("the capture that this one repeats is not known", url=capture.url)
        with _open(archive_dir, origin) as other:
            first = _payload(archive_dir, other, origin, resolve, depth - 1)
        names = {name for name, _ in headers}
        headers += tuple((name, value) for name, value in first.headers if name not in names)
        body = first.body
    elif not proven and digest(body) != capture.content_digest:
        raise ArchiveError(f"{capture.warc_filename}: the record is not the one that the index names", url=capture.url)
    return Payload(capture=capture, body=body, headers=headers)


def _content(data: bytes, capture: Capture) -> tuple[fmt.Headers, bytes, bool]:
    """HTTP headers, names in lower case, and body of one record; and whether it is proven to be that of the capture.

    It is where our own writer's digest in the record is the index's and the record's checksum is right, for which
    it is read to its end. Everything else is hashed by the caller: that costs a third of reading.
    """
    problem: Exception | str = "no record in it"
    # Some foreign records claim an encoding that they do not have: then the bytes as they stand.
    for decoding in ("all", "none"):
        found: tuple[fmt.Headers, bytes, bool] | None = None
        try:
            for record in ArchiveIterator(io.BytesIO(data), parse_http=False):
                if found is not None:
                    continue
                if record.is_http:
                    record.parse_http(auto_decode=decoding)
                http = _pairs(record.http_headers) if record.is_http_parsed else ()
                headers = tuple((name.lower(), value) for name, value in http)
                proven = data[:2] == GZIP_MAGIC[:2] and _named_in(record, capture)
                found = headers, _bounded(record), proven
            if found is not None:
                return found
        except _READ_ERRORS as error:
            problem = error
    try:
        for slow in SlowIterator(io.BytesIO(data), arc2warc=True):
            pairs = slow.http_headers.headers if slow.http_headers is not None else []
            body = slow.content_stream().read(MAX_RECORD_BYTES + 1)
            if len(body) <= MAX_RECORD_BYTES:
                return tuple((str(name).lower(), str(value)) for name, value in pairs), bytes(body), False
            problem = "too large to read"
    except _READ_ERRORS as error:
        problem = error
    raise ArchiveError(f"the record cannot be read ({problem})", url=capture.url)


def _bounded(record: WarcRecord) -> bytes:
    """The body, which a decoder may make larger than the record. Asked for piece by piece where it is not small: a
    reader that is asked for so many bytes makes room for all of them first."""
    first = record.reader.read(min(max(record.content_length, 0), _PIECE) + 1)
    pieces, held = [first], len(first)
    while held <= MAX_RECORD_BYTES and (piece := record.reader.read(_PIECE)):
        pieces.append(piece)
        held += len(piece)
    if held > MAX_RECORD_BYTES:
        raise ValueError("too large to read")
    return first if len(pieces) == 1 else b"".join(pieces)


def _pairs(headers: HeaderMap) -> fmt.Headers:
    return tuple((fmt.decode(name), fmt.decode(value)) for name, value in headers.items_bytes())
