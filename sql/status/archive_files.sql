-- question: Which files does the archive have, and what do they hold?
SELECT f.warc_filename, f.bytes, f.captures, f.failures, count(c.capture_id) FILTER (c.revisit) AS revisits,
    min(c.fetched_at) AS first_capture, max(c.fetched_at) AS last_capture,
    list(DISTINCT c.origin ORDER BY c.origin) FILTER (c.origin IS NOT NULL) AS origins
FROM archive_files AS f
LEFT JOIN captures AS c USING (warc_filename)
GROUP BY f.warc_filename, f.bytes, f.captures, f.failures
ORDER BY f.warc_filename;
