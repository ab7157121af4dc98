-- question: What do keys need of the mentions of `near_row`, and what does fusion ask of their article: source, the time at
-- which this version of their article could be known, and the cluster of copies it belongs to?
-- A version is known from the change that its page states; where it states none, the first version is known from the
-- article's publication and a later one from its capture.
CREATE OR REPLACE TEMP TABLE near_mention AS
WITH ranked AS (
    SELECT *, row_number() OVER (PARTITION BY article_id ORDER BY fetched_at, version) AS nth
    FROM (
        FROM around_version
        UNION ALL
        FROM further_version
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
    m.row_number, m.mention_id, m.event_id, m.article_id, m.version, m.event_type, m.modality, m.recency,
    m.event_date_start, m.event_date_end, m.date_basis, m.date_text, m.evidence_start, m.evidence_end, m.evidence,
    m.reported_on,
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
FROM (
    SELECT rowid AS row_number, * FROM event_mentions
    WHERE reported_on IN (SELECT reported_on FROM near_row) AND rowid IN (SELECT row_number FROM near_row)
) AS m
JOIN told AS a ON a.article_id = m.article_id AND a.version = m.version
LEFT JOIN duplicates AS d
    ON d.article_id = m.article_id AND d.version = m.version AND d.relation IN ('exact', 'near');
CREATE OR REPLACE TEMP TABLE near_place AS
SELECT * FROM mention_places
WHERE reported_on IN (SELECT reported_on FROM near_mention) AND mention_id IN (SELECT mention_id FROM near_mention);
CREATE OR REPLACE TEMP TABLE near_actor AS
SELECT * FROM mention_actors
WHERE reported_on IN (SELECT reported_on FROM near_mention) AND mention_id IN (SELECT mention_id FROM near_mention);
CREATE OR REPLACE TEMP TABLE near_quantity AS
SELECT * FROM quantities
WHERE reported_on IN (SELECT reported_on FROM near_mention) AND mention_id IN (SELECT mention_id FROM near_mention);
