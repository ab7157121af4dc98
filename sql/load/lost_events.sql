-- question: Which events have lost a mention since they were fused? Counting the members of every event costs more than
-- comparing two sums, which agree as long as no event has.
CREATE OR REPLACE TEMP TABLE lost_event AS
WITH sums AS (
    SELECT (SELECT sum((hash(event_id) >> 32)::BIGINT * mentions) FROM events)
        IS DISTINCT FROM (SELECT sum((hash(event_id) >> 32)::BIGINT) FROM event_mentions WHERE event_id IS NOT NULL) AS differ
), counted AS (
    SELECT event_id, count(*) AS n FROM event_mentions
    WHERE event_id IS NOT NULL AND (SELECT differ FROM sums) GROUP BY event_id
)
SELECT e.event_id, e.filed_on
FROM events AS e LEFT JOIN counted AS m USING (event_id)
WHERE (SELECT differ FROM sums) AND coalesce(m.n, 0) <> e.mentions;
