-- question: Of the versions of an article the current one is that of its latest capture; a version with text
-- is never displaced by one without (a consent wall met a week later does not take the article away).
UPDATE articles
SET current = latest.is_latest
FROM (
    SELECT a.article_id, a.version,
        row_number() OVER (
            PARTITION BY a.article_id
            ORDER BY a.verdict = 'article' DESC, max(c.fetched_at) DESC, max(c.capture_id) DESC, a.version
        ) = 1 AS is_latest
    FROM articles AS a
    SEMI JOIN (
        SELECT article_id FROM articles WHERE published_date BETWEEN $first AND $last
    ) AS touched USING (article_id)
    JOIN extractions AS e ON e.article_id = a.article_id AND e.version = a.version
    JOIN captures AS c ON c.capture_id = e.capture_id
    GROUP BY a.article_id, a.version, a.verdict
) AS latest
WHERE articles.article_id = latest.article_id
  AND articles.version = latest.version
  AND articles.current IS DISTINCT FROM latest.is_latest;
