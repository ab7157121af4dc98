-- question: Which article versions of some days does no capture give any more (a newer extractor reads the page otherwise)?
-- Nearly all are given by captures that say the same day; only of the others all captures are asked.
CREATE OR REPLACE TEMP TABLE orphan AS
WITH unseen AS MATERIALIZED (
    SELECT article_id, version FROM articles WHERE published_date BETWEEN $first AND $last
    EXCEPT
    SELECT article_id, version FROM extractions WHERE published_date BETWEEN $first AND $last
)
FROM unseen
EXCEPT
SELECT e.article_id, e.version FROM extractions AS e
SEMI JOIN unseen ON unseen.article_id = e.article_id;
