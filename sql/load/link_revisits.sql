-- question: A revisit holds what an earlier capture of the same address held: it points at the same article version. Where
-- an article has several versions, that may change which of them is the current one: its day must be settled again.
CREATE OR REPLACE TEMP TABLE linked AS
SELECT r.capture_id, e.article_id, e.version, e.published_date, e.extractor_version, false AS stale
FROM captures AS r
JOIN captures AS c
    ON c.url_key = r.url_key AND c.content_digest = r.content_digest AND NOT c.revisit AND c.kind = r.kind
JOIN extractions AS e ON e.capture_id = c.capture_id AND NOT e.stale
ANTI JOIN extractions AS known ON known.capture_id = r.capture_id
WHERE r.revisit AND r.kind IN ('page', 'text')
QUALIFY row_number() OVER (PARTITION BY r.capture_id ORDER BY c.fetched_at, c.capture_id) = 1;
INSERT INTO extractions SELECT * FROM linked;
CREATE OR REPLACE TEMP TABLE unsettled AS
SELECT DISTINCT a.published_date
FROM articles AS a
SEMI JOIN linked AS l ON l.article_id = a.article_id AND l.version <> a.version;
INSERT INTO windows
SELECT u.published_date, true, NULL FROM unsettled AS u ANTI JOIN windows AS w USING (published_date);
UPDATE windows SET dirty = true
FROM unsettled WHERE windows.published_date = unsettled.published_date AND NOT windows.dirty;
DROP TABLE linked;
DROP TABLE unsettled;
