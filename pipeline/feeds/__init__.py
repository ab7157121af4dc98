"""Feeds: bytes to entries, what to ask next and when, lists of feeds. Touches no network, disk or clock."""

from pipeline.feeds.decisions import (
    FeedUpdate,
    PollRequest,
    PollResult,
    decide_poll,
    due_feeds,
    request_of,
)
from pipeline.feeds.discover import discover
from pipeline.feeds.habit import habit_of
from pipeline.feeds.opml import feed_id_of, read_opml, starter_opml, write_opml
from pipeline.feeds.pages import PageChoice, PageHistory, ask_again, choose_pages, may_pass, unresolvable_link
from pipeline.feeds.parse import parse_feed
from pipeline.feeds.types import FeedHabit, FeedKind, ParsedFeed

__all__ = [
    "FeedHabit",
    "FeedKind",
    "FeedUpdate",
    "PageChoice",
    "PageHistory",
    "ParsedFeed",
    "PollRequest",
    "PollResult",
    "ask_again",
    "choose_pages",
    "decide_poll",
    "discover",
    "due_feeds",
    "feed_id_of",
    "habit_of",
    "may_pass",
    "parse_feed",
    "read_opml",
    "request_of",
    "starter_opml",
    "unresolvable_link",
    "write_opml",
]
