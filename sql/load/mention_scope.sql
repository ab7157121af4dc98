-- question: Which mentions do these article versions have, in the table and in what was just read (`found`)?
CREATE OR REPLACE TEMP TABLE mention_scope AS
SELECT mention_id FROM event_mentions SEMI JOIN scope USING (article_id, version)
UNION
SELECT mention_id FROM found;
