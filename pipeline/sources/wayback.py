"""The Wayback Machine: its CDX index says what was captured when, `id_` addresses give the bytes of a capture."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import quote, urlencode

from pipeline.errors import FetchError
from pipeline.records import Exchange, Failure, Origin
from pipeline.sources.days import capture_days, month_pieces
from pipeline.sources.lists import read_list
from pipeline.sources.types import Answer, Found, Link, SourcePage, SourceRequest, Tools, Unit, scope_of

_ROWS = 5000  # asked for at once; the index gives a key with which to go on
_PAGES = 200  # requests for one address at most
_CAPTURE = re.compile(r"/web/(\d{14})(?:[a-z]{2}_)?/(.+)", re.DOTALL)
_ORIGINAL = "x-archive-orig-"
_REPLACED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_EARLIEST = date(1996, 1, 1)  # the archive begins in that year


@dataclass(frozen=True, slots=True)
class CdxRow:
    """One capture as the index lists it."""

    at: datetime
    original: str
    mime: str


class Wayback:
    """Captures of feeds, with the pages that they list; of single pages; and of all pages of a host."""

    name = "wayback"
    origin: Origin = "wayback"
    summary = "the Wayback Machine: captures of feeds and of what they list, of addresses (--path), of hosts (--host)"
    needs: tuple[str, ...] = ("range", "paths, hosts or feeds")

    def units(self, request: SourceRequest, tools: Tools) -> Iterable[Unit]:
        """One for each feed, address or host and each month of the range. Nothing is asked for that."""
        assert request.first is not None
        assert request.last is not None
        window = tools.settings.window_days if request.window is None else request.window
        earliest, latest = capture_days(max(request.first, _EARLIEST), request.last, window)
        targets = [("feed", url) for url in request.feeds] + [("host", host) for host in sorted(request.hosts)]
        targets += [("page", link.url) for path in request.paths for link in _named(path, tools)]
        for start, end in month_pieces(earliest, min(latest, request.today)):
            for kind, url in targets:
                where = f"{kind} {start} {end} {url}"
                yield Unit(key=where, where=where, day=max(start, request.first))

    def scope(self, request: SourceRequest) -> str:
        return scope_of(self.name, request.first, request.last)

    def read(self, unit: Unit, request: SourceRequest, tools: Tools) -> Iterator[Found]:
        kind, first, last, url = unit.where.split(" ", 3)
        for row in _captures(tools, url, kind, date.fromisoformat(first), date.fromisoformat(last)):
            if isinstance(row, Failure):
                yield row
            elif kind != "feed":
                yield Link(url=row.original, archive="only", captured_at=row.at)
            else:
                yield from _feed(row, request, tools)


def _named(path: str, tools: Tools) -> Iterator[Link]:
    """An address, or those of a list."""
    if path.startswith(("http://", "https://")) and not path.endswith((".csv", ".txt", ".zip", ".gz", ".parquet")):
        yield Link(url=path)
    else:
        yield from (entry for entry in read_list(path, tools) if isinstance(entry, Link))


def _feed(row: CdxRow, request: SourceRequest, tools: Tools) -> Iterator[Found]:
    """One capture of a feed, and links to what it lists of the days that are asked for."""
    body = tools.archived(row.original, row.at)
    if body is None:
        try:
            answer = tools.get(raw_url(tools.settings.wayback_url, row.original, row.at), service=True)
        except FetchError as error:
            if error.reason not in ("gone", "http_error"):
                raise
            yield _failure(row, "gone", "the index lists a capture that is not given out")
            return
        page = page_of(answer, kind="feed")
        if page is None:
            yield _failure(row, "http_error", "the answer is no capture")
            return
        yield page
        body = page.exchange.body
    for link, day in tools.read_feed(body, row.original, row.mime, row.at):
        if day is None or request.wants(day):
            yield Link(url=link, day=day or row.at.date(), archive="only")


def _failure(row: CdxRow, reason: str, detail: str) -> Failure:
    return Failure(stage="source", item=row.original, reason=reason, detail=detail, at=row.at)  # type: ignore[arg-type]


# --- the index -------------------------------------------------------------------------------------


def _captures(tools: Tools, url: str, kind: str, first: date, last: date) -> Iterator[CdxRow | Failure]:
    """Successful captures of some days, equal ones that follow each other once."""
    parameters = {
        "url": url,
        "output": "json",
        "fl": "timestamp,original,mimetype,statuscode",
        "from": f"{first:%Y%m%d}",
        "to": f"{last:%Y%m%d}",
        "filter": "statuscode:200",
        "limit": str(_ROWS),
        "showResumeKey": "true",
    }
    if kind == "host":
        parameters |= {"matchType": "domain", "collapse": "urlkey", "filter": "mimetype:text/html"}
    else:
        parameters["collapse"] = "digest"
    for _ in range(_PAGES):
        query = urlencode(parameters, quote_via=quote)
        address = f"{tools.settings.wayback_url.rstrip('/')}/cdx/search/cdx?{query}"
        answer = tools.get(address, service=True)
        rows, resume = parse_cdx(answer.body, address)
        yield from rows
        if resume is None:
            return
        parameters["resumeKey"] = resume


def parse_cdx(body: bytes, url: str) -> tuple[list[CdxRow | Failure], str | None]:
    """Rows of an answer of the index, and the key with which to ask for more.

    Raises FetchError where the answer is not what it should be, a cut-off one above all: it is asked for again.
    """
    try:
        table = json.loads(body) if body.strip() else []
    except (ValueError, RecursionError) as error:
        raise FetchError("the answer of the index is cut off or no JSON", reason="cut_off", url=url) from error
    if not isinstance(table, list):
        raise FetchError("the answer of the index is no table", reason="http_error", url=url)
    resume: str | None = None
    if len(table) >= 2 and table[-2] == [] and isinstance(table[-1], list) and len(table[-1]) == 1:
        resume = str(table[-1][0])
        table = table[:-2]
    rows: list[CdxRow | Failure] = []
    for fields in table[1:]:  # the first row names the columns
        if not isinstance(fields, list) or len(fields) < 4 or not all(isinstance(f, str) for f in fields[:4]):
            continue
        at = timestamp(fields[0])
        # the filter of a query for hosts is taken by the type: the status is looked at here
        if at is None or fields[3] not in ("200", "-"):
            continue
        if fields[1].startswith(("http://", "https://")):
            rows.append(CdxRow(at, _without_port(fields[1]), fields[2]))
    return rows, resume


def timestamp(text: str) -> datetime | None:
    """A 14-digit time of the archive, UTC."""
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _without_port(url: str) -> str:
    """Old captures carry the port that goes without saying: http://news.example:80/."""
    return re.sub(r"^(http://[^/:?#]+):80(?=[/?#]|$)", r"\1", url)


