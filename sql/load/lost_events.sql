-- question: Which events have lost a mention since they were fused, and where do they stand?
CREATE OR REPLACE TEMP TABLE lost_event AS
SELECT event_id, filed_on FROM events SEMI JOIN bereft_events USING (event_id);
