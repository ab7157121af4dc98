"""Is this page an article? Where not: what it is, and why we think so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.structured import Structured
from pipeline.records import Verdict

STUB_WORDS = 60


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: Verdict
    reason: str | None


ARTICLE = Judgement("article", None)


def judge(page: Structured, body: str, words: int, source: str, visible: str, title: str | None) -> Judgement:
    """Verdict on a page from its statements, its text and its source."""
    lowered = f"{title or ''} {page.title or ''}\n{visible}".lower()
    head = lowered[:6000]
    if words < 300 and (match := _CHALLENGE_SOURCE.search(source)) and (words < 60 or _CHALLENGE.search(head)):
        return Judgement("challenge", f"a bot check ({match[0][:60]})")
    if words < 80 and (match := _CHALLENGE.search(head)):
        return Judgement("challenge", f"says {match[0][:60]!r}")
    if words < 150 and (match := _CONSENT.search(head)):
        return Judgement("consent", f"says {match[0][:60]!r}")
    if words < 150 and (match := _NOT_FOUND.search(head[:600])):
        return Judgement("not_found", f"says {match[0][:60]!r}")
    if words < 150 and (match := _PAYWALL.search(lowered)):
        return Judgement("paywall", f"says {match[0][:60]!r} after {words} words")
    if words < 150 and page.free is False:
        return Judgement("paywall", f"marked as not free, {words} words")
    if words < 40 and (match := _JAVASCRIPT.search(lowered)):
        return Judgement("javascript", f"says {match[0][:60]!r}")
    if words == 0:
        return Judgement("empty", "no text in the page")
    if words < STUB_WORDS and len(body) < 300:
        return Judgement("stub", f"{words} words")
    return ARTICLE


_CHALLENGE_SOURCE = re.compile(
    r"/cdn-cgi/challenge-platform|cf-browser-verification|_cf_chl_opt|captcha-delivery\.com|px-captcha|_Incapsula_Resource|sucuri_cloudproxy",
    re.I,
)
_CHALLENGE = re.compile(
    r"just a moment|checking your browser|verify you are (?:a )?human|are you a robot|enable javascript and cookies to continue|access denied|unusual traffic"
)
_CONSENT = re.compile(r"before you continue|we (?:and our partners )?use cookies|accept all cookies|accept cookies")
_NOT_FOUND = re.compile(
    r"page not found|404 not found|error 404|page (?:does not|doesn.t) exist|page you (?:requested|are looking for)"
)
_PAYWALL = re.compile(
    r"subscribe to continue|subscribe to read|already a subscriber|log in to continue reading|for subscribers only|to continue reading"
)
_JAVASCRIPT = re.compile(
    r"enable javascript|javascript is (?:disabled|required)|turn on javascript|requires javascript"
)
