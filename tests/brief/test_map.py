"""Maps: what is shown, and that nothing falls out of the frame or crosses it."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.brief.outlines import country_names, outlines
from pipeline.brief.worldmap import base, choose_views, place_labels, region_view, world_view

_STEPS = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
POINTS = st.lists(st.tuples(st.floats(-179, 179), st.floats(-55, 75)), min_size=1, max_size=30)


def longest_step(path: str) -> float:
    longest = 0.0
    for part in path.split("M")[1:]:
        numbers = [float(n) for n in _STEPS.findall(part.split("l", 1)[1])]
        longest = max([longest, *(abs(n) for n in numbers[::2])])
    return longest


@given(POINTS)
@example([(0.0, 0.0), (-179.0, 0.0)])
@settings(max_examples=40, deadline=None)
def test_every_point_is_in_the_first_frame(points: list[tuple[float, float]]) -> None:
    for view in choose_views(points, 960, 430)[:1]:
        assert all(view.holds(lon, lat) for lon, lat in points)


@pytest.mark.parametrize("width", [960, 360])
def test_no_outline_runs_across_the_world(width: int) -> None:
    """Russia, Fiji and Antarctica go over 180 degrees."""
    assert longest_step(base(world_view(width, width // 2)).land) < width / 8


def test_a_region_names_its_countries() -> None:
    drawn = base(region_view([(30.5, 46.4), (36.2, 50.0)], 960, 430))
    assert {"Ukraine", "Romania"} <= {name for _, _, name in drawn.names}
    assert drawn.contested


def test_known_points_lie_where_they_should() -> None:
    view = world_view(1000, 500)
    kyiv, quito, sydney = view.pixel(30.5, 50.45), view.pixel(-78.5, -0.2), view.pixel(151.2, -33.9)
    assert quito[0] < kyiv[0] < sydney[0]
    assert kyiv[1] < quito[1] < sydney[1]


def test_names_of_marks_do_not_cover_each_other() -> None:
    marks = [(100.0 + 3 * k, 100.0, 5.0, f"Town {k}") for k in range(30)]
    placed = place_labels(marks, world_view(960, 430), 30)
    assert 0 < len(placed) < 30
    assert len({(x, y) for x, y, _, _ in placed}) == len(placed)


def test_outlines_have_all_countries_with_codes() -> None:
    for scale in ("110m", "50m"):
        found = outlines(scale)  # type: ignore[arg-type]
        assert len(found.countries) > 170
        assert all(code in country_names() for _, code, _ in found.countries)
        assert len(found.arcs) == len(found.kinds)
