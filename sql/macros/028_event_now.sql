-- question: What is an event called today that was merged, split or renamed since? One row for each part that is left; none where nothing is.
-- Steps are followed forward in time only, so names that were exchanged to and fro do not go round in a circle.
-- example: SELECT * FROM event_now('…')
CREATE OR REPLACE MACRO event_now(former) AS TABLE
    WITH RECURSIVE ways AS (
        SELECT l.event_id AS former_id, l.successor_id AS event_id, l."at", l.change, l.why, 1 AS steps
        FROM event_lineage AS l
        WHERE starts_with(l.event_id, lower(former))
          AND l."at" = (SELECT max(x."at") FROM event_lineage AS x WHERE x.event_id = l.event_id)
        UNION ALL
        SELECT w.former_id, l.successor_id, l."at", l.change, l.why, w.steps + 1
        FROM ways AS w
        JOIN event_lineage AS l ON l.event_id = w.event_id AND l."at" > w."at"
        WHERE w.steps < 100
          AND l."at" = (SELECT max(x."at") FROM event_lineage AS x WHERE x.event_id = l.event_id)
    )
    SELECT DISTINCT w.former_id, w.event_id, w."at", w.change, w.why
    FROM ways AS w SEMI JOIN events USING (event_id)
    WHERE w.event_id <> w.former_id
    ORDER BY w.former_id, w.event_id;
