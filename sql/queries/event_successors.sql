-- question: What is a former event called today?
-- param: event VARCHAR | former event_id, or its first characters
-- example: -p event=EVENT_ID
-- column: former_id | as it was called
-- column: event_id | an event of today that holds its mentions; several where it was split
SELECT former_id, event_id, "at", change, why FROM event_now($event) ORDER BY former_id, event_id;
