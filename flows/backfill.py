"""A range of days from a source of the past, on the same path as the nightly run."""

from __future__ import annotations

from datetime import date

from prefect import flow

from flows.prefect_glue import run_as_flow


@flow(name="backfill", flow_run_name="backfill {source} {first} to {last}", validate_parameters=True)
def backfill(
    source: str = "texts",
    path: str | list[str] | None = None,
    first: date | None = None,
    last: date | None = None,
    host: list[str] | None = None,
    feed: list[str] | None = None,
    window: int | None = None,
    dry_run: bool = False,
    home: str | None = None,
) -> dict[str, int]:
    """Archive what the source has of these days, then process it like all else.

    The parameters are the options of `dateline backfill`; `first` and `last` are its --from and --to.
    """
    arguments = {"source": source, "path": path, "first": first, "last": last, "window": window, "dry_run": dry_run}
    return run_as_flow("backfill", home, arguments | {"host": host or [], "feed": feed or []})
