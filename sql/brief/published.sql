-- question: When was this snapshot published, and which days of publication does it hold?
-- column: published_at | end of the run that published it, UTC; null where it was never published
-- column: first_day, last_day | of articles, UTC
SELECT
    (SELECT max(published_at) FROM snapshots) AS published_at,
    (SELECT min(published_date) FROM articles WHERE verdict = 'article') AS first_day,
    (SELECT max(published_date) FROM articles
     WHERE verdict = 'article'
       AND published_date <= coalesce((SELECT (max(published_at) - INTERVAL 12 HOUR)::DATE FROM snapshots), DATE '2999-12-31')
    ) AS last_day;
