"""The pool around `extract_page`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from pipeline.extract import ExtractPool, extract_page
from pipeline.records import Hint, Payload


def test_the_pool_gives_what_one_process_gives(
    payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    pages = [
        (
            payload(article_html(title=f"Bridge number {k} closed"), f"https://www.example.org/news/bridge-{k}"),
            Hint(source="Valley Post"),
        )
        for k in range(6)
    ]
    with ExtractPool(1) as pool:
        assert list(pool.map(pages)) == [extract_page(*page) for page in pages]


def test_a_page_that_takes_too_long_is_a_failure_row(
    payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    slow = payload(
        "<html><body>" + "".join(f"<table><tr><td><p>Words number {k} stand here.</p>" for k in range(60_000))
    )
    with ExtractPool(1, timeout=0.05) as pool:
        (extraction,) = pool.map([(slow, Hint())])
    assert extraction.article is None
    assert extraction.failure is not None
    assert (extraction.failure.stage, extraction.failure.reason) == ("extract", "worker_timeout")
    assert extraction.failure.item == slow.capture.url
    assert extraction.failure.at == slow.capture.fetched_at


def test_without_room_for_temporary_files_no_worker_starts_and_no_page_is_lost() -> None:
    script = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "from pipeline.extract.pool import ExtractPool\n"
        "with ExtractPool(1) as pool: list(pool.map([(None, None)]))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "PoolError: worker processes cannot start: OSError" in done.stderr
