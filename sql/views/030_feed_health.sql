-- question: How is each feed doing: polls, failures, how many answers cost nothing, entries a day, what comes next?
CREATE OR REPLACE VIEW feed_health AS
WITH p AS (
    SELECT
        feed_id,
        count(*) AS polls,
        count(*) FILTER (outcome IN ('not_modified', 'unchanged')) AS unchanged,
        count(*) FILTER (outcome NOT IN ('new', 'not_modified', 'unchanged', 'moved')) AS failed,
        sum(bytes_received) AS bytes_received,
        median(duration_ms) AS median_ms,
        max(polled_at) AS last_polled_at,
        max_by(outcome, polled_at) AS last_outcome,
        max_by(reason, polled_at) AS last_reason
    FROM polls GROUP BY feed_id
), n AS (
    SELECT feed_id, count(*) AS entries, max(coalesce(published_at, first_seen_at)) AS newest_entry_at,
        min(coalesce(published_at, first_seen_at)) AS oldest_entry_at
    FROM entries GROUP BY feed_id
)
SELECT
    f.feed_id, f.url, coalesce(f.publisher, f.title) AS publisher, f.country, f.active, f.retired_reason,
    coalesce(p.polls, 0) AS polls, coalesce(p.failed, 0) AS failed, coalesce(p.unchanged, 0) AS unchanged,
    p.bytes_received, p.median_ms, f.failures AS failures_in_a_row, p.last_outcome, p.last_reason,
    coalesce(n.entries, 0) AS entries,
    n.entries / greatest(1, date_diff('day', n.oldest_entry_at, n.newest_entry_at)) AS entries_a_day,
    n.newest_entry_at, p.last_polled_at, f.next_poll_at
FROM feeds AS f
LEFT JOIN p USING (feed_id)
LEFT JOIN n USING (feed_id);
