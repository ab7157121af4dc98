"""Who is meant by a name, a title or a word like "the rebels": canonical name, country, PLOVER sector.

`ActorBook` reads one text once and remembers whom it introduces ("Russian President Vladimir Putin"), so that
"Putin", "the Russian president" and "he" are the same actor further on. Everything works on words; no parser.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.events.actor_lexicon import ActorLexicon, Named, NameMatch, Word, fold, words_of
from pipeline.events.date_words import words as word_set

_ARTICLES = frozenset({"the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her", "some", "our"})
_PERSON_PRONOUNS = frozenset({"he", "she", "him", "her"})
_GROUP_PRONOUNS = frozenset({"it", "they", "them", "we", "us", "i"})
_PARTICLES = frozenset({"de", "la", "del", "van", "von", "der", "al", "el", "bin", "ibn", "da", "dos", "di", "y", "ul"})
_BREAKS = re.compile(r"[.!?;:()\[\]\"“”,]|--|[—–]")
_RANKS = word_set("lt col gen maj capt cmdr adm sgt brig cpl")
_VERBS = word_set("was were is are has have had who which said says told will would and but where when be been")
_AMOUNTS = word_set(
    "two three four five six seven eight nine ten eleven twelve dozen dozens hundred hundreds thousands scores several "
    "many some of other more least at about nearly over innocent unarmed young elderly displaced"
)
_LEADERS = word_set("leader chief head representative spokesman spokeswoman spokesperson side")
_FORMER = word_set("former ex ousted deposed toppled then exiled late")
_LOOK_BACK = 600
"""Characters: how far a pronoun reaches back for its person."""
_INSTITUTION = {
    "GOV": "Government of {}", "MIL": "Armed forces of {}", "COP": "Police of {}", "LEG": "Parliament of {}",
    "JUD": "Judiciary of {}", "SPY": "Intelligence service of {}",
}  # fmt: skip
_GOVERNMENT_WORDS = word_set(
    "government authorities authority officials official ministry administration army military forces force troops "
    "police parliament navy air armed security defence defense foreign interior general staff"
)
"""A phrase of these and a country names the institution itself, not some members of it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an actor is. Every field but the rule is None where the text and the lists do not say."""

    canonical_name: str | None
    country: str | None
    """ISO 3166-1 alpha-3."""
    sector: str | None
    """PLOVER sector code."""
    rule: str


NOBODY = Identity(None, None, None, "unknown")


@dataclass(frozen=True, slots=True)
class Person:
    """A person whom the text introduces by name."""

    name: str
    country: str | None
    sector: str | None
    office: str
    """Folded title, "" where none is given."""


class ActorBook:
    """The people of one text."""

    def __init__(
        self, text: str, lexicon: ActorLexicon, day: date | None = None, start: int = 0, end: int | None = None
    ) -> None:
        self.lexicon = lexicon
        self.day = day
        self.by_name: dict[str, Person] = {}
        """Folded full name and family name."""
        self.mentions: list[tuple[int, Person, bool]] = []
        """(offset, person, whether a sentence begins there), in text order."""
        self._text = text
        self._read(words_of(text, start, end))

    # --- reading ---------------------------------------------------------------------------------------

    def _read(self, words: Sequence[Word]) -> None:
        """Collect names of two or more words, and what their titles say, in one pass."""
        matches = {m.first: m for m in self.lexicon.find(words, self.day)}
        i = 0
        while i < len(words):
            match = matches.get(i)
            if match and match.named.kind == "leader":
                self._known(match, words)
                i = match.last
                continue
            if match:
                i = match.last
                continue
            j = self._name_end(words, i, matches)
            if j - i >= 2:
                self._introduce(words, i, j, matches)
            elif j - i == 1 and (person := self.by_name.get(words[i].low)):
                self._mention(words, i, person)
            i = max(j, i + 1)

    def _known(self, match: NameMatch, words: Sequence[Word]) -> None:
        named = match.named
        person = Person(named.canonical, named.country, named.sector, fold(named.office))
        family = words[match.last - 1].low
        self.by_name.setdefault(fold(named.canonical), person)
        self.by_name.setdefault(family, person)
        self._mention(words, match.first, person)

    def _mention(self, words: Sequence[Word], i: int, person: Person) -> None:
        before = self._text[words[i - 1].end : words[i].start] if i else "."
        opens = i == 0 or bool(re.search(r"[.!?\n]", before))
        k = i
        while not opens and k and (words[k - 1].low in self.lexicon.titles or words[k - 1].raw[0].isupper()):
            k -= 1
            gap = self._text[words[k - 1].end : words[k].start] if k else "."
            if re.search(r"[.!?\n]", gap):
                opens = True
            elif not gap.isspace():
                break
        self.mentions.append((words[i].start, person, opens))

    def _name_end(self, words: Sequence[Word], i: int, matches: dict[int, NameMatch]) -> int:
        """One past the last word of a run of name-like words that begins at i (i itself if there is none)."""
        if not _name_like(words[i]) or words[i].low in self.lexicon.titles:
            return i
        j = i + 1
        while j < len(words) and j - i < 5 and j not in matches:
            gap = self._text[words[j - 1].end : words[j].start]
            if gap not in (" ", "-", ". "):
                break
            if _name_like(words[j]) or (words[j].low in _PARTICLES and j + 1 < len(words) and _name_like(words[j + 1])):
                j += 1
            else:
                break
        while j > i + 1 and words[j - 1].low in _PARTICLES:
            j -= 1
        return j

    def _introduce(self, words: Sequence[Word], i: int, j: int, matches: dict[int, NameMatch]) -> None:
        """Remember a name with the title before or behind it."""
        full = self._text[words[i].start : words[j - 1].end]
        before = self._title_before(words, i, matches) or self._title_across_comma(words, i)
        after = self._title_after(words, j) if before is None else None
        office, country, sector = before or after or ("", None, None)
        if not office and sector is None and fold(full) not in self.by_name:
            # a name without a title may be a place or a firm: it counts once a title or a pronoun speaks for it
            return
        known = self.by_name.get(fold(full)) or self.by_name.get(words[j - 1].low)
        if known is not None and (known.name == full or known.sector is not None):
            self._mention(words, i, known)
            return
        person = Person(full, country, sector, office)
        self.by_name[fold(full)] = person
        self.by_name.setdefault(words[j - 1].low, person)
        if j - i >= 3 and len(words[j - 2].raw) > 3:
            # of two family names news keeps the first: "Juan Perez Lopez", then "Perez"
            self.by_name.setdefault(words[j - 2].low, person)
        self._mention(words, i, person)

    def _title_before(
        self, words: Sequence[Word], i: int, matches: dict[int, NameMatch]
    ) -> tuple[str, str | None, str | None] | None:
        """ "Ukrainian Foreign Minister" before a name: (office, country, sector)."""
        k = i
        while k and i - k < 6 and self._joined(words, k - 1) and words[k - 1].low in self.lexicon.titles:
            k -= 1
        if k == i:
            return None
        title = [w.low for w in words[k:i]]
        return " ".join(title), self._country_before(words, k), self._sector_of_title(title, words, k)

    def _title_across_comma(self, words: Sequence[Word], i: int) -> tuple[str, str | None, str | None] | None:
        """ "The mayor, Carlos Ruiz,": an office of its own behind an article, then a comma and the name."""
        if i < 2 or self._text[words[i - 1].end : words[i].start] != ", ":
            return None
        k = i - 1
        while k and i - k < 6 and words[k].low not in _ARTICLES and self._joined(words, k - 1):
            k -= 1
        if words[k].low != "the" or self._text[words[k].end : words[k + 1].start] != " ":
            return None
        title = " ".join(w.low for w in words[k + 1 : i])
        office = next((o for o in self.lexicon.offices if title == o or title.endswith(" " + o)), None)
        if office is None:
            return None
        identity = self._describe_words(words[k:i])
        return title, identity.country, self.lexicon.offices[office]

    def _country_before(self, words: Sequence[Word], k: int) -> str | None:
        start = max(0, k - 4)
        if any(
            _BREAKS.search(self._text[words[m].end : words[m + 1].start]) for m in range(start, min(k, len(words) - 1))
        ):
            breaks = [m for m in range(start, k) if _BREAKS.search(self._text[words[m].end : words[m + 1].start])]
            start = breaks[-1] + 1
        found = [m for m in self.lexicon.find(words[start:k], self.day) if m.named.country]
        return found[-1].named.country if found and k - start - found[-1].last <= 1 else None

    def _sector_of_title(self, title: Sequence[str], words: Sequence[Word], k: int) -> str | None:
        if any(word in _FORMER for word in title) or (k and words[k - 1].low in _FORMER):
            return "ELI"
        for size in range(len(title), 0, -1):
            sector = self.lexicon.offices.get(" ".join(title[-size:]))
            if sector:
                return sector
        if title[-1] in _RANKS:
            return "MIL"
        before = [w.low for w in words[max(0, k - 2) : k]]
        return self.lexicon.role_of([*before, *title])

    def _title_after(self, words: Sequence[Word], j: int) -> tuple[str, str | None, str | None] | None:
        """ ", the Ukrainian foreign minister," or ", a spokesman for the army" behind a name."""
        if j >= len(words) or "," not in self._text[words[j - 1].end : words[j].start]:
            return None
        tail = []
        for k in range(j, min(j + 8, len(words))):
            if k > j and _BREAKS.search(self._text[words[k - 1].end : words[k].start]):
                break
            tail.append(words[k])
        if any(w.low in _VERBS for w in tail):
            return None
        phrase = [w for w in tail if w.low not in _ARTICLES]
        for size in range(min(3, len(phrase)), 0, -1):
            for a in range(len(phrase) - size + 1):
                office = " ".join(w.low for w in phrase[a : a + size])
                if office in self.lexicon.offices:
                    identity = self._describe_words(tail)
                    return office, identity.country, identity.sector or self.lexicon.offices[office]
        identity = self._describe_words(tail)
        return ("", identity.country, identity.sector) if identity.sector else None

    def _joined(self, words: Sequence[Word], k: int) -> bool:
        """Whether words k and k + 1 stand in one phrase."""
        return self._text[words[k].end : words[k + 1].start].replace(".", "") in (" ", "-")

    # --- asking ----------------------------------------------------------------------------------------

    def describe(self, start: int, end: int) -> Identity:
        """Who text[start:end] is."""
        words = words_of(self._text, start, end)
        if not words:
            return NOBODY
        if len(words) == 1 and words[0].low in _PERSON_PRONOUNS:
            person = self.person_before(start)
            return _of_person(person, "pronoun") if person else NOBODY
        if len(words) == 1 and words[0].low in _GROUP_PRONOUNS and words[0].raw not in ("US", "U.S."):
            return NOBODY
        return self._describe_words(words)

    def person_before(self, offset: int) -> Person | None:
        """Whom "he" or "she" at `offset` means: the last person to open a sentence before, else the last one."""
        last = bisect_left(self.mentions, offset, key=lambda m: m[0])
        first = bisect_left(self.mentions, offset - _LOOK_BACK, key=lambda m: m[0])
        near = self.mentions[first:last]
        opening = [m for m in near if m[2]]
        chosen = opening or near
        return chosen[-1][1] if chosen else None

    def _describe_words(self, words: Sequence[Word]) -> Identity:
        matches = self.lexicon.find(words, self.day)
        person = self._person_in(words, matches)
        if person is not None:
            return person
        group = next((m for m in reversed(matches) if m.named.kind == "group"), None)
        countries = [m for m in matches if m.named.country and m.named.kind in ("country", "demonym", "capital")]
        core, behind = _head_and_rest(words)
        sector = self.lexicon.role_of([w.low for w in core])
        if core and self._belongs(core[-1]):
            sector = self._sector_around(core, behind) or sector
        country = _country(countries, core)
        if sector is None:
            sector = self._any_role(core, country)
        if group is not None:
            return Identity(group.named.canonical, group.named.country or country, group.named.sector, "group")
        holder = self._holder(words, country)
        if holder is not None:
            return holder
        if countries and sector is None:
            return self._bare_country(countries, words, country)
        if sector is not None:
            rest = {w.low for w in words} - _ARTICLES - {w.low for m in countries for w in words[m.first : m.last]}
            canonical = None
            if country and rest <= _GOVERNMENT_WORDS and sector in _INSTITUTION:
                canonical = _INSTITUTION[sector].format(self.lexicon.country_names.get(country, country))
            return Identity(canonical, country, sector, "role")
        return NOBODY

    def _any_role(self, core: Sequence[Word], country: str | None) -> str | None:
        """The last word of a phrase that says what someone is ("refugees fleeing the war"); a country's leaders."""
        if core and country and core[-1].low.rstrip("s") in _LEADERS:
            return "GOV"
        for last in range(len(core) - 1, 0, -1):
            if core[last - 1].low.endswith("s") or core[last].low.endswith(("ing", "ed")):
                sector = self.lexicon.role_of([w.low for w in core[:last]])
                if sector is not None:
                    return sector
        return None

    def _person_in(self, words: Sequence[Word], matches: Sequence[NameMatch]) -> Identity | None:
        leader = next((m for m in reversed(matches) if m.named.kind == "leader"), None)
        if leader is not None:
            return _of_named(leader.named)
        names = [w for w in words if w.raw[:1].isupper()]
        for size in (4, 3, 2, 1):
            for a in range(len(names) - size, -1, -1):
                person = self.by_name.get(" ".join(w.low for w in names[a : a + size]))
                if person is not None and names[a + size - 1] is names[-1]:
                    return _of_person(person, "person")
        return None

    def _belongs(self, head: Word) -> bool:
        low = head.low
        return low in self.lexicon.members or low.rstrip("s") in self.lexicon.members

    def _sector_around(self, core: Sequence[Word], behind: Sequence[Word]) -> str | None:
        """ "police spokesman", "leader of the rebels": the sector of what the head belongs to."""
        for words in ([w.low for w in core[:-1]], [w.low for w in behind]):
            for last in range(len(words), 0, -1):
                sector = self.lexicon.role_of(words[:last])
                if sector is not None:
                    return sector
        return None

    def _holder(self, words: Sequence[Word], country: str | None) -> Identity | None:
        """ "the Russian president", "the prime minister": the holder whom the text or the list names."""
        title = [w.low for w in words if w.low not in _ARTICLES]
        office = next(
            (" ".join(title[-size:]) for size in (3, 2, 1) if " ".join(title[-size:]) in self.lexicon.offices), None
        )
        if office is None or (words[-1].raw[0].isupper() and words[0].low not in _ARTICLES and country is None):
            return None
        if any(w.low in ("former", "ex", "then") for w in words):
            return None
        people = {id(p): p for p in self.by_name.values() if _same_office(p.office, office)}
        fitting = [p for p in people.values() if country is None or p.country == country]
        if len({p.name for p in fitting}) == 1:
            return _of_person(fitting[0], "holder named in the text")
        named = self.lexicon.holder(office, country, self.day)
        if named is not None:
            return _of_named(named, "holder in the list")
        return None

    def _bare_country(self, countries: Sequence[NameMatch], words: Sequence[Word], country: str | None) -> Identity:
        """A country, its capital or its people, with no word that says who of it."""
        match = countries[-1]
        rest = [w for k, w in enumerate(words) if not match.first <= k < match.last and w.low not in _ARTICLES]
        name = self.lexicon.country_names.get(match.named.country or "", match.named.canonical)
        if match.named.kind == "demonym":
            people = match.last == len(words) and all(w.low in _AMOUNTS or w.low.isdecimal() for w in rest)
            return Identity(None, country, "CVL" if people and words[-1].low.endswith("s") else None, "demonym")
        if rest and match.named.kind == "capital":
            return Identity(None, country, None, "capital")
        return Identity(name if not rest else None, country, "GOV" if not rest else None, match.named.kind)


def _name_like(word: Word) -> bool:
    return word.raw[:1].isupper() and (len(word.raw) > 1 or word.raw.isupper()) and not word.raw[:1].isdigit()


def _same_office(held: str, asked: str) -> bool:
    return bool(held) and (
        held == asked or (held.endswith(" " + asked) and not held.startswith(("former", "ex ", "vice")))
    )


def _head_and_rest(words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """The words up to the head noun, and those behind its preposition."""
    for k, word in enumerate(words):
        if k and word.low in ("of", "for", "from", "in", "at", "on", "with", "to", "who", "which", "that"):
            return list(words[:k]), list(words[k + 1 :])
    return list(words), []


def _country(countries: Sequence[NameMatch], core: Sequence[Word]) -> str | None:
    inside = [m for m in countries if m.first < len(core)]
    chosen = inside or list(countries)
    return chosen[0].named.country if chosen else None


def _of_person(person: Person, rule: str) -> Identity:
    return Identity(person.name, person.country, person.sector, rule)


def _of_named(named: Named, rule: str = "known person") -> Identity:
    return Identity(named.canonical, named.country, named.sector, rule)
