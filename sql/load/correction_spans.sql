-- question: For each merge, between which days are the mentions filed that it speaks of?
WITH passages AS (
    SELECT correction_id, unnest(anchors) AS anchor FROM event_corrections WHERE kind = 'merge'
), days AS (
    SELECT p.correction_id,
        unnest([m.event_date_start, m.event_date_end, a.published_date, a.modified_at::DATE, e.filed_on]) AS day,
        a.published_date
    FROM passages AS p
    JOIN articles AS a ON a.article_id = p.anchor.article_id AND a.version = p.anchor.version
    JOIN event_mentions AS m
        ON m.article_id = a.article_id AND m.version = a.version
        AND m.evidence_start < p.anchor."end" AND m.evidence_end > p.anchor."start"
    LEFT JOIN events AS e ON e.event_id = m.event_id
)
SELECT min(day), max(day) FROM days WHERE day <= published_date + 1 GROUP BY correction_id ORDER BY correction_id;
