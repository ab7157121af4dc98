"""Dates in news text: what they say, and which days they mean.

`find_dates` reads a text once from front to back (linear time) and gives every date expression with its
verbatim span and the days it covers. No entity labels and no parser are used: a small hand-written grammar
(`date_grammar`) and calendar arithmetic (`date_calendar`).

Known limits: half-year and season borders are those of the northern hemisphere; fiscal years and quarters
are read as calendar ones.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from pipeline.events.date_calendar import Context, Tense, resolve
from pipeline.events.date_grammar import Grammar
from pipeline.events.date_spans import Span
from pipeline.events.date_tokens import Phrase, Tokens
from pipeline.events.date_words import MONTHS, STARTS, UNITS, WEEKDAYS, words
from pipeline.records import EventDateBasis, EventDatePrecision

DateKind = Literal["date", "duration", "set", "reference"]
TenseAt = Callable[[int, int], Tense]


@dataclass(frozen=True, slots=True)
class DateExpr:
    """One date expression of a text."""

    start: int
    end: int
    text: str
    """Verbatim slice start:end."""
    date_start: date | None
    """First day, None where it cannot be resolved (no anchor, vague) or for an open range to the past."""
    date_end: date | None
    """Last day, inclusive; None as above, or for an open range without an anchor."""
    precision: EventDatePrecision
    basis: EventDateBasis
    """stated: month, day or year are named; relative: counted from another day."""
    kind: DateKind
    """Only `date` dates a happening; a duration may cover days ("the past 24 hours"), sets and references do not."""
    bound: Literal["", "since", "until"]
    """An open range: "since February 2022" runs to the anchor, "until Friday" has no first day."""
    is_dateline: bool
    """Day of writing (head of a news text, "published on"), not of a happening."""
    value: str
    """TimeML value, "" for a duration without a fixed place in time."""
    rule: str
    """Name of the grammar rule, for explanations."""
    forward: bool = False
    """The clause looks ahead (will, planned, next): the days are those still to come."""


_SINCE = frozenset({"since", "from"})
_UNTIL = frozenset({"until", "till", "through", "by"})
_NEARLY_OVER = 20
"""Days before its end from which a quarter is reported on."""
_YEAR = 366
_STOP = frozenset(".!?;\n")
_PAST_CUES = words(
    "was were had did said wounded held took went came left began hit struck fell shot found told made sent became "
    "fought blew lost won broke fled met brought bought rose grew drove caught chose threw drew flew gave got knew "
    "led paid ran rang sang sank saw sold spoke spent stole stood swept taught thought tore wrote withdrew overthrew "
    "sought slew bore beat been happened"
)
_FUTURE_VERBS = words("will shall would could might ll upcoming payable effective tomorrow next")
_GOVERNORS = words(
    "is are due going set ready likely about plan plans planned planning expect expects expected scheduled vow vows "
    "vowed promise promised agreed intend intends hope hopes want wants supposed prepare prepares preparing"
)
_VAGUE = {
    "PAST_REF": words("recent recently past once previously previous earlier former then"),
    "FUTURE_REF": words("future coming soon later short near next"),
    "PRESENT_REF": words("current currently present already now these this"),
}
_PUBLISHED = re.compile(
    r"(?:published|updated|posted|modified|copyright|©|last update|filed|date)\s{0,3}(?:on|at|:)?\s{0,3}$",
    re.IGNORECASE,
)
_DATELINE_HEAD = re.compile(r"^[\W_]{0,3}(?:[^\W\d_][\w'’.\-]{0,24}[,/ ]{1,2}|\([\w .'’-]{1,30}\)[, ]{1,2}){0,9}\(?$")
_DATELINE_TAIL = re.compile(
    r"^(?:,?\s?\d{4})?[.,]?\s{0,2}(?:(?P<agency>\([^()\n]{1,80}\)|/[^/\n]{1,40}/)\s{0,2}(?P<dash>--|[-–—_:])?"
    r"|(?P<only>--|[–—_]|-\s|\)\s{0,2}[-–—:]|(?P<mark>[:.])\s{1,2}(?=[\"“'‘A-ZÀ-Þ])))"
)
_OPENERS = words("on in by since until from after before at during early late last next")
_SMALL = words("de la las los del el of the and y near in da do dos du al en le")


def find_dates(
    text: str,
    anchor: date | None,
    *,
    start: int = 0,
    end: int | None = None,
    tense_at: TenseAt | None = None,
) -> list[DateExpr]:
    """All date expressions of text[start:end] in order, not overlapping.

    anchor: the day of publication; None leaves relative dates unresolved, unless the text has a dateline
    with a year, which then is the anchor.
    tense_at(start, end): what the verb says about the span (past, future or ""); without it the words around
    the date decide.
    """
    stop = len(text) if end is None else min(end, len(text))
    tokens = Tokens(text, start, stop)
    grammar = Grammar(tokens)
    found: list[tuple[Phrase, int, int]] = []
    done = 0
    for i in [k for k, word in enumerate(tokens.lows) if word in STARTS or word[0].isdecimal()]:
        if i < done or not grammar.may_start(i):
            continue
        match = grammar.at(i)
        if match is not None:
            done = max(match[1], i + 1)
            restated = tokens.lows[i - 1] in ("[", "(") and "gmt" in tokens.lows[i : match[1]] if i else False
            # "at 2230 [0230 GMT on 12 January]": the same moment in another zone
            if match[0].kind not in ("refused", "time") and not restated:
                found.append((match[0], i, match[1]))
    datelines = {
        k: _is_dateline(text, tokens.spans[a][0], tokens.spans[b - 1][1], start, p) for k, (p, a, b) in enumerate(found)
    }
    if anchor is None:
        anchor = _dateline_day(found, datelines)
    out: list[DateExpr] = []
    context = Context(anchor, None)
    for k, (phrase, a, b) in enumerate(found):
        tense = tense_at(tokens[a].start, tokens[b - 1].end) if tense_at else _tense(tokens, a, b)
        if phrase.kind == "calendar" and phrase.year is None and phrase.month is not None:
            phrase = replace(phrase, year=_that_year(text, tokens[a].start, tokens[b - 1].end))
        span = resolve(phrase, replace(context, tense=tense))
        expr = _expression(text, tokens, (phrase, a, b), span, anchor)
        if expr is not None:
            out.append(_with(expr, datelines[k], tense))
            context = _after(context, phrase, expr, span)
            if datelines[k] and expr.date_start and anchor and _is_day_of_writing(expr, anchor, text):
                context = replace(context, anchor=expr.date_start)
    return out


def _that_year(text: str, start: int, end: int) -> int | None:
    """ "On 11 March of that year": the year named last before it."""
    if _THAT_YEAR.match(text, end) is None:
        return None
    years = _YEARS.findall(text, max(0, start - _YEAR_REACH), start)
    return int(years[-1]) if years else None


_THAT_YEAR = re.compile(r"\s*(?:of\s+|in\s+|,\s*)?(?:that|the\s+same)\s+year\b", re.IGNORECASE)
_YEARS = re.compile(r"(?<![\d.,$€£-])(?:1[89]|20)\d\d(?![\d.,]*\d|-)")
_YEAR_REACH = 600
"""Characters before "that year" in which its number is looked for."""


def _is_day_of_writing(expr: DateExpr, anchor: date, text: str) -> bool:
    """Whether "today" below a dateline is the dateline's day: it lies up to a year before the day of publication."""
    assert expr.date_start is not None
    behind = 0 <= (anchor - expr.date_start).days <= _YEAR
    return behind and not _PUBLISHED.search(text[max(0, expr.start - 24) : expr.start])


