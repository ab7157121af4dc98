-- question: Write into each mention the event that it was fused into; a mention of a replaced event that was fused into
-- none has none. `membership` has mention_id and event_id; `near_mention` and `old_member` say in which rows they stand.
UPDATE event_mentions SET event_id = NULL
FROM (FROM old_member ANTI JOIN membership USING (mention_id)) AS o
WHERE event_mentions.rowid = o.row_number;
UPDATE event_mentions SET event_id = m.event_id
FROM (
    SELECT n.row_number, m.event_id FROM near_mention AS n JOIN membership AS m USING (mention_id)
    WHERE n.event_id IS DISTINCT FROM m.event_id
) AS m
WHERE event_mentions.rowid = m.row_number;
