"""Where a mention stands in time, and how far a change reaches.

Fusion is local: each mention has one anchor day, computed from itself alone, and an event depends only on mentions
whose anchor lies within REACH days. So a run recomputes the days around a change and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipeline.records import Mention

LOOK_BACK = 2
"""Days that a report without a stated day may come after the event that it tells of."""
FIRM = 3
"""Days in the longest range that states a day (a night, a weekend)."""
WEEK = 8
"""Days in the longest range ("last week") that is still laid beside the days in it; not more than RECALL."""
RECALL = 10
"""Days that such a report may come after, where it names the same town and the same toll."""
LONG_AGO = 60
"""Days after which a month or a year is no news any more."""
COUNTED = r"(?i)\b(?:days?|nights?|weeks?|months?) (?:after|before)\b"
"""How a day reads that is counted from another happening's."""
_COUNTED = re.compile(COUNTED)
REACH = RECALL + 3 * LOOK_BACK
"""Days by which the anchors of the mentions of one event, and of those that could have taken part in it, differ."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days in which a mention's event may lie, both included."""

    first: date
    last: date
    firm: bool
    """The text states the day, or it follows from what it states."""

    def gap(self, other: Span) -> int:
        """Days between two spans, 0 where they meet."""
        return max((self.first - other.last).days, (other.first - self.last).days, 0)


def anchor_day(mention: Mention, published_at: datetime) -> date:
    """The day that a mention is filed under: the first day of a stated date, the last day of a range; the day of
    publication (UTC) where the text states none. Never later than publication.

    A night is filed under its morning: reports call the night to Tuesday Tuesday, and the next night has Tuesday too.
    """
    span = span_of(mention, published_at)
    if counts_days(mention) and mention.event_date_start is not None:
        return min(mention.event_date_start, published_at.date())
    return span.first if span.firm and (span.last - span.first).days != 1 else span.last


def span_of(mention: Mention, published_at: datetime) -> Span:
    """Days that the mention may speak of. A date that only comes from publication reaches back LOOK_BACK days, one that
    is counted from another happening as many to both sides: from which of its days is not told."""
    published = published_at.date()
    start = mention.event_date_start
    if start is None or mention.date_basis == "publication":
        last = min(mention.event_date_end or start or published, published)
        return Span(_shift(last, -LOOK_BACK), last, False)
    first = min(start, published)
    last = min(max(mention.event_date_end or first, first), published)
    if counts_days(mention):
        return Span(_shift(first, -LOOK_BACK), min(_shift(last, LOOK_BACK), published), False)
    return Span(first, last, (last - first).days < FIRM and not borrows_day(mention))


def borrows_day(mention: Mention) -> bool:
    """True where the day stands in another sentence: in a round-up that is the day of the line above."""
    text = mention.date_text
    return text is not None and " ".join(text.split()) not in " ".join(mention.evidence.split())


def counts_days(mention: Mention) -> bool:
    """True for what is recalled as so many days before another happening ("ten days after a blast in ...")."""
    if mention.recency != "background" or mention.date_basis == "publication" or is_long(mention):
        return False
    return mention.date_text is not None and _COUNTED.search(" ".join(mention.date_text.split())) is not None


def is_long(mention: Mention) -> bool:
    """True for a range of more than a week: a month, a year."""
    start, end = mention.event_date_start, mention.event_date_end
    return start is not None and end is not None and (end - start).days >= WEEK


def recalls(mention: Mention, published_at: datetime) -> bool:
    """True for what was read as a recall, and for a long range that was over long before ("the shelling of 2019"),
    however it was read."""
    end = mention.event_date_end
    old = end is not None and is_long(mention) and (published_at.date() - end).days > LONG_AGO
    return mention.recency == "background" or old


def affected_span(days: Collection[date]) -> tuple[date, date]:
    """First and last anchor day of the events that may change when mentions anchored on `days` come, go or change.

    Replace the events filed under these days (`FusionResult.days`) by what `fuse` gives for the
    mentions of `input_span`.     Raises ValueError for no days.
    """
    return _shift(min(days), -REACH), _shift(max(days), REACH)


def input_span(days: Collection[date]) -> tuple[date, date]:
    """First and last anchor day of the mentions that `fuse` needs to get the events of `affected_span` right."""
    first, last = affected_span(days)
    return _shift(first, -REACH), _shift(last, REACH)


def _shift(day: date, by: int) -> date:
    try:
        return day + timedelta(days=by)
    except OverflowError:
        return date.max if by > 0 else date.min
