"""Fits the weights by which a place is chosen among those of its name (WEIGHTS in pipeline/events/place_weights.py).

    python benchmarks/fit_places.py --data DIR [--folds 5]

DIR as for accuracy_places.py. A softmax over the candidates of a name, its target all candidates within 161 km of
the marked point; since a name's features depend on what the other names mean under the weights, fitting and reading
take turns. Prints the share within 161 km on documents left out of the fit, by corpus, then the weights from all
documents.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from accuracy_places import NEAR_KM, Document, kilometres, read_documents

from pipeline.events.place_resolve import Group, Scene
from pipeline.events.place_trust import FIRST, SECOND
from pipeline.events.place_weights import FEATURES, WEIGHTS
from pipeline.events.places import PlaceFinder

PULL = 0.3
"""How strongly weights are drawn to where they begin, so that a feature that is rare here keeps its sense."""

TRUST_PULL = 4.0
FIXED = ("typed", "mistyped", "seat", "home", "outside")
"""Not fitted: these texts hardly tell a city from the region called after it, and name no publisher."""


class Collector:
    """Stands in for the resolver, and keeps the tables of features that the last round was decided on."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.weights = weights
        self.groups: Sequence[Group] = ()
        self.tables: list[np.ndarray] = []

    def __call__(self, scene: Scene) -> list[np.ndarray]:
        self.groups = scene.groups
        self.tables = scene.run(self.weights)
        return self.tables


Example = tuple[np.ndarray, np.ndarray, float]


def examples(finder: PlaceFinder, documents: Sequence[Document], weights: dict[str, float]) -> list[list[Example]]:
    """For each document its names: features of the candidates, which are right, how often the name is marked."""
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
        slope[[FEATURES.index(name) for name in FIXED]] = 0.0
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


def fit_trust(parts: Sequence[tuple[np.ndarray, np.ndarray]], begin: dict[str, float]) -> dict[str, float]:
    """Logistic regression of "is marked" on the cues of every name that was weighed; demonyms are not asked."""
    names = list(begin)
    table = np.concatenate([table for table, _ in parts])
    marked = np.concatenate([marked for _, marked in parts])
    start = np.array([begin[name] for name in names])
    vector = start.copy()

    def loss(at: np.ndarray) -> float:
        scores = table @ at
        return float(
            np.logaddexp(0, scores).sum() - (scores * marked).sum() + TRUST_PULL / 2 * ((at - start) ** 2).sum()
        )

    for _ in range(40):  # Newton, with shorter steps where the whole one would overshoot
        odds = 1 / (1 + np.exp(-np.clip(table @ vector, -30, 30)))
        slope = table.T @ (odds - marked) + TRUST_PULL * (vector - start)
        bend = (table * (odds * (1 - odds))[:, None]).T @ table + TRUST_PULL * np.eye(len(names))
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while size > 1e-4 and loss(vector - size * step) > loss(vector):
            size /= 2
        vector = vector - size * step
    return dict(zip(names, vector.tolist(), strict=True))


def cue_table(
    finder: PlaceFinder, documents: Sequence[Document], names: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    rows: list[list[float]] = []
    marked: list[bool] = []
    for document in documents:
        for reading in finder.read(document.text):
            if reading.hit.demonym is not None or reading.hit.abbreviation:
                continue
            rows.append([1.0 if name == "always" else float(reading.cues.get(name, 0.0)) for name in names])
            marked.append(any(m.start < reading.end and reading.start < m.end for m in document.marks))
    return np.array(rows), np.array(marked, dtype=np.float64)


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


def print_trust(finder: PlaceFinder, corpora: dict[str, list[Document]], folds: int) -> None:
    for label, begin in (("FIRST", FIRST), ("SECOND", SECOND)):
        names = list(begin)
        parts = {
            (name, fold): cue_table(finder, [d for i, d in enumerate(documents) if i % folds == fold], names)
            for name, documents in corpora.items()
            for fold in range(folds)
        }
        fitted = {f: fit_trust([part for (_, fold), part in parts.items() if fold != f], begin) for f in range(folds)}
        for name in corpora:
            for title in ("now", "left out"):
                found = right = there = 0.0
                for fold in range(folds):
                    weights = begin if title == "now" else fitted[fold]
                    table, marked = parts[name, fold]
                    said = table @ np.array([weights[n] for n in names]) > 0
                    found += said.sum()
                    right += (said * marked).sum()
                    there += marked.sum()
                figures = f"precision {100 * right / found:.1f} recall {100 * right / there:.1f}"
                print(f"{label} {name} {title}: {figures} F1 {200 * right / (found + there):.1f}", file=sys.stderr)
        print(label)
        for name, weight in fit_trust(list(parts.values()), begin).items():
            print(f'    "{name}": {weight:.2f},')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--what", choices=("choice", "trust"), default="choice", help="which place, or whether a place")
    options = parser.parse_args()
    folder = options.data / "geo" if (options.data / "geo").is_dir() else options.data
    corpora = {path.stem: [d for d in read_documents(path) if d.text] for path in sorted(folder.glob("*.xml"))}
    finder = PlaceFinder()
    if options.what == "trust":
        print_trust(finder, corpora, options.folds)
        return
    for name, documents in corpora.items():
        right, asked = share_right(finder, documents, WEIGHTS)
        print(f"{name}: now {100 * right / asked:.1f}% of {asked}", file=sys.stderr)
    totals = {name: [0, 0] for name in corpora}
    for fold in range(options.folds):
        train = [d for rows in corpora.values() for i, d in enumerate(rows) if i % options.folds != fold]
        weights = learn(finder, train, options.turns)
        for name, documents in corpora.items():
            right, asked = share_right(
                finder, [d for i, d in enumerate(documents) if i % options.folds == fold], weights
            )
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
