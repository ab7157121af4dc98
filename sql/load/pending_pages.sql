-- question: Which pages did feeds list that were not fetched from their sites, after fewer than $tries failures?
SELECT e.url, e.url_key, min(e.first_seen_at) AS first_seen_at
FROM entries AS e
SEMI JOIN feeds USING (feed_id)
ANTI JOIN (
    SELECT url_key FROM captures
    WHERE kind = 'page' AND (status BETWEEN 200 AND 299 OR status BETWEEN 400 AND 499 AND status <> 429)
      AND origin IN ('poll', 'urls', 'sitemap')
) AS c ON c.url_key = e.url_key
-- a page reached over a redirect stands under its final address and names the link that led there
ANTI JOIN (
    SELECT via FROM captures
    WHERE kind = 'page' AND (status BETWEEN 200 AND 299 OR status BETWEEN 400 AND 499 AND status <> 429)
      AND origin IN ('poll', 'urls', 'sitemap')
) AS v ON v.via = e.url
LEFT JOIN (
    SELECT item, count(DISTINCT "at") FILTER (reason <> 'throttled') AS tries, max("at") AS last_try,
        bool_or(reason IN ('robots', 'refused_address', 'refused_url', 'gone', 'too_large', 'unresolvable_link')) AS final
    FROM failures WHERE stage = 'fetch' GROUP BY item
) AS t ON t.item = e.url
WHERE e.url IS NOT NULL
  AND coalesce(t.tries, 0) < $tries
  AND NOT coalesce(t.final, false)
  AND (t.last_try IS NULL OR t.last_try < $retry_before)
  AND coalesce(e.published_at, e.first_seen_at) >= $oldest
GROUP BY e.url, e.url_key
QUALIFY row_number() OVER (PARTITION BY e.url_key ORDER BY min(e.first_seen_at), e.url) = 1
ORDER BY first_seen_at, e.url_key;
