-- question: How many article versions has the event parser not read, or must read again?
SELECT count(*)
FROM articles AS a
SEMI JOIN extractions AS e ON e.article_id = a.article_id AND e.version = a.version
LEFT JOIN parsings AS p ON p.article_id = a.article_id AND p.version = a.version
WHERE a.verdict = 'article' AND (p.article_id IS NULL OR p.stale);
