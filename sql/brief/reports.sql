-- question: Who reported these events, when, and in which words? The best passages of each, at most 40.
-- param: events VARCHAR | event_ids, apart by commas
-- param: known TIMESTAMPTZ | only what was published by then
-- column: copy | true where the article repeats another one
WITH found AS MATERIALIZED (  -- what is long is fetched by row, for what is shown
    SELECT rowid AS row, mention_id, event_id, article_id, version, confidence
    FROM event_mentions WHERE list_contains(string_split($events, ','), event_id)
), listed AS MATERIALIZED (
    SELECT a.rowid AS row, a.article_id, a.version FROM articles AS a SEMI JOIN found USING (article_id, version)
), told AS (
    SELECT l.article_id, l.version, a.title, a.source, a.url, a.published_at IS NULL AS day_only,
        coalesce(a.published_at, a.published_date::TIMESTAMPTZ) AS reported_at, d.canonical_article_id IS NOT NULL AS copy
    FROM listed AS l
    JOIN articles AS a ON a.rowid = l.row
    LEFT JOIN duplicates AS d
        ON d.article_id = l.article_id AND d.version = l.version AND d.canonical_article_id <> l.article_id
    WHERE coalesce(a.published_at, a.published_date::TIMESTAMPTZ) <= $known
), shown AS MATERIALIZED (
    SELECT f.*, t.* EXCLUDE (article_id, version)
    FROM found AS f JOIN told AS t ON t.article_id = f.article_id AND t.version = f.version
    QUALIFY row_number() OVER (PARTITION BY f.event_id
        ORDER BY t.copy, f.confidence DESC, t.reported_at, f.mention_id) <= 40
), claimed AS (
    SELECT mention_id, string_agg(DISTINCT coalesce(canonical_name, name), ', ' ORDER BY coalesce(canonical_name, name)) AS who
    FROM mention_actors SEMI JOIN shown USING (mention_id) WHERE role = 'claimant' GROUP BY mention_id
)
SELECT s.event_id, s.mention_id, s.article_id, m.evidence, m.modality, s.confidence, s.title, s.source, s.url,
    s.reported_at, s.day_only, s.copy, c.who AS claimants
FROM shown AS s
JOIN event_mentions AS m ON m.rowid = s.row
LEFT JOIN claimed AS c ON c.mention_id = s.mention_id
ORDER BY s.event_id, s.reported_at, s.article_id, m.evidence_start, s.mention_id;
