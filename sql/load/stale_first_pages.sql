-- question: First pages of articles of which later pages came or went must be read again. `firsts` has their canonical
-- addresses without a slash at the end.
UPDATE extractions SET stale = true
FROM captures AS c
WHERE c.capture_id = extractions.capture_id AND c.kind = 'page' AND NOT extractions.stale
  AND rtrim(c.url_key, '/') IN (SELECT url_key FROM firsts);
