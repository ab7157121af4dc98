"""From articles to duplicates: exact copies, near copies, excerpts, and versions of one article.

The rule, in order:

1. Of the versions of one article the current one stands for it (else the one fetched last); the others are
   `revision`s of it.
2. Articles are taken in order of publication (an article dated by its day counts from midnight), ties by
   article_id. Each joins the earlier canonical article that it resembles most, or becomes canonical itself. Chains
   are not followed: what resembles only a copy stands alone, so a story that is rewritten step by step does not
   become one article.
3. `exact`: the same words in the same order. Bodies under 20 words must share the title too: "No one was hurt."
   says nothing by itself.
4. `near`: at least half of the word 3-grams in common (Jaccard), or an excerpt: the later text is the shorter one
   and at least four fifths of its 3-grams stand in the earlier one.
5. Two texts that fill one form with other facts are no copies (pipeline.dedup.guard).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time

import numpy as np

from pipeline.dedup.containment import sampled_pairs
from pipeline.dedup.guard import Laid, lay, other_facts
from pipeline.dedup.shingles import batches, fold, jaccard, overlap, word_hashes
from pipeline.dedup.signatures import Signed, candidate_pairs, sign
from pipeline.records import Article, ArticleText, Duplicate, DuplicateRelation

Text = Article | ArticleText

NEAR = 0.5
"""Jaccard of word 3-grams from which on two texts are near copies."""
EXCERPT = 0.8
"""Share of the shorter text's 3-grams that an excerpt has from its source."""
_EXCERPT_SHINGLES = 30
_NEAR_SHINGLES = 10
_SHORT_WORDS = 20
_SLACK = 0.15
"""By how much a signature may underestimate: three and a half standard deviations."""


def similar_pairs(texts: Sequence[str] | Signed, least: float = NEAR) -> list[tuple[int, int, float]]:
    """Pairs (i, j, Jaccard) of texts that share at least `least` of their word 3-grams, i < j, in order.

    Only pairs that are really as similar; of those at Jaccard 0.5 about 0.4% are not found, of closer ones fewer.
    """
    signed = sign(texts)
    rows, sets = signed.rows, signed.sets
    usable = np.fromiter((len(s) > 0 for s in sets), dtype=bool, count=len(sets))
    result = []
    for i, j in candidate_pairs(rows, usable, least - _SLACK).tolist():
        similarity = jaccard(sets[i], sets[j])
        if similarity >= least:
            result.append((i, j, similarity))
    return result


def find_duplicates(articles: Sequence[Text], *, max_days: int | None = None) -> list[Duplicate]:
    """Every article version of the span that repeats another one, in order of article_id and version.

    Articles published more than `max_days` apart (None: no bound) are not compared, so that what is found for one day
    does not depend on how many other days are given.

    Articles without a body take no part. A cluster bears its canonical article's id, and the canonical article has no
    row of its own: `cluster_id`, or else the article's own id, names the cluster of any article.
    """
    readable = {(article.article_id, article.version): article for article in articles if article.body}
    heads, revisions = _versions(readable.values())
    bodies = [article.body or "" for article in heads]
    days = [article.published_date.toordinal() for article in heads]
    reach = max_days if max_days is not None else max(days, default=0) - min(days, default=0)
    first = _exact_groups(heads, bodies, days, reach)
    leads = [index for index, lead in enumerate(first) if lead == index]
    canonical = _join(leads, bodies, days, reach)

    found: list[Duplicate] = []
    cluster: dict[str, int] = {}
    for index, article in enumerate(heads):
        lead = first[index]
        target, similarity = canonical.get(lead, (lead, 1.0))
        cluster[article.article_id] = target
        if target != index:
            found.append(_duplicate(article, heads[target], "exact" if target == lead else "near", similarity))
    places = {article.article_id: index for index, article in enumerate(heads)}
    for old in revisions:
        new = bodies[places[old.article_id]]
        one, other = sign((new, old.body or "")).sets
        target_article = heads[cluster[old.article_id]]
        found.append(_duplicate(old, target_article, "revision", 1.0 if new == old.body else jaccard(one, other)))
    return sorted(found, key=lambda duplicate: (duplicate.article_id, duplicate.version))


