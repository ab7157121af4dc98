"""What goes into a source and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRequest:
    """What the user asks of a source."""

    today: date
    """Nothing published later is taken."""
    first: date | None = None
    last: date | None = None
    """Days of publication, both included; None means no bound."""
    path: Path | None = None

    def wants(self, day: date) -> bool:
        """Whether a publication day lies in the range."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceItem:
    """Bytes to archive, as they were read."""

    url: str
    """The address the source names, or `urn:sha256:` and the digest of the bytes."""
    body: bytes
    mime: str
    """text/plain (a dated text) or application/json (an object with url, date, title, text)."""
    date: date
    """Day of publication."""
