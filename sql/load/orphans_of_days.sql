-- question: Which article versions of some days does no capture give any more (a newer extractor reads the page otherwise)?
CREATE OR REPLACE TEMP TABLE orphan AS
WITH dated AS MATERIALIZED (
    SELECT article_id, version FROM articles WHERE published_date BETWEEN $first AND $last
)
SELECT article_id, version FROM dated
EXCEPT
SELECT e.article_id, e.version FROM extractions AS e
SEMI JOIN dated ON dated.article_id = e.article_id;
