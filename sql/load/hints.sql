-- question: What did the feeds say of these pages before they were read? The earliest sighting with a date counts.
-- `wanted` has capture_id and the canonical links that the page may have been listed under.
SELECT
    w.capture_id,
    e.title,
    e.published_at,
    e.published_precision,
    coalesce(f.publisher, f.title) AS source,
    f.language,
    f.country
FROM wanted AS w
JOIN entries AS e ON e.url_key = w.link_key
JOIN feeds AS f USING (feed_id)
QUALIFY row_number() OVER (
    PARTITION BY w.capture_id
    ORDER BY e.published_at IS NULL, e.first_seen_at, e.entry_id
) = 1;
