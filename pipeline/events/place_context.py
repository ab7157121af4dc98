"""What the words around a name say: that it is a person or a firm after all, where it lies, and its part in what
happened.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.events.gazetteer import ALTERNATE, BARE, Gazetteer, Place
from pipeline.events.place_lexicon import PlaceLexicon, words_of
from pipeline.events.place_resolve import contains
from pipeline.events.place_scan import Hit, Words

_KM = words_of("km kms kilometer kilometers kilometre kilometres mile miles mi meters metres yards")
_DIRECTIONS = words_of(
    """
    north south east west northeast northwest southeast southwest northeastern northwestern southeastern
    southwestern north-east north-west south-east south-west northern southern eastern western
    """
)
_DATELINE = re.compile(
    r"(?: \([A-Z][^)\n]{2,30}\))?"
    r"(?:[,/ ]{1,3}(?:[A-Z][\w.'’-]{0,20})(?: (?:of|the|and|de|la|[A-Z][\w.'’-]{0,20})){0,4}){0,3}"
    r"(?:,? ?\d{1,2} [A-Za-z]{3,9}\.?(?: \d{2,4})?|,? [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?"
    r" ?(?:[(\[][^)\]\n]{2,60}[)\]])? ?(?:(?:--|—|–|-)[ \n]|(?<=\d)\.(?= [A-Z“\"])|(?P<colon>:)[ \n])"
)
_AUXILIARY = words_of("has have had also would will later")
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
    cues: dict[str, float] = field(default_factory=dict)
    """What speaks for and against a place (`place_trust`)."""
    first_trust: float = 1.0
    """`trust` by the words around alone."""
    trust: float = 1.0
    """How sure it is that a place is named, 0 to 1."""
    kinds: tuple[str, ...] | None = None
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
    shared_type: bool = False
    """The word of type stands behind the last name of the list, in the plural."""
    listed: bool = False
    """One of several names apart by commas or "and"."""


def read_surroundings(words: Words, hits: list[Hit], gazetteer: Gazetteer, lexicon: PlaceLexicon) -> list[Reading]:
    """One reading for every hit, in order."""
    owner: dict[int, int] = {}
    for number, hit in enumerate(hits):
        for i in range(hit.begin, hit.end):
            owner[i] = number
    readings: list[Reading] = []
    for number, hit in enumerate(hits):
        end = words.ends[hit.end - 1] + _final_dot(words, hit)
        reading = Reading(hit, words.starts[hit.begin], end, end)
        _type_word(words, reading, lexicon, owner)
        _relation(words, reading, readings[-1] if readings else None, lexicon, owner)
        _dateline(words, reading)
        _container(words, reading, number, hits, readings)
        readings.append(reading)
    _shared_type_words(words, readings)
    people: set[str] = set()
    for reading in readings:
        _cues(words, reading, hits, owner, gazetteer, lexicon, people)
    _text_cues(words, readings, gazetteer, people)
    return readings


def _text_cues(words: Words, readings: list[Reading], gazetteer: Gazetteer, people: set[str]) -> None:
    """Cues from the rest of the text: the word in lower case, a person of that name, how often the name stands."""
    small = {key for key, capital in zip(words.keys, words.capital, strict=True) if not capital}
    times = Counter(reading.hit.key for reading in readings)
    for reading in readings:
        hit, cue = reading.hit, reading.cues
        cue["often"] = math.log(times[hit.key])
        if hit.demonym is not None:
            continue
        if hit.end - hit.begin == 1:
            cue["lower"] = hit.key in small
            cue["person"] = hit.key in people and not cue.get("left_given") and not cue.get("left_title")
        if reading.container is not None:
            outer = readings[reading.container].hit
            cue["inside"] = _may_hold(outer, hit, gazetteer)
            if cue["inside"]:
                readings[reading.container].cues["holds"] = True


def _may_hold(outer: Hit, inner: Hit, gazetteer: Gazetteer) -> bool:
    """Whether some place of the one name lies in some place of the other."""
    holders = [*outer.aliases, *(gazetteer.place(row) for row, flag in outer.rows if flag != BARE)]
    holders = [p for p in holders if p.kind in ("country", "admin1", "admin2", "region")]
    held = [*inner.aliases, *(gazetteer.place(row) for row, flag in inner.rows if flag != BARE)]
    return any(contains(p, q) for p in holders[:20] for q in held[:300])


_PLURALS = words_of(
    """
    regions oblasts provinces departments governorates states counties districts prefectures municipalities
    parishes
    """
)


def _final_dot(words: Words, hit: Hit) -> int:
    """1 where the full stop behind the last letter is the name's own: "U.S.", "S.C.", "Tex."."""
    dotted = words.text[words.ends[hit.end - 1] : words.ends[hit.end - 1] + 1] == "."
    inner = hit.end - hit.begin > 1 and words.gaps[hit.end - 1] == "." and len(words.keys[hit.end - 1]) == 1
    return int(dotted and (inner or (hit.abbreviation and not words.word(hit.end - 1).isupper())))


