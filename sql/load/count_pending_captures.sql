-- question: How many captures has the extractor not read, or must read again?
SELECT count(*)
FROM captures AS c
LEFT JOIN extractions AS e USING (capture_id)
WHERE c.kind IN ('page', 'text')
  AND (c.status IS NULL OR c.status BETWEEN 200 AND 299)
  AND NOT c.revisit
  AND (e.capture_id IS NULL OR e.stale);
