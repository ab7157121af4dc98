"""Pages of the demonstration web as a newsroom's system would write them: the text amid all that surrounds it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

from flows.demo_web.content import HERE, Item, Publisher, Version
from flows.demo_web.markup import Child, html_page, node, script_json

Link = tuple[str, str]
"""Address and words of a link."""

_NOTICE = "Invented for a demonstration of software. Nothing reported on this site happened."


def article_page(item: Item, version: Version, url: str, related: Sequence[Link]) -> bytes:
    """HTML of one page in its publisher's layout; `related` are links to other pages of the same site."""
    return html_page(_BODIES[item.kind](item, version, url, related))


def home_page(publisher: Publisher, links: Sequence[Link], feed_url: str) -> bytes:
    """A publisher's front page: its headlines."""
    head = node(
        "head",
        node("meta", charset="utf-8"),
        node("title", publisher.name),
        node("link", rel="alternate", type="application/rss+xml", href=feed_url),
    )
    main = node("main", node("h1", publisher.name), _list_of(links))
    return html_page(
        node("html", head, node("body", _header(publisher), main, _footer(publisher)), **_language(publisher.language))
    )


def _article(item: Item, version: Version, url: str, related: Sequence[Link]) -> ET.Element:
    layout = item.publisher.layout
    when = _byline_date(item)
    text = _text(version)
    byline = [item.author, when] if layout == "plain" else [item.author]
    if layout == "plain":
        # An old system: no article element, no metadata, the date only in words.
        story: ET.Element = node(
            "div",
            node("h1", version.title),
            node("p", " | ".join(part for part in byline if part), class_="byline"),
            node("div", *text, class_="storytext"),
            id="content",
        )
    elif layout == "microdata":
        story = node(
            "article",
            node("h1", version.title, itemprop="headline"),
            node(
                "div",
                node("span", item.author or item.publisher.name, itemprop="author"),
                " — ",
                node("time", when, itemprop="datePublished", datetime=_stamp(item.published, item)),
                class_="meta",
            ),
            node("div", *text, itemprop="articleBody"),
            itemscope="",
            itemtype="https://schema.org/NewsArticle",
        )
    else:
        story = node(
            "article",
            node(
                "header",
                node("h1", version.title),
                node("p", item.author, class_="author") if item.author else None,
                node("time", when, datetime=_stamp(item.published, item)),
                node("p", _updated(item, version), class_="updated") if version.changed else None,
            ),
            node("div", *text, class_="article-body"),
            _newsletter(),
        )
    return _page(item, version, url, story, related)


def _paywall(item: Item, version: Version, url: str, related: Sequence[Link]) -> ET.Element:
    story = node(
        "article",
        node("h1", version.title),
        node("time", _byline_date(item), datetime=_stamp(item.published, item)),
        node("div", *_text(version), class_="teaser"),
        node(
            "div",
            node("h2", "Subscribe to continue reading"),
            node("p", "This article is for subscribers. Already a subscriber? Log in."),
            node("a", "See our offers", href="/subscribe"),
            class_="paywall",
        ),
    )
    return _page(item, version, url, story, related)


def _consent(item: Item, version: Version, url: str, related: Sequence[Link]) -> ET.Element:
    head = node("head", node("meta", charset="utf-8"), node("title", version.title))
    wall = node(
        "div",
        node("h1", version.title),
        *_text(version),
        node("button", "Tout accepter"),
        node("button", "Tout refuser"),
        node("a", "Paramétrer mes choix", href="/cookies"),
        class_="consent-wall",
        role="dialog",
    )
    return node("html", head, node("body", wall), **_language(item.language))


def _not_found(item: Item, version: Version, url: str, related: Sequence[Link]) -> ET.Element:
    # Answered with status 200, as many real sites do.
    head = node("head", node("meta", charset="utf-8"), node("title", f"{version.title} | {item.publisher.name}"))
    main = node(
        "main",
        node("h1", version.title),
        *_text(version),
        node("form", node("input", type="search", name="q"), node("button", "Search"), action="/search"),
    )
    body = node("body", _header(item.publisher), main, _footer(item.publisher))
    return node("html", head, body, **_language(item.language))


def _index(item: Item, version: Version, url: str, related: Sequence[Link]) -> ET.Element:
    entries = [
        node("li", node("a", block.text, href=f"#post-{number}"), id=f"post-{number}")
        for number, block in enumerate((b for b in version.blocks if b.kind == "item"), 1)
    ]
    lead = [child for block, child in zip(version.blocks, _text(version), strict=False) if block.kind == "paragraph"]
    feed = node("main", node("h1", version.title), *lead, node("ul", *entries, class_="live-feed"))
    return _page(item, version, url, feed, related)


