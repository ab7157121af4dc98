-- question: Write into each mention the event that it was fused into; a mention of a replaced event that was fused into
-- none has none. `membership` has mention_id and event_id, event_scope the events replaced.
UPDATE event_mentions SET event_id = NULL
WHERE event_id IN (SELECT event_id FROM event_scope)
  AND mention_id NOT IN (SELECT mention_id FROM membership);
UPDATE event_mentions SET event_id = m.event_id
FROM membership AS m
WHERE m.mention_id = event_mentions.mention_id AND event_mentions.event_id IS DISTINCT FROM m.event_id;
