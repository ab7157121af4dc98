-- question: The mentions that were reached, with what fusion asks of their article.
WITH captured AS (
    SELECT capture_id, any_value(archived_at) AS archived_at FROM captures
    SEMI JOIN reached_mention USING (capture_id) GROUP BY capture_id
)
SELECT
    m.* EXCLUDE (capture_id, fetched_at),
    -- of a capture that another archive had made: when this one got it
    coalesce(c.archived_at, m.fetched_at) AS captured_at
FROM reached_mention AS m
LEFT JOIN captured AS c USING (capture_id)
ORDER BY m.mention_id;
