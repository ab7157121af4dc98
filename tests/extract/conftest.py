"""Captures made of our own pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pipeline.identity import content_id, digest
from pipeline.records import Capture, Payload
from pipeline.urls import canonical_url

FETCHED = datetime(2024, 5, 3, 12, 0, tzinfo=UTC)


def _payload(
    html: str | bytes,
    url: str = "https://www.example.org/2024/05/bridge-closed",
    *,
    kind: str = "page",
    headers: tuple[tuple[str, str], ...] = (("content-type", "text/html; charset=utf-8"),),
    fetched_at: datetime = FETCHED,
    status: int | None = 200,
    origin: str = "poll",
) -> Payload:
    body = html if isinstance(html, bytes) else html.encode()
    content = digest(body)
    try:
        key = canonical_url(url)
    except Exception:
        key = url
    capture = Capture(
        capture_id=content_id(url, fetched_at.isoformat(), content),
        kind=kind,  # type: ignore[arg-type]
        url=url,
        url_key=key,
        via=None,
        fetched_at=fetched_at,
        status=status,
        mime="text/html",
        content_digest=content,
        origin=origin,  # type: ignore[arg-type]
        warc_filename="test.warc.gz",
        warc_record_offset=0,
        warc_record_length=0,
    )
    return Payload(capture=capture, body=body, headers=headers)


@pytest.fixture
def payload() -> Callable[..., Payload]:
    """Build a payload from HTML; keywords say what differs from an ordinary page fetched at FETCHED."""
    return _payload


SENTENCES = (
    "Engineers closed the old bridge over the Tarn on Thursday after divers found deep cracks in two of its piers.",
    "The mayor said that the crossing would stay shut for at least four months while the foundations are rebuilt.",
    "Some 9,000 cars a day have to take the road through the valley, which adds twenty minutes to the journey.",
    "Shopkeepers on the northern bank fear for their trade and ask the region for help with the rent.",
    "A ferry for pedestrians will run every quarter of an hour between six in the morning and ten at night.",
    "The bridge was built in 1931 and last repaired after the flood of 1994, when one arch had to be replaced.",
)


@pytest.fixture
def article_html() -> Callable[..., str]:
    """A plain article page; `head` goes into the head, `before` and `after` around the article."""

    def build(
        head: str = "",
        before: str = "",
        after: str = "",
        sentences: tuple[str, ...] = SENTENCES,
        title: str = "Old bridge closed",
    ) -> str:
        paragraphs = "".join(f"<p>{sentence}</p>" for sentence in sentences)
        return (
            f"<!doctype html><html lang='en'><head><title>{title} - Valley Post</title>{head}</head><body>{before}"
            f"<article><h1>{title}</h1>{paragraphs}</article>{after}</body></html>"
        )

    return build
