"""The gazetteer file: what is compiled into it, how names are matched, and what broken or hostile input does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import EventError
from pipeline.events import gazetteer_build
from pipeline.events.gazetteer import CANONICAL, Gazetteer, bare_name, normalise
from pipeline.events.gazetteer_build import compile_gazetteer, import_geonames, open_gazetteer
from pipeline.events.gazetteer_regions import regions


def city(
    number: int, name: str, country: str, division: str, people: int, *others: str, at: tuple[float, float] = (1, 2)
) -> Any:
    return {
        "geonameid": number,
        "name": name,
        "latitude": at[0],
        "longitude": at[1],
        "countrycode": country,
        "population": people,
        "timezone": "UTC",
        "admin1code": division,
        "alternatenames": list(others),
    }


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    folder = tmp_path_factory.mktemp("gazetteer")
    rows = [
        city(703448, "Kyiv", "UA", "12", 2_952_301, "Kiev", "Київ", "KBP", "kyyiv", at=(50.45, 30.52)),
        city(281124, "Khān Yūnis", "PS", "GZ", 173_183, "Khan Younis", "خان يونس"),
        city(11, "N’Djamena", "TD", "21", 700_000),
        city(12, "Port-au-Prince", "HT", "11", 1_200_000),
    ]
    source = folder / "cities.json"
    source.write_text(json.dumps({str(r["geonameid"]): r for r in rows}), encoding="utf-8")
    return compile_gazetteer(folder / "small.bin", source)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Khān Yūnis", "khan yunis"),
        ("Port-au-Prince", "port au prince"),
        ("N’Djamena", "ndjamena"),
        ("N'Djamena", "ndjamena"),
        ("U.S.", "u s"),
        ("Kraków", "krakow"),
        ("Łódź", "lodz"),
        ("Київ", "киів"),
        ("Ta‘izz", "taizz"),
        ("  Sana'a\u00a0 ", "sanaa"),
        ("ISTANBUL", "istanbul"),
        ("", ""),
    ],
)
def test_spellings_meet_in_one_key(name: str, key: str) -> None:
    assert normalise(name) == key


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Belgorod Oblast", "Belgorod"),
        ("Rapides Parish", "Rapides"),
        ("Province of Pangasinan", "Pangasinan"),
        ("Arrondissement de Saint-Marc", "Saint-Marc"),
        ("Kharkiv", None),
        ("State", None),
    ],
)
def test_a_division_loses_its_word_of_type(name: str, bare: str | None) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Kyiv", 703448),
        ("kyiv", 703448),
        ("Kiev", 703448),
        ("Київ", 703448),
        ("Khan Yunis", 281124),
        ("Khan-Younis", 281124),
        ("خان يونس", 281124),
        ("Ndjamena", 11),
        ("Port au Prince", 12),
    ],
)
def test_a_place_is_found_by_each_of_its_names(small: Gazetteer, name: str, number: int) -> None:
    assert number in {place.geonames_id for place, _ in small.lookup(name)}


@pytest.mark.parametrize("name", ["KBP", "kyyiv", "Atlantis", ""])
def test_codes_and_machine_transliterations_are_no_names(small: Gazetteer, name: str) -> None:
    assert [p.name for p, _ in small.lookup(name) if p.kind == "settlement"] == []


def test_a_place_comes_back_whole(small: Gazetteer) -> None:
    [kyiv] = [p for p, flag in small.lookup("Kyiv") if p.kind == "settlement" and flag == CANONICAL]
    assert (kyiv.lat, kyiv.lon, kyiv.population) == (50.45, 30.52, 2_952_301)
    assert (kyiv.country, kyiv.admin1, kyiv.admin1_name) == ("UKR", "UA.12", "Kyiv City")
    assert small.place(kyiv.index) == kyiv
    assert small.by_id(703448) == kyiv
    assert small.by_id(999_999_999) is None


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Ukraine", "country", "UKR"),
        ("Türkiye", "country", "TUR"),
        ("DR Congo", "country", "COD"),
        ("Ivory Coast", "country", "CIV"),
        ("Burma", "country", "MMR"),
        ("Kharkiv", "admin1", "UKR"),
        ("Texas", "admin1", "USA"),
        ("Gaza Strip", "admin1", "PSE"),
        ("Rapides Parish", "admin2", "USA"),
    ],
)
def test_countries_and_divisions_are_in_every_file(small: Gazetteer, name: str, kind: str, country: str) -> None:
    assert (kind, country) in {(place.kind, place.country) for place, _ in small.lookup(name)}


def test_divisions_and_countries_by_code(small: Gazetteer) -> None:
    crimea, france = small.division("UA.11"), small.country("FRA")
    assert crimea is not None and crimea.name == "Crimea"
    assert france is not None and france.name == "France"
    assert small.division("XX.99") is None


def test_the_same_source_gives_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "cities.json"
    source.write_text(json.dumps({"1": city(1, "Ajdir", "MA", "05", 900), "2": city(2, "Bou", "MA", "05", 0)}))
    one = compile_gazetteer(tmp_path / "one.bin", source).path.read_bytes()
    two = compile_gazetteer(tmp_path / "two.bin", source).path.read_bytes()
    assert one == two


@pytest.mark.parametrize("damage", ["empty", "cut", "other", "missing"])
def test_a_broken_file_is_said_to_be_broken(small: Gazetteer, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "broken.bin"
    whole = small.path.read_bytes()
    if damage != "missing":
        path.write_bytes({"empty": b"", "cut": whole[: len(whole) // 2], "other": b"PK\x03\x04" + whole[4:]}[damage])
    with pytest.raises(EventError, match=r"gazetteer|place"):
        Gazetteer(path)


def test_an_unreadable_source_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "cities.json").write_text("{")
    with pytest.raises(EventError, match="cannot be read"):
        compile_gazetteer(tmp_path / "out.bin", tmp_path / "cities.json")
    assert not list(tmp_path.glob("*.bin"))


_OPEN = """
import json, os, sys
from pathlib import Path
from pipeline.events import gazetteer_build as build
whole = build.compile_gazetteer
def small(out, source=None):
    (out.parent / f"compiled-{os.getpid()}").touch()
    return whole(out, Path(sys.argv[1]))
