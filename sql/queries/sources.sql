-- question: Who reports most, who is first, and who copies?
-- param: first DATE = DATE '1900-01-01' | from this publication day
-- param: last DATE = DATE '2999-12-31' | to this publication day
-- example: -p first=2024-03-04
-- column: copies | articles that repeat an earlier one of another source
-- column: first_reports | events that this source reported before all others
WITH firsts AS (
    SELECT m.event_id, arg_min(a.source, (a.published_at, a.article_id)) AS source
    FROM event_mentions AS m JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
    WHERE m.event_id IS NOT NULL GROUP BY m.event_id
)
SELECT a.source, any_value(a.country) AS country, count(*) AS articles,
    count(d.article_id) AS copies,
    (SELECT count(*) FROM firsts AS f WHERE f.source = a.source) AS first_reports
FROM articles AS a
LEFT JOIN duplicates AS d
    ON d.article_id = a.article_id AND d.version = a.version AND d.canonical_article_id <> a.article_id
WHERE a.current AND a.verdict = 'article' AND a.published_date BETWEEN $first AND $last
GROUP BY a.source
ORDER BY articles DESC, a.source;
