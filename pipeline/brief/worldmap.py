"""Maps as vector paths: which part of the world is shown, the land in it, and where marks and names go.

Everything is computed here and drawn by a template: no tile, no font and no picture comes from anywhere else. Points
are WGS 84 degrees, results are pixels of the drawing with the origin at the upper left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pipeline.brief.outlines import Outlines, Scale, outlines
from pipeline.brief.words import country

Point = tuple[float, float]
Box = tuple[float, float, float, float]
_EDGE = 24.0
"""Pixels beyond the frame to which land is cut, so that the cut is not seen."""
_STEP = 0.6
"""Pixels below which a point of an outline says nothing."""


@dataclass(frozen=True, slots=True)
class View:
    """A frame of `width` by `height` pixels over a part of the world."""

    width: int
    height: int
    world: bool
    scale: float
    """Pixels per unit of the projection."""
    x0: float
    y0: float
    """Projected coordinates of the middle of the frame."""

    @property
    def detail(self) -> Scale:
        return "110m" if self.world else "50m"

    def pixel(self, lon: float, lat: float) -> Point:
        x, y = (_equal_earth if self.world else _mercator)(lon, lat)
        return (x - self.x0) * self.scale + self.width / 2, (self.y0 - y) * self.scale + self.height / 2

    def holds(self, lon: float, lat: float, margin: float = 0.0) -> bool:
        x, y = self.pixel(lon, lat)
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin


@dataclass(frozen=True, slots=True)
class Base:
    """Paths of one view: `land` closed, `contested` open lines; `names` of countries with the place they stand at."""

    land: str
    contested: str
    names: tuple[tuple[float, float, str], ...]


def _mercator(lon: float, lat: float) -> Point:
    lat = max(-80.0, min(84.0, lat))
    return math.radians(lon), math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def _equal_earth(lon: float, lat: float) -> Point:
    """Šavrič, Patterson and Jenny (2018): areas are true, shapes close to what readers know."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    t2 = theta * theta
    t6 = t2**3
    x = (
        2
        * math.sqrt(3)
        * math.radians(lon)
        * math.cos(theta)
        / (3 * (9 * a4 * t6 * t2 + 7 * a3 * t6 + 3 * a2 * t2 + a1))
    )
    return x, theta * (a4 * t6 * t2 + a3 * t6 + a2 * t2 + a1)


def world_view(width: int, height: int) -> View:
    """The inhabited world."""
    left, right = _equal_earth(-180, 0)[0], _equal_earth(180, 0)[0]
    bottom, top = _equal_earth(0, -57)[1], _equal_earth(0, 79)[1]
    scale = min(width / (right - left), height / (top - bottom))
    return View(width, height, True, scale, (left + right) / 2, (bottom + top) / 2)


def region_view(points: Sequence[Point], width: int, height: int) -> View:
    """The part of the world that holds these points (lon, lat), not closer than some hundred kilometres."""
    spots = [_mercator(lon, lat) for lon, lat in points]
    west, east = min(x for x, _ in spots), max(x for x, _ in spots)
    south, north = min(y for _, y in spots), max(y for _, y in spots)
    least = math.radians(9.0)
    wide, tall = max(east - west, least) * 1.24, max(north - south, least * 0.6) * 1.3
    scale = min(width / wide, height / tall)
    return View(width, height, False, scale, (west + east) / 2, (south + north) / 2)


def choose_views(points: Sequence[Point], width: int, height: int) -> list[View]:
    """The frames for these points (lon, lat): one region where they lie together, else the world and its densest part.

    Empty without points.
    """
    if not points:
        return []
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    if max(lons) - min(lons) <= 75 and max(lats) - min(lats) <= 42:
        return [region_view(points, width, height)]
    views = [world_view(width, min(height, round(width * 0.52)))]
    near = _densest(points)
    if len(set(near)) >= 2 and len(near) >= 3:
        views.append(region_view(near, width, height))
    return views


def _densest(points: Sequence[Point], lon_span: float = 24.0, lat_span: float = 13.0) -> list[Point]:
    """The points around that one which has most neighbours; the first in order of place where several have."""

    def around(centre: Point) -> list[Point]:
        return [p for p in points if abs(p[0] - centre[0]) <= lon_span / 2 and abs(p[1] - centre[1]) <= lat_span / 2]

    spots = sorted(set(points))[:500]
    return max((around(spot) for spot in spots), key=len)


