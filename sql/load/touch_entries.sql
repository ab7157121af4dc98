-- question: A feed whose answer is the one before still lists what that one listed. `seen` has feed_id, its address on
-- the list (link), the moment of the last answer that is a capture (seen_before), and of this one (seen_at): of several
-- that left no capture, the first (first_at) and the last.
-- A feed that answers 304 leaves no capture, so its entries may have been seen since seen_before; where it has answered
-- from several addresses (sitemaps of a list), which one listed them is told by the very moment.
UPDATE entries SET last_seen_at = CASE WHEN s.alone THEN s.seen_at ELSE s.first_at END
FROM (
    SELECT seen.*, a.via IS NULL AS alone
    FROM seen
    LEFT JOIN (
        SELECT c.via, max(c.fetched_at) AS fetched_at
        FROM captures AS c
        WHERE c.kind = 'feed' AND c.via IN (SELECT link FROM seen) AND c.via <> c.url
        GROUP BY c.via
    ) AS a ON a.via = seen.link AND a.fetched_at >= seen.seen_before
) AS s
WHERE entries.feed_id = s.feed_id
  AND (entries.last_seen_at = s.seen_before
       OR s.alone AND entries.last_seen_at > s.seen_before AND entries.last_seen_at < s.seen_at);
