"""Dates against TimeML: values on gold spans, and finding and valuing them end to end.

Scored are the TIMEX3 of type DATE in the text, without the creation time (it is given). Two figures:

gold_spans   the span is given, the value is asked: share of right values;
end_to_end   the text is given: precision, recall and F1 of overlapping spans with the right value (and of
             the spans alone). What the system finds on a gold TIME, DURATION or SET is not counted.

A value is right when it equals the gold one after notation is evened out: 1998-W7 is 1998-W07, months or days left
open (1955-XX, 1955-XX-XX) are dropped, a week left open (1989-WXX) is met by any week of that year, a decade is 198 or
198X, and the part of the day that some annotators add to a DATE (1998-08-07TNI) is not looked at; `strict` counts
equal strings only.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from pipeline.events.dates import find_dates, resolve_spans, timex_value

KNOWN = {"HeidelTime 2.1, TempEval-3 test set, value F1, all types": 77.6}


@dataclass(frozen=True)
class Timex:
    start: int
    end: int
    type: str
    value: str


@dataclass(frozen=True)
class Document:
    name: str
    text: str
    anchor: date | None
    timexes: tuple[Timex, ...]


def read(path: Path) -> Document | None:
    """The text of one TimeML file with its TIMEX3; None for a file that is not TimeML."""
    try:
        root = ElementTree.fromstring(path.read_bytes())
    except ElementTree.ParseError:
        return None
    body = root.find(".//TEXT")
    parts: list[str] = []
    timexes: list[Timex] = []
    length = 0

    def walk(node: ElementTree.Element) -> None:
        nonlocal length
        begin = length
        for text in (node.text, None):
            if text:
                parts.append(text)
                length += len(text)
        for child in node:
            walk(child)
            if child.tail:
                parts.append(child.tail)
                length += len(child.tail)
        if node.tag == "TIMEX3" and node.get("functionInDocument") != "CREATION_TIME":
            timexes.append(Timex(begin, length, node.get("type", ""), node.get("value", "")))

    walk(body if body is not None else root)
    created = next((t for t in root.iter("TIMEX3") if t.get("functionInDocument") == "CREATION_TIME"), None)
    if created is None:
        created = root.find(".//DCT/TIMEX3")
    stated = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", created.get("value", "")) if created is not None else None
    anchor = date(*map(int, stated.groups())) if stated else None
    return Document(path.stem, "".join(parts), anchor, tuple(sorted(timexes, key=lambda t: (t.start, -t.end))))


def even(value: str) -> str:
    """Notation evened out; the meaning is kept."""
    value = re.sub(r"-W(\d)(?!\d)", r"-W0\1", value.strip())
    if re.match(r"[\dX]{4}-[\dX]{2}-[\dX]{2}T", value):
        value = value[:10]
    value = re.sub(r"^(\d{4}(?:-\d\d)?)(?:-XX)+$", r"\1", value)
    return re.sub(r"^(\d{2,3})X{1,2}$", r"\1", value)


def same(value: str, gold: str) -> bool:
    """Whether a value means the gold one; digits that the gold value leaves open may be filled."""
    mine, wanted = even(value), even(gold)
    if "X" in wanted:
        return re.fullmatch(re.escape(wanted).replace("X", r"[\dX]"), mine) is not None
    return mine == wanted


def f1(rows: list[tuple[int, int, int]]) -> dict[str, float]:
    right, found, gold = (sum(r[k] for r in rows) for k in range(3))
    p, r = right / found if found else 0.0, right / gold if gold else 0.0
    return {
        "precision": round(100 * p, 1),
        "recall": round(100 * r, 1),
        "f1": round(200 * p * r / (p + r), 1) if p + r else 0.0,
    }


def interval(rows: list[tuple[int, int]], draws: int = 500) -> list[float]:
    """95% interval of a share, by drawing documents with replacement."""
    rng = random.Random(0)
    shares = []
    for _ in range(draws):
        drawn = [rng.choice(rows) for _ in rows]
        shares.append(sum(a for a, _ in drawn) / max(1, sum(b for _, b in drawn)))
    shares.sort()
    return [round(100 * shares[int(0.025 * draws)], 1), round(100 * shares[int(0.975 * draws) - 1], 1)]


def run(data: Path, errors: int = 0) -> dict[str, object]:
    documents = [d for p in sorted(data.rglob("*.tml")) if not p.name.startswith(".") and (d := read(p))]
    if not documents:
        return {"documents": 0}
    per_document: list[tuple[int, int]] = []
    strict = total = day_right = day_total = 0
    valued, spanned = [], []
    kinds: Counter[str] = Counter()
    for doc in documents:
        gold = [t for t in doc.timexes if t.type == "DATE"]
        answers = resolve_spans(doc.text, doc.anchor, [(t.start, t.end) for t in gold])
        right = 0
        for timex, answer in zip(gold, answers, strict=True):
            value = timex_value(answer) if answer else ""
            good = same(value, timex.value)
            right += good
            strict += value == timex.value
            if re.fullmatch(r"\d{4}-\d\d-\d\d", timex.value):
                day_total += 1
                day_right += value[:10] == timex.value
            if not good:
                kinds[answer.rule if answer else "not understood"] += 1
                if errors > 0:
                    errors -= 1
                    around = " ".join(doc.text[max(0, timex.start - 70) : timex.end + 50].split())
                    words = " ".join(doc.text[timex.start : timex.end].split())
                    print(
                        f"{doc.name} {doc.anchor} [{words}] gold {timex.value} found {value!r}: {around}",
                        file=sys.stderr,
                    )
        total += len(gold)
        per_document.append((right, len(gold)))
        found = [e for e in find_dates(doc.text, doc.anchor) if e.kind in ("date", "reference")]
        other = [t for t in doc.timexes if t.type != "DATE"]
        found = [e for e in found if not any(t.start < e.end and e.start < t.end for t in other)]
        free = list(found)
        spans = values = 0
        for timex in gold:
            hit = next((e for e in free if e.start < timex.end and timex.start < e.end), None)
            if hit is not None:
                free.remove(hit)
                spans += 1
                values += same(timex_value(hit), timex.value)
        valued.append((values, len(found), len(gold)))
        spanned.append((spans, len(found), len(gold)))
    right = sum(r for r, _ in per_document)
    return {
        "documents": len(documents),
        "gold_dates": total,
        "gold_spans": {
            "value_accuracy": round(100 * right / max(1, total), 1),
            "interval_95": interval(per_document),
            "strict": round(100 * strict / max(1, total), 1),
            "calendar_days": round(100 * day_right / max(1, day_total), 1),
            "calendar_days_n": day_total,
            "misses_by_rule": dict(kinds.most_common(15)),
        },
        "end_to_end": {"value": f1(valued), "span_overlap": f1(spanned)},
        "known": KNOWN,
    }
