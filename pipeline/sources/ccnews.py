"""Common Crawl's news archive: WARC files of a few hours each, found by the path listing of their month."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from pipeline.errors import FetchError, SourceError
from pipeline.records import Origin
from pipeline.sources.days import capture_days, months_between
from pipeline.sources.types import Found, SourceRequest, Tools, Unit, scope_of
from pipeline.sources.warc import copied

_PATH = re.compile(r"crawl-data/CC-NEWS/\d{4}/\d{2}/CC-NEWS-(\d{14})-\d{5}\.warc\.gz")
_MAX_LISTING = 20_000_000
_FILE_LASTS = timedelta(days=1)  # a file is closed long before that


class CcNews:
    """Captures of CC-NEWS at the hosts that are asked for, filtered before anything is unpacked further.

    A file is named after the moment at which the crawler began it, so an article of day D stands in the files from
    shortly before D until `window` days after it.
    """

    name = "ccnews"
    origin: Origin = "ccnews"
    summary = "Common Crawl's news archive, filtered by hosts or by the feed list"
    needs: tuple[str, ...] = ("range", "hosts or feeds")

    def units(self, request: SourceRequest, tools: Tools) -> Iterable[Unit]:
        """One for each file of the window, in the order of their beginnings."""
        assert request.first is not None
        assert request.last is not None
        window = tools.settings.window_days if request.window is None else request.window
        earliest, latest = capture_days(request.first, request.last, window)
        latest = min(latest, request.today)
        base = tools.settings.ccnews_url.rstrip("/")
        paths: dict[str, datetime] = {}
        for year, month in months_between(earliest, latest):
            paths.update(self._listed(base, year, month, tools))
        for path, begun in sorted(paths.items(), key=lambda entry: (entry[1], entry[0])):
            if earliest <= begun.date() <= latest and begun + _FILE_LASTS > _midnight(request.first):
                yield Unit(key=path, where=f"{base}/{path}", day=begun.date())

    def _listed(self, base: str, year: int, month: int, tools: Tools) -> dict[str, datetime]:
        url = f"{base}/crawl-data/CC-NEWS/{year:04d}/{month:02d}/warc.paths.gz"
        try:
            body = tools.get(url, service=True).body
        except FetchError as error:
            if error.reason not in ("gone", "http_error"):
                raise
            tools.note(f"months without a listing: {year:04d}-{month:02d}")
            return {}
        found = {}
        for line in _unpacked(body, url).decode("ascii", "replace").splitlines():
            path = line.strip()
            named = _PATH.fullmatch(path)
            if named is None:
                if path:
                    tools.note("lines of a listing that name no file")
                continue
            try:
                found[path] = datetime.strptime(named[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            except ValueError:
                tools.note("lines of a listing that name no file")
        return found

    def scope(self, request: SourceRequest) -> str:
        # which days are asked for decides which files are read, not what is taken from them: days that overlap with
        # an earlier backfill are not read again
        return scope_of(self.name, request.hosts)

    def read(self, unit: Unit, request: SourceRequest, tools: Tools) -> Iterator[Found]:
        if not request.hosts:
            raise SourceError("ccnews needs hosts", hint="name them with --host, or import feeds first")
        yield from copied(unit, request, tools, _midnight(date.min), datetime.max.replace(tzinfo=UTC))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _unpacked(body: bytes, url: str) -> bytes:
    """A listing, which comes as gzip, or plain where the server says how it is packed."""
    if body[:2] != b"\x1f\x8b":
        return body
    inflate = zlib.decompressobj(31)
    try:
        data = inflate.decompress(body, _MAX_LISTING)
    except zlib.error as error:
        raise FetchError("the listing cannot be unpacked", reason="bad_encoding", url=url) from error
    if not inflate.eof:
        raise FetchError("the listing is cut off", reason="cut_off", url=url)
    return data
