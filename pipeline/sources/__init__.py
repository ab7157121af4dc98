"""Where backfills come from: one module a source, each a function from what the user names to items.

A source gives `SourceItem`s (to be archived as they are) and `Failure`s, streaming, and raises SourceError
where it cannot begin. Writing one's own: a function `read(request: SourceRequest) -> Iterator[SourceItem |
Failure]`, and a line in `SOURCES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.errors import SourceError
from pipeline.records import Failure, Origin
from pipeline.sources.texts import read_texts
from pipeline.sources.types import SourceItem, SourceRequest

__all__ = ["SOURCES", "Source", "SourceItem", "SourceRequest", "read_source", "read_texts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One way to get at the past."""

    name: Origin
    summary: str
    needs_path: bool
    read: Callable[[SourceRequest], Iterator[SourceItem | Failure]]


def _texts(request: SourceRequest) -> Iterator[SourceItem | Failure]:
    assert request.path is not None
    return read_texts(request.path, today=request.today)


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        source.name: source
        for source in (
            Source(
                name="texts",
                summary="dated texts: .txt beginning ` date YYYY-MM-DD Title`, and .jsonl with url, date, title, text",
                needs_path=True,
                read=_texts,
            ),
        )
    }
)


def read_source(name: str, request: SourceRequest) -> Iterator[SourceItem | Failure]:
    """Items of the named source that lie between request.first and request.last, and all failures.

    Raises SourceError where there is no such source, or an argument that it needs is missing.
    """
    source = SOURCES.get(name)
    if source is None:
        raise SourceError(f"there is no source {name!r}", hint=f"one of: {', '.join(sorted(SOURCES))}")
    if source.needs_path and request.path is None:
        raise SourceError(f"source {name} needs to know where to read", hint="name a file or folder with --path")
    if request.first and request.last and request.first > request.last:
        raise SourceError(f"--from {request.first} is after --to {request.last}", hint="exchange them")
    return (item for item in source.read(request) if isinstance(item, Failure) or request.wants(item.date))
