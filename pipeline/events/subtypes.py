"""Which sub-event type: ACLED's wording where something happened on the ground, PLOVER's modes elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.events.date_words import words
from pipeline.events.drafts import TERRITORY, Draft
from pipeline.events.lexicon import Lexicon
from pipeline.events.triggers import Hit
from pipeline.records import EventType, QuadClass

QUAD: dict[EventType, QuadClass] = {
    "AGREE": "verbal cooperation", "CONSULT": "verbal cooperation", "SUPPORT": "verbal cooperation",
    "CONCEDE": "verbal cooperation", "COOPERATE": "material cooperation", "AID": "material cooperation",
    "RETREAT": "material cooperation", "REQUEST": "verbal conflict", "ACCUSE": "verbal conflict",
    "REJECT": "verbal conflict", "THREATEN": "verbal conflict", "PROTEST": "material conflict",
    "SANCTION": "material conflict", "MOBILIZE": "material conflict", "COERCE": "material conflict",
    "ASSAULT": "material conflict", "DISASTER": "material conflict", "ACCIDENT": "material conflict",
}  # fmt: skip

VIOLENCE = (
    "attack", "armed clash", "air/drone strike", "shelling/artillery/missile attack", "remote explosive/landmine/ied",
    "suicide bomb", "grenade", "chemical weapon", "sexual violence", "abduction/forced disappearance",
    "looting/property destruction", "mob violence", "air defence interception", *sorted(TERRITORY),
)  # fmt: skip
DEMONSTRATION = (
    "peaceful protest", "protest with intervention", "excessive force against protesters", "violent demonstration",
)  # fmt: skip
_EXPLICIT = 3.0
"""What a trigger's own sub-event type adds."""
_TERRITORY_VERBS = words(
    """
    capture seize recapture retake overrun conquer occupy liberate regain recover reclaim take gain
    control free restore establish wrest
    """
)


def choose(draft: Draft, words: Sequence[str], lexicon: Lexicon) -> tuple[str | None, dict[str, float]]:
    """(sub-event type, scores of the candidates) for a draft whose sentences have `words`."""
    if draft.family in ("violence",):
        return _best(_scores(draft.hits, words, lexicon, VIOLENCE, _violence_bias(draft.hits, lexicon)), "attack")
    if draft.family == "PROTEST":
        return _best(_scores(draft.hits, words, lexicon, DEMONSTRATION, {"peaceful protest": 1.0}), "peaceful protest")
    subs = [h.trigger.sub for h in draft.hits if h.trigger.sub]
    if not subs and draft.event_type in _NAMED_ALIKE:
        return draft.event_type.lower(), {}
    return (subs[0] if subs else _mode(draft.event_type, words, lexicon)), {}


_NAMED_ALIKE = ("ACCIDENT", "DISASTER")
"""Types with one sub-event type of the same name."""


def _mode(event_type: EventType, words: Sequence[str], lexicon: Lexicon) -> str | None:
    """PLOVER's mode of a type without a sub-event type of ACLED; None where no cue speaks for one."""
    scores = {
        label.split(" ", 1)[1]: sum(cues.values())
        for label, cues in lexicon.modes.find(words).items()
        if label.startswith(f"{event_type} ")
    }
    return max(sorted(scores), key=lambda m: scores[m]) if scores else None


def _scores(
    hits: Sequence[Hit], words: Sequence[str], lexicon: Lexicon, candidates: Sequence[str], bias: dict[str, float]
) -> dict[str, float]:
    found = lexicon.subtypes.find(words)
    scores = {c: bias.get(c, 0.0) + sum(found.get(c, {}).values()) for c in candidates}
    for sub in {h.trigger.sub for h in hits if h.trigger.sub}:
        if sub in scores:
            scores[sub] += _EXPLICIT
    return scores


def _best(scores: dict[str, float], fallback: str) -> tuple[str, dict[str, float]]:
    best = max(scores, key=lambda c: (scores[c], c == fallback, c))
    return (best if scores[best] > 0 else fallback), scores


def _violence_bias(hits: Sequence[Hit], lexicon: Lexicon) -> dict[str, float]:
    """What the parties to the event say about its kind."""
    bias = {"attack": 0.5}
    state_taker = rebel_taker = territory = False
    armed_target = civilian_target = False
    for hit in hits:
        subjects = _classes(hit.arguments.subjects, lexicon)
        objects = _classes(hit.arguments.objects, lexicon)
        if hit.trigger.words[0] in _TERRITORY_VERBS and hit.trigger.event_type == "ASSAULT":
            territory = True
            state_taker |= "state_force" in subjects
            rebel_taker |= "rebel" in subjects
        armed_target |= bool(objects & {"military_target", "armed_person"})
        civilian_target |= "civilian" in objects
    for sub in TERRITORY:
        bias[sub] = 0.0 if territory else -20.0
    if territory:
        bias["government regains territory"] += 2.0 if state_taker else -2.0 if rebel_taker else 0.0
        bias["non-state actor overtakes territory"] += (
            2.5 if rebel_taker and not state_taker else -3.0 if state_taker else 0.0
        )
    if armed_target and not civilian_target:
        bias["armed clash"] = 1.5
    if civilian_target and not armed_target:
        bias["attack"] += 1.0
    if not all(h.trigger.sub == "air defence interception" for h in hits if h.trigger.weight >= 0.6):
        bias["air defence interception"] = -20.0
    return bias


def _classes(tokens: Sequence[object], lexicon: Lexicon) -> frozenset[str]:
    found: set[str] = set()
    for token in tokens:
        group = [token, *(c for c in token.children if c.dep_ in ("compound", "amod", "nmod"))]  # type: ignore[attr-defined]
        for part in group:
            found |= lexicon.word_classes.get(part.lemma_.lower(), frozenset())
            found |= lexicon.word_classes.get(part.lower_, frozenset())
    return frozenset(found)
