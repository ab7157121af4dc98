"""Writes a compiled gazetteer file: places come in one by one, and what grows with their number waits on disk."""

from __future__ import annotations

import json
import os
import struct
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, ClassVar

import numpy as np

from pipeline.events.gazetteer import (
    ALTERNATE,
    ASCII,
    BARE,
    CANONICAL,
    COLUMNS,
    FORMAT_VERSION,
    KINDS,
    MAGIC,
    PlaceKind,
    bare_name,
    name_hash,
    normalise,
)

_BUCKETS = 64


def _says_nothing(name: str) -> bool:
    """Codes and machine transliterations among the alternate names: "LON", "surudeu", "pag"."""
    if len(name) < 2:
        return True
    if name[0].isascii() and name[0].islower():
        # "al-Arish", "el Geneina" are written so; single words in lower case are machine transliterations
        return " " not in name and "-" not in name
    return len(name) <= 3 and name.isascii()


class _Names:
    """Collects (hash, place, flag) and gives them back sorted, holding one of 64 parts in memory at a time."""

    _DTYPE = np.dtype([("hash", "<u8"), ("owner", "<u4"), ("flag", "u1")])

    def __init__(self, folder: Path) -> None:
        self._files: list[IO[bytes]] = [(folder / f"part-{i:02d}").open("w+b") for i in range(_BUCKETS)]
        self._waiting: list[list[tuple[int, int, int]]] = [[] for _ in range(_BUCKETS)]
        self._count = 0

    def add(self, key: str, owner: int, flag: int) -> None:
        value = name_hash(key)
        part = self._waiting[value >> 58]
        part.append((value, owner, flag))
        self._count += 1
        if len(part) >= 4096:
            self._flush(value >> 58)

    def _flush(self, part: int) -> None:
        self._files[part].write(np.array(self._waiting[part], dtype=self._DTYPE).tobytes())
        self._waiting[part].clear()

    def sorted_parts(self) -> Iterator[np.ndarray[Any, Any]]:
        for part in range(_BUCKETS):
            self._flush(part)
            self._files[part].seek(0)
            rows = np.frombuffer(self._files[part].read(), dtype=self._DTYPE)
            rows = np.sort(rows, order=("hash", "owner", "flag"))
            # one place may carry a name twice, as canonical and as alternate: the better one comes first
            keep = np.ones(len(rows), dtype=bool)
            keep[1:] = (rows["hash"][1:] != rows["hash"][:-1]) | (rows["owner"][1:] != rows["owner"][:-1])
            yield rows[keep]

    def close(self) -> None:
        for file in self._files:
            file.close()