def _shared_type_words(words: Words, readings: list[Reading]) -> None:
    """ "Usulutan and Morazan Departments": the word of type counts for all names of the list."""
    for number in range(len(readings) - 1, 0, -1):
        reading = readings[number]
        if reading.kinds is None or not reading.listed:
            continue
        last = reading.hit.end
        plural = reading.end > reading.core_end and words.keys[last] in _PLURALS
        if (plural or reading.shared_type) and readings[number - 1].kinds is None:
            readings[number - 1].kinds = reading.kinds
            readings[number - 1].shared_type = readings[number - 1].placed = True
            if plural:
                reading.end = reading.core_end
                reading.shared_type = True


def _next_is(words: Words, i: int, joint: str = " ") -> bool:
    return i < len(words) and words.gaps[i] == joint


def _type_word(words: Words, reading: Reading, lexicon: PlaceLexicon, owner: dict[int, int]) -> None:
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
            reading.kinds = kinds
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
        at = b - 2 if before == "of" else b - 3 if before == "the" else b - 1
        if kind and before in ("of", "the") and at - 1 in owner and words.gaps[at] == " ":
            kind = None  # "the Mopti region of Mali": the word belongs to the name before it
        if kind and before in ("of", "the") and at >= 1 and words.keys[at - 1] in _QUARTERS:
            kind, reading.placed = None, True  # "a residential district of Odesa": a part of the town
        if kind:
            reading.kinds = {"admin1": ("admin1", "admin2"), "admin2": ("admin2", "admin1")}.get(kind, (kind,))
            reading.placed = True


_QUARTERS = words_of(
    "residential central northern southern eastern western outer inner old historic business commercial industrial "
    "crowded suburban populous poor wealthy upscale downtown shopping market fishing port busy densely populated city"
)


_LAUNCHING = words_of(
    "direction directions area areas territory territories airfield airfields airbase airbases vicinity side"
)


def _launched_from(keys: Sequence[str], at: int) -> bool:
    """ "Drones from the directions of Kursk and Orel": whether the word at `at`, before "of", says so."""
    return at >= 1 and keys[at] in _LAUNCHING and "from" in keys[max(0, at - 3) : at]


