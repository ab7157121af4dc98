"""Pages as different systems write them: what counts as headline, author, time and text in each. All texts are ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from pipeline.extract import extract_page
from pipeline.records import Hint, Payload

URL = "https://news.valley.example/local/bridge-closed-after-divers-find-cracks"
TITLE = "Old bridge closed after divers find cracks"
P = (
    "Engineers closed the old bridge over the Tarn on Thursday after divers found deep cracks in two of its piers.",
    "The mayor said that the crossing would stay shut for at least four months while the foundations are rebuilt.",
    "Some 9,000 cars a day have to take the road through the valley, which adds twenty minutes to the journey.",
    "Shopkeepers on the northern bank fear for their trade and ask the region for help with the rent.",
)
TEXT = "\n".join(P)
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in P)


@dataclass(frozen=True)
class Case:
    name: str
    html: str
    title: str = TITLE
    authors: tuple[str, ...] = ()
    published: str | None = None
    body: str = TEXT
    absent: tuple[str, ...] = field(default=())


CASES = [
    Case(
        "blog without json-ld",
        f"<head><title>{TITLE} | The Valley Post</title><meta property='og:title' content='{TITLE}'></head><body class='single single-post'>"
        f"<div id='content'><article class='post type-post hentry'><header class='entry-header'><h1 class='entry-title'>{TITLE}</h1>"
        "<div class='entry-meta'><span class='posted-on'><time class='entry-date published' datetime='2024-05-02T16:20:00+02:00'>May 2</time></span>"
        "<span class='byline'> by <span class='author vcard'><a class='url fn n' href='/author/mlind'>Mara Lind</a></span></span></div></header>"
        f"<div class='entry-content'>{PARAGRAPHS}</div><footer class='entry-footer'>Filed under <a href='/c'>Local</a></footer></article></div>",
        authors=("Mara Lind",), published="2024-05-02T14:20:00",
    ),
    Case(
        "byline of two in plain text",
        f"<head><title>{TITLE}</title></head><body><main><h1>{TITLE}</h1><p class='byline'>By Mara Lind and Jo Okafor</p>"
        f"<p class='dateline'>2 May 2024</p><div class='story-body'>{PARAGRAPHS}</div></main>",
        authors=("Mara Lind", "Jo Okafor"), published="2024-05-02",
    ),
    Case(
        "an organisation signs",
        f"<head><title>{TITLE}</title><script type='application/ld+json'>{{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":"
        f"\"{TITLE}\",\"datePublished\":\"2024-05-02T16:20:00Z\",\"author\":{{\"@type\":\"Organization\",\"name\":\"Valley News Agency\"}},"
        f"\"publisher\":{{\"@type\":\"Organization\",\"name\":\"Valley Post\"}}}}</script></head><body><article><h1>{TITLE}</h1>{PARAGRAPHS}</article>",
        authors=("Valley News Agency",), published="2024-05-02T16:20:00",
    ),
    Case(
        "two separators after the headline",
        f"<head><title>{TITLE} - Local - The Valley Post</title><meta property='og:site_name' content='The Valley Post'></head>"
        f"<body><div class='logo'><h1>The Valley Post</h1></div><article><h2 class='headline'>{TITLE}</h2>{PARAGRAPHS}</article>",
    ),
    Case(
        "site before the headline",
        f"<head><title>Valley Post: {TITLE}</title><meta property='og:title' content='Valley Post: {TITLE}'>"
        f"<meta property='og:site_name' content='Valley Post'></head><body><article><h1>{TITLE}</h1>{PARAGRAPHS}</article>",
    ),
    Case(
        "guillemets and section",
        f"<head><title>{TITLE} « Local « Valley Post</title></head><body><article><h1>{TITLE}</h1>{PARAGRAPHS}</article>",
    ),
    Case(
        "h1 for readers, og:title for sharing",
        f"<head><title>{TITLE}</title><meta property='og:title' content='{TITLE}'></head><body><article>"
        f"<h1>Cracks in two piers: the Tarn crossing stays shut</h1>{PARAGRAPHS}</article>",
    ),
    Case(
        "many h1",
        f"<head><title>{TITLE} | Valley Post</title></head><body><h1>Valley Post</h1><article><h1>{TITLE}</h1>{PARAGRAPHS}</article>"
        "<aside><h1>Most read</h1><ul><li><a href='/a'>Ferry company hires forty people for summer</a></li></ul></aside>",
    ),
    Case(
        "kicker inside h1",
        f"<head><title>{TITLE} | Valley Post</title></head><body><article><h1><span class='kicker'>Transport</span> <span>{TITLE}</span></h1>"
        f"{PARAGRAPHS}</article>",
    ),
    Case(
        "microdata",
        f"<head><title>{TITLE}</title></head><body><div itemscope itemtype='https://schema.org/NewsArticle'><h1 itemprop='headline'>{TITLE}</h1>"
        "<span itemprop='author' itemscope itemtype='https://schema.org/Person'><span itemprop='name'>Mara Lind</span></span>"
        f"<time itemprop='datePublished' datetime='2024-05-02T16:20:00Z'>2 May</time><div itemprop='articleBody'>{PARAGRAPHS}</div></div>",
        authors=("Mara Lind",), published="2024-05-02T16:20:00",
    ),
    Case(
        "byline with role, place and date in one line",
        f"<head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><div class='article-byline'>By Mara Lind, Transport Correspondent | "
        f"May 2, 2024</div>{PARAGRAPHS}</article>",
        authors=("Mara Lind",), published="2024-05-02",
    ),
    Case(
        "authors in a list with portraits",
        f"<head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><ul class='authors'><li class='author'><img src='a.jpg' alt=''>"
        "<a href='/a/mara'>Mara Lind</a></li><li class='author'><img src='b.jpg' alt=''><a href='/a/jo'>Jo Okafor</a></li></ul>"
        f"{PARAGRAPHS}</article>",
        authors=("Mara Lind", "Jo Okafor"),
    ),
    Case(
        "old table layout",
        f"<head><title>{TITLE}</title></head><body><table><tr><td class='menu'><a href='/'>Home</a><br><a href='/l'>Local</a></td>"
        f"<td><font size='5'><b>{TITLE}</b></font><br>{PARAGRAPHS}</td></tr></table>",
    ),
    Case(
        "breaks for paragraphs",
        f"<head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div class='article-text'>{'<br><br>'.join(P)}</div>",
    ),
    Case(
        "amp",
        f"<head><title>{TITLE}</title><link rel='canonical' href='{URL}'></head><body><amp-ad></amp-ad><article><h1>{TITLE}</h1>"
        f"<amp-img src='a.jpg' alt='bridge'></amp-img>{PARAGRAPHS}<amp-carousel><a href='/x'>More pictures of the bridge from above</a></amp-carousel></article>",
        absent=("More pictures",),
    ),
    Case(
        "print view",
        f"<head><title>Print: {TITLE}</title><meta property='og:site_name' content='Valley Post'><meta name='robots' content='noindex'></head><body><div class='print-header'>Valley Post</div>"
        f"<h1>{TITLE}</h1>{PARAGRAPHS}<p>https://news.valley.example/local/bridge-closed</p>",
        absent=("https://",),
    ),
    Case(
        "web components and hashed classes",
        f"<head><title>{TITLE} | Valley Post</title><meta property='og:title' content='{TITLE} | Valley Post'></head><body><div id='__next'>"
        f"<div class='sc-1a2b css-9x'><h1 class='css-h1'>{TITLE}</h1><div class='css-3k'><span>By</span> <a rel='author' href='/by/ml'>Mara Lind</a></div>"
        f"<section name='articleBody' class='css-body'>{''.join(f'<div class=css-p><p class=css-q>{t}</p></div>' for t in P)}</section></div></div>",
        authors=("Mara Lind",),
    ),
    Case(
        "an article and three more below it",
        f"<head><title>{TITLE}</title></head><body><article class='main'><h1>{TITLE}</h1>{PARAGRAPHS}</article>"
        + "".join(
            f"<article class='card'><h3><a href='/n/{k}'>Council number {k} votes on the new road</a></h3><p>The council sat until midnight.</p></article>"
            for k in range(3)
        ),
        absent=("sat until midnight",),
    ),
    Case(
        "newsletter, cookie and share boxes",
        f"<head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{P[0]}</p><div class='newsletter-signup'><p>Get our letter every "
        f"morning.</p></div><p>{P[1]}</p><div class='share-bar'><a href='#'>Share</a></div><p>{P[2]}</p><p>{P[3]}</p></article>"
        "<div id='cookie-banner'><p>We use cookies to improve your visit.</p></div>",
        absent=("Get our letter", "cookies"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_page_of_this_kind(case: Case, payload: Callable[..., Payload]) -> None:
    extraction = extract_page(payload(f"<!doctype html><html lang='en'>{case.html}</body></html>", URL), Hint())
    article = extraction.article
    assert article is not None
    assert (article.verdict, article.title, article.authors) == ("article", case.title, case.authors)
    assert article.body == case.body
    if case.published is None:
        assert article.date_basis == "capture"
    else:
        assert article.published_at == datetime.fromisoformat(case.published).replace(tzinfo=UTC)
        assert article.date_precision == ("day" if len(case.published) == 10 else "second")
    assert not any(text in (article.body or "") for text in case.absent)
