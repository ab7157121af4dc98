"""Tables of data are part of a body or not, as asked; tables that lay out an old page are read in any case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.extract import ExtractPool, extract_page
from pipeline.records import Extraction, Hint, Payload

LEVELS = (
    "<table><tr><th>Gauge</th><th>Level</th></tr><tr><td>Harbour</td><td>412 cm</td></tr>"
    "<tr><td>Weir</td><td>388 cm</td></tr></table>"
)


def _body(extraction: Extraction) -> str:
    assert extraction.article is not None
    assert extraction.article.body is not None
    return extraction.article.body


@pytest.mark.parametrize("tables", [True, False])
def test_tables_of_data_are_optional(
    tables: bool, payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    page = payload(
        article_html().replace("</article>", f"{LEVELS}<p>The gauges are read at noon on every day.</p></article>")
    )
    body = _body(extract_page(page, Hint(), tables=tables))
    assert [any("Harbour" in line and "412 cm" in line for line in body.split("\n"))] == [tables]
    assert "The gauges are read at noon on every day." in body
    assert "Engineers closed the old bridge" in body


def test_a_page_laid_out_in_a_table_is_read_without_tables(
    payload: Callable[..., Payload], article_html: Callable[..., str]
) -> None:
    html = article_html().replace("<article>", "<table><tr><td>").replace("</article>", "</td></tr></table>")
    assert "Some 9,000 cars a day" in _body(extract_page(payload(html), Hint(), tables=False))


def test_the_workers_are_told(payload: Callable[..., Payload], article_html: Callable[..., str]) -> None:
    page = payload(article_html().replace("</article>", f"{LEVELS}</article>"))
    with ExtractPool(1, tables=False) as pool:
        (read,) = pool.map([(page, Hint())])
    assert "412 cm" not in _body(read)
