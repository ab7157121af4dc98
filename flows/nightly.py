"""The nightly run: poll, then process the days that have something new, load, check, publish, report."""

from __future__ import annotations

from prefect import flow

from flows.prefect_glue import run_as_flow


@flow(name="nightly", flow_run_name="nightly {window}", validate_parameters=True)
def nightly(home: str | None = None, poll_first: bool = True, window: str = "gaps") -> dict[str, int]:
    """Do all that is missing. `window` only names the run: which days are done stands in our own ledger."""
    return run_as_flow("nightly", home, {"poll_first": poll_first})
