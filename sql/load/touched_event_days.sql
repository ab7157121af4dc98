-- question: Under which days may the events stand that a change touches? The days of what the touched articles report, of
-- the events that these belong to, and of events that have lost a mention.
WITH mentioned AS (
    SELECT m.event_id, m.event_date_start, m.event_date_end, a.published_date, a.modified_at, a.fetched_at
    FROM (FROM event_mentions WHERE reported_on IN (SELECT published_date FROM touched_article)) AS m
    JOIN touched_article AS a ON a.article_id = m.article_id AND a.version = m.version
)
SELECT event_date_start AS day FROM mentioned
UNION SELECT event_date_end FROM mentioned
UNION SELECT published_date FROM mentioned
UNION SELECT modified_at::DATE FROM mentioned
UNION SELECT fetched_at::DATE FROM mentioned
UNION SELECT filed_on FROM events SEMI JOIN (FROM mentioned WHERE event_id IS NOT NULL) USING (event_id)
UNION SELECT filed_on FROM lost_event
ORDER BY day;
