-- question: Which mentions may be filed under one of the wanted stretches of days, and what does fusion ask of their
-- article: source, the time at which this version could be known, and the cluster of copies it belongs to?
-- `wanted` has first and last. The day a mention is filed under is the first or last day of its event, or its
-- publication; fusion decides which.
-- A version is known from the change that its page states; where it states none, the first version is known from the
-- article's publication and a later one from its capture.
-- A large table is read for its keys alone, and the rows that they tell of by row: that is what makes a long history cheap.
CREATE OR REPLACE TEMP TABLE near_article AS
SELECT rowid AS row_number, article_id FROM articles
WHERE verdict = 'article' AND rowid IN (
    -- one question for each date: then it is read from the order of the rows
    SELECT a.rowid FROM articles AS a SEMI JOIN wanted AS w ON a.published_date BETWEEN w.first AND w.last
    WHERE published_date BETWEEN $first::DATE AND $last::DATE
    UNION ALL
    SELECT a.rowid FROM articles AS a SEMI JOIN wanted AS w ON a.modified_at::DATE BETWEEN w.first AND w.last
    WHERE modified_at BETWEEN $first::DATE::TIMESTAMPTZ AND ($last::DATE + 1)::TIMESTAMPTZ
    UNION ALL
    SELECT a.rowid FROM articles AS a SEMI JOIN wanted AS w ON a.fetched_at::DATE BETWEEN w.first AND w.last
    WHERE fetched_at BETWEEN $first::DATE::TIMESTAMPTZ AND ($last::DATE + 1)::TIMESTAMPTZ
);
CREATE OR REPLACE TEMP TABLE near_row AS
SELECT m.rowid AS row_number FROM event_mentions AS m SEMI JOIN wanted AS w ON m.event_date_start BETWEEN w.first AND w.last
WHERE event_date_start BETWEEN $first::DATE AND $last::DATE
UNION
SELECT m.rowid FROM event_mentions AS m SEMI JOIN wanted AS w ON m.event_date_end BETWEEN w.first AND w.last
WHERE event_date_end BETWEEN $first::DATE AND $last::DATE
UNION
SELECT row_number FROM around_row SEMI JOIN near_article USING (article_id)
UNION
SELECT m.rowid FROM event_mentions AS m
SEMI JOIN (FROM near_article ANTI JOIN around_article USING (article_id)) AS further USING (article_id);
CREATE OR REPLACE TEMP TABLE further_article AS
SELECT DISTINCT article_id FROM event_mentions ANTI JOIN around_version USING (article_id) WHERE rowid IN (FROM near_row);
CREATE OR REPLACE TEMP TABLE near_mention AS
WITH ranked AS (
    SELECT *, row_number() OVER (PARTITION BY article_id ORDER BY fetched_at, version) AS nth
    FROM (
        FROM around_version
        UNION ALL
        SELECT article_id, version, verdict, current, capture_id, source, published_at, published_date, modified_at, fetched_at
        FROM articles WHERE rowid IN (SELECT rowid FROM articles SEMI JOIN further_article USING (article_id))
    )
    WHERE verdict = 'article'
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
    CASE
        -- a page whose source's clock runs ahead was known when it was captured
        WHEN a.told_at BETWEEN a.fetched_at AND a.fetched_at + INTERVAL 36 HOUR THEN a.fetched_at
        -- nobody reports what has not happened: a page that states a day after its own date, by more than time zones
        -- explain, and was captured on that day or later, bears a wrong date; earliest it was known on that day
        WHEN m.date_basis = 'stated' AND m.modality IN ('occurred', 'ongoing')
            AND m.event_date_start BETWEEN a.told_at::DATE + 2 AND a.fetched_at::DATE THEN m.event_date_start::TIMESTAMPTZ
        ELSE a.told_at
    END AS known_at,
    a.capture_id,
    a.fetched_at,
    d.cluster_id
FROM (SELECT rowid AS row_number, * FROM event_mentions WHERE rowid IN (FROM near_row)) AS m
JOIN told AS a ON a.article_id = m.article_id AND a.version = m.version
LEFT JOIN duplicates AS d
    ON d.article_id = m.article_id AND d.version = m.version AND d.relation IN ('exact', 'near');
CREATE OR REPLACE TEMP TABLE near_place AS
SELECT * FROM mention_places WHERE rowid IN (SELECT rowid FROM mention_places SEMI JOIN near_mention USING (mention_id));
CREATE OR REPLACE TEMP TABLE near_actor AS
SELECT * FROM mention_actors WHERE rowid IN (SELECT rowid FROM mention_actors SEMI JOIN near_mention USING (mention_id));
CREATE OR REPLACE TEMP TABLE near_quantity AS
SELECT * FROM quantities WHERE rowid IN (SELECT rowid FROM quantities SEMI JOIN near_mention USING (mention_id));
