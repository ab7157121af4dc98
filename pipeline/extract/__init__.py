"""Page or dated text to article: `extract_page` for one, `ExtractPool` for many."""

from __future__ import annotations

from pipeline.extract.pool import ExtractPool, extract_page
from pipeline.extract.version import EXTRACTOR_VERSION

__all__ = ["EXTRACTOR_VERSION", "ExtractPool", "extract_page"]
