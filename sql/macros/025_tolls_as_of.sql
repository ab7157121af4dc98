-- question: The view `tolls` at a moment of knowledge time.
-- example: SELECT * FROM tolls_as_of(TIMESTAMPTZ '2024-03-06 18:00:00Z') WHERE kind = 'killed'
CREATE OR REPLACE MACRO tolls_as_of(moment) AS TABLE
    SELECT event_id, event_type, sub_event_type, modality, recency, event_date_start, event_date_end,
        place_name, country, f.kind, f.unit, f.low, f.best, f.high, f.disputed, f.sources
    FROM (SELECT * EXCLUDE (figures, disputed, sources), unnest(figures) AS f FROM events_as_of(moment)) AS e;
