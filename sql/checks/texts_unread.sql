-- question: Did the event parser fail on more than a fifth of the texts of a day (ten texts or more)?
-- severity: error
SELECT a.published_date, count(*) AS texts, count(*) FILTER (p.outcome = 'failed') AS failed
FROM parsings AS p
JOIN articles AS a ON a.article_id = p.article_id AND a.version = p.version
GROUP BY a.published_date
HAVING count(*) >= 10 AND count(*) FILTER (p.outcome = 'failed') > 0.2 * count(*);
