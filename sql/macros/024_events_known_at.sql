-- question: What could this database say of events at a moment, from the reports that it had captured by then?
-- A report published in March and captured in May is not in it in April. By today's reading of them, and with today's identities.
-- example: SELECT * FROM events_known_at(TIMESTAMPTZ '2024-03-06 18:00:00Z')
CREATE OR REPLACE MACRO events_known_at(moment) AS TABLE
    SELECT * EXCLUDE (captured_from, captured_to), captured_from, captured_to
    FROM event_captured_revisions
    WHERE captured_from <= moment::TIMESTAMPTZ AND (captured_to IS NULL OR captured_to > moment::TIMESTAMPTZ);
