-- question: Which mentions may be filed under one of the wanted stretches of days (`near_row`), and which versions do those
-- of their articles have that are not in `around_version` (`further_version`)?
-- `wanted` has first and last. The day a mention is filed under is the first or last day of its event, or its
-- publication; fusion decides which.
-- A large table is read where the days lie, and there by the keys: that is what makes a long history cheap.
CREATE OR REPLACE TEMP TABLE near_article AS
-- one question for each date: then it is read from the order of the rows
SELECT article_id, published_date FROM articles AS a
SEMI JOIN wanted AS w ON a.published_date BETWEEN w.first AND w.last
WHERE verdict = 'article' AND published_date BETWEEN $first::DATE AND $last::DATE
UNION
SELECT article_id, published_date FROM articles AS a
SEMI JOIN wanted AS w ON a.modified_at::DATE BETWEEN w.first AND w.last
WHERE verdict = 'article' AND modified_at BETWEEN $first::DATE::TIMESTAMPTZ AND ($last::DATE + 1)::TIMESTAMPTZ
UNION
SELECT article_id, published_date FROM articles AS a
SEMI JOIN wanted AS w ON a.fetched_at::DATE BETWEEN w.first AND w.last
WHERE verdict = 'article' AND fetched_at BETWEEN $first::DATE::TIMESTAMPTZ AND ($last::DATE + 1)::TIMESTAMPTZ;
CREATE OR REPLACE TEMP TABLE near_row AS
WITH further AS (FROM near_article ANTI JOIN around_version USING (article_id))
SELECT m.rowid AS row_number, reported_on FROM event_mentions AS m
SEMI JOIN wanted AS w ON m.event_date_start BETWEEN w.first AND w.last
WHERE event_date_start BETWEEN $first::DATE AND $last::DATE
UNION
SELECT m.rowid, reported_on FROM event_mentions AS m
SEMI JOIN wanted AS w ON m.event_date_end BETWEEN w.first AND w.last
WHERE event_date_end BETWEEN $first::DATE AND $last::DATE
UNION
SELECT row_number, reported_on FROM around_row SEMI JOIN near_article USING (article_id)
UNION
SELECT rowid, reported_on FROM event_mentions
WHERE reported_on IN (SELECT published_date FROM further) AND article_id IN (SELECT article_id FROM further);
CREATE OR REPLACE TEMP TABLE further_version AS
WITH told AS (
    SELECT DISTINCT article_id, reported_on FROM event_mentions ANTI JOIN around_version USING (article_id)
    WHERE reported_on IN (SELECT reported_on FROM near_row) AND rowid IN (SELECT row_number FROM near_row)
)
SELECT article_id, version, verdict, current, capture_id, source, published_at, published_date, modified_at, fetched_at
FROM articles WHERE published_date IN (SELECT reported_on FROM told) AND article_id IN (SELECT article_id FROM told);
