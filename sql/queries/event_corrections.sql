-- question: What did people say about an event, or about all of them?
-- param: event VARCHAR = NULL | event_id, or its first characters; all corrections by default
-- example: -p event=EVENT_ID
-- column: applied_to | the events of today that it has an effect on
WITH applied AS (
    SELECT correction_id, list(event_id ORDER BY event_id) AS applied_to
    FROM (SELECT event_id, unnest(corrections) AS correction_id FROM events) GROUP BY correction_id
)
SELECT c.made_at, c.correction_id, c.kind, c.event_id, c.other_id, c.field, c.value, c.why,
    coalesce(a.applied_to, []) AS applied_to
FROM event_corrections AS c LEFT JOIN applied AS a USING (correction_id)
WHERE $event IS NULL OR starts_with(c.event_id, lower($event))
    OR len(list_filter(coalesce(a.applied_to, []), lambda x: starts_with(x, lower($event)))) > 0
ORDER BY c.made_at, c.correction_id;
