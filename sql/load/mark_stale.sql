-- question: Read a range of days again: its captures and texts count as not read yet.
-- A capture without an article belongs to the day on which it was made.
UPDATE extractions SET stale = true
FROM captures AS c
WHERE c.capture_id = extractions.capture_id
  AND coalesce(extractions.published_date, c.fetched_at::DATE) BETWEEN $first AND $last;
UPDATE parsings SET stale = true
FROM articles AS a
WHERE a.article_id = parsings.article_id AND a.version = parsings.version
  AND a.published_date BETWEEN $first AND $last;
