"""What fusion reads and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.records import Event, EventRevision, Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class FusionInput:
    """One mention and the report that it stands in."""

    mention: Mention
    article_id: str
    version: str
    source: str
    """Publisher."""
    published_at: datetime
    """When the report could be known: knowledge time."""
    cluster_id: str | None
    """Cluster of copies that the article belongs to (`Duplicate.cluster_id`); None where it repeats nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FusionResult:
    """Events and what they are made of; every list in order of event_id and time."""

    events: list[Event]
    membership: Mapping[str, str]
    """mention_id to event_id. Mentions that state no happening (threats, plans, demands) are not in it."""
    revisions: list[EventRevision]
    """What each event said after every publication that changed it, oldest first."""
    days: Mapping[str, date]
    """event_id to the anchor day that the event is filed under (see `affected_span`)."""
