"""iCalendar by RFC 5545, an entry a dated event, through the library icalendar."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from pipeline.wording import account, headline, place_words, web_address


def calendar_bytes(frame: pl.DataFrame) -> bytes:
    """Events of sql/exports/events.sql as whole-day entries; events without a day are left out.

    The same events give the same bytes: DTSTAMP is the latest report, not the clock.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415 - a third of a second that other formats need not wait for

    calendar = Calendar()
    calendar.add("prodid", "-//Dateline//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Dateline events")
    for event in frame.sort("event_date_start", "event_id", nulls_last=True).iter_rows(named=True):
        if event["event_date_start"] is None:
            continue
        entry = Event()
        entry.add("uid", f"{event['event_id']}@dateline.invalid")
        entry.add("dtstamp", event["last_reported_at"])
        entry.add("dtstart", event["event_date_start"])
        entry.add("dtend", (event["event_date_end"] or event["event_date_start"]) + timedelta(days=1))
        entry.add("summary", headline(event))
        entry.add("description", account(event))
        if place_words(event):
            entry.add("location", place_words(event))
        if event["lat"] is not None and event["lon"] is not None:
            entry.add("geo", (event["lat"], event["lon"]))
        if url := web_address(event["url"]):
            entry.add("url", url)
        entry.add("categories", [event["event_type"]])
        entry.add("transp", "TRANSPARENT")
        calendar.add_component(entry)
    return bytes(calendar.to_ical())
