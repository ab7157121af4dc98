-- question: How much happened, by day, country and type? Only what occurred or goes on, not what is recalled.
-- Days are those of the event; an event without a day counts on the day of its first report (day_basis says so).
CREATE OR REPLACE VIEW event_daily AS
SELECT
    coalesce(event_date_start, first_reported_at::DATE) AS day,
    CASE WHEN event_date_start IS NULL THEN 'reported' ELSE 'event' END AS day_basis,
    country,
    event_type,
    count(*) AS events,
    sum(killed_low) AS killed_low,
    sum(coalesce(killed_best, killed_low, killed_high)) AS killed_best,
    sum(coalesce(killed_high, killed_best, killed_low)) AS killed_high,
    sum(coalesce(injured_best, injured_low, injured_high)) AS injured_best,
    sum(sources) AS source_reports
FROM events_current
WHERE modality IN ('occurred', 'ongoing') AND recency = 'current'
GROUP BY ALL;
