from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import polars as pl
import pytest

from pipeline.dated_text import TextPayload, read_text_payload
from pipeline.errors import SourceError
from pipeline.records import Capture, Failure, Payload
from pipeline.sources import SourceItem, SourceRequest, Tools, read_texts
from pipeline.sources.texts import Texts

TODAY = date(2026, 1, 10)
NO_TOOLS = cast(Tools, None)  # texts are files, and need none
GOOD = b" date 2024-01-02 Shelling in the harbour\n\nTwo people were hurt.\n\n  A third is missing. \n"


def payload(body: bytes, mime: str) -> Payload:
    capture = Capture(
        capture_id="c",
        kind="text",
        url="urn:x",
        url_key="urn:x",
        via=None,
        fetched_at=datetime(2026, 1, 10, tzinfo=UTC),
        status=None,
        mime=mime,
        content_digest="0",
        origin="texts",
        warc_filename="a",
        warc_record_offset=0,
        warc_record_length=1,
    )
    return Payload(capture=capture, body=body)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_text"),
        (b" \n\n ", "not_text"),
        (b"Shelling in the harbour\nno date line", "no_date"),
        (b" date 2024-02-30 Impossible day\nText", "bad_date"),
        (b" date 2099-01-01 Too early to tell\nText", "future_date"),
        (b" date 2024-01-02\n\n", "not_text"),
        (b" date 2024-01-02 Caf\xe9\nText", "bad_encoding"),
        (b" date 2024-01-02 A\x00B\nText", "not_text"),
    ],
)
def test_texts_that_cannot_be_used(tmp_path: Path, content: bytes, reason: str):
    (tmp_path / "a.txt").write_bytes(content)
    (tmp_path / "b.txt").write_bytes(GOOD)
    bad, good = read_texts(tmp_path, today=TODAY)
    assert isinstance(bad, Failure)
    assert (bad.reason, bad.item) == (reason, str(tmp_path / "a.txt"))
    assert isinstance(good, SourceItem)


