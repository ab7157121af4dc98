-- question: A feed that answered "unchanged" still lists what it listed at its last change.
UPDATE entries SET last_seen_at = $seen_at
WHERE feed_id = $feed_id AND last_seen_at = (SELECT max(last_seen_at) FROM entries WHERE feed_id = $feed_id);
