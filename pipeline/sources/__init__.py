"""Where backfills come from: one module a source, one registry.

A source lists the units that it would read for a range of days and reads each of them; see `pipeline.sources.types` for
the protocol. One's own source is a class with that shape, named in the entry point group `dateline.sources` of the
package that it is in; docs/backfill.md has an example.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType

from pipeline.errors import SourceError
from pipeline.sources.ccnews import CcNews
from pipeline.sources.hosts import known_hosts
from pipeline.sources.sitemap import Sitemap
from pipeline.sources.texts import Texts, read_texts
from pipeline.sources.types import (
    Answer,
    Found,
    Link,
    Source,
    SourceItem,
    SourcePage,
    SourceRequest,
    Tools,
    Unit,
    scope_of,
)
from pipeline.sources.urls import Urls
from pipeline.sources.warc import Warc
from pipeline.sources.wayback import Wayback, page_of, raw_url

__all__ = [
    "GROUP",
    "Answer",
    "Found",
    "Link",
    "Source",
    "SourceItem",
    "SourcePage",
    "SourceRequest",
    "Tools",
    "Unit",
    "check_request",
    "known_hosts",
    "page_of",
    "raw_url",
    "read_texts",
    "scope_of",
    "source_named",
    "sources",
]

GROUP = "dateline.sources"
"""Entry points of this group are sources: a class without arguments, or an object."""


@cache
def sources() -> Mapping[str, Source]:
    """All sources by name: those that come with Dateline, and those of installed packages.

    A package cannot replace one of ours. Raises SourceError where a package's source cannot be loaded.
    """
    ours: tuple[Source, ...] = (Texts(), Warc(), CcNews(), Wayback(), Sitemap(), Urls())
    found = {source.name: source for source in ours}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        if point.name in found:
            continue
        try:
            loaded = point.load()
            source = loaded() if isinstance(loaded, type) else loaded
        except Exception as error:
            raise SourceError(
                f"source {point.name} of {point.value} cannot be loaded ({error})", hint="repair or remove its package"
            ) from error
        if not isinstance(source, Source):
            raise SourceError(f"{point.value} is no source", hint="see docs/backfill.md for what a source has")
        found[point.name] = source
    return MappingProxyType(found)


def source_named(name: str) -> Source:
    """The source of that name. Raises SourceError where there is none."""
    source = sources().get(name)
    if source is None:
        raise SourceError(f"there is no source {name!r}", hint=f"one of: {', '.join(sorted(sources()))}")
    return source


def check_request(source: Source, request: SourceRequest) -> None:
    """Raises SourceError where the request lacks what the source needs, or names days that cannot be."""
    if request.first and request.last and request.first > request.last:
        raise SourceError(f"--from {request.first} is after --to {request.last}", hint="exchange them")
    if request.first and request.first > request.today:
        raise SourceError(f"--from {request.first} lies in the future", hint=f"today is {request.today} in UTC")
    given = {
        "range": request.first is not None and request.last is not None,
        "paths": bool(request.paths),
        "hosts": bool(request.hosts),
        "feeds": bool(request.feeds),
    }
    options = {"range": "--from and --to", "paths": "--path", "hosts": "--host", "feeds": "--feed, or a feed list"}
    for need in source.needs:
        names = need.replace(" or ", ", ").split(", ")
        if not any(given.get(name, False) for name in names):
            wanted = " or ".join(options.get(name, name) for name in names)
            raise SourceError(f"source {source.name} needs {wanted}", hint=f"it reads {source.summary}")
