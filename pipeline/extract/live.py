"""Live blogs: one page, many dated entries. The body stays one text; each entry is a stretch of it with its own time.

Entries are taken from what the page shows where it marks them (microdata `liveBlogUpdate`), or where it carries a row
of alike elements that each hold a `time`, and its JSON-LD calls it a LiveBlogPosting or the row holds most of its
paragraphs; else from JSON-LD's `liveBlogUpdate`, whose texts are then the body. An entry that states no time, or one
that cannot be (after the capture), is a part of the body without being a section.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice, takewhile
from typing import Any

from lxml.etree import XPath, strip_elements
from lxml.html import HtmlElement, fragment_fromstring

from pipeline.extract import jsonld
from pipeline.extract.dates import Stamp, parse_stamp, refusal
from pipeline.extract.lines import tidy_lines
from pipeline.extract.prune import TEXTLESS, prune
from pipeline.extract.structured import Structured, clean
from pipeline.extract.xpath import elements
from pipeline.records import ArticleSection

_FEWEST = 3
"""Alike elements with a time that make a live blog, where nothing else says that the page is one."""
_MOST = 2000
_SENTENCE = 60
"""Characters of the shortest paragraph that counts as a lead."""
_LONGEST_LEAD = 3000
_NOTHING = 800
"""Characters of a body that may be no more than a lead."""
_SHARE = 0.6
"""Share of the page's paragraphs that unmarked entries hold at least: teasers of other articles and comments do not."""
_BLOCKS = frozenset({"p", "li", "blockquote", "h2", "h3", "h4", "h5", "pre", "td"})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
_MARKED = XPath("descendant::*[contains(@itemprop, 'liveBlogUpdate')]")
_TIMES = XPath("descendant::time[@datetime]")
_TAGS = re.compile(r"<[a-zA-Z/][^<>]{0,2000}>")


@dataclass(frozen=True, slots=True)
class _Entry:
    stamp: Stamp | None
    headline: str | None
    lines: tuple[str, ...]


def with_entries(
    body: str, tree: HtmlElement, stated: Structured, captured_at: datetime
) -> tuple[str, tuple[ArticleSection, ...]]:
    """The body of a live blog made of its lead and its entries, and where each dated entry stands in it.

    Of any other page `body` as it is, and no sections.
    """
    said = stated.article is not None and "liveblogposting" in jsonld.types_of(stated.article)
    if not said and not stated.live and len(stated.times) < _FEWEST:
        return body, ()
    shown, lead = _shown(tree, said)
    told = _told(stated.article) if said and stated.article is not None else []
    entries = shown
    if not shown or 2 * _size(shown) < min(_size(told), len(body)):
        entries, lead = _on_the_page(told, body), []
    dated = [entry for entry in entries if entry.stamp is not None and refusal(entry.stamp, captured_at) is None]
    if len(dated) < (1 if said else _FEWEST) or (not said and len({entry.stamp for entry in dated}) < _FEWEST):
        return body, ()
    return _composed(lead or _before(body, entries), entries, set(map(id, dated)))


def _size(entries: Iterable[_Entry]) -> int:
    return sum(len(line) for entry in entries for line in entry.lines)


def _on_the_page(told: list[_Entry], body: str) -> list[_Entry]:
    """Those of JSON-LD's entries whose text the page shows; all of them where it shows next to nothing.

    One page's JSON-LD held twelve times the text of its page: the whole day, of which readers see the last hour.
    """
    if len(body) < _NOTHING:
        return told
    lines = {_plain(line) for line in body.split("\n")}
    return [entry for entry in told if any(_plain(line) in lines for line in (*entry.lines, entry.headline or "-"))]


def _before(body: str, entries: list[_Entry]) -> list[str]:
    """The lines that were read before the first line of an entry."""
    known = {_plain(line) for entry in entries for line in (*entry.lines, entry.headline or "")}
    lines = list(takewhile(lambda line: _plain(line) not in known, body.split("\n")))
    whole = sum(map(len, lines)) > max(_LONGEST_LEAD, len(body) / 2)
    return [] if whole else lines  # a body without these entries: what of it stands before them cannot be told


def _composed(lead: list[str], entries: list[_Entry], dated: set[int]) -> tuple[str, tuple[ArticleSection, ...]]:
    lines = [line for line in lead if line]
    length = sum(len(line) + 1 for line in lines)
    sections: list[ArticleSection] = []
    for entry in entries[:_MOST]:
        text = [line for line in (entry.headline, *entry.lines) if line]
        start = length
        lines.extend(text)
        length += sum(len(line) + 1 for line in text)
        if id(entry) in dated and text and entry.stamp is not None:
            at = entry.stamp.at or _as_utc(entry.stamp)
            sections.append(ArticleSection(start=start, end=length - 1, published_at=at, headline=entry.headline))
    return "\n".join(lines), tuple(sections)


def _as_utc(stamp: Stamp) -> datetime:
    local = stamp.local or datetime(stamp.day.year, stamp.day.month, stamp.day.day)  # noqa: DTZ001
    return local.replace(tzinfo=UTC)


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


# --- what the page shows ---------------------------------------------------------------------------


