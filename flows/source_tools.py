"""What the sources are given to work with: patient requests, large files, our archive, a loop to run them in."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Coroutine, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeVar, cast
from urllib.parse import urlsplit

from flows.context import RunContext
from pipeline.archive import ForeignRecord, read_foreign, read_payload
from pipeline.errors import ArchiveError, SourceError
from pipeline.feeds import parse_feed
from pipeline.fetch import Fetched, Fetcher, FetchError, RemoteFile
from pipeline.identity import content_id
from pipeline.records import Failure, Origin
from pipeline.sources import Answer, SourceItem, SourcePage
from pipeline.urls import canonical_url
from pipeline.warehouse import open_warehouse
from pipeline.warehouse.ledger import captures_at

T = TypeVar("T")
_SERVICE_BYTES = 200_000_000
"""Largest answer of an index or listing."""
_LONGEST_WAIT = 300.0
_PASSING = frozenset({"throttled", "timeout", "too_slow", "unreachable", "cut_off"})


def passes(error: FetchError) -> bool:
    """Whether asking again later may help."""
    return error.reason in _PASSING or (error.reason == "http_error" and (error.status or 0) >= 500)


class LiveTools:
    """The tools of one run; a context manager. See pipeline.sources.types.Tools."""

    def __init__(self, run: RunContext, origin: Origin) -> None:
        self._run = run
        self._origin = origin
        self.settings = run.settings.backfill
        self.today: date = run.started_at.date()
        self.start = 0
        """Where reading of the file under way begins: what lies before was archived by an earlier run."""
        self.position = 0
        """Where the record that was given out last begins."""
        self._runner = asyncio.Runner()
        self._fetchers: dict[str, Fetcher] = {}
        self._wayback_host = urlsplit(self.settings.wayback_url).netloc

    def __enter__(self) -> Self:
        self._runner.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for fetcher in self._fetchers.values():
                self._runner.run(fetcher.__aexit__(None, None, None))
        finally:
            self._runner.__exit__(kind, error, trace)

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end, in the loop that the connections live in."""
        return self._runner.run(work)

    # --- requests -----------------------------------------------------------------------------------

    def fetcher(self, kind: str) -> Fetcher:
        """The client for `live` pages, for a `service`, or for the `wayback` machine, each with its own turns."""
        if kind not in self._fetchers:
            settings = self._run.settings.fetch
            if kind == "service":
                settings = settings.model_copy(update={"max_bytes": max(settings.max_bytes, _SERVICE_BYTES)})
            elif kind == "wayback":
                changes = {
                    "per_host": 1,
                    "host_interval": max(60.0 / self.settings.wayback_per_minute, 0.0),
                    "max_bytes": max(settings.max_bytes, _SERVICE_BYTES),
                }
                settings = settings.model_copy(update=changes)
            fetcher = Fetcher(settings, clock=self._run.clock)
            self.call(fetcher.__aenter__())
            self._fetchers[kind] = fetcher
        return self._fetchers[kind]

    def kind_of(self, url: str, *, service: bool) -> str:
        if urlsplit(url).netloc == self._wayback_host:
            return "wayback"
        return "service" if service else "live"

    def get(self, url: str, *, service: bool = False) -> Answer:
        fetched = self.call(self.ask(url, service=service))
        return answer_of(fetched)

    async def ask(self, url: str, *, service: bool) -> Fetched:
        """Ask, and again after a while where the refusal may pass."""
        fetcher = self._ready(self.kind_of(url, service=service))
        for attempt in range(self.settings.retries + 1):
            try:
                return await fetcher.get(url, kind="feed" if service else "page")
            except FetchError as error:
                if attempt == self.settings.retries or not passes(error):
                    raise
                asked = error.retry_after or 0.0
                if asked > _LONGEST_WAIT:
                    raise
                self.note(f"requests put off: {error.reason}")
                await asyncio.sleep(max(asked, min(self.settings.backoff * 2**attempt, _LONGEST_WAIT)))
        raise AssertionError("the loop above returns or raises")

    def _ready(self, kind: str) -> Fetcher:
        """A client that was opened before: nothing can be opened inside the loop."""
        return self._fetchers[kind]

    def open_all(self) -> None:
        """Open every client, so that coroutines find them."""
        for kind in ("live", "service", "wayback"):
            self.fetcher(kind)

    # --- files --------------------------------------------------------------------------------------

    def open(self, where: str) -> BinaryIO:
        scheme = where.partition("://")[0].lower() if "://" in where else ""
        if scheme in ("http", "https"):
            remote = RemoteFile(
                self.fetcher("service"),
                where,
                self.call,
                retries=self.settings.retries,
                backoff=self.settings.backoff,
            )
            return cast(BinaryIO, io.BufferedReader(remote, 1 << 18))
        if scheme:
            return cast(BinaryIO, _other_storage(where, lambda system, path: system.open(path, "rb")))
        try:
            return Path(where).open("rb")
        except OSError as error:
            raise SourceError(
                f"{where} cannot be opened ({error.strerror})", hint="check path and permissions"
            ) from error

    def list_files(self, where: str, suffixes: tuple[str, ...]) -> Iterable[tuple[str, int | None, str]]:
        scheme = where.partition("://")[0].lower() if "://" in where else ""
        if scheme in ("http", "https"):
            yield where, None, ""
        elif scheme:
            yield from _stored(where, suffixes)
        else:
            yield from _local(Path(where), suffixes)

    def read_warc(
        self, file: BinaryIO, name: str, wanted: Callable[[str, datetime], bool]
    ) -> Iterator[SourceItem | SourcePage | Failure]:
        at = datetime.combine(self.today, datetime.min.time(), self._run.started_at.tzinfo)
        for found in read_foreign(file, name, wanted=wanted, at=at, start=self.start):
            if isinstance(found, Failure):
                yield found
                continue
            self.position = found.offset
            yield _item_of(found, name)

    def read_feed(self, body: bytes, url: str, mime: str | None, at: datetime) -> Iterator[tuple[str, date | None]]:
        parsed = parse_feed(body, url=url, feed_id=content_id(url), content_type=mime, seen_at=at)
        for entry in parsed.entries:
            if entry.url:
                yield entry.url, entry.published_at.date() if entry.published_at else None

    # --- our archive --------------------------------------------------------------------------------

    def archived(self, url: str, at: datetime) -> bytes | None:
        with open_warehouse(self._run.settings, "backfill") as warehouse:
            held = captures_at(warehouse, [(canonical_url(url), at)])
        for capture in held.values():
            try:
                return read_payload(self._run.settings.archive_dir, capture).body
            except ArchiveError:
                return None
        return None

    def note(self, what: str, n: int = 1) -> None:
        self._run.counts[what] += n


