-- question: Which of these captures does the archive hold? `wanted` has capture_id.
SELECT DISTINCT capture_id FROM captures SEMI JOIN wanted USING (capture_id);
