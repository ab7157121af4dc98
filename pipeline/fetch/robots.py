"""robots.txt (RFC 9309), read by protego and kept for a day.

No file (4xx) allows everything; a server that cannot answer (5xx) forbids everything until it can. A network failure
is raised as what it is.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from protego import Protego

from pipeline.fetch.types import MAX_HOLD, FetchError
from pipeline.records import RobotsFile

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


class Robots:
    """One robots.txt for each origin, asked for once a day however many pages wait for it, also over several runs:
    `known` is what `kept` of an earlier run was."""

    def __init__(self, clock: Callable[[], datetime], known: Iterable[RobotsFile] = ()) -> None:
        self._clock = clock
        self._kept = {file.origin: file for file in known}
        self._rules: dict[str, Protego] = {}
        self.asked = 0
        self._locks: dict[str, asyncio.Lock] = {}

    @property
    def kept(self) -> list[RobotsFile]:
        """What still holds, by origin."""
        now = self._clock()
        return [file for _, file in sorted(self._kept.items()) if file.kept_until > now]

    def delays(self) -> dict[str, float]:
        """Crawl-delay in seconds by origin, of the files that name one."""
        found = {
            file.origin: self._delay(file)
            for file in self.kept
            if file.outcome == "rules" and "crawl-delay" in file.text.lower()
        }
        return {origin: delay for origin, delay in found.items() if delay is not None}

    async def verdict(self, url: str, load: Load) -> RobotsVerdict:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self._locks.setdefault(origin, asyncio.Lock()):
            kept = self._kept.get(origin)
            if kept is None or kept.kept_until <= self._clock():
                self._rules.pop(origin, None)
                self.asked += 1
                kept = self._kept[origin] = await self._read(origin, load)
        if kept.outcome == "failed":
            left = (kept.kept_until - self._clock()).total_seconds() if kept.reason == "throttled" else None
            raise FetchError(kept.text, reason=kept.reason or "unreachable", url=url, retry_after=left)
        if kept.outcome == "blocked":
            return RobotsVerdict(allowed=False, reason=kept.text)
        if kept.outcome == "none":
            return RobotsVerdict(allowed=True, reason="no robots.txt")
        allowed = bool(self._rules_of(kept).can_fetch(url, AGENT))
        return RobotsVerdict(
            allowed=allowed,
            reason="robots.txt allows it" if allowed else "robots.txt of the site forbids this page",
            delay=self._delay(kept),
        )

    def _rules_of(self, file: RobotsFile) -> Protego:
        rules = self._rules.get(file.origin)
        if rules is None:
            try:
                rules = Protego.parse("\n".join(file.text.splitlines()[:_MAX_LINES]))
            except Exception:  # whatever a hostile file brings up in the parser: what cannot be read forbids nothing
                rules = Protego.parse("")
            self._rules[file.origin] = rules
        return rules

    def _delay(self, file: RobotsFile) -> float | None:
        delay = self._rules_of(file).crawl_delay(AGENT)
        return float(delay) if delay else None

    async def _read(self, origin: str, load: Load) -> RobotsFile:
        now = self._clock()
        nothing = RobotsFile(origin=origin, kept_until=now + _KEEP, outcome="none", text="")
        try:
            status, body = await load(f"{origin}/robots.txt")
        except FetchError as error:
            if error.reason in ("too_many_redirects", "gone", "http_error", "refused_url", "refused_address"):
                # Nothing there that could forbid: a redirect to nowhere, a missing file.
                return nothing
            keep = max(_KEEP_TROUBLE, timedelta(seconds=min(error.retry_after or 0.0, MAX_HOLD)))
            return replace(nothing, kept_until=now + keep, outcome="failed", text=error.message, reason=error.reason)
        if status >= 500:
            why = f"robots.txt of the site answers {status}"
            return replace(nothing, kept_until=now + _KEEP_TROUBLE, outcome="blocked", text=why)
        if status >= 300:
            return nothing
        # a NUL cannot be stored and means nothing to a parser
        text = body[:MAX_BYTES].decode("utf-8-sig", "replace").replace("\0", "")
        return replace(nothing, outcome="rules", text=text)


_META = re.compile(rb"<meta\b[^<>]{0,500}>", re.IGNORECASE)
_META_NAME = re.compile(rb"name\s{0,5}=\s{0,5}[\"']?(robots|dateline)\b", re.IGNORECASE)
_NOARCHIVE = re.compile(r"\bno(archive|ne)\b", re.IGNORECASE)


def forbids_archiving(headers: Iterable[tuple[str, str]], body: bytes) -> bool:
    """True where X-Robots-Tag or a robots meta element of an answer says noarchive (or none) to everyone or to us.

    Only the first 200 kB of the body are looked at, without parsing it.
    """
    for name, value in headers:
        if name.lower() == "x-robots-tag":
            agent, colon, rules = value.partition(":")
            meant = not colon or agent.strip().lower() in (AGENT, "*") or not agent.strip().replace("-", "").isalpha()
            if meant and _NOARCHIVE.search(rules if colon else value):
                return True
    return any(
        _META_NAME.search(element) and _NOARCHIVE.search(element.decode("latin-1"))
        for element in _META.findall(body[:200_000])
    )
