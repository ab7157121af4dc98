from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.archive import ArchiveWriter
from pipeline.records import Exchange

START = datetime(2026, 1, 2, 3, 30, tzinfo=UTC)


@pytest.fixture
def archive_dir(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def open_writer(archive_dir: Path) -> Callable[..., ArchiveWriter]:
    def make(**changes: object) -> ArchiveWriter:
        settings = {"name": "poll", "started_at": START, "software": "dateline/test"} | changes
        return ArchiveWriter(archive_dir, **settings)  # type: ignore[arg-type]

    return make


@pytest.fixture
def exchange() -> Callable[..., Exchange]:
    def make(number: int = 1, body: bytes | None = None, **changes: object) -> Exchange:
        values: dict[str, object] = {
            "url": f"https://harbour.example/news/{number}?page={number}",
            "request_headers": (("User-Agent", "dateline-test"), ("Accept", "*/*")),
            "status": 200,
            "reason": "OK",
            "headers": (("Content-Type", "text/html; charset=utf-8"), ("ETag", f'"{number}"'), ("Set-Cookie", "a=1")),
            "body": f"<p>Harbour news number {number}</p>".encode() if body is None else body,
            "fetched_at": datetime(2026, 1, 2, 3, 31, number % 60, 123456, tzinfo=UTC),
            "ip_address": "192.0.2.7",
        }
        return Exchange(**(values | changes))  # type: ignore[arg-type]

    return make
