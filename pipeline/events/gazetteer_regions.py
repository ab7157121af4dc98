"""Makes lexicons/places_regions.tsv, the divisions of the built-in gazetteer, from three files of GeoNames.

    python -m pipeline.events.gazetteer_regions admin1CodesASCII.txt admin2Codes.txt cities500.txt > places_regions.tsv

GeoNames gives names and codes of divisions without coordinates there; the middle of the box around a division's
settlements stands for its centre (towns crowd, so their mean would put Ontario's centre beside Toronto).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.events.gazetteer import bare_name

HEADER = (
    "# First-order (level 1) and second-order (level 2) divisions. Names and numbers: GeoNames, CC BY 4.0.\n"
    "# Coordinates: middle of the box around the division's settlements. Made by gazetteer_regions.py.\n"
    "# code\tlevel\tgeonames_id\tname\tascii name where it differs\tlat\tlon\tpopulation of its settlements\n"
)


class _Box:
    """The box around points; longitudes that straddle the 180th meridian are shifted as a whole."""

    __slots__ = ("east", "lats", "lons", "people")

    def __init__(self) -> None:
        self.lats: list[float] = []
        self.lons: list[float] = []
        self.people = 0

    def add(self, lat: float, lon: float, people: int) -> None:
        self.lats.append(lat)
        self.lons.append(lon)
        self.people += people

    def middle(self) -> tuple[float, float]:
        lons = sorted(self.lons)
        if lons[-1] - lons[0] > 180:
            lons = sorted(lon % 360 for lon in lons)
        lon = (lons[0] + lons[-1]) / 2
        return (min(self.lats) + max(self.lats)) / 2, lon - 360 if lon > 180 else lon


def regions(admin1: Iterable[str], admin2: Iterable[str], cities: Iterable[str]) -> Iterator[str]:
    """Lines of places_regions.tsv, sorted by code; divisions without any settlement are left out."""
    boxes: dict[str, _Box] = {}
    for line in cities:
        part = line.rstrip("\n").split("\t")
        codes = [f"{part[8]}.{part[10]}"] + ([f"{part[8]}.{part[10]}.{part[11]}"] if part[11] else [])
        for code in codes:
            boxes.setdefault(code, _Box()).add(float(part[4]), float(part[5]), int(part[14] or 0))
    for level, lines in ((1, admin1), (2, admin2)):
        for line in sorted(lines):
            part = line.rstrip("\n").split("\t")
            code, name, plain = part[0], part[1], part[2]
            number = part[3] if len(part) > 3 else ""
            box = boxes.get(code)
            if box is None or not name.strip():
                continue
            if level == 2 and len(box.lats) == 1 and bare_name(name) is None:
                continue  # a commune that is one town: the town says it already
            lat, lon = box.middle()
            yield "\t".join(
                (
                    code,
                    str(level),
                    number,
                    name,
                    "" if plain == name else plain,
                    f"{lat:.2f}",
                    f"{lon:.2f}",
                    str(box.people),
                )
            )


def main(arguments: list[str]) -> None:
    texts = [Path(name).read_text(encoding="utf-8").splitlines() for name in arguments]
    sys.stdout.write(HEADER)
    for line in regions(texts[0], texts[1], texts[2]):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(sys.argv[1:4])
