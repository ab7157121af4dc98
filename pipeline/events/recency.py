"""Whether the text reports an event as news or recalls it; and texts that report no event at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipeline.events.dates import DateExpr
from pipeline.events.lexicon import Lexicon
from pipeline.events.patterns import words_of
from pipeline.events.sentences import Sentence
from pipeline.records import Recency

OLD_DAYS = 45
"""An event that the text itself dates longer before publication than this is recalled, not reported."""

_CUES = 4
"""Different cues that a text must hold to be of a kind."""
_DENSITY = 8.0
"""Weight of cues for 100 words."""

_RECALL = re.compile(
    r"\b(?:years? ago|decades? ago|centur(?:y|ies) ago|months ago|last (?:year|summer|winter|spring|autumn)|"
    r"the previous year|previous(?:ly)?|earlier attacks?|"
    r"in the past(?! (?:few|\d|two|three|several|week|day|hour|24|48))|"
    r"since the (?:war|invasion|conflict|fighting|coup|start|beginning|outbreak) (?:began|started|broke|in|of)|"
    r"over the (?:past|last) (?:\w+ ){0,2}(?:years?|months|decades?)|in (?:19|20)\d\d|of (?:19|20)\d\d|"
    r"(?:19|20)\d\d (?:attack|bombing|massacre|war|invasion|earthquake|shooting|assassination|coup|protests?)|"
    r"anniversary|had (?:previously|earlier)|in recent (?:years|months)|back then|during the war)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def _recalling(text: str) -> str | None:
    """The words by which a sentence recalls; every figure in it asks."""
    match = _RECALL.search(text)
    return match[0] if match else None


_CHARGE = re.compile(
    r"\b(?:found guilty|pleaded (?:not )?guilty|guilty of|convicted|sentenced|acquitted|jailed for (?:life|\w+)|"
    r"(?:on|stood|stands|face|faces|faced|the|goes on|went on) trial|counts? of (?:\w+ )?(?:murder|manslaughter)|"
    r"charged with (?:\w+ )?(?:murder|manslaughter|terrorism)|murders? (?:case|trial)|trial (?:against|of|over))\b",
    re.IGNORECASE,
)
"""A sentence on what a court says of a deed."""


@dataclass(frozen=True, slots=True)
class TextContext:
    """What kind of text it is, as far as that changes what its sentences report."""

    weights: Mapping[str, float]
    """Context to its weight for 100 words of text."""
    suppress: str | None
    """A context in which violent words are not meant: no mention comes out (sport, market, fiction)."""
    recall: str | None
    """A context in which events are recalled (court, anniversary, history)."""
    court: bool = False
    """The title or the first sentence is on a trial: deeds without a day near publication are old."""
    timeless: bool = False
    """No sentence of the lead names a day near publication: an essay, a portrait, a review, but no news."""


_HEAD = re.compile(r"\W{0,3}((?:[\w&’'-]+ ){0,4}[\w&’'-]+)\s*(?:[:|·•]|\s[-–—]\s)")


def genre_of(title: str, lexicon: Lexicon) -> str | None:
    """The context that a title names before its colon: "Film: ...", "Markets | ...", "Opinion - ..."."""
    match = _HEAD.match(title, 0, 60)
    if match is None:
        return None
    words = tuple(match[1].lower().replace("’", "'").split())
    return lexicon.genres.get(words) or lexicon.genres.get(words[:1]) if len(words) <= 3 else lexicon.genres.get(words)


def text_context(
    sentence_words: Sequence[Sequence[str]], lexicon: Lexicon, title: str | None = None, lead: Sequence[str] = ()
) -> TextContext:
    """Judge the whole text by its words, by what its title says it is, and by its title and first sentence (`lead`)."""
    counts: dict[str, float] = {}
    kinds: dict[str, set[str]] = {}
    total = 0
    for words in sentence_words:
        total += len(words)
        for label, patterns in lexicon.text_contexts.find(words).items():
            counts[label] = counts.get(label, 0.0) + sum(patterns.values())
            kinds.setdefault(label, set()).update(patterns)
    scale = 100.0 / max(total, 60)
    weights = {k: v * scale for k, v in sorted(counts.items())}
    firm = {k for k, v in kinds.items() if len(v) >= _CUES and weights[k] >= _DENSITY}
    genre = genre_of(title, lexicon) if title else None
    if genre is not None:
        firm.add(genre)
    if title:
        named = lexicon.title_contexts.find(words_of(title))
        firm |= {k for k in named if len(kinds.get(k, ())) >= _CUES // 2 and weights[k] >= _DENSITY / 4}
    suppress = next((c for c in ("sport", "fiction", "market", "drill") if c in firm), None)
    recall = next((c for c in ("court", "anniversary", "history", "science") if c in firm), None)
    court = any(_CHARGE.search(text) for text in lead)
    return TextContext(weights, suppress, recall, court)


_LEAD = 10
"""Sentences that news names its day in."""
_SHORT = 6
"""A text of fewer sentences may leave its day out."""
_NEAR = (-3, 7)
"""Days before publication that count as near."""
_GIVEN_BY = re.compile(r"\b(?:said|says|reported|reports|according to|announced|confirmed|told)\b")
_OPENING = 2
"""Sentences below the title that tell the news itself."""
_HAS_JUST = re.compile(
    r"\b(?:has|have) (?:just |also |now |officially |formally |again |been |reportedly |once again )*"
    r"(?:\w{2,}(?:ed|wn|en|ought|uck|ung)|hit|set|cut|put|shut|held|met|begun|led|said|told|made|left|won|lost|shot|dealt|sent)\b"
)
"""The tense of what is new."""
_RUNNING = re.compile(
    r"\b(?:live|latest|breaking|updates?|developing|just in|(?:morning|evening|night|day|daily|operational) "
    r"(?:and (?:day|night|morning|evening) )?(?:summary|report|bulletin|round-?up|briefing|digest|information))\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\W{0,3}(?:\d{1,2}[:.]\d{2}|\d{4} (?:GMT|UTC))\b")


def names_no_day(
    sentences: Sequence[Sentence],
    dates: Mapping[int, Sequence[DateExpr]],
    published: date | None,
    datelined: bool,
    told: frozenset[int],
) -> bool:
    """Whether a text of some length has nothing by which news is known: a day near publication, a dateline, an hour,
    an attack, an accident or a toll with who tells of it at its top.

    dates: those of each sentence, by its index; told: the sentences that tell of such.
    """
    if published is None or datelined or len(sentences) < _SHORT:
        return False
    lead = sentences[:_LEAD]
    body = [s for s in lead if not s.is_title][:_OPENING]
    if any(_HAS_JUST.search(s.text) or (s.index in told and _GIVEN_BY.search(s.text)) for s in body):
        return False
    if any(_CLOCK.match(s.text) for s in lead) or (lead[0].is_title and _RUNNING.search(lead[0].text)):
        return False
    return not any(
        e.date_end is not None
        and e.precision in ("day", "hour")
        and _NEAR[0] <= (published - e.date_end).days <= _NEAR[1]
        for s in lead
        for e in dates.get(s.index, ())
    )


def _this_year(cue: str, published: date | None) -> bool:
    year = re.search(r"(?:19|20)\d\d", cue)
    return bool(year and published is not None and int(year[0]) >= published.year)


def recency_of(
    text: str, event_end: date | None, published: date | None, past_perfect: bool, context: TextContext
) -> tuple[Recency, str]:
    """(recency, rule) of an event reported in the sentence `text`."""
    if event_end is not None and published is not None:
        if (published - event_end).days > OLD_DAYS:
            return "background", f"dated more than {OLD_DAYS} days before publication"
        if context.recall is None:
            return "current", "dated near publication"
    if context.timeless:
        return "background", "the text names no day near its publication"
    if context.recall is not None:
        return "background", f"the text is about the past: {context.recall}"
    if context.court or _CHARGE.search(text):
        return "background", "a charge in court"
    cue = _recalling(text)
    if cue is not None and not _this_year(cue, published):
        return "background", f"recalled: {cue!r}"
    if past_perfect:
        return "current", "past perfect"
    return "current", "reported as news"
