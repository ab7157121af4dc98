"""Fusion against a written world with a truth.

    python benchmarks/fusion.py [--happenings 200] [--articles 3000] [--seed 1]          mentions from the truth
    python benchmarks/fusion.py --text                                                   mentions by the event parser
    python benchmarks/fusion.py --text --world news [--seed 7]                           another world, other wording
    python benchmarks/fusion.py --stories DIR       stories of a corpus in the ECB+ format, labelled by sub-topic

Prints one JSON object: B-cubed of events over the labelled mentions, figures, overcount, phantom events, and how many
events of each range of confidence are right (hold most mentions of some happening).
`--errors N` lists the first N happenings that are split or joined on standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import fusion_news
from fusion_world import Page, World, make_world

from pipeline.dedup import find_duplicates
from pipeline.events import load_engine
from pipeline.fusion import FusionInput, FusionResult, StoryInput, fuse, group_stories
from pipeline.identity import content_id
from pipeline.records import Article, Mention, MentionPlace, Quantity, TextInput

CONFIDENCE = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Lower ends of the ranges in which confidence is laid beside what is right."""


def b_cubed(system: Sequence[object], truth: Sequence[object]) -> tuple[float, float, float]:
    """Precision, recall and F1 of two labellings of the same items."""
    own, gold, both = Counter(system), Counter(truth), Counter(zip(system, truth, strict=True))
    precision = sum(n * n / own[s] for (s, _), n in both.items()) / len(system)
    recall = sum(n * n / gold[t] for (_, t), n in both.items()) / len(system)
    return precision, recall, 2 * precision * recall / (precision + recall)


def article_of(page: Page) -> Article:
    """The page as the extractor would give it."""
    return Article(
        article_id=page.name,
        version=page.name,
        capture_id=page.name,
        url=f"https://{page.source}.example/{page.name}",
        source=page.source,
        title=page.title,
        authors=(),
        language="en",
        language_confidence=1.0,
        country=None,
        published_at=page.published_at,
        published_date=page.published_at.date(),
        date_basis="metadata",
        date_precision="second",
        modified_at=None,
        body=page.text,
        words=len(page.text.split()),
        verdict="article",
        verdict_reason=None,
        content_digest=page.name,
        extractor_version="1",
        fetched_at=page.published_at,
    )


def written_mentions(world: World) -> Iterable[tuple[FusionInput, str]]:
    """Mentions as a faultless parser would give them, and the happening of each."""
    for page in world.pages:
        for start, end, name in page.labels:
            h = world.happenings[name]
            sentence = page.text[start:end]
            stated = any(word in sentence for word in (f"{h.day:%A}", f"{h.day:%B}", "days after"))
            day = h.day if stated else page.published_at.date()
            killed, injured = h.known(page.published_at)
            figures = [("killed", killed)] + (
                [("injured", injured)] if "injured" in sentence or "wounded" in sentence else []
            )
            yield _given(page, _mention(page, start, end, name, h, day, stated, figures)), name


def _mention(page, start, end, name, h, day, stated, figures) -> Mention:  # type: ignore[no-untyped-def]
    place = MentionPlace(
        role="location",
        name=h.town,
        geonames_id=abs(hash_of(h.town)),
        canonical_name=h.town,
        lat=None,
        lon=None,
        country=h.country,
        admin1=None,
        precision="settlement",
        confidence=0.9,
        start=start,
        end=start + 1,
    )
    quantities = tuple(
        Quantity(
            quantity_id=content_id(page.name, kind, start),
            kind=kind,
            unit="person",
            weapon=None,
            low=value,
            best=value,
            high=value,
            qualifier="exact",
            subset_of=None,
            scope="incident",
            attributed_to=None,
            attribution_kind="none",
            start=start,
            end=start + 1,
            text="x",
        )
        for kind, value in figures
    )
    return Mention(
        mention_id=content_id(page.name, start),
        event_type=h.kind.event_type,
        sub_event_type=None,
        quad_class="material conflict",
        modality="occurred",
        recency="current",
        event_date_start=day,
        event_date_end=day,
        date_precision="day",
        date_basis="stated" if stated else "publication",
        date_text=None,
        weapon=(h.kind.weapon,) if h.kind.weapon else (),
        evidence_start=start,
        evidence_end=end,
        evidence=page.text[start:end],
        confidence=0.8,
        found_by="truth",
        parser_version="1",
        places=(place,),
        quantities=quantities,
    )


