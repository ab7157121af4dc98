-- question: What do the tables hold that reading needs? Kept in the database itself; docs/reference.md is made from it.
COMMENT ON TABLE published_events IS 'What published snapshots have said of each event, one row for each state that readers could see';
COMMENT ON COLUMN published_events."event_id" IS 'the event';
COMMENT ON COLUMN published_events."event_type" IS 'as shown then';
COMMENT ON COLUMN published_events."modality" IS 'as shown then';
COMMENT ON COLUMN published_events."recency" IS 'as shown then';
COMMENT ON COLUMN published_events."event_date_start" IS 'as shown then';
COMMENT ON COLUMN published_events."place_name" IS 'as shown then';
COMMENT ON COLUMN published_events."country" IS 'as shown then, ISO 3166-1 alpha-3';
COMMENT ON COLUMN published_events."figures" IS 'as shown then, without the number of sources, sorted by kind and unit';
COMMENT ON COLUMN published_events."shown_from" IS 'publishing of the first snapshot that said so, UTC';
COMMENT ON COLUMN published_events."shown_until" IS 'publishing of the first snapshot that said otherwise, UTC; null for what stands';
