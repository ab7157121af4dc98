"""What leaves the house can be read back, and no text of the net becomes a formula, a markup or a line of its own."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import feedparser
import icalendar
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.errors import UsageError
from pipeline.export import (
    Resource,
    acled_frame,
    calendar_bytes,
    csv_bytes,
    data_package,
    ged_frame,
    geojson_bytes,
    json_bytes,
    parquet_bytes,
    read_csv_text,
    rss_bytes,
    still_described,
)

HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r\nBEGIN:VEVENT",
    "＝1+1",
    "'quoted'",
    "a\u202etxt.exe",
    "nul\x00 bell\x07 esc\x1b[31m",
    'q"uo,te;\nline',
    "]]><!--",
    "{{7*7}} ${x} %n",
    "'; DROP TABLE events; --",
    "",
    " ",
)
AT = datetime(2024, 3, 6, 18, 0, tzinfo=UTC)


def event(**given: Any) -> dict[str, Any]:
    """A row of sql/exports/events.sql."""
    row: dict[str, Any] = {
        "event_id": "a" * 24,
        "event_type": "ASSAULT",
        "sub_event_type": "armed clash",
        "modality": "occurred",
        "event_date_start": date(2024, 3, 4),
        "event_date_end": date(2024, 3, 5),
        "place_name": "Djibo",
        "country": "BFA",
        "lat": 14.1,
        "lon": -1.63,
        "disputed": True,
        "killed": "14",
        "injured": None,
        "first_reported_at": AT,
        "last_reported_at": AT,
        "title": "Fourteen killed",
        "evidence": "Gunmen ambushed a convoy.",
        "url": "https://sahel.example/ambush",
        "publishers": ["Sahel Crossing"],
    }
    return row | given


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)


# --- CSV --------------------------------------------------------------------------------------------


def cells(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode(), newline="")))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_cell_is_a_formula_and_every_cell_comes_back(text: str) -> None:
    (_, (cell, number)) = cells(csv_bytes(pl.DataFrame({"text": [text], "n": [-5]})))
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert read_csv_text(cell) == text
    assert number == "-5"


@given(st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]))), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_texts_round_trip(texts: list[str | None]) -> None:
    body = csv_bytes(pl.DataFrame({"n": range(len(texts)), "text": texts}, schema={"n": pl.Int64, "text": pl.String}))
    back = pl.read_csv(body, schema={"n": pl.Int64, "text": pl.String})
    assert [read_csv_text(text) for text in back["text"]] == texts


def test_lists_times_and_nulls_in_csv() -> None:
    body = csv_bytes(
        pl.DataFrame(
            {
                "names": [["=a", 'b"c'], None],
                "figure": [{"kind": "killed", "low": 1}, None],
                "at": [AT, None],
                "day": [date(2024, 3, 4), None],
                "yes": [True, None],
            }
        )
    )
    header, first, second = cells(body)
    assert header == ["names", "figure", "at", "day", "yes"]
    assert json.loads(first[0]) == ["=a", 'b"c']
    assert json.loads(first[1]) == {"kind": "killed", "low": 1}
    assert first[2:] == ["2024-03-06T18:00:00Z", "2024-03-04", "true"]
    assert second == [""] * 5
    assert body.count(b"\r\n") == 3


# --- JSON, Parquet, GeoJSON -----------------------------------------------------------------------


def test_json_and_parquet_keep_what_is_there() -> None:
    given_frame = pl.DataFrame({"text": list(HOSTILE), "at": [AT] * len(HOSTILE), "x": [float("nan")] * len(HOSTILE)})
    rows = json.loads(json_bytes(given_frame))
    assert [row["text"] for row in rows] == list(HOSTILE)
    assert {row["at"] for row in rows} == {"2024-03-06T18:00:00Z"}
    assert {row["x"] for row in rows} == {None}
    assert json.loads(json_bytes(given_frame.clear())) == []
    assert pl.read_parquet(parquet_bytes(given_frame))["text"].to_list() == list(HOSTILE)


def test_geojson_is_that_of_rfc_7946() -> None:
    made = json.loads(
        geojson_bytes(frame(event(), event(event_id="b", lat=None, lon=None), event(event_id="c", lat=95.0)))
    )
    assert set(made) == {"type", "features"}
    assert made["type"] == "FeatureCollection"
    first, second, third = made["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [-1.63, 14.1]}
    assert first["id"] == "a" * 24
    assert first["properties"]["place_name"] == "Djibo"
    assert "lat" not in first["properties"]
    assert second["geometry"] is None
    assert third["geometry"] is None
    assert all(set(feature) == {"type", "id", "geometry", "properties"} for feature in made["features"])
    with pytest.raises(UsageError, match="lat and lon"):
        geojson_bytes(pl.DataFrame({"a": [1]}))


# --- calendars and feeds --------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_make_one_entry_and_one_item(text: str) -> None:
    row = frame(event(place_name=text, evidence=text, title=text, url=text, publishers=[text]))
    calendar = icalendar.Calendar.from_ical(calendar_bytes(row))
    (entry,) = calendar.walk("VEVENT")
    assert entry["UID"] == "a" * 24 + "@dateline.invalid"
    assert not any(ord(c) < 32 and c not in "\t\n\r" for c in str(entry["DESCRIPTION"]))

    body = rss_bytes(row, title=text, published_at=AT)
    tree = etree.fromstring(body)
    assert [element.tag for element in tree.iter("script")] == []
    (item,) = tree.iter("item")
    assert item.findtext("link") is None
    parsed = feedparser.parse(body)
    assert not parsed.bozo
    assert len(parsed.entries) == 1
    assert "<script" not in parsed.entries[0].summary
    assert "\u202e" not in parsed.entries[0].title


def test_calendar_says_when_and_where() -> None:
    made = calendar_bytes(frame(event(), event(event_id="b", event_date_start=None, event_date_end=None)))
    (entry,) = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert entry.decoded("DTSTART") == date(2024, 3, 4)
    assert entry.decoded("DTEND") == date(2024, 3, 6)  # the day after the last one
    assert str(entry["SUMMARY"]) == "armed clash, Djibo, BFA (killed: 14)"
    assert str(entry["URL"]) == "https://sahel.example/ambush"
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert made == calendar_bytes(frame(event(), event(event_id="b", event_date_start=None, event_date_end=None)))


def test_feed_has_the_newest_first_and_keeps_its_ids() -> None:
    later = datetime(2024, 3, 7, tzinfo=UTC)
    parsed = feedparser.parse(
        rss_bytes(frame(event(), event(event_id="b", first_reported_at=later)), title="t", published_at=AT)
    )
    assert [item.id for item in parsed.entries] == ["b", "a" * 24]
    assert parsed.entries[0].published_parsed[:3] == (2024, 3, 7)
    assert parsed.entries[0].link == "https://sahel.example/ambush"
    assert "Rival figures stand." in parsed.entries[0].summary


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://a.example/\nx", "", None])
def test_only_addresses_of_the_web_are_linked(url: str | None) -> None:
    assert b"<link>https://dateline.invalid/</link>" in rss_bytes(frame(event(url=url)), title="t", published_at=None)
    assert (
        etree.fromstring(rss_bytes(frame(event(url=url)), title="t", published_at=None)).findtext(".//item/link")
        is None
    )


# --- the coders' formats --------------------------------------------------------------------------


def coded(**given_values: Any) -> dict[str, Any]:
    """A row of sql/exports/coded.sql."""
    row: dict[str, Any] = {
        "event_id": "0123456789abcdef01234567",
        "event_type": "ASSAULT",
        "sub_event_type": "armed clash",
        "event_date_start": date(2024, 3, 4),
        "event_date_end": date(2024, 3, 4),
        "date_precision": "day",
        "place_name": "Djibo",
        "admin1": "Sahel",
        "country": "BFA",
        "lat": 14.1,
        "lon": -1.63,
        "place_precision": "settlement",
        "actor_names": ["gunmen", "fighters"],
        "target_names": ["army convoy"],
        "sources": 2,
        "last_reported_at": AT,
        "killed_low": 14,
        "killed_best": None,
        "killed_high": 30,
        "actor_sectors": ["REB"],
        "target_sectors": ["MIL"],
        "publishers": ["Kestrel Wire", "Sahel Crossing"],
        "title": "Fourteen killed",
        "source": "Sahel Crossing",
        "evidence": "Gunmen ambushed a convoy.",
        "published_at": AT,
    }
    return row | given_values


def test_acled_columns() -> None:
    (row,) = acled_frame(frame(coded())).to_dicts()
    wanted = {
        "event_id_cnty": "BFA0123456789abcdef01234567",
        "event_date": date(2024, 3, 4),
        "year": 2024,
        "time_precision": 1,
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "gunmen",
        "assoc_actor_1": "fighters",
        "inter1": "Rebel group",
        "inter2": "State forces",
        "interaction": "Rebel group-State forces",
        "iso": 854,
        "country": "Burkina Faso",
        "geo_precision": 1,
        "source": "Kestrel Wire; Sahel Crossing",
        "fatalities": 14,
        "fatalities_best": None,
        "timestamp": int(AT.timestamp()),
        "region": None,
    }
    assert {name: row[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("sub_event_type", "expected"),
    [
        ("air/drone strike", ("Explosions/Remote violence", "Air/drone strike")),
        ("air defence interception", ("Strategic developments", "Disrupted weapons use")),
        ("peaceful protest", ("Protests", "Peaceful protest")),
        ("attribution of responsibility", None),
        (None, None),
    ],
)
def test_what_acled_does_not_have_is_left_out(sub_event_type: str | None, expected: tuple[str, str] | None) -> None:
    rows = acled_frame(frame(coded(), coded(sub_event_type=sub_event_type))).to_dicts()[1:]
    assert [(row["event_type"], row["sub_event_type"]) for row in rows] == ([expected] if expected else [])


def test_nobody_says_is_zero_as_acled_has_it_and_empty_beside() -> None:
    (row,) = acled_frame(frame(coded(), coded(killed_low=None, killed_high=None))).to_dicts()[1:]
    assert (row["fatalities"], row["fatalities_low"], row["fatalities_high"]) == (0, None, None)


def test_ged_columns() -> None:
    (row,) = ged_frame(frame(coded())).to_dicts()
    wanted = {
        "id": int("0123456789abcde", 16),
        "relid": "0123456789abcdef01234567",
        "type_of_violence": 1,
        "side_a": "gunmen",
        "side_b": "army convoy",
        "dyad_name": "gunmen - army convoy",
        "where_prec": 1,
        "geom_wkt": "POINT (-1.63 14.1)",
        "priogrid_gid": 208 * 720 + 356 + 1,  # row (14.1 + 90) * 2, column (180 - 1.63) * 2
        "date_prec": 1,
        "best": 14,
        "low": 14,
        "high": 30,
        "deaths_unknown": 14,
        "deaths_a": None,
        "country": "Burkina Faso",
        "country_id": None,
    }
    assert {name: row[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"killed_low": None, "killed_high": None}, []),
        ({"killed_low": 0, "killed_best": 0, "killed_high": 0}, []),
        ({"event_type": "DISASTER"}, []),
        ({"target_sectors": ["CVL"]}, [3]),
        ({"actor_sectors": ["REB"], "target_sectors": ["REB"]}, [2]),
        ({"actor_sectors": None}, [None]),
    ],
    ids=str,
)
def test_ged_has_deaths_by_violence(values: dict[str, Any], expected: list[int | None]) -> None:
    rows = ged_frame(frame(coded(), coded(**values))).to_dicts()[1:]
    assert [row["type_of_violence"] for row in rows] == expected


# --- description ----------------------------------------------------------------------------------


def test_package_names_files_fields_licence_and_sources() -> None:
    columns = {
        "event_id": pl.String(),
        "lat": pl.Float64(),
        "names": pl.List(pl.String()),
        "at": pl.Datetime("us", "UTC"),
    }
    resource = Resource("events", "d", "csv", (("events.csv", 3, "ab"),), columns, {"lat": "degrees"}, 2)
    publishers = [
        {"source": "<Kestrel>", "site": "https://k.example", "articles": 1},
        {"source": "x", "site": "", "articles": 1},
    ]
    made = json.loads(data_package(resource, publishers, published_at=AT, version="1"))
    (described,) = made["resources"]
    assert described["path"] == "events.csv"
    assert described["hash"] == "sha256:ab"
    assert [(f["name"], f["type"]) for f in described["schema"]["fields"]] == [
        ("event_id", "string"),
        ("lat", "number"),
        ("names", "array"),
        ("at", "datetime"),
    ]
    assert made["licenses"][0]["name"] == "CC-BY-4.0"
    assert [source["title"] for source in made["sources"]] == ["<Kestrel>", "x", "GeoNames"]
    assert made["created"] == "2024-03-06T18:00:00Z"


def test_a_package_keeps_naming_what_earlier_exports_left_beside_it(tmp_path: Path) -> None:
    def export(name: str, file: str, body: bytes) -> list[tuple[str, str]]:
        (tmp_path / file).write_bytes(body)
        format = file.rpartition(".")[2]
        resource = Resource(name, "What it is", format, ((file, len(body), "0" * 64),), {"a": pl.Int64()}, {}, 1)
        made = data_package(resource, [], published_at=AT, version="1", beside=still_described(tmp_path))
        (tmp_path / "datapackage.json").write_bytes(made)
        return [(one["name"], one["path"]) for one in json.loads(made)["resources"]]

    assert export("events", "events.csv", b"a\r\n1\r\n") == [("events", "events.csv")]
    assert export("events", "events.json", b"[]") == [("events", "events.json"), ("events-csv", "events.csv")]
    both = [("box", "box.csv"), ("events", "events.json"), ("events-csv", "events.csv")]
    assert export("box", "box.csv", b"a\r\n") == both
    assert export("box", "box.csv", b"a\r\n2\r\n") == both, "described anew, once"
    (tmp_path / "events.csv").write_bytes(b"another file now")
    (tmp_path / "events.json").unlink()
    assert export("box", "box.csv", b"a\r\n") == [("box", "box.csv")]
    for other in (b"no json", b"[]", b'{"name": "mine", "resources": [{"name": "x", "path": "box.csv", "bytes": 3}]}'):
        (tmp_path / "datapackage.json").write_bytes(other)
        assert still_described(tmp_path) == []
