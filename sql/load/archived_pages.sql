-- question: Which of the wanted pages does the archive hold, under their own address or over a redirect? An answer of
-- 4xx counts as well (it will not get better); 429 and 5xx do not. Neither is a page asked again that failed $tries
-- times, failed after $retry_before, or failed for a reason that does not pass. What other archives captured does not
-- count: it must not matter whether a backfill came first. `wanted` has url_key.
WITH held AS (
    SELECT url_key, via FROM captures
    WHERE kind = 'page' AND (status BETWEEN 200 AND 299 OR status BETWEEN 400 AND 499 AND status <> 429)
      AND origin IN ('poll', 'urls', 'sitemap')
)
SELECT url_key FROM wanted SEMI JOIN held USING (url_key)
UNION
-- taken down: never asked for again
SELECT url_key FROM wanted SEMI JOIN tombstones USING (url_key)
UNION
SELECT e.url_key FROM entries AS e SEMI JOIN wanted USING (url_key) SEMI JOIN held ON held.via = e.url
UNION
SELECT e.url_key
FROM entries AS e SEMI JOIN wanted USING (url_key)
JOIN failures AS f ON f.item = e.url AND f.stage = 'fetch'
GROUP BY e.url_key
HAVING count(DISTINCT f."at") FILTER (f.reason <> 'throttled') >= $tries OR max(f."at") > $retry_before
    OR bool_or(f.reason IN ('robots', 'refused_address', 'refused_url', 'gone', 'too_large', 'unresolvable_link'));
