"""The version that every article row names."""

from __future__ import annotations

EXTRACTOR_VERSION = "extract-4"
"""Raised by hand whenever the same capture may give another row than before."""
