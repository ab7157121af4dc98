-- question: One row for each article version: of several captures that gave the same text, the earliest speaks.
-- `batch` holds the rows just extracted, `scope` their keys.
CREATE OR REPLACE TEMP TABLE incoming AS
WITH candidates AS (
    SELECT * FROM batch
    UNION ALL BY NAME
    SELECT a.*
    FROM articles AS a
    SEMI JOIN scope AS s ON a.article_id = s.article_id AND a.version = s.version
    JOIN extractions AS e ON e.capture_id = a.capture_id AND NOT e.stale
    ANTI JOIN batch AS b ON b.capture_id = a.capture_id
)
SELECT c.* REPLACE (coalesce(known.current, c.current) AS current)
FROM candidates AS c
LEFT JOIN (
    SELECT article_id, version, current FROM articles SEMI JOIN scope USING (article_id, version)
) AS known USING (article_id, version)
QUALIFY row_number() OVER (PARTITION BY c.article_id, c.version ORDER BY c.fetched_at, c.capture_id) = 1;
