"""How well places are found and resolved, on texts with marked places (LGL and GeoVirus formats).

    python benchmarks/accuracy_places.py --data DIR

DIR, or DIR/geo, holds the XML files. Two tables. "gold spans": the marked names are given, the place is asked for;
the share within 161 km (100 miles) of the marked point, over all marked names that have a point, and the median
distance. "end to end": the names are looked for as well; precision, recall and F1 of finding them (a find counts
where it overlaps a mark, and, stricter, where it is the same slice), and the share of marks that were found and
resolved within 161 km. Beside it a baseline over the same gazetteer that takes the most populous place of a name.
Intervals: 95%, bootstrap over documents.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.events.places import PlaceFinder, PlaceMention

NEAR_KM = 161.0
COUNTRY_OF_DOMAIN = {
    "uk": "GBR", "ca": "CAN", "ie": "IRL", "ru": "RUS", "ge": "GEO", "lb": "LBN", "eg": "EGY", "au": "AUS",
    "nz": "NZL", "za": "ZAF", "in": "IND", "il": "ISR", "ke": "KEN", "ng": "NGA", "pk": "PAK", "ua": "UKR",
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """One marked name; lat and lon are None where the marker found no place for it."""

    start: int
    end: int
    name: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class Document:
    name: str
    text: str
    country: str | None
    """Of the publisher, as its domain says; used only with --country."""
    marks: tuple[Mark, ...]


def read_documents(path: Path) -> list[Document]:
    """The documents of one XML file in LGL or GeoVirus format; spans that do not cut out their name are left out."""
    root = ET.parse(path).getroot()
    documents = []
    for number, article in enumerate(root.iter("article")):
        text = article.findtext("text") or ""
        marks = []
        for row in list(article.iter("toponym")) + list(article.iter("location")):
            name = row.findtext("phrase") or row.findtext("name") or ""
            start, end = int(row.findtext("start") or 0), int(row.findtext("end") or 0)
            shift = next(
                (s for s in (0, -1) if text[start + s : end + s] == name and name), None
            )  # GeoVirus counts from 1
            if shift is None:
                continue
            holder = row.find("gaztag") if row.tag == "toponym" else row
            lat, lon = (holder.findtext("lat"), holder.findtext("lon")) if holder is not None else (None, None)
            marks.append(
                Mark(start + shift, end + shift, name, float(lat) if lat else None, float(lon) if lon else None)
            )
        domain = (article.findtext("domain") or "").rpartition(".")[2]
        marks.sort(key=lambda m: (m.start, m.end))
        documents.append(
            Document(article.get("docid") or str(number), text, COUNTRY_OF_DOMAIN.get(domain), tuple(marks))
        )
    return documents


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    a, b = math.radians(lat1), math.radians(lat2)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12742.0 * math.asin(math.sqrt(min(1.0, half)))


def interval(documents: int, figure: Callable[[Sequence[int]], float], seed: int = 0, rounds: int = 300) -> list[float]:
    """95% bootstrap interval of `figure` over document numbers, in percent."""
    rng = random.Random(seed)
    drawn = sorted(figure([rng.randrange(documents) for _ in range(documents)]) for _ in range(rounds))
    return [round(100 * drawn[int(0.025 * rounds)], 1), round(100 * drawn[int(0.975 * rounds) - 1], 1)]


Answer = tuple[float, float] | None


def gold_span_figures(documents: Sequence[Document], answers: Sequence[Sequence[Answer]]) -> dict[str, Any]:
    per_document: list[tuple[int, int]] = []
    apart: list[float] = []
    unresolved = 0
    for document, given in zip(documents, answers, strict=True):
        right = asked = 0
        for mark, answer in zip(document.marks, given, strict=True):
            if mark.lat is None or mark.lon is None:
                continue
            asked += 1
            if answer is None:
                unresolved += 1
                continue
            km = kilometres(mark.lat, mark.lon, *answer)
            apart.append(km)
            right += km <= NEAR_KM
        per_document.append((right, asked))

    def share(numbers: Sequence[int]) -> float:
        asked = sum(per_document[n][1] for n in numbers)
        return sum(per_document[n][0] for n in numbers) / asked if asked else 0.0

    everything = range(len(documents))
    return {
        "names": sum(n for _, n in per_document),
        "within_161_km": round(100 * share(everything), 1),
        "within_161_km_95": interval(len(documents), share),
        "median_km": round(statistics.median(apart), 1) if apart else None,
        "without_answer": unresolved,
    }


def end_to_end_figures(
    documents: Sequence[Document], found: Sequence[Sequence[tuple[int, int, Answer]]]
) -> dict[str, Any]:
    rows: list[tuple[int, int, int, int, int, int, int]] = []
    for document, finds in zip(documents, found, strict=True):
        exact = {(start, end): answer for start, end, answer in finds}
        same = sum((m.start, m.end) in exact for m in document.marks)
        hit = placed = located = 0
        used: set[int] = set()
        for mark in document.marks:
            located += mark.lat is not None
            over = next(
                (k for k, (s, e, _) in enumerate(finds) if s < mark.end and mark.start < e and k not in used), None
            )
            if over is None:
                continue
            used.add(over)
            hit += 1
            answer = finds[over][2]
            if mark.lat is not None and mark.lon is not None and answer is not None:
                placed += kilometres(mark.lat, mark.lon, *answer) <= NEAR_KM
        rows.append((len(document.marks), len(finds), hit, same, located, placed, len(used)))

    def figures(numbers: Sequence[int]) -> dict[str, float]:
        marks, finds, hit, same, located, placed, _ = (sum(rows[n][k] for n in numbers) for k in range(7))

        def f1(right: int) -> float:
            return 2 * right / (marks + finds) if marks + finds else 0.0

        return {
            "precision": hit / finds if finds else 0.0,
            "recall": hit / marks if marks else 0.0,
            "f1": f1(hit),
            "f1_same_slice": f1(same),
            "found_and_within_161_km": placed / located if located else 0.0,
        }

    everything = range(len(documents))
    out: dict[str, Any] = {name: round(100 * value, 1) for name, value in figures(everything).items()}
    out["f1_95"] = interval(len(documents), lambda n: figures(n)["f1"])
    out["found_and_within_161_km_95"] = interval(len(documents), lambda n: figures(n)["found_and_within_161_km"])
    out["names"] = sum(r[0] for r in rows)
    out["found"] = sum(r[1] for r in rows)
    return out


def _point(mention: PlaceMention | None) -> Answer:
    return (mention.lat, mention.lon) if mention is not None else None


def measure(
    data: Path, *, limit: int = 0, use_country: bool = False, errors: int = 0, baseline: bool = True
) -> dict[str, Any]:
    """Every figure by corpus (the file's name), as printed by the command line."""
    finder = PlaceFinder()
    report: dict[str, Any] = {}
    for path in sorted(data.rglob("*.xml")):
        documents = [d for d in read_documents(path) if d.text][: limit or None]
        if not documents:
            continue
        begun = time.process_time()
        found = [finder.find(d.text, country=d.country if use_country else None) for d in documents]
        seconds = time.process_time() - begun
        spans = [
            finder.find_at(d.text, [(m.start, m.end) for m in d.marks], country=d.country if use_country else None)
            for d in documents
        ]
        demonyms = end_to_end_figures(documents, [[(m.start, m.end, _point(m)) for m in f] for f in found])
        named = end_to_end_figures(
            documents, [[(m.start, m.end, _point(m)) for m in f if not m.is_demonym] for f in found]
        )
        report[path.stem] = {
            "documents": len(documents),
            "gold_spans": gold_span_figures(documents, [[_point(m) for m in row] for row in spans]),
            "end_to_end": named,
            "end_to_end_with_demonyms": demonyms,
            "documents_per_cpu_second": round(len(documents) / seconds, 1),
        }
        if baseline:
            report[path.stem]["baseline_most_populous"] = _baseline(finder, documents)
        if errors:
            _print_errors(documents, found, spans, errors)
    return report


def _baseline(finder: PlaceFinder, documents: Sequence[Document]) -> dict[str, Any]:
    """The same gazetteer and spellings; every known name is a place, and the most populous of its places is meant."""

    def point(name: str) -> Answer:
        places = finder.candidates(name)
        best = max(places, key=lambda p: (p.population, p.fame), default=None)
        return (best.lat, best.lon) if best is not None else None

    spans = [[point(m.name) for m in d.marks] for d in documents]
    found = [[(start, end, point(d.text[start:end])) for start, end in finder.known_names(d.text)] for d in documents]
    return {"gold_spans": gold_span_figures(documents, spans), "end_to_end": end_to_end_figures(documents, found)}


def _print_errors(
    documents: Sequence[Document],
    found: Sequence[Sequence[PlaceMention]],
    spans: Sequence[Sequence[PlaceMention | None]],
    errors: int,
) -> None:
    for document, row in zip(documents, spans, strict=True):
        for mark, mention in zip(document.marks, row, strict=True):
            if mark.lat is None or mark.lon is None or errors <= 0:
                continue
            if mention is None:
                print(f"{document.name} {mark.name!r}: no answer", file=sys.stderr)
            elif (km := kilometres(mark.lat, mark.lon, mention.lat, mention.lon)) > NEAR_KM:
                where = f"{mention.canonical_name}, {mention.admin1}, {mention.country} ({mention.kind})"
                print(f"{document.name} {mark.name!r}: {where} {km:.0f} km off {mark.lat},{mark.lon}", file=sys.stderr)
            else:
                continue
            errors -= 1


def run(data: Path, errors: int = 0) -> dict[str, Any]:
    """What `accuracy.py places` prints. Raises UsageError where no file of `data` marks places."""
    report = measure(data, errors=errors)
    if not report:
        raise UsageError(f"no XML file below {data} marks places", hint="name a folder with lgl.xml or GeoVirus.xml")
    return report | {"known": KNOWN}


KNOWN = {
    "Mordecai 3, share within 161 km, exact names, macro average": 96.6,
    "Mordecai 3, share within 161 km, TR-News": 87.3,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the XML files, anywhere below it")
    parser.add_argument("--limit", type=int, default=0, help="only the first N documents of each file")
    parser.add_argument(
        "--country", action="store_true", help="use the country of the publisher's domain, as `dateline` would"
    )
    parser.add_argument("--errors", type=int, default=0, help="print the first N wrong resolutions to standard error")
    options = parser.parse_args()
    report = measure(options.data, limit=options.limit, use_country=options.country, errors=options.errors)
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
