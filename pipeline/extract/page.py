"""One capture to one article row: the walk through the parts of this room."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from trafilatura.meta import reset_caches

from pipeline import urls
from pipeline.dated_text import split_dated_text
from pipeline.errors import UsageError
from pipeline.extract import body as bodies
from pipeline.extract import byline, language, prune, verdict
from pipeline.extract.dates import Stamp, parse_stamp, refusal
from pipeline.extract.decode import Page, UnreadableError, decode, inflate, parse
from pipeline.extract.fields import authors_of, title_of
from pipeline.extract.joining import content_digest, cut_off_note
from pipeline.extract.live import with_entries
from pipeline.extract.paging import further_page, part_of
from pipeline.extract.structured import Structured, clean, read_structured
from pipeline.extract.version import EXTRACTOR_VERSION
from pipeline.extract.when import When, choose_when
from pipeline.extract.words import count_words
from pipeline.identity import content_id
from pipeline.records import (
    Article,
    ArticleSection,
    Capture,
    Extraction,
    Failure,
    FailureReason,
    Hint,
    PagePart,
    Payload,
    Verdict,
)

_HTML_TYPES = (
    "",
    "text/html",
    "application/xhtml+xml",
    "application/xml",
    "text/xml",
    "application/octet-stream",
    "text/plain",
)


def read_capture(payload: Payload, hint: Hint, *, tables: bool = True) -> Extraction:
    """See `pipeline.extract.extract_page`."""
    try:
        if payload.capture.kind == "text":
            return _read_text(payload, hint)
        return _read_page(payload, hint, tables)
    except Exception as error:  # a page is never lost: what went wrong stands in its row
        return _failed(payload.capture, "internal", f"{type(error).__name__}: {error}"[:300])


def warm() -> None:
    """Load the libraries' lists, so that the first page costs what the thousandth does."""
    filler = (
        "<p>" + "The committee met on Tuesday and heard what the engineers had to say about the bridge. " * 3 + "</p>"
    )
    page = parse(f"<html><head><title>Warm</title></head><body><article>{filler * 3}</article></body></html>")
    bodies.body_of(page.tree, "https://warm.example/", [])


def forget() -> None:
    """Empty the caches that grow with every page; nothing that is read depends on them."""
    reset_caches()
    prune.forget()
    byline.forget()


def _failed(capture: Capture, reason: FailureReason, detail: str) -> Extraction:
    return Extraction(capture_id=capture.capture_id, article=None, failure=_note(capture, reason, detail))


def _note(capture: Capture, reason: FailureReason, detail: str) -> Failure:
    return Failure(stage="extract", item=capture.url, reason=reason, detail=detail, at=capture.fetched_at)


# --- pages -----------------------------------------------------------------------------------------


def _read_page(payload: Payload, hint: Hint, tables: bool) -> Extraction:
    capture = payload.capture
    headers = dict(payload.headers)
    data, cut = inflate(payload.body, headers.get("content-encoding"))
    content_type = headers.get("content-type") or capture.mime or ""
    if not data.strip():
        return _without_article(capture, hint, "empty", "the server sent no bytes")
    if not _is_html(data, content_type):
        return _without_article(capture, hint, "not_html", f"content type {content_type[:80] or 'unknown'}")
    try:
        page = parse(decode(data, content_type), cut=cut)
    except UnreadableError as error:
        return _without_article(capture, hint, "broken", str(error))
    return _article(capture, hint, page, read_structured(page, capture.url), tables)


def _is_html(data: bytes, content_type: str) -> bool:
    mime = content_type.split(";", 1)[0].strip().lower()
    head = data[:2048].lstrip().lower()
    if head.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"pk\x03\x04", b"\x1f\x8b", b"riff", b"id3")):
        return False
    if mime not in _HTML_TYPES:
        return b"<html" in head or head.startswith(b"<!doctype html")
    if mime in ("application/xml", "text/xml", "application/octet-stream", "text/plain"):
        return b"<html" in head or b"<body" in head or b"<!doctype html" in head
    return True


