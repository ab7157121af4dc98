-- question: How is each feed doing: polls, failures by reason, how many answers cost nothing, entries a day, is it as
-- quiet as it never was, what comes next?
-- A feed has gone quiet where its last silence is three times its habit and two days at least. The habit is the longest
-- silence that follows on a day with entries, one in twenty left out, over the last hundred such days (six at least).
CREATE OR REPLACE VIEW feed_health AS
WITH p AS (
    SELECT
        feed_id,
        count(*) AS polls,
        count(*) FILTER (outcome IN ('not_modified', 'unchanged')) AS unchanged,
        count(*) FILTER (status = 304) AS not_modified,
        count(*) FILTER (outcome NOT IN ('new', 'not_modified', 'unchanged', 'moved')) AS failed,
        sum(bytes_received) AS bytes_received,
        median(duration_ms) AS median_ms,
        max(polled_at) AS last_polled_at,
        max_by(outcome, polled_at) AS last_outcome,
        max_by(reason, polled_at) AS last_reason
    FROM polls GROUP BY feed_id
), r AS (
    SELECT feed_id, map(list(reason ORDER BY reason), list(n ORDER BY reason)) AS failures_by_reason
    FROM (SELECT feed_id, reason, count(*) AS n FROM polls WHERE reason IS NOT NULL GROUP BY feed_id, reason)
    GROUP BY feed_id
), times AS (
    SELECT feed_id, coalesce(published_at, first_seen_at) AS shown_at FROM entries
), n AS (
    SELECT feed_id, count(*) AS entries, max(shown_at) AS newest_entry_at, min(shown_at) AS oldest_entry_at FROM times GROUP BY feed_id
), moments AS (  -- in microseconds: times with a zone are subtracted ten times as slowly
    SELECT feed_id, epoch_us(shown_at) AS shown_at FROM times
), gaps AS (
    SELECT feed_id, shown_at, lead(shown_at) OVER (PARTITION BY feed_id ORDER BY shown_at) - shown_at AS gap FROM moments
), days AS (
    SELECT feed_id, shown_at // 86400000000 AS day, max(gap) AS gap
    FROM gaps WHERE gap IS NOT NULL
    GROUP BY feed_id, day
    QUALIFY row_number() OVER (PARTITION BY feed_id ORDER BY day DESC) <= 100
), habit AS (
    SELECT feed_id, quantile_disc(gap, 0.95) AS gap FROM days GROUP BY feed_id HAVING count(*) >= 5
)
SELECT
    f.feed_id, f.url, coalesce(f.publisher, f.title) AS publisher, f.country, f.active, f.retired_reason,
    coalesce(p.polls, 0) AS polls, coalesce(p.failed, 0) AS failed, coalesce(p.unchanged, 0) AS unchanged,
    p.not_modified / nullif(p.polls, 0) AS share_not_modified,
    p.bytes_received, p.median_ms, f.failures AS failures_in_a_row, p.last_outcome, p.last_reason, r.failures_by_reason,
    coalesce(n.entries, 0) AS entries,
    n.entries / greatest(1, date_diff('day', n.oldest_entry_at, n.newest_entry_at)) AS entries_a_day,
    n.newest_entry_at, p.last_polled_at, f.next_poll_at,
    h.gap / 86400000000 AS habit_days,
    epoch(p.last_polled_at - n.newest_entry_at) / 86400 AS quiet_days,
    f.active AND h.gap IS NOT NULL AND coalesce(
        epoch_us(p.last_polled_at) - epoch_us(n.newest_entry_at) > greatest(h.gap * 3, 2 * 86400000000), false
    ) AS gone_quiet
FROM feeds AS f
LEFT JOIN p USING (feed_id)
LEFT JOIN r USING (feed_id)
LEFT JOIN n USING (feed_id)
LEFT JOIN habit AS h USING (feed_id);
