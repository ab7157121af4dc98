"""What each page shows: questions to a reader, answers worded for the templates. No HTTP here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from flows.ui.spans import Piece, pieces
from pipeline.brief import words
from pipeline.brief.charts import toll_history
from pipeline.brief.compose import event_item
from pipeline.brief.mapmarks import Map, maps
from pipeline.brief.model import EventItem, Window
from pipeline.errors import QueryError, UsageError
from pipeline.warehouse import Answer, Reader, SqlFile, list_queries

ROWS = 50
SQL_ROWS, SQL_SECONDS, PAGE_SECONDS = 500, 10.0, 20.0
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_WINDOW = Window(start=_NEVER, end=_NEVER, known=_NEVER)
_TYPES = {
    "violence": "ASSAULT",
    "disaster": "DISASTER,ACCIDENT",
    "unrest": "PROTEST,COERCE",
    "politics": "AGREE,CONSULT,SUPPORT,CONCEDE,COOPERATE,AID,RETREAT,REQUEST,ACCUSE,REJECT,THREATEN,SANCTION,MOBILIZE",
}


class NotFoundError(QueryError):
    """There is no such event or article in this snapshot."""


@dataclass(frozen=True, slots=True)
class EventList:
    items: tuple[EventItem, ...]
    total: int
    filters: Mapping[str, str]
    countries: tuple[tuple[str, str, int], ...]
    page: int
    before: str | None
    after: str | None
    """Queries of the pages before and after; None where there is none."""


def _number(text: str, name: str, most: int = 1_000_000_000) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= most):
        raise UsageError(f"{name}: {text[:40]!r} is no whole number")
    return int(text)


def parse_day(text: str, name: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{name}: {text[:40]!r} is not a day", hint="write YYYY-MM-DD") from error


def event_list(reader: Reader, given: Mapping[str, str]) -> EventList:
    """The events that fit the filters of the address. Raises UsageError for one that cannot be read."""
    names = ("words", "country", "kind", "first", "last", "killed", "sort", "all")
    filters = {name: given.get(name, "").strip()[:200] for name in names}
    page = max(_number(given.get("page", ""), "page", 100_000) or 1, 1)
    arguments = {
        "words": filters["words"] or None,
        "country": filters["country"] or None,
        "types": _TYPES.get(filters["kind"]),
        "first": parse_day(filters["first"], "from"),
        "last": parse_day(filters["last"], "to"),
        "killed": _number(filters["killed"], "killed"),
        "all": filters["all"] == "1",
        "sort": filters["sort"] or "new",
        "skip": (page - 1) * ROWS,
        "top": ROWS,
    }
    rows = reader.ask("ui", "events", arguments, seconds=PAGE_SECONDS).to_dicts()
    lands = reader.ask("ui", "countries", seconds=PAGE_SECONDS).iter_rows()
    total = rows[0]["total"] if rows else 0
    kept = {name: value for name, value in filters.items() if value}
    return EventList(
        items=tuple(event_item(row, _WINDOW) for row in rows),
        total=total,
        filters=filters,
        countries=tuple(sorted(((code, words.country(code), n) for code, n in lands), key=lambda land: land[1])),
        page=page,
        before=urlencode(kept | {"page": page - 1}) if page > 1 else None,
        after=urlencode(kept | {"page": page + 1}) if page * ROWS < total else None,
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """One report of an event: its words with the figures in them."""

    row: Mapping[str, Any]
    pieces: tuple[Piece, ...]
    figures: tuple[str, ...]
    at: str
    url: str | None
    source: str
    title: str


@dataclass(frozen=True, slots=True)
class EventPage:
    item: EventItem
    row: Mapping[str, Any]
    passages: tuple[Passage, ...]
    columns: tuple[str, ...]
    history: tuple[tuple[str, tuple[str, ...], int, bool], ...]
    """When, the figures in the order of `columns`, sources, whether rival figures stand."""
    chart: tuple[Markup, Markup] | None
    maps: tuple[Map, ...]


def _is_id(text: str) -> bool:
    return 0 < len(text) <= 24 and all(c in "0123456789abcdef" for c in text)


def event_page(reader: Reader, event: str) -> EventPage:
    """One event by its id or the beginning of it. Raises NotFoundError."""
    if not _is_id(event):
        raise NotFoundError("that is no event_id")
    rows = reader.ask("ui", "event", {"event": event}, seconds=PAGE_SECONDS).to_dicts()
    if len(rows) != 1:
        raise NotFoundError(f"{'no event' if not rows else 'more than one event'} begins with {event}")
    row = rows[0]
    item = event_item(row, _WINDOW)
    reports = reader.ask("ui", "reports", {"event": row["event_id"]}, seconds=PAGE_SECONDS).to_dicts()
    figures: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for figure in reader.ask("ui", "figures", {"event": row["event_id"]}, seconds=PAGE_SECONDS).to_dicts():
        figures[figure["mention_id"]].append(figure)
    columns, history, chart = _history(
        reader.ask("ui", "history", {"event": row["event_id"]}, seconds=PAGE_SECONDS).to_dicts()
    )
    return EventPage(
        item=item,
        row=row,
        passages=tuple(_passage(report, figures[report["mention_id"]]) for report in reports),
        columns=columns,
        history=history,
        chart=chart,
        maps=maps([item], (480, 280), "p"),
    )


def _passage(row: Mapping[str, Any], figures: list[dict[str, Any]]) -> Passage:
    shift = row["evidence_start"]
    spans = [(f["start"] - shift, f["end"] - shift) for f in figures]
    return Passage(
        row=row,
        pieces=tuple(pieces(row["evidence"], [], [span for span in spans if span[0] >= 0])),
        figures=tuple(figure_words(f) for f in figures),
        at=words.moment(row["reported_at"], day_only=row["day_only"]),
        url=words.web_link(row["url"]),
        source=words.short(row["source"], 80),
        title=words.short(row["title"], 200),
    )


def figure_words(row: Mapping[str, Any]) -> str:
    """ "at least 12 killed, according to the governor"."""
    text = f"{words.span(row['low'], row['best'], row['high'])} {words.figure_name(row['kind'], row['unit'])}"
    who = words.short(row["attributed_to"], 80)
    return text + (f", according to {who}" if who else "") + (" (part of another figure)" if row["subset_of"] else "")


def _history(
    rows: list[dict[str, Any]],
) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[str, ...], int, bool], ...], tuple[Markup, Markup] | None]:
    """Revisions that say something new, and a drawing of the tolls in them."""
    keys = sorted(
        {(f["kind"], f["unit"]) for row in rows for f in row["figures"]}, key=lambda k: words.figure_order(*k)
    )[:6]
    lines: list[tuple[str, tuple[str, ...], int, bool]] = []
    steps: list[tuple[datetime, str, int, int, int]] = []
    for row in rows:
        values = {(f["kind"], f["unit"]): f for f in row["figures"]}
        cells = tuple(words.span(v["low"], v["best"], v["high"]) if (v := values.get(k)) else "" for k in keys)
        if not lines or (cells, row["sources"], row["disputed"]) != lines[-1][1:]:
            lines.append((words.moment(row["known_from"]), cells, row["sources"], row["disputed"]))
        for key in keys[:4]:
            v = values.get(key)
            if v is not None and key[1] == "person":
                best = next(n for n in (v["best"], v["low"], v["high"], 0) if n is not None)
                low, high = (best if v[name] is None else v[name] for name in ("low", "high"))
                steps.append((row["known_from"], words.figure_name(*key), low, best, high))
    drawn = toll_history(steps)
    chart = (Markup(drawn.wide), Markup(drawn.narrow)) if drawn else None  # noqa: S704 - cleaned in charts.clean
    return tuple(words.figure_name(*key) for key in keys), tuple(lines), chart


@dataclass(frozen=True, slots=True)
class ArticlePage:
    row: Mapping[str, Any]
    title: str
    url: str | None
    at: str
    pieces: tuple[Piece, ...]
    passages: tuple[Mapping[str, Any], ...]
    versions: tuple[Mapping[str, Any], ...]


def article_page(reader: Reader, article: str, version: str) -> ArticlePage:
    """One article with the passages that were read as events marked in its text. Raises NotFoundError."""
    if not _is_id(article) or not all(c.isalnum() for c in version) or len(version) > 80:
        raise NotFoundError("that is no article_id")
    found = reader.ask(
        "ui", "article", {"article": article, "version": version or None}, seconds=PAGE_SECONDS
    ).to_dicts()
    if not found:
        raise NotFoundError("there is no such article")
    row = found[0]
    key = {"article": article, "version": row["version"]}
    passages = reader.ask("ui", "passages", key, seconds=PAGE_SECONDS).to_dicts()
    figures: dict[str, list[str]] = defaultdict(list)
    spans = []
    for figure in reader.ask("ui", "passage_figures", key, seconds=PAGE_SECONDS).to_dicts():
        spans.append((figure["start"], figure["end"]))
        figures[figure["mention_id"]].append(figure_words(figure))
    for passage in passages:
        passage["what"] = words.what(passage["event_type"], passage["sub_event_type"])
        passage["where"] = words.where(passage["place_name"], passage["country"])
        passage["group"] = words.group_of(passage["event_type"])
        passage["figures"] = figures[passage["mention_id"]]
    at = row["published_at"] or datetime.combine(row["published_date"], datetime.min.time(), UTC)
    return ArticlePage(
        row=row,
        title=words.short(row["title"], 300) or "without a title",
        url=words.web_link(row["url"]),
        at=words.moment(at, day_only=row["published_at"] is None),
        pieces=tuple(pieces(row["body"] or "", [(p["evidence_start"], p["evidence_end"]) for p in passages], spans)),
        passages=tuple(passages),
        versions=tuple(reader.ask("ui", "versions", {"article": article}, seconds=PAGE_SECONDS).to_dicts()),
    )


@dataclass(frozen=True, slots=True)
class ArticleList:
    rows: tuple[Mapping[str, Any], ...]
    words: str
    source: str
    page: int
    more: bool


def article_list(reader: Reader, given: Mapping[str, str]) -> ArticleList:
    """Articles with all of these words, newest first."""
    wanted, source = given.get("words", "").strip()[:200], given.get("source", "").strip()[:200]
    page = max(_number(given.get("page", ""), "page", 100_000) or 1, 1)
    arguments = {"words": wanted or None, "source": source or None, "skip": (page - 1) * ROWS, "top": ROWS + 1}
    # the newest months fill most pages, and reading every text of some years takes seconds
    rows = reader.ask("ui", "articles", arguments, seconds=PAGE_SECONDS).to_dicts()
    if len(rows) <= ROWS:
        rows = reader.ask("ui", "articles", arguments | {"first": date.min}, seconds=PAGE_SECONDS).to_dicts()
    for row in rows:
        row["at"] = words.moment(row["reported_at"], day_only=row["day_only"])
    return ArticleList(tuple(rows[:ROWS]), wanted, source, page, len(rows) > ROWS)


@dataclass(frozen=True, slots=True)
class SqlPage:
    sql: str
    named: SqlFile | None
    given: Mapping[str, str]
    queries: tuple[SqlFile, ...]
    columns: tuple[tuple[str, bool], ...]
    """Name, and whether it holds numbers."""
    rows: tuple[tuple[tuple[str, str | None], ...], ...]
    """Text of each cell, and the page it leads to."""
    more: bool
    asked: bool
    error: str


def sql_page(reader: Reader, given: Mapping[str, str]) -> SqlPage:
    """The answer to a named query or to a SELECT of the user's own, within limits; an error is part of the page."""
    queries = tuple(list_queries())
    sql, name = given.get("sql", ""), given.get("query", "")
    named = next((q for q in queries if q.name == name), None)
    parameters = {key[2:]: value for key, value in given.items() if key.startswith("p.") and value != ""}
    answer: Answer | None = None
    error = ""
    try:
        if named is not None:
            missing = [p.name for p in named.params if p.default is None and p.name not in parameters]
            if not missing:
                answer = reader.query(named.name, parameters, rows=SQL_ROWS, seconds=SQL_SECONDS)
            elif "ask" in given:
                error = f"{', '.join(missing)}: a value is needed"
        elif name:
            error = f"there is no query {name[:60]!r}"
        elif sql.strip():
            answer = reader.question(sql, rows=SQL_ROWS, seconds=SQL_SECONDS)
    except QueryError as trouble:
        error = str(trouble)
    columns: tuple[tuple[str, bool], ...] = ()
    rows: tuple[tuple[tuple[str, str | None], ...], ...] = ()
    if answer is not None:
        columns = tuple((column, kind.is_numeric()) for column, kind in answer.frame.schema.items())
        names = [column for column, _ in columns]
        rows = tuple(tuple(map(_cell, names, row)) for row in answer.frame.iter_rows())
    return SqlPage(
        sql=sql,
        named=named,
        given=parameters,
        queries=queries,
        columns=columns,
        rows=rows,
        more=answer is not None and answer.more,
        asked=answer is not None,
        error=error,
    )


def _cell(column: str, value: object) -> tuple[str, str | None]:
    if value is None:
        return "", None
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M"), None
    if isinstance(value, float):
        return f"{value:.6g}", None
    text = words.shown(value if not isinstance(value, list) else "; ".join(map(str, value)))
    link = None
    if column == "event_id" and _is_id(text):
        link = f"/event/{text}"
    elif column in ("article_id", "copy_of", "canonical_article_id") and _is_id(text):
        link = f"/article/{text}"
    elif column == "url":
        link = words.web_link(value)
    return text[:2000], link
