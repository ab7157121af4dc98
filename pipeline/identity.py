"""Identifiers from content. One function, so that every stage hashes in the same way."""

from __future__ import annotations

import hashlib

_LENGTH = 24  # 96 bits: a collision among a billion rows has a chance below one in ten million


def content_id(*parts: object) -> str:
    """Stable identifier of what is named: sha256 over the parts, 24 hex digits.

    Parts are kept apart by the unit separator, so ("ab", "c") and ("a", "bc") differ; None differs from "".
    """
    joined = "\x1f".join("\x00" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def digest(data: bytes) -> str:
    """sha256 of bytes, hex, whole."""
    return hashlib.sha256(data).hexdigest()