def _relation(
    words: Words, reading: Reading, previous: Reading | None, lexicon: PlaceLexicon, owner: dict[int, int]
) -> None:
    hit = reading.hit
    if hit.end < len(words) and words.gaps[hit.end] == "-" and not words.capital[hit.end]:
        tail = words.keys[hit.end]
        if tail == "bound":
            reading.relation, reading.role = "bound", "origin"
        elif tail in lexicon.origin_suffix:
            reading.relation, reading.role = "based", "origin"
    i = hit.begin - 1
    steps = 0
    if previous is not None and previous.hit.end <= hit.begin and previous.hit.demonym is None:
        between = words.text[previous.end : reading.start]
        reading.listed = between in (", ", " and ", ", and ", " or ", ", or ", "/", " and the ")
        if not (previous.relation and reading.relation is None):
            pass
        elif between in (", ", " and ", ", and ", " or ", ", or ", " and in ", "/", "-") or (
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
    if _launched_from(words.keys, i - 1 if key == "of" else i):
        reading.relation, reading.role, reading.placed = "from", "origin", True
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


def _dateline(words: Words, reading: Reading) -> None:
    """ "KYIV, Ukraine (Reuters) -", "San Salvador, 3 Jan 90 --" at the beginning of a line."""
    begin = reading.start
    if begin > 3000:
        return
    line = words.text.rfind("\n", 0, begin) + 1
    lead = words.text[line:begin]
    if lead.strip() and not re.fullmatch(r" date \d{4}-\d{2}-\d{2} ", lead):
        return
    match = _DATELINE.match(words.text, reading.core_end, min(len(words.text), reading.core_end + 200))
    if match is not None and match["colon"] and not words.text[begin : reading.core_end].isupper():
        return  # "Kyiv: two dead" is a title
    if match is not None:
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
        reading.is_container = between == " ("
    if before.is_dateline and before.container == number and reading.is_container:
        reading.role, reading.relation = "dateline", "dateline"


def _cues(
    words: Words,
    reading: Reading,
    hits: list[Hit],
    owner: dict[int, int],
    gazetteer: Gazetteer,
    lexicon: PlaceLexicon,
    people: set[str],
) -> None:
    """Note what speaks for and against a place; person names that are seen go into `people`."""
    hit = reading.hit
    begin, end = hit.begin, hit.end
    size, settled, foreign = _size(hit, gazetteer)
    single = end - begin == 1
    cue = reading.cues
    cue["size"] = math.log10(size + 10) / 7
    cue["settled"] = settled
    cue["multi"] = not single
    cue["unknown"] = hit.unknown
    cue["foreign"] = foreign
    relation = reading.relation
    cue["in"] = relation is not None and (relation in lexicon.location or relation == "near" or " " in relation)
    cue["way"] = relation in ("from", "to", "against")
    cue["dateline"] = reading.is_dateline
    cue["typed"] = reading.end > reading.core_end or reading.shared_type
    cue["kind"] = reading.kinds is not None and reading.end == reading.core_end
    cue["suffix"] = relation in ("bound", "based")
    cue["listed"] = reading.listed
    if begin and words.gaps[begin] in (" ", "\n"):
        before = words.keys[begin - 1]
        cue["of"] = before == "of" and relation is None
        cue["the"] = before == "the" and relation is None
        cue["small_word_left"] = not words.capital[begin - 1] and before not in ("of", "the") and relation is None
    cue["hyphen"] = (begin > 0 and words.gaps[begin] == "-") or (
        end < len(words) and words.gaps[end] == "-" and words.capital[end] and not cue["suffix"]
    )
    if single:
        cue["common"] = hit.key in lexicon.common
        cue["doubtful"] = hit.key in lexicon.doubtful
        cue["family"] = hit.key in lexicon.last
        cue["given"] = hit.key in lexicon.first
        verbatim = words.word(begin)
        cue["capitals"] = not words.shouting and verbatim.isupper() and not reading.is_dateline
    cue["first"] = words.first[begin] and not reading.is_dateline
    cue["shouting"] = words.shouting
    if end < len(words):
        follows = words.keys[end]
        cue["possessive"] = words.gaps[end] == "'" and follows == "s"
        if words.gaps[end] == " ":
            later = words.keys[end + 1] if _next_is(words, end + 1) else ""
            speaks = follows in lexicon.speech or (follows in _AUXILIARY and later in lexicon.speech)
            cue["speech"] = speaks and not settled
            reading.is_metonym = speaks and relation is None
            body = follows in lexicon.body
            reading.is_body = body and reading.end <= reading.core_end  # "Hodan district" is typed, no body
            cue["small_body"] = body and not words.capital[end]
    left = begin - 1 if begin and words.gaps[begin] in (" ", ".") and words.capital[begin - 1] else None
    right = end if end < len(words) and words.gaps[end] == " " and words.capital[end] else None
    if hit.demonym is not None or words.shouting:
        return
    if left is not None and not cue["typed"]:
        key = words.keys[left]
        named = owner.get(left) is None
        beside = named or hits[owner[left]].demonym is None
        if key in lexicon.title:
            cue["left_title"] = True
        elif (named and key in lexicon.first) or (len(key) == 1 and words.gaps[begin] == "."):
            cue["left_given"] = True
        elif not named and single and key in lexicon.first and hit.key in lexicon.last and words.gaps[begin] == " ":
            cue["left_given"] = True  # "Charlotte Jackson": both are towns
        elif beside and not (named and words.first[left]) and words.gaps[begin] == " ":
            known = key in lexicon.body or key in lexicon.filler or key in lexicon.stop or key in lexicon.demonyms
            cue["left_name"] = not known and not reading.is_dateline
        if cue.get("left_title") or cue.get("left_given"):
            people.add(words.keys[end - 1])
    if right is not None and not cue["typed"] and not reading.is_dateline:
        key = words.keys[right]
        following = words.keys[right + 1] if _next_is(words, right + 1) else ""
        if (
            key in lexicon.masthead
            and key != "county"
            and following not in ("police", "council", "hall", "school", "schools")
        ):
            cue["masthead"] = True
        elif key in lexicon.body:
            cue["right_body"] = True
        elif owner.get(right) is None and key not in lexicon.stop and key not in lexicon.division:
            cue["right_name"] = True
            if single and hit.key in lexicon.first:
                cue["right_name"] = 2.0
                people.add(key)
        elif owner.get(right) is not None and hits[owner[right]].demonym is None and key not in lexicon.division:
            given = single and hit.key in lexicon.first and key in lexicon.last
            cue["right_name"] = 2.0 if given else 1.0
            if given:
                people.add(key)


def _well_known(division: Place) -> bool:
    return division.population >= 500_000 or division.country in ("USA", "CAN", "AUS", "GBR")


def _size(hit: Hit, gazetteer: Gazetteer) -> tuple[int, bool, bool]:
    """People in the largest place of that name, whether it is a country or division or in our lists, and whether the
    name is only another name of the place ("Vienne" of Vienna)."""
    if hit.aliases or hit.demonym is not None:
        return max((p.population for p in hit.aliases), default=1_000_000), True, False
    best, settled, own = 0, False, False
    for row, flag in hit.rows:
        place = gazetteer.place(row)
        best = max(best, place.population if flag < ALTERNATE else place.population // 3)
        own = own or flag < ALTERNATE
        if flag < ALTERNATE and (place.kind == "country" or (place.kind == "admin1" and _well_known(place))):
            settled = True
    return best, settled, not own