def hash_of(name: str) -> int:
    """A number for a name."""
    return int(content_id(name)[:8], 16)


def parsed_mentions(world: World) -> Iterable[tuple[FusionInput, str | None]]:
    """Mentions by the event parser; the happening of the sentence that a mention's evidence lies in, None outside."""
    engine = load_engine()
    for page in world.pages:
        text = TextInput(
            text=page.text,
            published_date=page.published_at.date(),
            title=page.title,
            language="en",
            article_id=page.name,
        )
        for mention in engine.read(text):
            middle = (mention.evidence_start + mention.evidence_end) // 2
            label = next((name for start, end, name in page.labels if start <= middle <= end), None)
            yield _given(page, mention), label


def _given(page: Page, mention: Mention) -> FusionInput:
    return FusionInput(
        mention=mention,
        article_id=page.name,
        version=page.name,
        source=page.source,
        published_at=page.published_at,
        cluster_id=None,
    )


def first_figure(world: Any, name: str, at: datetime) -> tuple[str, int] | None:
    """Kind and size of the figure that a happening is judged by, as it was known at a moment."""
    known = world.happenings[name].known(at)
    kinds = getattr(world.happenings[name].kind, "figures", (("killed", "person", ()),))
    return (kinds[0][0], known[0]) if kinds else None


def score(world: Any, result: FusionResult, labels: dict[str, str | None], errors: int) -> dict[str, object]:
    """The measures of the written world."""
    pairs = [
        (result.membership[m], label)
        for m, label in labels.items()
        if label in world.happenings and m in result.membership
    ]
    system, truth = [a for a, _ in pairs], [b for _, b in pairs]
    precision, recall, f1 = b_cubed(system, truth)
    events = {event.event_id: event for event in result.events}
    made_of: dict[str, Counter[str]] = defaultdict(Counter)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for event_id, name in pairs:
        made_of[event_id][name] += 1
        found[name][event_id] += 1
    # The event that holds most of a happening's mentions is that happening; the others are phantoms.
    main = {name: counter.most_common(1)[0][0] for name, counter in found.items()}
    told_now = [e for e in result.events if e.recency == "current" and e.modality in ("occurred", "ongoing")]
    kinds = ("ASSAULT", "DISASTER", "ACCIDENT", "COERCE", "PROTEST")
    violent = [e for e in told_now if e.event_id in made_of or e.event_type in kinds]
    phantoms = [e for e in violent if e.event_id not in main.values()]
    exact = total = summed = real = 0
    for name, event_id in main.items():
        last = datetime.max.replace(tzinfo=UTC) - timedelta(days=9)
        told = max(p.published_at for p in world.pages if any(n == name for *_, n in p.labels))
        wanted = first_figure(world, name, min(told, last))
        if wanted is None:
            continue
        kind, size = wanted
        best = next((f.best for f in events[event_id].figures if f.kind == kind), None)
        total += 1
        exact += best == size
        real += size if kind == "killed" else 0
        if best != size and errors > 0:
            errors -= 1
            print(f"{name} {kind} {size}, fused {best}; {world.happenings[name]}", file=sys.stderr)
    for event in violent:
        summed += next((f.best or f.low or 0 for f in event.figures if f.kind == "killed" and f.unit == "person"), 0)
    split = {name: counter for name, counter in found.items() if len(counter) > 1}
    joined = {event_id: counter for event_id, counter in made_of.items() if len(counter) > 1}
    for name, counter in list(split.items())[:errors]:
        print("SPLIT", name, dict(counter), file=sys.stderr)
    for event_id, counter in list(joined.items())[:errors]:
        print("JOINED", event_id, dict(counter), file=sys.stderr)
    return {
        "mentions": len(labels),
        "labelled": len(pairs),
        "happenings": len(world.happenings),
        "found": len(main),
        "events": len(violent),
        "b_cubed": [round(v, 4) for v in (precision, recall, f1)],
        "figure_exact": round(exact / total, 4),
        "overcount": round(summed / real, 4),
        "phantoms": round(len(phantoms) / max(1, len(violent)), 4),
        "split": len(split),
        "joined": len(joined),
        "confidence": calibration((event.confidence, event.event_id in main.values()) for event in violent),
    }


