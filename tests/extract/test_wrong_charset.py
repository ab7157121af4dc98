"""Servers that declare Latin letters of every page that they send."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.extract import extract_page
from pipeline.records import Hint, Payload

CYRILLIC = tuple(
    f"Унаслідок удару пошкоджено {n} будинків, а десятки людей залишилися без світла та води у районі."
    for n in range(9)
)
FRENCH = tuple(
    f"Le préfet a déclaré que la rivière a été évacuée après {n} heures très élevées à côté." for n in range(9)
)


@pytest.mark.parametrize(
    ("lines", "charset"), [(CYRILLIC, "windows-1251"), (CYRILLIC, "koi8-u"), (FRENCH, "iso-8859-1")]
)
def test_a_charset_that_gives_no_words_is_not_believed(
    lines: tuple[str, ...], charset: str, payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    page = payload(
        article_html(sentences=lines).encode(charset), headers=(("content-type", "text/html; charset=iso-8859-1"),)
    )
    article = extract_page(page, Hint()).article
    assert article is not None
    assert article.body is not None
    assert article.body.split("\n") == list(lines)
