"""The Prefect flows by name."""

from __future__ import annotations

from collections.abc import Callable

from flows.backfill import backfill
from flows.nightly import nightly
from flows.poll import poll
from flows.process import process
from flows.reprocess import reprocess

FLOWS: dict[str, Callable[..., dict[str, int]]] = {
    "nightly": nightly,
    "poll": poll,
    "process": process,
    "reprocess": reprocess,
    "backfill": backfill,
}
