-- question: A mention read again keeps the event that it was fused into until fusion says otherwise.
SELECT f.* REPLACE (coalesce(f.event_id, m.event_id) AS event_id)
FROM found AS f
LEFT JOIN (SELECT mention_id, event_id FROM event_mentions SEMI JOIN scope USING (article_id, version)) AS m
    USING (mention_id)
ORDER BY f.mention_id;
