-- question: Which states of events does the snapshot show that is being published at $at? States that were noted for
-- a snapshot that never came out (later than $last, the time of the one that readers have) are dated anew.
UPDATE published_events SET shown_from = $at WHERE shown_from > $last;
UPDATE published_events SET shown_until = $at WHERE shown_until > $last;
CREATE OR REPLACE TEMP TABLE shown AS
SELECT event_id, event_type, modality, recency, event_date_start, place_name, country,
    list_sort(list_transform(figures, lambda f: {
        'kind': f.kind, 'unit': f.unit, 'low': f.low, 'best': f.best, 'high': f.high, 'disputed': f.disputed})) AS figures
FROM events;
CREATE OR REPLACE TEMP TABLE fresh AS
FROM shown
EXCEPT
SELECT * EXCLUDE (shown_from, shown_until) FROM published_events WHERE shown_until IS NULL;
UPDATE published_events SET shown_until = $at
WHERE shown_until IS NULL
  AND (event_id IN (SELECT event_id FROM fresh) OR event_id NOT IN (SELECT event_id FROM shown));
INSERT INTO published_events BY NAME SELECT *, $at AS shown_from FROM fresh ORDER BY event_id;
DELETE FROM published_events WHERE shown_until <= shown_from;
DROP TABLE fresh;
DROP TABLE shown;
