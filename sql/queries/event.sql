-- question: Which event is this, where, when, and who says so how often?
-- param: event VARCHAR | event_id, or its first characters
-- example: -p event=c71f51
-- column: confidence | 0 to 1
SELECT event_id, event_type, sub_event_type, modality, recency, event_date_start, event_date_end, place_name, country,
    actor_names, target_names, disputed, mentions, articles, sources, first_reported_at, last_reported_at, confidence
FROM events WHERE starts_with(event_id, lower($event))
ORDER BY event_id LIMIT 20;
