-- question: Which article versions has a run to relate? Those of the days that changed, and those (`recopied`) whose
-- cluster of copies did.
CREATE OR REPLACE TEMP TABLE touched_article AS
SELECT article_id, version, published_date, modified_at, fetched_at FROM articles
WHERE published_date BETWEEN $first AND $last
UNION
SELECT a.article_id, a.version, a.published_date, a.modified_at, a.fetched_at
FROM articles AS a SEMI JOIN recopied AS r ON r.article_id = a.article_id AND r.version = a.version;
