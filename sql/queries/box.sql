-- question: What happened inside a box on the map?
-- param: south DOUBLE | degrees north of its lower edge
-- param: west DOUBLE | degrees east of its left edge; greater than `east` where it crosses the 180th meridian
-- param: north DOUBLE | degrees north of its upper edge
-- param: east DOUBLE | degrees east of its right edge
-- param: first DATE = DATE '1900-01-01' | from this day on
-- param: last DATE = DATE '2999-12-31' | to this day
-- param: top INTEGER = 1000 | how many rows, the newest first
-- example: -p south=44 -p west=22 -p north=53 -p east=41
-- column: day, event_type, sub_event_type | the event; day is that of the first report where no source says
-- column: place_name, country, lat, lon | where; WGS 84 degrees
-- column: place_precision | an event known only to a region or a country has that region's point
-- column: killed, sources, event_id | in words; independent sources; for `figures` and `timeline`
SELECT coalesce(event_date_start, first_reported_at::DATE) AS day, event_type, sub_event_type, place_name, country,
    lat, lon, place_precision,
    figure_text(figure_low(figures, 'killed'), figure_best(figures, 'killed'), figure_high(figures, 'killed')) AS killed,
    sources, event_id
FROM events
WHERE modality IN ('occurred', 'ongoing') AND recency = 'current'
  AND in_box(lat, lon, $south, $west, $north, $east)
  AND coalesce(event_date_start, first_reported_at::DATE) BETWEEN $first AND $last
ORDER BY day DESC, event_id
LIMIT $top;
