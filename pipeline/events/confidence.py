"""How sure a mention is, calibrated on development texts (docs/accuracy.md has the reliability table)."""

from __future__ import annotations

from pipeline.events.drafts import Draft
from pipeline.events.recency import TextContext


def confidence_of(draft: Draft, context: TextContext, title: bool, first_sentence: int) -> float:
    """0 to 1: the chance that an event of this type is reported as the mention says."""
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
    if draft.embedded:
        score -= 0.25
    if not draft.real:
        score -= 0.15
    if draft.recency == "background":
        score -= 0.05
    score -= 0.01 * min(first_sentence, 10)
    score -= 0.05 * min(sum(context.weights.get(c, 0.0) for c in ("sport", "fiction", "market")), 4.0)
    return round(min(max(score, 0.05), 0.98), 3)
