-- question: Feed health
SELECT url, active, gone_quiet, polls, failed, failures_by_reason, round(100 * share_not_modified) AS percent_304, median_ms,
    last_outcome, last_reason, entries, round(entries_a_day, 1) AS entries_a_day, bytes_received, newest_entry_at,
    round(quiet_days, 1) AS quiet_days, round(habit_days, 1) AS habit_days, next_poll_at
FROM feed_health ORDER BY failures_in_a_row DESC, gone_quiet DESC, url;
