-- question: Which events of some days, places and types are there? The newest first.
-- param: first DATE = DATE '1900-01-01' | from this day of the event; of its first report where it has no day
-- param: last DATE = DATE '2999-12-31' | to this day
-- param: country VARCHAR = NULL | ISO 3166-1 alpha-3; several apart by commas
-- param: type VARCHAR = NULL | PLOVER root, DISASTER or ACCIDENT; several apart by commas
-- param: lat DOUBLE = NULL | with lon and km: around this point, degrees north
-- param: lon DOUBLE = NULL | degrees east
-- param: km DOUBLE = NULL | radius
-- param: min_toll INTEGER = 0 | killed and injured together at least so many, by the best figures
-- param: top INTEGER = 100 | how many rows
-- example: -p first=2024-03-04 -p last=2024-03-06 -p country=UKR
-- column: killed, injured | by the figures that stand
-- column: km_away | from the point
SELECT event_id, event_date_start, event_date_end, event_type, sub_event_type, modality, recency, place_name, country,
    list_aggregate(actor_names, 'string_agg', ', ') AS actors,
    figure_text(killed_low, killed_best, killed_high) AS killed,
    figure_text(injured_low, injured_best, injured_high) AS injured,
    disputed, sources, confidence, first_reported_at,
    CASE WHEN $km IS NOT NULL THEN round(distance_km($lat, $lon, lat, lon), 1) END AS km_away
FROM events_current
WHERE coalesce(event_date_start, first_reported_at::DATE) <= $last
  AND coalesce(event_date_end, event_date_start, first_reported_at::DATE) >= $first
  AND ($country IS NULL OR list_contains(string_split(upper($country), ','), country))
  AND ($type IS NULL OR list_contains(string_split(upper($type), ','), event_type))
  AND ($km IS NULL OR distance_km($lat, $lon, lat, lon) <= $km)
  AND coalesce(killed_best, killed_low, killed_high, 0) + coalesce(injured_best, injured_low, injured_high, 0) >= $min_toll
ORDER BY coalesce(event_date_start, first_reported_at::DATE) DESC, sources DESC, event_id
LIMIT $top;
