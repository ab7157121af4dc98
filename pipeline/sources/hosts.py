"""Names of hosts: from addresses, quickly, and from what a user lists."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.errors import SourceError, UsageError
from pipeline.urls import host_of


def host_or_none(url: str) -> str | None:
    """The host of an http(s) address in lower case, read from its text alone: a filter over millions of records has no
    time for the whole grammar. None where there is none."""
    scheme, found, rest = url.partition("://")
    if not found or scheme.lower() not in ("http", "https"):
        return None
    end = len(rest)
    for mark in "/?#":
        at = rest.find(mark)
        if 0 <= at < end:
            end = at
    host = rest[:end].rpartition("@")[2].lower()
    return host.partition(":")[0].rstrip(".") or None


def known_hosts(names: Iterable[str]) -> frozenset[str]:
    """Hosts that a user names, as names or addresses; `www.` is set aside, since a name stands for those below it.

    Raises SourceError where one is neither.
    """
    found = set()
    for name in filter(None, map(str.strip, names)):
        try:
            host = host_of(name if "://" in name else f"https://{name}/")
        except UsageError as error:
            raise SourceError(f"{name!r} is no host", hint="write names such as news.example") from error
        found.add(host.removeprefix("www."))
    return frozenset(found)