@cache
def base(view: View) -> Base:
    """Land and names of a view."""
    source = outlines(view.detail)
    lines = [_thin([view.pixel(lon, lat) for lon, lat in arc]) for arc in source.arcs]
    around = {k for k, arc in enumerate(source.arcs) if any(abs(b[0] - a[0]) > 180 for a, b in pairwise(arc))}
    paths, names = [], []
    for name, code, rings in source.countries:
        if name == "Antarctica":
            continue
        largest = 0.0
        best: list[Point] = []
        for closed in (part for ring in rings for part in _parts(source, lines, ring, around, view)):
            if len(closed) > 2:
                paths.append(_path(closed, "z"))
                area = abs(_area(closed))
                if area > largest:
                    largest, best = area, closed
        if best:
            label = _label(best, country(code) or name, view)
            if label:
                names.append(label)
    contested = [
        _path(line, "")
        for line, kind in zip(lines, source.kinds, strict=True)
        if kind == "d" and any(-_EDGE < x < view.width + _EDGE and -_EDGE < y < view.height + _EDGE for x, y in line)
    ]
    return Base("".join(paths), "".join(contested), tuple(names))


def _parts(
    source: Outlines, lines: Sequence[list[Point]], ring: Sequence[int], around: set[int], view: View
) -> list[list[Point]]:
    """The pieces of a ring in the frame. One that goes over 180 degrees is cut there, or it would cross the map."""
    if not any((i if i >= 0 else ~i) in around for i in ring):
        return [_clip(_ring(lines, ring), view.width, view.height)]
    turned = _ring(source.arcs, ring)
    lon, whole = turned[0][0], [turned[0]]
    for (before, _), (after, lat) in pairwise(turned):
        lon += (after - before + 180) % 360 - 180
        whole.append((lon, lat))
    parts = []
    for shift in (-360.0, 0.0, 360.0):
        piece = [(x + shift, y) for x, y in whole]
        for bound, sign in ((-180.0, 1), (180.0, -1)):
            piece = _cut(piece, 0, bound, sign) if piece else piece
        parts.append(_clip([view.pixel(x, y) for x, y in piece], view.width, view.height))
    return parts


def _thin(line: list[Point]) -> list[Point]:
    kept = [line[0]]
    for point in line[1:-1]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= _STEP:
            kept.append(point)
    return [*kept, line[-1]]


def _ring(lines: Sequence[Sequence[Point]], ring: Sequence[int]) -> list[Point]:
    joined: list[Point] = []
    for index in ring:
        line = lines[index] if index >= 0 else lines[~index][::-1]
        joined += line[1:] if joined else line
    return joined


def _clip(ring: list[Point], width: float, height: float) -> list[Point]:
    """Sutherland and Hodgman, at the frame and a little more."""
    if not ring:
        return ring
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    if max(xs) < -_EDGE or min(xs) > width + _EDGE or max(ys) < -_EDGE or min(ys) > height + _EDGE:
        return []
    if min(xs) >= -_EDGE and max(xs) <= width + _EDGE and min(ys) >= -_EDGE and max(ys) <= height + _EDGE:
        return ring
    for axis, bound, sign in ((0, -_EDGE, 1), (0, width + _EDGE, -1), (1, -_EDGE, 1), (1, height + _EDGE, -1)):
        ring = _cut(ring, axis, bound, sign)
        if not ring:
            return []
    return ring


def _cut(ring: list[Point], axis: int, bound: float, sign: int) -> list[Point]:
    kept: list[Point] = []
    before = ring[-1]
    for point in ring:
        inside, was_inside = sign * (point[axis] - bound) >= 0, sign * (before[axis] - bound) >= 0
        if inside != was_inside:
            share = (bound - before[axis]) / (point[axis] - before[axis])
            kept.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
        if inside:
            kept.append(point)
        before = point
    return kept


