"""Outlines and names of countries, from Natural Earth (public domain) and ISO 3166; see compile_outlines."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

Scale = Literal["110m", "50m"]
_FILE = Path(__file__).parent / "data" / "outlines.json.gz"


@dataclass(frozen=True, slots=True)
class Outlines:
    """`arcs` are lines of (lon, lat) in degrees, `kinds` says of each: c coast, b border, d contested border.
    `countries` are (name, alpha-3, rings); a ring lists arcs, ~n for arc n backwards."""

    arcs: tuple[tuple[tuple[float, float], ...], ...]
    kinds: str
    countries: tuple[tuple[str, str, tuple[tuple[int, ...], ...]], ...]


@cache
def _file() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(gzip.decompress(_FILE.read_bytes()))
    return loaded


@cache
def country_names() -> Mapping[str, str]:
    """Usual English names by ISO 3166-1 alpha-3."""
    return MappingProxyType(_file()["names"])


@cache
def outlines(scale: Scale) -> Outlines:
    """The outlines of one scale: 110m for the world, 50m for a part of it."""
    raw = _file()[scale]
    codes: dict[str, str] = _file()["codes"]
    unit: float = raw["unit"]
    arcs = []
    for flat in raw["arcs"]:
        x, y = flat[0], flat[1]
        line = [(x * unit, y * unit)]
        for k in range(2, len(flat), 2):
            x, y = x + flat[k], y + flat[k + 1]
            line.append((x * unit, y * unit))
        arcs.append(tuple(line))
    countries = tuple(
        (name, codes.get(name, ""), tuple(tuple(ring) for ring in rings)) for name, rings in raw["countries"]
    )
    return Outlines(tuple(arcs), raw["kinds"], countries)