def _article(capture: Capture, hint: Hint, page: Page, stated: Structured, tables: bool) -> Extraction:
    title, _ = title_of(stated)
    title = title or clean(hint.title)
    source = hint.source or clean(stated.first("og:site_name")) or _host(capture)
    authors, _ = authors_of(stated, page.tree, source)
    headlines = list(filter(None, (title, stated.title, *stated.headings[:3])))
    body = bodies.body_of(page.tree, capture.url, headlines, (source, *authors), tables=tables)
    body, sections = with_entries(body, page.tree, stated, capture.fetched_at)
    words = count_words(body)
    when, notes = choose_when(page.tree, stated, hint, capture)
    judged = verdict.judge(verdict.Evidence(stated, page.tree, page.text, capture.url, capture.status, body, words))
    # the last page of an article is often short: a stub beside a first page is its end
    part = part_of(page.tree, stated, capture.url) if judged.verdict in ("article", "stub") else None
    further = further_page(page.tree, stated, capture.url) if part or judged.verdict == "article" else None
    if part is not None:
        judged = verdict.Judgement("part", f"page {part[1]} of {part[0]}")
    if judged.verdict != "article":
        read = _without_article(
            capture,
            hint,
            judged.verdict,
            judged.reason or "",
            title=title,
            when=when,
            notes=notes,
            source=source,
            words=words,
            authors=authors,
        )
        if part is None:
            return read
        return replace(read, further=further, part=PagePart(first=part[0], number=part[1], body=body))
    if further is not None:
        notes = (*notes, _note(capture, "cut_off", cut_off_note(further)))
    claim = language.claimed(stated.html_lang, stated.first("content-language", "og:locale"), hint.language)
    code, confidence = language.language_of(body, claim)
    read = _row(
        capture,
        hint,
        title=title,
        authors=authors,
        body=body,
        words=words,
        code=code,
        confidence=confidence,
        when=when,
        verdict_="article",
        reason=None,
        source=source,
        key=_article_key(capture, stated),
        notes=notes,
        sections=sections,
    )
    return read if further is None else replace(read, further=further)


def _host(capture: Capture) -> str:
    """The host that published it; of a text without an address, where it was taken from."""
    try:
        return urls.host_of(capture.url).removeprefix("www.")
    except UsageError:
        return capture.origin


def _article_key(capture: Capture, stated: Structured) -> str:
    """Key of the page's own canonical address where that may count, else of the address it was captured at.

    It counts where it names the same site (www., m., mobile. and amp. set aside) and a page below its root: a
    canonical that points to another site is a syndicated copy's, and that copy is an article of its own here, while
    one that points to the front page is a template's mistake.
    """
    if not stated.canonical:
        return capture.url_key
    try:
        key = urls.canonical_url(stated.canonical, base=capture.url)
        there, here = urlsplit(key), urlsplit(capture.url_key)
        if (
            _bare(there.hostname) == _bare(here.hostname)
            and there.port == here.port
            and (there.path.strip("/") or there.query)
        ):
            return key
    except (UsageError, ValueError):
        pass
    return capture.url_key


def _bare(host: str | None) -> str:
    host = host or ""
    for prefix in ("www.", "m.", "mobile.", "amp."):
        host = host.removeprefix(prefix)
    return host


def _without_article(
    capture: Capture,
    hint: Hint,
    verdict_: Verdict,
    reason: str,
    *,
    title: str | None = None,
    when: When | None = None,
    notes: tuple[Failure, ...] = (),
    source: str | None = None,
    words: int = 0,
    authors: tuple[str, ...] = (),
) -> Extraction:
    if when is None:
        when, notes = choose_when(None, Structured(), hint, capture)
    return _row(
        capture,
        hint,
        title=title or clean(hint.title),
        authors=authors,
        body=None,
        words=words,
        code=None,
        confidence=None,
        when=when,
        verdict_=verdict_,
        reason=reason,
        source=source or hint.source or _host(capture),
        key=capture.url_key,
        notes=notes,
    )