def answer_of(fetched: Fetched) -> Answer:
    return Answer(url=fetched.url, body=fetched.body, headers=fetched.final.headers, exchanges=fetched.exchanges)


def _item_of(record: ForeignRecord, name: str) -> SourceItem | SourcePage:
    if record.kind == "text" and record.status is None:
        return SourceItem(
            url=record.url,
            body=record.body,
            mime=record.mime or "text/plain",
            date=record.captured_at.date(),
            captured_at=record.captured_at,
        )
    return SourcePage(
        exchange=record.exchange(),
        # a path of this machine says nothing to others: the name of the file does
        found_in=f"{name}#{record.offset}" if "://" in name else f"file:{Path(name).name}#{record.offset}",
        kind=record.kind,
        via=record.via,
        origin=record.origin,
        repeats=record.repeats,
    )


def _local(path: Path, suffixes: tuple[str, ...]) -> Iterator[tuple[str, int | None, str]]:
    if path.is_dir():
        files = [
            file
            for file in sorted(path.rglob("*"))
            if file.name.lower().endswith(suffixes)
            and file.is_file()
            and not any(part.startswith(".") for part in file.relative_to(path).parts)
        ]
    elif path.exists():
        files = [path]  # named by the user: read whatever its name ends in
    else:
        raise SourceError(f"{path} does not exist", hint="name a file, folder or address with --path")
    for file in files:
        try:
            stat = file.stat()
        except OSError as error:
            raise SourceError(f"{file} cannot be read ({error.strerror})", hint="check its permissions") from error
        yield str(file.absolute()), stat.st_size, f"{stat.st_size}:{stat.st_mtime_ns}"


def _stored(where: str, suffixes: tuple[str, ...]) -> Iterator[tuple[str, int | None, str]]:
    """Files of a bucket below a prefix, or the one file."""

    def look(system: Any, path: str) -> list[tuple[str, int | None, str]]:
        if not system.exists(path):
            raise SourceError(f"{where} does not exist", hint="check the address and your credentials")
        names = [path] if system.isfile(path) else sorted(system.find(path))
        found = []
        for name in names:
            if len(names) == 1 or name.lower().endswith(suffixes):
                info = system.info(name)
                mark = info.get("ETag") or info.get("etag") or info.get("created") or info.get("mtime") or ""
                found.append((system.unstrip_protocol(name), info.get("size"), f"{info.get('size')}:{mark}"))
        return found

    yield from _other_storage(where, look)


def _other_storage(where: str, use: Callable[[Any, str], T]) -> T:
    """Through fsspec, whose drivers for s3 and gs are packages of their own."""
    import fsspec  # noqa: PLC0415 - seconds of imports that only buckets need

    scheme = where.partition("://")[0]
    try:
        system, path = fsspec.core.url_to_fs(where)
        return use(system, path)
    except ImportError as error:
        package = {"s3": "s3fs", "gs": "gcsfs", "gcs": "gcsfs"}.get(scheme, f"fsspec driver for {scheme}")
        raise SourceError(f"{scheme}:// needs the package {package}", hint=f"pip install {package}") from error
    except ValueError as error:
        raise SourceError(
            f"{scheme}:// cannot be read ({error})", hint="use a path, http(s)://, s3:// or gs://"
        ) from error
    except (OSError, RuntimeError) as error:
        raise SourceError(f"{where} cannot be read ({error})", hint="check the address and your credentials") from error
