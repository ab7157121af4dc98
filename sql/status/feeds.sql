-- question: Feed health
SELECT url, active, polls, failed, unchanged, last_outcome, last_reason, entries, round(entries_a_day, 1) AS entries_a_day,
    bytes_received, newest_entry_at, next_poll_at
FROM feed_health ORDER BY failures_in_a_row DESC, url;
