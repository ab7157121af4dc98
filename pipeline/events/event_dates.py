"""Which date of a sentence is the day of an event in it, read off the dependency tree.

"Police said today that gunmen killed the mayor on Friday": the mayor was killed on Friday; "today" is the day of
the report. A date counts for an event where it hangs on the event's own word, or on a verb that carries the event
("the attack took place", "was killed in the blast"); a date of a report, a reaction or an arrest does not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.events.date_words import words
from pipeline.events.dates import DateExpr
from pipeline.events.sentences import ParsedSentence, Sentence

REPORTING = words(
    "say report announce claim confirm state tell disclose declare add reveal note warn accuse release "
    "publish issue learn inform acknowledge explain indicate maintain describe deny demand call urge "
    "broadcast condemn think believe comment express ask request reject repudiate regret denounce blame "
    "attribute admit appeal vow pledge promise praise welcome support point assert insist affirm reiterate "
    "recall remember mark commemorate mourn protest criticize criticise discuss consider investigate deplore "
    "lament quote cite hear testify write propose threaten distribute"
)
"""Verbs whose day is that of a report or a reaction, not of the event they speak of."""
_LATER_ON = words(
    "arrest detain charge sentence try indict find discover recover bury identify postpone schedule decide "
    "approve sign agree present offer order hold rescue release free capture"
)
"""Verbs of what came after: the day that they carry is not that of an event below them, but may be of one beside."""
_HAPPEN = words(
    "occur happen begin start break erupt continue end last come follow go unfold carry launch stage conduct "
    "commit perpetrate make mount suffer sustain repel leave cause kill wound injure die hit destroy damage "
    "strike hurt perish lose fall rock shake rip tear be become register sit organise organize"
)
"""Verbs that carry an event: their day is its day."""
_NEWS = words("report announce confirm denounce note record")
_TALLIES = words("toll tally count number figure total")
_TELLS_TALLY = words(
    "rise climb increase jump grow go mount reach stand pass hit surpass exceed top soar double triple swell raise put "
    "revise update"
)
_LIGHT_NOUNS = words(
    "series number wave spate string act total dozen score hundred thousand campaign two three several many"
)
_LATER = frozenset({"after", "before", "since", "until", "following", "because", "although", "though", "if"})
_DESCRIBES = frozenset({"nummod", "compound", "amod", "nmod"})
_NOMINAL = frozenset({"amod", "nmod", "compound", "poss", "nummod"})
_FAR = 40
_NEAR = 5


def rank(date_token: Any, event_tokens: Sequence[Any]) -> float | None:
    """How surely a date belongs to the event of `event_tokens` (less is surer), or None where it does not."""
    own = {t.i for t in event_tokens}
    best: float | None = None
    for event in event_tokens:
        found = _rank(date_token, event, own)
        if found is not None and (best is None or found < best):
            best = found
    return best


def _rank(date_token: Any, event: Any, own: set[int]) -> float | None:
    chain = ancestors(date_token)
    for k, node in enumerate(chain):
        if node.i in own:
            return 0.1 * k
        if k and chain[k - 1].dep_ in _NOMINAL and chain[k - 1].i < node.i and node.pos_ in ("NOUN", "PROPN"):
            return _of_noun(node, own)  # "the 7 January raid": the day of the raid and of nothing else
        if node.pos_ in ("VERB", "AUX") and k:
            return _of_verb(node, date_token, event, own)
    return None


def of_its_telling(date_token: Any, event_tokens: Sequence[Any]) -> int | None:
    """How many words above an event the verb stands that tells it and that the date hangs on: "has agreed on a truce,
    the president announced on Monday". For what is done by being said that is the day; None where there is none."""
    verb = next((t for t in ancestors(date_token)[1:] if t.pos_ in ("VERB", "AUX")), None)
    if verb is None or verb.lemma_.lower() not in REPORTING:
        return None
    steps = [up.index(verb) for up in map(ancestors, event_tokens) if verb in up]
    return min(steps, default=None)


