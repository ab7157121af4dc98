"""Which mentions a change can reach: read narrowly, followed from key to key inside the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import polars as pl

from pipeline.records import Mention, MentionActor, MentionPlace, Quantity, ReportedMention
from pipeline.warehouse.sqlfiles import load_sql
from pipeline.warehouse.writer import Warehouse, build, span_frame

Ranges = Sequence[tuple[date, date]]
Keys = tuple[Mapping[str, pl.DataFrame], Mapping[str, object]]
"""Tables and parameters of blocks.sql."""
P = TypeVar("P", MentionActor, MentionPlace, Quantity)


class Connected:
    """One look at what is connected with the changes of some days; its tables live as long as the connection."""

    def __init__(self, warehouse: Warehouse, first: date, last: date, recopied: pl.DataFrame) -> None:
        """`recopied` has article_id and version of the texts whose cluster of copies changed. Asked of a warehouse
        whose versions of these days were settled just before."""
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
        self._execute_within(ranges, "near_rows")
        connection.execute(load_sql("other_versions", table="further_version"))
        self._warehouse.execute_file("near_mentions")
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
        parts: dict[str, Mapping[str, Sequence[object]]] = {
            "actors": self._parts(MentionActor, "near_actor", "role, name"),
            "places": self._parts(MentionPlace, "near_place", "role, name"),
            "quantities": self._parts(Quantity, "near_quantity", "kind, quantity_id"),
        }
        return [
            build(ReportedMention, row | {"mention": build(Mention, row | _of(parts, row["mention_id"]))})
            for row in connection.execute(load_sql("reached_mentions")).pl().iter_rows(named=True)
        ]

    def _parts(self, kind: type[P], table: str, order: str) -> Mapping[str, list[P]]:
        """What the reached mentions contain of one kind, by mention_id."""
        frame = self._warehouse.connection.execute(load_sql("reached_parts", table=table, order=order)).pl()
        found: dict[str, list[P]] = defaultdict(list)
        records = frame.drop("mention_id", "reported_on").iter_rows(named=True)
        for mention_id, record in zip(frame["mention_id"], records, strict=True):
            found[mention_id].append(kind(**record))
        return found

    def members_before(self, ranges: Ranges) -> tuple[dict[str, str], dict[str, list[str]]]:
        """Mentions of the events that may change (mention_id to event_id), and those events with the corrections that
        applied to them, as they were."""
        self._execute_within(ranges, "old_events")
        self._warehouse.execute_file("members_before")
        members = self._warehouse.connection.execute("SELECT mention_id, event_id FROM old_member").fetchall()
        known = self._warehouse.connection.execute("SELECT event_id, corrections FROM old_event").fetchall()
        return dict(members), {event: corrections or [] for event, corrections in known}

    def _execute_within(self, ranges: Ranges, name: str) -> None:
        """Run a file that asks for every range by itself (`wanted`), and for what lies between the outermost days."""
        hull = {"first": min((first for first, _ in ranges), default=None)}
        hull["last"] = max((last for _, last in ranges), default=None)
        with self._warehouse._registered(wanted=span_frame(ranges)):
            self._warehouse.execute_file(name, **hull)


def _of(parts: Mapping[str, Mapping[str, Sequence[object]]], mention_id: str) -> dict[str, Any]:
    return {name: tuple(found.get(mention_id, ())) for name, found in parts.items()}
