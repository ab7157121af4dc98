"""Lists of addresses, fetched from their sites, or from the Wayback Machine where a site has them no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.records import Origin
from pipeline.sources.days import add_days
from pipeline.sources.hosts import host_or_none
from pipeline.sources.lists import read_list
from pipeline.sources.types import Found, Link, SourceRequest, Tools, Unit, scope_of


class Urls:
    """Addresses from lists that people and projects publish."""

    name = "urls"
    origin: Origin = "urls"
    summary = "lists of addresses with or without dates: text, CSV, Parquet, exports of GDELT and Media Cloud"
    needs: tuple[str, ...] = ("paths",)

    def units(self, request: SourceRequest, tools: Tools) -> Iterable[Unit]:
        """One for each list."""
        suffixes = (".txt", ".csv", ".tsv", ".parquet", ".gz", ".zip")
        for path in request.paths:
            for where, size, state in tools.list_files(path, suffixes):
                yield Unit(key=f"{where}|{state}", where=where, size=size)

    def scope(self, request: SourceRequest) -> str:
        return scope_of(self.name, request.first, request.last, request.hosts)

    def read(self, unit: Unit, request: SourceRequest, tools: Tools) -> Iterator[Found]:
        for found in read_list(unit.where, tools):
            if not isinstance(found, Link):
                yield found
            elif not request.wants_host(host_or_none(found.url) or ""):
                tools.note("addresses of other hosts")
            # lists say when an article was found as often as when it was published: the day before counts too
            elif found.day is None or request.wants(found.day) or request.wants(add_days(found.day, -1)):
                yield found
            else:
                tools.note("addresses of other days")
