"""Functions that several test modules call."""

from __future__ import annotations

import json
from pathlib import Path

from flows.bodies import BODIES
from flows.clock import fixed_clock
from flows.context import RunContext, new_run
from flows.demo_web.server import CLOCK, DemoWeb
from pipeline.feeds.opml import read_opml
from pipeline.frames import feeds_frame
from pipeline.settings import Settings, load_settings
from pipeline.warehouse import open_warehouse

LOOPBACK = {"DATELINE_FETCH__ALLOW_NETWORKS": json.dumps(["127.0.0.0/8"]), "DATELINE_FETCH__HOST_INTERVAL": "0"}


def demo_settings(home: Path, web: DemoWeb) -> Settings:
    """Settings of a home that knows the demonstration's feeds and may reach loopback."""
    settings = load_settings(home, fetch={"allow_networks": ["127.0.0.0/8"], "host_interval": 0})
    with open_warehouse(settings, "test") as warehouse:
        warehouse.save_feeds(feeds_frame(read_opml(web.opml())))
    return settings


def run_flow(flow: str, settings: Settings, **arguments: object) -> RunContext:
    """A flow without Prefect, with the clock at the evening of the demonstration's week."""
    run = new_run(flow, settings, fixed_clock(CLOCK))
    BODIES[flow](run, **arguments)
    return run


def content(settings: Settings) -> dict[str, str]:
    """Hash of the content of every table."""
    with open_warehouse(settings, "test") as warehouse:
        return warehouse.fingerprint()
