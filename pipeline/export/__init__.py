"""Frames in, bytes out: the forms in which tables and answers leave the house. Touches no disk and no database."""

from pipeline.export.calendar import calendar_bytes
from pipeline.export.coded import acled_frame, ged_frame
from pipeline.export.flat import csv_bytes, json_bytes, parquet_bytes, read_csv_text
from pipeline.export.geo import geojson_bytes
from pipeline.export.package import Resource, data_package, still_described
from pipeline.export.rss import rss_bytes

__all__ = [
    "Resource",
    "acled_frame",
    "calendar_bytes",
    "csv_bytes",
    "data_package",
    "ged_frame",
    "geojson_bytes",
    "json_bytes",
    "parquet_bytes",
    "read_csv_text",
    "rss_bytes",
    "still_described",
]
