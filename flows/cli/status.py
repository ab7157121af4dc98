"""`dateline status`: is it well, and if not, what is wrong?"""

from __future__ import annotations

import polars as pl

from flows.cli.common import out, show_frame, show_json
from pipeline.errors import LockedError
from pipeline.settings import Settings
from pipeline.warehouse import open_warehouse, run_sql
from pipeline.warehouse.sqlfiles import sql_files

_PATIENCE = 1.0  # seconds to wait for a loading run before the snapshot is asked instead


def status_command(settings: Settings, *, feeds: bool, as_json: bool) -> None:
    """Asked of the warehouse, since a run that failed has published nothing; while a run loads, of the snapshot."""
    names = (
        "runs",
        "stages",
        "failures",
        "feeds" if feeds else "feeds_in_short",
        "quiet_feeds",
        "lost_sites",
        "published",
    )
    found, where = _ask(settings, names)
    if as_json:
        show_json({name: frame.to_dicts() for name, frame in found.items()})
        return
    out.print(f"home: {settings.home} ({where})", style="dim")
    for name, frame in found.items():
        show_frame(frame, title=sql_files("status")[name].question, limit=1000)


def _ask(settings: Settings, names: tuple[str, ...]) -> tuple[dict[str, pl.DataFrame], str]:
    texts = {name: sql_files("status")[name].text for name in names}
    if settings.database.is_file():
        try:
            with open_warehouse(settings, "status", timeout=_PATIENCE) as warehouse:
                return {name: warehouse.frame(text) for name, text in texts.items()}, "as it stands now"
        except LockedError:
            pass
    return {name: run_sql(settings.snapshot, text).frame for name, text in texts.items()}, "as published"
