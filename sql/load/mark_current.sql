-- question: Of the versions of an article the current one is that of its latest capture; a version with text
-- is never displaced by one without (a consent wall met a week later does not take the article away).
-- `around_version` keeps the versions of all articles of some days before and after: relating asks for them too, and
-- looking for them goes through the whole table. Captures are looked at only for articles with several versions, or with
-- one that is not current.
CREATE OR REPLACE TEMP TABLE around_version AS
WITH dated AS MATERIALIZED (
    SELECT DISTINCT article_id FROM articles WHERE published_date BETWEEN $first::DATE - $around AND $last::DATE + $around
)
SELECT article_id, version, verdict, current, capture_id, source, published_at, published_date, modified_at, fetched_at
FROM articles WHERE rowid IN (SELECT rowid FROM articles SEMI JOIN dated USING (article_id));
CREATE OR REPLACE TEMP TABLE contested AS
SELECT article_id FROM around_version GROUP BY article_id
HAVING (count(*) > 1 OR NOT bool_and(current)) AND bool_or(published_date BETWEEN $first AND $last);
UPDATE articles
SET current = latest.is_latest
FROM (
    SELECT a.article_id, a.version,
        row_number() OVER (
            PARTITION BY a.article_id
            ORDER BY a.verdict = 'article' DESC, max(c.fetched_at) DESC, max(c.capture_id) DESC, a.version
        ) = 1 AS is_latest
    FROM articles AS a
    SEMI JOIN contested USING (article_id)
    JOIN extractions AS e ON e.article_id = a.article_id AND e.version = a.version
    JOIN captures AS c ON c.capture_id = e.capture_id
    GROUP BY a.article_id, a.version, a.verdict
) AS latest
WHERE articles.article_id = latest.article_id
  AND articles.version = latest.version
  AND articles.current IS DISTINCT FROM latest.is_latest;
