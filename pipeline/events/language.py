"""Whether a text is English: by its small words, because that needs no model and names the reason."""

from __future__ import annotations

import re

from pipeline.events.date_words import words as word_set

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")
_ENGLISH = word_set(
    """
    the of and to in a is was for on that by with at from as has have been were are it its be this said
    after who which an but not they
    """
)
_OTHERS = word_set(
    """
    de la que el los las del por con una para der die und das den von ist mit nicht le les des et du est
    dans pour une il che di non och att som det en av ja se ve bir het een van op dos da em uma nie na
    """
)
_SAMPLE = 4000
"""Characters looked at, from the start of the reading."""


def unreadable_reason(text: str, start: int = 0, language: str | None = None) -> str | None:
    """Why the text cannot be read as English; None where it can.

    A stated language decides, unless the text itself is plainly English. Short texts pass.
    """
    sample = text[start : start + _SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return "no words"
    if len(_LATIN.findall(sample)) < 0.6 * letters:
        return "not in the Latin alphabet"
    words = [w.lower() for w in _WORD.findall(sample)]
    english = sum(w in _ENGLISH for w in words) / len(words)
    other = sum(w in _OTHERS and w not in _ENGLISH for w in words) / len(words)
    if len(words) < 12:
        if language not in (None, "en"):
            return f"language {language}"
        return "not English" if other > english and other > 0.15 else None
    if english >= 0.15 and english > other:
        return None
    if language not in (None, "en"):
        return f"language {language}"
    if english < 0.04 and len(words) >= 40:
        return "not English"
    return "not English" if other > english else None
