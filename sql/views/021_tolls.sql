-- question: One row for each event and kind of figure, with low, best, high and how many sources state one.
-- The list is unnested in a select of its own: a lateral join over it hashes whole lists (forty times as slow).
CREATE OR REPLACE VIEW tolls AS
SELECT event_id, event_type, sub_event_type, modality, recency, event_date_start, event_date_end,
    place_name, country, f.kind, f.unit, f.low, f.best, f.high, f.disputed, f.sources
FROM (SELECT * EXCLUDE (figures, disputed, sources), unnest(figures) AS f FROM events) AS e;
