-- question: Which events are replaced: those that may change (`old_event`), and those just fused (`fused`)?
CREATE OR REPLACE TEMP TABLE event_scope AS
SELECT event_id, min(first_reported_at) AS first_reported_at
FROM (SELECT event_id, first_reported_at FROM old_event UNION ALL SELECT event_id, first_reported_at FROM fused)
GROUP BY event_id;
