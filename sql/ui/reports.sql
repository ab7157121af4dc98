-- question: Who reported one event, in which words, where in the text?
-- param: event VARCHAR | event_id
-- param: top INTEGER = 200 | how many
-- column: evidence_start | code points into the body
-- column: copy | true where the article repeats another one
SELECT m.event_id, m.mention_id, m.article_id, m.version, m.evidence, m.evidence_start, m.modality, m.recency, m.confidence,
    m.found_by, m.date_text, a.title, a.source, a.url, a.language,
    coalesce(a.published_at, a.published_date::TIMESTAMPTZ) AS reported_at, a.published_at IS NULL AS day_only,
    d.canonical_article_id IS NOT NULL AS copy,
    (SELECT string_agg(DISTINCT coalesce(x.canonical_name, x.name), ', ' ORDER BY coalesce(x.canonical_name, x.name))
     FROM mention_actors AS x WHERE x.mention_id = m.mention_id AND x.role = 'claimant') AS claimants
FROM event_mentions AS m
JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
LEFT JOIN duplicates AS d
    ON d.article_id = a.article_id AND d.version = a.version AND d.canonical_article_id <> a.article_id
WHERE m.event_id = $event
ORDER BY reported_at, m.article_id, m.evidence_start, m.mention_id LIMIT $top;
