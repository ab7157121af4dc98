-- question: Under which days may the events stand that a change touches? `touched` has the published_date of the days
-- that changed. The days of what their articles report, of the events these belong to, and of events that have lost a
-- mention.
WITH mentioned AS (
    SELECT m.event_id, m.event_date_start, m.event_date_end, a.published_date, a.modified_at, a.fetched_at
    FROM event_mentions AS m
    JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
    SEMI JOIN touched ON touched.published_date = a.published_date
)
SELECT event_date_start AS day FROM mentioned
UNION SELECT event_date_end FROM mentioned
UNION SELECT published_date FROM mentioned
UNION SELECT modified_at::DATE FROM mentioned
UNION SELECT fetched_at::DATE FROM mentioned
UNION SELECT filed_on FROM events SEMI JOIN mentioned USING (event_id)
UNION
SELECT e.filed_on
FROM events AS e
LEFT JOIN (
    SELECT event_id, count(*) AS n FROM event_mentions WHERE event_id IS NOT NULL GROUP BY event_id
) AS m USING (event_id)
WHERE coalesce(m.n, 0) <> e.mentions
ORDER BY day;
