-- question: Who copies whom, how much, and how long after?
-- param: first DATE = DATE '1900-01-01' | from this publication day of the copy
-- param: last DATE = DATE '2999-12-31' | to this publication day
-- example: -p first=2024-03-04
-- column: source | who repeats
-- column: copied_from | whose text it is: the earliest published of the copies
-- column: copies, exact | articles that repeat; of these word for word
-- column: share | of all articles of the source, 0 to 1
-- column: median_hours_later | between the two publications; empty where one has only a day
WITH all_articles AS (
    SELECT source, count(*) AS n FROM articles
    WHERE current AND verdict = 'article' AND published_date BETWEEN $first AND $last GROUP BY source
)
SELECT a.source, o.source AS copied_from, count(*) AS copies, count(*) FILTER (d.relation = 'exact') AS exact,
    round(count(*) / any_value(t.n), 3) AS share,
    round(median(epoch(a.published_at) - epoch(o.published_at)) / 3600, 1) AS median_hours_later
FROM duplicates AS d
JOIN articles AS a ON a.article_id = d.article_id AND a.version = d.version
JOIN articles AS o ON o.article_id = d.canonical_article_id AND o.current
JOIN all_articles AS t ON t.source = a.source
WHERE d.canonical_article_id <> d.article_id AND a.current AND a.verdict = 'article'
  AND a.published_date BETWEEN $first AND $last
GROUP BY a.source, o.source
ORDER BY copies DESC, a.source, copied_from;
