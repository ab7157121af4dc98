"""Walking the gzip members of a file exactly: where each begins and ends, and whether it is whole.

The WARC libraries stop without a word at a torn end; this is what tells a complete record from half of one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

GZIP_MAGIC = b"\x1f\x8b\x08"
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """One gzip member. `head` holds at most the first `head_bytes` of what it unpacks to."""

    offset: int
    length: int
    head: bytes
    unpacked: int
    """Bytes it unpacks to."""
    error: str | None = None
    """None where the member is whole and its checksum right."""


def member_at(file: BinaryIO, offset: int, *, head_bytes: int = 0) -> Member:
    """The member that begins at `offset`; `length` ends where it ends or where it stops making sense."""
    file.seek(offset)
    inflate = zlib.decompressobj(31)
    head = bytearray()
    unpacked = used = 0
    while not inflate.eof:
        # unconsumed_tail keeps the output of one step bounded: a bomb of any size costs no memory
        chunk = inflate.unconsumed_tail or file.read(_CHUNK)
        if not chunk:
            return Member(offset, used, bytes(head), unpacked, "cut off" if used else "end of file")
        try:
            out = inflate.decompress(chunk, 1 << 20)
        except zlib.error as error:
            return Member(offset, used, bytes(head), unpacked, f"damaged ({error})")
        used += len(chunk) - len(inflate.unconsumed_tail) - len(inflate.unused_data)
        unpacked += len(out)
        if len(head) < head_bytes:
            head += out[: head_bytes - len(head)]
    return Member(offset, used, bytes(head), unpacked)


def walk(file: BinaryIO, start: int, size: int, *, head_bytes: int = 256) -> Iterator[Member]:
    """Every member from `start` to `size`. After a damaged one the walk goes on at the next sound member."""
    position = start
    while position < size:
        member = member_at(file, position, head_bytes=head_bytes)
        if member.error is None:
            yield member
            position += member.length
            continue
        following = find_member(file, position + 1, size)
        yield Member(position, following - position, member.head, member.unpacked, member.error)
        position = following


def find_member(file: BinaryIO, start: int, size: int) -> int:
    """Offset of the next whole member at or after `start` whose content begins as a WARC record; `size` if none."""
    position = start
    carry = b""
    while position < size:
        file.seek(position)
        block = file.read(_CHUNK)
        if not block:
            return size
        joined = carry + block
        base = position - len(carry)
        at = joined.find(GZIP_MAGIC)
        while at >= 0:
            member = member_at(file, base + at, head_bytes=5)
            if member.error is None and member.head == b"WARC/":
                return base + at
            at = joined.find(GZIP_MAGIC, at + 1)
        carry = joined[-(len(GZIP_MAGIC) - 1) :]
        position += len(block)
    return size
