"""Page or dated text to article: `extract_page` for one, `ExtractPool` for many; `page_signs` and `next_link` for what
a fetched page asks for and offers; `join_pages` for an article that stands on several."""

from __future__ import annotations

from pipeline.extract.joining import goes_on, is_next, join_pages
from pipeline.extract.paging import PageSigns, first_pages, next_link, page_signs
from pipeline.extract.pool import ExtractPool, extract_page
from pipeline.extract.version import EXTRACTOR_VERSION

__all__ = [
    "EXTRACTOR_VERSION",
    "ExtractPool",
    "PageSigns",
    "extract_page",
    "first_pages",
    "goes_on",
    "is_next",
    "join_pages",
    "next_link",
    "page_signs",
]
