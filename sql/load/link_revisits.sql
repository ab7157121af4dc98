-- question: A revisit holds what an earlier capture of the same address held: it points at the same article version.
INSERT INTO extractions
SELECT r.capture_id, e.article_id, e.version, e.published_date, e.extractor_version, false
FROM captures AS r
JOIN captures AS c
    ON c.url_key = r.url_key AND c.content_digest = r.content_digest AND NOT c.revisit AND c.kind = r.kind
JOIN extractions AS e ON e.capture_id = c.capture_id AND NOT e.stale
ANTI JOIN extractions AS known ON known.capture_id = r.capture_id
WHERE r.revisit AND r.kind IN ('page', 'text')
QUALIFY row_number() OVER (PARTITION BY r.capture_id ORDER BY c.fetched_at, c.capture_id) = 1;
