"""Writing captures: one file a run, under a temporary name until it is closed."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from pipeline.archive import format as fmt
from pipeline.errors import ArchiveError, home_error
from pipeline.identity import content_id, digest
from pipeline.records import Capture, CaptureKind, Exchange, Origin, Unchanged
from pipeline.urls import canonical_url

OPEN_SUFFIX = ".open"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class ArchiveWriter:
    """Appends captures to `archive_dir/YYYY/MM/<started_at>-<name>-<sequence>.warc.gz`.

    While it is written the file ends in `.open` and is held by an flock; closing (also after an exception in
    the body of `with`: what was captured stays captured) syncs it to disk and renames it. A process that dies
    leaves the `.open` file to `recover_open_files`. No capture, no file. A new file is begun past `max_bytes`.

    Every record reaches the operating system in one write before `write_*` returns, so a killed process loses
    at most the record under way. Raises HomeError where the folder cannot be written or the disk is full; what
    was written before stays whole and the writer can be closed.
    """

    def __init__(
        self, archive_dir: Path, *, name: str, started_at: datetime, software: str, max_bytes: int = 1_000_000_000
    ) -> None:
        if not _NAME.fullmatch(name):
            raise ArchiveError(f"{name!r} cannot name an archive file", hint="use a to z, 0 to 9, '.', '_' and '-'")
        self._root = archive_dir
        self._name = name
        self._started_at = started_at.astimezone(UTC)
        self._software = software
        self._max_bytes = max_bytes
        self._fd: int | None = None
        self._relative = ""
        self._size = 0
        self.files: list[str] = []
        """Files begun so far, relative to the archive, under their final names."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write_exchange(
        self,
        exchange: Exchange,
        *,
        kind: CaptureKind,
        via: str | None,
        origin: Origin,
        revisit_of: Capture | None = None,
        archived_at: datetime | None = None,
        found_in: str | None = None,
    ) -> Capture:
        """Keep one request and its answer; returns the index entry of the answer.

        A capture that another archive made has `archived_at`, the time at which it is kept here, and `found_in`, where
        its bytes were read; what was asked there says nothing of the site, so that no request is kept with it.

        With `revisit_of` (an earlier capture with the same payload) a 304, or an answer whose body has the digest
        of that capture, becomes a revisit record without body. Where the digest differs `revisit_of` is ignored:
        no byte is given up on the word of a caller.
        """
        url = fmt.safe_url(exchange.url)
        payload_digest = digest(exchange.body)
        profile: str | None = None
        if revisit_of is not None and exchange.status == 304:
            profile, payload_digest = fmt.NOT_MODIFIED, revisit_of.content_digest
        elif revisit_of is not None and exchange.body and revisit_of.content_digest == payload_digest:
            profile = fmt.IDENTICAL_PAYLOAD
        mime = fmt.media_type(fmt.header(exchange.headers, "content-type"))
        if mime is None and profile == fmt.NOT_MODIFIED and revisit_of is not None:
            mime = revisit_of.mime
        capture_id = content_id(url, exchange.fetched_at.astimezone(UTC).isoformat(), payload_digest)
        response_id = fmt.record_id("revisit" if profile else "response", capture_id)
        date = fmt.warc_date(exchange.fetched_at)
        block = fmt.http_block(
            f"HTTP/1.1 {exchange.status:03d} {exchange.reason}",
            fmt.stored_headers(exchange.headers, len(exchange.body)),
        )
        response = fmt.warc_record(
            (
                ("WARC-Type", "revisit" if profile else "response"),
                ("WARC-Record-ID", response_id),
                ("WARC-Date", date),
                ("WARC-Target-URI", url),
                ("WARC-IP-Address", exchange.ip_address),
                ("WARC-Profile", profile),
                (
                    "WARC-Refers-To",
                    fmt.record_id("response", revisit_of.capture_id) if profile and revisit_of else None,
                ),
                ("WARC-Refers-To-Target-URI", revisit_of.url if profile and revisit_of else None),
                ("WARC-Refers-To-Date", fmt.warc_date(revisit_of.fetched_at) if profile and revisit_of else None),
                ("WARC-Truncated", "length" if exchange.truncated else None),
                ("WARC-Identified-Payload-Type", mime),
                (fmt.KIND, kind),
                (fmt.VIA, None if via is None else fmt.safe_url(via)),
                (fmt.ORIGIN, origin),
                (fmt.ARCHIVED, None if archived_at is None else fmt.warc_date(archived_at)),
                (fmt.FOUND_IN, None if found_in is None else fmt.safe_url(found_in)),
                ("WARC-Payload-Digest", f"sha256:{payload_digest}"),
                ("Content-Type", fmt.HTTP_RESPONSE),
            ),
            block if profile else block + exchange.body,
        )
        request = (
            b""
            if archived_at is not None
            else fmt.warc_record(
                (
                    ("WARC-Type", "request"),
                    ("WARC-Record-ID", fmt.record_id("request", capture_id)),
                    ("WARC-Date", date),
                    ("WARC-Target-URI", url),
                    ("WARC-Concurrent-To", response_id),
                    ("Content-Type", fmt.HTTP_REQUEST),
                ),
                _request_block(url, exchange.request_headers),
            )
        )
        # The answer stands first: whatever tears the file, no request is left without its answer.
        filename, offset = self._append(response, request)
        return Capture(
            capture_id=capture_id,
            kind=kind,
            url=url,
            url_key=url_key(url),
            via=None if via is None else fmt.safe_url(via),
            fetched_at=exchange.fetched_at.astimezone(UTC),
            status=exchange.status,
            mime=mime,
            content_digest=payload_digest,
            origin=origin,
            warc_filename=filename,
            warc_record_offset=offset,
            warc_record_length=len(response),
            revisit=profile is not None,
            archived_at=None if archived_at is None else archived_at.astimezone(UTC),
        )

    def write_resource(
        self,
        url: str,
        body: bytes,
        *,
        mime: str,
        fetched_at: datetime,
        kind: CaptureKind,
        origin: Origin,
        archived_at: datetime | None = None,
    ) -> Capture:
        """Keep bytes that came by no request (a dated text of a backfill). `archived_at` as in `write_exchange`."""
        url = fmt.safe_url(url)
        payload_digest = digest(body)
        capture_id = content_id(url, fetched_at.astimezone(UTC).isoformat(), payload_digest)
        record = fmt.warc_record(
            (
                ("WARC-Type", "resource"),
                ("WARC-Record-ID", fmt.record_id("resource", capture_id)),
                ("WARC-Date", fmt.warc_date(fetched_at)),
                ("WARC-Target-URI", url),
                (fmt.KIND, kind),
                (fmt.ORIGIN, origin),
                (fmt.ARCHIVED, None if archived_at is None else fmt.warc_date(archived_at)),
                ("WARC-Payload-Digest", f"sha256:{payload_digest}"),
                ("Content-Type", mime),
            ),
            body,
        )
        filename, offset = self._append(record)
        return Capture(
            capture_id=capture_id,
            kind=kind,
            url=url,
            url_key=url_key(url),
            via=None,
            fetched_at=fetched_at.astimezone(UTC),
            status=None,
            mime=fmt.media_type(mime),
            content_digest=payload_digest,
            origin=origin,
            warc_filename=filename,
            warc_record_offset=offset,
            warc_record_length=len(record),
            archived_at=None if archived_at is None else archived_at.astimezone(UTC),
        )

    def write_unchanged(self, feeds: Sequence[Unchanged]) -> str | None:
        """Keep that these feeds answered 304: one metadata record for all of them, whose block is a JSON line a feed.

        Nothing came with such an answer but its head, and most of a poll's answers are such: a revisit record and a
        request record for each would be nearly all of the archive. Returns the name of the file that holds it.
        """
        if not feeds:
            return None
        block = fmt.unchanged_lines(feeds)
        record = fmt.warc_record(
            (
                ("WARC-Type", "metadata"),
                ("WARC-Record-ID", fmt.record_id("unchanged", digest(block))),
                ("WARC-Date", fmt.warc_date(feeds[0].fetched_at)),
                (fmt.ORIGIN, "poll"),
                ("Content-Type", fmt.UNCHANGED),
            ),
            block,
        )
        filename, _ = self._append(record)
        return filename

    def close(self) -> None:
        """Sync the file under way to disk and give it its final name. Closing twice does nothing."""
        if self._fd is None:
            return
        fd, self._fd = self._fd, None
        final = self._root / self._relative
        try:
            os.fsync(fd)
            # Renamed while the lock is held: whoever waits for it finds the file gone.
            final.with_name(final.name + OPEN_SUFFIX).rename(final)
            sync_folder(final.parent)
        except OSError as error:
            raise home_error(error, final) from error
        finally:
            os.close(fd)

    def _append(self, *records: bytes) -> tuple[str, int]:
        if self._fd is not None and self._size >= self._max_bytes:
            self.close()
        if self._fd is None:
            self._begin()
        offset = self._size
        self._write(b"".join(records))
        return self._relative, offset

    def _write(self, data: bytes) -> None:
        assert self._fd is not None
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError as error:
            os.ftruncate(self._fd, self._size)
            os.lseek(self._fd, self._size, os.SEEK_SET)
            raise home_error(error, self._root / self._relative) from error
        self._size += len(data)

    def _begin(self) -> None:
        folder = self._root / f"{self._started_at:%Y}" / f"{self._started_at:%m}"
        stem = f"{self._started_at:%Y%m%dT%H%M%SZ}-{self._name}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            sequence = 0
            while True:
                final = folder / f"{stem}-{sequence:05d}.warc.gz"
                fd = None if final.exists() else _create_locked(final.with_name(final.name + OPEN_SUFFIX))
                if fd is not None:
                    break
                sequence += 1
        except OSError as error:
            raise home_error(error, folder) from error
        self._fd, self._size = fd, 0
        self._relative = final.relative_to(self._root).as_posix()
        self.files.append(self._relative)
        info = "".join(
            f"{name}: {value}\r\n"
            for name, value in (
                ("software", self._software),
                ("format", "WARC File Format 1.1"),
                ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
            )
        )
        self._write(
            fmt.warc_record(
                (
                    ("WARC-Type", "warcinfo"),
                    ("WARC-Record-ID", fmt.record_id("warcinfo", self._relative, self._software)),
                    ("WARC-Date", fmt.warc_date(self._started_at)),
                    ("WARC-Filename", final.name),
                    ("Content-Type", "application/warc-fields"),
                ),
                fmt.encode(info),
            )
        )


def url_key(url: str) -> str:
    """Canonical URL; of anything that is not HTTP (urn:, dns:) the address itself."""
    return canonical_url(url) if url.lower().startswith(("http://", "https://")) else url


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def lock_existing(path: Path) -> int | None:
    """Descriptor of a file that is now held by us, or None: held by another, renamed or removed meanwhile."""
    try:
        fd = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(fd).st_ino == path.stat().st_ino:
            return fd
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(fd)
    return None


def _create_locked(path: Path) -> int | None:
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        return None
    os.close(fd)
    # Between creation and lock a recovery may take the empty file away: then another number is tried.
    return lock_existing(path)


def _request_block(url: str, headers: fmt.Headers) -> bytes:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if fmt.header(headers, "host") is None:
        headers = (("Host", parts.netloc.rpartition("@")[2]), *headers)
    return fmt.http_block(f"GET {target} HTTP/1.1", headers)
