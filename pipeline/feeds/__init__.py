"""Feeds: bytes to entries, what to ask next and when, lists of feeds. Touches no network, disk or clock."""

from pipeline.feeds.parse import parse_feed
from pipeline.feeds.types import FeedHabit, FeedKind, ParsedFeed

__all__ = ["FeedHabit", "FeedKind", "ParsedFeed", "parse_feed"]
