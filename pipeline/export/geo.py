"""GeoJSON by RFC 7946: longitude before latitude, WGS 84, no `crs`; what has no place has a null geometry."""

from __future__ import annotations

import polars as pl

from pipeline.errors import UsageError
from pipeline.export.flat import json_text


def geojson_bytes(frame: pl.DataFrame) -> bytes:
    """Rows as a FeatureCollection of points; needs the columns lat and lon. `event_id`, where there is one, is the id.

    Raises UsageError where the frame has no coordinates.
    """
    if not {"lat", "lon"} <= set(frame.columns):
        raise UsageError("this has no columns lat and lon", hint="export events, or a query with both as geojson")
    features = [json_text(_feature(row)) for row in frame.iter_rows(named=True)]
    body = ",\n".join(features)
    return ('{"type": "FeatureCollection", "features": [\n' + body + "\n]}\n").encode()


def _feature(row: dict[str, object]) -> dict[str, object]:
    lat, lon = row.pop("lat"), row.pop("lon")
    geometry = None
    if isinstance(lat, int | float) and isinstance(lon, int | float) and -90 <= lat <= 90 and -180 <= lon <= 180:
        geometry = {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}
    feature: dict[str, object] = {"type": "Feature"}
    if row.get("event_id") is not None:
        feature["id"] = row["event_id"]
    return feature | {"geometry": geometry, "properties": row}
