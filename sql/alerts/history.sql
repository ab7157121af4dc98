-- question: What was told last?
-- param: top INTEGER = 50 | how many rows
SELECT rule, channel, state, headline, event_id, matched_at, told_at, tries, reason
FROM alerts ORDER BY coalesce(told_at, matched_at) DESC, rule, event_id, channel LIMIT $top;