def resolve_spans(text: str, anchor: date | None, spans: Sequence[tuple[int, int]]) -> list[DateExpr | None]:
    """The same for spans that are known to be dates: no sign is asked for, and nothing else is looked for.

    spans: (start, end) in order; the answer has one entry for each, None where the words are not understood.
    """
    out: list[DateExpr | None] = []
    context = Context(anchor, None)
    for start, end in spans:
        inside = Tokens(text, start, end)
        if not inside.lows:
            out.append(None)
            continue
        around = Tokens(text, max(0, start - 120), min(len(text), end + 80))
        starts = [a for a, _ in around.spans]
        first, behind = bisect_left(starts, start), bisect_left(starts, end)
        tense = _tense(around, first, behind)
        # annotators leave out the word that decides: "last [October]", "[a year] earlier"
        if first and around.lows[first - 1] in ("last", "next", "this") and inside.lows[0] in MONTHS | WEEKDAYS:
            start = starts[first - 1]
        if behind < len(starts) and around.lows[behind] in ("ago", "earlier", "later") and inside.lows[-1] in UNITS:
            end = around.spans[behind][1]
        inside = Tokens(text, start, end)
        phrase, a, b = _longest(inside) or (_vague(inside), 0, len(inside))
        span = resolve(phrase, replace(context, tense=tense)) if phrase else None
        if phrase is None:
            out.append(None)
            continue
        expr = _expression(text, inside, (phrase, a, b), span, anchor)
        if expr is not None:
            context = _after(context, phrase, expr, span)
        out.append(expr)
    return out


