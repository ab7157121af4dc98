-- question: What has been told of each event, under the name that it has now where events were merged?
WITH RECURSIVE successors AS (
    SELECT event_id, arg_max(successor_id, ("at", successor_id)) AS successor_id FROM event_lineage
    WHERE successor_id IS NOT NULL AND successor_id <> event_id GROUP BY event_id
), followed AS (
    SELECT DISTINCT event_id AS told_as, event_id, 0 AS steps FROM alerts
    UNION ALL
    SELECT f.told_as, s.successor_id, f.steps + 1 FROM followed AS f JOIN successors AS s USING (event_id) WHERE f.steps < 20
), names AS (
    SELECT told_as, arg_max(event_id, steps) AS event_id FROM followed GROUP BY told_as
)
SELECT a.* REPLACE (n.event_id AS event_id)
FROM alerts AS a JOIN names AS n ON n.told_as = a.event_id
QUALIFY row_number() OVER (
    PARTITION BY a.rule, n.event_id, a.channel ORDER BY a.told_at DESC NULLS LAST, a.matched_at, a.event_id) = 1
ORDER BY a.rule, n.event_id, a.channel
