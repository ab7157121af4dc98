-- question: Which passages make an event, the earliest published first?
SELECT m.article_id, m.version, m.evidence_start, m.evidence_end,
    coalesce(m.event_date_start, a.published_date) AS day,
    list_distinct([m.mention_id, m.article_id, a.url])
FROM event_mentions AS m
JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
WHERE m.event_id = $event
ORDER BY coalesce(a.published_at, a.published_date::TIMESTAMPTZ), m.article_id, m.version, m.evidence_start, m.mention_id;
