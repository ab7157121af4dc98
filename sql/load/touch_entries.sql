-- question: A feed whose answer is the one before still lists what that one listed. `seen` has feed_id, the moment of
-- the answer before (seen_before), and of this one (seen_at).
UPDATE entries SET last_seen_at = s.seen_at
FROM seen AS s
WHERE entries.feed_id = s.feed_id AND entries.last_seen_at = s.seen_before;
