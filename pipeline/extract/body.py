"""The article's text: one quick reading of the pruned tree, the full cascade only where that came out short or odd."""

from __future__ import annotations

import logging
import re
from copy import copy

from lxml.html import HtmlElement
from trafilatura.core import bare_extraction
from trafilatura.settings import DEFAULT_CONFIG, Extractor

from pipeline.extract.lines import looks_like_menu, tidy_lines
from pipeline.extract.prune import join_parts, prune

FULL_BELOW = 300
"""Characters below which a quick reading is checked against the full cascade."""

_BLANKS = re.compile(r"[ \t\u00a0\u2009\u202f]+")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")

for _name in ("trafilatura", "htmldate", "justext", "readability"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # what it could not read becomes a row, not a line of log


def _options(*, fast: bool, recall: bool, url: str | None) -> Extractor:
    # deduplicate stays off: it keeps state between pages, so that the fourth pass over the same pages gave other texts.
    return Extractor(
        config=DEFAULT_CONFIG,
        output_format="python",
        fast=fast,
        recall=recall,
        comments=False,
        formatting=False,
        dedup=False,
        url=url,
    )


def body_of(tree: HtmlElement, url: str, headlines: list[str]) -> str:
    """Paragraphs of the article apart by one newline; empty where there are none. The tree stays as it is."""
    work = copy(tree)
    prune(work)
    join_parts(work)
    text = _read(work, url, fast=True, recall=True)
    if len(text) < FULL_BELOW or looks_like_menu(text):
        full = _read(work, url, fast=False, recall=False)
        if looks_like_menu(text) or len(full) > 1.2 * len(text):
            text = full or text
    return tidy_lines(text, headlines)


def _read(tree: HtmlElement, url: str, *, fast: bool, recall: bool) -> str:
    document = bare_extraction(tree, options=_options(fast=fast, recall=recall, url=url))  # copies the tree itself
    text = getattr(document, "text", None) if document is not None else None
    return tidy(text or "")


def tidy(text: str) -> str:
    """One line a paragraph, no blank lines, no runs of blanks, no invisible characters."""
    lines = (_BLANKS.sub(" ", line).strip() for line in _UNSEEN.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)
