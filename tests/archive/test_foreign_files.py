"""Files of others: as far as they can be read, with a failure for every part that cannot."""

from __future__ import annotations

import bz2
import gzip
import io
import random
import zlib
from datetime import UTC, datetime
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.archive import ForeignRecord, read_foreign
from pipeline.records import Failure

AT = datetime(2024, 1, 1, tzinfo=UTC)
NOISE = random.Random(1).randbytes(3000).hex()


def body_of(number: int) -> bytes:
    return f"<html><body><p>Harbour news number {number}. {NOISE[number : number + 2500]}</p></body></html>".encode()


def response(number: int, *, body: bytes | None = None, head: str = "", type_: str = "response") -> bytes:
    """One plain record, as a writer of our own making."""
    page = body_of(number) if body is None else body
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n{head}\r\n".encode() + page
    fields = (
        f"WARC/1.0\r\nWARC-Type: {type_}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2023-05-0{number % 9 + 1}T10:00:00Z\r\n"
        f"WARC-Target-URI: https://a.example/{number}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return fields.encode() + http + b"\r\n\r\n"


def packed(*records: bytes) -> bytes:
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def read(data: bytes | BinaryIO, **more: object) -> tuple[list[str], list[Failure]]:
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    found = list(read_foreign(file, "f.warc.gz", **({"wanted": lambda url, at: True, "at": AT} | more)))  # type: ignore[arg-type]
    good = [f.url.rpartition("/")[2] for f in found if isinstance(f, ForeignRecord)]
    return good, [f for f in found if isinstance(f, Failure)]


ALL = [response(n) for n in range(4)]
NAMES = ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(packed(*ALL), id="gzip, a member a record"),
        pytest.param(b"".join(ALL), id="plain"),
        pytest.param(gzip.compress(b"".join(ALL), mtime=0), id="one gzip around the file"),
        pytest.param(packed(b"".join(ALL[:2]), b"".join(ALL[2:])), id="two records a member"),
    ],
)
def test_every_way_of_packing_is_read(data: bytes) -> None:
    assert read(data) == (NAMES, [])


@pytest.mark.parametrize(
    ("data", "good"),
    [
        pytest.param(packed(*ALL)[:-40], NAMES[:3], id="cut off in the last record"),
        pytest.param(b"".join(ALL)[:-900], NAMES[:3], id="plain, cut off"),
        pytest.param(packed(*ALL[:2]) + b"\x00" * 300 + packed(*ALL[2:]), NAMES, id="zeros between"),
        pytest.param(packed(*ALL[:2]) + b"\x1f\x8b\x08 nonsense" + packed(*ALL[2:]), NAMES, id="nonsense between"),
        pytest.param(packed(ALL[0]) + packed(b"junk that is no record") + packed(*ALL[1:]), NAMES, id="a member that is no record"),
        pytest.param(b"", [], id="empty"),
        pytest.param(b"\x1f\x8b", [], id="two bytes"),
        pytest.param(b"this is no archive at all" * 50, [], id="a text"),
        pytest.param(bz2.compress(b"".join(ALL)), [], id="another packing"),
        pytest.param(packed(response(0, head="Content-Encoding: gzip\r\n"), *ALL[1:]), NAMES, id="says gzip and is not"),
        pytest.param(packed(response(0, head="Transfer-Encoding: chunked\r\n"), *ALL[1:]), NAMES, id="says chunked and is not"),
    ],
)  # fmt: skip
def test_what_is_broken_costs_only_itself(data: bytes, good: list[str]) -> None:
    found, failures = read(data)
    assert found == good
    assert bool(failures) == (
        good != NAMES or b"nonsense" in data or b"\x00" * 300 in data or b"junk" in gunzipped(data)
    )
    assert {failure.reason for failure in failures} <= {"broken_record"}


def gunzipped(data: bytes) -> bytes:
    out = b""
    while data[:2] == b"\x1f\x8b":
        inflate = zlib.decompressobj(31)
        try:
            out += inflate.decompress(data)
        except zlib.error:
            break
        data = inflate.unused_data
    return out