def calibration(judged: Iterable[tuple[float, bool]]) -> dict[str, tuple[int, float, int]]:
    """Of each range of confidence (named by its lower end): events, their mean confidence, how many are right."""
    found: dict[float, list[tuple[float, bool]]] = {low: [] for low in CONFIDENCE}
    for confidence, right in judged:
        found[max(low for low in CONFIDENCE if low <= confidence)].append((confidence, right))
    return {
        str(low): (len(rows), round(sum(c for c, _ in rows) / len(rows), 3), sum(right for _, right in rows))
        for low, rows in found.items()
        if rows
    }


def adjusted_rand(system: Sequence[object], truth: Sequence[object]) -> float:
    """Adjusted Rand index of two labellings."""

    def pairs(counts: Iterable[int]) -> float:
        return sum(n * (n - 1) / 2 for n in counts)

    both = pairs(Counter(zip(system, truth, strict=True)).values())
    own, gold = pairs(Counter(system).values()), pairs(Counter(truth).values())
    chance = own * gold / pairs([len(system)])
    return (both - chance) / ((own + gold) / 2 - chance)


def stories(folder: Path) -> dict[str, object]:
    """Stories beside the sub-topics of a corpus: files TOPIC_NUMBERecb.xml and TOPIC_NUMBERecbplus.xml."""
    articles, truth = [], []
    for path in sorted(folder.rglob("*.xml")):
        sentences: dict[str, list[str]] = defaultdict(list)
        for token in ElementTree.parse(path).getroot().findall("token"):
            sentences[token.get("sentence", "")].append(token.text or "")
        text = "\n".join(" ".join(words) for words in sentences.values())
        articles.append(StoryInput(article_id=path.stem, published_at=datetime(2000, 1, 1, tzinfo=UTC), text=text))
        truth.append((path.stem.split("_")[0], path.stem.endswith("plus")))
    began = time.process_time()
    found = group_stories(articles)
    seconds = time.process_time() - began
    system = [found[article.article_id] for article in articles]
    return {
        "articles": len(articles),
        "sub_topics": len(set(truth)),
        "stories": len(set(system)),
        "b_cubed": [round(v, 4) for v in b_cubed(system, truth)],
        "ari": round(adjusted_rand(system, truth), 4),
        "seconds": round(seconds, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--happenings", type=int, default=200)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--world", choices=("wire", "news"), default="wire", help="which generator")
    parser.add_argument("--text", action="store_true", help="read the texts with the event parser")
    parser.add_argument("--errors", type=int, default=0, metavar="N")
    parser.add_argument("--stories", type=Path, metavar="DIR")
    args = parser.parse_args()
    if args.stories:
        print(json.dumps(stories(args.stories), indent=1))
        return
    if args.world == "news" and not args.text:
        parser.error("--world news has texts only: give --text")
    make = fusion_news.make_world if args.world == "news" else make_world
    world: Any = make(args.happenings, args.articles, args.seed)
    began = time.process_time()
    cluster = {d.article_id: d.cluster_id for d in find_duplicates([article_of(page) for page in world.pages])}
    dedup_seconds = time.process_time() - began
    copies = {page.name: page.copy_of or page.name for page in world.pages}
    found_copies = b_cubed([cluster.get(p, p) for p in copies], list(copies.values()))
    began = time.process_time()
    given = list(parsed_mentions(world) if args.text else written_mentions(world))
    parse_seconds = time.process_time() - began
    labels = {mention.mention.mention_id: label for mention, label in given}
    inputs = [
        FusionInput(
            mention=g.mention,
            article_id=g.article_id,
            version=g.version,
            source=g.source,
            published_at=g.published_at,
            cluster_id=cluster.get(g.article_id),
        )
        for g, _ in given
    ]
    began = time.process_time()
    result = fuse(inputs)
    seconds = time.process_time() - began
    measured = score(world, result, labels, args.errors)
    measured |= {
        "articles": len(world.pages),
        "copies_b_cubed": [round(v, 4) for v in found_copies],
        "dedup_seconds": round(dedup_seconds, 2),
        "parse_seconds": round(parse_seconds, 1),
        "fuse_seconds": round(seconds, 2),
        "mentions_per_second": round(len(inputs) / seconds),
    }
    print(json.dumps(measured, indent=1))


if __name__ == "__main__":
    main()
