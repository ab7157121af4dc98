"""Requests: the only user of the HTTP client. Politeness, robots.txt, guards and limits live here.

    async with Fetcher(settings.fetch, clock=clock) as fetcher:
        fetched = await fetcher.get(url, etag=feed.etag, kind="feed")

`get` returns `Fetched` or raises `FetchError`; both carry the exchanges, one for each hop, for the archive.
"""

from pipeline.fetch.client import Fetcher, user_agent
from pipeline.fetch.guard import check_address, check_url
from pipeline.fetch.manners import retry_after_seconds, silence_of
from pipeline.fetch.remote import RemoteFile
from pipeline.fetch.robots import NoRobots, Robots, RobotsRules, RobotsVerdict, forbids_archiving
from pipeline.fetch.types import Fetched, FetchError, FetchKind, header

__all__ = [
    "FetchError",
    "FetchKind",
    "Fetched",
    "Fetcher",
    "NoRobots",
    "RemoteFile",
    "Robots",
    "RobotsRules",
    "RobotsVerdict",
    "check_address",
    "check_url",
    "forbids_archiving",
    "header",
    "retry_after_seconds",
    "silence_of",
    "user_agent",
]
