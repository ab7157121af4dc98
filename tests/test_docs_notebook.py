"""The notebook runs on the demonstration and draws five pictures that have something in them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from pipeline.settings import Settings

pytest.importorskip("marimo")
pytest.importorskip("altair")

NOTEBOOK = Path(__file__).parents[1] / "docs" / "notebook.py"
PICTURES = {
    "days_chart": "bar",
    "tolls_chart": "rule",
    "history_chart": "line",
    "nights_chart": "bar",
    "map_chart": "circle",
}


@pytest.mark.model
@pytest.mark.timeout(900)
def test_five_pictures(demo: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    import vl_convert

    monkeypatch.setenv("DATELINE_HOME", str(demo.home))
    spec = importlib.util.spec_from_file_location("notebook", NOTEBOOK)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _, made = module.app.run()
    assert set(PICTURES) <= set(made)
    for name, mark in PICTURES.items():
        chart = made[name].to_dict()
        assert mark in str(chart)
        rows = [row for data in chart["datasets"].values() for row in data]
        assert len(rows) > 2, name
        svg = vl_convert.vegalite_to_svg(chart)
        assert svg.count("<path") > 5, name
