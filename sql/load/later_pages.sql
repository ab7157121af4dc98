-- question: Which capture of each further page goes with a first page? `wanted` has number, url_key and fetched_at (of the
-- first page). The first one made since the first page was, or the last one before it.
SELECT w.number, c.*
FROM captures AS c
JOIN wanted AS w ON rtrim(c.url_key, '/') = rtrim(w.url_key, '/')
WHERE c.kind = 'page' AND (c.status IS NULL OR c.status BETWEEN 200 AND 299) AND NOT c.revisit
QUALIFY row_number() OVER (
    PARTITION BY w.number
    ORDER BY c.fetched_at < w.fetched_at, abs(epoch_us(c.fetched_at) - epoch_us(w.fetched_at)), c.capture_id
) = 1
ORDER BY w.number;
