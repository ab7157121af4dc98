-- question: How well are the pages of each source read?
-- param: first DATE = DATE '1900-01-01' | from this publication day
-- param: last DATE = DATE '2999-12-31' | to this publication day
-- example: -p first=2024-03-04
-- column: source | publisher, or the host
-- column: pages, articles, article_share | pages; those with a text; their share, 0 to 1
-- column: no_article | verdicts of the others, the most frequent first
-- column: median_words | of an article
-- column: no_title, no_author | articles without
-- column: dated_by | how most articles got their date
-- column: to_the_second | share of articles with a time to the second
-- column: mentions_an_article | events read, by articles in a language that is read for events
WITH pages AS (
    SELECT * EXCLUDE (body) FROM articles WHERE current AND published_date BETWEEN $first AND $last
), parsed AS (
    SELECT p.source, sum(r.mentions) / count(*) AS mentions_an_article
    FROM pages AS p JOIN parsings AS r ON r.article_id = p.article_id AND r.version = p.version
    WHERE r.outcome = 'read'
    GROUP BY p.source
), others AS (
    SELECT source, list(verdict || ' ' || n ORDER BY n DESC, verdict) AS no_article
    FROM (SELECT source, verdict, count(*) AS n FROM pages WHERE verdict <> 'article' GROUP BY ALL) GROUP BY source
)
SELECT p.source, count(*) AS pages, count(*) FILTER (verdict = 'article') AS articles,
    round(count(*) FILTER (verdict = 'article') / count(*), 3) AS article_share,
    any_value(o.no_article) AS no_article,
    median(words) FILTER (verdict = 'article') AS median_words,
    count(*) FILTER (verdict = 'article' AND title IS NULL) AS no_title,
    count(*) FILTER (verdict = 'article' AND len(authors) = 0) AS no_author,
    mode(date_basis) FILTER (verdict = 'article') AS dated_by,
    round(count(*) FILTER (verdict = 'article' AND date_precision = 'second') / nullif(count(*) FILTER (verdict = 'article'), 0), 3)
        AS to_the_second,
    round(any_value(r.mentions_an_article), 2) AS mentions_an_article
FROM pages AS p LEFT JOIN parsed AS r USING (source) LEFT JOIN others AS o USING (source)
GROUP BY p.source
ORDER BY article_share, pages DESC, p.source;