class Builder:
    """Takes places one by one; `finish` writes the file. Everything that grows with the input lies on disk but for
    about 30 bytes a place."""

    def __init__(self, folder: Path) -> None:
        self._names = _Names(folder)
        self._blob = (folder / "names").open("w+b")
        self._columns: dict[str, list[Any]] = defaultdict(list)
        self._packed: dict[str, list[bytes]] = defaultdict(list)
        self._blob_length = 0
        self.countries: dict[str, int] = {"": 0}
        self.admin1: dict[str, int] = {"": 0}
        self.admin1_names: dict[str, str] = {"": ""}
        self.counts: dict[str, int] = defaultdict(int)
        self._total = 0

    def add(
        self,
        *,
        geonames_id: int,
        name: str,
        alternates: list[str],
        lat: float,
        lon: float,
        population: int,
        kind: PlaceKind,
        country: str,
        admin1: str,
        bare: bool = False,
    ) -> None:
        """One place. `bare`: also findable without the word that tells its type."""
        index = self._total
        self._total += 1
        keys: dict[str, int] = {}
        canonical = normalise(name)
        if canonical:
            keys[canonical] = CANONICAL
        for other in alternates:
            if _says_nothing(other):
                continue
            key = normalise(other)
            if key and key not in keys:
                keys[key] = ASCII if key.replace(" ", "") == canonical.replace(" ", "") else ALTERNATE
        if bare and (short := bare_name(name)) and (key := normalise(short)):
            keys.setdefault(key, BARE if kind == "admin2" else CANONICAL)
        for key, flag in keys.items():
            self._names.add(key, index, flag)
        raw = name.encode("utf-8", "replace")
        self._blob.write(raw)
        self._blob_length += len(raw)
        c = self._columns
        c["ids"].append(geonames_id)
        c["lats"].append(lat)
        c["lons"].append(lon)
        c["populations"].append(min(max(population, 0), 2**32 - 1))
        c["fames"].append(min(len(alternates), 65_535))
        c["kinds"].append(KINDS.index(kind))
        c["countries"].append(self.countries.setdefault(country, len(self.countries)))
        c["admin1s"].append(self.admin1.setdefault(admin1, len(self.admin1)))
        c["name_ends"].append(self._blob_length)
        self.counts[kind] += 1
        if len(c["ids"]) >= 50_000:
            self._pack()

    _DTYPES: ClassVar[dict[str, str]] = {
        "ids": "<u4", "lats": "<f4", "lons": "<f4", "populations": "<u4", "fames": "<u2", "kinds": "u1",
        "countries": "<u2", "admin1s": "<u2", "name_ends": "<u8",
    }  # fmt: skip

    def _pack(self) -> None:
        for name, dtype in self._DTYPES.items():
            self._packed[name].append(np.array(self._columns[name], dtype=dtype).tobytes())
            self._columns[name].clear()

    def finish(self, out: Path, source: str) -> None:
        self._pack()
        parts: dict[str, list[bytes]] = {"hashes": [], "owners": [], "flags": []}
        entries = 0
        for rows in self._names.sorted_parts():
            parts["hashes"].append(rows["hash"].tobytes())
            parts["owners"].append(rows["owner"].tobytes())
            parts["flags"].append(rows["flag"].tobytes())
            entries += len(rows)
        self._blob.seek(0)
        codes = list(self.admin1)
        lengths = dict.fromkeys(parts, entries) | dict.fromkeys(self._DTYPES, self._total)
        write_gazetteer(
            out,
            source=source,
            countries=list(self.countries),
            admin1_codes=codes,
            admin1_names=[self.admin1_names.get(code, "") for code in codes],
            columns={**parts, **self._packed},
            lengths=lengths,
            names=iter(lambda: self._blob.read(1 << 20), b""),
            names_length=self._blob_length,
            counts=dict(self.counts) | {"names": entries},
        )

    def close(self) -> None:
        self._names.close()
        self._blob.close()


@contextmanager
def open_builder(out: Path) -> Iterator[Builder]:
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".gazetteer-", dir=out.parent) as folder:
        made = Builder(Path(folder))
        try:
            yield made
        finally:
            made.close()


def write_gazetteer(
    out: Path,
    *,
    source: str,
    countries: list[str],
    admin1_codes: list[str],
    admin1_names: list[str],
    columns: dict[str, Iterable[bytes]],
    lengths: dict[str, int],
    names: Iterable[bytes],
    names_length: int,
    counts: dict[str, int],
) -> None:
    """Write one file in its final form under a temporary name and rename it, so that readers see all or nothing.

    `columns` gives each column's bytes in pieces, `lengths` its number of values.
    """
    sections: dict[str, tuple[int, int]] = {}
    at = 0
    for name, dtype in COLUMNS:
        sections[name] = (at, lengths[name])
        at += lengths[name] * np.dtype(dtype).itemsize
        at += -at % 8
    sections["names"] = (at, names_length)
    head = {
        "format": FORMAT_VERSION,
        "source": source,
        "countries": countries,
        "admin1_codes": admin1_codes,
        "admin1_names": admin1_names,
        "sections": sections,
        "counts": counts,
    }
    raw = json.dumps(head, ensure_ascii=True, sort_keys=True).encode()
    raw += b" " * (-(len(MAGIC) + 4 + len(raw)) % 8)  # the columns start on a multiple of 8
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(MAGIC + struct.pack("<I", len(raw)) + raw)
            for name, dtype in COLUMNS:
                written = sum(file.write(piece) for piece in columns[name])
                if written != lengths[name] * np.dtype(dtype).itemsize:
                    raise ValueError(f"column {name} has the wrong length")
                file.write(b"\x00" * (-written % 8))
            for piece in names:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(out)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
