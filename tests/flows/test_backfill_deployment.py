"""The deployment of backfills takes what the command takes."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
OF_THE_TERMINAL = {"context", "plain", "json"}
"""Options that say how the command runs and shows, not what is done."""


@pytest.mark.parametrize("name", ["backfill", "reprocess"])
def test_parameters_are_the_options_of_the_command(name: str) -> None:
    from flows.cli import app as command_line

    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    (entrypoint,) = (d["entrypoint"] for d in deployments if d["name"] == name)
    path, function = entrypoint.split(":")
    flow = getattr(import_module(path.removesuffix(".py").replace("/", ".")), function)
    parameters = set(inspect.signature(flow.fn).parameters)
    options = set(inspect.signature(getattr(command_line, name)).parameters)
    assert parameters == options - OF_THE_TERMINAL


def test_parameters_of_a_deployment_are_read_from_text() -> None:
    """As the page or `prefect deployment run --param` gives them."""
    from flows.backfill import backfill

    given = {"source": "ccnews", "first": "2023-05-09", "last": "2023-05-11", "host": ["a.example"], "dry_run": True}
    read = backfill.validate_parameters(given)
    assert (str(read["first"]), str(read["last"]), read["dry_run"]) == ("2023-05-09", "2023-05-11", True)
