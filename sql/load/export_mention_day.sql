-- question: The rows that belong to mentions in articles of one day of publication.
SELECT t.* FROM {{table}} AS t
SEMI JOIN (
    SELECT m.mention_id FROM event_mentions AS m
    JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
    WHERE a.published_date IS NOT DISTINCT FROM $day::DATE
) AS d USING (mention_id)
