-- question: Which pages that polling fetched since $since may have to be fetched again, and what is known of each?
-- One row a page: its latest capture with a body, the link that led there, and its history.
WITH asked AS (
    SELECT
        url_key,
        min(fetched_at) FILTER (status BETWEEN 200 AND 299 OR revisit) AS first_fetched,
        max(fetched_at) AS last_asked,
        count(*) AS times,
        arg_max(status, fetched_at) AS last_status
    FROM captures WHERE kind = 'page' AND origin = 'poll'
    GROUP BY url_key
    HAVING first_fetched >= $since
), held AS (
    SELECT c.*
    FROM captures AS c
    SEMI JOIN asked USING (url_key)
    WHERE c.kind = 'page' AND c.status BETWEEN 200 AND 299 AND NOT c.revisit AND c.origin IN ('poll', 'urls', 'sitemap')
    QUALIFY row_number() OVER (PARTITION BY c.url_key ORDER BY c.fetched_at DESC, c.capture_id) = 1
), newest AS (
    SELECT feed_id, max(last_seen_at) AS seen_at FROM entries GROUP BY feed_id
), shown AS (
    -- the sitemaps of one feed are seen minutes apart
    SELECT e.url, e.url_key
    FROM entries AS e
    JOIN newest AS n ON n.feed_id = e.feed_id AND e.last_seen_at >= n.seen_at - INTERVAL 1 HOUR
    JOIN feeds AS f ON f.feed_id = e.feed_id AND f.active
    WHERE e.url_key IS NOT NULL
), tolls AS (
    SELECT DISTINCT m.article_id
    FROM event_mentions AS m
    JOIN quantities AS q USING (mention_id)
    WHERE m.modality IN ('occurred', 'ongoing') AND q.kind IN ('killed', 'injured', 'casualties', 'missing')
), tried AS (
    SELECT item, max("at") AS tried_at FROM failures WHERE stage = 'fetch' GROUP BY item
)
SELECT
    h.*,
    a.first_fetched,
    greatest(a.last_asked, coalesce(t.tried_at, a.last_asked)) AS last_asked,
    a.times,
    a.last_status,
    r.verdict,
    (h.url_key IN (SELECT url_key FROM shown) OR coalesce(h.via IN (SELECT url FROM shown), false)) AS listed,
    coalesce(x.article_id IN (SELECT article_id FROM tolls), false) AS toll
FROM held AS h
JOIN asked AS a ON a.url_key = h.url_key
LEFT JOIN extractions AS x ON x.capture_id = h.capture_id
LEFT JOIN articles AS r ON r.article_id = x.article_id AND r.version = x.version
LEFT JOIN tried AS t ON t.item = coalesce(h.via, h.url)
ORDER BY a.first_fetched DESC, h.url_key;
