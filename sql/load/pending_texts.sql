-- question: Which article versions has the event parser not read, or must read again?
SELECT a.*
FROM articles AS a
LEFT JOIN parsings AS p USING (article_id, version)
WHERE a.verdict = 'article' AND (p.article_id IS NULL OR p.stale)
ORDER BY a.published_date, a.article_id, a.version;
