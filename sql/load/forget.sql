-- question: Take all rows of some addresses away, and mark the days of what was read in them. `gone` has url_key,
-- `gone_captures` capture_id: captures that gave the same article under another address.
CREATE OR REPLACE TEMP TABLE doomed AS
SELECT capture_id, url, via FROM captures
WHERE url_key IN (SELECT url_key FROM gone) OR capture_id IN (SELECT capture_id FROM gone_captures);
CREATE OR REPLACE TEMP TABLE doomed_days AS
SELECT DISTINCT published_date FROM extractions
WHERE published_date IS NOT NULL AND capture_id IN (SELECT capture_id FROM doomed);
INSERT INTO windows
SELECT d.published_date, true, NULL FROM doomed_days AS d ANTI JOIN windows AS w USING (published_date);
UPDATE windows SET dirty = true FROM doomed_days WHERE windows.published_date = doomed_days.published_date;
DELETE FROM failures WHERE item IN (SELECT url FROM doomed UNION SELECT via FROM doomed)
    OR origin_id IN (SELECT capture_id FROM doomed);
DELETE FROM extractions WHERE capture_id IN (SELECT capture_id FROM doomed);
DELETE FROM captures WHERE capture_id IN (SELECT capture_id FROM doomed);
DELETE FROM entries WHERE url_key IN (SELECT url_key FROM gone);
DROP TABLE doomed;
DROP TABLE doomed_days;
