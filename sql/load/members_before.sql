-- question: Which mentions did the events consist of that may change (`old_event`)?
CREATE OR REPLACE TEMP TABLE old_member AS
SELECT n.mention_id, n.event_id, n.row_number FROM near_mention AS n
SEMI JOIN old_event USING (event_id) ANTI JOIN torn_event USING (event_id)
UNION ALL
SELECT mention_id, event_id, rowid FROM event_mentions SEMI JOIN torn_event USING (event_id);
