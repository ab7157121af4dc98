"""datapackage.json (Frictionless Data Package 2): what the files beside it are, whose they are, what columns mean."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

import polars as pl

_MEDIA = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "json": "application/json",
    "geojson": "application/geo+json",
    "ics": "text/calendar",
    "rss": "application/rss+xml",
}
_NOTE = (
    "Events, figures and places read by a program from news articles. Titles and quoted passages belong to their "
    "publishers, who are listed as sources; whether they may be passed on is for their terms and the law to say."
)


@dataclass(frozen=True, slots=True)
class Resource:
    """One exported thing: its files with size and sha256, its columns, and what is written down of their meaning."""

    name: str
    description: str
    format: str
    files: tuple[tuple[str, int, str], ...]
    schema: Mapping[str, pl.DataType]
    meanings: Mapping[str, str]
    rows: int


def still_described(folder: Path) -> list[dict[str, Any]]:
    """Resources that a description of ours in `folder` names, as far as their files lie there as it says."""
    try:
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        if not str(package["name"]).startswith("dateline"):
            return []
        return [one for one in package["resources"] if all(_lies(folder, *part) for part in _parts(one))]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _parts(described: Mapping[str, Any]) -> list[tuple[str, int]]:
    parts = described.get("parts", [described])
    return [(str(part["path"]), int(part["bytes"])) for part in parts]


def _lies(folder: Path, path: str, size: int) -> bool:
    file = folder / path
    return file.is_file() and file.stat().st_size == size


def data_package(
    resource: Resource,
    publishers: Sequence[Mapping[str, Any]],
    *,
    published_at: datetime | None,
    version: str,
    beside: Sequence[Mapping[str, Any]] = (),
) -> bytes:
    """The description of one export. `publishers` are rows of sql/exports/publishers.sql, `beside` what earlier exports
    left in the same folder (see `still_described`); files that this one has written are described anew."""
    paths = [path for path, _, _ in resource.files]
    described: dict[str, Any] = {
        "name": _slug(resource.name),
        "path": paths[0] if len(paths) == 1 else paths,
        "description": resource.description,
        "format": resource.format,
        "mediatype": _MEDIA[resource.format],
        "rows": resource.rows,
    }
    if resource.format in ("csv", "json", "geojson", "ics", "rss"):
        described["encoding"] = "utf-8"
    if len(resource.files) == 1:
        described |= {"bytes": resource.files[0][1], "hash": f"sha256:{resource.files[0][2]}"}
    else:
        described["parts"] = [
            {"path": path, "bytes": size, "hash": f"sha256:{digest}"} for path, size, digest in resource.files
        ]
    if resource.format in ("csv", "json", "parquet"):
        described["schema"] = {
            "fields": [_field(name, kind, resource.meanings.get(name)) for name, kind in resource.schema.items()],
            "missingValues": [""],
        }
    if resource.format == "csv":
        described["dialect"] = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}
        described["note"] = "From a text that begins with an apostrophe, remove that one; lists are JSON texts."
    resources = [described]
    for one in beside:
        if {path for path, _ in _parts(one)}.isdisjoint(paths):
            names = {other["name"] for other in resources}
            wished = chain((one["name"], f"{one['name']}-{one['format']}"), (f"{one['name']}-{n}" for n in count(2)))
            resources.append({**one, "name": next(name for name in wished if name not in names)})
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"dateline-{_slug(resource.name)}",
        "title": f"Dateline: {resource.name}",
        "description": _NOTE,
        **({"created": published_at.astimezone(UTC).isoformat().replace("+00:00", "Z")} if published_at else {}),
        "contributors": [{"title": f"Dateline {version}", "roles": ["creator"]}],
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Names and positions of places: GeoNames, geonames.org",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "sources": [{"title": row["source"], **({"path": row["site"]} if row["site"] else {})} for row in publishers]
        + [{"title": "GeoNames", "path": "https://www.geonames.org"}],
        "resources": resources,
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _slug(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in name.lower())


def _field(name: str, kind: pl.DataType, meaning: str | None) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name}
    if kind.is_integer():
        field["type"] = "integer"
    elif kind.is_numeric():
        field["type"] = "number"
    elif kind == pl.Boolean:
        field["type"] = "boolean"
    elif kind == pl.Date:
        field["type"] = "date"
    elif isinstance(kind, pl.Datetime):
        field["type"] = "datetime"
    elif isinstance(kind, pl.List | pl.Array):
        field["type"] = "array"
    elif isinstance(kind, pl.Struct):
        field["type"] = "object"
    else:
        field["type"] = "string"
    return field | ({"description": meaning} if meaning else {})
