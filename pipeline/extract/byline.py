"""The authors that a page shows under its headline, where it states none in its metadata."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from pipeline.extract.names import names_in

_CLASS = re.compile(
    r"(?:^|[\s_-])(?:author|authors|byline|by-line|autor|autoren|autore|auteur|auteurs|writer|reporter|forfatter|skribent|penulis|yazar|"
    r"byl|author-?name|authorname|author-\d|person-link|contributor|meta-author|post-author|entry-author|article-?author|info-author)"
    r"(?:$|[\s_-])|(?:Author|Byline|Writer)(?:Name|s|$)|byline|author(?:__|-|_)?name",
)
_NOT_HERE = re.compile(
    r"comment|related|recommend|sidebar|footer|widget|teaser|promo|social|share|image|photo|avatar|biograph|newsletter|follow|popular|most-read",
    re.IGNORECASE,
)
_NOT_TAGS = frozenset({"nav", "footer", "aside", "script", "style", "form", "figure", "figcaption", "head", "noscript"})
_TAGS = ("a", "span", "div", "p", "li", "address", "strong", "em", "section", "h2", "h3", "h4", "cite")
_BY = re.compile(r"(?:by|von|par|por|di|door|av|af|oleh|автор|text|tekst)\b[:\s]", re.IGNORECASE)
_DESK_BY = re.compile(r"[a-zäöüéè]{3,15} (?:by|von|par|por|di|door|av|af) (?=[A-ZÄÖÜÉ])")
_DATE = re.compile(
    r"\s*(?:[|•·–—]|\s-\s|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d{2}|\d{1,2}:\d{2}|\d{1,2}\.? \w{3,12} \d{4}).*",
    re.DOTALL,
)
_MAX_CHARACTERS = 150


def shown_authors(tree: HtmlElement) -> list[str]:
    """Names of the first byline; empty where none is found. Links marked rel=author come before classes."""
    linked: list[str] = []
    for element in islice(tree.iterfind('.//*[@rel="author"]'), 12):
        if not _elsewhere(element):
            linked.extend(_names(element))
    if linked:
        return linked
    for element in tree.iter(*_TAGS):
        marks = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-testid') or ''}"
        if len(marks) < 4 or not _names_authors(marks[:300]) or _elsewhere(element):
            continue
        names = _names(element)
        if names:
            return names + _siblings(element)
    return []


@lru_cache(maxsize=20_000)
def _names_authors(marks: str) -> bool:
    """Whether a class, id or test id says that its element holds authors. A page repeats the same few."""
    return bool(_CLASS.search(marks)) and not _NOT_HERE.search(marks)


def forget() -> None:
    """Empty the cache of class names."""
    _names_authors.cache_clear()


def _siblings(element: HtmlElement) -> list[str]:
    """Names of further elements of the same kind beside this one."""
    names: list[str] = []
    mark = element.get("class")
    for other in islice(element.itersiblings(element.tag), 8):
        if mark and other.get("class") == mark:
            names.extend(_names(other))
    return names


def _elsewhere(element: HtmlElement) -> bool:
    for ancestor in islice(element.iterancestors(), 30):
        if ancestor.tag in _NOT_TAGS:
            return True
        marks = ancestor.get("class")
        if marks and ancestor.tag not in ("body", "html") and _NOT_HERE.search(marks[:300]):
            return True
    return False


def _names(element: HtmlElement) -> list[str]:
    text = element.text_content()
    if len(text) > 1500:
        return []
    text = " ".join(text.split())
    by = _BY.match(text) or _DESK_BY.match(text)
    if by:
        text = text[by.end() :]
    text = _DATE.sub("", text).strip(" ,;:")
    if not 3 <= len(text) <= _MAX_CHARACTERS:
        return []
    names = names_in(text)
    return names if all(2 <= len(name) <= 60 and len(name.split()) <= 6 for name in names) else []
