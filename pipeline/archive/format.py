"""Bytes of WARC records: pure functions from values to records and from header values back.

Record identifiers come from content (uuid5), gzip members carry no time, so the same captures written
in the same order give the same bytes, with the same version of the packer.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

import orjson
from zlib_ng import zlib_ng

from pipeline.records import Unchanged

Headers = tuple[tuple[str, str], ...]

IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
HTTP_RESPONSE = "application/http; msgtype=response"
HTTP_REQUEST = "application/http; msgtype=request"
UNCHANGED = "application/x-dateline-unchanged+jsonl"
"""Of a metadata record: one line for each feed that answered 304, all that was said with the addresses and times."""
KIND, VIA, ORIGIN = "Dateline-Kind", "Dateline-Via", "Dateline-Origin"
ARCHIVED, FOUND_IN = "Dateline-Archived", "Dateline-Found-In"
"""Of a capture that another archive made: when it was kept here, and where its bytes were read."""

_RENAMED = {"content-encoding", "transfer-encoding"}
_BREAKS = re.compile(r"[\r\n\x00]+")
_UNSAFE = re.compile(r"[\x00-\x20\x7f]")
_LEVEL = 4
"""Of zlib-ng: 2.7% larger than level 6 on real pages, in 62% of its time."""


def record_id(*parts: str) -> str:
    """`<urn:uuid:…>` of what is named, the same on every machine."""
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, chr(31).join(parts))}>"


def warc_date(moment: datetime) -> str:
    """UTC with microseconds, as WARC 1.1 allows."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_warc_date(text: str) -> datetime | None:
    """A WARC-Date of either version, also of reduced precision; None where it is not a date."""
    text = text.strip()
    for candidate in (text, f"{text}-01", f"{text}-01-01"):
        try:
            moment = datetime.fromisoformat(candidate)
        except ValueError:
            continue
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return None


def safe_url(url: str) -> str:
    """The URL as a header can carry it: white space and control characters percent-encoded."""
    return _UNSAFE.sub(lambda match: quote(match[0]), url.strip())


def encode(text: str) -> bytes:
    """Header text to bytes; undecodable bytes that came in through surrogates go out unchanged."""
    return text.encode("utf-8", "surrogateescape")


def decode(raw: bytes) -> str:
    """Inverse of `encode`."""
    return raw.decode("utf-8", "surrogateescape")


def warc_digest(data: bytes) -> str:
    """`sha256:` and hex. Hex, not base32, so that the index holds the same digest as every other table."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """First value of a header, by its name in lower case."""
    return next((value for key, value in headers if key.lower() == name), None)


def media_type(content_type: str | None) -> str | None:
    """`text/html` of `Text/HTML; charset=utf-8`; None where there is none."""
    if content_type is None:
        return None
    return _UNSAFE.sub("", content_type.split(";", 1)[0]).lower()[:127] or None


def stored_headers(headers: Headers, length: int) -> Headers:
    """Response headers as they are kept: verbatim, but true for the decoded body that is kept beside them."""
    kept: list[tuple[str, str]] = []
    for name, value in headers:
        lowered = name.lower()
        if lowered in _RENAMED or (lowered == "content-length" and value.strip() != str(length)):
            kept.append((f"X-Archive-Orig-{name}", value))
        elif lowered != "content-length":
            kept.append((name, value))
    kept.append(("Content-Length", str(length)))
    return tuple(kept)


def http_block(first_line: str, headers: Headers) -> bytes:
    """Start line, headers and the empty line that ends them."""
    lines = [first_line, *(f"{name}: {value}" for name, value in headers)]
    return b"".join(encode(_BREAKS.sub(" ", line)) + b"\r\n" for line in lines) + b"\r\n"


def warc_record(fields: Iterable[tuple[str, str | None]], block: bytes) -> bytes:
    """One record as one gzip member. Fields with None are left out; block digest and length are added."""
    lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in fields if value is not None)]
    if block:
        lines.append(f"WARC-Block-Digest: {warc_digest(block)}")
    lines.append(f"Content-Length: {len(block)}")
    head = b"".join(encode(_BREAKS.sub(" ", line)) + b"\r\n" for line in lines)
    deflate = zlib_ng.compressobj(_LEVEL, zlib_ng.DEFLATED, 31)
    parts = (deflate.compress(head), deflate.compress(b"\r\n"), deflate.compress(block), deflate.compress(b"\r\n\r\n"))
    return b"".join(parts) + deflate.flush()


def unchanged_lines(feeds: Iterable[Unchanged]) -> bytes:
    """One JSON line a feed, in UTF-8."""
    return b"".join(
        [
            _line(
                {
                    "url": feed.url,
                    "at": feed.fetched_at,
                    "status": 304,
                    "request": feed.request_headers,
                    "response": feed.headers,
                }
            )
            for feed in feeds
        ]
    )


def _line(said: Mapping[str, object]) -> bytes:
    try:
        return orjson.dumps(said, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # half of a surrogate pair, which UTF-8 has no bytes for
        return json.dumps(said, default=datetime.isoformat).encode("ascii") + b"\n"


def read_unchanged(block: bytes) -> Sequence[Unchanged]:
    """Inverse of `unchanged_lines`. Raises ValueError where a line is none of ours."""
    found = []
    for line in block.splitlines():
        try:
            told = json.loads(line)
            at = datetime.fromisoformat(told["at"])
            if at.tzinfo is None:
                raise ValueError("a time without a zone")
            request, response = (tuple((str(n), str(v)) for n, v in told[key]) for key in ("request", "response"))
            found.append(Unchanged(url=str(told["url"]), fetched_at=at, request_headers=request, headers=response))
        except (KeyError, TypeError) as error:
            raise ValueError(f"a line that tells of no feed ({error})") from error
    return found
