-- question: One row for each article version: of several captures that gave the same text, the earliest speaks.
-- `batch` holds the rows just extracted, `scope` their keys. A further version of an article is not the current one until
-- its days are related: so one at most is, and the articles that have several are found by it (other_versions.sql).
CREATE OR REPLACE TEMP TABLE incoming AS
WITH candidates AS (
    SELECT * FROM batch
    UNION ALL BY NAME
    SELECT a.*
    FROM articles AS a
    SEMI JOIN scope AS s ON a.article_id = s.article_id AND a.version = s.version
    JOIN extractions AS e ON e.capture_id = a.capture_id AND NOT e.stale
    ANTI JOIN batch AS b ON b.capture_id = a.capture_id
), merged AS (
    SELECT * FROM candidates
    QUALIFY row_number() OVER (PARTITION BY article_id, version ORDER BY fetched_at, capture_id) = 1
), known AS MATERIALIZED (
    SELECT article_id, version, current FROM articles SEMI JOIN scope USING (article_id)
)
SELECT m.* REPLACE (
    CASE
        WHEN k.version IS NOT NULL THEN k.current
        WHEN m.article_id IN (SELECT article_id FROM known) THEN false
        ELSE m.current AND row_number() OVER (PARTITION BY m.article_id ORDER BY m.version) = 1
    END AS current
)
FROM merged AS m
LEFT JOIN known AS k USING (article_id, version);
