"""What a page states about itself in machine-readable form: JSON-LD, Open Graph, article: tags, microdata, time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipeline.extract import jsonld
from pipeline.extract.decode import Page
from pipeline.extract.jsonld import Node
from pipeline.extract.xpath import elements

_PUBLISHED_META = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time",
    "bt:pubdate", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "dc.date.issued",
    "dcterms.created", "dcterms.issued", "dc.date.created", "date.issued", "datepublished", "date_published",
    "pubdate", "publishdate", "publish-date", "publish_date", "published_time", "published_at",
    "article.published", "article.created", "article_date_original", "originalpublicationdate",
    "publication_date", "publication-date", "cxenseparse:publishtime", "analyticsattributes.articledate",
    "vr:published_time", "rnews:datepublished", "ptime", "iso-8601-publish-date", "dcterms.date", "dc.date",
    "dc:date", "date", "last-publish-date",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time", "og:updated_time", "og:modified_time", "dcterms.modified", "dc.date.modified",
    "lastmod", "last-modified", "datemodified", "date_modified", "article:modified", "article:updated",
    "article:updated_time", "cxenseparse:recs:modifiedtime",
)  # fmt: skip
_AUTHOR_META = (
    "article:author", "author", "authors", "parsely-author", "sailthru.author", "byl", "dc.creator",
    "dcterms.creator", "dc:creator", "cxenseparse:author", "cxenseparse:recs:author",
    "og:article:author", "og:author", "citation_author", "article:author_name", "mediator_author",
    "vr:author", "rbauthors", "articleauthor",
)  # fmt: skip
_KEPT_META = frozenset((*_PUBLISHED_META, *_MODIFIED_META, *_AUTHOR_META)) | {
    "og:title", "twitter:title", "dc.title", "sailthru.title", "parsely-title", "title", "headline",
    "cxenseparse:title", "og:url", "og:type", "og:site_name", "og:locale", "og:description", "description",
    "content-language", "dc.language", "language", "robots", "googlebot", "generator", "refresh",
    "article:content_tier", "parsely-type", "og:video", "application-name", "article:opinion",
    "cxenseparse:pageclass", "twitter:label1", "twitter:data1", "twitter:label2", "twitter:data2",
    "prerender-status-code",
}  # fmt: skip


@dataclass(slots=True)
class Structured:
    """Everything the page states, in the order in which it states it; nothing is judged yet."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """Contents of meta elements by lower-case name, property, itemprop or http-equiv."""
    nodes: list[Node] = field(default_factory=list)
    article: Node | None = None
    """The JSON-LD node that the page is about."""
    canonical: str | None = None
    amp: str | None = None
    next: str | None = None
    prev: str | None = None
    base: str | None = None
    html_lang: str | None = None
    title: str | None = None
    """Text of the title element."""
    headings: list[str] = field(default_factory=list)
    """Texts of h1 elements."""
    subheadings: list[str] = field(default_factory=list)
    """Texts of the first h2 elements."""
    times: list[tuple[str, bool]] = field(default_factory=list)
    """datetime attributes of time elements, and whether the element is marked as the date of publication."""
    live: bool = False
    """Whether microdata marks the entries of a live blog."""
    itemprops: dict[str, list[str]] = field(default_factory=dict)
    """Microdata outside meta elements: datePublished, dateModified, headline, author."""

    def first(self, *names: str) -> str | None:
        """First content among the meta elements named, in the order of the names."""
        for name in names:
            for content in self.meta.get(name, ()):
                if content:
                    return content
        return None

    def published(self) -> list[tuple[str, str]]:
        """(where it stands, text) of every statement of publication, best first."""
        found: list[tuple[str, str]] = []
        if self.article is not None:
            for key in ("datePublished", "uploadDate", "dateCreated"):
                text = jsonld.text_of(self.article.get(key))
                if text:
                    found.append(("json-ld", text))
        for name in _PUBLISHED_META:
            found.extend((f"meta {name}", content) for content in self.meta.get(name, ())[:1])
        found.extend(("microdata", text) for text in self.itemprops.get("datepublished", ())[:1])
        found.extend(("time", text) for text, marked in self.times if marked)
        if self.article is None:
            for node in self.nodes:
                text = jsonld.text_of(node.get("datePublished"))
                if text and not jsonld.types_of(node) & {"comment", "itemlist", "listitem", "person", "review"}:
                    found.append(("json-ld", text))
                    break
        return found

    def modified(self) -> list[tuple[str, str]]:
        """(where it stands, text) of every statement of the last change, best first."""
        found: list[tuple[str, str]] = []
        if self.article is not None:
            text = jsonld.text_of(self.article.get("dateModified"))
            if text:
                found.append(("json-ld", text))
        for name in _MODIFIED_META:
            found.extend((f"meta {name}", content) for content in self.meta.get(name, ())[:1])
        found.extend(("microdata", text) for text in self.itemprops.get("datemodified", ())[:1])
        return found

    def author_meta(self) -> list[tuple[str, list[str]]]:
        """(name, contents) of the meta elements that name authors, best first."""
        return [(name, self.meta[name]) for name in _AUTHOR_META if self.meta.get(name)]

    @property
    def robots(self) -> frozenset[str]:
        """Directives of the robots and googlebot meta elements, lower case."""
        texts = (content for name in ("robots", "googlebot") for content in self.meta.get(name, ()))
        return frozenset(piece for text in texts for raw in text.split(",") if (piece := raw.strip().lower()))

    @property
    def free(self) -> bool | None:
        """Whether the page says that everyone may read it; None where it says nothing."""
        for node in [self.article] if self.article is not None else self.nodes:
            value = node.get("isAccessibleForFree")
            if isinstance(value, bool):
                return value
            if isinstance(value, str) and value.strip().lower().rsplit("/", 1)[-1] in ("true", "false"):
                return value.strip().lower().rsplit("/", 1)[-1] == "true"
        tier = self.first("article:content_tier")
        return None if tier is None else tier.lower() == "free"

    @property
    def publishers(self) -> list[str]:
        """Names of the publisher as JSON-LD gives them."""
        found: list[str] = []
        for node in self.nodes[:200]:
            publisher = node.get("publisher")
            name = jsonld.text_of(publisher.get("name")) if isinstance(publisher, dict) else None
            if name is None and jsonld.types_of(node) & {"website", "newsmediaorganization"}:
                name = jsonld.text_of(node.get("name"))
            if name and name not in found:
                found.append(name)
        return found[:6]

    @property
    def types(self) -> frozenset[str]:
        """All schema.org types that the page's JSON-LD names."""
        found: set[str] = set()
        for node in self.nodes:
            found |= jsonld.types_of(node)
        return frozenset(found)


