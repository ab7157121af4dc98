"""What goes into a source and what comes out of it: the protocol that a source of one's own fulfils.

A source is asked twice. `units` says what there is to read for a range of days, without reading it: files, months of
an index, sites. The units are the plan; each is done once, and a run that was killed goes on with those that are not.
`read` reads one unit and yields what it finds, streaming. It uses no network of its own but the `Tools` it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO, Literal, Protocol, runtime_checkable

from pipeline.identity import content_id
from pipeline.records import CaptureKind, Exchange, Failure, Origin
from pipeline.settings import BackfillSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRequest:
    """What the user asks of a source."""

    today: date
    """Nothing published later is taken."""
    first: date | None = None
    last: date | None = None
    """Days of publication, both included; None means no bound."""
    paths: tuple[str, ...] = ()
    """Files, folders or URLs to read."""
    hosts: frozenset[str] = frozenset()
    """Host names in lower case; a name stands for the hosts below it too. Empty: all hosts."""
    feeds: tuple[str, ...] = ()
    """Addresses of feeds."""
    window: int | None = None
    """Days after `last` in whose captures articles of the range are still looked for; None: as the source thinks."""

    def wants(self, day: date) -> bool:
        """Whether a publication day lies in the range."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    def wants_host(self, host: str) -> bool:
        """Whether a host, or one that it lies below, is asked for."""
        if not self.hosts:
            return True
        while host:
            if host in self.hosts:
                return True
            host = host.partition(".")[2]
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One piece of a plan."""

    key: str
    """What it is and in which state (a path with size and time of change): done once, it is not read again."""
    where: str
    """What `read` needs: path, URL, month."""
    day: date | None = None
    """The day of the plan that it belongs to; None where only reading it tells."""
    size: int | None = None
    """Bytes to read; None where it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceItem:
    """Bytes to archive, as they were read: a dated text."""

    url: str
    """The address the source names, or `urn:sha256:` and the digest of the bytes."""
    body: bytes
    mime: str
    """text/plain (a dated text) or application/json (an object with url, date, title, text)."""
    date: date
    """Day of publication."""
    captured_at: datetime | None = None
    """When another archive kept it; None: it comes now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """A capture that another archive made: its address, time, headers and bytes stay as they were."""

    exchange: Exchange
    """`fetched_at` is the time of the original capture."""
    found_in: str
    """Where the bytes were read: an address, or a file and an offset."""
    kind: CaptureKind = "page"
    via: str | None = None
    origin: Origin | None = None
    """None: that of the source."""
    repeats: tuple[str, datetime] | None = None
    """Address and time of the capture that holds the body, where this one holds none (a revisit)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page that is to be fetched, politely and beside others."""

    url: str
    day: date | None = None
    """Day near which it was published, where it is known."""
    archive: Literal["never", "when_gone", "only"] = "never"
    """Whether to ask the Wayback Machine: not at all, where the site has it no more, or instead of the site."""
    captured_at: datetime | None = None
    """The capture of the Wayback Machine that is wanted; None: the nearest to `day`."""


Found = SourceItem | SourcePage | Link | Failure


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered: the body and where it came from after redirects."""

    url: str
    body: bytes
    headers: tuple[tuple[str, str], ...]
    exchanges: tuple[Exchange, ...] = field(repr=False, default=())

    @property
    def mime(self) -> str | None:
        return next((value for name, value in self.headers if name.lower() == "content-type"), None)


class Tools(Protocol):
    """What a source may use. Everything here raises pipeline.errors.FetchError where an address gives no answer."""

    settings: BackfillSettings
    today: date
    """Day of the run: it dates failures, and nothing later is read."""

    def get(self, url: str, *, service: bool = False) -> Answer:
        """Ask for one address, and again after a while where it refuses. `service`: an interface for programs
        (an index, an archive), which has no robots.txt for us and answers with larger bodies."""
        ...

    def open(self, where: str) -> BinaryIO:
        """A file by path, http(s), s3 or gs address, for reading and seeking; goes on by itself where the connection
        breaks."""
        ...

    def list_files(self, where: str, suffixes: tuple[str, ...]) -> Iterable[tuple[str, int | None, str]]:
        """Files of a folder or bucket in order of their names, or the one file: (where, bytes, state)."""
        ...

    def read_warc(
        self, file: BinaryIO, name: str, wanted: Callable[[str, datetime], bool]
    ) -> Iterator[SourceItem | SourcePage | Failure]:
        """Captures of a WARC or ARC file whose address and time are wanted."""
        ...

    def read_feed(self, body: bytes, url: str, mime: str | None, at: datetime) -> Iterator[tuple[str, date | None]]:
        """Links of a feed with their days."""
        ...

    def archived(self, url: str, at: datetime) -> bytes | None:
        """The body of a capture of that moment that our archive holds already; None where it does not."""
        ...

    def note(self, what: str, n: int = 1) -> None:
        """Count something for the report of the run."""
        ...


@runtime_checkable
class Source(Protocol):
    """One way to get at the past."""

    name: str
    origin: Origin
    """What its captures are marked as."""
    summary: str
    """One line for `dateline backfill --help` and the documentation."""
    needs: tuple[str, ...]
    """Of "paths", "range", "hosts or feeds", "paths or feeds": what it cannot begin without."""

    def units(self, request: SourceRequest, tools: Tools) -> Iterable[Unit]:
        """What there is to read, in the order of reading. Raises SourceError where the source cannot begin."""
        ...

    def scope(self, request: SourceRequest) -> str:
        """What of the request decides what is taken from a unit. A unit that is done for one scope is not done for
        another."""
        ...

    def read(self, unit: Unit, request: SourceRequest, tools: Tools) -> Iterator[Found]:
        """What one unit holds. Raises FetchError where it cannot be read to its end: it is then tried again by the
        next run."""
        ...


def scope_of(*parts: object) -> str:
    """A scope from what decides; the order of sets does not matter."""
    return content_id(*(sorted(part) if isinstance(part, set | frozenset) else part for part in parts))
