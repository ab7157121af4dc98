from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.identity import content_id
from pipeline.records import Article

DAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def article() -> Callable[..., Article]:
    def make(name: str, body: str | None, *, hour: float = 0, **changes: object) -> Article:
        at = DAY + timedelta(hours=hour)
        version = content_id(body)
        values: dict[str, object] = {
            "article_id": name,
            "version": version,
            "capture_id": name,
            "url": f"https://{name}.example/story",
            "source": name,
            "title": f"Title of {name}",
            "authors": (),
            "language": "en",
            "language_confidence": 1.0,
            "country": None,
            "published_at": at,
            "published_date": at.date(),
            "date_basis": "metadata",
            "date_precision": "second",
            "modified_at": None,
            "body": body,
            "words": len((body or "").split()),
            "verdict": "article",
            "verdict_reason": None,
            "content_digest": version,
            "extractor_version": "1",
            "fetched_at": at + timedelta(hours=1),
        }
        return Article(**(values | changes))  # type: ignore[arg-type]

    return make
