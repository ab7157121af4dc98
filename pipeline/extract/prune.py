"""What is taken out of a copy of the tree before its text is read: parts that are about other pages, or about none."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipeline.extract.xpath import elements

TEXTLESS = (
    "head", "script", "style", "svg", "noscript", "iframe", "video", "audio", "picture", "canvas",
    "object", "embed", "button", "select", "option", "input", "link", "source", "track", "map",
)  # fmt: skip
"""Elements without text of the article, to be taken out first: what follows then looks at half as many."""

_MARK = re.compile(
    r"newsletter|(?:^|[\s_-])(?:related|readmore|read-more|read-also|also-read|see-also|recommend\w*|mostread|"
    r"most-read|popular|outbrain|taboola|"
    r"promo|promobox|teaser-list|advert\w*|sponsor\w*|share|sharing|social|social-share|social-media|signup|"
    r"sign-up|breadcrumbs?|"
    r"cookie\w*|consent|caption|captions|image-caption|img-caption|wp-caption-text|photo-caption|photo-credit|"
    r"image-credit|media-caption|"
    r"author-bio|author-box|authorbox|about-author|bio-box|tags|tag-list|taglist|tag-cloud|comments?|comment-list|"
    r"disqus|"
    r"follow-us|audio-player|print-only|screen-reader-text|sr-only|visually-hidden|visuallyhidden|copyright|"
    r"correction-link)"
    r"(?:$|[\s_-]|s\b)",
    re.IGNORECASE,
)
_KEPT_MARK = re.compile(
    r"article-?body|articlebody|content-?body|entry-content|story-body|post-content|main-content|has-|with-|no-",
    re.IGNORECASE,
)
_CONTAINER = re.compile(r"body|content|text|story|paragraph|article|prose", re.IGNORECASE)
_LEAF_TAGS = ("p", "li", "h2", "h3", "h4", "h5")
_MAX_REMOVED = 1500
"""Characters of the largest part that is taken out for its class alone: what is larger may be the article."""


_COMMENTS = re.compile(r"^[Cc]omment(?!ary)|(?:article|post)-comments|^disqus_thread|^dsq-comments|^comol")
_PARTS = re.compile(r"[\s_-]+")
_STARTS = frozenset({
    "rel", "rea", "als", "see", "rec", "mos", "pop", "out", "tab", "pro", "tea", "adv", "spo", "sha", "soc", "sig",
    "bre", "coo", "con", "cap", "ima", "img", "wp", "pho", "med", "aut", "abo", "bio", "tag", "com", "dis", "fol",
    "aud", "pri", "scr", "sr", "vis", "cop", "cor", "art", "pos", "dsq", "mvp", "inf",
})  # fmt: skip
"""How the words of `_MARK`, `_COMMENTS` and `_APPENDED` begin: most classes of a page have no such word, and are not
looked at any closer. A word added there has to begin here, or to stand below."""
_ANYWHERE = ("newsletter", "teaser", "infinite")
"""Words that count in the middle of another too."""
_COMMENT_TAGS = frozenset({"div", "section", "details", "ol", "ul"})
_APPENDED = re.compile(r"mvp-post-add-(?:box|wrap)|infinite-?scroll")
"""Frames of the next article, loaded below this one."""

_LISTS = XPath("descendant::ul[li//a] | descendant::ol[li//a]")
_LINKED = XPath(
    "descendant::p[descendant::a][string-length(.) < 800] | descendant::li[descendant::a][string-length(.) < 800]"
)
_CONTAINERS = XPath(
    "descendant::p[string-length(.) > 80]/parent::*[@class and (self::div or self::section or self::article)]"
)
_PRUNED_TAGS = ("div", "section", "aside", "p", "ul", "ol", "span", "form", "small", "header", "footer", "details")


def prune(tree: HtmlElement) -> None:
    """Take captions, boxes and links to other pages out of the tree, in place."""
    for element in list(tree.iter("figcaption", "dialog", "nav", "menu")):
        _remove(element)
    _open_layout_tables(tree)
    paragraphs = sum(_length(paragraph) for paragraph in islice(tree.iter("p"), 100))
    for element in list(tree.iter(*_PRUNED_TAGS)):
        for name in ("class", "id"):
            value = element.get(name)
            mark = _mark(value[:300]) if value else None
            if mark is None:
                continue
            if mark == "comments" and element.tag in _COMMENT_TAGS and element.find(".//h1") is None:
                _remove(element)
                break
            if mark == "appended":
                if element.find(".//h1") is None or "mvp-post-add-" in value:
                    _remove(element)
                    break
            elif mark == "teaser":
                link = element.find(".//a")
                if link is not None and _length(element) <= _MAX_REMOVED and not _holds_article(element, paragraphs):
                    _remove(element)
                    break
            elif _length(element) <= _MAX_REMOVED:
                if not _holds_article(element, paragraphs):
                    _remove(element)
                break
    _remove_link_lists(tree)


def _open_layout_tables(tree: HtmlElement) -> None:
    """A table with a cell of several paragraphs is the layout of an old page: its cells are no columns of data."""
    for cell in list(tree.iter("td")):
        if sum(1 for child in cell if child.tag == "p") >= 3:
            for frame in (cell, *islice(cell.iterancestors("table", "tbody", "tr"), 30)):
                for part in [frame, *(child for child in frame if child.tag in ("td", "th", "tr"))]:
                    part.tag = "div"


def _holds_article(element: HtmlElement, paragraphs: int) -> bool:
    """Whether a marked element is the frame of a short article: it has the h1, or half of the page's paragraphs."""
    if paragraphs > 2 * _MAX_REMOVED:
        return False
    return (
        element.find(".//h1") is not None or 2 * sum(_length(child) for child in element.iter("p")) > paragraphs > 200
    )


