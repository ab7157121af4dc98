"""Articles that their site cuts into numbered pages: which pages are to be asked for behind those that came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flows.asking import Ask
from flows.context import RunContext
from pipeline.errors import UsageError
from pipeline.extract import next_link
from pipeline.fetch import Fetched
from pipeline.urls import canonical_url
from pipeline.warehouse import open_warehouse
from pipeline.warehouse.ledger import taken_down


@dataclass(frozen=True, slots=True)
class Further:
    """A page that an answer goes on at."""

    link: str
    depth: int
    """1 for what the first page names, 2 for what that one names, ..."""


def further_of(answer: Fetched, ask: Ask, most: int) -> Further | None:
    """The next page of the article that an answer holds, as far as `most` pages behind the first."""
    depth = ask.depth + 1
    kind = (answer.header("content-type") or "text/html").lower()
    if depth > most or answer.not_modified or "html" not in kind:
        return None
    link = next_link(answer.body, answer.url)
    return Further(link, depth) if link is not None else None


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
        if key not in gone
    ]
