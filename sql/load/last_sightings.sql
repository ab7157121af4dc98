-- question: What did each of these addresses answer last, as a feed, before the archive file $filename? `wanted` has url.
SELECT c.url, coalesce(c.via, c.url) AS link, arg_max(c.content_digest, c.fetched_at) AS content_digest,
    max(c.fetched_at) AS fetched_at
FROM captures AS c
SEMI JOIN wanted USING (url)
WHERE c.kind = 'feed' AND (c.revisit OR c.status BETWEEN 200 AND 299) AND c.warc_filename <> $filename
GROUP BY c.url, link;
