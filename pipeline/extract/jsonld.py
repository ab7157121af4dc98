"""JSON-LD of a page: the nodes it holds, and which of them is the article the page is about."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]

ARTICLE_TYPES = frozenset({
    "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
    "backgroundnewsarticle", "reviewnewsarticle", "askpublicnewsarticle", "satiricalarticle",
    "advertisercontentarticle", "blogposting", "liveblogposting", "socialmediaposting",
    "discussionforumposting", "techarticle", "scholarlyarticle", "report", "medicalscholarlyarticle",
    "claimreview", "review", "criticreview", "recipe",
})  # fmt: skip
PAGE_TYPES = frozenset({"webpage", "itempage", "medicalwebpage", "videoobject", "podcastepisode", "audioobject"})
INDEX_TYPES = frozenset(
    {"collectionpage", "searchresultspage", "profilepage", "itemlist", "website", "contactpage", "aboutpage"}
)

_OTHERS = frozenset({"liveBlogUpdate", "comment", "mentions", "isRelatedTo", "relatedLink", "citation", "review"})
"""What stands under these keys is about another page, or a part of this one."""
_MAX_CHARACTERS = 2_000_000
_MAX_NODES = 4000
_MAX_DEPTH = 12
_WRAPPER = re.compile(
    r"\s{0,99}(?:<!--|//\s{0,9}<!\[CDATA\[|<!\[CDATA\[|/\*\s{0,9}<!\[CDATA\[\s{0,9}\*/)?", re.IGNORECASE
)
_TAIL = re.compile(r"(?:-->|//\s{0,9}\]\]>|\]\]>|/\*\s{0,9}\]\]>\s{0,9}\*/|;)\s{0,99}$")
_TRAILING_COMMA = re.compile(r",(\s{0,200}[}\]])")
_RAW_BREAKS = re.compile(r"[\r\n\t]")


def load_blocks(sources: list[str]) -> list[Any]:
    """Parsed values of the script elements, what cannot be read left out.

    Accepts raw control characters in strings, comment and CDATA wrappers, a semicolon at the end, trailing commas,
    and several values one after the other. Anything more broken is not guessed at.
    """
    values: list[Any] = []
    for source in sources:
        if len(source) > _MAX_CHARACTERS:
            continue
        head = _WRAPPER.match(source)
        text = source[head.end() if head else 0 :].strip()
        text = text[:-100] + _TAIL.sub("", text[-100:])
        values.extend(_load(text))
    return values


def _load(text: str) -> list[Any]:
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    position = 0
    text = text.strip()
    while position < len(text) and len(found) < 50:
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            if found or position:
                break
            repaired = _TRAILING_COMMA.sub(r"\1", text)
            if repaired == text:
                break
            text = repaired
            try:
                value, position = decoder.raw_decode(text, 0)
            except (ValueError, RecursionError):
                break
        found.append(value)
        while position < len(text) and text[position] in " \r\n\t,;":
            position += 1
    return found


def nodes(values: list[Any]) -> list[Node]:
    """Every object with a type, outermost first, in the order of the page; bounded in number and depth."""
    found: list[Node] = []
    for value in values:
        for node in _walk(value):
            found.append(node)
            if len(found) >= _MAX_NODES:
                return found
    return found


def _walk(value: Any) -> Iterator[Node]:
    level: list[Any] = [value]
    for _ in range(_MAX_DEPTH):
        below: list[Any] = []
        for item in level[:_MAX_NODES]:
            if isinstance(item, dict):
                if "@type" in item:
                    yield item
                below.extend(
                    child for key, child in item.items() if isinstance(child, dict | list) and key not in _OTHERS
                )
            elif isinstance(item, list):
                below.extend(child for child in item if isinstance(child, dict | list))
        if not below:
            return
        level = below


def types_of(node: Node) -> frozenset[str]:
    """Schema.org types of a node, lower case, without their address."""
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return frozenset(name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for name in names if isinstance(name, str))


def text_of(value: Any) -> str | None:
    """A JSON-LD text: a string, the first of a list, or the value of a language-tagged object."""
    if isinstance(value, list):
        value = next((item for item in value if item), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and value.strip() else None


def addresses(node: Node) -> list[str]:
    """Where a node says that it lives: url, @id, mainEntityOfPage."""
    found: list[str] = []
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                item = item.get("@id") or item.get("url")
            if isinstance(item, str):
                found.append(item)
    return found


def main_article(found: list[Node], same_page: set[str]) -> Node | None:
    """The article that the page is about.

    Among the nodes of an article's type: one that names this page as its address before one that names none, before
    one that names another page (teasers of other articles do); then one with a date and a headline before one
    without; then the first. Without any, a WebPage or video node with a date stands in.
    """
    best: tuple[int, int, int] | None = None
    chosen: Node | None = None
    for position, node in enumerate(found):
        kinds = types_of(node)
        rank = 2 if kinds & ARTICLE_TYPES else 1 if kinds & PAGE_TYPES and node.get("datePublished") else 0
        if not rank:
            continue
        where = [plain_address(address) for address in addresses(node)]
        here = 2 if any(address in same_page for address in where) else 1 if not where else 0
        facts = sum(1 for key in ("headline", "datePublished", "author", "articleBody") if node.get(key))
        score = (rank * 10 + here, facts, -position)
        if best is None or score > best:
            best, chosen = score, node
    return chosen


def plain_address(address: str) -> str:
    """An address reduced to what two spellings of one page share: no scheme, www, query, fragment or last slash."""
    address = address.strip().split("#", 1)[0].split("?", 1)[0].rstrip("/").lower()
    address = address.removeprefix("https:").removeprefix("http:").removeprefix("//")
    return address.removeprefix("www.")
