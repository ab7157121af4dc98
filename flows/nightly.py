"""The nightly run: poll, then process the days that have something new, load, check, publish, report."""

from __future__ import annotations

from prefect import flow

from flows.clock import current_clock
from flows.prefect_glue import run_as_flow


def _run_name() -> str:
    return f"nightly of {current_clock()():%Y-%m-%d}"


@flow(name="nightly", flow_run_name=_run_name, validate_parameters=True)
def nightly(home: str | None = None, poll_first: bool = True) -> dict[str, int]:
    """Do all that is missing. Which days these are stands in our own ledger, not in parameters."""
    return run_as_flow("nightly", home, {"poll_first": poll_first})