build.compile_gazetteer = small
print(len(build.open_gazetteer()))
"""


def test_processes_that_start_at_once_compile_once(tmp_path: Path) -> None:
    rows = tmp_path / "cities.json"
    rows.write_text(json.dumps({"1": city(1, "Ajdir", "MA", "05", 900)}))
    environment = os.environ | {"DATELINE_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": os.pathsep.join(sys.path)}
    workers = [
        subprocess.Popen([sys.executable, "-c", _OPEN, str(rows)], stdout=subprocess.PIPE, env=environment)
        for _ in range(3)
    ]
    sizes = {worker.communicate(timeout=240)[0] for worker in workers}
    assert len(sizes) == 1 and int(sizes.pop()) > 1000
    assert len(list((tmp_path / "cache").glob("compiled-*"))) == 1


def test_a_named_file_wins(small: Gazetteer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATELINE_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("DATELINE_GAZETTEER", str(small.path))
    assert len(open_gazetteer()) == len(small)
    monkeypatch.setenv("DATELINE_GAZETTEER", str(tmp_path / "none.bin"))
    with pytest.raises(EventError):
        open_gazetteer()


# --- the full dump ---


def row(
    number: int | str, name: str, feature: str, code: str, country: str = "UA", division: str = "07", people: str = "10"
) -> str:
    return "\t".join(
        (
            str(number),
            name,
            name,
            "Andere,Інша",
            "49.7",
            "37.6",
            feature,
            code,
            country,
            "",
            division,
            "",
            "",
            "",
            people,
            "",
            "1",
            "",
            "",
        )
    )


DUMP = "\n".join(
    [
        row(1, "Kupiansk", "P", "PPLA2", people="26000"),
        row(2, "Kharkiv Oblast", "A", "ADM1"),
        row(3, "Kupiansk Raion", "A", "ADM2"),
        row(4, "Oskil", "H", "STM"),
        row(5, "Old Village", "P", "PPLH"),
        row(6, "Chuhuiv Airfield", "S", "AIRB"),
        row("x7", "No Number", "P", "PPL"),
        "three\tfields\tonly",
        row(8, "", "P", "PPL"),
        row(9, "Far Away", "P", "PPL").replace("49.7", "149.7"),
        row(10, "Senkove", "P", "PPL", people=""),
    ]
)


@pytest.mark.parametrize("packed", [False, True])
def test_the_full_dump_is_taken_as_text_and_as_zip(tmp_path: Path, packed: bool) -> None:
    dump = tmp_path / ("allCountries.zip" if packed else "allCountries.txt")
    raw = DUMP.encode() + b"\n\xff\xfe\tbad bytes\n"
    if packed:
        with zipfile.ZipFile(dump, "w") as archive:
            archive.writestr("readme.txt", "not the table " * 500)
            archive.writestr("allCountries.txt", raw)
    else:
        dump.write_bytes(raw)
    seen: list[int] = []
    report = import_geonames(dump, tmp_path / "full.bin", progress=seen.append)
    assert (report.lines, report.places, report.left_out, report.bad) == (12, 5, 2, 5)
    assert report.first_bad == (7, 8, 9, 10, 12)
    gazetteer = Gazetteer(report.path)
    kinds = {
        name: [p.kind for p, _ in gazetteer.lookup(name) if p.country == "UKR"]
        for name in ("Kupiansk", "Senkove", "Інша")
    }
    assert set(kinds["Kupiansk"]) == {"settlement", "admin2"}
    assert kinds["Senkove"] == ["settlement"]
    assert "site" in {p.kind for p, _ in gazetteer.lookup("Chuhuiv Airfield")}
    assert gazetteer.lookup("Oskil") == []
    assert {p.country for p, _ in gazetteer.lookup("France") if p.kind == "country"} == {"FRA"}


@pytest.mark.parametrize("content", [b"", b"no table here\n", b"PK\x03\x04 cut off"])
def test_a_dump_without_places_is_an_error_and_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    dump = tmp_path / "dump.txt"
    dump.write_bytes(content)
    with pytest.raises(EventError):
        import_geonames(dump, tmp_path / "full.bin")
    assert [p.name for p in tmp_path.iterdir()] == ["dump.txt"]


def test_a_missing_dump_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EventError, match="cannot be read"):
        import_geonames(tmp_path / "none.txt", tmp_path / "full.bin")


def test_an_overlong_line_is_one_bad_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gazetteer_build, "_MAX_LINE", 1000)
    dump = tmp_path / "dump.txt"
    dump.write_text("x" * 5500 + "\n" + row(1, "Kupiansk", "P", "PPL") + "\n", encoding="utf-8")
    report = import_geonames(dump, tmp_path / "full.bin")
    assert (report.lines, report.places, report.bad) == (2, 1, 1)


def test_regions_lie_in_the_middle_of_their_towns() -> None:
    def town(code1: str, code2: str, lat: float, lon: float) -> str:
        return "\t".join(("1", "T", "T", "", str(lat), str(lon), "P", "PPL", "AA", "", code1, code2, "", "", "100"))

    towns = [
        town("01", "x", 0, 0),
        town("01", "x", 0, 10),
        town("01", "y", 4, 10),
        town("02", "", 10, 179),
        town("02", "", 10, -179),
    ]
    lines = list(
        regions(
            ["AA.01\tÄlpha\tAlpha\t7", "AA.02\tBeta\tBeta\t8", "AA.03\tNone\tNone\t9"],
            ["AA.01.x\tX District\tX District\t5"],
            towns,
        )
    )
    assert lines[0] == "AA.01\t1\t7\tÄlpha\tAlpha\t2.00\t5.00\t300"
    assert lines[1].split("\t")[5:7] == ["10.00", "180.00"]
    assert lines[2].startswith("AA.01.x\t2\t5\tX District")
