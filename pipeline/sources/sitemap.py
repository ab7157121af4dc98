"""Archive sitemaps of a site: what it published when, by its own word; the pages are fetched from the site."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from lxml import etree

from pipeline.dated_text import parse_day
from pipeline.errors import FetchError, UsageError
from pipeline.records import Failure, FailureReason, Origin
from pipeline.sources.days import add_days, last_of_month
from pipeline.sources.types import Found, Link, SourceRequest, Tools, Unit, scope_of
from pipeline.urls import canonical_url, resolve

MAX_SITEMAPS = 5000
"""Of one site."""
_MAX_DEPTH = 6
_MAX_BYTES = 200_000_000
"""Of one sitemap, unpacked: four times what the protocol allows."""
_MAX_LINKS = 200_000
_GUESSES = ("/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml")
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_/.]?(0[1-9]|1[0-2])(?:[-_/.]?([0-2]\d|3[01]))?)?(?!\d)")
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?([0-2]\d|3[01])(?=\D|$)")


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a sitemap or of an index of sitemaps."""

    url: str
    is_sitemap: bool
    changed: date | None
    published: date | None


class Sitemap:
    """Pages that a site lists for some days.

    Sitemaps whose name or last change says that they hold nothing of these days are not asked for.
    """

    name = "sitemap"
    origin: Origin = "sitemap"
    summary = "archive sitemaps and sitemap indexes of sites (--host) or addresses (--path)"
    needs: tuple[str, ...] = ("range", "paths or hosts")

    def units(self, request: SourceRequest, tools: Tools) -> Iterable[Unit]:
        """One for each site or sitemap. A host is asked over https."""
        sites = [*request.paths, *(f"https://{host}/" for host in sorted(request.hosts))]
        for site in sites:
            yield Unit(key=f"{site}|{request.first}|{request.last}", where=site, day=request.first)

    def scope(self, request: SourceRequest) -> str:
        return scope_of(self.name, request.first, request.last)

    def read(self, unit: Unit, request: SourceRequest, tools: Tools) -> Iterator[Found]:
        waiting = [(url, 0) for url in (_begin(unit.where, tools) if _is_site(unit.where) else [unit.where])]
        seen: set[str] = set()
        at = datetime.combine(tools.today, time(), UTC)
        links = 0
        while waiting:
            url, depth = waiting.pop(0)
            if url in seen:
                continue
            if len(seen) >= MAX_SITEMAPS:
                yield _failure(unit.where, "too_large", f"more than {MAX_SITEMAPS} sitemaps", at)
                return
            seen.add(url)
            try:
                body = tools.get(url, service=True).body
            except FetchError as error:
                if depth == 0 and len(seen) == 1 and not waiting:
                    raise  # nothing at all could be asked: the next run tries again
                yield _failure(url, error.reason, error.message, at)  # type: ignore[arg-type]
                continue
            children = []
            for entry in entries_of(body, url):
                if isinstance(entry, str):
                    yield _failure(url, "unreadable", entry, at)
                elif not entry.is_sitemap:
                    day, taken = _placed(entry, request)
                    if not taken:
                        tools.note("links of other days" if day else "links without a day")
                    elif links >= _MAX_LINKS:
                        yield _failure(url, "too_large", f"more than {_MAX_LINKS} links of these days", at)
                        return
                    else:
                        links += 1
                        yield Link(url=entry.url, day=day, archive="when_gone")
                elif _may_hold(entry, request) and depth < _MAX_DEPTH:
                    children.append((entry.url, depth + 1))
                else:
                    tools.note("sitemaps of other days")
            waiting = children + waiting


def _is_site(where: str) -> bool:
    return where.partition("://")[2].partition("/")[2].strip("/") == ""


def _begin(site: str, tools: Tools) -> list[str]:
    """Sitemaps that a site's robots.txt names, else the usual places."""
    root = site.rstrip("/")
    try:
        text = tools.get(f"{root}/robots.txt", service=True).body[:500_000].decode("utf-8", "replace")
    except FetchError as error:
        if error.reason not in ("gone", "http_error"):
            raise
        text = ""
    named = []
    for line in text.splitlines():
        field, _, value = line.partition(":")
        if field.strip().lower() == "sitemap" and value.strip():
            try:
                named.append(resolve(root + "/", value.strip()))
            except UsageError:
                continue
    if named:
        return list(dict.fromkeys(named))
    for guess in _GUESSES:
        try:
            tools.get(root + guess, service=True)
        except FetchError as error:
            if error.reason not in ("gone", "http_error"):
                raise
            continue
        return [root + guess]
    raise FetchError("no sitemap is named in robots.txt, and none is at the usual places", reason="gone", url=site)


