-- question: Of which sites do we get no articles but walls, checks and empty frames, or no pages at all?
-- One row a host that was asked for pages and gave something else: how many pages, how many articles, what instead.
CREATE OR REPLACE VIEW lost_sites AS
WITH judged AS (
    SELECT regexp_extract(url, '^https?://([^/:?#]+)', 1) AS host, verdict AS why, verdict = 'article' AS read,
        fetched_at AS judged_at
    FROM articles WHERE current AND verdict NOT IN ('index', 'video', 'not_html')
    UNION ALL
    SELECT regexp_extract(item, '^https?://(?:www\.)?([^/:?#]+)', 1), reason, false, "at"
    FROM (SELECT item, any_value(reason ORDER BY "at" DESC) AS reason, max("at") AS "at"
        FROM failures WHERE stage = 'fetch' AND item LIKE 'http%' GROUP BY item) AS f
    ANTI JOIN captures AS c ON c.kind = 'page' AND c.status BETWEEN 200 AND 299 AND (c.via = f.item OR c.url = f.item)
), whys AS (
    SELECT host, why, count(*) AS n FROM judged WHERE NOT read GROUP BY host, why
)
SELECT
    j.host,
    count(*) AS pages,
    count(*) FILTER (j.read) AS articles,
    count(*) FILTER (NOT j.read) AS lost,
    count(*) FILTER (NOT j.read) / count(*) AS share_lost,
    (SELECT map(list(w.why ORDER BY w.n DESC, w.why), list(w.n ORDER BY w.n DESC, w.why)) FROM whys AS w WHERE w.host = j.host)
        AS lost_by_reason,
    max(j.judged_at) FILTER (j.read) AS last_article_at,
    max(j.judged_at) AS last_page_at
FROM judged AS j
WHERE j.host <> ''
GROUP BY j.host
HAVING lost > 0;