def tie(expr: DateExpr, parsed: ParsedSentence) -> Any | None:
    """The token that ties a date to the rest of its sentence; None where the date has no token."""
    inside = [
        t for t in parsed.doc
        if parsed.start + t.idx < expr.end and expr.start < parsed.start + t.idx + len(t.text) and not t.is_space
    ]  # fmt: skip
    if not inside:
        return None
    outward = [t for t in inside if t.head not in inside] or inside[-1:]
    if outward[-1].dep_ in _DESCRIBES:  # "In May 2025 JNIM said": the year was taken for a part of the name
        return next((t for t in outward if t.dep_ in ("pobj", "npadvmod")), outward[-1])
    return outward[-1]


def tells_tally(doc: Any) -> bool:
    """Whether a sentence may tell how a toll grew."""
    return any(t.lemma_.lower() in _TALLIES for t in doc)


def is_of_tally(date_token: Any) -> bool:
    """Whether a date says when a toll was counted, not when it happened: "the death toll from the blast rose to six on
    Tuesday", "put the number of dead at 40 on Sunday"."""
    chain = ancestors(date_token)
    verb = next((t for t in chain[1:] if t.pos_ in ("VERB", "AUX") or t.lemma_.lower() in _TALLIES), None)
    return (
        verb is not None
        and verb.lemma_.lower() in _TELLS_TALLY
        and any(c.dep_ in ("nsubj", "nsubjpass", "dobj") and c.lemma_.lower() in _TALLIES for c in verb.children)
    )


def _of_noun(noun: Any, own: set[int]) -> float | None:
    head = noun
    for _ in range(4):
        if head.i in own:
            return 0.2
        if head.dep_ == "pobj" and head.head.lower_ == "of" and head.head.head.lemma_.lower() in _LIGHT_NOUNS:
            head = head.head.head
        else:
            break
    return None


def _of_verb(verb: Any, date_token: Any, event: Any, own: set[int]) -> float | None:
    lemma = verb.lemma_.lower()
    if lemma == "take" and any(c.lower_ == "place" for c in verb.children):
        lemma = "occur"
    reports = lemma in REPORTING
    up = ancestors(event)
    if verb in up:
        return _below(verb, date_token, up[: up.index(verb)], reports, lemma)
    down = ancestors(verb)
    if event in down:
        path = down[: down.index(event)]
        link = path[-1].dep_
        if len(path) == 1 and link in ("relcl", "acl", "advcl", "conj", "xcomp"):
            return None if reports and link == "conj" else 1.0
        return None
    if reports or lemma in _LATER_ON:
        return None
    steps = distance(up, ancestors(date_token))
    return 4.0 + steps if steps <= _NEAR else None


def _below(verb: Any, date_token: Any, path: Sequence[Any], reports: bool, lemma: str) -> float | None:
    """The event stands below the verb that the date hangs on; path leads from the event up to the verb's child."""
    if any(t.pos_ == "VERB" and t.lemma_.lower() in REPORTING for t in path[1:]):
        return None  # "gathered on Friday to remember the people who were killed in the raid"
    child = path[-1]
    link = child.dep_
    bare = all(t.dep_ in ("pobj", "prep", "conj", "agent", "compound", "amod") or t.i == child.i for t in path)
    if link in ("nsubj", "nsubjpass"):
        plain = len(path) == 1 or (bare and child.lemma_.lower() in _LIGHT_NOUNS)
        return 1.0 if plain and not reports else None
    if link == "conj":
        return None if reports else 1.5
    if link == "xcomp":
        return 1.0 if not reports else None
    if link == "advcl":
        marks = {c.lower_ for c in child.children if c.dep_ in ("mark", "advmod", "prep")}
        return None if reports or lemma in _LATER_ON or marks & _LATER else 1.5
    if link in ("dobj", "prep", "agent", "attr", "oprd", "dative") and bare and lemma in _HAPPEN:
        return 1.2 + 0.1 * len(path)
    if link in ("dobj", "nsubjpass") and lemma in _NEWS and child.i < date_token.i:
        before = date_token.left_edge.i - 1
        if child.i <= before <= child.right_edge.i:
            return 2.0  # "reports the kidnapping of X in Y today"
    if link in ("ccomp", "parataxis") and _opens(date_token):
        # "On Friday, police said, gunmen stormed": a day in front counts for what is told
        return 3.0
    if link == "ccomp" and not reports:
        return 2.5
    return None


