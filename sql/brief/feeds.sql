-- question: How did each feed do in a stretch of time? Those in trouble first.
-- param: start TIMESTAMPTZ | first moment of the stretch
-- param: end TIMESTAMPTZ | first moment after it
-- column: polls, failed, new_entries | in the stretch
-- column: last_outcome, last_reason | of the last poll in it; null where it was not asked
WITH asked AS (
    SELECT feed_id, count(*) AS polls,
        count(*) FILTER (outcome NOT IN ('new', 'not_modified', 'unchanged', 'moved')) AS failed,
        sum(new_entries)::BIGINT AS new_entries, max_by(outcome, polled_at) AS last_outcome, max_by(reason, polled_at) AS last_reason
    FROM polls WHERE polled_at >= $start AND polled_at < $end GROUP BY feed_id
)
SELECT coalesce(f.publisher, f.title, f.url) AS feed, f.url, f.country, f.active, f.retired_reason, f.failures AS failures_in_a_row,
    coalesce(a.polls, 0) AS polls, coalesce(a.failed, 0) AS failed, coalesce(a.new_entries, 0) AS new_entries,
    a.last_outcome, a.last_reason
FROM feeds AS f LEFT JOIN asked AS a USING (feed_id)
ORDER BY coalesce(a.failed, 0) = 0, NOT f.active, a.failed DESC NULLS LAST, new_entries DESC, f.url;
