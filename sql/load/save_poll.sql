-- question: Note what a poll learned. `answered` has the feeds as they stand now, `asked` the polls.
-- Most of a poll changes the times alone; a column that is not written costs nothing at the next checkpoint.
UPDATE feeds SET last_polled_at = a.last_polled_at, next_poll_at = a.next_poll_at
FROM answered AS a WHERE feeds.feed_id = a.feed_id;
UPDATE feeds SET url = a.url, active = a.active, etag = a.etag, last_modified = a.last_modified,
    body_digest = a.body_digest, last_changed_at = a.last_changed_at, failures = a.failures,
    retired_reason = a.retired_reason, moved_to = a.moved_to, moved_since = a.moved_since
FROM answered AS a
WHERE feeds.feed_id = a.feed_id
  AND (feeds.url, feeds.active, feeds.etag, feeds.last_modified, feeds.body_digest, feeds.last_changed_at, feeds.failures,
       feeds.retired_reason, feeds.moved_to, feeds.moved_since)
      IS DISTINCT FROM
      (a.url, a.active, a.etag, a.last_modified, a.body_digest, a.last_changed_at, a.failures,
       a.retired_reason, a.moved_to, a.moved_since);
INSERT INTO polls BY NAME SELECT * FROM asked;
