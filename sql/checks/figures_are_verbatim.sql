-- question: Does any figure not cut out exactly the quoted text of its article?
-- severity: error
SELECT q.mention_id, q.text, substr(a.body, q."start" + 1, q."end" - q."start") AS cut
FROM quantities AS q
JOIN event_mentions AS m USING (mention_id)
JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
WHERE substr(a.body, q."start" + 1, q."end" - q."start") IS DISTINCT FROM q.text;
