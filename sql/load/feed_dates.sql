-- question: Which date texts with a zone has each of these feeds shown, the latest first? `wanted` has feed_id.
SELECT e.feed_id, list(e.published_raw ORDER BY e.last_seen_at DESC, e.published_at DESC, e.entry_id)[:60] AS dates
FROM entries AS e
SEMI JOIN wanted USING (feed_id)
WHERE e.published_raw IS NOT NULL AND coalesce(e.published_basis, 'stated') = 'stated'
GROUP BY e.feed_id;
