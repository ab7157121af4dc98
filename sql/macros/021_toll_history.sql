-- question: How did the figures of one event climb or fall over knowledge time? The beginning of its id is enough.
-- example: SELECT * FROM toll_history('…')
CREATE OR REPLACE MACRO toll_history(wanted) AS TABLE
    SELECT r.event_id, r.known_from, r.known_to, f.kind, f.unit, f.low, f.best, f.high, f.disputed, f.sources
    FROM event_revisions AS r, unnest(r.figures) AS u(f)
    WHERE starts_with(r.event_id, lower(wanted))
    ORDER BY r.known_from, f.kind, f.unit;