_BODIES: dict[str, Callable[[Item, Version, str, Sequence[Link]], ET.Element]] = {
    "article": _article,
    "paywall": _paywall,
    "consent": _consent,
    "not_found": _not_found,
    "index": _index,
}


def _page(item: Item, version: Version, url: str, story: ET.Element, related: Sequence[Link]) -> ET.Element:
    aside = node("aside", node("h3", "More from " + item.publisher.name), _list_of(related), class_="related")
    body = node(
        "body",
        node("div", _words()[item.language]["cookies"], node("button", "OK"), id="cookie-banner"),
        _header(item.publisher, item.language),
        story,
        aside,
        _footer(item.publisher),
    )
    return node("html", _head(item, version, url), body, **_language(item.language))


def _head(item: Item, version: Version, url: str) -> ET.Element:
    layout = item.publisher.layout
    children: list[Child] = [
        node("meta", charset="utf-8"),
        node("meta", name="viewport", content="width=device-width"),
        node("title", f"{version.title} | {item.publisher.name}"),
        node("link", rel="canonical", href=url),
        node("link", rel="stylesheet", href="/style.css"),
    ]
    if layout in ("opengraph", "jsonld"):
        children += [
            node("meta", property="og:type", content="article"),
            node("meta", property="og:title", content=version.title),
            node("meta", property="og:site_name", content=item.publisher.name),
            node("meta", property="og:description", content=version.summary[:200]),
            node("meta", property="og:url", content=url),
        ]
    if layout == "opengraph":
        children.append(node("meta", property="article:published_time", content=_stamp(item.published, item)))
        if version.changed:
            children.append(node("meta", property="article:modified_time", content=_stamp(version.changed, item)))
        if item.author:
            children.append(node("meta", name="author", content=item.author))
    if layout == "jsonld":
        children.append(node("script", script_json(_json_ld(item, version, url)), type="application/ld+json"))
    return node("head", *children)


def _json_ld(item: Item, version: Version, url: str) -> dict[str, object]:
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": version.title,
        "url": url,
        "datePublished": _stamp(item.published, item),
        "dateModified": _stamp(version.changed or item.published, item),
        "inLanguage": item.language,
        "publisher": {"@type": "NewsMediaOrganization", "name": item.publisher.name},
        "isAccessibleForFree": item.kind != "paywall",
    }
    if item.author:
        data["author"] = [{"@type": "Person", "name": item.author}]
    return data


def _text(version: Version) -> list[ET.Element]:
    tags = {"paragraph": "p", "heading": "h2", "quote": "blockquote"}
    out: list[ET.Element] = []
    for block in version.blocks:
        if block.kind != "item":
            out.append(node(tags[block.kind], block.text))
        elif out and out[-1].tag == "ul":
            out[-1].append(node("li", block.text))
        else:
            out.append(node("ul", node("li", block.text)))
    return out


def _header(publisher: Publisher, language: str | None = None) -> ET.Element:
    menu = _words()[language or publisher.language]["menu"]
    entries = [node("li", node("a", words, href=f"/section/{number}")) for number, words in enumerate(menu)]
    return node(
        "header",
        node("a", publisher.name, href="/", class_="logo"),
        node("nav", node("ul", *entries)),
        class_="site-header",
    )


def _footer(publisher: Publisher) -> ET.Element:
    return node(
        "footer",
        node("p", f"© 2024 {publisher.name}"),
        node("p", _NOTICE, lang="en"),
        node("nav", node("a", "About", href="/about"), " ", node("a", "Contact", href="/contact")),
        class_="site-footer",
    )


def _newsletter() -> ET.Element:
    return node(
        "div",
        node("h4", "Get the morning briefing"),
        node("form", node("input", type="email", name="email"), node("button", "Sign up"), action="/newsletter"),
        class_="newsletter-signup",
    )


def _list_of(links: Sequence[Link]) -> ET.Element:
    return node("ul", *(node("li", node("a", words, href=address)) for address, words in links))


def _language(language: str) -> dict[str, str]:
    return {"lang": language, "dir": "rtl"} if language == "ar" else {"lang": language}


def _stamp(moment: datetime, item: Item) -> str:
    return moment.astimezone(item.publisher.zone).isoformat()


def _byline_date(item: Item) -> str:
    local = item.published.astimezone(item.publisher.zone)
    month = _words()[item.language]["months"][local.month - 1]
    middle = f"de {month} de" if item.language == "es" else month
    return f"{local.day} {middle} {local.year}, {local:%H:%M}"


def _updated(item: Item, version: Version) -> str:
    assert version.changed is not None
    return f"Updated {version.changed.astimezone(item.publisher.zone):%H:%M}"


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
