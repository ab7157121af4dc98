"""What a killed run leaves behind, and what foreign or damaged files give."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.archive import list_files, read_index, read_payload, read_payloads, recover_open_files, verify_file
from pipeline.records import Capture, Failure, Payload

WRITE_FOREVER = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from pipeline.archive import ArchiveWriter
from pipeline.records import Exchange
start = datetime(2026, 1, 2, tzinfo=UTC)
with ArchiveWriter(Path(sys.argv[1]), name="poll", started_at=start, software="t") as writer:
    number = 0
    while True:
        body = (f"line {number} " * 5000).encode()
        exchange = Exchange(url=f"http://harbour.example/{number}", request_headers=(), status=200, reason="OK",
            headers=(), body=body, fetched_at=start + timedelta(seconds=number))
        capture = writer.write_exchange(exchange, kind="page", via=None, origin="poll")
        print(capture.capture_id, flush=True)
        number += 1
"""


@pytest.mark.parametrize("lines", [1, 7, 40])
def test_a_killed_writer_loses_no_capture_that_it_reported(archive_dir, lines):
    process = subprocess.Popen([sys.executable, "-c", WRITE_FOREVER, str(archive_dir)], stdout=subprocess.PIPE)
    reported = [process.stdout.readline().decode().strip() for _ in range(lines)]
    assert recover_open_files(archive_dir) == []  # held by a living writer
    os.kill(process.pid, signal.SIGKILL)
    reported += process.stdout.read().decode().split("\n")[:-1]
    process.wait()
    process.stdout.close()
    (recovered,) = recover_open_files(archive_dir)
    assert recover_open_files(archive_dir) == []
    path = archive_dir / recovered.name
    assert verify_file(path).problems == ()
    captures = list(read_index(path, archive_dir))
    assert [capture.capture_id for capture in captures][: len(reported)] == reported
    assert len(captures) <= len(reported) + 1
    assert all(isinstance(item, Payload) for item in read_payloads(archive_dir, captures))


@pytest.fixture
def torn(archive_dir, open_writer, exchange):
    """A file of five captures as a killed run leaves it, and the captures."""
    with open_writer() as writer:
        captures = [
            writer.write_exchange(exchange(n, os.urandom(300)), kind="page", via=None, origin="poll") for n in range(5)
        ]
    path = archive_dir / writer.files[0]
    return path.rename(path.with_name(path.name + ".open")), captures


def test_torn_anywhere_keeps_exactly_what_is_whole(torn, archive_dir):
    path, captures = torn
    whole = path.read_bytes()
    ends = [capture.warc_record_offset + capture.warc_record_length for capture in captures]
    final = path.with_name(path.name.removesuffix(".open"))
    for cut in range(0, len(whole), 37):
        path.write_bytes(whole[:cut])
        (result,) = recover_open_files(archive_dir)
        kept = [capture for capture, end in zip(captures, ends, strict=True) if end <= cut]
        assert bool(result.records) == bool(kept) == final.exists()
        if kept:
            assert list(read_index(final, archive_dir)) == kept
            assert verify_file(final).problems == ()
            assert final.stat().st_size + result.bytes_cut == cut
            final.unlink()
    assert list(archive_dir.rglob("*.open")) == []


def test_a_cut_off_file_is_read_as_far_as_it_goes_and_says_so(torn, archive_dir):
    path, captures = torn
    whole = path.read_bytes()
    final = path.with_name(path.name.removesuffix(".open"))
    for cut in range(1, len(whole), 53):
        final.write_bytes(whole[:cut])
        entries = list(read_index(final, archive_dir))
        kept = [c for c in captures if c.warc_record_offset + c.warc_record_length <= cut]
        assert [entry for entry in entries if isinstance(entry, Capture)] == kept
        boundary = any(cut == c.warc_record_offset + c.warc_record_length for c in captures)
        if not boundary and cut < len(whole):
            assert sum(isinstance(entry, Failure) for entry in entries) <= 1


def _record(number: int, *, block: bytes | None = None, version: str = "1.0", kind: str = "response") -> bytes:
    body = f"<p>Foreign page {number}</p>".encode()
    block = block or b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        f"WARC/{version}\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
        f"WARC-Date: 2020-05-0{number + 1}T10:00:00Z\r\nWARC-Target-URI: http://foreign.example/{number}\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def _index(archive_dir: Path, name: str, data: bytes) -> list[Capture | Failure]:
    archive_dir.mkdir(exist_ok=True)
    (archive_dir / name).write_bytes(data)
    return list(read_index(archive_dir / name, archive_dir))


