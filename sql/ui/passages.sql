-- question: Which passages of one article version were read as events?
-- param: article VARCHAR | article_id
-- param: version VARCHAR | its version
-- column: evidence_start, evidence_end | code points into the body
WITH read AS MATERIALIZED (
    SELECT mention_id, event_id, event_type, sub_event_type, modality, recency, event_date_start, event_date_end,
        date_precision, weapon, evidence_start, evidence_end, confidence, found_by
    FROM event_mentions WHERE article_id = $article AND version = $version
    ORDER BY evidence_start, mention_id LIMIT 500
), acting AS (
    SELECT mention_id, list(DISTINCT name || ' (' || role || ')' ORDER BY name || ' (' || role || ')') AS actors
    FROM mention_actors SEMI JOIN read USING (mention_id) WHERE name IS NOT NULL GROUP BY mention_id
), placed AS (
    SELECT mention_id, first(name ORDER BY "start") AS place_name, first(country ORDER BY "start") AS country
    FROM mention_places SEMI JOIN read USING (mention_id) WHERE role = 'location' GROUP BY mention_id
)
SELECT r.*, a.actors, p.place_name, p.country
FROM read AS r LEFT JOIN acting AS a USING (mention_id) LEFT JOIN placed AS p USING (mention_id)
ORDER BY r.evidence_start, r.mention_id;