def read_structured(page: Page, url: str) -> Structured:
    """Collect in one walk over the tree."""
    tree = page.tree
    out = Structured(
        html_lang=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang")
    )
    scripts: list[str] = []
    for element in tree.iter("meta", "link", "script", "time", "title", "h1", "h2", "base"):
        tag = element.tag
        if tag == "meta":
            _read_meta(element, out)
        elif tag == "script":
            if "ld+json" in (element.get("type") or "").lower() and element.text:
                scripts.append(element.text)
        elif tag == "link":
            _read_link(element, out)
        elif tag == "time":
            _read_time(element, out)
        elif tag == "h1":
            if len(out.headings) < 20:
                text = clean(element.text_content())
                if text:
                    out.headings.append(text)
        elif tag == "h2":
            if len(out.subheadings) < 8:
                text = clean(element.text_content())
                if text:
                    out.subheadings.append(text)
        elif tag == "title":
            if out.title is None and not _inside_svg(element):
                out.title = clean(element.text_content())
        elif out.base is None:
            out.base = element.get("href")
    if "itemprop" in page.text or "ITEMPROP" in page.text:
        # most pages have none, and looking at every element costs as much as the walk above
        for element in elements(_ITEMPROPS, tree)[:2000]:
            if element.tag != "meta":
                _read_itemprop(element, out)
    out.nodes = jsonld.nodes(jsonld.load_blocks(scripts[:60]))
    same = {jsonld.plain_address(address) for address in (url, out.canonical, out.first("og:url")) if address}
    out.article = jsonld.main_article(out.nodes, same)
    return out


_ITEMPROPS = XPath("descendant::*[@itemprop]")
_UNSEEN = re.compile("[\\u00ad\\u200b-\\u200f\\u2060\\ufeff]")
"""Soft hyphens, zero-width blanks and marks: layout, not text."""
_BLANKS = re.compile("[ \\t\\r\\n\\f\\v\\u00a0\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f]+")
"""Not U+3000, which Japanese headlines use as punctuation."""


def clean(text: Any) -> str | None:
    """One line of text: entities that were escaped twice undone, blanks joined; None where nothing is left."""
    if not isinstance(text, str):
        return None
    text = text[:5000]
    if "&" in text:
        text = unescape(text)
    text = _BLANKS.sub(" ", _UNSEEN.sub("", text)).strip()
    return text or None


def _inside_svg(element: HtmlElement) -> bool:
    return any(ancestor.tag == "svg" for ancestor in islice(element.iterancestors(), 5))


def _read_meta(element: HtmlElement, out: Structured) -> None:
    content = element.get("content")
    if not content or len(content) > 20_000:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        value = element.get(attribute)
        if not value:
            continue
        for name in value.lower().split()[:4]:
            if name in _KEPT_META or attribute == "itemprop":
                kept = out.meta.setdefault(name, [])
                if len(kept) < 20:
                    kept.append(content.strip())


def _read_link(element: HtmlElement, out: Structured) -> None:
    rel = (element.get("rel") or "").lower().split()
    href = element.get("href")
    if not href:
        return
    if "canonical" in rel and out.canonical is None:
        out.canonical = href.strip()
    elif "amphtml" in rel and out.amp is None:
        out.amp = href.strip()
    elif "next" in rel and out.next is None:
        out.next = href.strip()
    elif "prev" in rel and out.prev is None:
        out.prev = href.strip()


def _read_time(element: HtmlElement, out: Structured) -> None:
    if len(out.times) >= 40:
        return
    text = element.get("datetime") or element.get("content")
    if not text:
        return
    marks = f"{element.get('itemprop') or ''} {element.get('class') or ''} {element.get('pubdate') is not None}".lower()
    marked = "publi" in marks or "true" in marks or "entry-date" in marks
    out.times.append((text.strip(), marked and "modif" not in marks and "updat" not in marks))


def _read_itemprop(element: HtmlElement, out: Structured) -> None:
    for name in (element.get("itemprop") or "").lower().split()[:4]:
        out.live = out.live or name == "liveblogupdate"
        if name in ("datepublished", "datemodified", "headline", "author"):
            text = element.get("content") or element.get("datetime") or clean(element.text_content())
            kept = out.itemprops.setdefault(name, [])
            if text and len(kept) < 20:
                kept.append(text.strip()[:500])
