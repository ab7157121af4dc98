"""Which publication time counts. The rule, in order:

1. An instant (date, time and zone) that the page states in its metadata. The publisher's own word on first
   publication; feeds move their date at every update and carry the time of the feed's own build.
2. The feed's instant, where the page states only a day, or a time without a zone, and the two agree to within a day
   and a half: they speak of the same publication and the feed is the more exact.
3. What the page states, however coarse: a time without zone is read as UTC, a day stays a day.
4. The feed's date.
5. A date in the address (/2024/05/03/), then a date that the page shows (htmldate).
6. The time of the capture: the archive's for captures that came from one (basis "archive"), else our own ("capture").

A date after the capture or before 1990 is refused with a note, and the next in the order is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from lxml.html import HtmlElement

from pipeline.extract.dates import EARLIEST, Stamp, parse_stamp, refusal
from pipeline.extract.structured import Structured
from pipeline.records import ArticleDatePrecision, Capture, DateBasis, Failure, Hint

_URL_DATE = re.compile(r"[/_.-]((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?=\D|$)")
_SAME_PUBLICATION = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class When:
    """The publication time that counts."""

    day: date
    at: datetime | None
    basis: DateBasis
    precision: ArticleDatePrecision
    modified_at: datetime | None


def choose_when(
    tree: HtmlElement | None, stated: Structured, hint: Hint, capture: Capture
) -> tuple[When, tuple[Failure, ...]]:
    """Apply the rule; the notes tell of every date that was refused. `tree` None: only statements are looked at."""
    notes: list[Failure] = []
    page = _with_site_zone(_first(stated.published(), capture, notes), stated)
    feed = _feed(hint, capture, notes)
    when = (
        _decide(page, feed)
        or _from_url(capture)
        or (None if tree is None else _shown(tree, capture))
        or _captured(capture)
    )
    silent: list[Failure] = []
    modified = _first(stated.modified(), capture, silent)
    at = modified.at if modified else None
    if at is not None and when.at is not None and at < when.at and when.precision != "day":
        at = None  # changed before it was published: one of the two is a template's
    return replace(when, modified_at=at), tuple(notes)


def _with_site_zone(page: Stamp | None, stated: Structured) -> Stamp | None:
    """A time without a zone gets the zone that the page writes beside the same kind of time elsewhere.

    `2026-05-13 15:44` next to `og:updated_time 2026-05-13T15:44:29+02:00` is 13:44 UTC. Only a zone other than UTC
    counts: a time in UTC may have been converted, and then says nothing of where the other one was written.
    """
    if page is None or page.at is not None or page.local is None:
        return page
    for _, text in (*stated.modified(), *stated.published()):
        other = parse_stamp(text)
        if other is None or other.at is None or other.local is None:
            continue
        offset = other.local - other.at.replace(tzinfo=None)
        if offset and abs(other.local - page.local) <= timedelta(days=30):
            return replace(page, at=(page.local - offset).replace(tzinfo=UTC))
    return page


def _decide(page: Stamp | None, feed: Stamp | None) -> When | None:
    if page is not None and page.at is not None and page.precision != "day":
        return _when(page, "metadata")
    if page is not None and feed is not None and feed.precision != "day" and _agree(page, feed):
        return _when(feed, "feed")
    if page is not None:
        return _when(page, "metadata")
    return _when(feed, "feed") if feed is not None else None


def _agree(page: Stamp, feed: Stamp) -> bool:
    assert feed.at is not None
    noon = page.local or datetime(page.day.year, page.day.month, page.day.day, 12)  # noqa: DTZ001 - compared as UTC
    return abs(feed.at - noon.replace(tzinfo=UTC)) <= _SAME_PUBLICATION


def _when(stamp: Stamp, basis: DateBasis) -> When:
    at = stamp.at
    if at is None:
        local = stamp.local or datetime(stamp.day.year, stamp.day.month, stamp.day.day)  # noqa: DTZ001
        at = local.replace(tzinfo=UTC)
    return When(day=at.date(), at=at, basis=basis, precision=stamp.precision, modified_at=None)


def _first(statements: list[tuple[str, str]], capture: Capture, notes: list[Failure]) -> Stamp | None:
    """The best statement that may be true: the first with an instant of the first one's day, else the first."""
    coarse: Stamp | None = None
    for place, text in statements[:20]:
        stamp = parse_stamp(text)
        if stamp is None:
            continue
        refused = refusal(stamp, capture.fetched_at)
        if refused is not None:
            notes.append(_refused(capture, refused, f"{place}: {text[:80]}"))
            continue
        if stamp.at is not None:
            if coarse is None or _agree(coarse, stamp):
                return stamp
            continue
        coarse = coarse or stamp
    return coarse


def _refused(capture: Capture, reason: str, detail: str) -> Failure:
    return Failure(
        stage="extract",
        item=capture.url,
        reason="future_date" if reason == "future_date" else "bad_date",
        detail=detail,
        at=capture.fetched_at,
    )


def _feed(hint: Hint, capture: Capture, notes: list[Failure]) -> Stamp | None:
    if hint.published_at is None:
        return None
    at = hint.published_at.astimezone(UTC)
    precision = hint.published_precision or "second"
    stamp = Stamp(
        at.date(),
        None if precision == "day" else at,
        None if precision == "day" else at.replace(tzinfo=None),
        precision,
    )
    refused = refusal(stamp, capture.fetched_at)
    if refused is not None:
        notes.append(_refused(capture, refused, f"feed: {at.isoformat()}"))
        return None
    return stamp


def _from_url(capture: Capture) -> When | None:
    match = _URL_DATE.search(capture.url)
    if not match:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    stamp = Stamp(day, None, None, "day")
    return None if refusal(stamp, capture.fetched_at) else _when(stamp, "url")


def _shown(tree: HtmlElement, capture: Capture) -> When | None:
    from htmldate import find_date  # noqa: PLC0415 - slow to load, seldom needed

    limit = (capture.fetched_at.astimezone(UTC) + timedelta(hours=14)).date()
    found = find_date(
        tree, original_date=True, extensive_search=False, deferred_url_extractor=True, url=None,
        min_date=EARLIEST.isoformat(), max_date=limit.isoformat(),
    )  # fmt: skip
    stamp = parse_stamp(found) if found else None
    if stamp is None or refusal(stamp, capture.fetched_at):
        return None
    return _when(Stamp(stamp.day, None, None, "day"), "metadata")


def _captured(capture: Capture) -> When:
    basis: DateBasis = "archive" if capture.origin in ("wayback", "ccnews", "warc") else "capture"
    return When(day=capture.fetched_at.astimezone(UTC).date(), at=None, basis=basis, precision="day", modified_at=None)
