-- question: Who is first with an event that others report too, and by how much?
-- param: first DATE = (SELECT max(published_date) - 89 FROM articles) | reports from this publication day on; the newest 90 days by default
-- param: last DATE = DATE '2999-12-31' | to this day
-- example: -p first=2024-03-04
-- column: source | whose report came first
-- column: first_reports | events that at least one other source reported later
-- column: median_minutes_ahead | of the next source
-- column: followed_by | sources that came second, the most frequent first
WITH reports AS (
    SELECT m.event_id, a.source, min(a.published_at) AS told_at
    FROM event_mentions AS m
    JOIN articles_unique AS a ON a.article_id = m.article_id AND a.version = m.version
    WHERE m.event_id IS NOT NULL AND a.published_at IS NOT NULL AND a.published_date BETWEEN $first AND $last
    GROUP BY ALL
), ranked AS (
    SELECT event_id, list_sort(list({'told_at': told_at, 'source': source})) AS told
    FROM reports GROUP BY event_id HAVING count(*) > 1
), pairs AS (
    SELECT told[1].source AS source, told[2].source AS second, date_diff('minute', told[1].told_at, told[2].told_at) AS minutes FROM ranked
), seconds AS (
    SELECT source, list(second ORDER BY n DESC, second) AS followed_by
    FROM (SELECT source, second, count(*) AS n FROM pairs GROUP BY ALL) GROUP BY source
)
SELECT p.source, count(*) AS first_reports, median(p.minutes) AS median_minutes_ahead,
    any_value(s.followed_by) AS followed_by
FROM pairs AS p JOIN seconds AS s USING (source)
GROUP BY p.source
ORDER BY first_reports DESC, p.source;
