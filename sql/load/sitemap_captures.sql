-- question: What was last kept of the sitemaps that lists of sitemaps led to? `wanted` has the lists' addresses (via).
SELECT c.* FROM captures AS c
SEMI JOIN wanted USING (via)
WHERE c.kind = 'feed' AND NOT c.revisit AND c.status BETWEEN 200 AND 299
QUALIFY row_number() OVER (PARTITION BY c.url ORDER BY c.fetched_at DESC, c.capture_id) = 1;
