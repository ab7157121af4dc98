"""robots.txt (RFC 9309), read by protego and kept for a day.

No file (4xx) allows everything; a server that cannot answer (5xx) forbids everything until it can. A network failure
is raised as what it is.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from protego import Protego

from pipeline.fetch.types import FetchError
from pipeline.records import Exchange

AGENT = "dateline"
"""Product token that a robots.txt can name."""
MAX_BYTES = 512_000
_MAX_LINES = 20_000
_KEEP = timedelta(days=1)
_KEEP_TROUBLE = timedelta(minutes=15)

Load = Callable[[str], Awaitable[tuple[int, bytes]]]
"""Asks for the robots.txt at an address: status and body. Raises FetchError where no answer comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsVerdict:
    allowed: bool
    reason: str
    """What the file says, for the failure row."""
    delay: float | None = None
    """Crawl-delay in seconds."""


class RobotsRules(Protocol):
    """What a Fetcher needs to know; tests and callers may bring their own."""

    async def verdict(self, url: str, load: Load) -> RobotsVerdict: ...


class NoRobots:
    """Allows everything: for settings that switch robots.txt off."""

    async def verdict(self, url: str, load: Load) -> RobotsVerdict:
        return RobotsVerdict(allowed=True, reason="robots.txt is switched off")


@dataclass(frozen=True, slots=True)
class _Kept:
    until: datetime
    rules: Protego | None
    blocked: str | None = None
    error: FetchError | None = None


class Robots:
    """One robots.txt for each origin, asked for once a day however many pages wait for it."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def verdict(self, url: str, load: Load) -> RobotsVerdict:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self._locks.setdefault(origin, asyncio.Lock()):
            kept = self._kept.get(origin)
            if kept is None or kept.until <= self._clock():
                kept = self._kept[origin] = await self._read(origin, load)
        if kept.error is not None:
            error = kept.error
            raise FetchError(error.message, reason=error.reason, url=url, retry_after=error.retry_after)
        if kept.blocked is not None:
            return RobotsVerdict(allowed=False, reason=kept.blocked)
        if kept.rules is None:
            return RobotsVerdict(allowed=True, reason="no robots.txt")
        delay = kept.rules.crawl_delay(AGENT)
        allowed = bool(kept.rules.can_fetch(url, AGENT))
        return RobotsVerdict(
            allowed=allowed,
            reason="robots.txt allows it" if allowed else "robots.txt of the site forbids this page",
            delay=float(delay) if delay else None,
        )

    async def _read(self, origin: str, load: Load) -> _Kept:
        now = self._clock()
        try:
            status, body = await load(f"{origin}/robots.txt")
        except FetchError as error:
            if error.reason in ("too_many_redirects", "gone", "http_error", "refused_url", "refused_address"):
                # Nothing there that could forbid: a redirect to nowhere, a missing file.
                return _Kept(now + _KEEP, None)
            return _Kept(now + _KEEP_TROUBLE, None, error=error)
        if status >= 500:
            return _Kept(now + _KEEP_TROUBLE, None, blocked=f"robots.txt of the site answers {status}")
        if status >= 300:
            return _Kept(now + _KEEP, None)
        text = body[:MAX_BYTES].decode("utf-8-sig", "replace")
        try:
            rules = Protego.parse("\n".join(text.splitlines()[:_MAX_LINES]))
        except Exception:  # whatever a hostile file brings up in the parser: a file that cannot be read forbids nothing
            return _Kept(now + _KEEP, None)
        return _Kept(now + _KEEP, rules)


_META = re.compile(rb"<meta\b[^<>]{0,500}>", re.IGNORECASE)
_META_NAME = re.compile(rb"name\s{0,5}=\s{0,5}[\"']?(robots|dateline)\b", re.IGNORECASE)
_NOARCHIVE = re.compile(r"\bno(archive|ne)\b", re.IGNORECASE)


def forbids_archiving(exchange: Exchange) -> bool:
    """True where X-Robots-Tag or a robots meta element of the answer says noarchive (or none) to everyone or to us."""
    for name, value in exchange.headers:
        if name.lower() == "x-robots-tag":
            agent, colon, rules = value.partition(":")
            meant = not colon or agent.strip().lower() in (AGENT, "*") or not agent.strip().replace("-", "").isalpha()
            if meant and _NOARCHIVE.search(rules if colon else value):
                return True
    return any(
        _META_NAME.search(element) and _NOARCHIVE.search(element.decode("latin-1"))
        for element in _META.findall(exchange.body[:200_000])
    )
