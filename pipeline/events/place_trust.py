"""How sure it is that a name names a place: a weighted sum of cues, first from the words around it, then with what it
would mean.

The first reading decides what takes part in resolving names by their neighbours; the second, after it, drops what
makes sense nowhere near the rest. Both are logistic; the weights were fitted (benchmarks/fit_places.py) and may be
read as log odds.
"""

from __future__ import annotations

import math

FIRST: dict[str, float] = {
    "always": -1.5,
    "size": 4.5,
    "settled": 2.0,
    "multi": 1.0,
    "in": 2.2,
    "way": 1.0,
    "of": 0.5,
    "the": -1.0,
    "inside": 3.0,
    "holds": 2.0,
    "dateline": 3.0,
    "typed": 2.5,
    "kind": 2.5,
    "common": -2.5,
    "doubtful": -1.0,
    "family": -1.2,
    "given": -1.2,
    "first": -0.7,
    "left_name": -1.8,
    "right_name": -1.5,
    "right_body": 0.2,
    "small_body": 0.2,
    "masthead": -3.5,
    "left_given": -4.0,
    "left_title": -3.5,
    "speech": -1.0,
    "possessive": 0.2,
    "capitals": -1.0,
    "shouting": -1.5,
    "lower": -1.5,
    "often": 0.3,
    "suffix": 2.0,
    "hyphen": -1.0,
    "foreign": -1.0,
    "person": -3.0,
    "listed": 0.7,
    "small_word_left": 0.0,
    "unknown": 0.0,
}
SECOND: dict[str, float] = FIRST | {
    "odds": 0.5,
    "near": 1.5,
    "nearest": 1.5,
    "around": 0.5,
    "share_country": 1.0,
    "share_admin1": 1.0,
    "named_admin1": 0.5,
    "named_country": 0.3,
    "home": 0.3,
    "chosen_size": 0.0,
    "elsewhere": 1.5,
    "nowhere": -0.5,
}


def probability(cues: dict[str, float], weights: dict[str, float]) -> float:
    """Logistic of the weighted cues."""
    score = weights["always"]
    for name, value in cues.items():
        if value:
            score += weights[name] * value
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
