-- question: The near mentions that were reached, each once, whole.
CREATE OR REPLACE TEMP TABLE reached_mention AS
WITH wanted AS MATERIALIZED (FROM near_mention SEMI JOIN reached USING (n))
SELECT m.* EXCLUDE (row_number), w.source, w.known_at, w.capture_id, w.fetched_at, w.cluster_id
FROM (
    SELECT rowid AS row_number, * FROM event_mentions
    WHERE reported_on IN (SELECT reported_on FROM wanted) AND rowid IN (SELECT row_number FROM wanted)
) AS m
JOIN wanted AS w USING (row_number);
