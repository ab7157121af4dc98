-- question: Which pages do these entries say something new of? `listing` is what one archive file lists, looked at before
-- it is noted in entries. Only feeds on the list are heard.
SELECT i.url_key, i.url
FROM listing AS i
SEMI JOIN feeds AS f ON f.feed_id = i.feed_id
LEFT JOIN entries AS e ON e.entry_id = i.entry_id
WHERE i.url_key IS NOT NULL AND (
    e.entry_id IS NULL
    OR i.first_seen_at < e.first_seen_at
    OR (
        i.last_seen_at >= e.last_seen_at
        AND row(i.url_key, i.url, i.title, i.published_at, i.published_precision)
            IS DISTINCT FROM row(e.url_key, e.url, e.title, e.published_at, e.published_precision)
    )
);
