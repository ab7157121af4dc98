-- question: Which passages of one article version were read as events?
-- param: article VARCHAR | article_id
-- param: version VARCHAR | its version
-- column: evidence_start, evidence_end | code points into the body
SELECT m.mention_id, m.event_id, m.event_type, m.sub_event_type, m.modality, m.recency, m.event_date_start, m.event_date_end,
    m.date_precision, m.weapon, m.evidence_start, m.evidence_end, m.confidence, m.found_by,
    list(DISTINCT x.name || ' (' || x.role || ')') FILTER (x.name IS NOT NULL) AS actors,
    any_value(p.name) FILTER (p.role = 'location') AS place_name, any_value(p.country) FILTER (p.role = 'location') AS country
FROM event_mentions AS m
LEFT JOIN mention_actors AS x USING (mention_id)
LEFT JOIN mention_places AS p USING (mention_id)
WHERE m.article_id = $article AND m.version = $version
GROUP BY ALL ORDER BY m.evidence_start, m.mention_id LIMIT 500;
