-- question: Write into each mention the event that it was fused into. `membership` has mention_id and event_id.
UPDATE event_mentions SET event_id = m.event_id
FROM membership AS m
WHERE m.mention_id = event_mentions.mention_id AND event_mentions.event_id IS DISTINCT FROM m.event_id;
