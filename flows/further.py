"""Articles that their site cuts into numbered pages: which pages are to be asked for behind those that came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flows.asking import Ask
from flows.context import RunContext
from pipeline.archive import read_payload
from pipeline.errors import ArchiveError, UsageError
from pipeline.extract import next_link, page_signs
from pipeline.fetch import Fetched
from pipeline.urls import canonical_url
from pipeline.warehouse import open_warehouse
from pipeline.warehouse.ledger import taken_down

_CAME = range(200, 300)


@dataclass(frozen=True, slots=True)
class Further:
    """A page that an answer goes on at."""

    link: str
    depth: int
    """1 for what the first page names, 2 for what that one names, ..."""
    only_missing: bool
    """The page that names it has not changed: it is asked for only where it never came."""


def further_of(run: RunContext, answer: Fetched, ask: Ask, *, unchanged: bool) -> Further | None:
    """The next page of the article that an answer holds, as far behind the first as settings allow. Of a page that is
    `unchanged` the one that never came."""
    depth = ask.depth + 1
    kind = (answer.header("content-type") or "text/html").lower()
    if depth > run.settings.poll.max_further_pages or "html" not in kind:
        return None
    link = _link_of_held(run, ask) if answer.not_modified else next_link(answer.body, answer.url)
    return Further(link, depth, unchanged) if link is not None else None


def _link_of_held(run: RunContext, ask: Ask) -> str | None:
    if ask.before is None:
        return None
    try:
        return page_signs(read_payload(run.settings.archive_dir, ask.before)).further
    except ArchiveError:  # a record that cannot be read has its failure row
        return None


def asks_for(run: RunContext, found: Sequence[Further], asked: set[str]) -> list[Ask]:
    """What to ask for next; `asked` holds the canonical addresses of this run, and takes these too. What was taken
    down is left alone."""
    wanted: dict[str, Further] = {}
    for further in found:
        try:
            key = canonical_url(further.link)
        except UsageError:
            continue
        if key not in asked:
            wanted.setdefault(key, further)
    if not wanted:
        return []
    asked.update(wanted)
    with open_warehouse(run.settings, "poll") as warehouse:
        gone = taken_down(warehouse, list(wanted))
        held = warehouse.latest_page_captures(list(wanted))
    return [
        Ask(link=further.link, url=further.link, before=held.get(key), depth=further.depth)
        for key, further in wanted.items()
        if key not in gone and not (further.only_missing and (page := held.get(key)) and page.status in _CAME)
    ]
