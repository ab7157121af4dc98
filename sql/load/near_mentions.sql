-- question: Which mentions may be filed under one of the wanted stretches of days, and what does fusion ask of their
-- article: source, the time at which this version could be known, and the cluster of copies it belongs to?
-- `wanted` has first and last. The day a mention is filed under is the first or last day of its event, or its
-- publication; fusion decides which.
-- A version is known from the change that its page states; where it states none, the first version is known from the
-- article's publication and a later one from its capture.
CREATE OR REPLACE TEMP TABLE near_mention AS
WITH dated AS (
    -- one question for each date: then it is read from the order of the rows
    SELECT rowid AS row_number FROM articles WHERE published_date BETWEEN $first::DATE AND $last::DATE
    UNION SELECT rowid FROM articles
        WHERE modified_at BETWEEN $first::DATE::TIMESTAMPTZ AND ($last::DATE + 1)::TIMESTAMPTZ
    UNION SELECT rowid FROM articles
        WHERE fetched_at BETWEEN $first::DATE::TIMESTAMPTZ AND ($last::DATE + 1)::TIMESTAMPTZ
), near AS (
    SELECT DISTINCT article_id FROM articles SEMI JOIN dated ON dated.row_number = articles.rowid
    WHERE verdict = 'article' AND EXISTS (
        FROM wanted AS w WHERE articles.published_date BETWEEN w.first AND w.last
            OR articles.modified_at::DATE BETWEEN w.first AND w.last
            OR articles.fetched_at::DATE BETWEEN w.first AND w.last
    )
), found AS (
    SELECT rowid AS row_number FROM event_mentions AS m
    WHERE event_date_start BETWEEN $first::DATE AND $last::DATE
        AND EXISTS (FROM wanted AS w WHERE m.event_date_start BETWEEN w.first AND w.last)
    UNION
    SELECT rowid FROM event_mentions AS m
    WHERE event_date_end BETWEEN $first::DATE AND $last::DATE
        AND EXISTS (FROM wanted AS w WHERE m.event_date_end BETWEEN w.first AND w.last)
    UNION
    SELECT rowid FROM event_mentions SEMI JOIN near USING (article_id)
), asked AS MATERIALIZED (
    SELECT m.* FROM event_mentions AS m SEMI JOIN found ON found.row_number = m.rowid
), ranked AS (
    SELECT article_id, version, capture_id, source, published_at, published_date, modified_at, fetched_at,
        row_number() OVER (PARTITION BY article_id ORDER BY fetched_at, version) AS nth
    FROM articles
    WHERE verdict = 'article' AND rowid IN (SELECT rowid FROM articles SEMI JOIN asked USING (article_id))
), told AS (
    SELECT *,
        CASE
            WHEN modified_at > coalesce(published_at, published_date::TIMESTAMPTZ) AND modified_at <= fetched_at
                THEN modified_at
            WHEN nth = 1 THEN coalesce(published_at, published_date::TIMESTAMPTZ)
            ELSE fetched_at
        END AS told_at
    FROM ranked
)
SELECT
    row_number() OVER () AS n,
    m.*,
    a.source,
    -- a page whose source's clock runs ahead was known when it was captured
    CASE WHEN a.told_at BETWEEN a.fetched_at AND a.fetched_at + INTERVAL 36 HOUR THEN a.fetched_at ELSE a.told_at END
        AS known_at,
    a.capture_id,
    a.fetched_at,
    d.cluster_id
FROM asked AS m
JOIN told AS a ON a.article_id = m.article_id AND a.version = m.version
LEFT JOIN duplicates AS d
    ON d.article_id = m.article_id AND d.version = m.version AND d.relation IN ('exact', 'near');
CREATE OR REPLACE TEMP TABLE near_place AS SELECT x.* FROM mention_places AS x SEMI JOIN near_mention USING (mention_id);
CREATE OR REPLACE TEMP TABLE near_actor AS SELECT x.* FROM mention_actors AS x SEMI JOIN near_mention USING (mention_id);
CREATE OR REPLACE TEMP TABLE near_quantity AS SELECT x.* FROM quantities AS x SEMI JOIN near_mention USING (mention_id);
