-- question: What did the database say of one event, as reports came in?
-- param: event VARCHAR | event_id
-- column: known_from | UTC, by publication
SELECT known_from, event_type, sub_event_type, modality, place_name, country, place_precision, figures, disputed, sources
FROM event_revisions WHERE event_id = $event ORDER BY known_from;
