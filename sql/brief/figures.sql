-- question: Which figures do the reports of these events state, who says so? At most 60 of each event.
-- param: events VARCHAR | event_ids, apart by commas
-- param: known TIMESTAMPTZ | only what was published by then
-- column: subset_of | not null: a part of another figure ("including three children")
WITH found AS MATERIALIZED (  -- what is long is fetched by row, for what is shown
    SELECT rowid AS row, mention_id, event_id, article_id, version
    FROM event_mentions WHERE list_contains(string_split($events, ','), event_id)
), listed AS MATERIALIZED (
    SELECT a.rowid AS row, a.article_id, a.version FROM articles AS a SEMI JOIN found USING (article_id, version)
), stated AS MATERIALIZED (
    SELECT * FROM quantities SEMI JOIN found USING (mention_id)
), shown AS MATERIALIZED (
    SELECT f.row, f.event_id, a.source, a.title, a.url, l.article_id, q.*,
        coalesce(a.published_at, a.published_date::TIMESTAMPTZ) AS reported_at, a.published_at IS NULL AS day_only
    FROM found AS f
    JOIN stated AS q USING (mention_id)
    JOIN listed AS l ON l.article_id = f.article_id AND l.version = f.version
    JOIN articles AS a ON a.rowid = l.row
    WHERE coalesce(a.published_at, a.published_date::TIMESTAMPTZ) <= $known
    QUALIFY row_number() OVER (PARTITION BY f.event_id ORDER BY q.subset_of IS NOT NULL, q.kind = 'killed' DESC,
        q.kind = 'injured' DESC, reported_at DESC, q.quantity_id) <= 60
)
SELECT s.event_id, s.mention_id, s.kind, s.unit, s.weapon, s.low, s.best, s.high, s.qualifier, s.scope, s.subset_of,
    s.attributed_to, s.attribution_kind, s.text, s.source, s.title, s.url, s.article_id, m.evidence, s.reported_at, s.day_only
FROM shown AS s JOIN event_mentions AS m ON m.rowid = s.row
ORDER BY s.event_id, s.reported_at, s.article_id, s."start", s.mention_id, s.quantity_id;
