"""The published snapshot as it is at the moment, for many requests at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from pipeline.errors import WarehouseError
from pipeline.warehouse import Reader


class Published:
    """Hands out readers of the newest snapshot.

    DuckDB gives a process one instance for a path: a file that took the old one's place is seen only after the old one
    is closed. So it is closed as soon as no request uses it; until then requests are answered from the old one.
    """

    def __init__(self, snapshot: Path, *, memory_limit: str = "2GB") -> None:
        self._snapshot = snapshot
        self._memory_limit = memory_limit
        self._lock = Lock()
        self._reader: Reader | None = None
        self._seen: tuple[int, int, int] | None = None
        self._users = 0

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """A reader for one request. Raises WarehouseError where nothing is published."""
        with self._lock:
            now = self._stamp()
            if self._reader is not None and now != self._seen and self._users == 0:
                self._reader.close()
                self._reader = None
            if self._reader is None:
                self._reader = Reader(self._snapshot, memory_limit=self._memory_limit)
                self._seen = now
            reader = self._reader.fork()
            self._users += 1
        try:
            yield reader
        finally:
            reader.close()
            with self._lock:
                self._users -= 1

    def close(self) -> None:
        with self._lock:
            if self._reader is not None:
                self._reader.close()
                self._reader = None

    def _stamp(self) -> tuple[int, int, int]:
        try:
            found = self._snapshot.stat()
        except OSError as error:
            raise WarehouseError(
                "nothing is published here yet", hint=f"run `dateline run`; looked for {self._snapshot}"
            ) from error
        return found.st_ino, found.st_mtime_ns, found.st_size
