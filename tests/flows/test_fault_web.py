"""Every fault that a web can have gets its row, in bounded time and memory, and disturbs nothing beside it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from fault_web import FEEDS, FaultWeb

PATH = Path(__file__).parents[2] / "benchmarks" / "newsweb.py"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems answer at 127.0.0.1 only")
def test_every_fault_of_the_web_has_its_outcome(tmp_path: Path) -> None:
    if not PATH.is_file():
        pytest.skip("the benchmarks are not beside the tests")
    spec = importlib.util.spec_from_file_location("newsweb_benchmark", PATH)
    assert spec is not None
    assert spec.loader is not None
    newsweb = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = newsweb
    spec.loader.exec_module(newsweb)
    with FaultWeb() as web:
        report = newsweb.drive(f"http://127.0.0.1:{web.server_port}", tmp_path / "home", quick=True)
    assert report.wrong == []
    assert len(report.rows) == len(newsweb.FAULTS) + len(newsweb.PAGES)
    assert report.healthy == len(FEEDS)
