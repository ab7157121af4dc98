"""Title and authors of a page, from what it states and, where it states nothing, from what it shows."""

from __future__ import annotations

import re
from typing import Any

from lxml.html import HtmlElement

from pipeline.extract import jsonld
from pipeline.extract.byline import shown_authors
from pipeline.extract.names import is_publisher, names_in, plain_name, same_name, tidy_names
from pipeline.extract.structured import Structured, clean

_TITLE_META = (
    "og:title",
    "twitter:title",
    "headline",
    "dc.title",
    "sailthru.title",
    "parsely-title",
    "cxenseparse:title",
)
_TAGS = re.compile(r"<[^<>]{0,300}>")
_SEPARATOR = re.compile(r"\s*[|*–—·•»«:：ㅣ｜/<>-]")
_SPLIT_TITLE = re.compile(r"(\s+[|*–—·•»«-]\s+|\s*[|｜ㅣ：»]\s*)")
_LABEL_BEFORE = re.compile(r"[^|–—·•»]{2,40}\s*[|–—·•»-]\s+")
_WRITTEN_BY = re.compile(
    r"written by|by|author|verfasst von|geschrieben von|von|écrit par|escrito por|scritto da|geschreven door|"
    r"skrevet av|"
    r"skriven av|napisane przez|автор|yazan|ditulis oleh|执笔|作者|작성자",
    re.IGNORECASE,
)


def title_of(page: Structured) -> tuple[str | None, str | None]:
    """The headline and where it stands: Open Graph, then JSON-LD, other tags, the only h1, the title element.

    Open Graph first, its site name cut off: on 127 pages of publishers it was the newsroom's headline on 104,
    JSON-LD's on 92, the first h1 on 89 (JSON-LD and h1 often carry the one written for search engines).
    """
    headline = clean(jsonld.text_of(page.article.get("headline"))) if page.article is not None else None
    shown = [text for text in (headline, *page.headings[:2], *page.itemprops.get("headline", ())[:1]) if text]
    for name in _TITLE_META[:1]:
        text = clean(page.first(name))
        if text:
            return without_site(_without_tags(text), page, shown), f"meta {name}"
    if headline:
        return without_site(_without_tags(headline), page, page.headings[:2]), "json-ld"
    for name in _TITLE_META[1:]:
        text = clean(page.first(name))
        if text:
            return without_site(_without_tags(text), page, shown), f"meta {name}"
    for text in page.itemprops.get("headline", ())[:1]:
        cleaned = clean(text)
        if cleaned:
            return cleaned, "microdata"
    headings = [text for text in page.headings if not _names_the_site(text, page)]
    if len(headings) == 1:
        return _without_kicker(headings[0], page), "h1"
    if page.title:
        return without_site(page.title, page, [*headings, *page.subheadings]), "title"
    return (headings[0], "h1") if headings else (None, None)


def _names_the_site(heading: str, page: Structured) -> bool:
    """Whether an h1 is the logo: the site's name, as the page states it or as it ends its title."""
    if any(same_name(heading, name) for name in _site_names(page)):
        return True
    pieces = _SPLIT_TITLE.split(page.title or "")
    return len(pieces) > 2 and heading == pieces[-1] and 3 * len(heading) < len(page.title or "")


def _without_kicker(heading: str, page: Structured) -> str:
    """An h1 may hold a label before the headline; the title element then shows where the headline begins."""
    for piece in _SPLIT_TITLE.split(page.title or "")[:3]:
        if len(piece) > 15 and heading != piece and heading.endswith(piece) and len(heading) - len(piece) <= 40:
            return piece
    return heading


def _site_names(page: Structured) -> list[str]:
    return [name for name in (clean(page.first("og:site_name", "application-name")), *page.publishers) if name]


def _without_tags(text: str) -> str:
    return clean(_TAGS.sub("", text)) or text if "<" in text else text


