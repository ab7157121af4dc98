"""Every 15 minutes: the feeds that are due and the pages that they link to, into the archive."""

from __future__ import annotations

from prefect import flow

from flows.prefect_glue import run_as_flow


@flow(name="poll", flow_run_name="poll", validate_parameters=True)
def poll(home: str | None = None, force: bool = False) -> dict[str, int]:
    """Ask the feeds that are due (all of them with `force`)."""
    return run_as_flow("poll", home, {"force": force})
