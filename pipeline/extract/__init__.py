"""Page or dated text to article: `extract_page` for one, `ExtractPool` for many; `page_signs` for what
a fetched page asks for and offers."""

from __future__ import annotations

from pipeline.extract.paging import PageSigns, page_signs
from pipeline.extract.pool import ExtractPool, extract_page
from pipeline.extract.version import EXTRACTOR_VERSION

__all__ = ["EXTRACTOR_VERSION", "ExtractPool", "PageSigns", "extract_page", "page_signs"]
