-- question: Does any evidence span not cut out exactly the quoted text of its article?
-- severity: error
SELECT m.mention_id, m.evidence, substr(a.body, m.evidence_start + 1, m.evidence_end - m.evidence_start) AS cut
FROM event_mentions AS m
JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
WHERE substr(a.body, m.evidence_start + 1, m.evidence_end - m.evidence_start) IS DISTINCT FROM m.evidence;
