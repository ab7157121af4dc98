"""Figures of people by the state they are in: "three of them in critical condition", "four others are in hospital".

Read from the words around a figure, not from the parser's tree: what follows "to be" hangs on it in too many ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.events.noun_counts import Count, NounCounts, count_of
from pipeline.events.numbers import Figure
from pipeline.events.numerals import words
from pipeline.events.patterns import any_of
from pipeline.events.quantity_lexicon import QuantityLexicon
from pipeline.records import QuantityKind

_REACH = 110
"""Characters behind a figure in which its state is looked for."""
_WHO = r"(?:\s+(?!and\b|or\b|but\b|who\b|while\b|when\b)[\w'’-]+){0,5}?"
"""The counted noun and what stands with it."""
_AUX = (
    r"(?:,?\s+(?:who|which|whom|that))?(?:\s+(?:is|are|was|were|be|been|being|has|have|had|remain(?:s|ed)?|lay|lie|"
    r"stay(?:s|ed)?|still|also|later|both|currently|now|reportedly|all|already|immediately|then|of))*"
)
_HOSPITAL = (
    r"(?:the\s+|a\s+|an\s+|local\s+|nearby\s+|area\s+|[\w'’-]+\s+){0,7}?"
    r"(?:hospitals?|clinics?|infirmary|intensive\s+care|trauma\s+cent(?:er|re)s?|medical\s+(?:cent(?:er|re)s?|facilit(?:y|ies))|"
    r"health\s+(?:cent(?:er|re)s?|facilit(?:y|ies))|doctors)\b"
)
_STATES = (
    r"in\s+(?:a\s+|an\s+|very\s+|extremely\s+)*[\w-]+(?:\s+(?:but|and|or|to)\s+[\w-]+)?\s+condition",
    r"in\s+(?:a\s+)?(?:critical|serious|grave|severe|stable)\s+state\b",
    r"in\s+(?:intensive\s+care|hospital|icu\b|surgery\b)",
    r"(?:in|at)\s+" + _HOSPITAL + r"(?:[^.;]{0,40}?\bwith\b)?",
    r"(?:kept|held|being\s+treated|treated|recovering)\s+(?:\w+\s+){0,3}?(?:in|at)\s+" + _HOSPITAL,
    r"(?:went|gone)\s+to\s+" + _HOSPITAL,
    r"(?:taken|rushed|admitted|transferred|airlifted|brought|transported|sent|flown|moved|referred|evacuated|carried|driven)\s+"
    r"(?:(?:by\s+)?\w+\s+)?(?:to|into)\s+" + _HOSPITAL,
    r"(?:receiv\w+|need\w*|sought|asked\s+for|requested|requir\w+|given|undergo\w*|underwent|got|getting)\s+(?:\w+\s+){0,2}?"
    r"(?:treatment|first\s+aid|surgery|medical\s+(?:attention|care|help|aid|assistance)|hospital\s+(?:treatment|care))\b",
    r"(?:treated|hospitali[sz]ed|stretchered)\b(?!\s+as\b)(?!\s+for\s+(?:[\w-]+\s+){0,2}?(?:anxiety|panic)\b)",
    r"with\s+(?:[\w-]+\s+){0,3}?(?:wounds?|injur(?:y|ies)|burns?|fractures?|concussions?|lacerations?|broken\s+\w+)\b",
    r"(?:got|suffered|suffering|sustained|received|have|has|had)\s+(?:from\s+)?(?:[\w-]+\s+){0,3}?"
    r"(?:wounds?|injur(?:y|ies)|burns?|fractures?|concussions?|lacerations?)\b",
    r"(?:battling|fighting|struggling|clinging)\s+(?:for|to)\s+(?:their\s+|his\s+|her\s+)?(?:life|lives)\b",
    r"on\s+(?:admission|(?:a\s+)?ventilators?|life\s+support)\b",
    r"(?:(?<=remain )|(?<=remained )|(?<=still ))admitted\b",
    r"under\s+(?:medical\s+)?observation\b",
    r"(?:discharged|released)\s+(?:from\s+(?:the\s+)?hospital\b|after\s+treatment)",
)
_STATED = re.compile(
    rf"(?P<who>{_WHO}(?:,\s(?:among|including|with|all|both|most)\s[^,.;:]{{2,60}},)?{_AUX})\s+(?P<state>{'|'.join(_STATES)})",
    re.IGNORECASE,
)
OF_THE = re.compile(
    r"\s+of\s+(?:the|those|these|its)\s+(?:(?:other|remaining|civilian|[\w-]+)\s+){0,2}?"
    r"(?P<noun>dead|deaths|killed|slain|fatalities|deceased|victims|died|perished|wounded|injured|injuries|casualties)\b",
    re.IGNORECASE,
)
_OF_THEM_FIRST = re.compile(
    r"\b(?:of|among)\s+(?:the|those)\s+(?:who\s+(?:were\s+|have\s+|had\s+)?|[\w-]+\s+)?"
    r"(?P<noun>dead|deaths|killed|victims|fatalities|died|wounded|injured|casualties)(?:\s+(?:reported|recorded|confirmed|so\s+far))?,?\s+"
    r"(?:[\w-]+\s+(?:is|are|was|were)\s+(?:[\w-]+\s+){1,3}?and\s+)?$",
    re.IGNORECASE,
)
_NO_LIFE = re.compile(
    r"\bno\s+reports\s+of\s+(?:any\s+)?(?:injur(?:y|ies)\s+or\s+)?(?:deaths?|fatalit(?:y|ies))\b|"
    r"\b(?:left|leaving|caused|causing|claimed|claiming|made|with)\s+no\s+victims\b|"
    r"\bthere\s+(?:are|were)\s+no\s+(?:killed|dead)\b|\bno\s+(?:reported\s+|immediate\s+|reports?\s+of\s+(?:any\s+)?)?(?:loss\s+of\s+(?:human\s+)?life|lives\s+(?:were\s+|have\s+been\s+)?lost)\b",
    re.IGNORECASE,
)
_NO_HARM = re.compile(
    r"\bwithout\s+causing\s+(?:any\s+)?(?:casualties\s+or\s+|deaths\s+or\s+)?injur(?:y|ies)\b|"
    r"\bno\s+reports\s+of\s+(?:any\s+)?(?:(?:deaths?|casualties|fatalities)\s+or\s+)?injur(?:y|ies)\b|"
    r"\b(?:neither|without)\s+(?:[\w-]+\s+){0,2}?(?:nor|or)\s+(?:[\w-]+\s+)?injur(?:y|ies)\b|"
    r"\bpeople\s+(?:were|was)\s+not\s+(?:hurt|injured|harmed)\b|"
    r"\b(?:nobody|no\s+one|no-one)\s+(?:else\s+)?(?:was|were|has\s+been|had\s+been)\s+(?:harmed|hit)\b|"
    r"(?<!other )(?<!of the )\b(?:people|residents|passengers|everyone|all\s+aboard|crew)\s+"
    r"(?:(?:were|was|are|is|escaped)\s+)?(?:unharmed|unhurt|uninjured)\b|\bno\s+(?:killed|dead)\s+(?:or|and|nor)\s+(?:wounded|injured)\b",
    re.IGNORECASE,
)
_NONE: tuple[tuple[re.Pattern[str], QuantityKind], ...] = ((_NO_HARM, "injured"), (_NO_LIFE, "killed"))
_KINDS: dict[str, QuantityKind] = {
    "dead": "killed", "deaths": "killed", "killed": "killed", "slain": "killed", "fatalities": "killed",
    "deceased": "killed", "victims": "killed", "died": "killed", "perished": "killed",
    "wounded": "injured", "injured": "injured", "injuries": "injured",
    "casualties": "casualties",
}  # fmt: skip
_BE = (
    r"(?:\s+(?:is|are|was|were|been|being|has|have|had|also|later|then|both|all|now|either|reportedly|already|since|"
    r"immediately|instantly|subsequently|still))+"
)
_BEHIND = r"(?=\s*(?:in|by|when|on|at|after|during|near|and|from|across|as|while|with)\b|\s*[,.;:)–—]|\s*$)"
_SAID: tuple[tuple[QuantityKind, str, str, str], ...] = (
    # kind; participles that need "were" unless they stand at once behind the figure's noun; verbs of their own; nouns
    (
        "killed",
        r"killed|slain|murdered|executed|shot\s+dead|gunned\s+down|martyred|massacred|beheaded|lynched|"
        r"burn(?:ed|t)\s+(?:to\s+death|alive)|\w+(?:ed|en|nt|ot)\s+to\s+death|dead|"
        r"found\s+shot(?!\s+(?:and|but)\s+(?:\w+\s+)?(?:alive|wounded|injured|hurt)\b)",
        r"died|perished|drowned|succumbed|(?:lost|laid\s+down)\s+their\s+lives|did(?:n['’]t|\s+not)\s+survive|"
        r"(?:bled|froze|starved|choked|burn(?:ed|t))\s+to\s+death|breathed\s+their\s+last|met\s+their\s+deaths?|"
        r"(?:paid|made)\s+the\s+(?:supreme|ultimate)\s+(?:price|sacrifice)",
        r"killed|slain|dead|martyred|shot\s+dead",
    ),
    (
        "injured",
        r"wounded|injured|hurt|maimed|hospitali[sz]ed|(?:badly\s+|slightly\s+|lightly\s+)?(?:bruised|grazed|scalded|concussed|"
        r"lacerated|gassed|cut\s+by\s+(?:\w+\s+)?(?:glass|splinters|debris|shards|shrapnel))",
        r"(?!)",
        r"wounded|injured|hurt|hospitali[sz]ed",
    ),
    (
        "missing",
        r"missing|unaccounted\s+for",
        r"(?:went|go|gone)\s+missing|disappeared|vanished",
        r"missing|unaccounted\s+for",
    ),
    ("captured", r"kidnapped|abducted|(?:taken|held)\s+(?:hostage|captive)", r"(?!)", r"kidnapped|abducted"),
    ("arrested", r"arrested|detained|apprehended|taken\s+into\s+custody|rounded\s+up", r"(?!)", r"arrested|detained"),
)
_AGED = re.compile(r"\s(?:aged|between)(?:\s(?:between\s)?\d+,?)+\s(?:and|to)\s\d+(?:\syears(?:\sof\sage)?)?")
_PARENTHESIS = r"(?:\s(?:aged|between)\s(?:between\s)?\d+(?:\s(?:and|to)\s\d+)?(?:\syears(?:\sof\sage)?)?)?"
_PARENTHESIS += r"(?:,\s(?:[^,.;:]{2,80}|\w+(?: \w+){0,4}, \d{1,2}),)?"
_PREDICATES: tuple[tuple[QuantityKind, re.Pattern[str]], ...] = tuple(
    (
        kind,
        re.compile(
            rf"(?P<who>{_WHO}{_PARENTHESIS})(?:{_BE}\s+(?P<a>{participles})|(?:{_BE})?\s+(?P<b>{verbs})|\s+(?P<c>{bare}){_BEHIND})\b",
            re.IGNORECASE,
        ),
    )
    for kind, participles, verbs, bare in _SAID
)
"""What is said of a figure whose predicate the parser did not find: through a parenthesis, or with words left out."""
_TREATED = re.compile(
    r"\b(?:treated|hospitali[sz]ed|(?:hospitals?|clinics?|doctors|medics|wards?)\s+(?:had\s+|have\s+|has\s+)?admitted)\s+"
    r"(?:(?:another|a\s+further|some|about|over|at\s+least)\s+)?$",
    re.IGNORECASE,
)
_ADMITTED = re.compile(
    rf"(?P<who>\s+(?:[\w'’-]+\s+){{0,2}}(?:patients|wounded|injured|casualties|victims)){_BE}\s+(?P<state>admitted|received|seen|treated)\b",
    re.IGNORECASE,
)
_CONDITION_OF = re.compile(r"\bcondition\s+of\s+(?:the\s+)?$", re.IGNORECASE)
_IS_BAD = re.compile(
    r"(?:\s+\w+){0,3}\s+(?:is|was|remains|remained|are|were)\s+(?:\w+\s+){0,3}?(?:critical|serious|grave|stable|severe)\b"
)
_OF_THAT = re.compile(
    r"\b(?:of|among)\s+"
    r"(?:(?:that|this)\s+(?:number|total|figure)|(?:(?<=^of )|(?<=^among ))(?:these|those|them)),?\s+$",
    re.IGNORECASE,
)
_ACCOUNTED = re.compile(r"\baccount(?:s|ed|ing)?\s+for\s+$", re.IGNORECASE)
_HINT = re.compile(
    any_of(
        words(
            """
            hospital condition treat surgery wound injur burn dead death fatalit victim casualt life live medical
            clinic kill slain died perish drown hurt harm missing unaccounted kidnap abduct hostage arrest detain
            condition state survive battling fighting sacrifice price breathed
            custody murder shot martyr observation account bruised grazed scalded concuss gassed admission admitted
            """
        )
        | {"nobody was", "no one was", "that number", "that total", "this number", "this total", "that figure"}
        | {"of these", "of those", "of them"}
        | {"first aid", "surgery", "ventilator", "life support", "intensive care", "cut by", "to death"}
    )
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A figure of people with the state they are said to be in."""

    count: Count
    kind: QuantityKind
    trigger: Any
    """Token of the word that tells the state."""
    part: bool
    """The words say that these are some of a number told before."""
    listed: tuple[Count, ...] = ()
    """The parts that `count` is the first of: "the dead were a nurse and her two sons"."""


