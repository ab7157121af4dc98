"""Whether the text reports an event as news or recalls it; and texts that report no event at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.events.lexicon import Lexicon
from pipeline.events.patterns import words_of
from pipeline.records import Recency

OLD_DAYS = 45
"""An event that the text itself dates longer before publication than this is recalled, not reported."""

_CUES = 4
"""Different cues that a text must hold to be of a kind."""
_DENSITY = 8.0
"""Weight of cues for 100 words."""

_RECALL = re.compile(
    r"\b(?:years? ago|decades? ago|months ago|last year|the previous year|previous(?:ly)?|earlier attacks?|"
    r"in the past(?! (?:few|\d|two|three|several|week|day|hour|24|48))|"
    r"since the (?:war|invasion|conflict|fighting|coup|start|beginning|outbreak) (?:began|started|broke|in|of)|"
    r"over the (?:past|last) (?:\w+ ){0,2}(?:years?|months|decades?)|in (?:19|20)\d\d|of (?:19|20)\d\d|"
    r"(?:19|20)\d\d (?:attack|bombing|massacre|war|invasion|earthquake|shooting|assassination|coup|protests?)|"
    r"anniversary|had (?:previously|earlier)|in recent (?:years|months)|back then|during the war)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TextContext:
    """What kind of text it is, as far as that changes what its sentences report."""

    weights: Mapping[str, float]
    """Context to its weight for 100 words of text."""
    suppress: str | None
    """A context in which violent words are not meant: no mention comes out (sport, market, fiction)."""
    recall: str | None
    """A context in which events are recalled (court, anniversary, history)."""


_HEAD = re.compile(r"\W{0,3}((?:[\w&’'-]+ ){0,4}[\w&’'-]+)\s*(?:[:|·•]|\s[-–—]\s)")


def genre_of(title: str, lexicon: Lexicon) -> str | None:
    """The context that a title names before its colon: "Film: ...", "Markets | ...", "Opinion - ..."."""
    match = _HEAD.match(title, 0, 60)
    if match is None:
        return None
    words = tuple(match[1].lower().replace("’", "'").split())
    return lexicon.genres.get(words) or lexicon.genres.get(words[:1]) if len(words) <= 3 else lexicon.genres.get(words)


def text_context(sentence_words: Sequence[Sequence[str]], lexicon: Lexicon, title: str | None = None) -> TextContext:
    """Judge the whole text by its words, and by what its title says it is."""
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
    return TextContext(weights, suppress, recall)


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
    if context.recall is not None:
        return "background", f"the text is about the past: {context.recall}"
    match = _RECALL.search(text)
    if match and not _this_year(match[0], published):
        return "background", f"recalled: {match[0]!r}"
    if past_perfect:
        return "current", "past perfect"
    return "current", "reported as news"
