-- question: Which mentions of something that occurred are dated more than a day after their article?
-- severity: warn
SELECT m.mention_id, m.event_date_start, a.published_date, m.evidence
FROM event_mentions AS m
JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
WHERE m.modality = 'occurred' AND m.event_date_start > a.published_date + 1;
