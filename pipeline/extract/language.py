"""Language of a text, offline."""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_CLAIM = re.compile(r"[A-Za-z]{2,3}(?=[-_]|$)")
# Codes that pages and the identifier write for what ISO 639-1 calls otherwise.
_SAME = {
    "nb": "no",
    "nn": "no",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "tl": "tl",
    "fil": "tl",
    "ua": "uk",
    "cz": "cs",
    "jp": "ja",
    "kr": "ko",
}
_SAMPLE = 400
"""Characters of a text that are looked at: more costs time and changes nothing."""
_SURE = 0.9
_SHORT = 40


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def warm() -> None:
    """Load the model."""
    _identifier().classify("warm")


def claimed(*claims: str | None) -> str | None:
    """ISO 639-1 of the first claim that is one (`en-GB`, `pt_BR`)."""
    for claim in claims:
        match = _CLAIM.match((claim or "").strip())
        if match:
            code = match[0].lower()
            code = _SAME.get(code, code)
            if len(code) == 2:
                return code
    return None


def language_of(text: str, claim: str | None) -> tuple[str | None, float | None]:
    """ISO 639-1 of a text and how sure, 0 to 1.

    The text decides where it is long and clear; the page's own claim decides where the text is short or the
    identifier unsure. None where there is neither.
    """
    sample = text[:_SAMPLE]
    letters = sum(1 for char in sample[:200] if char.isalpha())
    if letters < 8:
        return (claim, 0.5) if claim else (None, None)
    code, confidence = _identifier().classify(sample)
    code = _SAME.get(code, code)
    confidence = float(confidence)
    if claim and code != claim and (confidence < _SURE or letters < _SHORT):
        return claim, round(1 - confidence, 3)
    return code, round(confidence, 3)
