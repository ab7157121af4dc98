"""The word lists of places: lexicons/places*, with a user's own places.toml laid over them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import EventError
from pipeline.events.gazetteer import KINDS, Gazetteer, Place, normalise

FOLDER = Path(__file__).parent / "lexicons"
USER_FILE = "places.toml"


def read_toml(path: Path) -> dict[str, Any]:
    """One list. Raises EventError with the file's name and what is wrong with it."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EventError(
            f"the place list {path.name} cannot be read ({error})", hint="restore or correct it"
        ) from error


@dataclass(frozen=True, slots=True)
class PlaceLexicon:
    """What the lists say, with names in their normalised form."""

    aliases: dict[str, tuple[Place, ...]]
    alias_starts: frozenset[str]
    """Beginnings, word by word, of the longer ones among them."""
    exact: dict[str, frozenset[str]]
    """Short names that are words too ("US"): the spellings in which they count."""
    abbreviations: dict[str, Place]
    """"Tex" and "TX": only behind a comma and the like."""
    bodies: dict[str, Place]
    """Unions of states: places only where the caller says that a place is named."""
    demonyms: dict[str, Place]
    stop: frozenset[str]
    doubtful: frozenset[str]
    common: frozenset[str]
    """Words of English."""
    division: dict[str, tuple[str, ...]]
    kind_of: dict[str, str]
    """Word before "of NAME" to a kind of place."""
    body: frozenset[str]
    masthead: frozenset[str]
    location: frozenset[str]
    goal: frozenset[str]
    origin_suffix: frozenset[str]
    filler: frozenset[str]
    """Words that may stand between a preposition and a name."""
    with_article: frozenset[str]
    """Names that begin with "The"."""
    title: frozenset[str]
    speech: frozenset[str]
    first: frozenset[str]
    last: frozenset[str]


def load_place_lexicon(gazetteer: Gazetteer, user_folder: Path | None = None) -> PlaceLexicon:
    """Our lists and, where it is there, `user_folder`/places.toml. Raises EventError for a mistake in a list."""
    words = read_toml(FOLDER / "places_words.toml")
    lists = [read_toml(FOLDER / "places_aliases.toml")]
    if user_folder is not None and (user_folder / USER_FILE).is_file():
        lists.append(read_toml(user_folder / USER_FILE))
    own: dict[str, Place] = {}
    aliases: dict[str, tuple[Place, ...]] = {}
    exact: dict[str, set[str]] = {}
    abbreviations: dict[str, Place] = {}
    bodies: dict[str, Place] = {}
    for names, row in _rows(FOLDER / "places_more.tsv"):
        place = own[names[0]] = _own_place(names[0], row, -1 - len(own), gazetteer)
        for name in names:
            _put(aliases, exact, name, (place,))
    forget: set[str] = set()
    for data in lists:
        dropped = {normalise(str(word)) for word in data.get("forget", {}).get("words", ())}
        forget |= dropped
        aliases = {key: places for key, places in aliases.items() if key not in dropped}
        for number, (key, row) in enumerate(data.get("place", {}).items()):
            place = _own_place(key, row, -1 - len(own) - number, gazetteer)
            own[key] = place
            for name in (place.name, *row.get("names", ())):
                _put(aliases, exact, str(name), (place,))
        for name, targets in data.get("alias", {}).items():
            found = [_target(t, gazetteer, own, name) for t in ([targets] if isinstance(targets, str) else targets)]
            _put(aliases, exact, name, tuple(found))
        for name, target in data.get("abbreviation", {}).items():
            abbreviations[normalise(name)] = _target(target, gazetteer, own, name)
        for name, target in data.get("body", {}).items():
            bodies[normalise(name)] = _target(target, gazetteer, own, name)
    countries = read_toml(FOLDER / "places_countries.toml")
    demonyms: dict[str, Place] = {}
    for alpha3, row in countries["country"].items():
        country = gazetteer.country(alpha3)
        if country is None:
            raise EventError(f"places_countries.toml names the unknown country {alpha3}", hint="correct the file")
        for name in row.get("names", ()):
            if len(normalise(name).replace(" ", "")) <= 3:
                _put(aliases, exact, name, (country,))
        for word in row.get("demonyms", ()):
            _put_demonym(demonyms, word, country)
    for word, target in countries["demonym"].items():
        _put_demonym(demonyms, word, _target(target, gazetteer, own, word))
    for code in ("US", "CA"):
        for place in gazetteer.divisions_of(code):
            abbreviations.setdefault(_postal(place), place)
    english = _sections(FOLDER / "places_common.txt")["common"]
    people = _sections(FOLDER / "places_persons.txt")
    relation, suffix = words["relation"], words["suffix"]
    return PlaceLexicon(
        aliases=aliases,
        alias_starts=frozenset(" ".join(key.split()[:n]) for key in aliases for n in range(1, len(key.split()))),
        exact={key: frozenset(spellings) for key, spellings in exact.items()},
        abbreviations=abbreviations,
        bodies=bodies,
        demonyms=demonyms,
        # names are looked up with blanks: "eighty-four" is "eighty four"
        stop=frozenset(word.replace("-", " ") for word in words_of(words["stop"]["words"])) | forget,
        doubtful=words_of(words["doubtful"]["words"]),
        common=english,
        division={word: tuple(kinds) for word, kinds in words["division"].items()},
        kind_of={word: kind for kind, text in words["kind"].items() for word in text.split()},
        body=words_of(words["body"]["words"]),
        masthead=words_of(words["masthead"]["words"]),
        location=words_of(relation["location"]),
        goal=words_of(relation["goal"]),
        origin_suffix=words_of(suffix["origin"]),
        filler=words_of(words["filler"]["words"]),
        with_article=frozenset(normalise(name) for name in words["article"]["names"]),
        title=words_of(words["title"]["words"]),
        speech=words_of(words["speech"]["words"]),
        first=people["first"],
        last=people["last"],
    )


