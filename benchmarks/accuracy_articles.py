"""The event parser on labelled articles: tolls and counts, types, places, modality, dates, false events, spans.

    python benchmarks/accuracy.py articles [--data DIR] [--errors N]

DIR (default: labelled/ beside this file) holds texts/ID.txt and gold.jsonl, one JSON object a line:

    {"id", "stratum", "events": [{"type", "sub_type", "modality", "recency", "date_start", "date_end",
      "date_precision", "places": [{"name", "role"}],
      "quantities": [{"kind", "unit", "value", "low", "also_stated"}]}]}

What is counted, an article at a time:

counts      Distinct pairs of kind and value. A gold figure is its `value`, or its `low` where the text only gives a
            bound; a found one is `best`, or `low`, or `high`. A found value that stands in `also_stated` (a rival or
            an older figure) is taken for the main value of its figure. Exact, or not at all.
type        Distinct types of the events that are not background.
place       Distinct names of places where something happened, without regard to case.
modality    Of the gold events whose type was found: one mention of that type has the modality. A `statement` in the
            gold is met by any mention that says it took place.
date        The same, for gold events with a day: one mention of that type starts on that day.
negatives   Articles of the stratum `negative` that were given an event that took place and is not background.
spans       Mentions whose evidence is what its two offsets cut out of the file.

Intervals: 95%, bootstrap over documents. The reliability table sorts mentions by the confidence they were given; a
mention is right where the gold has an event of its type and, if that event has a day, the mention starts within its
days or shares a place of happening with it.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.events import EventEngine, load_engine, parse_files

COUNTS = ("killed", "injured", "launched", "intercepted")
GROUPS: dict[str, tuple[str, ...]] = {
    **{kind: (kind,) for kind in COUNTS},
    "killed_and_injured": ("killed", "injured"),
    "all_counts": COUNTS,
}
BINS = ((0.0, 0.5), (0.5, 0.65), (0.65, 0.75), (0.75, 0.8), (0.8, 1.01))
DRAWS = 300

Row = dict[str, Any]


@dataclass(frozen=True)
class Article:
    """One text with what a reader labelled and what the engine found in it."""

    id: str
    stratum: str
    text: str
    gold: tuple[Row, ...]
    found: tuple[Row, ...]


def read_gold(folder: Path) -> list[Row]:
    """The lines of gold.jsonl. Raises UsageError where the folder holds no such set."""
    try:
        lines = (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UsageError(
            f"{folder / 'gold.jsonl'} cannot be read ({error.strerror})",
            hint="name a folder with gold.jsonl and texts/",
        ) from error
    rows = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                row = json.loads(line)
                complete = {"id", "stratum", "events"} <= row.keys()
            except (ValueError, AttributeError):
                complete = False
            if not complete:
                raise UsageError(
                    f"{folder / 'gold.jsonl'}, line {number}: not an object with id, stratum and events",
                    hint="see the head of accuracy_articles.py",
                )
            rows.append(row)
    return rows


def read_articles(folder: Path, engine: EventEngine) -> list[Article]:
    """Every article of a set, read by the engine as `dateline parse` reads a file."""
    articles = []
    for row in read_gold(folder):
        path = folder / "texts" / f"{row['id']}.txt"
        found = tuple(parse_files([str(path)], engine))
        text = path.read_bytes().decode("utf-8", "replace")
        articles.append(Article(row["id"], row["stratum"], text, tuple(row["events"]), found))
    return articles


def value_of(figure: Row, names: Sequence[str]) -> int | None:
    """The first of these numbers that is stated."""
    return next((figure[name] for name in names if figure.get(name) is not None), None)


def took_place(mention: Row) -> bool:
    return mention["modality"] in ("occurred", "ongoing")


def current(mention: Row) -> bool:
    return mention["recency"] != "background"


def where(event: Row) -> set[str]:
    """Names of the places where it happened."""
    return {(place["name"] or "").casefold() for place in event["places"] if place["role"] == "location"}


def counts(article: Article, kinds: tuple[str, ...]) -> tuple[set[Any], set[Any]]:
    """Gold and found pairs of kind and value."""
    wanted = set()
    main: dict[tuple[str, int | None], tuple[str, int | None]] = {}
    for event in article.gold:
        for figure in event["quantities"]:
            if figure["kind"] in kinds:
                key = (figure["kind"], value_of(figure, ("value", "low")))
                wanted.add(key)
                main.update({(figure["kind"], other): key for other in figure["also_stated"]})
    found = set()
    for mention in article.found:
        for figure in mention["quantities"]:
            value = value_of(figure, ("best", "low", "high"))
            if figure["kind"] in kinds and value is not None and figure["scope"] != "none":
                found.add(main.get((figure["kind"], value), (figure["kind"], value)))
    return wanted, found


def types(article: Article) -> tuple[set[Any], set[Any]]:
    wanted = {event["type"] for event in article.gold if current(event)}
    return wanted, {mention["event_type"] for mention in article.found if current(mention)}


def places(article: Article) -> tuple[set[Any], set[Any]]:
    return set().union(*map(where, article.gold)), set().union(*map(where, article.found))


def day_of(mention: Row) -> str:
    """The first day of a mention as YYYY-MM-DD; empty where none is known."""
    return (mention["event_date_start"] or "")[:10]


def modality(article: Article) -> tuple[int, int]:
    """Right and asked."""
    right = asked = 0
    for event in article.gold:
        same = [m for m in article.found if m["event_type"] == event["type"]]
        asked += bool(same)
        right += any(
            m["modality"] == event["modality"] or (event["modality"] == "statement" and took_place(m)) for m in same
        )
    return right, asked


def dates(article: Article) -> tuple[int, int]:
    """Right and asked."""
    right = asked = 0
    for event in article.gold:
        same = [m for m in article.found if m["event_type"] == event["type"]]
        if same and event["date_start"] and event["date_precision"] == "day":
            asked += 1
            right += any(day_of(m) == event["date_start"] for m in same)
    return right, asked


def false_event(article: Article) -> tuple[int, int]:
    """Whether an article without a current event was given one; 1 of 1, or nothing asked."""
    if article.stratum != "negative":
        return 0, 0
    return int(any(took_place(m) and current(m) for m in article.found)), 1


def spans(article: Article) -> tuple[int, int]:
    """Verbatim and all."""
    good = [article.text[m["evidence_start"] : m["evidence_end"]] == m["evidence"] for m in article.found]
    return sum(good), len(good)


def matches(mention: Row, event: Row) -> bool:
    """Whether a mention tells of a gold event, as the reliability table asks."""
    if mention["event_type"] != event["type"]:
        return False
    if not event["date_start"] or event["date_precision"] != "day":
        return True
    last = event["date_end"] or event["date_start"]
    return event["date_start"] <= day_of(mention) <= last or bool(where(mention) & where(event))


def bootstrap(rows: Sequence[Any], measure: Callable[[Sequence[Any]], float]) -> list[float]:
    """95% interval of a measure in per cent, by drawing documents with replacement."""
    rng = random.Random(0)
    drawn = sorted(measure([rng.choice(rows) for _ in rows]) for _ in range(DRAWS))
    return [round(100 * drawn[int(0.025 * DRAWS)], 1), round(100 * drawn[int(0.975 * DRAWS) - 1], 1)]


def f1(pairs: Sequence[tuple[set[Any], set[Any]]]) -> Row:
    """Precision, recall and F1 of found sets against gold ones, summed over documents."""

    def sums(rows: Iterable[tuple[set[Any], set[Any]]]) -> tuple[float, float, float]:
        right = gold = found = 0
        for wanted, had in rows:
            right, gold, found = right + len(wanted & had), gold + len(wanted), found + len(had)
        precision, recall = right / found if found else 0.0, right / gold if gold else 0.0
        both = precision + recall
        return precision, recall, 2 * precision * recall / both if both else 0.0

    precision, recall, score = (round(100 * part, 1) for part in sums(pairs))
    return {
        "precision": precision,
        "recall": recall,
        "f1": score,
        "interval_95": bootstrap(pairs, lambda rows: sums(rows)[2]),
        "gold": sum(len(wanted) for wanted, _ in pairs),
        "found": sum(len(had) for _, had in pairs),
    }


def share(rows: Sequence[tuple[int, int]]) -> Row:
    """A share over documents, in per cent."""

    def part(drawn: Sequence[tuple[int, int]]) -> float:
        return sum(n for n, _ in drawn) / max(1, sum(of for _, of in drawn))

    asked = [row for row in rows if row[1]]
    if not asked:
        return {"share": None, "n": 0, "of": 0}
    return {
        "share": round(100 * part(asked), 1),
        "interval_95": bootstrap(asked, part),
        "n": sum(n for n, _ in asked),
        "of": sum(of for _, of in asked),
    }


def reliability(articles: Sequence[Article]) -> list[Row]:
    """Mentions by the confidence they were given: how many, the mean given, the share that is right."""
    judged = [
        (mention["confidence"] or 0.0, any(matches(mention, event) for event in article.gold))
        for article in articles
        for mention in article.found
    ]
    table = []
    for low, high in BINS:
        inside = [(given, right) for given, right in judged if low <= given < high]
        table.append({
            "confidence": f"{low:g} to {high:g}" if high <= 1 else f"{low:g} and more",
            "mentions": len(inside),
            "mean_given": round(sum(given for given, _ in inside) / len(inside), 3) if inside else None,
            "right": round(sum(right for _, right in inside) / len(inside), 3) if inside else None,
        })  # fmt: skip
    return table


def misses(article: Article) -> list[str]:
    """What went wrong in one article, a line a kind."""
    lines = []
    for name, (wanted, had) in {
        "counts": counts(article, COUNTS), "types": types(article), "places": places(article),
    }.items():  # fmt: skip
        if wanted != had:
            lines.append(f"{article.id} {name}: missed {sorted(wanted - had)} wrong {sorted(had - wanted)}")
    for name, (right, asked) in {"modality": modality(article), "date": dates(article)}.items():
        if right < asked:
            lines.append(f"{article.id} {name}: {right} of {asked} right")
    if false_event(article)[0]:
        wrong = next(m for m in article.found if took_place(m) and current(m))
        lines.append(f"{article.id} given a current event, {wrong['event_type']}: {wrong['evidence'][:120]!r}")
    verbatim, mentions = spans(article)
    if verbatim < mentions:
        lines.append(f"{article.id} spans: {mentions - verbatim} of {mentions} not verbatim")
    return lines


def score(articles: Sequence[Article]) -> Row:
    """Everything that is counted, over a set of articles."""
    result: Row = {"articles": len(articles)}
    for name, kinds in GROUPS.items():
        result[name] = f1([counts(article, kinds) for article in articles])
    result["type"] = f1([types(article) for article in articles])
    result["place"] = f1([places(article) for article in articles])
    for name, measure in {
        "modality_right": modality,
        "date_right": dates,
        "negatives_given_a_current_event": false_event,
        "spans_verbatim": spans,
    }.items():
        result[name] = share([measure(article) for article in articles])
    result["reliability"] = reliability(articles)
    return result


def run(data: Path, errors: int = 0) -> Row:
    if not read_gold(data):
        return {"articles": 0}
    articles = read_articles(data, load_engine())
    for line in [line for article in articles for line in misses(article)][:errors]:
        print(line, file=sys.stderr)
    return score(articles)
