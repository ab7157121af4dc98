-- question: Note what else polling changes of feeds: `changed` has those feeds as they stand now. What only people change stays.
UPDATE feeds SET url = c.url, active = c.active, etag = c.etag, last_modified = c.last_modified,
    body_digest = c.body_digest, last_changed_at = c.last_changed_at, failures = c.failures,
    retired_reason = c.retired_reason, moved_to = c.moved_to, moved_since = c.moved_since
FROM changed AS c WHERE feeds.feed_id = c.feed_id;
