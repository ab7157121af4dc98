"""Whether a text is English: by its small words, because that needs no model and names the reason."""

from __future__ import annotations

import re

from pipeline.events.date_words import words as word_set

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = word_set(
    """
    the of and to in a is was for on that by with at from as has have been were are it its be this said
    after who which an but not they
    """
)
_OTHERS = (
    word_set(
        """
    de la que el los las del por con una para der die und das den von ist mit nicht le les des et du est
    dans pour une il che di non och att som det en av ja se ve bir het een van op dos da em uma nie na
    """
    )
    - _ENGLISH
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_NO_LETTERS = bytes(n for n in range(128) if not chr(n).isalpha())
_SAMPLE = 4000
"""Characters looked at, from the start of the reading."""


def unreadable_reason(text: str, start: int = 0, language: str | None = None) -> str | None:
    """Why the text cannot be read as English; None where it can.

    A stated language decides, unless the text itself is plainly English. Short texts pass.
    """
    sample = text[start : start + _SAMPLE]
    latin = len(sample.encode("ascii", "ignore").translate(None, _NO_LETTERS))
    letters = latin if sample.isascii() else latin + sum(c.isalpha() for c in _FOREIGN.findall(sample))
    if not letters:
        return "no words"
    if latin < 0.6 * letters:
        return "not in the Latin alphabet"
    words = [w.lower() for w in _WORD.findall(sample)]
    english = sum(map(_ENGLISH.__contains__, words)) / len(words)
    other = sum(map(_OTHERS.__contains__, words)) / len(words)
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
