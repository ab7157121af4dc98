-- question: Which mentions do these article versions have so far (`old_mention`)? Events of those that are not among what was
-- just read (`found`) lose a mention: that is noted until they are related.
CREATE OR REPLACE TEMP TABLE old_mention AS
SELECT mention_id, event_id, article_id, version, evidence_start, evidence_end, event_type
FROM event_mentions SEMI JOIN scope USING (article_id, version);
INSERT INTO bereft_events
SELECT DISTINCT event_id FROM old_mention ANTI JOIN found USING (mention_id) WHERE event_id IS NOT NULL;
