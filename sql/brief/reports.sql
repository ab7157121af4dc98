-- question: Who reported these events, when, and in which words? The best passages of each, at most 40.
-- param: events VARCHAR | event_ids, apart by commas
-- param: known TIMESTAMPTZ | only what was published by then
-- column: copy | true where the article repeats another one
SELECT m.event_id, m.mention_id, m.article_id, m.evidence, m.modality, m.confidence, a.title, a.source, a.url,
    coalesce(a.published_at, a.published_date::TIMESTAMPTZ) AS reported_at, a.published_at IS NULL AS day_only,
    d.canonical_article_id IS NOT NULL AS copy,
    (SELECT string_agg(DISTINCT coalesce(x.canonical_name, x.name), ', ' ORDER BY coalesce(x.canonical_name, x.name))
     FROM mention_actors AS x WHERE x.mention_id = m.mention_id AND x.role = 'claimant') AS claimants
FROM event_mentions AS m
JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
LEFT JOIN duplicates AS d
    ON d.article_id = a.article_id AND d.version = a.version AND d.canonical_article_id <> a.article_id
WHERE m.event_id IN (SELECT unnest(string_split($events, ',')))
  AND coalesce(a.published_at, a.published_date::TIMESTAMPTZ) <= $known
QUALIFY row_number() OVER (PARTITION BY m.event_id
    ORDER BY d.canonical_article_id IS NOT NULL, m.confidence DESC, reported_at, m.mention_id) <= 40
ORDER BY m.event_id, reported_at, m.article_id, m.evidence_start, m.mention_id;
