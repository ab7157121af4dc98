-- question: Which versions of extractor and event parser read each day? A day read by several of them, or with captures
-- or texts that wait to be read again, is half processed: `dateline reprocess` makes it whole.
-- column: published_date | day of publication
-- column: articles, texts | article versions, and those of them that the event parser read
-- column: extractor_versions, parser_versions | all that stand in the day's rows
-- column: waiting | captures and texts that are to be read again and have not been
-- column: mixed | more than one version of either, or something waits
CREATE OR REPLACE VIEW day_versions AS
WITH extracted AS (
    SELECT published_date, list(DISTINCT extractor_version ORDER BY extractor_version) AS extractor_versions,
        count(*) FILTER (stale) AS stale
    FROM extractions WHERE published_date IS NOT NULL GROUP BY published_date
), parsed AS (
    SELECT a.published_date, count(*) AS texts,
        list(DISTINCT p.parser_version ORDER BY p.parser_version) AS parser_versions,
        count(*) FILTER (p.stale) AS stale
    FROM parsings AS p JOIN articles AS a ON a.article_id = p.article_id AND a.version = p.version
    GROUP BY a.published_date
), counted AS (
    SELECT published_date, count(*) AS articles FROM articles GROUP BY published_date
)
SELECT
    c.published_date,
    c.articles,
    coalesce(p.texts, 0) AS texts,
    e.extractor_versions,
    coalesce(p.parser_versions, []) AS parser_versions,
    coalesce(e.stale, 0) + coalesce(p.stale, 0) AS waiting,
    len(e.extractor_versions) > 1 OR len(coalesce(p.parser_versions, [])) > 1
        OR coalesce(e.stale, 0) + coalesce(p.stale, 0) > 0 AS mixed
FROM counted AS c
LEFT JOIN extracted AS e USING (published_date)
LEFT JOIN parsed AS p USING (published_date);
