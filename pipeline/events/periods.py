"""Spans of time that a total is counted over ("in less than 40 days", "between January and June", "since 2015").

They are found by a small grammar: a preposition, what narrows it, a number, a unit longer than a day. When something
happened is another question ("last week", "in 2019"): such words make no total of the toll of one incident.
"""

from __future__ import annotations

import re

_MONTHS = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)|apr(?:il|\.)|may|june?|july?|aug(?:ust|\.)?|sept?(?:ember|\.)?"
    r"|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_YEAR = r"(?:19|20)\d\d"
_NUMBER = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|eighteen|twenty|thirty|forty|fifty|sixty|few|several|many|some|(?:a )?couple of|a few|a dozen|dozens of)"
)
_NARROWED = (
    r"(?:just|only|barely|merely|less than|fewer than|more than|little more than|little over|under|over|about|around"
    r"|nearly|almost|roughly|some|the space of|the span of|a span of|a period of|the period of|the course of|at least)"
)
_OWNED = r"(?:the|its|their|his|her|this|these|those|a|an|all the)"
_WHICH = r"(?:past|last|previous|first|recent|preceding|final|latest|closing|opening|intervening|single)"
_LONG = r"(?:weeks?|months?|years?|decades?)"
_STRIFE = (
    r"(?:war(?:fare)?|fighting|combat|clashes|violence|conflict|unrest|bombardment|bombing|shelling|protests?|"
    r"demonstrations?|rioting|riots|insurgency|hostilities|siege|raids|attacks|strikes|rains?|flooding|floods)"
)
# a part of such a span, or what is to come, is no span: "later this year", "in two weeks' time"
_NO_TIME = r"(?!['’]? time\b|['’]s time\b|[- ]old\b| ago\b| earlier\b| later\b| before\b| after\b)"

_SPANS = (
    rf"(?:in|within|over|during|throughout|through|across|inside|for) (?:{_NARROWED} ){{0,2}}(?:{_OWNED} )?"
    rf"(?:{_NARROWED} )?(?:{_WHICH} (?:{_NUMBER}[ -])?|(?:{_NUMBER})[ -](?:{_WHICH} )?)(?:full |short |long )?"
    rf"(?:{_LONG}|days){_NO_TIME}",
    rf"(?:in|within|during|over|throughout|through|after|amid|from) (?:{_NARROWED} )?(?:{_NUMBER} )?"
    rf"(?:days|weeks|months|years|decades) of (?:[a-z-]+ ){{0,2}}?{_STRIFE}",
    rf"(?:campaign|struggle|rebellion|uprising|rule|history) of (?:{_NARROWED} )?(?:{_NUMBER}[ -])?{_LONG}",
    rf"(?:killings|murders|homicides|femicides|kidnappings|abductions) (?:[a-z]+ ){{0,2}}?in "
    rf"(?:(?:that|the same|the past|the last|a single|one) (?:month|year)|{_MONTHS}(?: {_YEAR})?(?! \d)|{_YEAR})",
    rf"(?:during|throughout) (?:all of )?(?:{_YEAR}|{_MONTHS}(?: {_YEAR})?(?! \d))",
    rf"in (?:all|the whole) of {_YEAR}",
    rf"(?:in|during) (?:{_MONTHS}|{_YEAR}|{_MONTHS} {_YEAR}) alone",
    r"(?:this|last|past) (?:week|month|year|season) alone",
    rf"(?:between|from) (?:\d\d? )?(?P<from>{_MONTHS})(?: \d\d?)?,?(?: {_YEAR})? (?:and|to|through|until|till)"
    rf" (?:\d\d? )?(?!(?P=from)){_MONTHS}",
    rf"(?:between|from) {_YEAR} (?:and|to|through|until|till) {_YEAR}",
    r"since (?:at least |about )?(?:the )?(?:early |late |mid-?|start of |beginning of )?"
    rf"(?:\d\d? )?(?:{_YEAR}|{_MONTHS})",
    r"since (?:it|he|she|they|the \w+|its \w+|their \w+) (?:was |were )?(?:began|begun|started|came|took|taken|seized"
    r"|launched|erupted|returned|resumed|assumed|broke|founded|formed)",
    r"(?:so far )?this season",
    rf"{_MONTHS}['’]s (?:civilian |death )?(?:toll|tally|total|count|figures?)",
    r"ha(?:ve|s|d) since (?:reported|recorded|counted|registered|confirmed)",
    r"(?:in|during|over) (?:the|that) (?:whole )?(?:month|quarter|year)(?! (?:of|to|before|after|since|when|that)\b)",
    rf"(?:\d{{2,3}}|\d,\d\d\d) (?:[a-z-]+ ){{0,2}}(?:attacks|strikes|raids|incidents|clashes|accidents|bombings)"
    rf" (?:(?:across|in|on) (?:the |its )?\w+ )?in {_YEAR}",
)  # fmt: skip
SPAN = re.compile(rf"\b(?:{'|'.join(_SPANS)})(?!\w)", re.IGNORECASE)
"""Every part is bounded, so that matching is linear."""

_FOR = re.compile(rf"for (?:{_NARROWED} )?(?:{_NUMBER} )?(?:{_LONG}|days)", re.IGNORECASE)
_SOME_DAYS = re.compile(
    rf"[a-z]+ (?:{_NARROWED} )?(?:{_OWNED} )?(?:past|last|previous)[ -]"
    r"(?:two|three|four|five|six|seven|(?:a )?couple of|few|[2-7])[ -]days",
    re.IGNORECASE,
)
"""A fight or a sweep that goes on for some days is one event of so many days, and its toll no total over others."""
_A_MONTH = re.compile(rf"\b(?:in|for|during) {_MONTHS}(?: {_YEAR})?(?! \d)", re.IGNORECASE)
_THOUSANDS = re.compile(r"\b\d{1,3},\d{3}\b")


def counts_a_month(text: str) -> bool:
    """ "Russia sent 5,281 drones and 214 missiles in November": more than a night brings. "In April Iran launched 300
    drones" may be one night."""
    return _THOUSANDS.search(text) is not None and _A_MONTH.search(text) is not None


THIS_YEAR = re.compile(r"(?<!earlier )(?<!later )(?<!early )(?<!late )\bthis (?:year|month)(?!\w)", re.IGNORECASE)


def spans_of_time(text: str) -> list[int]:
    """Where in `text` (a sentence) the spans begin that a total may be counted over, in characters."""
    return [m.start() for m in SPAN.finditer(text) if not _FOR.fullmatch(m[0]) and not _SOME_DAYS.fullmatch(m[0])]
