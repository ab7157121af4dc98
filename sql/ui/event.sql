-- question: Everything about one event.
-- param: event VARCHAR | event_id, or its first characters
SELECT event_id, event_type, sub_event_type, modality, recency, event_date_start, event_date_end, date_precision, place_name,
    lat, lon, country, admin1, place_precision, actor_names, target_names, weapon, figures, disputed, mentions, articles,
    sources, first_reported_at, last_reported_at, confidence
FROM events WHERE starts_with(event_id, $event) ORDER BY event_id LIMIT 2;