# --- captures --------------------------------------------------------------------------------------


def raw_url(base: str, url: str, at: datetime | date) -> str:
    """Where the bytes of a capture are; of the nearest one, where there is none of that moment."""
    moment = at if isinstance(at, datetime) else datetime.combine(at, time(12), UTC)
    return f"{base.rstrip('/')}/web/{moment.astimezone(UTC):%Y%m%d%H%M%S}id_/{url}"


def page_of(answer: Answer, *, kind: str = "page", link: str | None = None) -> SourcePage | None:
    """The capture in an answer, with its original address, time and headers; None where it is none."""
    named = _CAPTURE.search(answer.url)
    at = timestamp(named[1]) if named else None
    if named is None or at is None or not answer.body:
        return None
    url = _without_port(named[2] if "://" in named[2] else f"http://{named[2]}")
    headers = tuple(
        (name[len(_ORIGINAL) :], value)
        for name, value in answer.headers
        if name.lower().startswith(_ORIGINAL) and name.lower()[len(_ORIGINAL) :] not in _REPLACED
    )
    if not any(name.lower() == "content-type" for name, _ in headers) and answer.mime:
        headers += (("Content-Type", answer.mime),)
    return SourcePage(
        exchange=Exchange(
            url=url,
            request_headers=(),
            status=200,
            reason="OK",
            headers=headers,
            body=answer.body,
            fetched_at=at,
            bytes_received=len(answer.body),
        ),
        found_in=answer.url,
        kind="feed" if kind == "feed" else "page",
        via=link if link is not None and link != url else None,
        origin="wayback",
    )
