-- question: One row for each event and kind of figure, with low, best, high and how many sources state one.
CREATE OR REPLACE VIEW tolls AS
SELECT
    e.event_id, e.event_type, e.sub_event_type, e.modality, e.recency, e.event_date_start, e.event_date_end,
    e.place_name, e.country, f.kind, f.unit, f.low, f.best, f.high, f.disputed, f.sources
FROM events AS e, unnest(e.figures) AS u(f);
