-- question: What was merged into an event, split from it or renamed, when and why?
-- param: event VARCHAR | event_id, or its first characters; former names are found too
-- example: -p event=EVENT_ID
-- column: was | the event's name before
-- column: became | the event that its mentions belong to since; empty where they belong to none
SELECT "at", change, event_id AS was, successor_id AS became, mentions, why
FROM event_lineage
WHERE starts_with(event_id, lower($event)) OR starts_with(successor_id, lower($event))
ORDER BY "at", event_id, successor_id;
