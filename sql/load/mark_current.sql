-- question: Of the versions of an article the current one is that of its latest capture; a version with text
-- is never displaced by one without (a consent wall met a week later does not take the article away).
-- `around_version` has the versions of the articles of some days. Captures are looked at only for articles with several
-- versions, or with one that is not current.
CREATE OR REPLACE TEMP TABLE contested AS
SELECT article_id FROM around_version GROUP BY article_id
HAVING (count(*) > 1 OR NOT bool_and(current)) AND bool_or(published_date BETWEEN $first AND $last);
UPDATE articles
SET current = latest.is_latest
FROM (
    SELECT a.article_id, a.version, a.published_date,
        row_number() OVER (
            PARTITION BY a.article_id
            ORDER BY a.verdict = 'article' DESC, max(c.fetched_at) DESC, max(c.capture_id) DESC, a.version
        ) = 1 AS is_latest
    FROM around_version AS a
    SEMI JOIN contested USING (article_id)
    JOIN extractions AS e ON e.article_id = a.article_id AND e.version = a.version
    JOIN captures AS c ON c.capture_id = e.capture_id
    GROUP BY a.article_id, a.version, a.published_date, a.verdict
) AS latest
WHERE articles.published_date = latest.published_date
  AND articles.article_id = latest.article_id
  AND articles.version = latest.version
  AND articles.current IS DISTINCT FROM latest.is_latest;
