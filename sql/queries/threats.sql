-- question: Who threatened or accused whom, in which words?
-- param: since DATE = (SELECT max(published_date) - 29 FROM articles) | from this publication day; the newest 30 days by default
-- param: top INTEGER = 1000 | how many rows, the newest first
-- example: -p since=2024-03-08
-- column: published_at, source, url | the report; copies are left out
-- column: event_type | THREATEN or ACCUSE
-- column: actors, targets | who threatens or accuses, and whom
-- column: evidence | the passage, verbatim
WITH reports AS (
    SELECT m.rowid AS row, m.mention_id, m.event_type, m.evidence_start, a.article_id, a.published_at, a.source, a.url
    FROM event_mentions AS m
    JOIN articles_unique AS a ON a.article_id = m.article_id AND a.version = m.version
    WHERE m.event_type IN ('THREATEN', 'ACCUSE') AND a.published_date >= $since
    ORDER BY a.published_at DESC NULLS LAST, a.article_id, m.evidence_start, m.mention_id
    LIMIT $top
), names AS (
    SELECT mention_id, string_agg(coalesce(canonical_name, name), ', ' ORDER BY "start") FILTER (role = 'actor') AS actors,
        string_agg(coalesce(canonical_name, name), ', ' ORDER BY "start") FILTER (role = 'target') AS targets
    FROM mention_actors SEMI JOIN reports USING (mention_id) GROUP BY mention_id
)
SELECT r.published_at, r.source, r.event_type, n.actors, n.targets, m.evidence, r.url
FROM reports AS r JOIN event_mentions AS m ON m.rowid = r.row LEFT JOIN names AS n ON n.mention_id = r.mention_id
ORDER BY r.published_at DESC NULLS LAST, r.article_id, r.evidence_start, r.mention_id;
