"""A simulated fortnight of polling: outages, moves, throttling, servers whose validators lie. See benchmarks/polling.py."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

PATH = Path(__file__).parents[2] / "benchmarks" / "polling.py"


@pytest.fixture(scope="module")
def polling() -> ModuleType:
    if not PATH.is_file():
        pytest.skip("the benchmarks are not beside the tests")
    spec = importlib.util.spec_from_file_location("polling_benchmark", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_a_fortnight_breaks_no_manners_and_loses_no_feed(polling: ModuleType) -> None:
    month = polling.simulate(feeds=60, hosts=8, days=14)
    assert month.requests > 3000
    assert (month.inside_hold, month.too_fast) == (0, 0)
    assert (month.stopped, month.unmoved, month.unretired, month.deaf) == ([], [], [], [])
    assert month.lost == 0
    assert month.saved > month.received
    assert {"new", "unchanged", "not_modified", "moved", "gone", "failed"} <= set(month.outcomes)
    again = polling.simulate(feeds=60, hosts=8, days=14)
    assert again == month
