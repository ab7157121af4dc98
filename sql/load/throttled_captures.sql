-- question: Which answers since $since may ask their host to be left alone?
SELECT * FROM captures
WHERE status IN (403, 429, 503) AND fetched_at >= $since
ORDER BY fetched_at DESC, capture_id
LIMIT 5000;
