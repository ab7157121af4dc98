-- question: What did `events` say at a moment of knowledge time, had every report been read when it was published?
-- example: SELECT * FROM events_as_of(TIMESTAMPTZ '2024-03-06 18:00:00Z')
CREATE OR REPLACE MACRO events_as_of(moment) AS TABLE
    SELECT * EXCLUDE (known_from, known_to), known_from, known_to
    FROM event_revisions
    WHERE known_from <= moment::TIMESTAMPTZ AND (known_to IS NULL OR known_to > moment::TIMESTAMPTZ);
