"""`dateline status`: is it well, and if not, what is wrong?"""

from __future__ import annotations

from flows.cli.common import out, show_frame, show_json
from pipeline.settings import Settings
from pipeline.warehouse import run_sql
from pipeline.warehouse.sqlfiles import sql_files


def status_command(settings: Settings, *, feeds: bool, as_json: bool) -> None:
    """Answered from the published snapshot, so that it never waits for a run."""
    names = ("runs", "stages", "failures", "feeds" if feeds else "feeds_in_short", "published")
    found = {name: run_sql(settings.snapshot, sql_files("status")[name].text).frame for name in names}
    if as_json:
        show_json({name: frame.to_dicts() for name, frame in found.items()})
        return
    out.print(f"home: {settings.home}", style="dim")
    for name, frame in found.items():
        show_frame(frame, title=sql_files("status")[name].question, limit=1000)
