"""Dateline from Python: open what was published, ask it, read a text, read a WARC file.

    import pipeline

    with pipeline.open_snapshot("dateline-home") as snapshot:
        frame = snapshot.query("day", date="2024-03-06")

    for mention in pipeline.parse_text("A drone strike killed three people in Kherson on Tuesday.", "2024-03-07"):
        print(mention.event_type, mention.quantities)

Everything here reads; nothing writes a database, asks the network or starts a flow. Tables are polars frames, times are
UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import polars as pl

from pipeline.errors import QueryError, UsageError
from pipeline.records import Article, Capture, Failure, Hint, Mention, Payload, TextInput
from pipeline.settings import Settings, load_settings

if TYPE_CHECKING:
    from pipeline.events import EventEngine


@dataclass(frozen=True, slots=True)
class Question:
    """A named question: what it answers, what must be given, what comes back."""

    name: str
    question: str
    parameters: dict[str, str]
    """Meaning of each parameter, by name."""
    needed: tuple[str, ...]
    """Parameters without a default."""
    columns: dict[str, str]
    """Meaning of columns, as far as it is written down."""
    sql: str


class Snapshot:
    """A published snapshot, held open and read-only: every answer is of the same moment. Use it with `with`.

    Runs publish new snapshots meanwhile without waiting for you: open it again to see them. Not for two threads.
    """

    def __init__(self, path: Path) -> None:
        from pipeline.warehouse import Reader  # noqa: PLC0415 - what only reads texts needs no database

        self.path = path
        self._reader = Reader(path)

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._reader.close()

    def query(self, name: str, **parameters: str | float | date | datetime | None) -> pl.DataFrame:
        """The answer to a named question. Parameters left out or None have their defaults.

        Raises QueryError for an unknown name or parameter, one that is missing, or a value that does not fit.
        """
        given = {key: value for key, value in parameters.items() if value is not None}
        return self._reader.ask("queries", name, given)

    def sql(self, statement: str) -> pl.DataFrame:
        """The whole answer to one SELECT of yours. Raises QueryError for anything that is no question."""
        return self._reader.question(statement, rows=2**62, seconds=86_400).frame

    def questions(self) -> list[Question]:
        """The named questions, by name."""
        from pipeline.warehouse import list_queries  # noqa: PLC0415

        return [
            Question(
                name=query.name,
                question=query.question,
                parameters={param.name: param.meaning for param in query.params},
                needed=tuple(param.name for param in query.params if param.default is None),
                columns={name.strip(): meaning for names, meaning in query.columns for name in names.split(",")},
                sql=query.text,
            )
            for query in list_queries()
        ]

    def tables(self) -> dict[str, list[str]]:
        """Names of the columns of every table and view."""
        frame = self._reader.ask("exports", "relations")
        found: dict[str, list[str]] = {}
        for table, column in frame.select("table_name", "column_name").iter_rows():
            found.setdefault(table, []).append(column)
        return found

    @property
    def published_at(self) -> datetime | None:
        """When it was published, UTC; None where it does not say."""
        value = self.sql("SELECT max(published_at) FROM snapshots").item()
        return value if isinstance(value, datetime) else None


def open_snapshot(where: str | Path | None = None) -> Snapshot:
    """Open the published snapshot of a home folder, or a snapshot file.

    Without `where` it is that of DATELINE_HOME, else of ./dateline-home. Raises WarehouseError where there is none.
    """
    path = Path(where).expanduser() if where is not None else None
    if path is not None and path.is_file():
        return Snapshot(path)
    return Snapshot(load_settings(path).snapshot)


@cache
def _engine() -> EventEngine:
    from pipeline.events import load_engine  # noqa: PLC0415 - loads spaCy

    return load_engine()


def parse_text(
    text: str, published: str | date | None = None, *, title: str | None = None, country: str | None = None
) -> list[Mention]:
    """Read the events that a text reports. The first call loads the language model (some seconds).

    `published` is the day of publication (YYYY-MM-DD), from which "on Tuesday" is counted; `title` gives context where
    it is not part of the text; `country` is that of the publisher, ISO 3166-1 alpha-3, and helps to tell places apart.
    Offsets of the mentions count code points of `text`. Raises UsageError for a day that is none.
    """
    if isinstance(published, str):
        try:
            published = date.fromisoformat(published)
        except ValueError as error:
            raise UsageError(f"published={published!r} is not a day", hint="write YYYY-MM-DD") from error
    return list(_engine().read(TextInput(text=text, published_date=published, title=title, country=country)))


@dataclass(frozen=True, slots=True)
class WarcReading:
    """What stands in a WARC file, as frames with the columns of the tables of the same names.

    Nothing is fused or compared: that needs the articles of other days, and is what runs do.
    """

    captures: pl.DataFrame
    articles: pl.DataFrame
    event_mentions: pl.DataFrame
    mention_actors: pl.DataFrame
    mention_places: pl.DataFrame
    quantities: pl.DataFrame
    failures: pl.DataFrame


def process_warc(path: str | Path, *, events: bool = True, workers: int | None = None) -> WarcReading:
    """Read a WARC file of your own or anybody's: its captures, the articles in them, and the events in these.

    Pages are read in `workers` processes (one a core by default). With `events` False the language model is not loaded
    and the frames of mentions are empty. What cannot be read is a row of `failures`. Raises ArchiveError where the file
    cannot be opened.
    """
    from pipeline.archive import read_index, read_payloads  # noqa: PLC0415
    from pipeline.frames import articles_frame, captures_frame, failures_frame, mention_frames  # noqa: PLC0415
    from pipeline.process import PARSER_VERSION, READS_LANGUAGES, extract_pool, read_batch  # noqa: PLC0415
    from pipeline.reading import event_pool  # noqa: PLC0415

    file = Path(path).expanduser().absolute()
    settings = _settings(workers)
    captures: list[Capture] = []
    failures: list[tuple[str, Failure]] = []
    for found in read_index(file, file.parent):
        if isinstance(found, Failure):
            failures.append((file.name, found))
        else:
            captures.append(found)
    bodies = {capture.content_digest: capture for capture in captures if not capture.revisit}
    pages = sorted(
        (c for c in captures if c.kind != "feed" and (c.status is None or 200 <= c.status < 300)),
        key=lambda c: (c.warc_filename, c.warc_record_offset),
    )
    payloads = read_payloads(file.parent, pages, lambda capture: bodies.get(capture.content_digest))

    def readable() -> Iterator[tuple[Payload, Hint]]:
        for capture, payload in zip(pages, payloads, strict=True):
            if isinstance(payload, Failure):
                failures.append((capture.capture_id, payload))
            else:
                yield payload, Hint()

    articles: dict[tuple[str, str], Article] = {}
    with extract_pool(settings) as pool:
        for result in pool.map(readable()):
            if result.article is not None:
                articles.setdefault((result.article.article_id, result.article.version), result.article)
            for failure in ((result.failure,) if result.failure else ()) + result.failures:
                failures.append((result.capture_id, failure))
    frames = mention_frames([])
    texts = [article for article in articles.values() if article.verdict == "article"]
    if events and texts:
        with event_pool(settings) as readers:
            read = read_batch(readers, texts, PARSER_VERSION, READS_LANGUAGES)
        frames = read.mentions
        lost = read.failures
    else:
        lost = failures_frame([])
    return WarcReading(
        captures=captures_frame(captures),
        articles=articles_frame(articles.values()),
        failures=pl.concat([failures_frame(failures), lost]),
        **frames,
    )


def _settings(workers: int | None) -> Settings:
    if workers is None:
        return load_settings()
    return load_settings(process={"workers": workers})


__all__ = [
    "Mention",
    "QueryError",
    "Question",
    "Snapshot",
    "WarcReading",
    "open_snapshot",
    "parse_text",
    "process_warc",
]
