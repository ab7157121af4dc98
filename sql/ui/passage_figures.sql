-- question: Which figures stand in the passages of one article version?
-- param: article VARCHAR | article_id
-- param: version VARCHAR | its version
SELECT q.mention_id, q.kind, q.unit, q.low, q.best, q.high, q.attributed_to, q.text, q."start", q."end", q.subset_of
FROM quantities AS q
SEMI JOIN (SELECT mention_id FROM event_mentions WHERE article_id = $article AND version = $version) AS m USING (mention_id)
ORDER BY q."start", q.quantity_id LIMIT 2000;
