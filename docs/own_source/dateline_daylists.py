"""A source of one's own: sites that list the articles of each day at /archive/YYYY-MM-DD.json, as
[{"url": "https://…", "title": "…"}, …].
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta

from pipeline.errors import FetchError
from pipeline.records import Origin
from pipeline.sources import Found, Link, SourceRequest, Tools, Unit, scope_of


class DayLists:
    """One piece of the plan is one day of one site; each list leads to pages that are fetched politely."""

    name = "daylists"
    origin: Origin = "urls"
    summary = "sites with a list of articles for each day (--path https://site.example)"
    needs: tuple[str, ...] = ("paths", "range")

    def units(self, request: SourceRequest, tools: Tools) -> Iterable[Unit]:
        """What there is to read. Nothing is asked of anybody yet: --dry-run shows this."""
        assert request.first is not None and request.last is not None  # `needs` sees to it
        last = min(request.last, request.today)
        for n in range((last - request.first).days + 1):
            day = request.first + timedelta(days=n)
            for site in request.paths:
                where = f"{site.rstrip('/')}/archive/{day}.json"
                yield Unit(key=where, where=where, day=day)

    def scope(self, request: SourceRequest) -> str:
        """Nothing else of the request decides what is taken from a day: a day that is done is done."""
        return scope_of(self.name)

    def read(self, unit: Unit, request: SourceRequest, tools: Tools) -> Iterator[Found]:
        """What one piece holds. A FetchError leaves it for the next run; the others are read all the same."""
        body = tools.get(unit.where, service=True).body  # asks again by itself where it is refused for a while
        try:
            urls = [entry["url"] for entry in json.loads(body)]
        except (ValueError, LookupError, TypeError) as error:
            raise FetchError("not a list of articles", reason="unreadable", url=unit.where) from error
        tools.note("links listed", len(urls))
        for url in urls:
            yield Link(url=url, day=unit.day, archive="when_gone")  # fetched, from the Wayback Machine where gone
