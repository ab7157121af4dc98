"""What fusion reads and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.records import Event, EventClaim, EventRevision, Mention


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
    captured_at: datetime | None = None
    """When this database first held the report; None: when it was published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FusionResult:
    """Events and what they are made of; every list in order of event_id and time."""

    events: list[Event]
    membership: Mapping[str, str]
    """mention_id to event_id. Mentions that state no happening (threats, plans, demands) are not in it."""
    revisions: list[EventRevision]
    """What each event said after every publication that changed it, oldest first."""
    captured: list[EventRevision]
    """The same by the moments at which this database held the reports."""
    claims: list[EventClaim]
    """What each claimant says of each figure."""
    days: Mapping[str, date]
    """event_id to the anchor day that the event is filed under (see `affected_span`)."""
