-- question: Who reported an event, when, and in which words?
-- param: event VARCHAR | event_id, or its first characters, as `day` gives them
-- example: -p event=EVENT_ID
-- column: copy_of | the article that this one repeats, null where it stands for itself
SELECT a.published_at, a.source, a.title, m.evidence, m.modality, m.recency, m.confidence, a.url,
    d.canonical_article_id AS copy_of
FROM event_mentions AS m
JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
LEFT JOIN duplicates AS d
    ON d.article_id = a.article_id AND d.version = a.version AND d.canonical_article_id <> a.article_id
WHERE starts_with(m.event_id, lower($event))
ORDER BY a.published_at, a.article_id, m.evidence_start;
