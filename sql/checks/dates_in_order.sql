-- question: Does any event end before it begins?
-- severity: error
SELECT mention_id, event_date_start, event_date_end FROM event_mentions WHERE event_date_end < event_date_start
UNION ALL
SELECT event_id, event_date_start, event_date_end FROM events WHERE event_date_end < event_date_start;
