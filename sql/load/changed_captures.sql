-- question: Under which days stand the article versions that captures of a batch gave before and give no more?
SELECT DISTINCT a.published_date
FROM extractions AS e
JOIN batch AS b USING (capture_id)
JOIN articles AS a ON a.article_id = e.article_id AND a.version = e.version
WHERE (e.article_id, e.version) IS DISTINCT FROM (b.article_id, b.version);