_IS_SOMETHING = re.compile(
    r"\s+(?:(?:were|was|are)\s+(?!not\b)(?:[\w-]+\s+){0,3}?(?:[A-Z][\w-]+|[\w-]*(?:men|women|children|ers|ors|ians|ists|s|personnel|police|staff|troops))\b"
    r"|(?:were|are)\s+(?:aged\s+)?under\s|belonged\s+to\b|came\s+from\b|served\s+(?:in|with)\b)"
)


THEY_WERE = re.compile(
    r"\W*[\w-]+ (?:were|was|are) (?:\w+ ){0,2}?(?:children|women|minors|girls|boys|toddlers|infants|teenagers|"
    r"under (?:the age of )?\w+|civilians|soldiers|policemen|(?:police )?officers)\b"
)
""" "Two were children": of those that the sentence before counts."""
_OF_THEM_ARE = re.compile(r"\s+of\s+(?:them|these|those)\s+(?:are|were)\b")
_ARE = re.compile(r"\b(?:are|were)\s+(?!in\b|at\b|near\b)[\w-]+")
_BARE_NOUN = re.compile(r"\s+(?:[\w-]+\s+){0,2}?(?:men|women|children|police|[\w-]+s)\s*(?:[.;]|$)")
_BRACKETED = re.compile(r"\b[A-Z][\w'’-]+ \((?P<n>\d{1,4})\)")
_NEXT_PART = re.compile(r"(?:,|\band)\s+$")
_IN_PLACE = re.compile(r"\s+(?:others?\s+)?(?:in|at|near|from|outside)\s+(?:the\s+)?[A-Z]")
_ARE_IN = re.compile(r"\b(?:were|was|are|came|died|occurred|fell)\s+(?:in|at|near|from|outside)\s+(?:the\s+)?[A-Z]")


