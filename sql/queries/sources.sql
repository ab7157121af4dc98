-- question: Who reports most, who is first, and who copies?
-- param: first DATE = (SELECT max(published_date) - 89 FROM articles) | from this publication day; the newest 90 days by default
-- param: last DATE = DATE '2999-12-31' | to this publication day
-- example: -p first=2024-03-04
-- column: source, country | publisher, or the host; ISO 3166-1 alpha-3
-- column: articles | published in these days
-- column: copies | articles that repeat an earlier one of another source
-- column: first_reports | events first reported in these days that this source reported before all others
WITH firsts AS (
    SELECT m.event_id, arg_min(a.source, (a.published_at, a.article_id)) AS source
    FROM event_mentions AS m
    JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
    SEMI JOIN (SELECT event_id FROM events WHERE first_reported_at::DATE BETWEEN $first AND $last) AS e
        ON e.event_id = m.event_id
    WHERE a.published_date BETWEEN $first AND $last
    GROUP BY m.event_id
), first_reports AS (
    SELECT source, count(*) AS n FROM firsts GROUP BY source
)
SELECT a.source, any_value(a.country) AS country, count(*) AS articles, count(d.article_id) AS copies,
    coalesce(any_value(f.n), 0) AS first_reports
FROM articles AS a
LEFT JOIN duplicates AS d
    ON d.article_id = a.article_id AND d.version = a.version AND d.canonical_article_id <> a.article_id
LEFT JOIN first_reports AS f ON f.source = a.source
WHERE a.current AND a.verdict = 'article' AND a.published_date BETWEEN $first AND $last
GROUP BY a.source
ORDER BY articles DESC, a.source;