def _shown(tree: HtmlElement, said: bool) -> tuple[list[_Entry], list[str]]:
    """Entries that the page shows, and the paragraphs before the first of them."""
    work = copy(tree)
    strip_elements(work, *TEXTLESS, with_tail=False)
    prune(work)
    marked = elements(_MARKED, work)[:_MOST]
    row = marked or [element for element in _row_of_times(work) if not _links_elsewhere(element)]
    if not row:
        return [], []
    entries = [entry for entry in map(_entry, row) if entry.lines]
    if not said and not marked:
        paragraphs = sum(len(p.text_content()) for p in islice(work.iter("p"), 5000))
        if not _size(entries) >= _SHARE * paragraphs > 0:
            return [], []
    return entries, _lead(work, row[0])


def _lead(tree: HtmlElement, first: HtmlElement) -> list[str]:
    found: list[str] = []
    for element in takewhile(lambda element: element is not first, tree.iter()):
        if element.tag == "p" and len(element.text_content()) >= _SENTENCE:
            links = sum(len(link.text_content()) for link in element.iter("a"))
            text = clean("".join(_strings(element)))
            if text and 2 * links < len(text):
                found.append(text)
    return found if sum(map(len, found)) <= _LONGEST_LEAD else found[-1:]


def _row_of_times(tree: HtmlElement) -> list[HtmlElement]:
    """The largest group of siblings of one tag and class of which each holds a time; in the order of the page."""
    groups: dict[tuple[HtmlElement, Any, str | None], dict[HtmlElement, int]] = {}
    for time in elements(_TIMES, tree)[:_MOST]:
        child: HtmlElement = time
        for parent in islice(time.iterancestors(), 8):
            if child is not time:
                members = groups.setdefault((parent, child.tag, child.get("class")), {})
                members[child] = members.get(child, 0) + 1
            child = parent
    rows = [list(members) for members in groups.values() if len(members) >= _FEWEST]
    return max(rows, key=lambda row: sum(len(member.text_content()) for member in row), default=[])


def _links_elsewhere(element: HtmlElement) -> bool:
    """Whether the heading of an element is a link to another page: then it is a teaser of that page."""
    for heading in islice(element.iter(*_HEADINGS), 2):
        link = heading.find(".//a[@href]")
        if link is None and heading.getparent() is not None and heading.getparent().tag == "a":
            link = heading.getparent()
        if link is not None and not (link.get("href") or "").strip().startswith("#"):
            text, inside = len(heading.text_content().strip()), len(link.text_content().strip())
            if inside >= 0.8 * text:
                return "#" not in (link.get("href") or "")
    return False


def _entry(element: HtmlElement) -> _Entry:
    headline: str | None = None
    lines: list[str] = []
    for text, tag in _texts(element):
        if headline is None and not lines and tag in _HEADINGS:
            headline = text
        else:
            lines.append(f"- {text}" if tag == "li" else text)
    kept = tidy_lines("\n".join(lines), [headline] if headline else []) if lines else ""
    return _Entry(_time_of(element), headline, tuple(line for line in kept.split("\n") if line))


def _time_of(element: HtmlElement) -> Stamp | None:
    """When an entry was published: what it marks so, else its first time."""
    candidates = [*element.iterfind(".//*[@itemprop='datePublished']"), *element.iter("time")]
    for candidate in candidates[:20]:
        stamp = parse_stamp(candidate.get("datetime") or candidate.get("content") or "")
        if stamp is not None:
            return stamp
    return None


def _texts(element: HtmlElement) -> Iterator[tuple[str, str]]:
    """Texts of an entry's blocks with their tags, times left out; of an entry without blocks its whole text."""
    found = False
    for block in element.iterdescendants(*_BLOCKS):
        if any(ancestor.tag in _BLOCKS for ancestor in _between(block, element)):
            continue
        text = clean("".join(_strings(block)))
        if text:
            found = True
            yield text, str(block.tag)
    if not found:
        text = clean("".join(_strings(element)))
        if text:
            yield text, "p"


def _between(block: HtmlElement, element: HtmlElement) -> Iterator[HtmlElement]:
    for ancestor in block.iterancestors():
        if ancestor is element:
            return
        yield ancestor


def _strings(element: HtmlElement) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        if child.tag == "br":
            yield " "
        elif child.tag != "time":
            yield from _strings(child)
        if child.tail:
            yield child.tail


# --- what its JSON-LD tells ------------------------------------------------------------------------


def _told(article: jsonld.Node) -> list[_Entry]:
    updates = article.get("liveBlogUpdate")
    entries: list[_Entry] = []
    for update in (updates if isinstance(updates, list) else [updates])[:_MOST]:
        if not isinstance(update, dict):
            continue
        stated = jsonld.text_of(update.get("datePublished")) or jsonld.text_of(update.get("dateModified"))
        lines = _lines(jsonld.text_of(update.get("articleBody")) or jsonld.text_of(update.get("text")) or "")
        headline = clean(jsonld.text_of(update.get("headline")))
        if headline and (not lines or _plain(lines[0]).startswith(_plain(headline))):
            lines, headline = lines or [headline], None
        if lines:
            entries.append(_Entry(parse_stamp(stated or ""), headline, tuple(lines)))
    return entries


def _lines(text: str) -> list[str]:
    """Paragraphs of a text that may be HTML."""
    text = text[:200_000]
    if _TAGS.search(text):
        try:
            root = fragment_fromstring(text, create_parent="div")
        except Exception:  # lxml raises what libxml2 gives it; the tags are then cut out
            text = _TAGS.sub("\n", text)
        else:
            return [line for line, _ in _texts(root)]
    return [line for piece in text.splitlines() if (line := clean(piece))]
