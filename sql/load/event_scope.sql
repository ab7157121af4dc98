-- question: Which events are replaced: those filed under the ranges of `wanted`, and those just fused (`fused`)?
CREATE OR REPLACE TEMP TABLE event_scope AS
SELECT event_id FROM events SEMI JOIN wanted AS w ON events.filed_on BETWEEN w.first AND w.last
UNION
SELECT event_id FROM fused;
