-- question: Which events may change: those that the reached mentions belonged to and those that lost a mention, filed under
-- the ranges of `wanted`? And of which (`torn_event`) are the mentions not just those that are near?
CREATE OR REPLACE TEMP TABLE old_event AS
SELECT e.event_id, e.first_reported_at, e.corrections FROM events AS e
SEMI JOIN wanted AS w ON e.filed_on BETWEEN w.first AND w.last
SEMI JOIN (SELECT event_id FROM reached_mention UNION SELECT event_id FROM lost_event) AS r ON r.event_id = e.event_id
WHERE e.filed_on BETWEEN $first AND $last;
CREATE OR REPLACE TEMP TABLE torn_event AS
SELECT e.event_id FROM events AS e SEMI JOIN old_event AS o ON o.event_id = e.event_id
LEFT JOIN (SELECT event_id, count(*) AS n FROM near_mention GROUP BY event_id) AS m ON m.event_id = e.event_id
WHERE e.filed_on BETWEEN $first AND $last
    AND (coalesce(m.n, 0) <> e.mentions OR e.event_id IN (SELECT event_id FROM lost_event));