def _row(
    capture: Capture,
    hint: Hint,
    *,
    title: str | None,
    authors: tuple[str, ...],
    body: str | None,
    words: int,
    code: str | None,
    confidence: float | None,
    when: When,
    verdict_: Verdict,
    reason: str | None,
    source: str,
    key: str,
    notes: tuple[Failure, ...],
    sections: tuple[ArticleSection, ...] = (),
) -> Extraction:
    named = (title or "", body) if body is not None else (capture.url, verdict_)
    content = content_digest(*named)
    article = Article(
        article_id=content_id(key),
        version=content,
        capture_id=capture.capture_id,
        url=capture.url,
        source=source,
        title=title,
        authors=authors,
        language=code,
        language_confidence=confidence,
        country=hint.country,
        published_at=when.at,
        published_date=when.day,
        date_basis=when.basis,
        date_precision=when.precision,
        modified_at=when.modified_at,
        body=body,
        words=words,
        verdict=verdict_,
        verdict_reason=reason,
        content_digest=content,
        extractor_version=EXTRACTOR_VERSION,
        fetched_at=capture.fetched_at,
        sections=sections,
    )
    return Extraction(capture_id=capture.capture_id, article=article, failure=None, failures=notes)


# --- dated texts -----------------------------------------------------------------------------------


def _read_text(payload: Payload, hint: Hint) -> Extraction:
    capture = payload.capture
    text = decode(payload.body, dict(payload.headers).get("content-type") or "text/plain; charset=utf-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    raw_date: str | None
    if text.lstrip()[:1] == "{":
        try:
            record = json.loads(text, strict=False)
        except (ValueError, RecursionError) as error:
            return _failed(capture, "unreadable", f"not a JSON object ({error})"[:300])
        if not isinstance(record, dict):
            return _failed(capture, "unreadable", "not a JSON object")
        title, body = clean(record.get("title")), _string(record.get("text") or record.get("body"))
        raw_date = _string(record.get("date") or record.get("published_at")) or None
    else:
        split = split_dated_text(text)
        title = clean(text[split.title_start : split.title_end])
        body = text[split.body_start :]
        raw_date = split.date_text
    body = bodies.tidy(body)
    if not body:
        body = title or ""
    if not body:
        return _failed(capture, "not_text", "no text below the date")
    stamp = parse_stamp(raw_date) if raw_date else None
    if stamp is None and raw_date:
        return _failed(capture, "bad_date", f"no such date: {raw_date[:80]}")
    at = hint.published_at
    if stamp is None and at is None:
        return _failed(capture, "no_date", "the text names no date of publication")
    if stamp is None and at is not None:
        stamp = Stamp(
            at.astimezone(UTC).date(),
            at.astimezone(UTC),
            at.astimezone(UTC).replace(tzinfo=None),
            hint.published_precision or "day",
        )
    assert stamp is not None
    refused = refusal(stamp, capture.fetched_at)
    if refused:
        return _failed(
            capture, "future_date" if refused == "future_date" else "bad_date", f"dated {raw_date or stamp.day}"
        )
    when = When(
        day=stamp.utc_day,
        at=stamp.at or _assumed(stamp),
        basis="metadata" if raw_date else "feed",
        precision=stamp.precision,
        modified_at=None,
    )
    code, confidence = language.language_of(body, language.claimed(hint.language))
    return _row(
        capture,
        hint,
        title=title or clean(hint.title),
        authors=(),
        body=body,
        words=count_words(body),
        code=code,
        confidence=confidence,
        when=when,
        verdict_="article",
        reason=None,
        source=hint.source or _host(capture),
        key=capture.url_key,
        notes=(),
    )


def _assumed(stamp: Stamp) -> datetime:
    local = stamp.local or datetime(stamp.day.year, stamp.day.month, stamp.day.day)  # noqa: DTZ001
    return local.replace(tzinfo=UTC)


def _string(value: object) -> str:
    return (
        value
        if isinstance(value, str)
        else str(value)
        if isinstance(value, int) and not isinstance(value, bool)
        else ""
    )
