"""A range of days again, from the archive: extract, read, relate, publish."""

from __future__ import annotations

from datetime import date

from prefect import flow

from flows.prefect_glue import run_as_flow


@flow(name="process", flow_run_name="process {first} to {last}", validate_parameters=True)
def process(first: date, last: date, home: str | None = None) -> dict[str, int]:
    """Replace the rows of the days from `first` to `last` by what today's code reads in their captures."""
    return run_as_flow("process", home, {"first": first, "last": last})