@lru_cache(maxsize=20_000)
def _mark(value: str) -> str | None:
    """What a class or id says that its element is: comments, an appended article, a box; None where it says nothing."""
    low = value.lower()
    if _STARTS.isdisjoint([part[:3] for part in _PARTS.split(low)]) and not any(word in low for word in _ANYWHERE):
        return None
    if _COMMENTS.search(value):
        return "comments"
    if _APPENDED.search(value):
        return "appended"
    if "teaser" in low:
        return "teaser"
    return "box" if _MARK.search(value) and not _KEPT_MARK.search(value) else None


def forget() -> None:
    """Empty the cache of class names."""
    _mark.cache_clear()


def _remove_link_lists(tree: HtmlElement) -> None:
    known: dict[HtmlElement, bool] = {}
    for element in elements(_LISTS, tree)[:2000]:
        items = [child for child in element if child.tag == "li"]
        known |= {item: _only_link(item) for item in items if item not in known}
        linked = [item for item in items if known[item]]
        if len(linked) >= 0.7 * len(items):
            _remove(element)
    for element in elements(_LINKED, tree)[:20_000]:
        if known[element] if element in known else _only_link(element):
            _remove(element)


def _only_link(element: HtmlElement) -> bool:
    """Whether a paragraph or list item is one link to another article and nothing else."""
    links = element.findall(".//a")
    if not links or len(links) > 3:
        return False
    text = len(_squeezed(element))
    return 20 <= text <= 400 and sum(len(_squeezed(link)) for link in links) >= 0.9 * text


def _squeezed(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _length(element: HtmlElement) -> int:
    return len(element.text_content())


def _remove(element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is None or element.tag in ("html", "body"):
        return
    tail = element.tail
    if tail and tail.strip():
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + " " + tail
        else:
            parent.text = (parent.text or "") + " " + tail
    parent.remove(element)


def join_parts(tree: HtmlElement) -> None:
    """Put the parts of an article that its page cuts up into containers of one class into the first of them.

    Readers take one container for the article: of a text cut by two advertisements they keep a third. Parts belong
    together where class and nearest article element are the same and no h1 stands between them.
    """
    groups: dict[tuple[str, str, int], list[HtmlElement]] = {}
    for container in elements(_CONTAINERS, tree)[:3000]:
        marks = " ".join((container.get("class") or "").split())
        if _CONTAINER.search(marks):
            ancestors = list(container.iterancestors())
            article = next((ancestor for ancestor in ancestors if ancestor.tag == "article"), None)
            path = container.getroottree().getpath(article) if article is not None else ""
            groups.setdefault((marks, path, len(ancestors)), []).append(container)
    for containers in groups.values():
        if len(containers) < 2:
            continue
        long = [container for container in containers if _paragraph_text(container) >= 350]
        if 2 <= len(long) <= 40 and not _headline_between(tree, long):
            for container in long[1:]:
                for child in list(container):
                    long[0].append(child)


def _paragraph_text(container: HtmlElement) -> int:
    return sum(_length(child) for child in container if child.tag == "p")


def _headline_between(tree: HtmlElement, containers: list[HtmlElement]) -> bool:
    wanted = set(containers)
    met = 0
    for element in tree.iter("div", "section", "article", "h1"):
        if element.tag == "h1":
            if 0 < met < len(containers):
                return True
        elif element in wanted:
            met += 1
    return False
