-- question: What was known at a moment, as against now?
-- param: moment TIMESTAMPTZ | UTC, such as 2024-03-06 18:00:00Z
-- example: -p moment=2024-03-06 18:00:00Z
-- column: killed_then, killed_now | best figure, else the certain one
SELECT
    t.event_id, t.event_type, t.place_name, t.country, t.event_date_start,
    coalesce(figure_best(t.figures, 'killed'), figure_low(t.figures, 'killed')) AS killed_then,
    coalesce(n.killed_best, n.killed_low) AS killed_now,
    t.sources AS sources_then, n.sources AS sources_now
FROM events_as_of($moment) AS t
LEFT JOIN events_current AS n USING (event_id)
ORDER BY t.event_date_start DESC NULLS LAST, killed_now DESC NULLS LAST, t.event_id;
