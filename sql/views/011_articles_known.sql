-- question: When did this database learn of each article version, and how long after its publication? A backfill of an
-- old article has its place in time by `published_at`; `known_at` is the moment at which its first capture was archived.
-- column: known_at | when the first capture that gave this version came into this archive, UTC
-- column: days_late | whole days from publication to known_at
-- column: captures | captures that gave this version, from all origins
CREATE OR REPLACE VIEW articles_known AS
WITH seen AS (
    SELECT e.article_id, e.version,
        min(coalesce(c.archived_at, c.fetched_at)) AS known_at,
        count(*) AS captures,
        list(DISTINCT c.origin ORDER BY c.origin) AS origins
    FROM extractions AS e
    JOIN captures AS c ON c.capture_id = e.capture_id
    WHERE e.article_id IS NOT NULL
    GROUP BY e.article_id, e.version
)
SELECT
    a.article_id, a.version, a.url, a.source, a.title, a.published_at, a.published_date, a.current,
    s.known_at,
    date_diff('day', a.published_date, s.known_at::DATE) AS days_late,
    s.captures,
    s.origins
FROM articles AS a
JOIN seen AS s ON s.article_id = a.article_id AND s.version = a.version;
