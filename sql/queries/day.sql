-- question: What happened on a day, by the best knowledge of today? The worst first.
-- param: date DATE = (SELECT max(least(coalesce(event_date_start, first_reported_at::DATE), first_reported_at::DATE)) FROM events WHERE recency = 'current' AND modality IN ('occurred', 'ongoing') AND date_precision IN ('hour', 'day', 'unknown')) | day of the event; the newest by default
-- example: -p date=2024-03-06
-- column: event_id | for `figures` and `timeline`
-- column: event_type, sub_event_type | PLOVER root and ACLED sub-event type
-- column: place_name, country | where, as the reports name it; ISO 3166-1 alpha-3
-- column: actors | who did it, by the reports
-- column: killed_low, killed_best, killed_high, injured_low, injured_best, injured_high | persons, empty where nobody says
-- column: disputed | rival figures stand
-- column: sources, confidence, first_reported_at | independent sources; 0 to 1; publication of the earliest report
SELECT
    event_id, event_type, sub_event_type, place_name, country,
    list_aggregate(actor_names, 'string_agg', ', ') AS actors,
    killed_low, killed_best, killed_high, injured_low, injured_best, injured_high,
    disputed, sources, confidence, first_reported_at
FROM events_current
WHERE modality IN ('occurred', 'ongoing') AND recency = 'current'
  AND $date BETWEEN coalesce(event_date_start, first_reported_at::DATE)
      AND coalesce(event_date_end, event_date_start, first_reported_at::DATE)
  AND date_precision IN ('hour', 'day', 'unknown')
ORDER BY coalesce(killed_best, killed_low, killed_high, 0) DESC, sources DESC, event_id;
