"""How sure it is that a name names a place: a weighted sum of cues, first from the words around it, then with what it
would mean.

The first reading decides what takes part in resolving names by their neighbours; the second, after it, drops what
makes sense nowhere near the rest. Both are logistic; the weights were fitted (benchmarks/fit_places.py) and may be
read as log odds.
"""

from __future__ import annotations

import math

FIRST: dict[str, float] = {
    "always": -1.26,
    "size": 2.99,
    "settled": 0.88,
    "multi": 0.93,
    "in": 1.66,
    "way": 0.87,
    "of": 0.71,
    "the": 0.24,
    "inside": 3.28,
    "holds": 1.87,
    "dateline": 3.01,
    "typed": 1.02,
    "kind": 1.79,
    "common": -1.52,
    "doubtful": 0.66,
    "family": -0.69,
    "given": -1.02,
    "first": 0.09,
    "left_name": -0.99,
    "right_name": -1.16,
    "right_body": 0.17,
    "small_body": 0.70,
    "masthead": -2.99,
    "left_given": -3.22,
    "left_title": -3.40,
    "speech": -1.95,
    "possessive": -0.66,
    "capitals": -0.62,
    "shouting": -1.50,
    "lower": -1.67,
    "often": 0.01,
    "suffix": 2.21,
    "hyphen": -0.02,
    "foreign": -0.93,
    "person": -3.69,
    "listed": 1.00,
    "small_word_left": 0.07,
    "unknown": 0.71,
}
SECOND: dict[str, float] = {
    "always": -1.46,
    "size": 2.75,
    "settled": 1.27,
    "multi": 0.62,
    "in": 1.56,
    "way": 0.70,
    "of": 0.55,
    "the": 0.15,
    "inside": 3.02,
    "holds": 1.85,
    "dateline": 3.02,
    "typed": 0.86,
    "kind": 1.64,
    "common": -0.90,
    "doubtful": 0.41,
    "family": -0.49,
    "given": -0.75,
    "first": 0.01,
    "left_name": -0.80,
    "right_name": -1.13,
    "right_body": 0.17,
    "small_body": 0.57,
    "masthead": -3.07,
    "left_given": -2.89,
    "left_title": -3.25,
    "speech": -1.84,
    "possessive": -0.56,
    "capitals": -0.65,
    "shouting": -1.50,
    "lower": -1.46,
    "often": -0.55,
    "suffix": 2.22,
    "hyphen": -0.00,
    "foreign": -0.42,
    "person": -2.90,
    "listed": 1.03,
    "small_word_left": 0.08,
    "unknown": 1.08,
    "odds": 0.32,
    "near": 1.19,
    "nearest": 0.63,
    "around": 0.02,
    "share_country": -0.07,
    "share_admin1": 0.94,
    "named_admin1": 0.38,
    "named_country": -0.07,
    "home": 0.30,
    "chosen_size": -0.69,
    "elsewhere": 1.26,
    "nowhere": -0.94,
}


def probability(cues: dict[str, float], weights: dict[str, float]) -> float:
    """Logistic of the weighted cues."""
    score = weights["always"]
    for name, value in cues.items():
        if value:
            score += weights[name] * value
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