def _opens(date_token: Any) -> bool:
    """Whether the date is what its sentence begins with."""
    return all(t.dep_ in ("prep", "det", "punct", "advmod", "amod", "compound") or t.is_punct or t.is_space
               for t in date_token.doc[: date_token.i])  # fmt: skip


def pointed(sentences: Sequence[Sentence], dates: Mapping[int, Sequence[DateExpr]]) -> dict[int, DateExpr]:
    """Sentences that only tell when: "The explosion occurred at 2350 on 16 January". Index to the day."""
    found: dict[int, DateExpr] = {}
    for sentence in sentences:
        match = _POINTING.match(sentence.text)
        if match is None:
            continue
        usable = [
            d
            for d in dates.get(sentence.index, ())
            if d.kind == "date" and not d.bound and not d.is_dateline and d.precision in ("day", "hour")
        ]
        usable = [d for d in usable if d.date_start is not None and d.start >= sentence.start + match.end() - 1]
        if usable and usable[0].start - (sentence.start + match.end()) <= _REACH:
            found[sentence.index] = usable[0]
    return found


_REACH = 80
"""Characters between "took place" and its day."""
_POINTING = re.compile(
    r"(?:\W{0,3})(?:the|this|these|both|all)\s+(?:[\w-]{1,20}\s+){0,3}?"
    r"(?:attacks?|explosions?|blasts?|bombings?|murders?|killings?|kidnappings?|abductions?|incidents?|assaults?|clash(?:es)?|"
    r"shootings?|crimes?|assassinations?|ambush(?:es)?|raids?|strikes?|airstrikes?|shelling|massacres?|accidents?|crash|"
    r"collision|collapse|disaster|derailment|sinking|capsizing|storm|mudslide|avalanche|robbery|abduction|"
    r"fire|blaze|earthquake|quake|tremor|landslide|protests?|marches|rally|events?|detonations?|actions?)\s+(?:[\w-]{1,20}\s+){0,4}?"
    r"(?:took\s+place|occurred|happened|was\s+carried\s+out|were\s+carried\s+out|began|came|was\s+staged|struck)\b",
    re.IGNORECASE,
)


_EARLIER = re.compile(
    r"\b(?:aftermath of|wake of|days? after|weeks? after|following|anniversary of"
    r"|in (?:response|retaliation|revenge|reprisal) (?:to|for))\b[^.;:,]{0,60}$",
    re.IGNORECASE,
)
_OPENS_EARLIER = re.compile(r"\W{0,3}(?:preceding|prior to|before)\b[^.;:,]{0,60},", re.IGNORECASE)


def is_before(sentence: str, event: int) -> bool:
    """True for an event that is named only to place another one after it: "in the aftermath of an attack", or whose
    sentence places it before another: "Preceding the strike, an offensive was launched".

    `event` is the offset of its word in the sentence. Such an event has no day of its own; it was before the report.
    """
    opened = _OPENS_EARLIER.match(sentence)
    if opened and event >= opened.end():
        return True
    return _EARLIER.search(sentence[max(0, event - 100) : event]) is not None


def ancestors(token: Any) -> list[Any]:
    """The token and its heads up to the root."""
    chain = [token]
    while chain[-1].head != chain[-1] and len(chain) < _FAR:
        chain.append(chain[-1].head)
    return chain


def distance(a: Sequence[Any], b: Sequence[Any]) -> int:
    """Steps in the tree between two tokens, given by their chains of heads."""
    where = {t.i: k for k, t in enumerate(a)}
    for k, token in enumerate(b):
        if token.i in where:
            return k + where[token.i]
    return _FAR