def hurt_behind(text: str, figure: Figure) -> bool:
    """Is the figure followed by what a wound is told with ("26 of them had injuries")?"""
    state = _STATED.match(text, figure.end, min(len(text), figure.end + _REACH))
    return state is not None and _WOUNDS.search(state["state"]) is not None


_WOUNDS = re.compile(r"wound|injur|burn|fracture|concuss|lacerat", re.IGNORECASE)


def find_conditions(counts: NounCounts, lexicon: QuantityLexicon, taken: set[int]) -> Iterator[Condition]:
    """The figures of a sentence that stand before or behind a state, those in `taken` (their starts) left out."""
    text = counts.text
    they_were = THEY_WERE.match(text) is not None
    if not they_were and not _HINT.search(text):
        return
    for pattern, kind in _NONE:
        for match in pattern.finditer(text):
            zero = Count(0, 0, 0, "exact", match.start(), match.end(), None)
            yield Condition(zero, kind, _token(counts, match.end() - 1), False)
    yield from _the_dead_were(counts, taken)
    parted: tuple[QuantityKind, Any, int] | None = None
    """Of what the figures before were parts, the word that says so, and how far that was told."""
    for index, figure in sorted(counts.roots.items(), key=lambda item: item[1].start):
        of = OF_THE.match(text, figure.end) or _OF_THEM_FIRST.search(text, max(0, figure.start - 80), figure.start)
        if of is not None:
            parted = _KINDS[of["noun"].lower()], _token(counts, of.start("noun")), figure.end
        elif (
            _of_these(figure, counts)
            or _OF_THEM_ARE.match(text, figure.end)
            or (they_were and figure.start <= 1 and _ARE.match(text, figure.end + 1))
        ):
            parted = "casualties", _token(counts, figure.start), figure.end
        if figure.start not in taken and figure.value and figure.relation not in ("of_total", "revised_from"):
            said = _condition_of(figure, counts.doc[index], counts, of)
            if said is None and parted is not None and _goes_on(figure, parted[2], text):
                said = Condition(count_of(figure, head=counts.doc[index]), parted[0], parted[1], True)
            if said is not None:
                yield said
    if parted is not None:
        # "the eight deaths were recorded in Leer (5) and Panyijiar (3)"
        for match in _BRACKETED.finditer(text, parted[2]):
            value = int(match["n"])
            count = Count(value, value, value, "exact", match.start("n"), match.end("n"), None)
            if match.start("n") not in taken:
                yield Condition(count, parted[0], parted[1], True)


