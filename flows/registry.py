"""The Prefect flows by name."""

from __future__ import annotations

from flows.backfill import backfill
from flows.nightly import nightly
from flows.poll import poll
from flows.process import process

FLOWS = {"nightly": nightly, "poll": poll, "process": process, "backfill": backfill}