def test_foreign_files_packed_and_plain(archive_dir):
    records = [_record(n) for n in range(3)]
    for name, data in (("f.warc.gz", b"".join(map(gzip.compress, records))), ("f.warc", b"".join(records))):
        captures = _index(archive_dir, name, data)
        assert [c.url for c in captures] == [f"http://foreign.example/{n}" for n in range(3)]
        assert {(c.kind, c.origin, c.mime, c.status) for c in captures} == {("page", "warc", "text/html", 200)}
        assert captures[1].fetched_at == datetime(2020, 5, 2, 10, tzinfo=UTC)
        assert read_payload(archive_dir, captures[2]).body == b"<p>Foreign page 2</p>"


@pytest.mark.parametrize(
    ("headers", "raw", "body"),
    [
        (b"Content-Encoding: gzip", gzip.compress(b"packed", mtime=0), b"packed"),
        (b"Transfer-Encoding: chunked", b"6\r\nchunks\r\n0\r\n\r\n", b"chunks"),
        (b"Content-Encoding: gzip", b"not packed at all", b"not packed at all"),
        (b"Transfer-Encoding: chunked", b"no chunks at all", b"no chunks at all"),
    ],
)
def test_foreign_encodings_true_and_false(archive_dir, headers, raw, body):
    block = b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n\r\n" + raw
    (capture,) = _index(archive_dir, "e.warc.gz", gzip.compress(_record(1, block=block)))
    assert isinstance(capture, Capture), capture
    assert read_payload(archive_dir, capture).body == body


def test_damage_in_the_middle_costs_one_record(archive_dir):
    members = [gzip.compress(_record(n)) for n in range(5)]
    broken = bytearray(members[2])
    broken[len(broken) // 2] ^= 0xFF
    entries = _index(archive_dir, "d.warc.gz", b"".join([*members[:2], bytes(broken), *members[3:]]))
    assert [type(entry) for entry in entries] == [Capture, Capture, Failure, Capture, Capture]
    entries = _index(archive_dir, "g.warc.gz", members[0] + b"stray bytes" * 9 + members[1])
    assert [type(entry) for entry in entries] == [Capture, Failure, Capture]


@pytest.mark.parametrize(
    "data",
    [b"", b"no archive", b"\x1f\x8b\x08", gzip.compress(b"no record", mtime=0), b"\x00" * 5000],
    ids=["empty", "text", "magic", "packed text", "zeros"],
)
def test_what_is_no_archive_gives_a_failure(archive_dir, data):
    entries = _index(archive_dir, "x.warc.gz", data)
    assert entries
    assert all(isinstance(entry, Failure) for entry in entries)


def test_a_plain_file_cut_off(archive_dir):
    data = b"".join(_record(n) for n in range(3))
    entries = _index(archive_dir, "p.warc", data[:-30])
    assert [type(entry) for entry in entries] == [Capture, Capture, Failure]


def test_closed_files_only_are_listed(archive_dir, open_writer, exchange):
    with open_writer() as writer:
        writer.write_exchange(exchange(1), kind="page", via=None, origin="poll")
        assert list_files(archive_dir) == []
    assert len(list_files(archive_dir)) == 1


def test_packed_arc_files_of_the_years_before(archive_dir):
    begin = b"filedesc://x.arc.gz 0.0.0.0 20060102030405 text/plain 77\n1 0 Test\nURL IP-address Archive-date\n\n"
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>old page</p>"
    record = b"http://old.example/1 192.0.2.1 20060102030405 text/html %d\n" % len(page) + page + b"\n"
    (capture,) = _index(archive_dir, "a.arc.gz", gzip.compress(begin) + gzip.compress(record))
    assert isinstance(capture, Capture)
    assert capture.fetched_at == datetime(2006, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert read_payload(archive_dir, capture).body == b"<p>old page</p>"


@pytest.mark.parametrize("count", [2, 3, 5])
def test_records_packed_together_are_told_and_the_rest_is_read(archive_dir, count):
    together = gzip.compress(b"".join(_record(n) for n in range(count)))
    for behind in (b"", gzip.compress(_record(7)) + gzip.compress(_record(8))):
        entries = _index(archive_dir, "one.warc.gz", together + behind)
        captures = [entry for entry in entries if isinstance(entry, Capture)]
        assert sum(isinstance(entry, Failure) for entry in entries) == 1
        assert [c.url[-1] for c in captures] == (["0", "7", "8"] if behind else ["0"])
        for capture in captures:
            assert read_payload(archive_dir, capture).body == f"<p>Foreign page {capture.url[-1]}</p>".encode()