def _goes_on(figure: Figure, told: int, text: str) -> bool:
    """ "64 of the dead were Druze, 18 were Bedouins and 34 belonged to the security forces", "19 of them were in
    Kalemie, six in Moba and two in Nyunzu"."""
    if _IS_SOMETHING.match(text, figure.end):
        return True
    if _NEXT_PART.search(text, told, figure.start) is None:
        return False
    if _ARE.search(text, told, figure.start) and _BARE_NOUN.match(text, figure.end):
        return True  # "six are civilians and three police officers"
    return _IN_PLACE.match(text, figure.end) is not None and _ARE_IN.search(text, told, figure.start) is not None


def _condition_of(figure: Figure, root: Any, counts: NounCounts, of: re.Match[str] | None) -> Condition | None:
    """The state of the people that one figure counts; `root` is the figure's token, `of` says of whom it is a part."""
    text = counts.text
    if _NAMES_OF.search(text, max(0, figure.start - 30), figure.start):
        return None  # "funeral prayers for nine of the victims"
    if of is not None and (passed := PASSED_AWAY.match(text, of.end())):
        # of a single person it is said of a death in bed
        return Condition(count_of(figure, head=root), "killed", _token(counts, passed.start("verb")), False)
    if of is not None and _NAMED.match(text, of.end()):
        return None  # "eleven of the dead have been identified"
    if of is not None:
        return Condition(
            count_of(figure, head=root), _KINDS[of["noun"].lower()], _token(counts, of.start("noun")), True
        )
    count = counts.count(root, strict=True)
    if count is None or not counts.is_person(count.noun, strict=True):
        return None
    if _EXCEPT.search(text, max(0, figure.start - 14), figure.start):
        return None  # "all except one are dead"
    return (
        _predicate(figure, count, counts)
        or _told_before(figure, count, counts)
        or _also_in(figure, root, counts)
        or _state_behind(figure, count, counts)
    )


