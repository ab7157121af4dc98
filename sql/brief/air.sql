-- question: How many weapons came each night, and how many were intercepted? The largest count that stands for each
-- night, country and unit: counts of one night overlap more often than they add up.
-- param: first DATE | first night
-- param: last DATE | last night
-- param: known TIMESTAMPTZ | knowledge time of the figures
-- param: countries VARCHAR = NULL | ISO 3166-1 alpha-3, apart by commas; all by default
WITH figured AS (
    SELECT event_id, coalesce(event_date_start, first_reported_at::DATE) AS night, country, sources, unnest(figures) AS f
    FROM events_as_of($known)
    WHERE modality IN ('occurred', 'ongoing') AND recency = 'current'
      AND first_reported_at >= $first::TIMESTAMPTZ - INTERVAL 1 DAY
      AND first_reported_at < $last::TIMESTAMPTZ + INTERVAL 8 DAY
      AND coalesce(event_date_start, first_reported_at::DATE) BETWEEN $first AND $last
      AND ($countries IS NULL OR list_contains(string_split($countries, ','), country))
), counted AS (
    SELECT event_id, night, country, sources, f.unit, f.kind, coalesce(f.best, f.low, f.high) AS n
    FROM figured WHERE f.kind IN ('launched', 'intercepted')
)
SELECT night, country, unit, max(n) FILTER (kind = 'launched') AS launched, max(n) FILTER (kind = 'intercepted') AS intercepted,
    max(sources) AS sources, arg_max(event_id, (n, event_id)) AS event_id
FROM counted GROUP BY night, country, unit
ORDER BY night, country, unit;
