"""How sure a mention is, calibrated on development texts (docs/accuracy.md has the reliability table)."""

from __future__ import annotations

from itertools import pairwise

from pipeline.events.drafts import Draft
from pipeline.events.recency import TextContext

_PLAIN_WORDS = 4.0
"""Weight of cues for 100 words that a report of any kind may hold: a "point", a "level", a "stage"."""


def score_of(draft: Draft, context: TextContext, title: bool, first_sentence: int) -> float:
    """0 to 1, more is surer: what speaks for the mention, before calibration."""
    best = max(h.trigger.weight for h in draft.hits)
    support = min(len(draft.hits) - 1, 4) * 0.03
    score = best * 0.85 + support
    if draft.quantities:
        score += 0.05
    if title:
        score += 0.04
    if draft.sub_scores:
        ranked = sorted(draft.sub_scores.values(), reverse=True)
        margin = ranked[0] - (ranked[1] if len(ranked) > 1 else 0.0)
        score += 0.02 * min(margin, 3.0) - 0.03
    if draft.embedded and not any(q.kind in ("killed", "injured") and q.subset_of is None for _, q in draft.quantities):
        score -= 0.25
    if not draft.real:
        score -= 0.15
    if draft.recency == "background":
        score -= 0.05
    score -= 0.01 * min(first_sentence, 10)
    doubts = (context.weights.get(c, 0.0) - _PLAIN_WORDS for c in ("sport", "fiction", "market"))
    score -= 0.05 * min(sum(d for d in doubts if d > 0), 4.0)
    return min(max(score, 0.05), 0.98)


_KNOTS = (
    (0.0, 0.15), (0.25, 0.28), (0.40, 0.50), (0.50, 0.61), (0.65, 0.68), (0.75, 0.80), (0.85, 0.91), (0.95, 0.96),
    (1.0, 0.97),
)  # fmt: skip
"""Score to share of right mentions on labelled articles of our own: a straight line between the points."""


def calibrated(score: float) -> float:
    """The score as a probability; the order of mentions stays."""
    for (x0, y0), (x1, y1) in pairwise(_KNOTS):
        if score <= x1:
            return round(y0 + (y1 - y0) * (score - x0) / (x1 - x0), 3)
    return _KNOTS[-1][1]
