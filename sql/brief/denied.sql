-- question: Which claims were denied in a stretch of time, by whom, in which words?
-- param: start TIMESTAMPTZ | first moment of the stretch
-- param: end TIMESTAMPTZ | first moment after it
-- param: countries VARCHAR = NULL | ISO 3166-1 alpha-3, apart by commas; all by default
-- param: top INTEGER = 100 | how many rows
-- column: stands | an event of the same type that others report there within three days; null for none
WITH published AS MATERIALIZED (
    SELECT article_id, version, title, source, url, published_at IS NULL AS day_only,
        coalesce(published_at, published_date::TIMESTAMPTZ) AS reported_at
    FROM articles
    WHERE current AND published_date BETWEEN $start::DATE AND $end::DATE
      AND coalesce(published_at, published_date::TIMESTAMPTZ) >= $start
      AND coalesce(published_at, published_date::TIMESTAMPTZ) < $end
), said AS MATERIALIZED (
    SELECT m.rowid AS row, m.event_id, m.mention_id, m.event_type, m.sub_event_type, m.confidence, a.*
    FROM event_mentions AS m JOIN published AS a USING (article_id, version)
    WHERE m.modality = 'denied' AND m.recency = 'current'
), placed AS MATERIALIZED (
    SELECT event_id, place_name, country, place_precision, geonames_id, actor_names, target_names
    FROM events SEMI JOIN said USING (event_id)
), shown AS MATERIALIZED (
    SELECT s.*, p.* EXCLUDE (event_id)
    FROM said AS s LEFT JOIN placed AS p USING (event_id)
    WHERE $countries IS NULL OR list_contains(string_split($countries, ','), p.country)
    ORDER BY s.reported_at, s.mention_id
    LIMIT $top
), claimed AS (
    SELECT mention_id, string_agg(DISTINCT coalesce(canonical_name, name), ', ' ORDER BY coalesce(canonical_name, name)) AS who
    FROM mention_actors SEMI JOIN shown USING (mention_id) WHERE role = 'claimant' GROUP BY mention_id
), others AS (
    SELECT s.mention_id, arg_max(o.event_id, (o.sources, o.event_id)) AS stands
    FROM shown AS s
    JOIN events AS o ON o.event_type = s.event_type AND o.geonames_id = s.geonames_id
    WHERE o.modality IN ('occurred', 'ongoing') AND o.place_precision IN ('site', 'settlement', 'district')
      AND o.first_reported_at BETWEEN s.reported_at - INTERVAL 3 DAY AND s.reported_at + INTERVAL 3 DAY
    GROUP BY s.mention_id
)
SELECT s.event_id, s.mention_id, s.event_type, s.sub_event_type, m.evidence, s.confidence, s.title, s.source, s.url,
    s.reported_at, s.day_only, s.place_name, s.country, s.place_precision, s.actor_names, s.target_names,
    c.who AS claimants, o.stands
FROM shown AS s
JOIN event_mentions AS m ON m.rowid = s.row
LEFT JOIN claimed AS c ON c.mention_id = s.mention_id
LEFT JOIN others AS o ON o.mention_id = s.mention_id
ORDER BY s.reported_at, s.mention_id;
