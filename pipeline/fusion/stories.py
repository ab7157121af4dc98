"""Stories: articles on one matter, wider than one event: an attack, its victims, the arrests after it.

Words weighted by how few articles use them, names and the opening counted more, joined by average link: two groups
become one story while their articles are alike on average, so a chain of articles that each resemble the next does
not run on from one matter to another.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from pipeline.identity import content_id

ALIKE = 0.23
"""Cosine of TF-IDF from which on two groups of articles are one story, on average over their pairs."""
_OPENING_WORDS = 40
_OPENING = 1.5
_NAME = 2.0
_MOST_WORDS = 3000
_WORD = re.compile(r"[^\W_]{2,40}")
_ENDING = re.compile(r"(?:s|ed|ing)$")

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryInput:
    """One article as it is compared."""

    article_id: str
    published_at: datetime
    text: str
    """Title and body."""


def group_stories(articles: Sequence[StoryInput]) -> Mapping[str, str]:
    """article_id to story_id, for articles of one span of days (up to some thousands, compared all with all).

    The order of `articles` makes no difference. A story bears the name of its earliest article.
    """
    ordered = sorted(articles, key=lambda article: (article.published_at, article.article_id))
    alike = _similarity([_bag(article.text) for article in ordered])
    stories: dict[str, str] = {}
    for part in _components(alike):
        for members in _average_link(alike[np.ix_(part, part)]):
            names = [ordered[part[member]].article_id for member in members]
            stories |= dict.fromkeys(names, content_id("story", names[0]))
    return {name: stories[name] for name in sorted(stories)}


def _bag(text: str) -> Counter[str]:
    """Words of a text by weight."""
    bag: Counter[str] = Counter()
    for index, match in enumerate(_WORD.finditer(text)):
        if index >= _MOST_WORDS:
            break
        word = match[0]
        weight = _NAME if word[0].isupper() and index else 1.0
        plain = word.casefold()
        key = _ENDING.sub("", plain) if len(plain) > 4 else plain
        bag[key] += weight * (_OPENING if index < _OPENING_WORDS else 1.0)  # type: ignore[assignment]
    return bag


def _similarity(bags: Sequence[Counter[str]]) -> Matrix:
    """Cosine of every pair. Words of one article only, and of more than half of them, tell nothing."""
    count = len(bags)
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, bag in enumerate(bags):
        for word, weight in bag.items():
            postings[word].append((number, weight))
    norms = np.zeros(count, dtype=np.float64)
    kept = []
    for word in sorted(postings):
        held = postings[word]
        if len(held) < 2 or (count > 20 and len(held) > count / 2):
            continue
        rarity = math.log(count / len(held)) if len(held) < count else 0.1
        numbers = np.fromiter((number for number, _ in held), dtype=np.intp, count=len(held))
        weights = np.fromiter(
            ((1 + math.log(weight)) * rarity for _, weight in held), dtype=np.float64, count=len(held)
        )
        np.add.at(norms, numbers, weights**2)
        kept.append((numbers, weights))
    scale = 1.0 / np.sqrt(np.maximum(norms, 1e-12))
    alike = np.zeros((count, count), dtype=np.float32)
    for numbers, weights in kept:
        scaled = (weights * scale[numbers]).astype(np.float32)
        alike[np.ix_(numbers, numbers)] += np.outer(scaled, scaled)
    np.fill_diagonal(alike, 0.0)
    return alike


def _components(alike: Matrix) -> list[NDArray[np.intp]]:
    """Articles that are joined by pairs above the bound: what average link joins lies within one of them."""
    unseen = set(range(len(alike)))
    parts = []
    while unseen:
        reached = [min(unseen)]
        unseen.discard(reached[0])
        for number in reached:  # grows while it is walked
            near = [int(other) for other in np.flatnonzero(alike[number] >= ALIKE) if int(other) in unseen]
            reached += near
            unseen.difference_update(near)
        parts.append(np.array(sorted(reached), dtype=np.intp))
    return parts


def _average_link(alike: Matrix) -> list[list[int]]:
    """Groups of rows, each in order, the most alike joined first."""
    near = alike.astype(np.float64)
    count = len(near)
    np.fill_diagonal(near, -1.0)
    sizes = np.ones(count)
    groups: dict[int, list[int]] = {number: [number] for number in range(count)}
    while len(groups) > 1:
        one, other = divmod(int(np.argmax(near)), count)
        if near[one, other] < ALIKE:
            break
        one, other = min(one, other), max(one, other)
        joined = (near[one] * sizes[one] + near[other] * sizes[other]) / (sizes[one] + sizes[other])
        joined[near[one] < 0] = -1.0
        joined[other] = -1.0
        sizes[one] += sizes[other]
        near[one], near[:, one] = joined, joined
        near[other], near[:, other] = -1.0, -1.0
        near[one, one] = -1.0
        groups[one] += groups.pop(other)
    return [sorted(group) for group in groups.values()]
