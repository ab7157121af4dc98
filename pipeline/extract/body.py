"""The article's text: one quick reading of the pruned tree, the full cascade only where that came out short or odd."""

from __future__ import annotations

import logging
import re
from copy import copy
from itertools import islice

from lxml.etree import strip_elements
from lxml.html import HtmlElement
from trafilatura.core import bare_extraction
from trafilatura.htmlprocessing import convert_tags, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import DEFAULT_CONFIG, Extractor
from trafilatura.xml import xmltotxt

from pipeline.extract.lines import looks_like_menu, tidy_lines
from pipeline.extract.prune import TEXTLESS, join_parts, prune

FULL_BELOW = 300
"""Characters below which a quick reading is checked against the full cascade."""

COVERED = 0.15
"""Share of the characters in a page's paragraphs below which a quick reading has taken the wrong container."""

_BLANKS = re.compile(r"[\t\u00a0\u2009\u202f][ \t\u00a0\u2009\u202f]*| [ \t\u00a0\u2009\u202f]+")
"""All but a single blank, which is what nearly all of them are."""
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


_QUICK = _options(fast=True, recall=True, url=None)


def body_of(
    tree: HtmlElement, url: str, headlines: list[str], names: tuple[str, ...] = (), *, tables: bool = True
) -> str:
    """Paragraphs of the article apart by one newline; empty where there are none. The tree stays as it is.

    `headlines` and `names` (of the site and the authors) are lines that stand above a text without being part of it.
    Without `tables` tables of data are left out; those that only lay out an old page are read all the same.
    """
    work = copy(tree)
    strip_elements(work, *TEXTLESS, with_tail=False)
    _clear(work, tables)
    there = _paragraphs(work)
    text = _quick(work)
    if len(text) < max(FULL_BELOW, COVERED * there) or looks_like_menu(text):
        full = _full(tree, url, tables)
        if looks_like_menu(text) or len(full) > 1.2 * len(text):
            text = full or text
    return tidy_lines(text, headlines, names)


def _paragraphs(tree: HtmlElement) -> int:
    """Characters in the tree's paragraphs of a sentence or more that are no links."""
    total = 0
    for paragraph in islice(tree.iter("p"), 2000):
        text = len(paragraph.text_content())
        if text >= 80 and 2 * sum(len(link.text_content()) for link in paragraph.iter("a")) < text:
            total += text
    return total


def _quick(work: HtmlElement) -> str:
    try:
        body, _ = extract_content(convert_tags(tree_cleaning(work, _QUICK), _QUICK), _QUICK)
    except (TypeError, ValueError):  # what trafilatura itself takes for a page without text
        return ""
    return tidy(xmltotxt(body, False))


def _clear(work: HtmlElement, tables: bool) -> None:
    prune(work)
    join_parts(work)
    if not tables:
        strip_elements(work, "table", with_tail=False)


def _full(tree: HtmlElement, url: str, tables: bool) -> str:
    work = copy(tree)
    _clear(work, tables)
    document = bare_extraction(work, options=_options(fast=False, recall=False, url=url))
    return tidy(getattr(document, "text", None) or "")


def tidy(text: str) -> str:
    """One line a paragraph, no blank lines, no runs of blanks, no invisible characters."""
    lines = (line.strip() for line in _BLANKS.sub(" ", _UNSEEN.sub("", text)).splitlines())
    return "\n".join(line for line in lines if line)
