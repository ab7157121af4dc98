-- question: Which mentions did the events consist of that are filed under the ranges of `wanted`? An event of which
-- nothing is left has one row without a mention.
SELECT m.mention_id, e.event_id
FROM events AS e
LEFT JOIN event_mentions AS m USING (event_id)
SEMI JOIN wanted AS w ON e.filed_on BETWEEN w.first AND w.last
ORDER BY e.event_id, m.mention_id;
