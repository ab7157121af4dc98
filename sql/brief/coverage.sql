-- question: Which sources were read in a stretch of time, and what came of it?
-- param: start TIMESTAMPTZ | first moment of the stretch
-- param: end TIMESTAMPTZ | first moment after it
-- column: copies | articles that repeat an earlier one of another source
-- column: with_events, mentions | articles that report an event, and reports in them
WITH read AS (
    SELECT article_id, version, source, country, language FROM articles
    WHERE current AND verdict = 'article' AND published_date BETWEEN $start::DATE AND $end::DATE
      AND coalesce(published_at, published_date::TIMESTAMPTZ) >= $start
      AND coalesce(published_at, published_date::TIMESTAMPTZ) < $end
), told AS (
    SELECT r.article_id, r.version, count(*) AS mentions
    FROM read AS r JOIN event_mentions AS m ON m.article_id = r.article_id AND m.version = r.version GROUP BY ALL
), copied AS (
    SELECT DISTINCT d.article_id, d.version FROM duplicates AS d SEMI JOIN read AS r
    ON r.article_id = d.article_id AND r.version = d.version WHERE d.canonical_article_id <> d.article_id
)
SELECT r.source, any_value(r.country) AS country, count(*) AS articles, count(c.article_id) AS copies,
    count(t.article_id) AS with_events, coalesce(sum(t.mentions), 0)::BIGINT AS mentions,
    count(*) FILTER (r.language IS DISTINCT FROM 'en') AS not_english
FROM read AS r
LEFT JOIN told AS t ON t.article_id = r.article_id AND t.version = r.version
LEFT JOIN copied AS c ON c.article_id = r.article_id AND c.version = r.version
GROUP BY r.source ORDER BY articles DESC, r.source;
