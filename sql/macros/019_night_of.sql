-- question: Under which day is an event of these dates counted? A night from one day to the next under its morning, as bulletins do it.
-- example: SELECT night_of(DATE '2024-03-05', DATE '2024-03-06', now())
CREATE OR REPLACE MACRO night_of(first, last, reported) AS
    coalesce(CASE WHEN last = first + 1 THEN last ELSE first END, last, reported::DATE);