def without_site(title: str, page: Structured, shown: list[str]) -> str:
    """Cut off what a title carries of its site: what a shown headline lacks, or from the part that names the site."""
    for heading in shown:
        if (
            len(heading) > 10
            and len(heading) < len(title)
            and title.startswith(heading)
            and _SEPARATOR.match(title[len(heading) :])
        ):
            return heading
        if (
            2 * len(heading) > max(20, len(title))
            and title.endswith(heading)
            and _LABEL_BEFORE.fullmatch(title[: -len(heading)])
        ):
            return heading
    names = _site_names(page)
    label, colon, rest = title.partition(": ")
    if colon and len(rest) > 10 and any(plain_name(label) == plain_name(name) for name in names):
        return rest.strip()
    pieces = _SPLIT_TITLE.split(title)
    for index in range(2, len(pieces), 2):
        if any(same_name(pieces[index], name) for name in names):
            return "".join(pieces[: index - 1]).strip() or title
    if len(pieces) >= 3 and any(same_name(pieces[0], name) for name in names):
        return "".join(pieces[2:]).strip() or title
    return title


def authors_of(page: Structured, tree: HtmlElement | None, site: str | None) -> tuple[tuple[str, ...], str | None]:
    """Names of the authors and where they stand.

    People before publishers: JSON-LD, meta elements, microdata, then the byline that the page shows. Where only the
    publisher signs ("dpa", "Staff"), that name is given; where nobody does, none.
    """
    publishers = [name for name in (site, clean(page.first("og:site_name")), *page.publishers) if name]
    fallback: tuple[tuple[str, ...], str | None] = ((), None)
    for place, names in _stated(page):
        kept = tidy_names(names)
        if place != "json-ld organisation" and any(not is_publisher(name, publishers) for name in kept):
            return kept, place
        if kept and not fallback[0]:
            fallback = (kept, place)
    if tree is not None:
        people = tuple(name for name in tidy_names(shown_authors(tree)) if not is_publisher(name, publishers))
        if people:
            return people, "byline"
    return fallback


def _stated(page: Structured) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    if page.article is not None:
        for key in ("author", "creator"):
            value = page.article.get(key)
            people, organisations = _of_value(value, page, 0)
            if people:
                found.append(("json-ld", people + organisations))
            elif organisations:
                found.append(("json-ld organisation", organisations))
    for name, contents in page.author_meta():
        found.append((f"meta {name}", [piece for content in contents for piece in names_in(clean(content) or "")]))
    for label, data in (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")):
        if _WRITTEN_BY.fullmatch(clean(page.first(label)) or ""):
            found.append((f"meta {data}", names_in(clean(page.first(data)) or "")))
    short = [name for name in page.itemprops.get("author", ()) if len(name) < 120]
    found.append(("microdata", [piece for name in short for piece in names_in(clean(name) or "")]))
    return found


def _of_value(value: Any, page: Structured, depth: int) -> tuple[list[str], list[str]]:
    """(people, organisations) that a JSON-LD author value names; a reference is followed to its node."""
    people: list[str] = []
    organisations: list[str] = []
    if depth > 4:
        return people, organisations
    if isinstance(value, list):
        for item in value[:50]:
            one, two = _of_value(item, page, depth + 1)
            people += one
            organisations += two
    elif isinstance(value, dict):
        named = value.get("name")
        if not named and not value.get("familyName") and isinstance(value.get("@id"), str):
            node = next((node for node in page.nodes if node.get("@id") == value["@id"] and node.get("name")), None)
            if node is not None:
                return _of_value({**node, "@id": None}, page, depth + 1)
        if not named and value.get("familyName"):
            named = f"{value.get('givenName') or ''} {value['familyName']}"
        one, two = _of_value(named, page, depth + 1)
        if jsonld.types_of(value) & {"organization", "newsmediaorganization", "corporation"}:
            organisations += one + two
        else:
            people += one
            organisations += two
    elif isinstance(value, str):
        people += names_in(clean(value) or "")
    return people, organisations
