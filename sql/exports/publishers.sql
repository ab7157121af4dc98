-- question: Whose articles is the database made of?
-- column: source, site, articles | publisher; address of its site; current articles
SELECT source, min(regexp_extract(url, '^https?://[^/?#]+')) AS site, count(*) AS articles
FROM articles WHERE current AND verdict = 'article'
GROUP BY source ORDER BY articles DESC, source;
