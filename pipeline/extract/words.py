"""How long a text is, also in scripts that put no blanks between words."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
_WORD_OR_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff]|\w+")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff]")


def count_words(text: str) -> int:
    """Words; in Chinese, Japanese, Thai, Burmese and Khmer half the characters, which is what readers count there."""
    dense = 0 if text.isascii() else len(_DENSE.findall(text))
    if not dense:
        return len(_WORD.findall(text))
    return len(_WORD_OR_SIGN.findall(text)) - dense + (dense + 1) // 2
