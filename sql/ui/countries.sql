-- question: In which countries did events happen?
SELECT country, count(*) AS events FROM events WHERE country IS NOT NULL GROUP BY country ORDER BY country;
