-- question: Does any article have no current version, or more than one?
-- severity: error
SELECT article_id, count(*) FILTER (current) AS current_versions
FROM articles GROUP BY article_id HAVING count(*) FILTER (current) <> 1;
