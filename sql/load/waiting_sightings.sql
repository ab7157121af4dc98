-- question: Which feeds of `wanted` (feed_id) have answered 304 since their last answer that is a capture? As `seen` of
-- touch_entries.
SELECT s.feed_id, s.link, max(c.fetched_at) AS seen_before, min(s.seen_at) AS first_at, max(s.seen_at) AS seen_at
FROM sightings AS s
SEMI JOIN wanted USING (feed_id)
JOIN (
    SELECT url, max(fetched_at) AS fetched_at FROM captures
    WHERE kind = 'feed' AND coalesce(via, url) = url AND (revisit OR status BETWEEN 200 AND 299)
      AND url IN (SELECT link FROM sightings)
    GROUP BY url
) AS c ON c.url = s.link AND c.fetched_at < s.seen_at
GROUP BY s.feed_id, s.link;
