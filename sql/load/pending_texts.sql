-- question: Which article versions has the event parser not read, or must read again? The first $limit.
SELECT a.*
FROM articles AS a
-- a version that no capture gives any more is about to go
SEMI JOIN extractions AS e ON e.article_id = a.article_id AND e.version = a.version
LEFT JOIN parsings AS p ON p.article_id = a.article_id AND p.version = a.version
WHERE a.verdict = 'article' AND (p.article_id IS NULL OR p.stale)
ORDER BY a.published_date, a.article_id, a.version
LIMIT $limit;
