-- question: Which figures do the reports of these events state, who says so? At most 60 of each event.
-- param: events VARCHAR | event_ids, apart by commas
-- param: known TIMESTAMPTZ | only what was published by then
-- column: subset_of | not null: a part of another figure ("including three children")
SELECT m.event_id, q.mention_id, q.kind, q.unit, q.weapon, q.low, q.best, q.high, q.qualifier, q.scope, q.subset_of,
    q.attributed_to, q.attribution_kind, q.text, a.source, a.title, a.url, a.article_id, m.evidence,
    coalesce(a.published_at, a.published_date::TIMESTAMPTZ) AS reported_at, a.published_at IS NULL AS day_only
FROM event_mentions AS m
JOIN quantities AS q USING (mention_id)
JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
WHERE m.event_id IN (SELECT unnest(string_split($events, ',')))
  AND coalesce(a.published_at, a.published_date::TIMESTAMPTZ) <= $known
QUALIFY row_number() OVER (PARTITION BY m.event_id
    ORDER BY q.subset_of IS NOT NULL, q.kind = 'killed' DESC, q.kind = 'injured' DESC, reported_at DESC, q.quantity_id) <= 60
ORDER BY m.event_id, reported_at, a.article_id, q."start", q.mention_id, q.quantity_id;
