-- question: Which article versions has a run to relate? Those of the days that changed, and those (`recopied`) whose
-- cluster of copies did. And in which rows of event_mentions (`around_row`) stand theirs, and those of the articles of the
-- days around (`around_version`)?
CREATE OR REPLACE TEMP TABLE touched_article AS
SELECT article_id, version, published_date, modified_at, fetched_at FROM articles
WHERE published_date BETWEEN $first AND $last
UNION
SELECT a.article_id, a.version, a.published_date, a.modified_at, a.fetched_at
FROM articles AS a SEMI JOIN recopied AS r ON r.article_id = a.article_id AND r.version = a.version;
CREATE OR REPLACE TEMP TABLE around_article AS
SELECT article_id, published_date FROM touched_article
UNION
SELECT article_id, published_date FROM around_version;
CREATE OR REPLACE TEMP TABLE around_row AS
SELECT rowid AS row_number, article_id, reported_on FROM event_mentions
WHERE reported_on IN (SELECT published_date FROM around_article) AND article_id IN (SELECT article_id FROM around_article);
