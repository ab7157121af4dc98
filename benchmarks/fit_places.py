"""Fits the weights by which a place is chosen among those of its name (WEIGHTS in pipeline/events/place_resolve.py).

    python benchmarks/fit_places.py --data DIR [--folds 5]

DIR as for accuracy_places.py. A softmax over the candidates of a name, its target all candidates within 161 km of the marked
point; since a name's features depend on what the other names mean under the weights, fitting and reading take turns. Prints
the share within 161 km on documents left out of the fit, by corpus, then the weights from all documents.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from accuracy_places import NEAR_KM, Document, kilometres, read_documents

from pipeline.events import place_resolve
from pipeline.events.place_resolve import FEATURES, WEIGHTS, Group
from pipeline.events.places import PlaceFinder

PULL = 0.3
"""How strongly weights are drawn to where they begin, so that a feature that is rare here keeps its sense."""


class Collector:
    """Stands in for the resolver, and keeps the tables of features that the last round was decided on."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.weights = weights
        self.groups: Sequence[Group] = ()
        self.tables: list[np.ndarray] = []

    def __call__(self, groups: Sequence[Group], *, country: str | None, capitals: frozenset[int]) -> list[np.ndarray]:
        self.groups = groups
        self.tables = place_resolve.resolve(groups, country=country, capitals=capitals, weights=self.weights)
        return self.tables


Example = tuple[np.ndarray, np.ndarray, float]


def examples(finder: PlaceFinder, documents: Sequence[Document], weights: dict[str, float]) -> list[list[Example]]:
    """For each document its names: features of the candidates, which of them are right, how often the name is marked."""
    found: list[list[Example]] = []
    for document in documents:
        collector = Collector(weights)
        finder.resolver = collector
        finder.find_at(document.text, [(m.start, m.end) for m in document.marks])
        rows: list[Example] = []
        by_start = {p: i for i, group in enumerate(collector.groups) for p in group.positions}
        targets: dict[int, tuple[float, float, int]] = {}
        for mark in document.marks:
            if mark.lat is None or mark.lon is None or mark.start not in by_start:
                continue
            group = by_start[mark.start]
            lat, lon, times = targets.get(group, (mark.lat, mark.lon, 0))
            targets[group] = (lat, lon, times + 1)
        for index, (lat, lon, times) in sorted(targets.items()):
            places = collector.groups[index].places
            right = np.array([kilometres(lat, lon, p.lat, p.lon) <= NEAR_KM for p in places])
            rows.append((collector.tables[index], right, float(times)))
        found.append(rows)
    return found


def fit(rows: list[Example], begin: np.ndarray, steps: int = 400, rate: float = 0.05) -> np.ndarray:
    """Adam on the likelihood of the right candidates, drawn to `begin`."""
    vector = begin.copy()
    usable = [(t, r, n) for t, r, n in rows if r.any() and not r.all()]
    first = np.zeros_like(vector)
    second = np.zeros_like(vector)
    table = np.concatenate([t for t, _, _ in usable])
    right = np.concatenate([r for _, r, _ in usable])
    owner = np.repeat(np.arange(len(usable)), [len(t) for t, _, _ in usable])
    # a name marked often counts more, but not as often as it is marked
    times = np.sqrt(np.array([n for _, _, n in usable]))
    for step in range(1, steps + 1):
        scores = table @ vector
        top = np.full(len(usable), -np.inf)
        np.maximum.at(top, owner, scores)
        raised = np.exp(scores - top[owner])
        total = np.bincount(owner, raised)
        odds = raised / total[owner]
        good = np.bincount(owner, odds * right)
        share = np.where(right, odds / np.maximum(good[owner], 1e-12), 0.0)
        slope = ((odds - share) * times[owner]) @ table / times.sum() + PULL * (vector - begin) / len(usable)
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        vector = vector - rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return vector


def learn(finder: PlaceFinder, documents: Sequence[Document], turns: int = 3) -> dict[str, float]:
    weights = dict(WEIGHTS)
    begin = np.array([WEIGHTS[name] for name in FEATURES])
    for _ in range(turns):
        rows = [row for document in examples(finder, documents, weights) for row in document]
        weights = dict(zip(FEATURES, (float(w) for w in fit(rows, begin)), strict=True))
    return weights


def share_right(finder: PlaceFinder, documents: Sequence[Document], weights: dict[str, float]) -> tuple[int, int]:
    finder.resolver = Collector(weights)
    right = asked = 0
    for document in documents:
        mentions = finder.find_at(document.text, [(m.start, m.end) for m in document.marks])
        for mark, mention in zip(document.marks, mentions, strict=True):
            if mark.lat is None or mark.lon is None:
                continue
            asked += 1
            right += mention is not None and kilometres(mark.lat, mark.lon, mention.lat, mention.lon) <= NEAR_KM
    return right, asked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    folder = options.data / "geo" if (options.data / "geo").is_dir() else options.data
    corpora = {path.stem: [d for d in read_documents(path) if d.text] for path in sorted(folder.glob("*.xml"))}
    finder = PlaceFinder()
    for name, documents in corpora.items():
        right, asked = share_right(finder, documents, WEIGHTS)
        print(f"{name}: now {100 * right / asked:.1f}% of {asked}", file=sys.stderr)
    totals = {name: [0, 0] for name in corpora}
    for fold in range(options.folds):
        train = [d for rows in corpora.values() for i, d in enumerate(rows) if i % options.folds != fold]
        weights = learn(finder, train, options.turns)
        for name, documents in corpora.items():
            right, asked = share_right(finder, [d for i, d in enumerate(documents) if i % options.folds == fold], weights)
            totals[name][0] += right
            totals[name][1] += asked
    for name, (right, asked) in totals.items():
        if asked:
            print(f"{name}: left out {100 * right / asked:.1f}% of {asked}", file=sys.stderr)
    weights = learn(finder, [d for rows in corpora.values() for d in rows], options.turns)
    for name in FEATURES:
        print(f'    "{name}": {weights[name]:.2f},')


if __name__ == "__main__":
    main()
