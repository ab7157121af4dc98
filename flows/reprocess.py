"""A range of days again with today's code, from the archive alone, with a report of what changed."""

from __future__ import annotations

from datetime import date

from prefect import flow

from flows.prefect_glue import run_as_flow


@flow(name="reprocess", flow_run_name="reprocess {first} to {last}", validate_parameters=True)
def reprocess(
    first: date, last: date, into: str | None = None, publish: bool = False, home: str | None = None
) -> dict[str, int]:
    """Replace the rows of these days, or write them into another database, and tell what is different."""
    return run_as_flow("reprocess", home, {"first": first, "last": last, "into": into, "publish": publish})
