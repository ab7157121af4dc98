-- question: Which captures has the extractor not read, or must read again? The first $limit.
SELECT c.*
FROM captures AS c
LEFT JOIN extractions AS e USING (capture_id)
WHERE c.kind IN ('page', 'text')
  AND (c.status IS NULL OR c.status BETWEEN 200 AND 299)
  AND NOT c.revisit
  AND (e.capture_id IS NULL OR e.stale)
ORDER BY c.warc_filename, c.warc_record_offset
LIMIT $limit;
