-- question: Which other versions do the articles of `{{table}}` have? Of the versions of an article one at most is current.
-- So what is missing is not current, or it is the current one of an article that has none there: few rows are looked at.
INSERT INTO {{table}}
WITH aside AS MATERIALIZED (
    SELECT rowid AS row_number, article_id, version FROM articles WHERE NOT "current"
)
SELECT article_id, version, verdict, current, capture_id, source, published_at, published_date, modified_at, fetched_at
FROM articles WHERE rowid IN (
    SELECT row_number FROM aside SEMI JOIN {{table}} USING (article_id) ANTI JOIN {{table}} USING (article_id, version)
);
INSERT INTO {{table}}
SELECT article_id, version, verdict, current, capture_id, source, published_at, published_date, modified_at, fetched_at
FROM articles
WHERE "current" AND article_id IN (SELECT article_id FROM {{table}} GROUP BY article_id HAVING NOT bool_or("current"));
