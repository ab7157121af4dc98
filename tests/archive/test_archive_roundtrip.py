"""What is written is read back, by us and by both WARC libraries."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as SlowIterator
from warcio.cli import main as warcio_command

from pipeline.archive import ArchiveWriter, list_files, read_index, read_payload, read_payloads, verify_file
from pipeline.archive.format import read_unchanged, unchanged_lines
from pipeline.errors import ArchiveError, HomeError
from pipeline.records import Capture, Exchange, Failure, Payload, Unchanged

START = datetime(2026, 1, 2, 3, 30, tzinfo=UTC)


def warcio_check(path: Path) -> int:
    try:
        return int(warcio_command(["check", str(path)]) or 0)
    except SystemExit as stop:
        return int(stop.code or 0)


def write_all_kinds(writer, exchange) -> list[Capture]:
    """A page, its repetition, a 304 of it, a redirect hop, an empty answer, a feed and a dated text."""
    with writer:
        page = writer.write_exchange(exchange(1), kind="page", via="https://harbour.example/feed", origin="poll")
        same = exchange(1, fetched_at=START + timedelta(days=1))
        again = writer.write_exchange(same, kind="page", via=None, origin="poll", revisit_of=page)
        unchanged = exchange(
            1, b"", status=304, reason="Not Modified", headers=(), fetched_at=START + timedelta(days=2)
        )
        third = writer.write_exchange(unchanged, kind="page", via=None, origin="poll", revisit_of=page)
        moved = exchange(2, b"", status=301, reason="Moved", headers=(("Location", "https://harbour.example/3"),))
        hop = writer.write_exchange(moved, kind="page", via=None, origin="poll")
        packed = exchange(
            4,
            "<rss>Ünïcode</rss>".encode(),
            headers=(
                ("Content-Type", "Application/RSS+xml"),
                ("Content-Encoding", "gzip"),
                ("Transfer-Encoding", "chunked"),
                ("Content-Length", "7"),
            ),
        )
        feed = writer.write_exchange(packed, kind="feed", via=None, origin="poll")
        text = writer.write_resource(
            "urn:sha256:00ff",
            b" date 2026-01-01 Strike\nBody",
            mime="text/plain; charset=utf-8",
            fetched_at=START,
            kind="text",
            origin="texts",
        )
    return [page, again, third, hop, feed, text]


def test_index_of_a_file_equals_what_the_writer_returned(archive_dir, open_writer, exchange):
    written = write_all_kinds(open_writer(), exchange)
    (file,) = list_files(archive_dir)
    assert file.name == "2026/01/20260102T033000Z-poll-00000.warc.gz"
    assert file.bytes == (archive_dir / file.name).stat().st_size
    assert list(read_index(archive_dir / file.name, archive_dir)) == written


def test_every_kind_of_record_passes_both_libraries(archive_dir, open_writer, exchange):
    write_all_kinds(open_writer(), exchange)
    path = archive_dir / list_files(archive_dir)[0].name
    assert warcio_check(path) == 0
    expected = ["warcinfo"]
    for kind in ("response", "revisit", "revisit", "response", "response"):
        expected += [kind, "request"]
    expected.append("resource")
    with path.open("rb") as stream:
        assert [record.rec_type for record in SlowIterator(stream)] == expected
    with path.open("rb") as stream:
        read = [(r.headers["WARC-Type"], r.verify_block_digest()) for r in FastIterator(stream, parse_http=False)]
    assert read == [(kind, True) for kind in expected]
    result = verify_file(path)
    assert result.problems == ()
    assert (result.records, dict(result.by_type)["revisit"]) == (len(expected), 2)


def test_payloads_come_back_and_revisits_find_theirs(archive_dir, open_writer, exchange):
    page, again, third, hop, feed, text = write_all_kinds(open_writer(), exchange)
    known = {page.content_digest: page}

    def resolve(capture: Capture) -> Capture | None:
        return known.get(capture.content_digest)

    assert again.revisit
    assert third.revisit
    assert again.content_digest == third.content_digest == page.content_digest
    assert third.status == 304
    for capture in (page, again, third):
        payload = read_payload(archive_dir, capture, resolve)
        assert payload.capture == capture
        assert payload.body == b"<p>Harbour news number 1</p>"
        assert dict(payload.headers)["content-type"] == "text/html; charset=utf-8"
    assert read_payload(archive_dir, hop).headers == (
        ("location", "https://harbour.example/3"),
        ("content-length", "0"),
    )
    payload = read_payload(archive_dir, feed)
    assert payload.body.decode() == "<rss>Ünïcode</rss>"
    assert payload.headers == (
        ("content-type", "Application/RSS+xml"),
        ("x-archive-orig-content-encoding", "gzip"),
        ("x-archive-orig-transfer-encoding", "chunked"),
        ("x-archive-orig-content-length", "7"),
        ("content-length", str(len("<rss>Ünïcode</rss>".encode()))),
    )
    assert feed.mime == "application/rss+xml"
    assert read_payload(archive_dir, text).headers == ()
    with pytest.raises(ArchiveError, match="not known"):
        read_payload(archive_dir, again)


def test_revisit_of_something_else_is_written_whole(archive_dir, open_writer, exchange):
    with open_writer() as writer:
        first = writer.write_exchange(exchange(1), kind="page", via=None, origin="poll")
        other = writer.write_exchange(exchange(2), kind="page", via=None, origin="poll", revisit_of=first)
    assert not other.revisit
    assert read_payload(archive_dir, other).body == exchange(2).body


def test_many_payloads_by_file_and_offset_with_failures(archive_dir, open_writer, exchange):
    captures = []
    for name in ("poll", "late"):
        with open_writer(name=name) as writer:
            for number in range(4):
                captures.append(writer.write_exchange(exchange(number), kind="page", via=None, origin="poll"))
    (archive_dir / captures[0].warc_filename).unlink()
    read = list(read_payloads(archive_dir, reversed(captures)))
    assert [type(item) for item in read] == [Payload] * 4 + [Failure] * 4
    assert [item.capture for item in read[:4]] == captures[4:]
    assert {item.reason for item in read[4:]} == {"broken_record"}


def test_a_changed_byte_is_noticed(archive_dir, open_writer, exchange):
    with open_writer() as writer:
        captures = [
            writer.write_exchange(exchange(n, b"news %d " % n * 400), kind="page", via=None, origin="poll")
            for n in range(3)
        ]
    path = archive_dir / captures[1].warc_filename
    data = bytearray(path.read_bytes())
    data[captures[1].warc_record_offset + captures[1].warc_record_length // 2] ^= 0x55
    path.write_bytes(data)
    assert verify_file(path).problems
    with pytest.raises(ArchiveError):
        read_payload(archive_dir, captures[1])
    entries = list(read_index(path, archive_dir))
    assert [entry for entry in entries if isinstance(entry, Capture)] == [captures[0], captures[2]]
    assert len([entry for entry in entries if isinstance(entry, Failure)]) == 1


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd"])
def test_names_outside_the_archive_are_refused(archive_dir, open_writer, exchange, name):
    with open_writer() as writer:
        capture = writer.write_exchange(exchange(1), kind="page", via=None, origin="poll")
    outside = Capture(**{f: getattr(capture, f) for f in Capture.__slots__} | {"warc_filename": name})
    with pytest.raises(ArchiveError, match="not a name inside"):
        read_payload(archive_dir, outside)


def test_files_are_the_same_bytes_each_time(tmp_path, exchange):
    contents = []
    for home in ("one", "two"):
        with ArchiveWriter(tmp_path / home, name="poll", started_at=START, software="dateline/test") as writer:
            write_all_kinds(writer, exchange)
        contents.append((tmp_path / home / writer.files[0]).read_bytes())
    assert contents[0] == contents[1]


def test_names_go_on_where_a_file_exists_and_no_capture_leaves_no_file(archive_dir, open_writer, exchange):
    with open_writer():
        pass
    assert not list(archive_dir.rglob("*")) if archive_dir.exists() else True
    for sequence in range(3):
        with open_writer() as writer:
            writer.write_exchange(exchange(sequence), kind="page", via=None, origin="poll")
        assert writer.files == [f"2026/01/20260102T033000Z-poll-{sequence:05d}.warc.gz"]
    with open_writer() as one, open_writer() as two:
        one.write_exchange(exchange(7), kind="page", via=None, origin="poll")
        two.write_exchange(exchange(8), kind="page", via=None, origin="poll")
    assert len(list_files(archive_dir)) == 5


def test_a_new_file_past_the_size_limit(archive_dir, open_writer, exchange):
    with open_writer(max_bytes=2000) as writer:
        captures = [writer.write_exchange(exchange(n), kind="page", via=None, origin="poll") for n in range(6)]
    assert len(writer.files) > 1
    assert [item.capture for item in read_payloads(archive_dir, captures)] == captures


def test_an_open_file_can_be_read(archive_dir, open_writer, exchange):
    with open_writer() as writer:
        capture = writer.write_exchange(exchange(1), kind="page", via=None, origin="poll")
        assert list_files(archive_dir) == []
        assert read_payload(archive_dir, capture).body == exchange(1).body


def test_a_folder_that_cannot_be_written_is_a_home_error(tmp_path, exchange):
    (tmp_path / "archive").write_text("a file where the folder should be")
    with (
        pytest.raises(HomeError, match="cannot write"),
        ArchiveWriter(tmp_path / "archive", name="poll", started_at=START, software="x") as writer,
    ):
        writer.write_exchange(exchange(1), kind="page", via=None, origin="poll")


def test_hostile_header_values_stay_inside_their_line(archive_dir, open_writer, exchange):
    hostile = exchange(
        1,
        url="https://harbour.example/a b\r\nX: y",
        reason="OK\r\nInjected: yes",
        headers=(("X-Note", "one\r\nInjected: yes"), ("X-Raw", b"caf\xe9".decode("utf-8", "surrogateescape"))),
    )
    with open_writer() as writer:
        capture = writer.write_exchange(hostile, kind="page", via="https://x.example/\r\nWARC-Type: hm", origin="poll")
    assert capture.url == "https://harbour.example/a%20b%0D%0AX:%20y"
    payload = read_payload(archive_dir, capture)
    assert "injected" not in dict(payload.headers)
    assert dict(payload.headers)["x-raw"].encode("utf-8", "surrogateescape") == b"caf\xe9"
    assert list(read_index(archive_dir / capture.warc_filename, archive_dir)) == [capture]
    assert warcio_check(archive_dir / capture.warc_filename) == 0


TOKEN = st.text("abcdefghijklmnopqrstuvwxyzABC-", min_size=1, max_size=12).map(lambda name: "X-" + name)
VALUE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Zs")), max_size=40)
EXCHANGES = st.builds(
    Exchange,
    url=st.integers(0, 99).map(lambda n: f"http://harbour.example/{n}"),
    request_headers=st.just(()),
    status=st.sampled_from([200, 203, 301, 404, 500]),
    reason=st.sampled_from(["OK", "", "Not Found", "Très bien"]),
    headers=st.lists(st.tuples(TOKEN, VALUE), max_size=5).map(tuple),
    body=st.binary(max_size=3000),
    fetched_at=st.datetimes(datetime(1995, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    ip_address=st.sampled_from([None, "192.0.2.1", "2001:db8::1"]),
    truncated=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(EXCHANGES, min_size=1, max_size=6))
def test_any_bytes_and_headers_survive(exchanges):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with ArchiveWriter(root, name="any", started_at=START, software="dateline/test") as writer:
            captures = [writer.write_exchange(e, kind="page", via=None, origin="poll") for e in exchanges]
        path = root / writer.files[0]
        assert list(read_index(path, root)) == captures
        assert verify_file(path).problems == ()
        for source, item in zip(exchanges, read_payloads(root, captures), strict=True):
            assert isinstance(item, Payload)
            assert item.body == source.body
            assert item.capture.status == source.status
            kept = tuple((name.lower(), value) for name, value in source.headers)
            assert item.headers == (*kept, ("content-length", str(len(source.body))))


_ANY_TEXT = st.text(st.characters(), max_size=12)  # halves of surrogate pairs too
_HEADERS = st.lists(st.tuples(_ANY_TEXT, _ANY_TEXT), max_size=3).map(tuple)


@given(
    st.lists(
        st.builds(
            Unchanged,
            url=_ANY_TEXT,
            fetched_at=st.datetimes(timezones=st.just(UTC)),
            request_headers=_HEADERS,
            headers=_HEADERS,
        ),
        max_size=4,
    )
)
def test_feeds_that_answered_304_are_read_back_as_they_were(feeds: list[Unchanged]) -> None:
    lines = unchanged_lines(feeds)
    assert lines.count(b"\n") == len(feeds)
    assert read_unchanged(lines) == feeds