def _placed(entry: Listed, request: SourceRequest) -> tuple[date | None, bool]:
    """The day of an entry as far as it can be told, and whether it may be one that is asked for.

    A stated day of publication counts, then one in the address. A day of change is not before publication: it rules
    out what changed last before the range, and takes in what changed within it or a few days after.
    """
    named = _IN_PATH.search(entry.url)
    in_path = _day(named[1], named[2], named[3]) if named else None
    day = entry.published or in_path
    if day is not None:
        return day, request.wants(day)
    if entry.changed is None:
        return None, request.first is None and request.last is None
    late = request.last is not None and entry.changed > add_days(request.last, request.window or 3)
    early = request.first is not None and entry.changed < request.first
    return entry.changed, not late and not early


def _may_hold(entry: Listed, request: SourceRequest) -> bool:
    """Whether a sitemap can list pages of the range: by its last change, and by the year, month or day in its name."""
    if entry.changed is not None and request.first is not None and entry.changed < request.first:
        return False
    name = entry.url.partition("://")[2].partition("/")[2]
    spans = [span for found in _IN_NAME.finditer(name) if (span := _span(*found.groups())) is not None]
    if not spans:
        return True
    start, end = min(spans, key=lambda span: span[1] - span[0])  # the most exact one
    margin = timedelta(days=1)
    return not (
        (request.last is not None and start - margin > request.last)
        or (request.first is not None and end + margin < request.first)
    )


def _span(year: str, month: str | None, day: str | None) -> tuple[date, date] | None:
    if month is None:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    first = date(int(year), int(month), 1)
    if day is None:
        return first, last_of_month(first)
    exact = _day(year, month, day)
    return (exact, exact) if exact else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


# --- reading ---------------------------------------------------------------------------------------


def entries_of(body: bytes, url: str) -> Iterator[Listed | str]:
    """Entries of a sitemap or an index, plain or gzip, XML or a list of lines; a word on what is wrong with the rest.

    XML is read piece by piece, without entities and without anything from outside.
    """
    body, problem = _unpacked(body)
    if body.lstrip()[:1] != b"<":
        for line in body.decode("utf-8-sig", "replace").splitlines():
            if line.strip().lower().startswith(("http://", "https://")):
                yield Listed(line.strip(), False, None, None)
    else:
        try:
            yield from _xml(body, url)
        except etree.XMLSyntaxError as error:
            problem = problem or f"broken XML ({error})"[:200]
    if problem:
        yield problem


def _xml(body: bytes, base: str) -> Iterator[Listed]:
    events = etree.iterparse(
        io.BytesIO(body), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, recover=True,
        huge_tree=False,
    )  # fmt: skip
    for _, element in events:
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if name in ("url", "sitemap"):
            fields: dict[str, str] = {}
            for child in element.iter():
                if isinstance(child.tag, str) and child.text:
                    fields.setdefault(etree.QName(child).localname, child.text.strip())
            found = _listed(fields, base, is_sitemap=name == "sitemap")
            if found is not None:
                yield found
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _listed(fields: dict[str, str], base: str, *, is_sitemap: bool) -> Listed | None:
    try:
        link = resolve(base, fields.get("loc", ""))
        canonical_url(link)
    except UsageError:
        return None
    changed, published = fields.get("lastmod", ""), fields.get("publication_date", "")
    return Listed(link, is_sitemap, parse_day(changed), parse_day(published))


def _unpacked(body: bytes) -> tuple[bytes, str | None]:
    if body[:2] != b"\x1f\x8b":
        return body, None
    inflate = zlib.decompressobj(31)
    try:
        data = inflate.decompress(body, _MAX_BYTES)
    except zlib.error as error:
        return b"", f"it cannot be unpacked ({error})"
    return data, None if inflate.eof else "it is cut off"


def _failure(item: str, reason: FailureReason, detail: str, at: datetime) -> Failure:
    return Failure(stage="source", item=item, reason=reason, detail=detail[:300], at=at)
