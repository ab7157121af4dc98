-- question: How many events were first reported each day, by type?
-- param: start TIMESTAMPTZ | first moment
-- param: end TIMESTAMPTZ | first moment after
-- param: countries VARCHAR = NULL | ISO 3166-1 alpha-3, apart by commas; all by default
SELECT first_reported_at::DATE AS day, event_type, count(*) AS events
FROM events
WHERE first_reported_at >= $start AND first_reported_at < $end AND recency = 'current' AND modality IN ('occurred', 'ongoing')
  AND ($countries IS NULL OR list_contains(string_split($countries, ','), country))
GROUP BY ALL ORDER BY ALL;