def timex_value(expr: DateExpr) -> str:
    """The TimeML value of an expression: 1998-08-07, 1998-08, 1998-W32, 1998-Q2, PRESENT_REF, XXXX-..."""
    return expr.value


def _after(context: Context, phrase: Phrase, expr: DateExpr, span: Span | None) -> Context:
    """What the next date may be counted from, after this one."""
    if expr.kind != "date" or span is None or span.first is None:
        return context
    over = context.anchor is None or span.last is None or (span.last - context.anchor).days < _NEARLY_OVER
    if span.grain in ("quarter", "half") and phrase.kind != "shift" and over:
        return replace(context, reference=span, period=span)
    if phrase.kind == "shift" and phrase.unit == "year":
        # a comparison ("a year earlier, 40 were killed") does not move the text to that year
        return context
    return replace(context, reference=span)


def _vague(tokens: Tokens) -> Phrase | None:
    """Words that name no day: the past, recent years, future quarters, these days."""
    low = set(tokens.lows)
    for name, cues in _VAGUE.items():
        if low & cues:
            return Phrase(kind="reference", rule="vague", name=name)
    return None


def _longest(tokens: Tokens) -> tuple[Phrase, int, int] | None:
    grammar = Grammar(tokens, strict=False)
    best: tuple[Phrase, int, int] | None = None
    for i in range(min(len(tokens), 8)):
        match = grammar.at(i)
        if match and match[0].kind != "refused" and (best is None or match[1] - i > best[2] - best[1]):
            best = (match[0], i, match[1])
    return best


def _expression(
    text: str, tokens: Tokens, match: tuple[Phrase, int, int], span: Span | None, anchor: date | None
) -> DateExpr | None:
    phrase, a, b = match
    start, end = tokens[a].start, tokens[b - 1].end
    kinds: dict[str, DateKind] = {"duration": "duration", "set": "set", "reference": "reference"}
    kind = kinds.get(phrase.kind, "date")
    if kind == "date" and span is None:
        return None
    before = tokens.lows[a - 1] if a else ""
    bound: Literal["", "since", "until"] = "since" if before in _SINCE else "until" if before in _UNTIL else ""
    if phrase.until is not None or kind != "date" or text[end : end + 2] in ("'s", "’s"):  # "by Friday's blast"
        bound = ""
    first, last = (span.first, span.last) if span else (None, None)
    if bound == "since":
        last = max(first, anchor) if first and anchor else None
    elif bound == "until":
        first = None
    return DateExpr(
        start=start,
        end=end,
        text=text[start:end],
        date_start=first,
        date_end=last,
        precision=span.precision if span else "unknown",
        basis=span.basis if span else "relative",
        kind=kind,
        bound=bound,
        is_dateline=False,
        value=span.value if span and kind == "date" else phrase.name,
        rule=phrase.rule,
    )