def test_a_flipped_byte_costs_one_record() -> None:
    members = [packed(record) for record in ALL]
    data = bytearray(b"".join(members))
    data[len(members[0]) + len(members[1]) // 2] ^= 0x40
    found, failures = read(bytes(data))
    assert found == ["0", "2", "3"]
    assert len(failures) == 1


def test_bodies_are_unpacked_as_their_heads_say() -> None:
    small = gzip.compress(body_of(0))
    chunks = (
        b"".join(f"{len(p):x}\r\n".encode() + p + b"\r\n" for p in (body_of(1)[:100], body_of(1)[100:])) + b"0\r\n\r\n"
    )
    records = [
        response(0, body=small, head="Content-Encoding: gzip\r\n"),
        response(1, body=chunks, head="Transfer-Encoding: chunked\r\n"),
    ]
    file = io.BytesIO(packed(*records))
    found = [f for f in read_foreign(file, "f", wanted=lambda u, a: True, at=AT) if isinstance(f, ForeignRecord)]
    assert [f.body for f in found] == [body_of(0), body_of(1)]


def test_a_bomb_is_a_failure() -> None:
    bomb = gzip.compress(b"\x00" * 50_000_000)
    found, failures = read(packed(response(0, body=bomb, head="Content-Encoding: gzip\r\n"), ALL[1]))
    assert found == ["1"]
    assert len(failures) == 1


def test_arc_files_are_read() -> None:
    def record(url: str, body: bytes) -> bytes:
        block = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
        return f"{url} 192.0.2.1 20080430204825 text/html {len(block)}\n".encode() + block + b"\n"

    head = b"1 0 Own\nURL IP-address Archive-date Content-type Archive-length\n\n"
    first = f"filedesc://x.arc 0.0.0.0 20080430204825 text/plain {len(head)}\n".encode() + head + b"\n"
    records = [record("http://a.example/0", body_of(0)), record("http://a.example/1", body_of(1))]
    for data in (first + b"".join(records), packed(first, *records)):
        file = io.BytesIO(data)
        found = [
            f for f in read_foreign(file, "x.arc", wanted=lambda u, a: True, at=AT) if isinstance(f, ForeignRecord)
        ]
        assert [(f.url, f.body) for f in found] == [(f"http://a.example/{n}", body_of(n)) for n in (0, 1)]
        assert found[0].captured_at == datetime(2008, 4, 30, 20, 48, 25, tzinfo=UTC)


def test_files_of_warcio_with_revisits_and_resources() -> None:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    date = {"WARC-Date": "2023-05-09T10:00:00Z"}
    writer.write_record(
        writer.create_warc_record(
            "https://a.example/0", "response", io.BytesIO(body_of(0)), http_headers=http, warc_headers_dict=dict(date)
        )
    )
    writer.write_record(
        writer.create_revisit_record(
            "https://a.example/0", "sha1:X", "https://a.example/0", "2023-05-09T10:00:00Z", http_headers=http
        )
    )
    writer.write_record(
        writer.create_warc_record(
            "https://a.example/r",
            "resource",
            io.BytesIO(b"<p>plain</p>"),
            warc_content_type="text/html",
            warc_headers_dict=dict(date),
        )
    )
    out.seek(0)
    found = list(read_foreign(out, "w", wanted=lambda u, a: True, at=AT))
    assert [type(f) for f in found] == [ForeignRecord] * 3
    first, again, resource = found
    assert isinstance(again, ForeignRecord) and isinstance(resource, ForeignRecord) and isinstance(first, ForeignRecord)
    assert again.repeats == ("https://a.example/0", datetime(2023, 5, 9, 10, tzinfo=UTC))
    assert (resource.status, resource.body) == (None, b"<p>plain</p>")
    assert first.body == body_of(0)


def test_only_what_is_wanted_is_given_and_reading_begins_where_it_stopped() -> None:
    data = packed(*ALL)
    assert read(data, wanted=lambda url, at: url.endswith("2"))[0] == ["2"]
    assert read(data, wanted=lambda url, at: at.day > 2)[0] == ["2", "3"]
    file = io.BytesIO(data)
    offsets = [
        f.offset for f in read_foreign(file, "f", wanted=lambda u, a: True, at=AT) if isinstance(f, ForeignRecord)
    ]
    assert read(data, start=offsets[2])[0] == ["2", "3"]


def test_an_error_of_the_file_itself_is_no_failure_of_a_record() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 3000:
                raise ConnectionError("the line is dead")
            return super().read(min(size or 1000, 1000) if size and size > 0 else 1000)

    with pytest.raises(ConnectionError, match="the line is dead"):
        read(Broken(packed(*ALL)))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_makes_reading_fail(data: st.DataObject) -> None:
    """Whatever bytes are changed, cut or put in, reading ends, and what was not touched is read."""
    members = [packed(record) for record in ALL]
    raw = bytearray(b"".join(members))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        what = data.draw(st.sampled_from(["flip", "cut", "put"]))
        if what == "flip":
            raw[at] ^= data.draw(st.integers(1, 255))
        elif what == "cut":
            del raw[at : at + data.draw(st.integers(1, 50))]
        else:
            raw[at:at] = data.draw(st.binary(min_size=1, max_size=20))
    found, _ = read(bytes(raw))
    whole = [name for name, member in zip(NAMES, members, strict=True) if bytes(raw).count(member)]
    assert [name for name in found if name in whole] == whole
