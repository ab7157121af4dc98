-- question: Which mentions do these article versions have, so far (`old_mention`) and in what was just read (`found`)?
CREATE OR REPLACE TEMP TABLE mention_scope AS
SELECT mention_id FROM old_mention
UNION
SELECT mention_id FROM found;
