-- question: Who reported one event, in which words, where in the text?
-- param: event VARCHAR | event_id
-- param: top INTEGER = 200 | how many
-- column: evidence_start | code points into the body
-- column: copy | true where the article repeats another one
WITH found AS MATERIALIZED (  -- what is long is fetched by row, for what is shown
    SELECT rowid AS row, mention_id, article_id, version, evidence_start FROM event_mentions WHERE event_id = $event
), listed AS MATERIALIZED (
    SELECT a.rowid AS row, a.article_id, a.version, a.published_at IS NULL AS day_only,
        coalesce(a.published_at, a.published_date::TIMESTAMPTZ) AS reported_at
    FROM articles AS a SEMI JOIN found USING (article_id, version)
), shown AS MATERIALIZED (
    SELECT f.*, l.row AS text_row, l.reported_at, l.day_only
    FROM found AS f JOIN listed AS l USING (article_id, version)
    ORDER BY l.reported_at, f.article_id, f.evidence_start, f.mention_id LIMIT $top
), claimed AS (
    SELECT mention_id, string_agg(DISTINCT coalesce(canonical_name, name), ', ' ORDER BY coalesce(canonical_name, name)) AS who
    FROM mention_actors SEMI JOIN shown USING (mention_id) WHERE role = 'claimant' GROUP BY mention_id
)
SELECT m.event_id, s.mention_id, s.article_id, s.version, m.evidence, s.evidence_start, m.modality, m.recency, m.confidence,
    m.found_by, m.date_text, a.title, a.source, a.url, a.language, s.reported_at, s.day_only,
    d.canonical_article_id IS NOT NULL AS copy, c.who AS claimants
FROM shown AS s
JOIN event_mentions AS m ON m.rowid = s.row
JOIN articles AS a ON a.rowid = s.text_row
LEFT JOIN duplicates AS d
    ON d.article_id = s.article_id AND d.version = s.version AND d.canonical_article_id <> s.article_id
LEFT JOIN claimed AS c ON c.mention_id = s.mention_id
ORDER BY s.reported_at, s.article_id, s.evidence_start, s.mention_id;
