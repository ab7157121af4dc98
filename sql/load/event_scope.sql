-- question: Which events are replaced: those that may change (`old_event`), and those just fused (`fused`)?
CREATE OR REPLACE TEMP TABLE event_scope AS
SELECT event_id FROM old_event
UNION
SELECT event_id FROM fused;
