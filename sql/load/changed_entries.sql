-- question: Which entries does a feed list now with another title or date than before? Their pages have been edited.
-- `listed` has entry_id, title and published_raw as they are listed now.
SELECT DISTINCT e.url_key
FROM entries AS e
JOIN listed AS l USING (entry_id)
WHERE e.url_key IS NOT NULL
  AND (e.title IS DISTINCT FROM l.title OR e.published_raw IS DISTINCT FROM l.published_raw);