def _area(ring: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _path(line: Sequence[Point], end: str) -> str:
    """One decimal, each point as the difference to the one before: half as long."""
    x, y = round(line[0][0] * 10), round(line[0][1] * 10)
    parts = [f"M{_tenth(x)} {_tenth(y)}l"]
    first = True
    for point in line[1:]:
        to_x, to_y = round(point[0] * 10), round(point[1] * 10)
        dx, dy = _tenth(to_x - x), _tenth(to_y - y)
        parts.append(("" if first or dx.startswith("-") else " ") + dx + ("" if dy.startswith("-") else " ") + dy)
        x, y, first = to_x, to_y, False
    return "".join(parts) + end if len(parts) > 1 else ""


def _tenth(n: int) -> str:
    whole, rest = divmod(abs(n), 10)
    text = f"{whole}.{rest}" if rest and whole else f".{rest}" if rest else str(whole)
    return f"-{text}" if n < 0 else text


def _label(ring: list[Point], name: str, view: View) -> tuple[float, float, str] | None:
    """Where a country's name stands in what is seen of it; None where it would not fit."""
    seen = _clip_to(ring, view)
    if len(seen) < 3:
        return None
    area = _area(seen)
    if abs(area) < 900:
        return None
    pairs = list(zip(seen, [*seen[1:], seen[0]], strict=True))
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * area)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * area)
    width = len(name) * 6.4
    extent = max(p[0] for p in seen) - min(p[0] for p in seen)
    if width > extent * 0.9 or width > 2.2 * math.sqrt(abs(area)):
        return None
    if not (width / 2 + 4 < x < view.width - width / 2 - 4 and 12 < y < view.height - 8):
        return None
    return round(x, 1), round(y, 1), name


def _clip_to(ring: list[Point], view: View) -> list[Point]:
    for axis, bound, sign in ((0, 0.0, 1), (0, float(view.width), -1), (1, 0.0, 1), (1, float(view.height), -1)):
        ring = _cut(ring, axis, bound, sign) if ring else ring
    return ring


def place_labels(
    marks: Sequence[tuple[float, float, float, str]], view: View, most: int
) -> list[tuple[float, float, str, str]]:
    """Names beside marks (x, y, radius, name), the first come first; a name that would cover another is left out.

    Returns (x, y, anchor, name), anchor as in SVG.
    """
    boxes = [(x - r, y - r, x + r, y + r) for x, y, r, _ in marks[:60]]
    placed: list[tuple[float, float, str, str]] = []
    said: set[str] = set()
    for x, y, r, name in marks:
        if len(placed) >= most or not name or name in said:
            continue
        wide = len(name) * 7.0
        spots = (
            (x + r + 4, y + 4, "start", x + r + 3),
            (x - r - 4, y + 4, "end", x - r - 3 - wide),
            (x, y - r - 5, "middle", x - wide / 2),
            (x, y + r + 13, "middle", x - wide / 2),
        )
        for at_x, at_y, anchor, left in spots:
            box = (left, at_y - 11, left + wide, at_y + 3)
            if box[0] < 2 or box[2] > view.width - 2 or box[1] < 2 or box[3] > view.height - 2 or _covers(box, boxes):
                continue
            boxes.append(box)
            placed.append((round(at_x, 1), round(at_y, 1), anchor, name))
            said.add(name)
            break
    return placed


def _covers(box: Box, boxes: Sequence[Box]) -> bool:
    return any(box[0] < b[2] and box[2] > b[0] and box[1] < b[3] and box[3] > b[1] for b in boxes)


def names_free(
    names: Sequence[tuple[float, float, str]],
    marks: Sequence[tuple[float, float, float, str]],
    labels: Sequence[tuple[float, float, str, str]],
) -> list[tuple[float, float, str]]:
    """Names of countries that neither a mark nor the name of one would cover."""
    boxes = [(x - r - 2, y - r - 2, x + r + 2, y + r + 2) for x, y, r, _ in marks]
    for x, y, anchor, name in labels:
        wide = len(name) * 7.0
        left = x if anchor == "start" else x - wide if anchor == "end" else x - wide / 2
        boxes.append((left, y - 11, left + wide, y + 4))
    kept = []
    for x, y, name in names:
        wide = len(name) * 6.4
        box = (x - wide / 2, y - 10, x + wide / 2, y + 4)
        if not _covers(box, boxes):
            kept.append((x, y, name))
            boxes.append(box)
    return kept
