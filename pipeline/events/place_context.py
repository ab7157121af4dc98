"""What the words around a name say: that it is a person or a firm after all, where it lies, and its part in what happened."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.events.gazetteer import Gazetteer
from pipeline.events.place_lexicon import PlaceLexicon
from pipeline.events.place_scan import Hit, Words

BIG_PLACE = 300_000
"""People: a town known without further words."""

_KM = frozenset(
    [
        "km",
        "kms",
        "kilometer",
        "kilometers",
        "kilometre",
        "kilometres",
        "mile",
        "miles",
        "mi",
        "meters",
        "metres",
        "yards",
    ]
)
_DIRECTIONS = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "northeastern",
        "northwestern",
        "southeastern",
        "southwestern",
        "north-east",
        "north-west",
        "south-east",
        "south-west",
        "northern",
        "southern",
        "eastern",
        "western",
    ]
)
_DATELINE = re.compile(
    r"(?:[,/ ]{1,3}(?:[A-Z][\w.'’-]{0,20})(?: [A-Z][\w.'’-]{0,20}){0,3}){0,3}"
    r"(?:,? ?\d{1,2} [A-Za-z]{3,9}\.?(?: \d{2,4})?|,? [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?"
    r" ?(?:[(\[][^)\]\n]{2,60}[)\]])? ?(?:--|—|–|-)[ \n]"
)
_AUXILIARY = frozenset(["has", "have", "had", "also", "would", "will", "later"])
_NUMBER = re.compile(r"\d[\d.,]*\Z")


@dataclass(slots=True)
class Reading:
    """One hit with what its surroundings say of it."""

    hit: Hit
    start: int
    end: int
    """Of the name as reported, with the word of type ("Kharkiv region")."""
    core_end: int
    """Of the name alone."""
    veto: str | None = None
    """Why it is no place: person, title, masthead, word, name; None where it is one."""
    trust: float = 1.0
    """How sure it is that a place is named, 0 to 1."""
    kinds: frozenset[str] | None = None
    relation: str | None = None
    role: str = "location"
    is_metonym: bool = False
    is_dateline: bool = False
    is_body: bool = False
    """Part of the name of a group or body ("Kyiv police")."""
    container: int | None = None
    """The reading that says where it lies."""
    is_container: bool = False
    """Stands only to say where another one lies ("Paris, Texas")."""
    placed: bool = False
    """A preposition of place, a region behind a comma or a word of type says that this is a place."""
    person_words: list[str] = field(default_factory=list)


def read_surroundings(words: Words, hits: list[Hit], gazetteer: Gazetteer, lexicon: PlaceLexicon) -> list[Reading]:
    """One reading for every hit, in order."""
    owner: dict[int, int] = {}
    for number, hit in enumerate(hits):
        for i in range(hit.begin, hit.end):
            owner[i] = number
    readings: list[Reading] = []
    for number, hit in enumerate(hits):
        reading = Reading(hit, words.starts[hit.begin], words.ends[hit.end - 1], words.ends[hit.end - 1])
        _type_word(words, reading, lexicon)
        _relation(words, reading, readings[-1] if readings else None, lexicon, owner)
        _dateline(words, reading)
        _container(words, reading, number, hits, readings)
        readings.append(reading)
    surnames: set[str] = set()
    for reading in readings:
        _veto(words, reading, hits, owner, gazetteer, lexicon, surnames)
    for reading in readings:
        hit = reading.hit
        if (
            reading.veto is None
            and hit.end - hit.begin == 1
            and hit.key in surnames
            and not reading.placed
            and not hit.demonym
        ):
            reading.veto = "person"
    return readings


def _next_is(words: Words, i: int, joint: str = " ") -> bool:
    return i < len(words) and words.gaps[i] == joint


def _type_word(words: Words, reading: Reading, lexicon: PlaceLexicon) -> None:
    hit = reading.hit
    i = hit.end
    if hit.demonym is not None and not hit.aliases and not hit.rows:
        return
    last = words.keys[hit.end - 1]
    if hit.end - hit.begin > 1 and last in lexicon.division and last not in ("strip", "peninsula"):
        reading.placed = True
    if _next_is(words, i) or _next_is(words, i, "\n"):
        kinds = lexicon.division.get(words.keys[i])
        follower = words.keys[i + 1] if _next_is(words, i + 1) else ""
        if (
            kinds
            and follower not in lexicon.body
            and not (words.keys[i] in ("state", "division", "strip") and not words.capital[i] and follower)
        ):
            reading.kinds = frozenset(kinds)
            reading.end = words.ends[i]
            reading.placed = True
            return
    b = hit.begin
    if b >= 1 and words.gaps[b] in (" ", "\n"):
        before = words.keys[b - 1]
        if before == "of" and b >= 2:
            kind = lexicon.kind_of.get(words.keys[b - 2])
        elif before == "the" and b >= 3 and words.keys[b - 2] == "of":
            kind = lexicon.kind_of.get(words.keys[b - 3])
        else:
            kind = (
                lexicon.kind_of.get(before)
                if not words.capital[b - 1] and before not in ("state", "country", "capital")
                else None
            )
        if kind:
            reading.kinds = frozenset(
                {kind, "admin2"} if kind == "admin1" else {kind, "admin1"} if kind == "admin2" else {kind}
            )
            reading.placed = True


def _relation(
    words: Words, reading: Reading, previous: Reading | None, lexicon: PlaceLexicon, owner: dict[int, int]
) -> None:
    hit = reading.hit
    after = words.ends[hit.end - 1]
    if hit.end < len(words) and words.gaps[hit.end] == "-" and not words.capital[hit.end]:
        tail = words.keys[hit.end]
        if tail == "bound":
            reading.relation, reading.role = "bound", "origin"
        elif tail in lexicon.origin_suffix:
            reading.relation, reading.role = "based", "origin"
    i = hit.begin - 1
    steps = 0
    if previous is not None and previous.relation and reading.relation is None and previous.hit.end <= hit.begin:
        between = words.text[previous.end : reading.start]
        if between in (", ", " and ", ", and ", " or ", ", or ", " and in ", "/", "-") or (
            between.strip(" ,") in ("and the", "the", "and")
        ):
            reading.relation, reading.role, reading.placed = previous.relation, previous.role, previous.placed
            return
    while i >= 0 and steps < 8 and words.gaps[i + 1] in (" ", "\n", "-"):
        key = words.keys[i]
        if key == "of" and i >= 1 and (words.keys[i - 1] in _DIRECTIONS or words.keys[i - 1] == "outside"):
            break
        if key in lexicon.filler or key in lexicon.demonyms:
            i -= 1
            steps += 1
            continue
        break
    if i < 0 or (i < hit.begin - 1 and words.gaps[i + 1] not in (" ", "\n", "-")):
        return
    if i == hit.begin - 1 and words.gaps[hit.begin] not in (" ", "\n"):
        return
    key = words.keys[i]
    if reading.relation is not None:
        return
    if key == "of" or (key in ("from", "outside", "away") and i >= 1 and words.keys[i - 1] in _KM | _DIRECTIONS):
        begin = i - 1
        while (
            begin >= 0
            and i - begin <= 6
            and (words.keys[begin] in _KM | _DIRECTIONS or _NUMBER.match(words.keys[begin]))
        ):
            begin -= 1
        begin += 1
        if begin < i:
            reading.relation = " ".join(words.text[words.starts[begin] : words.ends[i]].split())
            reading.placed = True
        return
    if key == "from":
        reading.relation, reading.role = "from", "origin"
        reading.placed = _NUMBER.match(words.keys[i - 1]) is None if i else True
    elif key in lexicon.location:
        reading.relation = key
        reading.placed = True
    elif key == "to" and i >= 1 and words.keys[i - 1] in ("close", "next", "adjacent"):
        reading.relation, reading.placed = "near", True
    elif key in lexicon.goal:
        reading.relation = "to" if key in ("to", "into", "toward", "towards") else key
    del after


def _dateline(words: Words, reading: Reading) -> None:
    """ "KYIV, Ukraine (Reuters) -", "San Salvador, 3 Jan 90 --" at the beginning of a line."""
    begin = reading.start
    if begin > 3000:
        return
    line = words.text.rfind("\n", 0, begin) + 1
    lead = words.text[line:begin]
    if lead.strip() and not re.fullmatch(r" date \d{4}-\d{2}-\d{2} ", lead):
        return
    if _DATELINE.match(words.text, reading.core_end, min(len(words.text), reading.core_end + 200)):
        reading.is_dateline = reading.placed = True
        reading.role, reading.relation = "dateline", "dateline"


_COMMA = re.compile(r",\s{1,2}\Z")
_IN = re.compile(r"(?: in(?: the)?| \(|['’]s|, in)(?: [a-z]+){0,3} \Z|[(/]\Z| \(\Z|['’]s \Z")


def _container(words: Words, reading: Reading, number: int, hits: list[Hit], readings: list[Reading]) -> None:
    """Whether the hit before this one lies in this one ("Paris, Texas"), or this one in it ("Gaza's Rafah")."""
    if not readings:
        return
    before = readings[-1]
    between = words.text[before.end : reading.start]
    if len(between) > 40 or before.hit.demonym is not None:
        return
    if reading.hit.demonym is not None:
        return
    if _COMMA.match(between):
        if before.container is None and not before.is_container:
            before.container = number
            reading.is_container = True
            before.placed = before.placed or reading.hit.abbreviation
    elif between in ("'s ", "’s "):
        reading.container = number - 1
        before.is_container = True
    elif _IN.match(between) and before.container is None:
        before.container = number


def _veto(
    words: Words,
    reading: Reading,
    hits: list[Hit],
    owner: dict[int, int],
    gazetteer: Gazetteer,
    lexicon: PlaceLexicon,
    surnames: set[str],
) -> None:
    hit = reading.hit
    begin, end = hit.begin, hit.end
    if hit.abbreviation:
        return
    if hit.demonym is not None:
        reading.trust = 0.9
        return
    size, settled = _size(hit, gazetteer)
    single = end - begin == 1
    left = begin - 1 if begin and words.gaps[begin] in (" ", ".") and words.capital[begin - 1] else None
    right = end if end < len(words) and words.gaps[end] == " " and words.capital[end] else None
    typed = reading.end > reading.core_end
    # persons: "Michael Jordan", "J. Jackson", "President Jackson"
    if left is not None and not typed and not words.shouting:
        key = words.keys[left]
        if key in lexicon.title and not (
            settled and size > BIG_PLACE and key in ("chief", "attorney", "deputy", "general")
        ):
            initial = left >= 1 and words.keys[left - 1] in ("the", "a")
            if key not in ("secretary", "director", "count", "officer", "manager", "coach") or not initial:
                reading.veto = "title"
                surnames.add(words.keys[end - 1])
                return
        given = key in lexicon.first and owner.get(left) is None
        if (given or (len(key) == 1 and words.gaps[begin] == ".")) and not (
            words.first[left] and key in lexicon.doubtful and size > BIG_PLACE
        ):
            reading.veto = "person"
            surnames.add(words.keys[end - 1])
            return
        if (
            owner.get(left) is not None
            and single
            and key in lexicon.first
            and hit.key in lexicon.last
            and words.gaps[begin] == " "
        ):
            reading.veto = "person"  # "Charlotte Jackson": both are towns
            surnames.add(words.keys[end - 1])
            return
    if right is not None and not typed and not words.shouting:
        key = words.keys[right]
        if key in lexicon.masthead and single | (key not in ("united", "city")):
            following = words.keys[right + 1] if _next_is(words, right + 1) else ""
            if not (key == "county" or following in ("police", "council", "hall")):
                reading.veto = "masthead"
                return
        if (
            single
            and hit.key in lexicon.first
            and key not in lexicon.body
            and key not in lexicon.division
            and not reading.is_dateline
        ):
            if (
                owner.get(right) is None
                and (key in lexicon.last or size < BIG_PLACE)
                and not _is_sentence_word(words, right, lexicon)
            ):
                reading.veto = "person"
                surnames.add(key)
                return
            if owner.get(right) is not None and key in lexicon.last and not reading.placed:
                reading.veto = "person"
                surnames.add(key)
                return
        if key in lexicon.body:
            reading.is_body = True
            reading.trust *= 0.8
        elif (
            not settled
            and owner.get(right) is None
            and size < BIG_PLACE
            and not reading.placed
            and not reading.is_dateline
        ):
            reading.trust *= 0.35  # "Lancaster Silver": part of a longer name that is no place
    elif end < len(words) and words.gaps[end] == " " and words.keys[end] in lexicon.body and not words.capital[end]:
        reading.is_body = True
    if left is not None and not typed and owner.get(left) is None and not words.first[left] and not reading.is_dateline:
        key = words.keys[left]
        if (
            key not in lexicon.body
            and key not in lexicon.filler
            and key not in lexicon.stop
            and key not in lexicon.division
        ):
            reading.trust *= 0.3 if not settled or size < BIG_PLACE else 0.7  # "Zine Tunis"
    if (
        single
        and hit.key in lexicon.doubtful
        and not reading.placed
        and not reading.is_dateline
        and reading.container is None
        and size < BIG_PLACE
    ):
        reading.trust *= 0.4
    if (
        single
        and words.first[begin]
        and not reading.is_dateline
        and not words.shouting
        and size < 15_000
        and not settled
        and not reading.placed
    ):
        reading.trust *= 0.6  # a capital at the beginning of a sentence says nothing
    if (
        single
        and hit.key in lexicon.last | lexicon.first
        and size < 100_000
        and not reading.placed
        and reading.container is None
    ):
        reading.trust *= 0.7
    if (
        single
        and not reading.placed
        and end < len(words)
        and words.gaps[end] == " "
        and words.keys[end] in lexicon.speech
    ):
        reading.is_metonym = True
        if not settled:
            reading.trust *= 0.4
    elif (
        end + 1 < len(words)
        and words.gaps[end] == " "
        and words.keys[end] in _AUXILIARY
        and words.keys[end + 1] in lexicon.speech
        and not reading.placed
    ):
        reading.is_metonym = True
    if (
        words.shouting
        and size < 50_000
        and not reading.placed
        and reading.container is None
        and not reading.is_dateline
    ):
        reading.trust *= 0.4
    if reading.trust < 0.3:
        reading.veto = "name"


def _is_sentence_word(words: Words, i: int, lexicon: PlaceLexicon) -> bool:
    return words.keys[i] in lexicon.stop


def _size(hit: Hit, gazetteer: Gazetteer) -> tuple[int, bool]:
    """People in the largest place of that name, and whether the name is one of a country or division or of our lists."""
    if hit.aliases:
        return max(p.population for p in hit.aliases), True
    best, settled = 0, False
    for row, flag in hit.rows:
        place = gazetteer.place(row)
        weight = place.population if flag < 2 else place.population // 3
        best = max(best, weight)
        if place.kind in ("country", "admin1") and flag < 2:
            settled = True
    return best, settled
