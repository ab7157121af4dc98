"""Lists of victims, read along the words: "six monks (two of them novices), a cook, 54, and her daughter".

A parser hangs the parts of a list on each other, on the verb or on the next clause, as it thinks fit; their order and
the commas between them are plain. A list is taken only where it reaches the word that tells what befell it, where each
of its parts is somebody, and where the tree does not deny it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_MODIFIERS = frozenset({"DT", "PRP$", "CD", "JJ", "JJR", "JJS", "PDT", "POS", "HYPH", "VBN"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_OPENING = frozenset({"of", "from", "with"})
_NAMING = frozenset({"known", "named", "called", "identified", "nicknamed"})
_LINKS = frozenset({"conj", "appos", "nsubj", "nsubjpass", "npadvmod", "dobj", "obj", "attr", "oprd", "nmod", "dep"})
_BEHIND_VERB = frozenset({"VBD", "VBP", "VBZ", "MD"})
_MAX_LIST = 60
_MAX_ASIDE = 16


def list_before(first: Any, trigger: Any) -> list[Any] | None:
    """Heads of the list that ends right before the verb (or the participle that hangs on it) and that `first` is in."""
    doc = trigger.doc
    for start in range(max(0, trigger.i - _MAX_LIST), first.i + 1):
        if start > 0 and (doc[start - 1].tag_ in ("IN", "TO") and doc[start - 1].lower_ not in ("that", "as")):
            continue
        if start > 0 and doc[start - 1].tag_ in _MODIFIERS | _NOUNS:
            continue
        heads, end = _read(doc, start, trigger.i)
        if len(heads) > 1 and first.i <= heads[-1].i and _reaches(doc, end, trigger):
            # what fills a clause from its beginning to its verb is its subject, whatever the tree says
            whole = start == 0 or doc[start - 1].text in (";", ":")
            if whole or all(_linked(h, first, trigger) for h in heads):
                return heads
    return None


def list_after(first: Any, trigger: Any) -> list[Any] | None:
    """Heads of the list that `first` begins, of which the verb or noun before it tells."""
    doc = first.doc
    start = first.i
    while start - 1 > trigger.i and doc[start - 1].tag_ in _MODIFIERS | _NOUNS:
        start -= 1
    heads, end = _read(doc, start, min(len(doc), start + _MAX_LIST))
    if end < len(doc) and doc[end].tag_ in _BEHIND_VERB and trigger.pos_ == "VERB":
        return None  # "killed a driver, a guard and his son was hurt"
    if len(heads) < 2 or not all(_linked(h, first, trigger) for h in heads):
        return None
    return heads


def _reaches(doc: Any, end: int, trigger: Any) -> bool:
    """Is there nothing between the list and the verb but its auxiliaries and adverbs?"""
    if end < trigger.i and doc[end].text == ",":
        end += 1
    return all(t.tag_ in ("VBD", "VBP", "VBZ", "VBN", "VB", "VBG", "MD", "RB") for t in doc[end : trigger.i])


def _linked(token: Any, first: Any, trigger: Any) -> bool:
    """Does the tree hang it on the first victim, on what befell them, or the first victim on it?"""
    goals = {first.i, trigger.i} | ({trigger.head.i} if trigger.pos_ == "NOUN" else set())
    return _climbs(token, goals, first) or _climbs(first, {token.i}, first)


def _climbs(token: Any, goals: set[int], first: Any) -> bool:
    for _ in range(8):
        if token.i in goals:
            return True
        # "one of their employees and her child": joined to the employees
        inside = token.dep_ in ("pobj", "prep") and token.head.i > first.i
        if token.dep_ not in _LINKS and not inside:
            return False
        token = token.head
    return False


def _read(doc: Any, start: int, limit: int) -> tuple[list[Any], int]:
    """Heads of a list of noun phrases from this token on, and where it ends; no heads where it has no "and"."""
    heads: list[Any] = []
    at, joined, ends = start, False, start
    while True:
        head, after = _phrase(doc, at, limit)
        if head is None:
            break
        heads.append(head)
        ends = _behind(doc, after, limit)
        if joined:
            # what stands behind the last part, or one more "and"
            more = next((n for word, n in _separators(doc, ends, limit) if word == "and"), None)
            if more is None or _phrase(doc, more, limit)[0] is None:
                return heads, ends
            at = more
            continue
        separator = next(_separators(doc, ends, limit), None)
        if separator is None:
            break
        joined = separator[0] == "and"
        at = separator[1]
    return [], start


def _phrase(doc: Any, start: int, limit: int) -> tuple[Any | None, int]:
    """Head of the noun phrase that begins here, and where it ends."""
    at, head, number = start, None, None
    while at < limit:
        token = doc[at]
        if token.tag_ == "VBN" and any(c.dep_ == "dobj" for c in token.children):
            break  # "martyred 12 and injured 27"
        if token.tag_ in _NOUNS:
            head = token
        elif token.tag_ == "CD" and head is None:
            number = token
        elif token.tag_ == "JJ" and head is None and at + 1 < limit and doc[at + 1].lower_ in _NAMING:
            head = token  # "a minor known as Carlos"
        elif token.tag_ not in _MODIFIERS or token.tag_ == "CD" or (head is not None and token.tag_ == "VBN"):
            break
        at += 1
    return (head, at) if head is not None else (number, at)


def _behind(doc: Any, at: int, limit: int) -> int:
    """The place behind an age, a bracket, an "of ..." and a "known as ..." after a noun phrase."""
    for _ in range(4):
        if at >= limit:
            return at
        word = doc[at].lower_
        if word == "(":
            close = next((n for n in range(at, min(limit, at + _MAX_ASIDE)) if doc[n].text == ")"), None)
            if close is None:
                return at
            at = close + 1
        elif word == "," and at + 1 < limit and doc[at + 1].tag_ == "CD" and _ends_age(doc, at + 2, limit):
            at += 2 + (at + 2 < limit and doc[at + 2].text == "," and not _is_and(doc, at + 3, limit))
        elif word == "aged" or (word == "," and at + 2 < limit and doc[at + 1].lower_ == "aged"):
            at = _behind_ages(doc, at + 1 + (word == ","), limit)
        elif word == "," and (among := _behind_among(doc, at + 1, limit)) is not None:
            at = among
        elif word in _OPENING or word in _NAMING:
            inner = at + 1 + (at + 1 < limit and doc[at + 1].lower_ == "as")
            head, after = _phrase(doc, inner, limit)
            if head is None:
                return at
            at = after
        else:
            return at
    return at


def _behind_among(doc: Any, at: int, limit: int) -> int | None:
    """The place behind "soldiers among them,"."""
    head, after = _phrase(doc, at, limit)
    if head is None or doc[after : after + 2].text.lower() not in ("among them", "among whom"):
        return None
    return after + 2 + (after + 2 < limit and doc[after + 2].text == ",")


def _behind_ages(doc: Any, at: int, limit: int) -> int:
    """The place behind "5 and 7"."""
    while at + 1 < limit and (doc[at].tag_ == "CD" or (doc[at].lower_ in ("and", "to") and doc[at + 1].tag_ == "CD")):
        at += 1
    return at


def _ends_age(doc: Any, at: int, limit: int) -> bool:
    return at >= limit or doc[at].text in (",", ";", ".") or doc[at].lower_ == "and"


def _is_and(doc: Any, at: int, limit: int) -> bool:
    return at < limit and doc[at].lower_ == "and"


def _separators(doc: Any, at: int, limit: int) -> Iterator[tuple[str, int]]:
    """What parts two members of a list here ("," or "and"), with the place behind it."""
    after = at
    if after < limit and doc[after].text in (",", ";"):
        after += 1
    if after < limit and doc[after].lower_ in ("and", "&"):
        yield "and", after + 1
    elif doc[after : after + 3].text.lower() == "as well as":
        yield "and", after + 3
    elif doc[after : after + 2].text.lower() == "along with":
        yield "and", after + 2
    elif after > at:
        yield ",", after
