-- question: Who did most, and to whom?
-- param: first DATE = DATE '1900-01-01' | from this publication day
-- param: last DATE = DATE '2999-12-31' | to this publication day
-- param: top INTEGER = 30 | how many rows
-- example: -p first=2024-03-04 -p last=2024-03-10
-- column: mentions, articles | how often reported; copies are not counted
SELECT
    coalesce(x.canonical_name, x.name) AS actor, x.country, x.sector, m.event_type,
    count(*) AS mentions, count(DISTINCT m.article_id) AS articles
FROM mention_actors AS x
JOIN event_mentions AS m USING (mention_id)
JOIN articles_unique AS a ON a.article_id = m.article_id AND a.version = m.version
WHERE x.role = 'actor' AND a.published_date BETWEEN $first AND $last AND m.recency = 'current'
GROUP BY ALL
ORDER BY mentions DESC, actor, event_type
LIMIT $top;