# Canada's GeoNames codes are numbers; these are what addresses use.
_CANADA = {
    "01": "ab",
    "02": "bc",
    "03": "mb",
    "04": "nb",
    "05": "nl",
    "07": "ns",
    "08": "on",
    "09": "pe",
    "10": "qc",
    "11": "sk",
}


def _postal(place: Place) -> str:
    country, code = (place.admin1 or ".").split(".", 1)
    return _CANADA.get(code, code.lower()) if country == "CA" else code.lower()


def words_of(text: str) -> frozenset[str]:
    """The words of a text that lists them apart by blanks, in lower case and without accents."""
    return frozenset(word if word.isascii() else normalise(word) for word in text.lower().split())


def _put(
    aliases: dict[str, tuple[Place, ...]], exact: dict[str, set[str]], name: str, places: tuple[Place, ...]
) -> None:
    key = normalise(name)
    aliases[key] = places
    if len(key.replace(" ", "")) <= 3:
        exact.setdefault(key, set()).update({name, name.rstrip(".")})


def _put_demonym(demonyms: dict[str, Place], word: str, place: Place) -> None:
    key = normalise(word)
    demonyms[key] = place
    if not key.endswith(("s", "sh", "ch", "ese", "men", "man")):
        demonyms[key + "s"] = place
    elif key in ("czech", "swiss"):
        demonyms.setdefault(key + "s", place)


def _own_place(key: str, row: dict[str, Any], index: int, gazetteer: Gazetteer) -> Place:
    try:
        lat, lon = float(row["at"][0]), float(row["at"][1])
        kind = {"district": "admin2"}.get(row["kind"], row["kind"])
        if kind not in KINDS or not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise ValueError(f"kind {kind!r} or coordinates {lat}, {lon}")
        division = gazetteer.division(row["admin1"]) if "admin1" in row else None
        return Place(
            index=index,
            geonames_id=row.get("geonames_id"),
            name=str(row["name"]),
            lat=lat,
            lon=lon,
            kind=kind,
            country=row.get("country"),
            admin1=row.get("admin1"),
            admin1_name=division.name if division else None,
            population=int(row.get("population", 0)),
            fame=50,
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise EventError(
            f"the place {key!r} of a place list cannot be used ({error})", hint="see lexicons/README.md"
        ) from error


def _rows(path: Path) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """The names of each line of a list of places, and the line as a [place] would say it."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            names, kind, country, admin1, lat, lon = line.split("\t")
            told = {"country": country, "admin1": admin1}
            place = {"name": names.split(";")[0], "kind": kind, "at": [lat, lon]}
            yield names.split(";"), place | {key: value for key, value in told.items() if value}


def _target(text: str, gazetteer: Gazetteer, own: dict[str, Place], name: str) -> Place:
    place: Place | None = None
    if text.isdigit():
        place = gazetteer.by_id(int(text))
    elif ":" in text:
        place = own.get(text.split(":", 1)[1])
    elif "," in text:
        wanted, country, *division = [part.strip() for part in text.split(",")]
        rows = [p for p, _ in gazetteer.lookup(wanted) if p.country == country and p.kind == "settlement"]
        rows = [p for p in rows if not division or p.admin1 == division[0]]
        place = max(rows, key=lambda p: (p.population, p.fame), default=None)
    elif "." in text:
        place = gazetteer.division(text)
    else:
        place = gazetteer.country(text)
    if place is None:
        raise EventError(
            f"the place list sends {name!r} to {text!r}, which is not in the gazetteer", hint="correct the list"
        )
    return place


def _sections(path: Path) -> dict[str, frozenset[str]]:
    found: dict[str, list[str]] = {}
    current = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = line.strip("[]")
        elif line and not line.startswith("#"):
            found.setdefault(current, []).extend(line.split())
    return {name: frozenset(words) for name, words in found.items()}
