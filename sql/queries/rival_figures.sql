-- question: Where do sources disagree about a toll?
-- param: since DATE = DATE '1900-01-01' | events from this day on
-- example: -p since=2024-03-05
-- column: low, high | the lowest and the highest figure that stands
SELECT event_date_start, place_name, country, event_type, kind, unit, low, best, high, sources, event_id
FROM tolls
WHERE disputed AND (event_date_start IS NULL OR event_date_start >= $since)
ORDER BY event_date_start DESC NULLS LAST, high - low DESC NULLS LAST, event_id, kind;