def _told_before(figure: Figure, count: Count, counts: NounCounts) -> Condition | None:
    """ "Doctors treated 12", "the condition of two is serious", "women accounted for five"."""
    text, start = counts.text, figure.start
    if _TREATED.search(text, max(0, start - 30), start):
        return Condition(count, "injured", _token(counts, start - 2), False)
    if count.noun is None and _of_these(figure, counts):
        return Condition(count, "casualties", _token(counts, start - 4), True)
    if _CONDITION_OF.search(text, max(0, start - 20), start) and _IS_BAD.match(text, figure.end):
        return Condition(count, "injured", _token(counts, start - 4), True)
    if count.noun is None and _ACCOUNTED.search(text, max(0, start - 20), start):
        return Condition(count, "casualties", _token(counts, start - 2), True)
    return None


def _of_these(figure: Figure, counts: NounCounts) -> bool:
    """ "Of that number, 127", "Of these, 19": but rockets fall and are launched."""
    text, start = counts.text, figure.start
    if _OF_THAT.search(text, max(0, start - 30), start) is None:
        return False
    return _FLEW.match(text, figure.end) is None


_FLEW = re.compile(
    r"\s+(?:(?:were|was|have|had|been|are|also)\s+){0,3}(?:fell|fallen|land(?:ed)?|hit|struck|crash(?:ed)?|launch(?:ed)?|fired|"
    r"explod(?:ed)?|intercept(?:ed)?|shot|down(?:ed)?|jammed|lost|destroyed|damaged|missed|reached|Shaheds?|drones|missiles|rockets)\b"
)


