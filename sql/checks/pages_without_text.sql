-- question: Which sources gave pages and not one article among ten or more?
-- severity: warn
SELECT source, count(*) AS pages, mode(verdict) AS usual_verdict
FROM articles WHERE current GROUP BY source
HAVING count(*) >= 10 AND count(*) FILTER (verdict = 'article') = 0;
