-- question: Which events may change: those that the reached mentions belonged to and those that lost a mention, filed under
-- the ranges of `wanted`?
CREATE OR REPLACE TEMP TABLE old_event AS
SELECT e.event_id FROM events AS e
SEMI JOIN wanted AS w ON e.filed_on BETWEEN w.first AND w.last
SEMI JOIN (SELECT event_id FROM reached_mention UNION SELECT event_id FROM lost_event) AS r ON r.event_id = e.event_id;
