"""The pages of one article as one text: the first page's row with the paragraphs of the later ones behind its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from pipeline.extract.paging import split_page
from pipeline.extract.words import count_words
from pipeline.records import Extraction, PagePart

_REPEATED = 20
"""Characters from which a paragraph that an earlier page has already is left out: leads and notes stand on every
page, while short lines ("He nodded.") may well be said twice."""


def goes_on(first: Extraction, parts: Sequence[Extraction] = ()) -> str | None:
    """Address of the page that comes behind these; None where the article ends here or what was read is none."""
    if first.article is None or first.article.verdict != "article":
        return None
    further = (parts[-1] if parts else first).further
    place = split_page(further) if further else None
    return further if place is not None and place[1] == len(parts) + 2 else None


def is_next(first: Extraction, parts: Sequence[Extraction], found: Extraction) -> bool:
    """Whether `found` is the page that `goes_on` names, and says so itself."""
    further = goes_on(first, parts)
    return (
        further is not None and found.part is not None and split_page(further) == (found.part.first, found.part.number)
    )


def join_pages(first: Extraction, parts: Sequence[Extraction]) -> Extraction:
    """The first page's extraction with the text of `parts`, its later pages in order.

    Title, dates, authors, language and sections stay the first page's, whose offsets stay true. The note `cut_off`
    stays only where the last of the pages names a further one.
    """
    article = first.article
    later = [extraction.part for extraction in parts if extraction.part is not None]
    if article is None or article.body is None or not later:
        return first
    body = "\n".join([article.body, *_new_lines(article.body, later)])
    digest = content_digest(article.title or "", body)
    notes = tuple(note for note in first.failures if note.reason != "cut_off")
    further = goes_on(first, parts)
    if further is not None:
        notes += tuple(
            replace(note, detail=cut_off_note(further)) for note in first.failures if note.reason == "cut_off"
        )
    return replace(
        first,
        article=replace(article, body=body, words=count_words(body), version=digest, content_digest=digest),
        failures=notes,
        further=further,
    )


def _new_lines(body: str, later: Sequence[PagePart]) -> list[str]:
    seen = set(body.split("\n"))
    lines: list[str] = []
    for part in later:
        here = part.body.split("\n")
        lines += [line for line in here if line and (len(line) < _REPEATED or line not in seen)]
        seen.update(here)
    return lines


def content_digest(*parts: str) -> str:
    """sha256 over these texts, hex."""
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def cut_off_note(further: str) -> str:
    """Detail of the note that an article goes on at an address."""
    return f"goes on at {further}"[:500]
