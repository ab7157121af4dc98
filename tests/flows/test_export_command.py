"""`dateline export` on the demonstration week: every form, by day and whole, with a description beside it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import feedparser
import icalendar
import polars as pl
import pytest

from flows.cli.export import export_command
from pipeline.errors import DatelineError
from pipeline.settings import Settings
from pipeline.warehouse import list_queries, run_sql

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]


def export(settings: Settings, what: str, output: Path, format: str = "csv", **more: object) -> list[Path]:
    given = {"params": {}, "first": None, "last": None, "by_day": None, "describe": True} | more
    return export_command(settings.snapshot, what, format=format, output=output, **given)  # type: ignore[arg-type]


def count(settings: Settings, sql: str) -> int:
    return int(run_sql(settings.snapshot, sql).frame.item(0, 0))


@pytest.mark.parametrize(
    "what", ["articles", "events", "events_current", "tolls", "quantities", "acled", "ged", "sources"]
)
@pytest.mark.parametrize("format", ["csv", "json", "parquet"])
def test_tables_views_queries_and_coded_forms(demo: Settings, tmp_path: Path, what: str, format: str) -> None:
    path, described = export(demo, what, tmp_path, format)
    read = {
        "csv": lambda p: pl.read_csv(p, infer_schema=False),
        "json": lambda p: pl.DataFrame(json.loads(p.read_text(encoding="utf-8")), infer_schema_length=None),
        "parquet": pl.read_parquet,
    }[format]
    frame = read(path)
    package = json.loads(described.read_text(encoding="utf-8"))
    (resource,) = package["resources"]
    assert resource["rows"] == frame.height > 0
    assert [field["name"] for field in resource["schema"]["fields"]] == frame.columns
    assert resource["hash"] == "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    assert {"Kestrel Wire", "GeoNames"} <= {source["title"] for source in package["sources"]}
    if what == "articles":
        assert frame.height == count(demo, "SELECT count(*) FROM articles")


@pytest.mark.parametrize("what", ["articles", "events", "event_mentions", "mention_places"])
def test_a_file_a_day_holds_every_row_once(demo: Settings, tmp_path: Path, what: str) -> None:
    *parts, _ = export(demo, what, tmp_path, "parquet", by_day=True)
    assert all(part.parent.name.startswith("day=") for part in parts)
    assert len(parts) > 3
    whole = pl.concat([pl.read_parquet(part, hive_partitioning=False) for part in parts])
    assert whole.height == count(demo, f"SELECT count(*) FROM {what}")


def test_days_of_a_table(demo: Settings, tmp_path: Path) -> None:
    from datetime import date

    (path,) = export(
        demo, "articles", tmp_path / "a.json", "json", first=date(2024, 3, 6), last=date(2024, 3, 6), describe=False
    )
    assert set(pl.read_json(path)["published_date"]) == {"2024-03-06"}


def test_geojson_of_events_and_of_a_query(demo: Settings, tmp_path: Path) -> None:
    for what, params in (
        ("events", {}),
        ("box", {"south": "44", "west": "22", "north": "53", "east": "41"}),
        ("acled", {}),
    ):
        path, _ = export(demo, what, tmp_path / what, "geojson", params=params)
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        assert any(f["geometry"] for f in features)
    inside = json.loads((tmp_path / "box" / "box.geojson").read_text(encoding="utf-8"))["features"]
    assert all(22 <= f["geometry"]["coordinates"][0] <= 41 for f in inside)


def test_feed_and_calendar_of_all_events_and_of_those_of_a_query(demo: Settings, tmp_path: Path) -> None:
    path, _ = export(demo, "events", tmp_path, "rss")
    items = feedparser.parse(path.read_bytes()).entries
    assert len(items) > 20
    assert any("Mykolaiv" in item.title and "killed: 19" in item.title for item in items)
    path, _ = export(demo, "day", tmp_path, "rss", params={"date": "2024-03-05"})
    assert 0 < len(feedparser.parse(path.read_bytes()).entries) < len(items)
    path, _ = export(demo, "events", tmp_path, "ics")
    entries = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert any("Quetta" in entry["SUMMARY"] for entry in entries)


def test_coded_files_hold_the_strike(demo: Settings, tmp_path: Path) -> None:
    acled = pl.read_csv(export(demo, "acled", tmp_path)[0])
    strike = acled.filter((pl.col("location") == "Mykolaiv") & (pl.col("fatalities") == 19)).to_dicts()
    assert [(row["event_type"], row["country"], row["iso"]) for row in strike] == [
        ("Explosions/Remote violence", "Ukraine", 804)
    ]
    ged = pl.read_csv(export(demo, "ged", tmp_path)[0])
    assert ged.filter((pl.col("adm_1").is_not_null()) & (pl.col("best") == 19)).height == 1


@pytest.mark.parametrize(
    ("what", "more", "message"),
    [
        ("nothing", {}, "no table, view or query"),
        ("../../etc/passwd", {}, "no table, view or query"),
        ("events", {"format": "xls"}, "is unknown"),
        ("events", {"params": {"a": "b"}}, "takes no -p"),
        ("sources", {"by_day": True}, "go with tables"),
        ("feeds", {"by_day": True}, "has no day"),
        ("sources", {"format": "rss"}, "no column event_id"),
        ("sources", {"format": "geojson"}, "no columns lat and lon"),
        ("day", {"params": {"nope": "1"}}, "no parameter"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_wrong_use_is_one_line(
    demo: Settings, tmp_path: Path, what: str, more: dict[str, object], message: str
) -> None:
    with pytest.raises(DatelineError, match=message) as refused:
        export(demo, what, tmp_path / "out", **more)  # type: ignore[arg-type]
    assert "\n" not in str(refused.value)
    assert not list(tmp_path.rglob("*.*"))


def test_every_question_can_be_exported_as_csv(demo: Settings, tmp_path: Path) -> None:
    for query in list_queries():
        if all(param.default is not None for param in query.params):
            (path,) = export(demo, query.name, tmp_path, describe=False)
            assert path.read_bytes().endswith(b"\r\n")
