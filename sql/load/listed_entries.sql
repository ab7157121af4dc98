-- question: What do these feeds of the list say of pages? `wanted` has their addresses as url.
SELECT e.entry_id, e.url_key, e.url, e.title, e.published_at, e.published_precision, e.first_seen_at
FROM entries AS e
JOIN feeds AS f USING (feed_id)
SEMI JOIN wanted AS w ON w.url = f.url
WHERE e.url_key IS NOT NULL;
