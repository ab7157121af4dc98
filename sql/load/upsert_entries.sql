-- question: Note what a feed lists now: the latest sighting speaks, the first one is kept.
CREATE OR REPLACE TEMP TABLE merged_entries AS
SELECT
    i.entry_id, i.feed_id,
    CASE WHEN e.last_seen_at > i.last_seen_at THEN e.guid ELSE i.guid END AS guid,
    CASE WHEN e.last_seen_at > i.last_seen_at THEN e.url ELSE i.url END AS url,
    CASE WHEN e.last_seen_at > i.last_seen_at THEN e.url_key ELSE i.url_key END AS url_key,
    CASE WHEN e.last_seen_at > i.last_seen_at THEN e.title ELSE i.title END AS title,
    CASE WHEN e.last_seen_at > i.last_seen_at THEN e.published_raw ELSE i.published_raw END AS published_raw,
    CASE WHEN e.last_seen_at > i.last_seen_at THEN e.published_at ELSE i.published_at END AS published_at,
    CASE WHEN e.last_seen_at > i.last_seen_at THEN e.published_precision ELSE i.published_precision END
        AS published_precision,
    least(i.first_seen_at, e.first_seen_at) AS first_seen_at,
    greatest(i.last_seen_at, e.last_seen_at) AS last_seen_at,
    CASE WHEN e.last_seen_at > i.last_seen_at THEN e.published_basis ELSE i.published_basis END AS published_basis
FROM incoming AS i
LEFT JOIN entries AS e USING (entry_id);
DELETE FROM entries WHERE entry_id IN (SELECT entry_id FROM merged_entries);
INSERT INTO entries SELECT * FROM merged_entries;
