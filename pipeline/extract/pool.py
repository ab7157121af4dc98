"""Many captures through worker processes that live long.

lxml in threads has crashed under trafilatura, and a page can hang or eat memory: processes it is. The parent never
imports trafilatura; the libraries are loaded inside the workers, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from threading import Thread
from types import TracebackType
from typing import Self

from pipeline.pool import Lost, WorkerPool
from pipeline.records import Extraction, Failure, Hint, Payload


def extract_page(payload: Payload, hint: Hint, *, tables: bool = True) -> Extraction:
    """Read one capture in this process: an article version with its verdict, or a failure. Never raises.

    Pure: the same payload and hint give the same extraction on any day; the upper bound of every date is the time
    of the capture, not today. With `tables` tables of data are part of the body, a row a line.
    """
    from pipeline.extract.page import read_capture  # noqa: PLC0415 - loads trafilatura

    return read_capture(payload, hint, tables=tables)


_FORGET_AFTER = 500
"""Pages after which a worker empties the caches of the libraries: bounded as they are, they come to 20 MB and more."""
_MAX_GROWTH = 35_000_000
"""Bytes that a worker may grow by before a fresh one, forked from the template in milliseconds, takes its place."""
_pages = count(1)


_Item = tuple[Payload, Hint, bool]


def _extract_item(item: _Item) -> Extraction:
    payload, hint, tables = item
    extraction = extract_page(payload, hint, tables=tables)
    if next(_pages) % _FORGET_AFTER == 0:
        from pipeline.extract.page import forget  # noqa: PLC0415

        forget()
    return extraction


def _warm() -> None:
    from pipeline.extract import language  # noqa: PLC0415

    # unpacking the model holds no lock of Python's: it takes as long as the imports, on the other core
    loading = Thread(target=language.warm)
    loading.start()
    from pipeline.extract.page import warm  # noqa: PLC0415

    warm()
    loading.join()
    # where unpacking failed (it needs room for a temporary file) this fails too, and the worker does not start: a page
    # that it cannot read would be a failure of the page, and read by no later run
    language.warm()


class ExtractPool:
    """`extract_page` in worker processes, results in order. One page that hangs or crashes costs that page only."""

    def __init__(self, workers: int = 0, *, timeout: float = 30.0, max_tasks: int = 5000, look_ahead: int = 8,
                 tables: bool = True) -> None:  # fmt: skip
        """`workers` 0 means one a core; `timeout` is seconds for one page; `tables` as in `extract_page`; see
        `pipeline.pool.WorkerPool`."""
        self._tables = tables
        self._pool: WorkerPool[_Item, Extraction] = WorkerPool(
            _extract_item, _warm, workers=workers, timeout=timeout, max_tasks=max_tasks, max_growth=_MAX_GROWTH,
            look_ahead=look_ahead,
        )  # fmt: skip

    def __enter__(self) -> Self:
        self._pool.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every worker at once; nothing that a worker holds is worth waiting for."""
        self._pool.close()

    def stop(self) -> None:
        """Have `map`, which another thread may be going through, end with a PoolError after the page under way."""
        self._pool.stop()

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the workers."""
        return self._pool.pids

    def map(self, items: Iterable[tuple[Payload, Hint]]) -> Iterator[Extraction]:
        """One extraction for each item, in order, reading `items` only a little ahead."""
        for outcome in self._pool.map((payload, hint, self._tables) for payload, hint in items):
            yield _failure(outcome) if isinstance(outcome, Lost) else outcome


def _failure(lost: Lost[_Item]) -> Extraction:
    capture = lost.item[0].capture
    failure = Failure(stage="extract", item=capture.url, reason=lost.reason, detail=lost.detail, at=capture.fetched_at)
    return Extraction(capture_id=capture.capture_id, article=None, failure=failure)
