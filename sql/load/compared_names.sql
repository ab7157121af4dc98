-- question: What does each event of one of the two databases go by, whatever parser read it? By its earliest report.
CREATE OR REPLACE TEMP TABLE {{side}}_names AS
SELECT m.event_id, min(concat_ws(' ', a.published_date, m.article_id, lpad(m.evidence_start::VARCHAR, 9, '0'), m.event_type)) AS name
FROM {{side}}_db.event_mentions AS m
JOIN {{side}}_db.articles AS a USING (article_id, version)
WHERE m.event_id IS NOT NULL
GROUP BY m.event_id;