def _versions(articles: Iterable[Text]) -> tuple[list[Text], list[Text]]:
    """The version that stands for each article, in order of publication, and all the others."""
    by_article: dict[str, list[Text]] = defaultdict(list)
    for article in articles:
        by_article[article.article_id].append(article)
    heads, others = [], []
    for versions in by_article.values():
        versions.sort(key=lambda a: (not a.current, -a.fetched_at.timestamp(), a.version))
        heads.append(versions[0])
        others += versions[1:]
    return sorted(heads, key=_arrival), others


def _arrival(article: Text) -> tuple[datetime, str]:
    midnight = datetime.combine(article.published_date, time(), UTC)
    return article.published_at or midnight, article.article_id


def _exact_groups(heads: Sequence[Text], bodies: Sequence[str], days: Sequence[int], reach: int) -> list[int]:
    """For each article the index of the first one, at most `reach` days before it, with the same words."""
    seen: dict[bytes, int] = {}
    first = []
    start = 0
    for batch in batches(bodies):
        words, offsets = word_hashes([fold(body) for body in batch])
        for index in range(len(batch)):
            own = words[offsets[index] : offsets[index + 1]]
            key = own.tobytes()
            if len(own) < _SHORT_WORDS:
                key += b"\0" + fold(heads[start + index].title or "")
            digest = hashlib.sha256(key).digest()
            if days[start + index] - days[seen.setdefault(digest, start + index)] > reach:
                seen[digest] = start + index
            first.append(seen[digest])
        start += len(batch)
    return first


def _join(leads: Sequence[int], bodies: Sequence[str], days: Sequence[int], reach: int) -> dict[int, tuple[int, float]]:
    """For each near copy its canonical article and their similarity. `leads` are in order of publication."""
    signed = sign([bodies[lead] for lead in leads])
    rows, sets = signed.rows, signed.sets
    usable = np.fromiter((len(s) >= _NEAR_SHINGLES for s in sets), dtype=bool, count=len(sets))
    near = candidate_pairs(rows, usable, NEAR - _SLACK)
    pairs = np.unique(np.concatenate((near, sampled_pairs(sets))), axis=0)
    earlier: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for i, j in pairs.tolist():
        if abs(days[leads[j]] - days[leads[i]]) > reach:
            continue
        one, other = sets[i], sets[j]
        shared = overlap(one, other)
        similarity = shared / (len(one) + len(other) - shared)
        excerpt = _EXCERPT_SHINGLES <= len(other) <= len(one) and shared >= EXCERPT * len(other)
        if (similarity >= NEAR and min(len(one), len(other)) >= _NEAR_SHINGLES) or excerpt:
            earlier[j].append((-similarity, i))
    canonical: dict[int, tuple[int, float]] = {}
    forms: dict[int, Laid] = {}

    def form(index: int) -> Laid:
        if index not in forms:
            forms[index] = lay(bodies[leads[index]])
        return forms[index]

    for j in sorted(earlier):
        for negative, i in sorted(earlier[j]):
            if i not in canonical and not other_facts(form(i), form(j)):
                canonical[j] = (i, -negative)
                break
    return {leads[j]: (leads[i], similarity) for j, (i, similarity) in canonical.items()}


def _duplicate(article: Text, canonical: Text, relation: DuplicateRelation, similarity: float) -> Duplicate:
    return Duplicate(
        article_id=article.article_id,
        version=article.version,
        cluster_id=canonical.article_id,
        canonical_article_id=canonical.article_id,
        relation=relation,
        similarity=round(similarity, 4),
    )