def _state_behind(figure: Figure, count: Count, counts: NounCounts) -> Condition | None:
    """ "12 others are in hospital", "three with burns"."""
    text, last = counts.text, min(len(counts.text), figure.end + _REACH)
    state = _ADMITTED.match(text, figure.end, last) or _STATED.match(text, figure.end, last)
    if state is None or not _is_people(state["who"], count, counts):
        return None
    if _WHERE.match(state["state"]) and not _VERB.search(state["who"]):
        return None  # "40 others in the cellar of a clinic"
    return Condition(count, "injured", _token(counts, state.start("state")), _points_back(text, figure))


def _predicate(figure: Figure, count: Count, counts: NounCounts) -> Condition | None:
    text = counts.text
    if count.noun is not None and not counts.is_person(count.noun, strict=False):
        return None
    for kind, pattern in _PREDICATES:
        match = pattern.match(text, figure.end, min(len(text), figure.end + _REACH))
        if match is None:
            continue
        who = match["who"].split(",", 1)[0]  # without a parenthesis
        if not _THINGS.search(who) and not _ACTS.search(_AGED.sub(" ", who)):
            at = max(match.start("a"), match.start("b"), match.start("c"))
            return Condition(count, kind, _token(counts, at), False)
    return None


_ACTS = re.compile(
    r"\b(?:virtual|simulated|fictional|and|or|but|that|which|killed|wounded|injured|not)\b", re.IGNORECASE
)


_EXCEPT = re.compile(r"\b(?:except|but|save|than)\s+(?:for\s+)?$", re.IGNORECASE)
_NAMES_OF = re.compile(r"\b(?:prayers?|funerals?|names?|identit(?:y|ies))\s+(?:for|of)\s+$", re.IGNORECASE)
PASSED_AWAY = re.compile(r"(?:\s+(?:had|have|has|later|since|also))*\s+(?P<verb>passed)\s+away\b")
_NAMED = re.compile(
    r"\s+(?:have|has|had|were|was)\s+(?:been\s+)?(?:identified|named|buried|claimed|returned)\b", re.IGNORECASE
)
_WHERE = re.compile(r"(?:in|at)\b(?!.*\b(?:condition|with)\b)", re.IGNORECASE | re.DOTALL)
_VERB = re.compile(r"\b(?:is|are|was|were|been|being|remain(?:s|ed)?|lay|lie|stay(?:s|ed)?|still)\b", re.IGNORECASE)
_ALSO = re.compile(
    r"\s+(?:more\s+|others\s+)?in\s+(?:the\s+)?(?:[A-Z][\w'’-]+(?:\s+(?=[A-Z]))?){1,4}(?=[,.;]|\s+and\b|\s*$)"
)
_SAME = re.compile(
    r"\b(?:killed|dead|died|wounded|injured|hurt|arrested|detained|abducted)\b[^;:]{0,140}(?:,\s+|\band\s+|,\s+and\s+)$"
)


