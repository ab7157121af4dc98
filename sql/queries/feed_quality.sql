-- question: Which feeds fail, fall silent, or bring nothing new?
-- param: country VARCHAR = NULL | of the publisher, ISO 3166-1 alpha-3; all by default
-- example: -p country=UKR
-- column: publisher, url, country, active | the feed
-- column: polls, failed_share, unchanged_share | requests; shares of them, 0 to 1
-- column: failures_in_a_row, last_outcome, last_reason | how it stands now
-- column: entries, entries_a_day | listed so far
-- column: newest_entry_at, silent_days | newest entry; days from it to the last request
-- column: median_ms | of an answer
SELECT publisher, url, country, active, polls, round(failed / nullif(polls, 0), 3) AS failed_share,
    round(unchanged / nullif(polls, 0), 3) AS unchanged_share, failures_in_a_row, last_outcome, last_reason, entries,
    round(entries_a_day, 1) AS entries_a_day, newest_entry_at, date_diff('day', newest_entry_at, last_polled_at) AS silent_days,
    median_ms
FROM feed_health
WHERE $country IS NULL OR country = $country
ORDER BY failures_in_a_row DESC, failed_share DESC NULLS LAST, silent_days DESC NULLS LAST, url;
