"""Which mentions a change can reach: read narrowly, followed from key to key inside the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import polars as pl

from pipeline.records import ReportedMention
from pipeline.warehouse.sqlfiles import load_sql
from pipeline.warehouse.writer import Warehouse, reported_mention, span_frame

Ranges = Sequence[tuple[date, date]]
Keys = tuple[Mapping[str, pl.DataFrame], Mapping[str, object]]
"""Tables and parameters of blocks.sql."""


class Connected:
    """One look at what is connected with the changes of some days; its tables live as long as the connection."""

    def __init__(self, warehouse: Warehouse, first: date, last: date, recopied: pl.DataFrame) -> None:
        """`recopied` has article_id and version of the texts whose cluster of copies changed."""
        self._warehouse = warehouse
        with warehouse._registered(recopied=recopied):
            warehouse.execute_file("touch_articles", first=first, last=last)
        warehouse.execute_file("lost_events")

    def days(self) -> list[date]:
        """Days under which events may stand that the changes can reach."""
        rows = self._warehouse.connection.execute(load_sql("touched_event_days")).fetchall()
        return [row[0] for row in rows if row[0] is not None]

    def mentions(self, ranges: Ranges, keys: Callable[[Sequence[str]], Keys]) -> list[ReportedMention]:
        """The changed mentions that may be filed under the ranges, and all that are connected with them there.

        `keys` gives the tables and parameters of the keys for the names that occur.
        """
        connection = self._warehouse.connection
        with self._warehouse._registered(wanted=span_frame(ranges)):
            # every stretch by itself, and all together
            hull = {"first": min((first for first, _ in ranges), default=None)}
            hull["last"] = max((last for _, last in ranges), default=None)
            self._warehouse.execute_file("near_mentions", **hull)
        names = [row[0] for row in connection.execute(load_sql("near_names")).fetchall()]
        tables, parameters = keys(names)
        with self._warehouse._registered(**tables):
            self._warehouse.execute_file("blocks", **parameters)
            further = load_sql("reach_further")
            turn = 1
            while True:
                row = connection.execute(further, {"round": turn, "columns": parameters["columns"]}).fetchone()
                if row is None or not row[0]:
                    break
                turn += 1
        self._warehouse.execute_file("reached_mention")
        cursor = connection.execute(load_sql("reached_mentions"))
        columns = [column[0] for column in cursor.description or ()]
        return [reported_mention(dict(zip(columns, row, strict=True))) for row in cursor.fetchall()]

    def members_before(self, ranges: Ranges) -> tuple[dict[str, str], set[str]]:
        """Mentions of the events that may change (mention_id to event_id), and those events, as they were."""
        with self._warehouse._registered(wanted=span_frame(ranges)):
            self._warehouse.execute_file("old_events")
        rows = self._warehouse.connection.execute(load_sql("members_before")).fetchall()
        return {mention: event for mention, event in rows if mention is not None}, {event for _, event in rows}
