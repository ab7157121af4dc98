-- question: What was said about events concerns the days of the articles that it names; an undo concerns the days of
-- what it takes back. `added` has the new corrections.
UPDATE windows SET dirty = true
WHERE published_date IN (
    SELECT a.published_date
    FROM (
        SELECT unnest(anchors) AS anchor FROM added
        UNION ALL
        SELECT unnest(c.anchors) FROM event_corrections AS c JOIN added ON added.other_id = c.correction_id
    ) AS x
    JOIN articles AS a ON a.article_id = x.anchor.article_id AND a.version = x.anchor.version
);