def _also_in(figure: Figure, root: Any, counts: NounCounts) -> Condition | None:
    """ "Four people were killed in Odesa, where a high-rise caught fire, and three in Kharkiv"."""
    text = counts.text
    if not _ALSO.match(text, figure.end):
        return None
    before = _SAME.search(text, max(0, figure.start - 180), figure.start)
    if before is None or " in " not in before[0]:
        return None
    word = before[0].split()[0].lower()
    kind = next(
        (k for k, participles, verbs, _ in _SAID if re.fullmatch(participles, word) or re.fullmatch(verbs, word)), None
    )
    if kind is None:
        return None
    return Condition(count_of(figure, head=root), kind, _token(counts, before.start()), False)


def _token(counts: NounCounts, offset: int) -> Any:
    return next((t for t in counts.tokens if t.idx <= offset < t.idx + len(t.text)), counts.tokens[-1])


_THINGS = re.compile(
    r"\b(?:bod(?:y|ies)|corpses?|remains|beds?|hospitals?|ambulances?|doctors|nurses|medics|staff|dead)\b",
    re.IGNORECASE,
)


def _is_people(who: str, count: Count, counts: NounCounts) -> bool:
    """No beds, no bodies, no doctors at work."""
    if _THINGS.search(who):
        return False
    noun = count.noun
    return (
        noun is None
        or noun.lower_ in ("them", "whom", "those", "these", "others", "rescued", "survivors", "evacuated")
        or counts.is_person(noun, strict=False)
    )


_NAMING = ("list", "name", "identify", "describe")
""" "They list the victims as six men and two women"."""


def _the_dead_were(counts: NounCounts, taken: set[int]) -> Iterator[Condition]:
    """ "The dead were a bartender and two brothers", "the injured include three nurses"."""
    for token in counts.tokens:
        kind = _KINDS.get(token.lower_)
        verb = token.head
        if token.dep_ == "dobj" and token.lower_ == "victims" and verb.lemma_ != "list":
            continue  # victims who are identified may be alive
        if (
            kind is None
            or token.dep_ not in ("nsubj", "nsubjpass", "dobj")
            or verb.lemma_ not in (("be", "include", "comprise", "identify") if token.dep_ != "dobj" else _NAMING)
        ):
            continue
        if not any(c.lower_ in ("the", "all", "those") for c in token.children) or counts.direct(token) is not None:
            continue
        things = [c for c in verb.children if c.dep_ in ("attr", "dobj") and c.i > token.i and token.dep_ != "dobj"]
        things += [
            g for c in verb.children if c.dep_ == "prep" and c.lower_ == "as" for g in c.children if g.dep_ == "pobj"
        ]
        if not things:
            continue
        found = [counts.count(part, strict=False) for part in counts.parts(things[0])]
        people = tuple(c for c in found if c is not None and c.value and counts.is_person(c.noun, strict=True))
        if token.dep_ == "dobj" and any(c.noun is None or c.implied for c in people):
            continue  # "identified the dead as Ana Ruiz, 47, and Eva Diaz, 48"
        if people and len(people) == len(found) and not any(c.start in taken for c in people):
            yield Condition(people[0], kind, token, True, people if len(people) > 1 else ())


def _points_back(text: str, figure: Figure) -> bool:
    """ "three of them", "two of whom"."""
    return bool(re.match(r"\s+of\s+(?:them|whom|these|those)\b", text[figure.end : figure.end + 16], re.IGNORECASE))
