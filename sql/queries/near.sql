-- question: What happened around a place?
-- param: lat DOUBLE | degrees north
-- param: lon DOUBLE | degrees east
-- param: km DOUBLE = 50 | radius
-- example: -p lat=49.99 -p lon=36.23 -p km=80
-- column: km_away | from the point to the event's place
SELECT event_date_start, event_type, sub_event_type, place_name, country, place_precision,
    round(km_away, 1) AS km_away, sources, event_id
FROM events_near($lat, $lon, $km)
WHERE modality IN ('occurred', 'ongoing')
ORDER BY km_away, event_date_start DESC, event_id;