def _with(expr: DateExpr, dateline: bool, tense: Tense) -> DateExpr:
    return replace(expr, is_dateline=dateline, forward=tense == "future") if dateline or tense == "future" else expr


def _tense(tokens: Tokens, a: int, b: int) -> Tense:
    """Which way the clause looks: the nearest sign before the date, else after it, in the same sentence."""
    before = tokens.lows[a - 1] if a else ""
    if before == "of" and a > 1 and tokens.lows[a - 2] == "ahead":
        return "future"
    if before == "as" and a > 2 and tokens.lows[a - 2] in ("soon", "early"):
        return "future"
    if before in ("until", "till"):
        return "past" if "had" in tokens.lows[max(0, a - 8) : b + 8] else "future"
    if b + 1 < len(tokens) and tokens.lows[b] == "'" and tokens.lows[b + 1] == "s":
        return "past"  # "Wednesday's ruling"
    for k in range(a - 1, max(-1, a - 11), -1):
        if _ends_sentence(tokens, k):
            break
        sign = _sign(tokens, k)
        if sign:
            return sign
    for k in range(b, min(len(tokens), b + 9)):
        if _ends_sentence(tokens, k):
            break
        sign = _sign(tokens, k)
        if sign:
            return sign
    return ""


def _ends_sentence(tokens: Tokens, k: int) -> bool:
    word = tokens.lows[k]
    return word in _STOP and not (word == "." and k and len(tokens.lows[k - 1]) <= 4 and tokens[k - 1].capital)


def _sign(tokens: Tokens, k: int) -> Tense:
    word = tokens.lows[k]
    if word in _FUTURE_VERBS:
        return "future"
    if word == "to" and k and tokens.lows[k - 1] in _GOVERNORS:
        return "future"
    if word in _PAST_CUES or (len(word) > 4 and word.endswith("ed") and tokens[k].raw.islower()):
        following = tokens.lows[k + 1] if k + 1 < len(tokens) else ""
        # "is expected to", "scheduled for": the participle looks ahead, not back
        return "" if following in ("to", "for") and word in _GOVERNORS else "past"
    return ""


def _is_dateline(text: str, start: int, end: int, floor: int, phrase: Phrase) -> bool:
    """Whether a date stands in the head of a news text, or behind "published", and so is the day of writing."""
    if phrase.kind not in ("calendar", "weekday") or (phrase.kind == "calendar" and phrase.day is None):
        return phrase.rule == "year" and bool(_PUBLISHED.search(text, max(floor, start - 20), start))
    if _PUBLISHED.search(text[max(floor, start - 24) : start]):
        return True
    line = max(text.rfind("\n", max(floor, start - 100), start) + 1, floor)
    if start - line > 95:
        return False
    head, tail = text[line:start], text[end : end + 100]
    tail_match = _DATELINE_TAIL.match(tail)
    if tail_match is None or not _DATELINE_HEAD.match(head):
        return False
    if tail_match["mark"] and not head.rstrip().endswith(","):
        return False  # "IMPHAL, Jan 13: ...", but not "On Jan 13: ..."
    if head.endswith("(") != tail_match[0].startswith(")"):
        return False
    names = re.findall(r"[^\W\d_][\w'’.\-]*", head)
    if any(word[0].islower() and word not in _SMALL for word in names) or (names and names[0].lower() in _OPENERS):
        return False
    if not tail_match["dash"] and not tail_match["only"] and not head.rstrip().endswith(","):
        return False
    return bool(names) or bool(tail_match["agency"] and tail_match["dash"])


def _dateline_day(found: list[tuple[Phrase, int, int]], datelines: dict[int, bool]) -> date | None:
    for k, (phrase, _, _) in enumerate(found):
        if datelines[k] and phrase.year and phrase.month and phrase.day:
            return date(phrase.year, phrase.month, phrase.day)
    return None
