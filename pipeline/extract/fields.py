"""Title and authors of a page, from what it states and, where it states nothing, from its headings."""

from __future__ import annotations

import re
from typing import Any

from pipeline.extract import jsonld
from pipeline.extract.structured import Structured, clean

_SEPARATED = re.compile(r"\s[|–—·•»«:-]\s|\s?[|»]\s?")
_ADDRESS = re.compile(r"https?://|www\.|@|\.(?:com|org|net|de|fr|uk)\b", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]{0,300}>")
_BY = re.compile(
    r"(?:(?:written|words|story|text|reported|edited|posted|analysis)\s)?(?:by|von|par|por|di|door|av|af|oleh|от|автор|tekst|text|foto)"
    r"\s{0,3}[:.]?\s{1,3}",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:;|\||\n|\s/\s|,\s(?=\S+\s\S)|\s(?:and|und|et|y|och|og|en|и|та|i|dan|e|&)\s)\s*")
_ROLE = re.compile(
    r"\s*[,(|–-]\s*(?:[^\s,]{0,20}\s){0,3}(?:correspondent|reporter|editor|redakteur\w*|journalist\w*)\b.*$",
    re.IGNORECASE,
)


def title_of(page: Structured) -> tuple[str | None, str | None]:
    """The headline and where it stands: JSON-LD, Open Graph, other tags, the only h1, the title element."""
    headline = clean(jsonld.text_of(page.article.get("headline"))) if page.article is not None else None
    if headline:
        return _without_tags(headline), "json-ld"
    for name in (
        "og:title",
        "twitter:title",
        "headline",
        "dc.title",
        "sailthru.title",
        "parsely-title",
        "cxenseparse:title",
    ):
        text = clean(page.first(name))
        if text:
            return without_site(_without_tags(text), page), f"meta {name}"
    for text in page.itemprops.get("headline", ())[:1]:
        cleaned = clean(text)
        if cleaned:
            return cleaned, "microdata"
    if len(page.headings) == 1:
        return page.headings[0], "h1"
    if page.title:
        return without_site(page.title, page), "title"
    return (page.headings[0], "h1") if page.headings else (None, None)


def _without_tags(text: str) -> str:
    return clean(_TAGS.sub("", text)) or text if "<" in text else text


def without_site(title: str, page: Structured) -> str:
    """Cut the site's name off a title: what an h1 repeats without it, or the part that og:site_name names."""
    for heading in page.headings[:3]:
        if (
            len(heading) > 10
            and heading != title
            and title.startswith(heading)
            and _SEPARATED.match(title[len(heading) :])
        ):
            return heading
    site = clean(page.first("og:site_name", "application-name"))
    if site and len(site) > 1:
        for separator in (" | ", " - ", " – ", " — ", " · ", " • ", ": ", "|", " » "):
            head, found, tail = title.rpartition(separator)
            if found and head and _same_name(tail, site):
                return head.strip()
    return title


def _same_name(text: str, site: str) -> bool:
    one, two = (re.sub(r"\W|www|\.\w{2,3}$", "", name.lower()) for name in (text, site))
    return bool(one) and (
        one == two or (len(one) > 3 and one in two) or (len(two) > 3 and two in one and len(text) < len(site) + 12)
    )


def authors_of(page: Structured, site: str | None) -> tuple[tuple[str, ...], str | None]:
    """Names of the authors and where they stand; empty where the page names none but the publisher."""
    if page.article is not None:
        names = _from_value(page.article.get("author")) or _from_value(page.article.get("creator"))
        kept = _tidy(names, page, site)
        if kept:
            return kept, "json-ld"
    for name, contents in page.author_meta():
        kept = _tidy([piece for content in contents for piece in _SPLIT.split(clean(content) or "")], page, site)
        if kept:
            return kept, f"meta {name}"
    names = page.itemprops.get("author", [])
    kept = _tidy([piece for name in names for piece in _SPLIT.split(clean(name) or "")], page, site)
    if kept and all(len(name) < 60 for name in kept):
        return kept, "microdata"
    return (), None


def _from_value(value: Any, depth: int = 0) -> list[str]:
    if depth > 4:
        return []
    if isinstance(value, list):
        return [name for item in value[:50] for name in _from_value(item, depth + 1)]
    if isinstance(value, dict):
        named = value.get("name")
        if isinstance(named, list | dict):
            return _from_value(named, depth + 1)
        if not named and value.get("familyName"):
            named = f"{value.get('givenName') or ''} {value['familyName']}"
        return _from_value(named, depth + 1)
    if isinstance(value, str):
        text = clean(value)
        return [piece for piece in _SPLIT.split(text) if piece] if text else []
    return []


def _tidy(names: list[str], page: Structured, site: str | None) -> tuple[str, ...]:
    kept: list[str] = []
    for name in names:
        text = clean(_TAGS.sub(" ", name)) or ""
        by = _BY.match(text)
        if by:
            text = text[by.end() :]
        text = _ROLE.sub("", text).strip(" ,;|-–\u2022")
        if not text or len(text) > 80 or _ADDRESS.search(text) or not any(char.isalpha() for char in text):
            continue
        if text.lower() not in (other.lower() for other in kept):
            kept.append(text)
    return tuple(kept[:20])
