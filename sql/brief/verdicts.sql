-- question: What did the pages of a stretch of days turn out to be?
-- param: start TIMESTAMPTZ | first moment of the stretch
-- param: end TIMESTAMPTZ | first moment after it
SELECT verdict, count(*) AS pages FROM articles
WHERE current AND published_date BETWEEN $start::DATE AND ($end - INTERVAL 1 MICROSECOND)::DATE
GROUP BY verdict ORDER BY pages DESC, verdict;
