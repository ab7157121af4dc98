"""Is this page an article? Where not: what it is, and why we think so.

A page whose text is long enough is an article unless it is a list of other articles. Only below that is the page
looked at for walls, checks and error notes, block by block: the same words in a footer or a banner of a real article
then decide nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipeline.extract import stems
from pipeline.extract.jsonld import ARTICLE_TYPES, INDEX_TYPES, types_of
from pipeline.extract.structured import Structured
from pipeline.extract.words import count_words
from pipeline.records import Verdict

CERTAIN_WORDS = 300
"""From here on a page that is no list is an article whatever else it says."""
TEASER_WORDS = 100
"""From here on what stands before a pay wall is worth keeping as text."""
STUB_WORDS = 45
"""Below this a text without an article's marks is a stub; with them, below BRIEF_WORDS."""
BRIEF_WORDS = 15

_STATUS_VERDICTS: dict[int | None, Verdict] = {
    401: "login", 402: "paywall", 403: "challenge", 429: "challenge", 451: "not_found", 503: "challenge",
}  # fmt: skip
_SKIPPED = frozenset({"script", "style", "template", "svg", "noscript", "head", "iframe", "option"})
_BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "ul", "ol", "li",
    "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "tr", "table", "form", "button", "label",
    "blockquote", "figure", "figcaption", "dd", "dt", "body", "html", "br", "title",
})  # fmt: skip
_CHALLENGE_MARK = re.compile(
    r"/cdn-cgi/challenge-platform|cf-browser-verification|_cf_chl_opt|cf-challenge|captcha-delivery\.com|px-captcha|_Incapsula_Resource|"
    r"sucuri_cloudproxy|awswaf|aws-waf-token|hcaptcha\.com/1/api|recaptcha/(?:api|enterprise)\.js|turnstile/v0|ddos-guard|/_sec/cp_challenge|"
    r"anubis_challenge|geo\.captcha|distil_r_|perimeterx|kasada",
    re.IGNORECASE,
)
_LOGIN_PATH = re.compile(
    r"/(?:log-?in|sign-?in|anmelden|connexion|iniciar-sesion|inloggen|logowanie|accedi|auth)(?:[/.?]|$)", re.IGNORECASE
)
_EMPTY_ROOT = re.compile(
    r"<div[^<>]{0,200}\bid=[\"']?(?:root|app|__next|__nuxt|main-app|react-root|svelte)[\"']?[^<>]{0,200}>\s{0,50}</div>",
    re.IGNORECASE,
)
_VIDEO = re.compile(
    r"<video\b|youtube(?:-nocookie)?\.com/embed|player\.vimeo\.com|dailymotion\.com/(?:embed|player)|brightcove|jwplayer",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and, where it is not "article", what it rests on."""

    verdict: Verdict
    reason: str | None


@dataclass
class Evidence:
    """What the verdict looks at; costly parts are computed when they are asked for."""

    page: Structured
    tree: HtmlElement
    source: str
    url: str
    status: int | None
    body: str
    words: int

    @cached_property
    def marked(self) -> bool:
        """Whether the page states in machine-readable form that it is an article."""
        article = self.page.article
        if (
            article is not None
            and types_of(article) & ARTICLE_TYPES
            and (article.get("headline") or article.get("datePublished"))
        ):
            return True
        if self.page.first("article:published_time", "datepublished") or self.page.itemprops.get("datepublished"):
            return True
        return (self.page.first("og:type") or "").lower() in ("article", "news", "newsarticle")

    @cached_property
    def heads(self) -> str:
        """Title element, og:title and h1, lower case: what the page calls itself."""
        return plain("\n".join(filter(None, (self.page.title, self.page.first("og:title"), *self.page.headings[:3]))))

    @cached_property
    def blocks(self) -> list[str]:
        """Texts of the page's blocks, lower case."""
        return _blocks(self.tree)

    @cached_property
    def visible_words(self) -> int:
        """Words of all blocks."""
        return count_words("\n".join(self.blocks))

    @cached_property
    def noscript(self) -> str:
        """Text for readers without scripts, lower case."""
        return plain(" ".join(element.text_content()[:2000] for element in islice(self.tree.iter("noscript"), 20)))

    @cached_property
    def body_blocks(self) -> list[str]:
        """Paragraphs of the extracted text, lower case."""
        return [plain(line) for line in self.body.splitlines()]

    def block_with(self, *patterns: re.Pattern[str], longest: int = 400) -> str | None:
        """The first block of at most `longest` characters in which every pattern is found."""
        for block in self.blocks:
            if len(block) <= longest and all(pattern.search(block) for pattern in patterns):
                return block
        return None


def plain(text: str) -> str:
    """Lower case, one kind of apostrophe and blank."""
    return " ".join(text.lower().replace("’", "'").replace("i̇", "i").replace("\u00ad", "").split())


def judge(evidence: Evidence) -> Judgement:
    """Verdict on a page."""
    if evidence.status in (404, 410):
        return Judgement("not_found", f"HTTP status {evidence.status}")
    listed = _index(evidence)
    if listed is not None:
        return listed
    if evidence.words >= CERTAIN_WORDS or (evidence.words >= TEASER_WORDS and evidence.marked):
        return Judgement("article", None)
    if evidence.words < TEASER_WORDS and evidence.status in _STATUS_VERDICTS:
        return Judgement(_STATUS_VERDICTS[evidence.status], f"HTTP status {evidence.status}")
    for test in (_challenge, _not_found, _login, _consent_wall, _paywall, _consent, _javascript, _video):
        found = test(evidence)
        if found is not None:
            return found
    return _length(evidence)


def _challenge(seen: Evidence) -> Judgement | None:
    if seen.words < 60 and not seen.marked and len(seen.source) < 200_000 and seen.visible_words < 150:
        mark = _CHALLENGE_MARK.search(seen.source)
        if mark:
            return Judgement("challenge", f"carries a bot check ({mark[0][:40]})")
    if seen.words >= 120:
        return None
    for pattern in (stems.ROBOT, stems.HUMAN):
        match = pattern.search(seen.heads)
        if match and not seen.marked:
            return Judgement("challenge", f"calls itself {match[0]!r}")
        if seen.visible_words < 150 and not (seen.marked and seen.words >= BRIEF_WORDS):
            block = seen.block_with(pattern)
            if block:
                return Judgement("challenge", f"says {block[:80]!r}")
    return None


def _not_found(seen: Evidence) -> Judgement | None:
    if stems.NOT_FOUND_TITLE.search(seen.heads) and not (seen.marked and seen.words >= STUB_WORDS):
        return Judgement("not_found", f"calls itself {seen.heads[:80]!r}")
    for head in seen.heads.splitlines() or [seen.heads]:
        if len(head) < 150 and stems.MISSING.search(head) and stems.PAGE.search(head) and not seen.marked:
            return Judgement("not_found", f"calls itself {head[:80]!r}")
    if seen.words < TEASER_WORDS and not (seen.marked and seen.words >= STUB_WORDS):
        block = seen.block_with(stems.MISSING, stems.PAGE, longest=250)
        if block:
            return Judgement("not_found", f"says {block[:80]!r}")
    return None


def _login(seen: Evidence) -> Judgement | None:
    if seen.words >= TEASER_WORDS or (seen.marked and seen.words >= STUB_WORDS):
        return None
    form = any((element.get("type") or "").lower() == "password" for element in islice(seen.tree.iter("input"), 200))
    titled = stems.LOG_IN.search(seen.heads)
    if titled and not seen.marked and (form or seen.words < STUB_WORDS):
        return Judgement("login", f"calls itself {titled[0]!r}")
    if form and seen.visible_words < 120 and not seen.block_with(stems.SUBSCRIBE, stems.READ_ON):
        return Judgement("login", "a form that asks for a password, and little else")
    if _LOGIN_PATH.search(urlsplit(seen.url).path) and not seen.marked:
        return Judgement("login", "the address of a log-in page")
    if seen.visible_words < 80 and not seen.block_with(stems.SUBSCRIBE, stems.READ_ON):
        block = seen.block_with(stems.LOG_IN, stems.PASSWORD)
        if block:
            return Judgement("login", f"says {block[:80]!r}")
    return None


def _consent_wall(seen: Evidence) -> Judgement | None:
    """A page that is about consent and nothing else."""
    titled = stems.CONSENT_TITLE.search(seen.heads)
    if not titled or seen.marked:
        return None
    about = [block for block in seen.body_blocks if stems.COOKIE.search(block) or stems.ACCEPT.search(block)]
    if seen.words >= STUB_WORDS and 3 * count_words("\n".join(about)) < seen.words:
        return None
    text = "\n".join(seen.blocks)
    if stems.COOKIE.search(text) and stems.ACCEPT.search(text):
        return Judgement("consent", f"calls itself {titled[0]!r}")
    return None


def _consent(seen: Evidence) -> Judgement | None:
    about = [block for block in seen.body_blocks if stems.COOKIE.search(block) or stems.ACCEPT.search(block)]
    if seen.marked and seen.words - sum(count_words(block) for block in about) >= BRIEF_WORDS:
        return None
    if about and 2 * sum(count_words(block) for block in about) >= seen.words:
        text = "\n".join(seen.blocks)
        if stems.COOKIE.search(text) and stems.ACCEPT.search(text):
            return Judgement("consent", f"says {about[0][:80]!r}")
    if seen.words < STUB_WORDS and seen.visible_words < 250:
        text = "\n".join(block for block in seen.blocks)
        walls = [block for block in seen.blocks if stems.COOKIE.search(block)]
        if walls and stems.ACCEPT.search(text) and 2 * sum(count_words(block) for block in walls) >= seen.visible_words:
            return Judgement("consent", f"says {walls[0][:80]!r}")
    return None


def _paywall(seen: Evidence) -> Judgement | None:
    if seen.words >= TEASER_WORDS:
        return None
    if seen.page.free is False:
        return Judgement("paywall", f"marked as not free to read, {seen.words} words are")
    for block in seen.blocks:
        if (
            len(block) <= 400
            and "newsletter" not in block
            and stems.SUBSCRIBE.search(block)
            and stems.READ_ON.search(block)
        ):
            return Judgement("paywall", f"says {block[:80]!r}")
    mark = stems.PAY_WALL_MARK.search(seen.source) if len(seen.source) < 3_000_000 else None
    if mark and seen.words < STUB_WORDS:
        return Judgement("paywall", "carries a pay wall's mark")
    return None


def _javascript(seen: Evidence) -> Judgement | None:
    if seen.words >= STUB_WORDS:
        return None
    asked = next((block for block in (*seen.blocks, seen.noscript) if "javascript" in block or "جافا" in block), None)
    if (
        asked
        and seen.visible_words < 120
        and not (seen.marked and seen.words >= BRIEF_WORDS and "javascript" not in plain(seen.body))
    ):
        return Judgement("javascript", f"says {asked[:80]!r}")
    if seen.visible_words < 30 and seen.tree.find(".//script") is not None and _EMPTY_ROOT.search(seen.source):
        return Judgement("javascript", "an empty frame that scripts are to fill")
    return None


def _video(seen: Evidence) -> Judgement | None:
    if seen.words >= STUB_WORDS:
        return None
    kinds = (seen.page.first("og:type") or "").lower()
    if kinds.startswith("video") or "videoobject" in seen.page.types or seen.page.first("og:video"):
        return Judgement("video", f"a video with {seen.words} words")
    if _VIDEO.search(seen.source[:500_000]) and not (seen.marked and seen.words >= BRIEF_WORDS):
        return Judgement("video", f"a video with {seen.words} words")
    return None


def _index(seen: Evidence) -> Judgement | None:
    """A list of other pages: a front page, a section, a search result."""
    if seen.page.article is not None and types_of(seen.page.article) & ARTICLE_TYPES:
        return None
    if seen.marked and seen.words >= CERTAIN_WORDS and not seen.page.types & INDEX_TYPES - {"website", "itemlist"}:
        return None
    front = not urlsplit(seen.url).path.strip("/")
    if not front and seen.page.first("article:published_time", "datepublished"):
        return None
    links = [" ".join(element.text_content().split()) for element in islice(seen.tree.iter("a"), 3000)]
    headlines = {text for text in links if _long_as_headline(text)}
    if len(headlines) < 4:
        return None
    lines = [line for line in seen.body.splitlines() if _long_as_headline(line)]
    linked = [line for line in lines if line in headlines or line.lstrip("- ") in headlines]
    listed = len(linked)
    kinds = seen.page.types & INDEX_TYPES - {"website"}
    if front and (listed >= 3 or seen.words < CERTAIN_WORDS):
        return Judgement("index", f"the front page of its site, {len(headlines)} headlines with links")
    if kinds and (listed >= 3 or (seen.words < TEASER_WORDS and not seen.marked)):
        return Judgement("index", f"calls itself a {min(kinds)}, {len(headlines)} headlines with links")
    if seen.marked:
        return None
    if listed >= 4 and sum(map(len, linked)) >= 0.3 * len(seen.body):
        return Judgement("index", f"{listed} of {len(lines)} lines are headlines with links")
    mostly = seen.words < STUB_WORDS and len(headlines) >= 6
    if mostly and 2 * sum(map(len, links)) > sum(len(block) for block in seen.blocks):
        return Judgement("index", f"{len(headlines)} headlines with links and little else")
    return None


def _long_as_headline(text: str) -> bool:
    """Whether a line is longer than the entries of a menu; six signs are, in a script without blanks."""
    if len(text) >= 20 or text.isascii():
        return len(text) >= 20
    return len(text) >= 9 or (len(text) >= 6 and " " not in text and count_words(text) >= 3)


def _length(seen: Evidence) -> Judgement:
    if seen.words == 0 and len(seen.source) > 30_000 and seen.source.count("<script") >= 5:
        return Judgement("javascript", "the page is made of scripts, no text stands outside them")
    if seen.words == 0:
        return Judgement("empty", "no text in the page")
    last = plain(seen.body[-200:])
    if seen.words < STUB_WORDS * 2 and stems.READ_MORE_END.search(last):
        return Judgement("stub", f"{seen.words} words that break off")
    if seen.words < (BRIEF_WORDS if seen.marked else STUB_WORDS):
        return Judgement("stub", f"only {seen.words} words")
    return Judgement("article", None)


def _blocks(tree: HtmlElement) -> list[str]:
    """Texts between block elements, lower case; scripts, styles and noscript left out; at most 300,000 characters."""
    found: list[str] = []
    current: list[str] = []
    size = 0

    def close() -> None:
        text = plain(" ".join(current))
        current.clear()
        if text:
            found.append(text)

    stack: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while stack and size < 300_000:
        element, leaving = stack.pop()
        tag = element.tag
        if leaving:
            if tag in _BLOCKS:
                close()
            if element.tail:
                current.append(element.tail)
                size += len(element.tail)
            continue
        if not isinstance(tag, str) or tag in _SKIPPED:
            if element.tail:
                current.append(element.tail)
            continue
        if tag in _BLOCKS:
            close()
        if element.text:
            current.append(element.text)
            size += len(element.text)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    close()
    return found