def test_a_dated_text_is_kept_as_it_stands(tmp_path: Path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    for folder in ("one", "two"):
        (tmp_path / folder / f"{folder}.txt").write_bytes(GOOD)
    first, second = (next(read_texts(tmp_path / name, today=TODAY)) for name in ("one", "two"))
    assert first == second  # nothing of where it lay
    assert isinstance(first, SourceItem)
    assert first.body == GOOD
    assert first.url.startswith("urn:sha256:")
    assert (first.mime, first.date) == ("text/plain", date(2024, 1, 2))


def test_json_lines_one_bad_line_and_the_rest_goes_on(tmp_path: Path):
    lines: list[tuple[object, str]] = [
        ({"url": "https://a.example/1", "date": "2024-01-02", "title": "T", "text": "Body"}, "item"),
        ({"date": "2024-01-02T23:30:00-05:00", "text": "Late in the evening"}, "item"),
        ({"date": "2024-13-01", "text": "x"}, "bad_date"),
        ({"date": 20240102, "text": "x"}, "bad_date"),
        ({"text": "x"}, "no_date"),
        ({"date": "2099-01-01", "text": "x"}, "future_date"),
        ({"date": "2024-01-02"}, "not_text"),
        ([1, 2], "unreadable"),
        ("just text", "unreadable"),
    ]
    raw = [json.dumps(value).encode() for value, _ in lines]
    raw += [b"{broken", b'{"text": NaN}', b"\xff\xfe", b"[" * 100_000, b'{"date":"2024-01-02","text":"\\ud800"}', b"  "]
    expected = [name for _, name in lines]
    expected += ["unreadable", "unreadable", "bad_encoding", "unreadable", "unreadable"]
    path = tmp_path / "all.jsonl"
    path.write_bytes(b"\n".join(raw))
    found = list(read_texts(path, today=TODAY))
    assert ["item" if isinstance(item, SourceItem) else item.reason for item in found] == expected
    assert isinstance(found[0], SourceItem)
    assert (found[0].url, found[0].mime) == ("https://a.example/1", "application/json")
    assert isinstance(found[1], SourceItem)
    assert found[1].date == date(2024, 1, 3)
    assert found[1].url.startswith("urn:sha256:")
    assert isinstance(found[2], Failure)
    assert found[2].item == f"{path}:3"


def test_a_line_without_end_costs_one_failure(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("pipeline.sources.texts.MAX_TEXT_BYTES", 100)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text":"' + b"x" * 500 + b'"}\n{"date":"2024-01-02","text":"short"}\n')
    big, good = read_texts(path, today=TODAY)
    assert isinstance(big, Failure)
    assert big.reason == "too_large"
    assert isinstance(good, SourceItem)


def test_what_cannot_be_read_at_all_is_said_at_once(tmp_path: Path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    for path in (tmp_path, tmp_path / "none", tmp_path / "a.pdf"):
        with pytest.raises(SourceError):
            read_texts(path, today=TODAY)


def test_days_outside_the_range_are_left_out_and_failures_stay(tmp_path: Path):
    (tmp_path / "a.txt").write_bytes(GOOD)
    (tmp_path / "b.txt").write_bytes(b"no date")
    for first, last, kinds in (
        (date(2024, 1, 3), date(2024, 1, 9), [Failure]),
        (date(2024, 1, 2), date(2024, 1, 2), [SourceItem, Failure]),
    ):
        request = SourceRequest(today=TODAY, paths=(str(tmp_path),), first=first, last=last)
        units = list(Texts().units(request, NO_TOOLS))
        found = [item for unit in units for item in Texts().read(unit, request, NO_TOOLS)]
        assert [type(item) for item in found] == kinds


COLUMNS = {"URL": "https://a.example/1", "Publish_Date": "2024-01-02", "headline": "T", "Body": "Body"}


def test_a_text_is_one_text_whatever_kind_of_file_brings_it(tmp_path: Path):
    fields = dict(zip(("url", "date", "title", "text"), COLUMNS.values(), strict=True))
    (tmp_path / "a.jsonl").write_text(json.dumps(fields), encoding="utf-8")
    (tmp_path / "b.csv").write_text(",".join(COLUMNS) + "\n" + ",".join(COLUMNS.values()) + "\n", encoding="utf-8")
    pl.DataFrame({name: [value] for name, value in COLUMNS.items()}).write_parquet(tmp_path / "c.parquet")
    typed = pl.DataFrame({"url": [fields["url"]], "date": [date(2024, 1, 2)], "title": ["T"], "text": ["Body"]})
    typed.write_parquet(tmp_path / "d.parquet")
    found = list(read_texts(tmp_path, today=TODAY))
    assert len(found) == 4
    assert len({item.body for item in found if isinstance(item, SourceItem)}) == 1
    assert {item.url for item in found if isinstance(item, SourceItem)} == {"https://a.example/1"}


@pytest.mark.parametrize(
    ("name", "content", "reasons"),
    [
        ("no text.csv", b"url,date\nhttps://a.example/1,2024-01-02\n", ["unreadable"]),
        ("empty.csv", b"", ["unreadable"]),
        ("quotes.csv", b'date,text\n2024-01-02,"a ""quoted"" word\nover two lines"\n', ["item"]),
        ("short rows.csv", b"date,text\n2024-01-02\n2024-01-02,x\n", ["not_text", "item"]),
        ("bytes.csv", b"date,text\n2024-01-02,\xff\xfe\n2024-01-02,x\n", ["bad_encoding", "item"]),
        ("dates.csv", b"date,text\n2024-02-30,x\n,x\n2099-01-01,x\n", ["bad_date", "no_date", "future_date"]),
        ("not.parquet", b"PAR1 this is no such file", ["unreadable"]),
        ("cut.parquet", b"", ["unreadable"]),
    ],
)
def test_tables_are_read_as_far_as_they_go(tmp_path: Path, name: str, content: bytes, reasons: list[str]):
    (tmp_path / name).write_bytes(content)
    found = list(read_texts(tmp_path, today=TODAY))
    assert ["item" if isinstance(item, SourceItem) else item.reason for item in found] == reasons


def test_a_line_of_a_table_without_end_ends_that_table_only(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("pipeline.sources.texts.MAX_TEXT_BYTES", 100)
    (tmp_path / "a.csv").write_bytes(b"date,text\n2024-01-02," + b"x" * 500)
    (tmp_path / "b.csv").write_bytes(b"date,text\n2024-01-02,short\n")
    bad, good = read_texts(tmp_path, today=TODAY)
    assert isinstance(bad, Failure)
    assert isinstance(good, SourceItem)


@pytest.mark.parametrize(
    ("body", "mime", "expected"),
    [
        (
            GOOD,
            "text/plain",
            TextPayload(
                "Shelling in the harbour",
                "Two people were hurt.\nA third is missing.",
                date(2024, 1, 2),
                "2024-01-02",
                None,
            ),
        ),
        (
            b"\xef\xbb\xbf date 1990-01-03 One long line that is all there is.",
            "text/plain",
            TextPayload(None, "One long line that is all there is.", date(1990, 1, 3), "1990-01-03", None),
        ),
        (
            b'{"date":"2024-01-02T10:00:00Z","text":"A\\r\\n\\r\\nB","title":"T","url":"https://a.example/1"}',
            "application/json",
            TextPayload("T", "A\nB", date(2024, 1, 2), "2024-01-02T10:00:00Z", "https://a.example/1"),
        ),
        (b'{"text":"A","title":7}', "application/json", TextPayload(None, "A", None, None, None)),
    ],
)
def test_payloads_of_kind_text(body: bytes, mime: str, expected: TextPayload):
    assert read_text_payload(payload(body, mime)) == expected


@pytest.mark.parametrize(("body", "mime"), [(b"\xff", "text/plain"), (b"[]", "application/json")])
def test_payloads_that_are_no_text_raise(body: bytes, mime: str):
    with pytest.raises(ValueError):
        read_text_payload(payload(body, mime))
