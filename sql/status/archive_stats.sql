-- question: What does the archive hold, by where it came from and what it is?
SELECT origin, kind, count(*) AS captures, count(*) FILTER (revisit) AS revisits, count(DISTINCT url_key) AS addresses,
    count(DISTINCT content_digest) AS contents, CAST(sum(warc_record_length) AS BIGINT) AS bytes,
    min(fetched_at) AS first_capture, max(fetched_at) AS last_capture
FROM captures
GROUP BY origin, kind
ORDER BY origin, kind;
