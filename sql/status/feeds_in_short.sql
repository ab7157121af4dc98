-- question: Feeds
SELECT count(*) AS feeds, count(*) FILTER (active) AS active,
    count(*) FILTER (last_outcome IN ('new', 'unchanged', 'not_modified', 'moved')) AS answered_last_time,
    count(*) FILTER (failures_in_a_row > 0) AS failing, count(*) FILTER (gone_quiet) AS gone_quiet, sum(polls) AS polls,
    sum(bytes_received) AS bytes_received
FROM feed_health;
