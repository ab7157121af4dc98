-- question: Which captures were made of these addresses at these moments? `wanted` has url_key and fetched_at.
SELECT c.*
FROM captures AS c
SEMI JOIN wanted AS w ON w.url_key = c.url_key AND w.fetched_at = c.fetched_at
ORDER BY c.revisit, c.capture_id;
