"""Reading the archives of others, streaming: WARC and ARC, plain or gzip, by any writer, as far as they can be read.

FastWARC reads; where it stops, the record is given to warcio, and where that gives up too it is a failure and reading
goes on at the next sound record. Nothing is asked of the file but `read` and `seek`: it may lie behind a network.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import BinaryIO, NamedTuple, cast, get_args

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from warcio.archiveiterator import ArchiveIterator as SlowIterator
from warcio.bufferedreaders import BufferedReader, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from pipeline.archive import format as fmt
from pipeline.archive.members import GZIP_MAGIC, find_member, member_at
from pipeline.records import CaptureKind, Exchange, Failure, Origin

Wanted = Callable[[str, datetime], bool]

MAX_BODY_BYTES = 20_000_000
"""Of one record; larger ones are failures."""
_READ_ERRORS = (OSError, ValueError, EOFError, ArchiveLoadFailed, RuntimeError, UnicodeError, zlib.error)
_ENCODED = frozenset({"content-encoding", "transfer-encoding"})
_PACKINGS = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "br": "br"}
_TYPES = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit
_KINDS, _ORIGINS = frozenset(get_args(CaptureKind)), frozenset(get_args(Origin))
_media_type = lru_cache(maxsize=1024)(fmt.media_type)
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})


class ForeignRecord(NamedTuple):
    """One capture as another archive holds it. A tuple: making a frozen dataclass costs a fifth of what is done for a
    record beside unpacking it."""

    offset: int
    """Where its record (or the gzip member around it) begins; reading may begin there again."""
    url: str
    captured_at: datetime
    kind: CaptureKind
    status: int | None
    """None for resource records, which came by no request."""
    headers: fmt.Headers
    body: bytes
    mime: str | None
    via: str | None
    origin: Origin | None
    """Where our own archive says that it came from; None in archives of others."""
    truncated: bool
    repeats: tuple[str, datetime] | None
    """Of a revisit: address and time of the capture that holds the body."""

    def exchange(self) -> Exchange:
        """The capture as a request and its answer."""
        return Exchange(
            url=self.url,
            request_headers=(),
            status=self.status or 200,
            reason="",
            headers=self.headers,
            body=self.body,
            fetched_at=self.captured_at,
            truncated=self.truncated,
        )


def read_foreign(
    file: BinaryIO, name: str, *, wanted: Wanted, at: datetime, start: int = 0
) -> Iterator[ForeignRecord | Failure]:
    """Captures that are wanted by address and time, and a Failure for every part that cannot be read.

    Reading begins at the record or member at `start`. The type of compression is read from the bytes, not the name.
    `at` dates the failures. Errors of `file` itself (a connection that stays broken) are raised.
    """

    def failure(offset: int, detail: str) -> Failure:
        return Failure(stage="source", item=f"{name}:{offset}", reason="broken_record", detail=detail[:300], at=at)

    head = _first_bytes(file)
    if not head:
        yield failure(0, "empty file")
        return
    if head.startswith(b"filedesc:"):
        yield from _arc(file, start, wanted, failure)
        return
    position: int | None = start
    while position is not None:
        position = yield from _stretch(file, position, _is_packed(file, position), wanted, failure)


def _is_packed(file: BinaryIO, position: int) -> bool:
    file.seek(position)
    return file.read(2) == GZIP_MAGIC[:2]


def _first_bytes(file: BinaryIO) -> bytes:
    """The first bytes of what the file unpacks to."""
    file.seek(0)
    raw = file.read(4096)
    if raw[:2] != GZIP_MAGIC[:2]:
        return raw[:64]
    try:
        return zlib.decompressobj(31).decompress(raw, 64) or raw[:2]
    except zlib.error:
        return raw[:2]


def _stretch(
    file: BinaryIO, start: int, packed: bool, wanted: Wanted, failure: Callable[[int, str], Failure]
) -> Generator[ForeignRecord | Failure, None, int | None]:
    """Records from `start` up to the first that FastWARC does not read; where to go on, None at the end."""
    source = _Remembering(file, start)
    position, seen, problem = start, False, ""
    inside = False  # whether the trouble came from the record under way, not from looking for the next one
    held: ForeignRecord | None = None
    try:
        for record in ArchiveIterator(source, record_types=_TYPES, parse_http=False, quirks_mode=False):
            if held is not None:
                yield held  # the next one has begun: it was whole
            held = None
            position, seen, inside = start + record.stream_pos, True, True
            found = _record(record, position, wanted)
            if isinstance(found, str):
                yield failure(position, found)
            else:
                held = found
            inside = False
    except BaseException as error:
        if not _is_reading(error):
            raise
        if source.trouble is not None:
            raise source.trouble from error
        problem = str(error) or type(error).__name__
    else:
        if seen or source.empty:
            if held is not None:
                yield held if _ends_whole(file, start, position, packed) else failure(position, "cut off")
            return None
        problem = "nothing that can be read as a WARC record"
    if held is not None and not inside:
        yield held
    return (
        yield from _past(file, position if inside or not seen else None, position, packed, problem, wanted, failure)
    )


def _ends_whole(file: BinaryIO, start: int, position: int, packed: bool) -> bool:
    """Whether the last record is all there, which FastWARC does not say."""
    if packed:
        # a member of its own, or one around the whole file, whose inside has no offsets
        return member_at(file, position if _is_packed(file, position) else start).error is None
    size = file.seek(0, io.SEEK_END)
    for record in ArchiveIterator(_Remembering(file, position), parse_http=False):
        stated = record.headers.get("Content-Length") or "0"
        file.seek(position)
        head = file.read(1 << 16).find(b"\r\n\r\n")
        return stated.isdigit() and position + head + 4 + int(stated) <= size
    return False


def _past(
    file: BinaryIO,
    broken: int | None,
    last: int,
    packed: bool,
    problem: str,
    wanted: Wanted,
    failure: Callable[[int, str], Failure],
) -> Generator[ForeignRecord | Failure, None, int | None]:
    """Past a place that FastWARC does not read. `broken` is where it begins; None: somewhere behind the record at
    `last`, which was read."""
    size = file.seek(0, io.SEEK_END)
    if not packed:
        yield failure(last, problem)
        following = min(_next_plain(file, last + 1, size), find_member(file, last + 1, size))
        return following if following < size else None
    if broken is None:
        member = member_at(file, last)
        broken = last + member.length
        if member.error is not None or broken >= size:
            yield failure(broken, problem)
            return None
    member = member_at(file, broken)
    if member.error is None and member.length:
        yield from _slowly(file, broken, member.length, wanted, failure)
        return broken + member.length if broken + member.length < size else None
    following = find_member(file, broken + 1, size)
    yield failure(broken, f"{member.error or problem}; {following - broken} bytes passed over")
    return following if following < size else None


def _next_plain(file: BinaryIO, start: int, size: int) -> int:
    """Offset of the next line of a plain file that begins a WARC record; `size` if none."""
    position, carry = start, b""
    while position < size:
        file.seek(position)
        block = file.read(1 << 16)
        if not block:
            break
        found = (carry + block).find(b"\nWARC/1.")
        if found >= 0:
            return position - len(carry) + found + 1
        carry = (carry + block)[-7:]
        position += len(block)
    return size


class _Remembering:
    """The file from `start` on, remembering what the file itself raised: that is no fault of the records.

    It has all that FastWARC asks of a stream: it panics where one cannot seek.
    """

    def __init__(self, file: BinaryIO, start: int) -> None:
        file.seek(start)
        self._file = file
        self._start = start
        self.trouble: Exception | None = None
        self.empty = True

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._file.read(size)
        except Exception as error:
            self.trouble = error
            raise
        self.empty = self.empty and not data
        return data

    def tell(self) -> int:
        return self._file.tell() - self._start

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        try:
            if whence == io.SEEK_SET:
                return self._file.seek(self._start + offset) - self._start
            return self._file.seek(offset, whence) - self._start
        except Exception as error:
            self.trouble = error
            raise

    def close(self) -> None:
        """The file is closed by whoever opened it."""


def _is_reading(error: BaseException) -> bool:
    """Whether an error is one of reading. FastWARC is written in Rust, and a panic there is no Exception."""
    return isinstance(error, _READ_ERRORS) or type(error).__name__ == "PanicException"


# --- one record ------------------------------------------------------------------------------------


def _record(record: WarcRecord, position: int, wanted: Wanted) -> ForeignRecord | str | None:
    """The capture in a record; None where it is not wanted, a word on what is wrong where it cannot be used."""
    headers = {name.lower(): value for name, value in record.headers.items()}
    named = _named(headers.get("warc-target-uri"), headers.get("warc-date"))
    if isinstance(named, str):
        return named
    url, moment = named
    if not wanted(url, moment):
        return None
    if record.content_length > MAX_BODY_BYTES:
        return f"a record of {record.content_length} bytes, too large to read"
    http: fmt.Headers = ()
    stated: str | None = headers.get("content-type")
    status: int | None = None
    encoded = False
    if record.is_http:
        # decoded below: where FastWARC finds a body that is not encoded as it says it loses the rest of the file
        record.parse_http(auto_decode="none")
        http = tuple([(fmt.decode(name), fmt.decode(value)) for name, value in record.http_headers.items_bytes()])
        status = record.http_headers.status_code
        names = [name.lower() for name, _ in http]
        encoded = not _ENCODED.isdisjoint(names)
        if http:
            stated = http[names.index("content-type")][1] if "content-type" in names else None
    body = record.reader.read(record.content_length + 1)
    if encoded:
        body = _decoded(body, http)
    return _built(position, headers, http, stated, status, body, url, moment)


def _decoded(raw: bytes, http: fmt.Headers) -> bytes:
    """The body without the encodings that its head names; as it stands where it does not have them."""
    if len(raw) > MAX_BODY_BYTES:
        return raw
    packing = (fmt.header(http, "content-encoding") or "").strip().lower()
    chunked = "chunked" in (fmt.header(http, "transfer-encoding") or "").lower()
    if packing not in _PACKINGS and not chunked:
        return raw
    reader = ChunkedDataReader if chunked else BufferedReader
    stream = reader(io.BytesIO(raw), decomp_type=_PACKINGS.get(packing))
    pieces: list[bytes] = []
    held = 0
    try:
        while held <= MAX_BODY_BYTES and (piece := stream.read(1 << 16)):
            pieces.append(piece)
            held += len(piece)
    except _READ_ERRORS:
        return b"".join(pieces) or raw
    return b"".join(pieces)


def _named(stated_url: str | None, stated_date: str | None) -> tuple[str, datetime] | str:
    url = (stated_url or "").strip().strip("<>")
    moment = fmt.parse_warc_date(stated_date or "")
    return (fmt.safe_url(url), moment) if url and moment is not None else "no usable date or address"


def _built(
    position: int,
    headers: Mapping[str, str],
    http: fmt.Headers,
    stated: str | None,
    status: int | None,
    body: bytes,
    url: str,
    moment: datetime,
) -> ForeignRecord | str:
    if len(body) > MAX_BODY_BYTES:
        return "a body that unpacks to more than is read"
    type_ = headers.get("warc-type", "").strip().lower()
    kind, origin = headers.get(fmt.KIND.lower()), headers.get(fmt.ORIGIN.lower())
    mime = _media_type(stated) or headers.get("warc-identified-payload-type")
    if type_ == "response" and status is None:
        if mime in (None, "application/http"):
            return "a response without an HTTP head"
        status, http = 200, (("Content-Type", stated or ""),)  # the page without its head, as some writers keep it
    repeats: tuple[str, datetime] | None = None
    if type_ == "revisit":
        earlier = fmt.parse_warc_date(headers.get("warc-refers-to-date", ""))
        if earlier is None:
            return "a revisit that does not say what it repeats"
        repeats = (fmt.safe_url(headers.get("warc-refers-to-target-uri", url).strip("<>")), earlier)
    known = cast(CaptureKind, kind) if kind in _KINDS else None
    return ForeignRecord(
        offset=position,
        url=url,
        captured_at=moment,
        kind=known or ("feed" if mime in _FEED_TYPES else "page"),
        status=status,
        headers=http,
        body=body,
        mime=mime,
        via=headers.get(fmt.VIA.lower()),
        origin=cast(Origin, origin) if origin in _ORIGINS else None,
        truncated="warc-truncated" in headers,
        repeats=repeats,
    )


# --- what only warcio reads ------------------------------------------------------------------------


def _slowly(
    file: BinaryIO, offset: int, length: int, wanted: Wanted, failure: Callable[[int, str], Failure]
) -> Iterator[ForeignRecord | Failure]:
    """One whole gzip member that FastWARC refused."""
    if length > MAX_BODY_BYTES:
        yield failure(offset, "too large to read")
        return
    file.seek(offset)
    try:
        for slow in SlowIterator(io.BytesIO(file.read(length)), arc2warc=True):
            found = _slow_record(slow, offset, wanted)
            if isinstance(found, str):
                yield failure(offset, found)
            elif found is not None:
                yield found
    except _READ_ERRORS as error:
        yield failure(offset, f"neither library reads it: {error}")


def _arc(
    file: BinaryIO, start: int, wanted: Wanted, failure: Callable[[int, str], Failure]
) -> Iterator[ForeignRecord | Failure]:
    """A file in the format before WARC."""
    source = _Remembering(file, 0)
    records = SlowIterator(cast(BinaryIO, source), arc2warc=True)
    offset = 0
    try:
        for slow in records:
            found = _slow_record(slow, offset, wanted)
            offset = records.get_record_offset() or offset  # which reads what is left of the record
            if isinstance(found, str) and offset >= start:
                yield failure(offset, found)
            elif isinstance(found, ForeignRecord) and offset >= start:
                yield found._replace(offset=offset)
    except _READ_ERRORS as error:
        if source.trouble is not None:
            raise source.trouble from error
        yield failure(offset, f"reading stopped: {error}")


def _slow_record(slow: object, offset: int, wanted: Wanted) -> ForeignRecord | str | None:
    record = cast("_SlowRecord", slow)
    if record.rec_type not in ("response", "resource", "revisit"):
        return None
    headers = {str(name).lower(): str(value) for name, value in reversed(record.rec_headers.headers)}
    named = _named(headers.get("warc-target-uri"), headers.get("warc-date"))
    if isinstance(named, str):
        return named
    if not wanted(*named):
        return None
    http: fmt.Headers = ()
    status = None
    if record.http_headers is not None:
        http = tuple((str(name), str(value)) for name, value in record.http_headers.headers)
        code = record.http_headers.get_statuscode()
        status = int(code) if code and code.isdigit() else None
    body = bytes(record.content_stream().read(MAX_BODY_BYTES + 1))
    stated = fmt.header(http, "content-type") if http else headers.get("content-type")
    return _built(offset, headers, http, stated, status, body, *named)


class _SlowHeaders:
    headers: list[tuple[str, str]]

    def get_statuscode(self) -> str | None:
        raise NotImplementedError


class _SlowRecord:
    """Shape of warcio's record, which has no types of its own."""

    rec_type: str
    rec_headers: _SlowHeaders
    http_headers: _SlowHeaders | None

    def content_stream(self) -> BinaryIO:
        raise NotImplementedError
