"""The article's text: trafilatura's fast reading of the tree, its full cascade only where that came out short."""

from __future__ import annotations

import logging
import re
from copy import copy

from lxml.html import HtmlElement
from trafilatura.core import bare_extraction
from trafilatura.settings import DEFAULT_CONFIG, Extractor

FULL_BELOW = 1500
"""Characters below which a fast reading is checked against the full cascade."""

_BLANKS = re.compile(r"[ \t\u00a0\u2009\u202f\u3000]+")

for _name in ("trafilatura", "htmldate", "justext", "readability"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # what it could not read becomes a row, not a line of log


def _options(*, fast: bool, url: str | None) -> Extractor:
    # deduplicate stays off: it keeps state between pages, so that the fourth pass over the same pages gave other texts.
    return Extractor(
        config=DEFAULT_CONFIG, output_format="python", fast=fast, comments=False, formatting=False, dedup=False, url=url
    )


def body_of(tree: HtmlElement, url: str) -> str:
    """Paragraphs of the article apart by one newline; empty where there are none."""
    fast = _read(tree, url, fast=True)
    if len(fast) >= FULL_BELOW:
        return fast
    full = _read(tree, url, fast=False)
    return full or fast


def _read(tree: HtmlElement, url: str, *, fast: bool) -> str:
    document = bare_extraction(copy(tree), options=_options(fast=fast, url=url))
    text = getattr(document, "text", None) if document is not None else None
    return tidy(text or "")


def tidy(text: str) -> str:
    """One line a paragraph, no blank lines, no runs of blanks."""
    lines = (_BLANKS.sub(" ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)
