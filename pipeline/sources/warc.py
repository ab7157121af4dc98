"""WARC and ARC files, ours or foreign: files, folders, http(s), s3 and gs addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time

from pipeline.errors import SourceError
from pipeline.records import Origin
from pipeline.sources.days import add_days
from pipeline.sources.hosts import host_or_none
from pipeline.sources.types import Found, SourcePage, SourceRequest, Tools, Unit, scope_of

SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz", ".warc.zst")
_READ = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain", "")
_EVER, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


class Warc:
    """Captures that others made, copied into our archive with their address, time and bytes.

    An article is captured after it was published, so captures from the range's first day on may belong to it; how
    long after its last day stands in the request's window, where the user gave one.
    """

    name = "warc"
    origin: Origin = "warc"
    summary = "WARC or ARC files, folders or addresses (also s3://, gs://), plain or gzip, ours or foreign"
    needs: tuple[str, ...] = ("paths",)

    def units(self, request: SourceRequest, tools: Tools) -> Iterable[Unit]:
        """One for each file, in order of their names."""
        found = 0
        for path in request.paths:
            for where, size, state in tools.list_files(path, SUFFIXES):
                found += 1
                yield Unit(key=f"{where}|{state}", where=where, size=size)
        if not found:
            raise SourceError("no WARC file there", hint=f"name files, folders or addresses of {', '.join(SUFFIXES)}")

    def scope(self, request: SourceRequest) -> str:
        return scope_of(self.name, request.hosts, request.first, request.last, request.window)

    def read(self, unit: Unit, request: SourceRequest, tools: Tools) -> Iterator[Found]:
        earliest = _EVER if request.first is None else datetime.combine(request.first, time(), UTC)
        latest = _NEVER
        if request.last is not None and request.window is not None:
            latest = datetime.combine(add_days(request.last, request.window + 1), time(), UTC)
        yield from copied(unit, request, tools, earliest, latest)


def copied(unit: Unit, request: SourceRequest, tools: Tools, earliest: datetime, latest: datetime) -> Iterator[Found]:
    """Pages and feeds of one file that were captured from `earliest` until before `latest`, at the hosts asked for."""

    def wanted(url: str, at: datetime) -> bool:
        if not earliest <= at < latest:
            return False
        return url.startswith("urn:") or request.wants_host(host_or_none(url) or "")

    with tools.open(unit.where) as file:
        for found in tools.read_warc(file, unit.where, wanted):
            if isinstance(found, SourcePage):
                why = _passed_over(found)
                if why is not None:
                    tools.note(f"records passed over: {why}")
                    continue
            yield found


def _passed_over(page: SourcePage) -> str | None:
    """Why a record gives no article; None where it may."""
    if page.repeats is not None:
        return None
    if not 200 <= page.exchange.status <= 299:
        return "no page was answered"
    stated = next((value for name, value in page.exchange.headers if name.lower() == "content-type"), "")
    mime = stated.split(";", 1)[0].strip().lower()
    if page.kind == "page" and mime not in _READ and mime not in _FEEDS:
        return "no page (pictures, scripts and the like)"
    return None if page.exchange.body else "empty"
