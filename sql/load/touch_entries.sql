-- question: A feed whose answer is the one before still lists what that one listed. `seen` has feed_id, its address on
-- the list (link), the moment of the last answer that is a capture (seen_before), and of this one (seen_at); `unchanged`
-- the same of feeds that answered 304, where that last answer is yet to be found outside the archive file $filename.
-- A feed that answers 304 leaves no capture, so its entries may have been seen since seen_before; where it has answered
-- from several addresses (sitemaps of a list), which one listed them is told by the very moment.
UPDATE entries SET last_seen_at = s.seen_at
FROM (
    WITH told AS (
        SELECT feed_id, link, seen_before, seen_at FROM seen
        UNION ALL
        SELECT u.feed_id, u.link, max(c.fetched_at) AS seen_before, u.seen_at
        FROM unchanged AS u
        JOIN captures AS c ON c.url = u.link
        WHERE c.kind = 'feed' AND coalesce(c.via, c.url) = c.url AND (c.revisit OR c.status BETWEEN 200 AND 299)
          AND c.warc_filename <> $filename
        GROUP BY u.feed_id, u.link, u.seen_at
        HAVING seen_before < u.seen_at
    )
    SELECT told.*, a.via IS NULL AS alone
    FROM told
    LEFT JOIN (
        SELECT c.via, max(c.fetched_at) AS fetched_at
        FROM captures AS c
        WHERE c.kind = 'feed' AND c.via IN (SELECT link FROM told) AND c.via <> c.url
        GROUP BY c.via
    ) AS a ON a.via = told.link AND a.fetched_at >= told.seen_before
) AS s
WHERE entries.feed_id = s.feed_id
  AND (entries.last_seen_at = s.seen_before
       OR s.alone AND entries.last_seen_at > s.seen_before AND entries.last_seen_at < s.seen_at);
