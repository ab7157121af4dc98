-- question: Which mentions did the events consist of that may change (`old_event`)? An event of which nothing is left has
-- one row without a mention.
SELECT m.mention_id, e.event_id
FROM old_event AS e
LEFT JOIN event_mentions AS m USING (event_id)
ORDER BY e.event_id, m.mention_id;
